"""Deciding, line by line, on what patients told at check-in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from practice_desk.domain.changes import Changes
from practice_desk.domain.check_in import CheckIn, CheckInField, Decision, decided
from practice_desk.domain.errors import Invalid, Problem, StaleRecord
from practice_desk.domain.patient import (
    PatientSummary,
    RelatedPerson,
    RelatedPersonRole,
    check_patient,
    check_related_person,
)
from practice_desk.domain.permission import Operation
from practice_desk.services.check_in_sheet import Shown, emergency_contact, shown_of
from practice_desk.services.clinic import Clinic
from practice_desk.services.demographics import Demographics, read_demographics
from practice_desk.services.patients import Saved
from practice_desk.storage import patient_search, people, schedule
from practice_desk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CheckInReview:
    """A check-in with open lines, whose it is, and what the chart says now."""

    check_in: CheckIn
    patient: PatientSummary
    now: Shown


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
    key: str,
    seen: str,
    pharmacy_id: int | None = None,
) -> Saved:
    """Write one answer into the chart, where the chart still says what was *seen* there.

    A pharmacy is written as the one of the directory that was found to be meant. Raises Invalid,
    StaleRecord or NotFound.
    """
    with clinic.writing(Operation.REVIEW_CHECK_IN, value.patient_id) as work:
        line = value.line(key)
        field = None if line is None else line.field
        if line is None or field is None:
            raise Invalid((Problem(key, "Nothing was corrected there."),))
        who = read_demographics(work, value.patient_id)
        if shown_of(who)[field] != seen:
            raise StaleRecord("chart")
        _write(clinic, work, who, field, line.told, pharmacy_id)
        _decide(clinic, work, value, key, Decision.ACCEPTED)
    nouns = ("check_in", "patient", "related_person")
    return Saved(value.id or 0, Changes.of(value.patient_id, *nouns))


def reject_answer(clinic: Clinic, value: CheckIn, key: str) -> Saved:
    """Leave the chart as it is; what the patient said stays on record. Raises Invalid,
    StaleRecord or NotFound.
    """
    with clinic.writing(Operation.REVIEW_CHECK_IN, value.patient_id) as work:
        _decide(clinic, work, value, key, Decision.REJECTED)
    return Saved(value.id or 0, Changes.of(value.patient_id, "check_in"))


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
    contact = emergency_contact(who) or RelatedPerson(patient_id, role, "")
    is_name = field is CheckInField.CONTACT_NAME
    contact = replace(contact, name=told) if is_name else replace(contact, phone=told)
    if problems := check_related_person(contact):
        raise Invalid(problems)
    people.related_people.put(work.connection, contact)


def _decide(clinic: Clinic, work: UnitOfWork, value: CheckIn, key: str, decision: Decision) -> None:
    stored = schedule.check_ins.get(work.connection, value.id or 0)
    seen = replace(stored, patient_id=value.patient_id, version=value.version)
    done = decided(seen, key, decision, clinic.session.user_name, clinic.now())
    schedule.check_ins.save(work.connection, done)
    work.detail = f"{key.replace('_', ' ')} of check-in {value.id} {decision}"
