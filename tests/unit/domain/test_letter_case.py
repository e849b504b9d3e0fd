"""Where a letter stands, worked out from what happened to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.letter import Letter, LetterDelivery
from practice_desk.domain.letter_asking import Asks, Expects, after_working_days
from practice_desk.domain.letter_case import LetterCase, LetterStatus, case_of, case_order
from practice_desk.domain.letter_code import LETTERS, code_problem, near_codes, typed_code
from practice_desk.domain.letter_entry import (
    Acknowledged,
    Answered,
    Called,
    CallResult,
    Closed,
    Correction,
    Delegated,
    Details,
    LetterEntry,
    NotSent,
    Opened,
    Postponed,
    Sent,
    Settled,
    Signed,
    Superseded,
    Way,
    check_entry,
)

MADE = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)
LETTER = Letter(
    1, "medication_notice", "L-7F3K9", "Stopped trazodone", "Harbor Pharmacy", MADE, "ana.berg",
    1, "0" * 64, 1, LetterDelivery.PRINTED, id=7,
)  # fmt: skip
ASKED = Opened(Expects.ACKNOWLEDGEMENT, date(2026, 11, 25))
FAX = Sent(Way.FAXED, "Harbor Pharmacy", "555-0100")
S = LetterStatus


def an_entry(details: Details, number: int, corrects: int | None = None) -> LetterEntry:
    other = 8 if isinstance(details, Superseded) else None
    return LetterEntry(
        1, 7, details, MADE, MADE, "ana.berg", None, other, corrects_id=corrects, id=number
    )


def a_case(*happened: Details, letter: Letter = LETTER) -> LetterCase:
    return case_of(letter, [an_entry(each, number) for number, each in enumerate(happened, 1)])


@pytest.mark.parametrize(
    ("happened", "status", "is_open"),
    [
        ((ASKED,), S.PRINTED, True),
        ((ASKED, Signed()), S.SIGNED, True),
        ((ASKED, FAX), S.FAXED, True),
        ((ASKED, FAX, Signed()), S.FAXED, True),
        ((ASKED, NotSent(Way.FAXED, "Harbor", "1", "busy")), S.NOT_SENT, True),
        ((ASKED, NotSent(Way.FAXED, "Harbor", "1", "busy"), FAX), S.FAXED, True),
        ((ASKED, FAX, Called("Kim", "Left word", CallResult.MESSAGE)), S.FAXED, True),
        ((ASKED, FAX, Called("Kim", "Done", CallResult.CONFIRMED)), S.ACKNOWLEDGED, False),
        ((ASKED, FAX, Acknowledged("Kim")), S.ACKNOWLEDGED, False),
        ((ASKED, Acknowledged("Kim", question="From when?")), S.QUESTION, True),
        ((ASKED, Acknowledged("Kim", question="When?"), Settled("Now")), S.ACKNOWLEDGED, False),
        ((ASKED, Closed("They closed")), S.CLOSED, False),
        ((ASKED, Closed("They closed"), Acknowledged("Kim", question="?")), S.QUESTION, True),
        ((ASKED, Acknowledged("Kim", question="When?"), Superseded()), S.SUPERSEDED, False),
        ((Opened(Expects.ANSWER, FRIDAY), Acknowledged("Kim")), S.ACKNOWLEDGED, True),
        ((Opened(Expects.ANSWER, FRIDAY), Answered("Kim", "50 mg")), S.ANSWERED, False),
        ((Opened(), FAX), S.FAXED, False),
        ((), S.PRINTED, False),
    ],
)
def test_that_what_happened_says_where_a_letter_stands(
    happened: tuple[Details, ...], status: LetterStatus, is_open: bool
):
    case = a_case(*happened)
    assert (case.status, case.is_open) == (status, is_open)


def test_that_a_letter_from_before_says_so_and_waits_for_nothing():
    case = a_case(letter=replace(LETTER, delivery=LetterDelivery.SAVED))
    assert (case.before_status, case.status, case.is_open) == (True, S.SAVED, False)


def test_that_a_correction_undoes_an_entry_and_keeps_both():
    wrong = an_entry(Acknowledged("Kim"), 2)
    case = case_of(
        LETTER, [an_entry(ASKED, 1), wrong, an_entry(Correction("Other letter"), 3, corrects=2)]
    )
    assert (case.status, case.is_open) == (S.PRINTED, True)
    assert wrong in case.entries
    assert wrong not in case.standing


def test_that_a_letter_is_overdue_the_day_after_its_day_until_it_may_wait_longer():
    case = a_case(ASKED, FAX)
    assert not case.is_overdue(date(2026, 11, 25))
    assert case.days_over(date(2026, 11, 27)) == 2
    waits = a_case(ASKED, FAX, Postponed(date(2026, 12, 1), "Their owner is away"))
    assert not waits.is_overdue(date(2026, 11, 27))
    assert a_case(ASKED, Acknowledged("Kim")).days_over(date(2026, 12, 27)) == 0


def test_that_a_letter_handed_on_or_put_off_leaves_the_list_until_its_day():
    today = date(2026, 11, 26)
    late = (ASKED, FAX)
    assert a_case(*late).waits_for("ana.berg", today)
    handed_on = a_case(*late, Delegated("lena.ortiz"))
    assert not handed_on.waits_for("ana.berg", today)
    assert handed_on.waits_for("lena.ortiz", today)
    put_off = a_case(*late, Postponed(date(2026, 12, 1), "Their owner is away"))
    assert not put_off.waits_for("ana.berg", today)
    assert put_off.waits_for("ana.berg", date(2026, 12, 1))


def test_that_overdue_letters_come_first_then_urgent_ones():
    today = date(2026, 11, 26)
    late, soon = a_case(ASKED), a_case(Opened(Expects.ACKNOWLEDGEMENT, date(2026, 11, 30)))
    urgent = a_case(Opened(Expects.ACKNOWLEDGEMENT, date(2026, 12, 2), urgent=True))
    assert sorted((soon, urgent, late), key=lambda case: case_order(case, today)) == [
        late, urgent, soon
    ]  # fmt: skip


def test_that_working_days_leave_weekends_out():
    assert after_working_days(FRIDAY, 1) == date(2026, 11, 23)
    assert Asks(Expects.ACKNOWLEDGEMENT, 3).due_on(FRIDAY) == date(2026, 11, 25)
    assert Asks().due_on(FRIDAY) is None


_HAPPENINGS = st.sampled_from(
    [
        ASKED, Signed(), FAX, NotSent(Way.MAILED, "Harbor", why="back"), Acknowledged("Kim"),
        Acknowledged("Kim", question="When?"), Answered("Kim", "Yes"), Settled("Told"),
        Postponed(date(2026, 12, 1), "away"), Delegated("lena.ortiz"), Closed("closed"),
        Superseded(), Called("Kim", "ok", CallResult.CONFIRMED),
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(_HAPPENINGS, max_size=8))
def test_that_a_question_never_gets_lost_and_every_entry_can_be_undone(happened: list[Details]):
    entries = [an_entry(each, number) for number, each in enumerate(happened, 1)]
    case = case_of(LETTER, entries)
    assert case.is_open or not case.question
    assert (case.status is S.QUESTION) == bool(case.question)
    undone = [
        an_entry(Correction("wrong"), 100 + number, corrects=number)
        for number in range(1, len(entries) + 1)
    ]
    assert case_of(LETTER, [*entries, *undone]).standing == ()


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Sent(Way.FAXED, "Harbor"), "number"),
        (Sent(Way.MAILED, " "), "to"),
        (NotSent(Way.FAXED, "Harbor", "1"), "why"),
        (Acknowledged(""), "by"),
        (Answered("Kim"), "words"),
        (Called("Kim", "", CallResult.SPOKE), "said"),
        (Postponed(FRIDAY - timedelta(days=1), "away"), "due_on"),
        (Closed(""), "reason"),
        (Acknowledged("Kim", question="x" * 5000), "question"),
        (Acknowledged("Kim \x07"), "by"),
    ],
)
def test_that_what_is_missing_or_unreadable_is_said_at_its_field(details: Details, field: str):
    assert [problem.field for problem in check_entry(an_entry(details, 1), FRIDAY)] == [field]


def test_that_nothing_is_recorded_that_is_still_to_come():
    later = replace(an_entry(FAX, 1), happened_at=MADE + timedelta(hours=2))
    assert [problem.field for problem in check_entry(later, FRIDAY)] == ["happened_on"]


@pytest.mark.parametrize("typed", ["L-7F3K9", "l-7f3k9\r\n", " 7F3K9", "L 7f3 k9", "l7f3k9"])
def test_that_a_number_is_read_however_it_is_typed(typed: str):
    assert typed_code(typed) == "L-7F3K9"


def test_that_a_mistyped_number_says_what_is_wrong_and_what_may_be_meant():
    assert "no vowels" in code_problem(typed_code("L-7F3O9"))
    assert "5 characters" in code_problem(typed_code("7F3K"))
    assert code_problem("L-7F3K9") == ""
    known = ["L-7F3K9", "L-7FK39", "L-22222"]
    assert near_codes("L-7F3K8", known) == ("L-7F3K9",)
    assert near_codes("L-73FK9", ["L-7F3K9"]) == ("L-7F3K9",)
    assert near_codes("L-7F3K", known) == ("L-7F3K9",)


@settings(max_examples=60, deadline=None)
@given(st.text(LETTERS, min_size=5, max_size=5), st.integers(0, 4), st.sampled_from(LETTERS))
def test_that_one_wrong_character_leads_to_the_number_meant(plain: str, place: int, char: str):
    typed = "L-" + plain[:place] + char + plain[place + 1 :]
    meant = f"L-{plain}"
    assert near_codes(typed, [meant]) == (() if typed == meant else (meant,))
