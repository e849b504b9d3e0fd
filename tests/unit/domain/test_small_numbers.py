"""What a report may tell outside: no number from 1 to 10, nor what it could be worked out from."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.report import (
    Answer,
    Bars,
    Cell,
    CellKind,
    Counted,
    Funnel,
    Hidden,
    PatientCell,
    Report,
    ReportColumn,
    ReportTable,
    number_of,
    share,
)
from practice_desk.domain.report_waits import longest_column, wait_columns
from practice_desk.domain.small_numbers import NO_NAMES, NO_PICTURE, hide_small, rounded

_COLUMNS = (
    ReportColumn("who", "Who"),
    ReportColumn("all", "All", CellKind.COUNT),
    ReportColumn("yes", "Yes", CellKind.COUNT, part_of="all"),
    ReportColumn("no", "No", CellKind.COUNT, part_of="all"),
    ReportColumn("share", "Share", CellKind.PERCENT, of=("yes", "all")),
)
_counts = st.one_of(st.integers(0, 14), st.integers(0, 60))
_parts = st.lists(st.tuples(_counts, _counts), min_size=1, max_size=4)


def _row(who: str, yes: int, no: int) -> tuple[Cell, ...]:
    return who, yes + no, yes, no, share(yes, yes + no)


def _table(parts: list[tuple[int, int]]) -> ReportTable:
    rows = tuple(_row(str(place), *each) for place, each in enumerate(parts))
    total = _row("All", sum(yes for yes, _ in parts), sum(no for _, no in parts))
    return ReportTable(_COLUMNS, rows, total)


def _report(table: ReportTable, *, counted: int | None = None) -> Report:
    answer = Answer(table, Bars("Who", "who", "all"), (), counted)
    return Report("Title", "All charts", datetime(2026, 11, 26, tzinfo=UTC), answer)


def _fits(shown: ReportTable, guess: ReportTable) -> bool:
    """Return whether what is shown would look the same if *guess* were the truth."""
    pairs = zip(shown.all_rows, guess.all_rows, strict=True)
    return all(
        cell is Hidden.WITH_IT
        or (cell is Hidden.SMALL and 1 <= int(number_of(truth) or 0) <= 10)
        or (cell == rounded(truth) if isinstance(cell, int) and isinstance(truth, int) else True)
        for row, true_row in pairs
        for cell, truth in zip(row, true_row, strict=True)
    )


@settings(max_examples=60, deadline=None)
@given(_parts)
def test_that_every_hidden_number_could_be_each_from_1_to_10(parts: list[tuple[int, int]]) -> None:
    shown = hide_small(_report(_table(parts))).answer.table
    for (place, each), part in product(enumerate(parts), (0, 1)):
        if not 1 <= each[part] <= 10:
            continue
        for number in range(1, 11):
            other = list(each)
            other[part] = number
            guess = [*parts[:place], (other[0], other[1]), *parts[place + 1 :]]
            assert _fits(shown, _table(guess))


@settings(max_examples=60, deadline=None)
@given(_parts)
def test_that_no_small_number_is_shown(parts: list[tuple[int, int]]) -> None:
    shown = hide_small(_report(_table(parts))).answer.table
    for row in shown.all_rows:
        for column, cell in zip(shown.columns, row, strict=True):
            if column.kind is CellKind.COUNT:
                assert not 1 <= int(number_of(cell) or 0) <= 10


@settings(max_examples=60, deadline=None)
@given(st.integers(11, 5_000), st.integers(1, 10))
def test_that_two_reports_do_not_tell_a_small_number_by_their_difference(
    many: int, few: int
) -> None:
    told = rounded(many), rounded(many + few)
    near = range(max(11, many - 9), many + 10)
    fitting = {
        more
        for more in range(1, 11)
        for other in near
        if (rounded(other), rounded(other + more)) == told
    }
    assert few in fitting
    assert len(fitting) >= 4


def test_that_what_is_shown_is_rounded_and_shares_come_from_that() -> None:
    hidden = hide_small(_report(_table([(41, 22), (17, 0)]), counted=78))
    assert hidden.answer.table.all_rows == (
        ("0", 65, 40, 20, 62),
        ("1", 15, 15, 0, Hidden.WITH_IT),  # a share of fewer than 50
        ("All", 80, 60, 20, 75),
    )
    assert hidden.answer.counted == 80
    assert hidden.answer.picture is not None


def test_that_a_share_does_not_tell_how_few_are_left() -> None:
    columns = (
        ReportColumn("yes", "Yes", CellKind.COUNT),
        ReportColumn("all", "All", CellKind.COUNT),
        ReportColumn("share", "Share", CellKind.PERCENT, of=("yes", "all")),
    )
    table = ReportTable(columns, ((95, 100, share(95, 100)),))
    shown = hide_small(_report(table, counted=100)).answer
    assert shown.table.rows == ((95, Hidden.WITH_IT, Hidden.WITH_IT),)
    assert shown.counted is None


def test_that_a_share_of_all_who_were_counted_tells_no_rest() -> None:
    columns = (
        ReportColumn("yes", "Yes", CellKind.COUNT),
        ReportColumn("share", "Share", CellKind.PERCENT, of=("yes",)),
    )
    shown = hide_small(_report(ReportTable(columns, ((95, share(95, 100)),)), counted=100)).answer
    assert shown.table.rows == ((95, Hidden.WITH_IT),)
    assert shown.counted is None


def test_that_shares_of_all_do_not_tell_a_hidden_total() -> None:
    columns = (
        ReportColumn("band", "Band"),
        ReportColumn("count", "Patients", CellKind.COUNT),
        ReportColumn("share", "Of all", CellKind.PERCENT, of=("count",)),
    )
    rows = tuple((str(number), number, share(number, 54)) for number in (5, 19, 30))
    table = ReportTable(columns, rows, ("All", 54, share(54, 54)))
    shown = hide_small(_report(table, counted=54)).answer.table
    assert [row[1:] for row in shown.all_rows] == [
        (Hidden.SMALL, Hidden.WITH_IT),
        (20, Hidden.WITH_IT),  # 35.2 % of 54: the hidden 5 would be what is left
        (30, Hidden.WITH_IT),
        (Hidden.WITH_IT, Hidden.WITH_IT),
    ]


def test_that_how_many_were_counted_does_not_tell_how_few_are_not_in_a_row() -> None:
    table = ReportTable(_COLUMNS[:2], (("a", 25), ("b", 14)))
    assert hide_small(_report(table, counted=30)).answer.counted is None
    assert hide_small(_report(table, counted=39)).answer.counted == 40


def test_that_what_does_not_say_what_it_comes_from_is_hidden() -> None:
    table = ReportTable((ReportColumn("days", "Days", CellKind.DAYS),), ((Decimal(4),),))
    assert hide_small(_report(table)).answer.table.rows == ((Hidden.WITH_IT,),)


def test_that_the_longest_wait_is_one_patients_and_stays_inside() -> None:
    columns = (
        ReportColumn("asked", "Asked", CellKind.COUNT),
        *wait_columns("reply", "Reply", "asked"),
        longest_column("asked"),
    )
    row = (40, Decimal(2), Decimal(3), Decimal(9), Decimal(61))
    shown = hide_small(_report(ReportTable(columns, (row,)))).answer.table
    assert shown.rows == ((*row[:4], Hidden.WITH_IT),)


def test_that_the_order_of_rows_does_not_tell_which_number_is_larger() -> None:
    rows = (("d", 41), ("c", 39), ("e", 9), ("a", 8), ("b", 0))
    shown = hide_small(_report(ReportTable(_COLUMNS[:2], rows, by_size=True))).answer.table
    assert [row[0] for row in shown.rows] == ["c", "d", "a", "b", "e"]


def test_that_a_list_of_patients_leaves_without_its_rows_and_ids() -> None:
    columns = (
        ReportColumn("patient", "Patient", CellKind.PATIENT),
        ReportColumn("count", "Count", CellKind.COUNT),
    )
    named = ReportTable(columns, ((PatientCell(7, "Name"), 40),))
    shown = hide_small(_report(named)).answer
    assert shown.table.rows == ()
    assert NO_NAMES in shown.notes
    plain = ReportTable(columns[1:], ((Counted(40, frozenset({7})),),))
    assert hide_small(_report(plain)).answer.table.rows == ((40,),)


def test_that_a_picture_of_other_numbers_stays_inside_where_something_is_hidden() -> None:
    own = ReportTable(_COLUMNS[:2], (("a", 3),))
    report = _report(_table([(40, 20)]))
    answer = Answer(report.answer.table, Bars("Who", "who", "all"), (), 60, own)
    shown = hide_small(Report("T", "", report.as_of, answer)).answer
    assert shown.picture is None
    assert NO_PICTURE in shown.notes


def test_that_a_funnel_tells_no_shares_of_few() -> None:
    table = _table([(40, 20)])
    for everybody, keeps in ((44, False), (60, True)):
        own = ReportTable(_COLUMNS[1:3], ((everybody, 30),))
        answer = Answer(table, Funnel("Stages", ("all", "yes")), (), 60, own)
        report = Report("T", "", datetime(2026, 11, 26, tzinfo=UTC), answer)
        assert (hide_small(report).answer.picture is not None) is keeps


def test_that_a_whole_that_stands_twice_is_hidden_twice() -> None:
    rows = (_row("a", 36, 4), _row("b", 25, 15))
    shown = hide_small(_report(ReportTable(_COLUMNS, rows))).answer.table
    assert [row[1] for row in shown.rows] == [Hidden.WITH_IT, Hidden.WITH_IT]
    assert shown.rows[1][2:4] == (25, Hidden.WITH_IT)  # or their sum would tell


def test_that_a_count_within_a_whole_does_not_tell_how_few_are_not() -> None:
    columns = (
        ReportColumn("all", "All", CellKind.COUNT),
        ReportColumn("one", "One", CellKind.COUNT, within="all"),
        ReportColumn("two", "Two", CellKind.COUNT, within="all"),
    )
    shown = hide_small(_report(ReportTable(columns, ((50, 45, 30),)))).answer.table
    assert shown.rows == ((Hidden.WITH_IT, 45, 30),)
