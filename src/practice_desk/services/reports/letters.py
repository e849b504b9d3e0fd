"""Letters by kind: sent, answered and open, and how long replies took."""

from __future__ import annotations

from collections.abc import Iterable

from practice_desk.domain.appointment import day_bounds
from practice_desk.domain.progress import Progress
from practice_desk.domain.report import (
    Answer,
    Bars,
    Cell,
    CellKind,
    FilterField,
    ReportColumn,
    ReportFilter,
    ReportTable,
    StackedBars,
)
from practice_desk.domain.report_letters import (
    LetterFigures,
    LetterOutcome,
    letter_figures,
    outcome_of,
)
from practice_desk.domain.report_waits import (
    SHARES,
    longest_cell,
    longest_column,
    wait_cells,
    wait_columns,
)
from practice_desk.domain.waiting_time import RULE
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_conversation import cases_of
from practice_desk.services.reports.kind import ReportKind
from practice_desk.storage import registry
from practice_desk.storage.letter_entry import letter_entries
from practice_desk.storage.report_outcomes import cared_for_by
from practice_desk.storage.unit_of_work import UnitOfWork

_C = CellKind.COUNT
_COUNTS = (
    ReportColumn("kind", "Letter"),
    ReportColumn("made", "Made", _C),
    ReportColumn("sent", "Sent", _C, part_of="made"),
    ReportColumn("not_sent", "Not sent", _C, part_of="made"),
    ReportColumn("not_asked", "Asks for nothing", _C, part_of="sent"),
    ReportColumn("replied", "Replied", _C, part_of="sent"),
    ReportColumn("open", "Open", _C, part_of="sent"),
    ReportColumn("overdue", "Overdue", _C, part_of="open"),
    ReportColumn("closed", "Closed without", _C, part_of="sent"),
    ReportColumn("superseded", "Replaced", _C, part_of="sent"),
    ReportColumn("failed", "Failed once", _C),
    ReportColumn("questions", "Asks us back", _C),
)
_TIMES = (
    ReportColumn("kind", "Letter"),
    ReportColumn("asked", "Asks for a reply", _C),
    ReportColumn("replied", "Replied", _C, part_of="asked"),
    *wait_columns("reply", "Reply", "asked"),
    longest_column("asked"),
)
_WHICH = (
    "Letters made in the period; papers for the patient and chart exports are left out. Sent: "
    "faxed, handed over or mailed, or answered. Of these, replied: acknowledged or answered, as "
    "the letter asks; that it arrived is no answer. One that was answered and replaced later "
    "counts as replied. Failed once: a fax or the mail failed, whatever came later."
)
_WAITS = f"{SHARES} Days from sending, of letters that were sent and ask for a reply. {RULE}"


def _by_kind(clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress) -> Answer:
    found = _outcomes(clinic, work, asked, progress)
    table = ReportTable(
        _COUNTS,
        tuple((name, *_counts(letter_figures(own))) for name, own in _kinds(found)),
        ("All", *_counts(letter_figures(found))),
        by_size=True,
    )
    stages = ("replied", "open", "closed", "superseded")
    picture = StackedBars("What came of letters that ask for a reply", "kind", stages)
    return Answer(table, picture, (_WHICH,), _people(found))


def _times(clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress) -> Answer:
    found = _outcomes(clinic, work, asked, progress)
    kinds = [(name, letter_figures(own)) for name, own in _kinds(found)]
    table = ReportTable(
        _TIMES,
        tuple((name, *_days(each)) for name, each in kinds if each.asked.number),
        ("All", *_days(letter_figures(found))),
        by_size=True,
    )
    picture = Bars("Days until half are answered", "kind", "reply_half")
    return Answer(table, picture, (_WHICH, _WAITS), _people(found))


def _outcomes(
    clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress
) -> list[LetterOutcome]:
    """Return what came of the letters that were made in the period."""
    progress(0, 2, "Letters")
    since, until = asked.period
    begin, end = day_bounds(since)[0], day_bounds(until)[1]
    first, papers = registry.letters.first_since(work.connection, begin), _papers()
    letters = [
        each
        for each in registry.letters.beginning_with(work.connection, first)
        if begin <= each.made_at < end and each.kind not in papers
    ]
    if asked.practitioner_id is not None:
        theirs = cared_for_by(work.connection, asked.practitioner_id)
        letters = [each for each in letters if each.patient_id in theirs]
    progress(1, 2, "Letters")
    cases = cases_of(letters, letter_entries.beginning_with(work.connection, first))
    progress(2, 2, "Letters")
    return [outcome_of(case, clinic.today()) for case in cases]


def _papers() -> frozenset[str]:
    """Return the kinds that are no letters: nobody is waited for, and they are handed over.

    What a chart was exported as is no letter either: it is a disclosure.
    """
    from practice_desk.letters.chart_export import CODE as CHART_EXPORT
    from practice_desk.letters.kind import PaperKind  # both bring every kind of letter
    from practice_desk.letters.registry import KINDS as LETTERS

    papers = (code for code, kind in LETTERS.items() if isinstance(kind, PaperKind))
    return frozenset((*papers, CHART_EXPORT))


def _kinds(found: Iterable[LetterOutcome]) -> list[tuple[str, list[LetterOutcome]]]:
    """Return the letters by the name of their kind, most first."""
    from practice_desk.letters.registry import LETTER_KINDS

    names = {kind.code: kind.on_screen for kind in LETTER_KINDS}
    own: dict[str, list[LetterOutcome]] = {}
    for each in found:
        code = each.case.letter.kind
        own.setdefault(names.get(code, code.replace("_", " ").capitalize()), []).append(each)
    return sorted(own.items(), key=lambda kind: (-len(kind[1]), kind[0].casefold()))


def _counts(found: LetterFigures) -> tuple[Cell, ...]:
    return (
        found.made,
        found.sent,
        found.not_sent,
        found.not_asked,
        found.replied,
        found.open,
        found.overdue,
        found.closed,
        found.superseded,
        found.failed,
        found.questions,
    )


def _days(found: LetterFigures) -> tuple[Cell, ...]:
    waits = found.to_reply
    return found.asked, found.replied, *wait_cells(waits), longest_cell(waits)


def _people(found: Iterable[LetterOutcome]) -> int:
    return len({each.case.letter.patient_id for each in found})


_ASKS = frozenset({FilterField.PERIOD, FilterField.PRACTITIONER})
KINDS = (
    ReportKind(
        "letters by kind",
        "Letters and replies",
        "What was sent, what came back, and what is open.",
        _ASKS,
        _by_kind,
    ),
    ReportKind(
        "letter times",
        "Reply times of letters",
        "How long recipients took to acknowledge or answer.",
        _ASKS,
        _times,
    ),
)
