"""When measures are due in a chart, and setting it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from practice_desk.domain.appointment import AppointmentStatus
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid
from practice_desk.domain.measure_schedule import (
    DueMeasure,
    MeasureSchedule,
    Rhythm,
    Taken,
    check_schedule,
    due_measures,
)
from practice_desk.domain.measure_series import totals_among
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.note import MEDICATION_KINDS, THERAPY_KINDS, Note
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.knowledge.instruments import schedule_rules
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.services.measures import measures
from practice_desk.services.patients import Saved
from practice_desk.services.plan_reader import read_plan
from practice_desk.storage import health, people, schedule
from practice_desk.storage import measures as stored
from practice_desk.storage.note import notes as stored_notes
from practice_desk.storage.unit_of_work import UnitOfWork

_VISITS = MEDICATION_KINDS | THERAPY_KINDS
_COMING = frozenset(
    {AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED, AppointmentStatus.FULFILLED}
)


def set_schedule(
    clinic: Clinic, patient_id: int, instrument_id: str, rhythm: Rhythm, reason: str
) -> Saved:
    """Set how often a measure is due from today on, or that it is not. Raises Invalid."""
    value = MeasureSchedule(
        patient_id,
        instrument_id,
        rhythm,
        clinic.today(),
        reason.strip(),
        clinic.now(),
        clinic.session.user_name,
    )
    if problems := check_schedule(value):
        raise Invalid(problems)
    with clinic.writing(
        Operation.PLAN_MEASURE, patient_id, reason=value.reason, kind=AuditKind.CREATE
    ) as work:
        number = stored.measure_schedules.add(work.connection, value)
        work.detail = f"measure_schedule {number}"
    return Saved(number, Changes.of(patient_id, "measure_schedule"))


@dataclass(frozen=True, slots=True)
class ChartDue:
    """A chart with the measures that are due or overdue; `has_visit` where one is today."""

    patient_id: int
    patient_name: str
    due: tuple[DueMeasure, ...]
    has_visit: bool


def due_in_charts(clinic: Clinic) -> list[ChartDue]:
    """Return what is due in the charts with a visit today and those with a schedule of their own.

    Charts that are closed to the person at the keyboard are left out.
    """
    found, today = [], clinic.today()
    with clinic.viewing(Operation.VIEW_CHART) as work:
        work.detail = "measures due today"
        known = knowledge_in(clinic, work)
        here = _visits_today(work, today)
        scheduled = stored.charts_with_schedules(work.connection)
        for patient_id in dict.fromkeys((*here, *scheduled)):
            if not clinic.sees_chart(work, patient_id):
                continue
            patient = people.patients.get(work.connection, patient_id)
            due = tuple(
                each for each in due_in_chart(work, patient, known, today) if each.due_on <= today
            )
            if due:
                is_here = patient_id in here
                found.append(ChartDue(patient_id, patient.display_name, due, is_here))
    return found


def due_in_chart(
    work: UnitOfWork,
    patient: Patient,
    known: ClinicKnowledge,
    today: date,
) -> tuple[DueMeasure, ...]:
    """Return what will be or is due in a chart, read inside a running unit of work."""
    patient_id, connection = patient.id or 0, work.connection
    plan = read_plan(work, patient_id, today)
    scores = health.observations.newest(connection, patient_id, ObservationCategory.SURVEY)
    results = health.observations.newest(connection, patient_id, ObservationCategory.LABORATORY)
    scores += totals_among(results, known.instruments)
    notes = stored_notes.for_patient(connection, patient_id)
    return read_due(work, patient, plan, scores, notes, known, today)


def _visits_today(work: UnitOfWork, today: date) -> list[int]:
    begin = datetime.combine(today, time()).astimezone()
    end = datetime.combine(today + timedelta(days=1), time()).astimezone()
    found = schedule.appointments.starting(work.connection, begin, end)
    return [each.patient_id for each in found if each.status in _COMING]


def read_due(
    work: UnitOfWork,
    patient: Patient,
    plan: Sequence[PlanItem],
    scores: Iterable[Observation],
    notes: Iterable[Note],
    known: ClinicKnowledge,
    today: date,
) -> tuple[DueMeasure, ...]:
    """Return what is due in a chart, inside a running unit of work."""
    patient_id = patient.id or 0
    schedules = stored.measure_schedules.for_patient(work.connection, patient_id)
    taken = list(_taken(patient, plan, known.rules, today)) if plan else []
    if not schedules and not taken:
        return ()
    visits = {note.seen_on for note in notes if note.kind in _VISITS and note.counts}
    visits |= set(_appointments(work, patient_id))
    return due_measures(
        schedule_rules(),
        schedules,
        taken,
        _last_days(scores, known),
        visits,
        today,
        patient.age(today),
    )


def _taken(
    patient: Patient, plan: Iterable[PlanItem], rules: SafetyPack, today: date
) -> Iterator[Taken]:
    for item in plan:
        since = item.started_on
        if item.status is not PlanStatus.ACTIVE or since is None or since > today:
            continue
        groups = frozenset(rules.groups(item.medication.concept_id))
        yield Taken(item.medication.name, groups, since, patient.age(since))


def _last_days(scores: Iterable[Observation], known: ClinicKnowledge) -> dict[str, date]:
    offered, last = measures(known), dict[str, date]()
    for each in scores:
        instrument = next((one for one in offered if one.measures(each)), None)
        if instrument is not None and not each.retracted_reason:
            day = each.observed_at.astimezone().date()
            last[instrument.id] = max(day, last.get(instrument.id, day))
    return last


def _appointments(work: UnitOfWork, patient_id: int) -> Iterator[date]:
    for each in schedule.appointments.for_patient(work.connection, patient_id):
        if each.status in _COMING:
            yield each.starts_at.astimezone().date()
