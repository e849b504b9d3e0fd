"""Waiting lists, recalls, papers and calendar files of real clinics."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from dateutil.relativedelta import relativedelta

from practice_desk.domain.account import Role
from practice_desk.domain.appointment import (
    Appointment,
    AppointmentStatus,
    CancelledBy,
    VisitKind,
)
from practice_desk.domain.appointment_policy import AppointmentPolicy, Missed
from practice_desk.domain.appointment_series import AppointmentSeries
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import Invalid
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.recall import Recall, RecallState
from practice_desk.domain.waiting_list import FreeSlot, WaitingEntry
from practice_desk.gui.pages.recall_lines import recall_lines
from practice_desk.services import (
    appointments,
    calendar_export,
    called_off,
    missed_appointments,
    patient_papers,
    recalls,
    schedule_papers,
    waiting_list,
)
from practice_desk.services.appointment_series import book_series
from practice_desk.services.calendar_export import CalendarChoice, Naming
from practice_desk.services.called_off import CalledOff
from practice_desk.services.schedule_papers import DeskPaper, PaperWish
from practice_desk.storage import registry
from tests.audit_rows import audit_rows
from tests.factories import a_medication, a_patient, an_appointment, make_clinic

NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)


@pytest.fixture
def clinic(tmp_path):
    made = make_clinic(tmp_path, clock=lambda: NOW)
    yield made.clinic
    made.clinic.close()


def wait(clinic, patient_id, **changes):
    waiting_list.save_waiting(clinic, WaitingEntry(patient_id, NOW, "", **changes))
    return waiting_list.patient_waits(clinic, patient_id)[0].entry


def at_the_front_desk(clinic):
    clinic.session = replace(clinic.session, roles=frozenset({Role.FRONT_DESK}))


def started(clinic, patient_id, med, days_ago):
    day = clinic.today() - timedelta(days=days_ago)
    a_medication(clinic, patient_id, name=med, concept_id=med, started=day)


def test_that_free_time_is_offered_to_those_who_would_come_earlier_and_books_in_one(clinic):
    first, later, sooner = (a_patient(clinic) for _ in range(3))
    slot = FreeSlot(NOW + timedelta(days=2), 30)
    for patient_id in (first, later, sooner):
        wait(clinic, patient_id)
    an_appointment(clinic, later, starts_at=NOW + timedelta(days=9))
    an_appointment(clinic, sooner, starts_at=NOW + timedelta(days=1))
    fitting = waiting_list.who_fits(clinic, slot)
    assert [each.entry.patient_id for each in fitting] == [first, later]
    waiting_list.book_waiting(clinic, fitting[0].entry, slot)
    (entry,) = appointments.patient_appointments(clinic, first)
    assert entry.appointment.starts_at == slot.starts_at
    assert waiting_list.patient_waits(clinic, first) == []
    with pytest.raises(Invalid, match="wait no longer"):
        waiting_list.close_waiting(clinic, fitting[0].entry, "went elsewhere")


def test_that_time_which_went_to_somebody_else_meanwhile_is_not_booked_twice(clinic):
    (ana,) = appointments.people_to_see(clinic)
    slot = FreeSlot(NOW + timedelta(days=2), 30, ana.id)
    entry = wait(clinic, a_patient(clinic))
    an_appointment(clinic, a_patient(clinic), starts_at=slot.starts_at, practitioner_id=ana.id)
    with pytest.raises(Invalid, match="somebody else meanwhile"):
        waiting_list.book_waiting(clinic, entry, slot)


def test_that_a_movement_exam_becomes_a_recall_once_until_a_visit_is_booked(clinic):
    patient_id = a_patient(clinic)
    started(clinic, patient_id, "haloperidol", 200)
    first = recalls.recall_list(clinic)
    (line,) = first.lines
    assert any(each.words.startswith("AIMS") for each in line.due.reasons)
    assert recalls.recall_list(clinic).lines == first.lines
    assert recall_lines(clinic)[0].group.startswith("Due for a visit")
    an_appointment(clinic, patient_id, starts_at=NOW + timedelta(days=3))
    (line,) = recalls.recalls_again(clinic, first, {patient_id}).lines
    assert line.due.is_booked(clinic.today())
    assert recall_lines(clinic) == []


def test_that_today_tells_of_a_visit_too_late_and_two_recalls_of_a_day_apart(clinic):
    patient_id = a_patient(clinic)
    by_hand = recalls.Recall(patient_id, clinic.today(), NOW, "")
    for comment in ("call his mother", "bring the form"):
        recalls.save_recall(clinic, replace(by_hand, comment=comment))
    lines = recall_lines(clinic)
    assert len({each.key for each in lines}) == 2  # each is put off by itself
    assert all(each.sentence.endswith(", not booked.") for each in lines)
    late = NOW + timedelta(days=90)
    an_appointment(clinic, patient_id, starts_at=late)
    told = f", booked for {write_date(late.date())}."
    assert all(each.sentence.endswith(told) for each in recall_lines(clinic))


def test_that_what_was_put_off_stays_so_when_it_is_worked_out_again(clinic):
    patient_id = a_patient(clinic)
    started(clinic, patient_id, "haloperidol", 200)
    (line,) = recalls.patient_recalls(clinic, patient_id)
    until = clinic.today() + timedelta(days=7)
    recalls.decide_recall(clinic, line.due, RecallState.PUT_OFF, "left a message", until)
    (again,) = recalls.recall_list(clinic).lines
    assert again.due.is_quiet(clinic.today())
    assert again.due.last.state_reason == "left a message"


def test_that_the_front_desk_is_told_that_a_visit_is_due_and_no_clinical_word(clinic):
    patient_id = a_patient(clinic)
    started(clinic, patient_id, "haloperidol", 200)
    by_hand = recalls.Recall(
        patient_id, clinic.today(), NOW, "", reason="tremor", comment="mornings only"
    )
    recalls.save_recall(clinic, by_hand)
    at_the_front_desk(clinic)
    lines = recalls.recall_list(clinic).lines
    told = repr(lines)
    assert len(lines) == 2
    assert "mornings only" in told
    assert not any(word in told for word in ("AIMS", "haloperidol", "tremor", "mon_"))
    own = next(line.due.by_hand for line in lines if line.due.by_hand)
    recalls.save_recall(clinic, replace(own, comment="afternoons"))
    clinic.session = replace(clinic.session, roles=frozenset({Role.PRESCRIBER}))
    kept = [line.due.by_hand for line in recalls.patient_recalls(clinic, patient_id)]
    assert next((each.reason, each.comment) for each in kept if each) == ("tremor", "afternoons")


def test_that_late_and_missed_visits_are_counted_and_the_notice_tells_nothing_clinical(clinic):
    patient_id = a_patient(clinic, language="Spanish")
    policy = AppointmentPolicy(24, "Call us a day before.", "Llame un día antes.", "$40")
    missed_appointments.save_appointment_policy(clinic, policy)
    past, soon = (
        an_appointment(
            clinic, patient_id, starts_at=NOW + timedelta(hours=hours), visit=VisitKind.INTAKE
        )
        for hours in (-30, 5)
    )
    appointments.mark_appointment(clinic, past, AppointmentStatus.NO_SHOW)
    facts = missed_appointments.missed_facts(clinic, soon)
    assert (facts.is_late, facts.before) == (True, Missed(1, 0))
    cancelled = AppointmentStatus.CANCELLED
    appointments.mark_appointment(
        clinic, soon, cancelled, "ill", cancelled_by=CancelledBy.PATIENT, late=True
    )
    stored = appointments.saved_appointment(clinic, soon)
    assert missed_appointments.missed_facts(clinic, past).before == Missed(0, 1)
    at_the_front_desk(clinic)
    draft = missed_appointments.missed_notice_draft(clinic, stored)
    assert (draft.content.came_off_late, draft.content.policy) == (True, "Llame un día antes.")
    rendered = patient_papers.render_paper_for_patient(draft)
    patient_papers.give_paper(clinic, draft, rendered, LetterDelivery.PRINTED)
    assert audit_rows(clinic)[-1].operation == "print schedule"


def test_that_cancelling_and_the_call_are_one_change_or_none(clinic):
    patient_id = a_patient(clinic)
    first = an_appointment(clinic, patient_id, starts_at=NOW + timedelta(days=2))
    call = Recall(patient_id, clinic.today(), NOW, "", comment="x" * 201)
    how = CalledOff(AppointmentStatus.CANCELLED, "ill", CancelledBy.PATIENT, call=call)
    with pytest.raises(Invalid):
        called_off.call_off(clinic, first, how)
    assert appointments.saved_appointment(clinic, first) == first
    before = len(audit_rows(clinic))
    saved = called_off.call_off(
        clinic, first, replace(how, call=replace(call, comment="Call her."))
    )
    assert saved.changes.nouns == {"appointment", "recall"}  # both pages read again
    (row,) = audit_rows(clinic)[before:]
    assert row.detail == f"appointment {first.id} cancelled, recall 1"
    (line,) = recalls.patient_recalls(clinic, patient_id)
    assert line.due.by_hand.comment == "Call her."


def test_that_a_series_is_cancelled_from_one_visit_on_or_one_visit_alone(clinic):
    patient_id, today = a_patient(clinic), clinic.today()
    value = Appointment(patient_id, NOW + timedelta(hours=5))
    weekly = AppointmentSeries(patient_id, today, value.starts_at.astimezone().time(), count=4)
    book_series(clinic, value, weekly)
    first, _, third, _ = appointments.patient_appointments(clinic, patient_id)
    how = CalledOff(AppointmentStatus.CANCELLED, "moves away", late=True)
    called_off.call_off(clinic, first.appointment, how)
    called_off.call_off(clinic, third.appointment, replace(how, with_following=True))
    found = [each.appointment for each in appointments.patient_appointments(clinic, patient_id)]
    assert [(str(each.status), each.cancelled_late) for each in found] == [
        ("cancelled", True),
        ("booked", False),
        ("cancelled", True),
        ("cancelled", False),
    ]


@pytest.mark.parametrize("paper", list(DeskPaper))
def test_that_papers_have_who_is_still_to_come_and_are_recorded_for_each(clinic, paper):
    coming, off = a_patient(clinic), a_patient(clinic)
    an_appointment(clinic, coming, comment="Needs the ramp.")
    cancelled = an_appointment(clinic, off)
    appointments.mark_appointment(clinic, cancelled, AppointmentStatus.CANCELLED, "ill")
    at_the_front_desk(clinic)
    draft = schedule_papers.desk_paper_draft(clinic, PaperWish(paper, clinic.today()))
    rendered = schedule_papers.render_desk_paper(draft)
    assert (draft.patient_ids, rendered.pages) == ((coming,), 1)
    schedule_papers.record_desk_paper(clinic, draft, rendered)
    newest = audit_rows(clinic)[-1]
    assert (newest.operation, newest.patient_id) == ("print schedule", coming)
    with clinic.store.read() as work:
        kept = registry.disclosures.for_patient(work.connection, coming)
    assert len(kept) == (1 if paper is DeskPaper.SLIPS else 0)


@pytest.mark.parametrize(
    ("naming", "summary"),
    [
        (Naming.NOTHING, "Appointment"),
        (Naming.INITIALS, "Appointment Ł.D."),
        (Naming.CHART_NUMBER, "Appointment PD000001"),
    ],
)
def test_that_a_calendar_file_has_times_and_no_more_of_the_patient_than_was_chosen(
    clinic, tmp_path, naming, summary
):
    patient_id = a_patient(clinic)
    booked = an_appointment(
        clinic, patient_id, visit=VisitKind.THERAPY, comment="brings her daughter"
    )
    gone = an_appointment(clinic, patient_id, starts_at=NOW + timedelta(days=1))
    appointments.mark_appointment(clinic, gone, AppointmentStatus.CANCELLED, "ill")
    at_the_front_desk(clinic)
    path = tmp_path / "out.ics"
    last = clinic.today() + relativedelta(months=1)
    choice = CalendarChoice(clinic.today(), last, "America/New_York", naming=naming)
    assert calendar_export.export_calendar(clinic, choice, path) == 2
    content = path.read_text(encoding="utf-8")
    words = ("daughter", "herapy", "Dąbrowski", "ill\r")
    assert not [word for word in words if word in content]
    first, second = icalendar.Calendar.from_ical(content).events
    assert (first.start.astimezone(UTC), str(first["summary"])) == (booked.starts_at, summary)
    assert (first["status"], second["status"]) == ("CONFIRMED", "CANCELLED")
    again = tmp_path / "again.ics"
    calendar_export.export_calendar(clinic, choice, again)
    uids = [str(each["uid"]) for each in icalendar.Calendar.from_ical(again.read_text()).events]
    assert uids == [str(first["uid"]), str(second["uid"])]
    assert audit_rows(clinic)[-1].operation == "export schedule"
