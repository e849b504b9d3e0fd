"""What each report says of a real store, and of an empty clinic."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.adverse_event import AdverseEvent, Course
from practice_desk.domain.adverse_event_review import (
    Action,
    CaseOutcome,
    Decision,
    Review,
    Seriousness,
    Told,
)
from practice_desk.domain.appointment import AppointmentStatus, CancelledBy
from practice_desk.domain.errors import NotPermitted
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.letter_entry import Acknowledged, NotSent, Sent, Way
from practice_desk.domain.note import NoteKind
from practice_desk.domain.report import Answer, Cell, CellKind, Counted, ReportFilter, number_of
from practice_desk.domain.report_no_shows import WEEKDAYS
from practice_desk.domain.report_picture import draw_picture
from practice_desk.domain.small_numbers import hide_small
from practice_desk.services import appointments, letters, measures, notes, plan, side_effects
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_following import record_happening
from practice_desk.services.plan import PlanEntry
from practice_desk.services.reports.reading import read_report
from practice_desk.services.reports.registry import REPORTS, report_kind
from practice_desk.storage import registry
from tests.factories import a_medication, a_note, a_patient, a_pharmacy, an_appointment


def answer_of(clinic: Clinic, name: str, **asked: Any) -> Answer:
    """Return what a report answers as of now."""
    return read_report(clinic, report_kind(name), ReportFilter(**asked)).answer


def cells(answer: Answer, row: str, *names: str) -> tuple[Cell, ...]:
    """Return cells of the row that begins with *row*, counts as their numbers."""
    table = answer.table
    found = next(each for each in table.all_rows if each[0] == row)
    return tuple(
        cell.number if isinstance(cell, Counted) else cell
        for cell in (found[table.place(name)] for name in names)
    )


def totals(clinic: Clinic, patient_id: int, *scores: int, measure: str = "phq9") -> None:
    """Record totals of a measure, the last one today, one a week."""
    instrument = measures.find_measure(measure)
    assert instrument is not None
    for weeks, score in enumerate(reversed(scores)):
        at = clinic.now() - timedelta(weeks=weeks)
        measures.save_total(clinic, patient_id, instrument, str(score), at)


def test_that_an_empty_clinic_has_no_shares_of_nothing(clinic: Clinic) -> None:
    for kind in REPORTS:
        report = read_report(clinic, kind, ReportFilter())
        for shown in (report.answer, hide_small(report).answer):
            if shown.picture is not None:
                numbers = shown.picture_table or shown.table
                assert draw_picture(shown.picture, numbers, 500.0, lambda text, *_: 6.0 * len(text))
        table = report.answer.table
        for row in table.all_rows:
            for column, cell in zip(table.columns, row, strict=True):
                if column.kind in (CellKind.PERCENT, CellKind.DAYS):
                    assert cell is None, (kind.name, column.title)
                elif column.kind is CellKind.COUNT:
                    assert number_of(cell) in (None, 0), (kind.name, column.title)


def test_that_everybody_in_treatment_stands_somewhere_by_the_measure(clinic: Clinic) -> None:
    begun = clinic.today() - timedelta(weeks=8)
    people = [a_patient(clinic) for _ in range(6)]
    for number in people:
        a_medication(clinic, number, started=begun, concept_id="sertraline")
    totals(clinic, people[0], 18, 4)
    totals(clinic, people[1], 18, 12, 9)
    totals(clinic, people[2], 18, 17)
    totals(clinic, people[3], 18)
    totals(clinic, a_patient(clinic), 18, 4)  # not in treatment
    gone = a_patient(clinic)
    change = a_medication(clinic, gone, started=begun, concept_id="sertraline")
    plan.stop_medication(
        clinic, gone, change.medication_id, PlanEntry(begun + timedelta(days=1), "side_effect")
    )
    answer = answer_of(clinic, "outcomes by measure")
    names = ("treated", "not_measured", "once", "again", "judged", "responded", "remitted")
    assert cells(answer, "PHQ-9", *names) == (7, 3, 1, 3, 3, 2, 1)
    shares = cells(answer, "PHQ-9", "response_share", "remission_share", "response_half")
    assert shares == (Decimal("66.7"), Decimal("33.3"), Decimal(14))
    changes = answer_of(clinic, "changes by measure")
    assert cells(changes, "PHQ-9", "again", "better", "same", "worse") == (3, 2, 1, 0)
    recent = answer_of(
        clinic, "outcomes by measure", since=begun + timedelta(weeks=1), until=clinic.today()
    )
    assert cells(recent, "PHQ-9", "treated") == (6,), "stopped before the period"
    latest = answer_of(clinic, "latest totals", measure="phq9")
    assert cells(latest, "Not measured", "patients") == (3,)
    assert sum(number_of(row[1]) or 0 for row in latest.table.rows) == 7
    assert cells(
        answer_of(clinic, "outcomes by measure", medication="lithium"), "PHQ-9", "treated"
    ) == (0,)


def test_that_no_words_that_were_typed_as_a_medication_stand_in_a_report(clinic: Clinic) -> None:
    one = a_patient(clinic)
    typed = a_medication(clinic, one, name="Tea of aunt Mary", concept_id="").medication_id
    event = AdverseEvent(one, "I shake.", clinic.today(), suspected_medication_id=typed)
    side_effects.report_side_effect(clinic, event)
    for name in ("side effects by medication", "side effect times", "caseload by medication"):
        assert [row[0] for row in answer_of(clinic, name).table.rows] == [
            "Not in the clinical pack"
        ]


def test_that_side_effects_stand_with_their_suspect_until_somebody_decides(clinic: Clinic) -> None:
    one, other = a_patient(clinic), a_patient(clinic)
    drug = a_medication(clinic, one, concept_id="sertraline").medication_id
    told = clinic.today() - timedelta(days=4)
    first = side_effects.report_side_effect(
        clinic, AdverseEvent(one, "I shake.", told, suspected_medication_id=drug)
    ).id
    side_effects.report_side_effect(clinic, AdverseEvent(other, "I am dizzy.", told))
    names = ("reported", "open", "closed", "undecided")
    before = answer_of(clinic, "side effects by medication")
    assert cells(before, "sertraline", *names) == (1, 1, 0, 1)
    assert cells(before, "No medication suspected", *names) == (1, 1, 0, 1)
    gone = Told(Course.GONE, ended_on=clinic.today())
    review = Review(
        "Tremor", (Decision(Action.WATCH),), told=gone, outcome=CaseOutcome.RECOVERED,
        seriousness=(Seriousness.OTHER,),
    )  # fmt: skip
    side_effects.review_side_effect(clinic, one, first, review)
    after = answer_of(clinic, "side effects by medication")
    assert cells(after, "All", *names) == (2, 1, 1, 1)
    assert cells(after, "sertraline", *names) == (1, 0, 1, 0)
    assert cells(answer_of(clinic, "side effects by seriousness"), "Serious", *names) == (
        1,
        0,
        1,
        0,
    )
    waits = answer_of(clinic, "side effect times")
    assert cells(waits, "sertraline", "decision_half", "end_half") == (Decimal(4), Decimal(4))
    assert cells(waits, "All", "decision_half", "decision_three_quarters") == (Decimal(4), None)
    later = answer_of(clinic, "side effects by urgency", since=told + timedelta(days=1))
    assert cells(later, "All", "reported") == (0,)


def test_that_letters_are_counted_by_what_came_of_them(clinic: Clinic) -> None:
    pharmacy = a_pharmacy(clinic)
    patient_id = a_patient(clinic, preferred_pharmacy_id=pharmacy)
    numbers = []
    for _ in range(3):
        event = a_medication(clinic, patient_id).event_id
        draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
        pages = letters.render_draft(draft)
        numbers.append(letters.send_letter(clinic, draft, pages, LetterDelivery.PRINTED).letter_id)
    fax = Sent(Way.FAXED, "Riverside Pharmacy", "(503) 555-0178")
    record_happening(clinic, patient_id, numbers[0], fax)
    record_happening(clinic, patient_id, numbers[0], Acknowledged("Kim"))
    record_happening(clinic, patient_id, numbers[1], NotSent(Way.FAXED, "Kim", "5", "busy"))
    record_happening(clinic, patient_id, numbers[1], fax)
    with clinic.store.write() as work:  # a paper is no letter
        letter = registry.letters.get(work.connection, numbers[0])
        for kind in ("handout", "chart_export"):
            paper = replace(letter, id=None, kind=kind, code=f"L-{kind}")
            registry.letters.add(work.connection, paper)
        work.commit()
    answer = answer_of(clinic, "letters by kind")
    names = ("made", "sent", "not_sent", "replied", "open", "failed")
    assert cells(answer, "All", *names) == (3, 2, 1, 1, 1, 1)
    assert answer.counted == 1
    assert cells(answer_of(clinic, "letter times"), "All", "asked", "replied") == (2, 1)


def test_that_a_combination_has_its_own_name_among_controlled_medications(clinic: Clinic) -> None:
    a_medication(
        clinic,
        a_patient(clinic),
        name="Suboxone",
        concept_id="buprenorphine_naloxone",
        schedule="CIII",
    )
    rows = answer_of(clinic, "controlled substances").table.rows
    assert [row[0] for row in rows] == ["buprenorphine and naloxone"]


def test_that_the_front_desk_sees_which_appointments_were_missed(clinic: Clinic) -> None:
    now, patient_id = clinic.now(), a_patient(clinic)
    ends = (
        (AppointmentStatus.NO_SHOW, False, CancelledBy.NOT_TOLD),
        (AppointmentStatus.CANCELLED, True, CancelledBy.PATIENT),
        (AppointmentStatus.CANCELLED, True, CancelledBy.CLINIC),
        (AppointmentStatus.CANCELLED, False, CancelledBy.PATIENT),
        (AppointmentStatus.ARRIVED, False, CancelledBy.NOT_TOLD),
    )
    for hours, (status, late, by) in enumerate(ends, 1):
        booked = an_appointment(clinic, patient_id, starts_at=now - timedelta(days=7, hours=hours))
        appointments.mark_appointment(clinic, booked, status, "Called", cancelled_by=by, late=late)
    an_appointment(clinic, patient_id, starts_at=now + timedelta(hours=2))
    an_appointment(clinic, patient_id, starts_at=now - timedelta(days=7))
    clinic.session = replace(clinic.session, roles=frozenset({Role.FRONT_DESK}))
    answer = answer_of(clinic, "no-shows by visit")
    names = ("booked", "counting", "held", "no_shows", "late", "cancelled", "not_marked")
    assert cells(answer, "Medication visit", *names) == (6, 3, 1, 1, 1, 2, 1)
    assert cells(answer, "All", "no_show_share") == (Decimal("33.3"),)
    day = (now - timedelta(days=7)).astimezone()
    assert cells(answer_of(clinic, "no-shows by month"), "All", "booked") == (6,)
    assert WEEKDAYS[day.weekday()] in {
        row[0] for row in answer_of(clinic, "no-shows by weekday").table.rows
    }
    with pytest.raises(NotPermitted):
        answer_of(clinic, "letters by kind")


def test_that_notes_count_by_who_wrote_them_and_psychotherapy_notes_never(clinic: Clinic) -> None:
    patient_id, today = a_patient(clinic), clinic.today()
    seen = today - timedelta(days=9)
    a_note(clinic, patient_id, kind=NoteKind.MEDICATION, seen_on=seen)
    a_note(clinic, patient_id, kind=NoteKind.INDIVIDUAL)
    a_note(clinic, patient_id, kind=NoteKind.INDIVIDUAL, seen_on=seen, signed=False)
    wrong = a_note(clinic, patient_id, kind=NoteKind.INTAKE)
    notes.retract_note(clinic, wrong, "Another patient")
    answer = answer_of(clinic, "notes by clinician and kind")
    names = ("contacts", "unsigned", "late")
    assert cells(answer, "All", *names) == (2, 1, 1)
    kinds = {row[1]: row for row in answer.table.rows}
    assert kinds["Medication visit"][-1] == Decimal(9)
    assert any("Psychotherapy notes" in note for note in answer.notes)
    over = answer_of(clinic, "notes over time", since=today - timedelta(days=60), until=today)
    assert cells(over, "All", "contacts", "medication", "therapy", "unsigned") == (2, 1, 1, 1)
    assert over.table.columns[0].title == "Week from"
