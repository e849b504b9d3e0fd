"""What reports count of side effects, letters, appointments and notes: everything exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.adverse_event import AdverseEvent, Course, Urgency
from practice_desk.domain.adverse_event_review import (
    Action,
    AdverseEventReview,
    CaseOutcome,
    Decision,
    Details,
    Retraction,
    Review,
    Seriousness,
    Told,
    ToldAgain,
)
from practice_desk.domain.appointment import AppointmentStatus, VisitKind
from practice_desk.domain.letter import Letter, LetterDelivery
from practice_desk.domain.letter_asking import Expects
from practice_desk.domain.letter_case import LetterCase
from practice_desk.domain.letter_case import case_of as letter_case_of
from practice_desk.domain.letter_entry import (
    Acknowledged,
    Answered,
    Called,
    CallResult,
    Closed,
    Correction,
    LetterEntry,
    NotSent,
    Opened,
    Sent,
    Superseded,
    Way,
)
from practice_desk.domain.letter_entry import Details as LetterDetails
from practice_desk.domain.note import NoteKind, NoteState
from practice_desk.domain.period import Period
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.report_letters import Reply, letter_figures
from practice_desk.domain.report_letters import outcome_of as letter_outcome
from practice_desk.domain.report_no_shows import Kept, PastAppointment, attendance
from practice_desk.domain.report_productivity import WrittenNote, note_figures, signature_wait
from practice_desk.domain.report_side_effects import (
    decision_wait,
    end_wait,
    figures_of,
    grouped,
)
from practice_desk.domain.side_effect_case import SideEffectCase, case_of
from practice_desk.domain.treated import Treatment, treated_since, treatments
from practice_desk.domain.waiting_time import Wait

TODAY = date(2026, 11, 26)
TOLD = TODAY - timedelta(days=30)
NOON = datetime(2026, 11, 2, 20, 0, tzinfo=UTC)
_S, _R = AppointmentStatus, Reply


def a_case(*happened: tuple[int, Details], number: int = 1, **changes: object) -> SideEffectCase:
    """Return a side effect told 30 days ago, with what happened so many days later."""
    report = AdverseEvent(number, "dizzy", TOLD, id=number, **changes)  # type: ignore[arg-type]
    entries = [
        AdverseEventReview(
            1, number, TOLD + timedelta(days=after), details, NOON, "ana.berg", id=place
        )
        for place, (after, details) in enumerate(happened, 1)
    ]
    return case_of(report, entries, TODAY)


def decided(recheck: int | None = None, outcome: CaseOutcome | None = None) -> Review:
    """Return a decision to watch, looked at again so many days after the report, or closed."""
    on = None if recheck is None else TOLD + timedelta(days=recheck)
    return Review("Dizziness", (Decision(Action.WATCH),), recheck_on=on, outcome=outcome)


def test_that_an_open_side_effect_waits_until_today_and_a_closed_one_does_not() -> None:
    assert decision_wait(a_case(), TODAY) == Wait(30, ended=False)
    assert decision_wait(a_case((2, decided(20)), (9, decided(40))), TODAY) == Wait(2, ended=True)
    assert end_wait(a_case((2, decided(20))), TODAY) == Wait(30, ended=False)
    over = a_case((2, decided(outcome=CaseOutcome.RECOVERED)))
    assert end_wait(over, TODAY) == Wait(2, ended=True)
    lost = a_case((5, decided(outcome=CaseOutcome.LOST)))
    assert end_wait(lost, TODAY) == Wait(5, ended=False), "closed, but nobody knows"
    gone = a_case((7, ToldAgain(Told(Course.GONE))))
    assert end_wait(gone, TODAY) == Wait(7, ended=True)


def test_that_side_effects_are_open_or_closed_and_errors_are_neither() -> None:
    serious = Review(
        "Syncope", (Decision(Action.WATCH),), seriousness=(Seriousness.HOSPITAL,),
        outcome=CaseOutcome.RECOVERED,
    )  # fmt: skip
    given_cases = [
        a_case(number=1, urgency=Urgency.NOW),
        a_case((1, decided(10)), number=2),
        a_case((1, decided(90)), number=3),
        a_case((1, serious), number=4),
        a_case((1, Retraction("another patient")), number=5),
    ]
    found = figures_of(given_cases, TODAY)
    assert (found.reported.patient_ids, found.open.patient_ids) == ({1, 2, 3, 4}, {1, 2, 3})
    assert (found.closed.patient_ids, found.serious.patient_ids) == ({4}, {4})
    assert (found.undecided.patient_ids, found.pressing.patient_ids) == ({1}, {1})
    assert found.overdue.patient_ids == {2}
    assert found.overdue.patient_ids.isdisjoint(found.undecided.patient_ids)
    assert found.to_decision.ended + found.to_decision.going_on == 4
    assert figures_of((), TODAY).to_end.longest is None


def test_that_a_side_effect_counts_with_each_suspect_once() -> None:
    one, two = a_case(number=1), a_case(number=2)
    found = grouped([("sertraline", one), ("lithium", one), ("lithium", two), ("lithium", one)])
    assert found == {"sertraline": (one,), "lithium": (one, two)}


def a_letter(*happened: tuple[int, LetterDetails], number: int = 1) -> LetterCase:
    """Return a letter made at NOON with what happened so many days later."""
    letter = Letter(
        number, "refill", f"L-{number}", "", "", NOON, "ana.berg", 1, "0" * 64, 1,
        LetterDelivery.PRINTED, id=number,
    )  # fmt: skip
    entries = []
    for place, (after, details) in enumerate(happened, 1):
        at = NOON + timedelta(days=after)
        other = 9 if isinstance(details, Superseded) else None
        corrects = place - 1 if isinstance(details, Correction) else None
        entries.append(
            LetterEntry(
                number, number, details, at, at, "ana.berg", None, other, corrects, id=place
            )
        )
    return letter_case_of(letter, entries)


ASKS = (0, Opened(Expects.ACKNOWLEDGEMENT, date(2026, 11, 5)))
WANTS_WORDS = (0, Opened(Expects.ANSWER, date(2026, 11, 5)))
FAX = Sent(Way.FAXED, "Pharmacy", "555-0100")


@pytest.mark.parametrize(
    ("happened", "reply", "wait"),
    [
        ((ASKS,), _R.NOT_SENT, None),
        ((ASKS, (1, NotSent(Way.FAXED, "x", "5", "busy"))), _R.NOT_SENT, None),
        ((ASKS, (1, FAX)), _R.OPEN, Wait(23, ended=False)),
        ((ASKS, (1, FAX), (3, Acknowledged("Lee"))), _R.REPLIED, Wait(2, ended=True)),
        ((ASKS, (1, FAX), (4, Called("Lee", "ok", CallResult.CONFIRMED))), _R.REPLIED,
         Wait(3, ended=True)),
        ((WANTS_WORDS, (1, FAX), (3, Acknowledged("Lee"))), _R.OPEN, Wait(23, ended=False)),
        ((WANTS_WORDS, (1, FAX), (6, Answered("Lee", "list"))), _R.REPLIED, Wait(5, ended=True)),
        ((ASKS, (1, FAX), (5, Closed("moved"))), _R.CLOSED, Wait(4, ended=False)),
        ((ASKS, (1, FAX), (5, Superseded())), _R.SUPERSEDED, Wait(4, ended=False)),
        ((ASKS, (1, FAX), (2, Acknowledged("Lee")), (3, Correction("not Lee"))), _R.OPEN,
         Wait(23, ended=False)),
        (((0, Opened()), (1, FAX)), _R.NOT_ASKED, None),
    ],
)  # fmt: skip
def test_that_a_letter_waits_until_it_is_answered_closed_or_replaced(
    happened: Sequence[tuple[int, LetterDetails]], reply: Reply, wait: Wait | None
) -> None:
    found = letter_outcome(a_letter(*happened), TODAY)
    assert (found.reply, found.wait) == (reply, wait)


steps = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(
            [FAX, NotSent(Way.FAXED, "x", "5", "busy"), Acknowledged("a"), Answered("a", "b"),
             Closed("c"), Superseded()]
        ),
    ),
    max_size=4,
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from([ASKS, WANTS_WORDS, (0, Opened())]), steps), max_size=6))
@settings(max_examples=40)
def test_that_every_letter_that_asks_has_one_end(
    letters: list[tuple[tuple[int, LetterDetails], list[tuple[int, LetterDetails]]]],
) -> None:
    cases = [a_letter(first, *rest, number=n) for n, (first, rest) in enumerate(letters, 1)]
    found = letter_figures(letter_outcome(each, TODAY) for each in cases)
    ends = (found.replied, found.open, found.closed, found.superseded)
    assert sum(each.number for each in ends) == found.asked.number
    assert found.asked.number + found.not_asked.number == found.sent.number
    assert found.sent.number + found.not_sent.number == found.made.number == len(cases)
    assert found.overdue.patient_ids <= found.open.patient_ids
    assert found.to_reply.ended == found.replied.number


@given(
    st.lists(
        st.builds(
            PastAppointment,
            st.integers(1, 99), st.integers(1, 9), st.just(None), st.just(TODAY),
            st.sampled_from(list(VisitKind)), st.sampled_from(list(_S)), st.booleans(),
        )
    )
)  # fmt: skip
@settings(max_examples=40)
def test_that_every_appointment_has_one_end(appointments: list[PastAppointment]) -> None:
    found = attendance(appointments)
    ends = (found.held, found.no_shows, found.cancelled_late, found.cancelled, found.not_marked)
    assert sum(each.number for each in ends) == found.booked.number == len(appointments)
    assert found.counting.number + found.cancelled.number + found.not_marked.number == len(
        appointments
    )


def test_that_who_arrived_was_seen_and_a_late_cancellation_is_no_other() -> None:
    def kept(status: AppointmentStatus, *, late: bool = False) -> Kept:
        return PastAppointment(1, 1, None, TODAY, VisitKind.THERAPY, status, late).kept

    assert kept(_S.ARRIVED) is kept(_S.FULFILLED) is Kept.HELD
    assert (kept(_S.CANCELLED), kept(_S.CANCELLED, late=True)) == (
        Kept.CANCELLED, Kept.CANCELLED_LATE,
    )  # fmt: skip
    assert kept(_S.BOOKED) is kept(_S.PROPOSED) is Kept.NOT_MARKED


def test_that_drafts_are_no_contacts_and_additions_none_of_their_own() -> None:
    def a_note(days_ago: int, state: NoteState, signed: int | None = None, *, adds: bool = False):
        seen = TODAY - timedelta(days=days_ago)
        signed_on = None if signed is None else seen + timedelta(days=signed)
        return WrittenNote(
            1, days_ago, "ana.berg", NoteKind.MEDICATION, seen, state, signed_on, adds
        )

    given_notes = [
        a_note(20, NoteState.SIGNED, 0),
        a_note(19, NoteState.AWAITING_COSIGN, 3),
        a_note(18, NoteState.SIGNED, 1, adds=True),
        a_note(7, NoteState.DRAFT),
        a_note(8, NoteState.DRAFT),
    ]
    found = note_figures(given_notes, TODAY)
    assert (found.contacts.patient_ids, found.additions.patient_ids) == ({20, 19}, {18})
    assert (found.unsigned.patient_ids, found.late.patient_ids) == ({7, 8}, {8})
    assert found.to_cosign.patient_ids == {19}
    assert (found.to_signature.ended, found.to_signature.going_on) == (2, 2)
    assert signature_wait(given_notes[4], TODAY) == Wait(8, ended=False)


def test_that_treatment_goes_on_over_a_hold_and_ends_with_a_stop() -> None:
    k, day = PlanEventKind, date(2026, 1, 1)
    later = [day + timedelta(days=30 * n) for n in range(6)]
    events = [(k.START, later[0]), (k.HOLD, later[1]), (k.RESUME, later[2]), (k.STOP, later[3])]
    again = [*events, (k.START, later[5])]
    assert treatments(events) == (Treatment(later[0], later[3]),)
    assert treatments(again)[1] == Treatment(later[5], None)
    assert treatments([(k.REPORT, day)]) == treatments([(k.START, day), (k.STOP, day)]) == ()
    between = Period(later[3], later[4])
    assert treated_since(treatments(again), between) is None
    assert treated_since(treatments(again), Period(later[2], later[5])) == later[0]
