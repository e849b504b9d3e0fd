"""Who was treated in a period, and all totals of measures, over all charts at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, DateTime, Row, or_, select, type_coerce

from practice_desk.domain.course import course
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.medication import Horizon, Origin, standing_events
from practice_desk.domain.observation import ObservationCategory
from practice_desk.domain.patient import PatientStatus
from practice_desk.domain.period import Period
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.report_outcomes import DatedTotal
from practice_desk.domain.treated import Treatment, ended_by, treated_since, treatments
from practice_desk.storage.health_rows import OBSERVATION
from practice_desk.storage.many_rows import Tick, local_days, many_rows, no_tick
from practice_desk.storage.measures_rows import MEASURE_BASELINE
from practice_desk.storage.people_rows import PATIENT
from practice_desk.storage.plan import plan_events
from practice_desk.storage.plan_rows import MEDICATION, PLAN_EVENT
from practice_desk.storage.report_caseload import last_seen

_TELLING = [each.value for each in (PlanEventKind.START, PlanEventKind.STOP, PlanEventKind.RETRACT)]
_KINDS = {kind.value: kind for kind in PlanEventKind}


def treated_in(
    connection: Connection,
    period: Period,
    concepts: Collection[str] | None = None,
    tick: Tick = no_tick,
) -> dict[int, date]:
    """Return since when each chart was treated that was in *period*, as `treated_since` has it.

    That is with long-term medication of the clinic's own, as in the chart; of *concepts* only where
    they are given. Who has died or left without an end in the plan counts up to the last visit.
    """
    found: dict[int, list[Treatment]] = {}
    left = _left_after(connection)
    for medication_id, run in groupby(_events(connection, tick), key=itemgetter(1)):
        rows = list(run)
        if concepts is not None and rows[0].concept_id not in concepts:
            continue
        patient_id = rows[0].patient_id
        spans = _spans(connection, medication_id, rows)
        if patient_id in left:
            spans = ended_by(spans, left[patient_id])
        found.setdefault(patient_id, []).extend(spans)
    since = {number: treated_since(spans, period) for number, spans in found.items()}
    return {number: day for number, day in since.items() if day is not None}


def _left_after(connection: Connection) -> dict[int, date]:
    """Return the day after the last visit of whose chart is out of use, the first day without."""
    out = select(PATIENT.c.id).where(PATIENT.c.status != PatientStatus.ACTIVE.value)
    numbers = connection.execute(out).scalars().all()
    seen = last_seen(connection) if numbers else {}
    return {each: seen.get(each, date.min) + timedelta(days=1) for each in numbers}


def _events(connection: Connection, tick: Tick) -> Iterator[Row[Any]]:
    """Yield what begins and ends the medications that count, by medication, in order of effect."""
    m, e = MEDICATION.c, PLAN_EVENT.c
    query = (
        select(
            m.patient_id,
            e.medication_id,
            m.concept_id,
            e.kind,
            e.effective_on,
            e.id,
            e.retracts_event_id,
            e.regimen.is_not(None).label("has_steps"),
        )
        .join(MEDICATION, m.id == e.medication_id)
        .where(
            m.origin == Origin.CLINIC.value,
            m.horizon == Horizon.LONG_TERM.value,
            e.kind.in_(_TELLING) | e.regimen.is_not(None),
        )
        .order_by(e.medication_id, e.effective_on, e.id)
    )
    yield from many_rows(connection, query, tick)


def _spans(
    connection: Connection, medication_id: int, rows: Sequence[Row[Any]]
) -> tuple[Treatment, ...]:
    gone = {row.retracts_event_id for row in rows}
    kept = [row for row in rows if row.id not in gone and row.kind != PlanEventKind.RETRACT.value]
    spans = treatments((_KINDS[row.kind], row.effective_on) for row in kept)
    goes_on = bool(spans) and spans[-1].end is None
    if goes_on and any(row.has_steps for row in kept):  # whose steps may have run to their end
        events = standing_events(plan_events.of_medication(connection, medication_id))
        stretches = course(events)
        end = stretches[-1].end if stretches else spans[-1].start
        return (*spans[:-1], Treatment(spans[-1].start, end))
    return spans


def totals_until(
    connection: Connection, instruments: Sequence[Instrument], tick: Tick = no_tick
) -> Iterator[tuple[int, str, DatedTotal]]:
    """Yield the standing totals of *instruments* in no order: chart, instrument's id and total.

    What counts as a total is `Instrument.measures`: imports send some as laboratory results.
    """
    o = OBSERVATION.c
    survey, laboratory = ObservationCategory.SURVEY.value, ObservationCategory.LABORATORY.value
    codes = {each.total_code: each.id for each in instruments if each.total_code}
    by_code = {each.code: each.id for each in instruments}
    by_name = {each.total_name: each.id for each in instruments}
    at = type_coerce(o.observed_at, DateTime())
    query = select(o.patient_id, o.category, o.code, o.display, at, o.value, o.id).where(
        or_(o.category == survey, (o.category == laboratory) & o.code.in_(sorted(codes))),
        o.retracted_reason == "",
        o.value.is_not(None),
    )
    day_of = local_days()
    for number, category, code, display, moment, value, record_id in many_rows(
        connection, query, tick
    ):
        if category == laboratory:
            instrument_id = codes[code]
        else:
            instrument_id = by_code.get(code) or by_name.get(display, "")
        if instrument_id:
            yield number, instrument_id, DatedTotal(day_of(moment), value, record_id)


def chosen_baselines(connection: Connection, instrument_id: str) -> dict[int, int]:
    """Return which total of a measure a person chose as the baseline, by chart.

    The newest choice counts, and one without a total goes back to the rule.
    """
    b = MEASURE_BASELINE.c
    query = select(b.patient_id, b.observation_id).where(b.instrument_id == instrument_id)
    newest = {
        row.patient_id: row.observation_id for row in connection.execute(query.order_by(b.id))
    }
    return {number: chosen for number, chosen in newest.items() if chosen is not None}


def cared_for_by(connection: Connection, practitioner_id: int) -> set[int]:
    """Return the patients, active or not, whose prescriber or therapist somebody is."""
    p = PATIENT.c
    theirs = or_(p.prescriber_id == practitioner_id, p.therapist_id == practitioner_id)
    return set(connection.execute(select(p.id).where(theirs)).scalars())
