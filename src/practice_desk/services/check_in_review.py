"""Deciding, line by line, on what patients told at check-in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from practice_desk.domain.changes import Changes
from practice_desk.domain.check_in import CheckIn, CheckInField, CheckInLine, Decision, decided
from practice_desk.domain.check_in_sheet import NO, PREGNANCY, SUBSTANCE
from practice_desk.domain.errors import Invalid, Problem, StaleRecord
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.observation import (
    SUBSTANCE_LENGTHS,
    Observation,
    SubstanceUse,
    SubstanceUseStatus,
)
from practice_desk.domain.patient import (
    PatientSummary,
    RelatedPerson,
    RelatedPersonRole,
    check_patient,
    check_related_person,
)
from practice_desk.domain.patient_fact import FACT_KINDS, NOT_PREGNANT, PREGNANT, fact
from practice_desk.domain.patient_fact import PREGNANCY as PREGNANCY_FACT
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.reconciliation import ListLine
from practice_desk.services.check_in_questions import SUBSTANCES
from practice_desk.services.check_in_sheet import Shown, emergency_contact, shown_of
from practice_desk.services.check_in_waiting import waiting_in
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.demographics import Demographics, read_demographics
from practice_desk.services.patients import Saved
from practice_desk.services.reconciliation import read_line
from practice_desk.storage import health, patient_search, people, plan, schedule
from practice_desk.storage.unit_of_work import UnitOfWork

_SOURCE, _PROXY_SOURCE = "Told by the patient", "Told by a parent or guardian"
_PREGNANT = "pregnant"
_SEPARATORS = re.compile(r"[,;\n]| and | y ")
"""What stands between the medicines that somebody types on one line."""
_AMOUNT = SUBSTANCE_LENGTHS["amount"]


@dataclass(frozen=True, slots=True)
class CheckInReview:
    """A check-in with open lines, whose it is, and what the chart says now.

    `lines` are those that the person at the keyboard may decide on: what is clinical is left to
    who sees charts.
    """

    check_in: CheckIn
    patient: PatientSummary
    now: Shown
    lines: tuple[CheckInLine, ...]


def check_ins_to_review(clinic: Clinic) -> list[CheckInReview]:
    """Return what patients told and nobody has decided on, the oldest first."""
    with clinic.viewing(Operation.REVIEW_CHECK_IN) as work:
        waiting = waiting_in(clinic, work)
        ids = [each.patient_id for each, _ in waiting]
        names = {each.id: each for each in patient_search.summaries(work.connection, ids)}
        work.detail = f"{len(waiting)} check-ins" if waiting else "none"
        return [
            CheckInReview(
                each,
                names[each.patient_id],
                shown_of(read_demographics(work, each.patient_id)),
                lines,
            )
            for each, lines in waiting
        ]


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


def note_answer(clinic: Clinic, value: CheckIn, key: str) -> Saved:
    """Take note of what the patient told of a medication, a substance or a pregnancy.

    A substance or a pregnancy becomes a record of the chart, as told at check-in. How a medication
    is taken stays with the check-in; nothing in the plan changes. Raises Invalid or StaleRecord.
    """
    with clinic.writing(Operation.EDIT_HEALTH_RECORD, value.patient_id) as work:
        line = _clinical_line(value, key)
        if key.startswith(SUBSTANCE):
            health.substance_uses.add(work.connection, _substance(clinic, value, line))
        elif _says_pregnancy(value, key):
            health.observations.add(work.connection, _pregnancy(clinic, value))
        _decide(clinic, work, value, key, Decision.ACCEPTED)
    nouns = ("check_in", "substance_use", "observation")
    return Saved(value.id or 0, Changes.of(value.patient_id, *nouns))


def record_new_medicine(clinic: Clinic, value: CheckIn, key: str) -> Saved:
    """Record what the patient takes besides as reported, for the reconciliation to resolve.

    Raises Invalid or StaleRecord.
    """
    with clinic.writing(Operation.RECORD_OUTSIDE_MEDICATION, value.patient_id) as work:
        line = _clinical_line(value, key)
        known = knowledge_in(clinic, work).pack.medications
        for told in _SEPARATORS.split(line.told):
            if words := told.strip():
                _report(clinic, work, value, read_line(words, known))
        _decide(clinic, work, value, key, Decision.ACCEPTED)
    return Saved(value.id or 0, Changes.of(value.patient_id, "check_in", "medication"))


def reject_answer(clinic: Clinic, value: CheckIn, key: str) -> Saved:
    """Leave the chart as it is; what the patient said stays on record. Raises Invalid,
    StaleRecord or NotFound.
    """
    with clinic.writing(Operation.REVIEW_CHECK_IN, value.patient_id) as work:
        line = value.line(key)
        if line is not None and line.is_clinical:
            clinic.session.require(Operation.VIEW_CHART, value.patient_id)
        _decide(clinic, work, value, key, Decision.REJECTED)
    return Saved(value.id or 0, Changes.of(value.patient_id, "check_in"))


def _clinical_line(value: CheckIn, key: str) -> CheckInLine:
    line = value.line(key)
    if line is None or not line.is_clinical:
        raise Invalid((Problem(key, "Nothing was told there."),))
    return line


def _substance(clinic: Clinic, value: CheckIn, line: CheckInLine) -> SubstanceUse:
    name = SUBSTANCES.get(line.key.removeprefix(SUBSTANCE), line.shown)
    day = min(value.handed_at.astimezone().date(), clinic.today())
    amount, current = f"{line.told}, in the last month", SubstanceUseStatus.CURRENT
    return SubstanceUse(value.patient_id, name, current, day, amount[:_AMOUNT], note=_source(value))


def _pregnancy(clinic: Clinic, value: CheckIn) -> Observation:
    kind = next(each for each in FACT_KINDS if each.code == PREGNANCY_FACT)
    answers = value.answers
    pregnant = answers is not None and answers.given.get(PREGNANCY) == _PREGNANT
    stated = PREGNANT if pregnant else NOT_PREGNANT
    return fact(value.patient_id, kind, stated, min(value.handed_at, clinic.now()), _source(value))


def _source(value: CheckIn) -> str:
    by_proxy = value.answers is not None and value.answers.by_proxy
    on_paper = value.answers is not None and value.answers.on_paper
    who = _PROXY_SOURCE if by_proxy else _SOURCE
    return f"{who} on the paper of the check-in" if on_paper else f"{who} at check-in"


def _says_pregnancy(value: CheckIn, key: str) -> bool:
    """Whether it was a yes or a no: who does not know states nothing."""
    said = "" if value.answers is None else value.answers.given.get(PREGNANCY, "")
    return key == PREGNANCY and said in (NO, _PREGNANT)


def _report(clinic: Clinic, work: UnitOfWork, value: CheckIn, told: ListLine) -> None:
    medication = Medication(
        value.patient_id, told.name, Horizon.LONG_TERM, Origin.OUTSIDE, told.concept_id
    )
    number = plan.medications.add(work.connection, medication)
    day = min(value.handed_at.astimezone().date(), clinic.today())
    event = PlanEvent(
        PlanEventKind.REPORT,
        day,
        "reported",
        clinic.now(),
        clinic.session.user_name,
        comment=f"{_source(value)}: {told.told}",
        medication_id=number,
    )
    plan.plan_events.add(work.connection, event)


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
