"""Check-in: handing the screen to a patient, keeping what they say, and deciding on it.

What the screen shows is read once, at the hand-over. What comes back is kept beside the chart: only
accepting a line writes it there, and only over what the person who accepts has seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from practice_desk.domain.appointment import Appointment, AppointmentStatus
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.check_in import (
    OF_PATIENT,
    CheckIn,
    CheckInEnd,
    CheckInField,
    Decision,
    corrections,
    decided,
)
from practice_desk.domain.errors import Invalid, Problem, StaleRecord
from practice_desk.domain.patient import (
    PatientSummary,
    RelatedPerson,
    RelatedPersonRole,
    check_patient,
    check_related_person,
)
from practice_desk.domain.permission import Operation
from practice_desk.services.appointments import NOUN
from practice_desk.services.clinic import Clinic
from practice_desk.services.demographics import Demographics, read_demographics
from practice_desk.services.patients import Saved
from practice_desk.storage import patient_search, people, schedule
from practice_desk.storage.unit_of_work import UnitOfWork

Shown = dict[CheckInField, str]
"""What the chart says in each field of the screen."""
_HERE = (AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED)


@dataclass(frozen=True, slots=True)
class CheckInSheet:
    """All that the check-in screen knows of the clinic: one patient's birth date and contacts."""

    check_in_id: int
    patient_id: int
    birth_date: date
    name: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class CheckInReview:
    """A check-in with open lines, whose it is, and what the chart says now."""

    check_in: CheckIn
    patient: PatientSummary
    now: Shown


def hand_over(clinic: Clinic, value: Appointment) -> CheckInSheet:
    """Begin the check-in of somebody who is booked or has arrived, and mark them as arrived.

    Raises Invalid where the chart has no birth date to know them by, StaleRecord or NotFound.
    """
    with clinic.writing(Operation.CHECK_IN, value.patient_id, kind=AuditKind.CREATE) as work:
        stored = schedule.appointments.get(work.connection, value.id or 0)
        if stored.status not in _HERE:
            raise Invalid((Problem("status", "Only who is booked or here can check in."),))
        who = read_demographics(work, value.patient_id)
        if who.patient.birth_date is None:
            sentence = "The chart has no birth date by which the patient could be recognized."
            raise Invalid((Problem("birth_date", sentence),))
        arrived = replace(
            stored,
            patient_id=value.patient_id,
            version=value.version,
            status=AppointmentStatus.ARRIVED,
        )
        schedule.appointments.save(work.connection, arrived)
        begun = CheckIn(value.patient_id, value.id or 0, clinic.session.user_name, clinic.now())
        number = schedule.check_ins.add(work.connection, begun)
        work.detail = f"screen handed over for {NOUN} {value.id}"
    name = who.patient.preferred_name or who.patient.given_name or who.patient.family_name
    return CheckInSheet(number, value.patient_id, who.patient.birth_date, name, shown_of(who))


def keep_answers(
    clinic: Clinic,
    sheet: CheckInSheet,
    typed: Mapping[CheckInField, str],
    ending: CheckInEnd,
) -> Saved:
    """Keep what the patient typed, however their turn ended. Raises NotFound or StaleRecord."""
    with clinic.writing(Operation.CHECK_IN, sheet.patient_id) as work:
        begun = schedule.check_ins.get(work.connection, sheet.check_in_id)
        lines = corrections(sheet.shown, typed)
        kept = replace(begun, ending=ending, ended_at=clinic.now(), lines=lines)
        schedule.check_ins.save(work.connection, kept)
        work.detail = _told(kept)
    return Saved(sheet.check_in_id, Changes.of(sheet.patient_id, "check_in"))


def check_ins_to_review(clinic: Clinic) -> list[CheckInReview]:
    """Return what patients corrected and nobody has decided on, the oldest first."""
    with clinic.viewing(Operation.REVIEW_CHECK_IN) as work:
        waiting = schedule.check_ins.waiting(work.connection)
        ids = [each.patient_id for each in waiting]
        names = {each.id: each for each in patient_search.summaries(work.connection, ids)}
        work.detail = f"{len(waiting)} check-ins" if waiting else "none"
        return [
            CheckInReview(
                each, names[each.patient_id], shown_of(read_demographics(work, each.patient_id))
            )
            for each in waiting
        ]


def count_check_ins_to_review(clinic: Clinic) -> int:
    """Return how many check-ins wait for a decision."""
    with clinic.reading(Operation.REVIEW_CHECK_IN) as work:
        return len(schedule.check_ins.waiting(work.connection))


def accept_answer(
    clinic: Clinic,
    value: CheckIn,
    field: CheckInField,
    seen: str,
    pharmacy_id: int | None = None,
) -> Saved:
    """Write one answer into the chart, where the chart still says what was *seen* there.

    A pharmacy is written as the one of the directory that was found to be meant. Raises Invalid,
    StaleRecord or NotFound.
    """
    with clinic.writing(Operation.REVIEW_CHECK_IN, value.patient_id) as work:
        line = value.line(field)
        if line is None:
            raise Invalid((Problem(field.value, "Nothing was corrected there."),))
        who = read_demographics(work, value.patient_id)
        if shown_of(who)[field] != seen:
            raise StaleRecord("chart")
        _write(clinic, work, who, field, line.told, pharmacy_id)
        _decide(clinic, work, value, field, Decision.ACCEPTED)
    nouns = ("check_in", "patient", "related_person")
    return Saved(value.id or 0, Changes.of(value.patient_id, *nouns))


def reject_answer(clinic: Clinic, value: CheckIn, field: CheckInField) -> Saved:
    """Leave the chart as it is; what the patient said stays on record. Raises Invalid,
    StaleRecord or NotFound.
    """
    with clinic.writing(Operation.REVIEW_CHECK_IN, value.patient_id) as work:
        _decide(clinic, work, value, field, Decision.REJECTED)
    return Saved(value.id or 0, Changes.of(value.patient_id, "check_in"))


def shown_of(who: Demographics) -> Shown:
    """Return what the chart says in each field of the check-in screen."""
    patient, contact, pharmacy = who.patient, _contact(who), who.care_team.pharmacy
    return {
        **{
            field: str(getattr(patient, field.value))
            for field in CheckInField
            if field in OF_PATIENT
        },
        CheckInField.PHARMACY: "" if pharmacy is None else pharmacy.name,
        CheckInField.CONTACT_NAME: "" if contact is None else contact.name,
        CheckInField.CONTACT_PHONE: "" if contact is None else contact.phone,
    }


def _contact(who: Demographics) -> RelatedPerson | None:
    """Return the first emergency contact that stands."""
    role = RelatedPersonRole.EMERGENCY_CONTACT
    found = (p for p in who.related_people if p.role is role and not p.retracted_reason)
    return next(found, None)


def _write(
    clinic: Clinic,
    work: UnitOfWork,
    who: Demographics,
    field: CheckInField,
    told: str,
    pharmacy_id: int | None,
) -> None:
    patient = who.patient
    if field in (CheckInField.CONTACT_NAME, CheckInField.CONTACT_PHONE):
        _write_contact(work, who, field, told)
        return
    if field is CheckInField.PHARMACY:
        if told and pharmacy_id is None:
            raise Invalid((Problem(field.value, "Choose which pharmacy is meant."),))
        patient = replace(patient, preferred_pharmacy_id=pharmacy_id if told else None)
    else:
        change: dict[str, Any] = {field.value: told}
        patient = replace(patient, **change)
    if problems := check_patient(patient, clinic.today()):
        raise Invalid(problems)
    people.patients.save(work.connection, patient)


def _write_contact(work: UnitOfWork, who: Demographics, field: CheckInField, told: str) -> None:
    role, patient_id = RelatedPersonRole.EMERGENCY_CONTACT, who.patient.id or 0
    contact = _contact(who) or RelatedPerson(patient_id, role, "")
    is_name = field is CheckInField.CONTACT_NAME
    contact = replace(contact, name=told) if is_name else replace(contact, phone=told)
    if problems := check_related_person(contact):
        raise Invalid(problems)
    people.related_people.put(work.connection, contact)


def _decide(
    clinic: Clinic, work: UnitOfWork, value: CheckIn, field: CheckInField, decision: Decision
) -> None:
    stored = schedule.check_ins.get(work.connection, value.id or 0)
    seen = replace(stored, patient_id=value.patient_id, version=value.version)
    done = decided(seen, field, decision, clinic.session.user_name, clinic.now())
    schedule.check_ins.save(work.connection, done)
    work.detail = f"{field.value.replace('_', ' ')} of check-in {value.id} {decision}"


def _told(kept: CheckIn) -> str:
    """Return how a turn ended, for the audit trail, without what was typed."""
    how = {
        CheckInEnd.ANSWERED: "answered",
        CheckInEnd.LEFT: "left before the end",
        CheckInEnd.NOT_RECOGNIZED: "not recognized by the birth date",
    }.get(kept.ending, "begun")
    count = len(kept.lines)
    lines = "line" if count == 1 else "lines"
    told = f"{count} {lines} corrected" if count else "nothing corrected"
    return f"check-in {kept.id} {how}, {told}"
