"""The parts of an export: their names, and how each is read from the chart and the store."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TypeVar

from practice_desk.domain.chart_export import ExportPart
from practice_desk.letters.chart_export import ExportSection
from practice_desk.services import export_clinical as clinical
from practice_desk.services import export_decisions as decided
from practice_desk.services import export_files as outer
from practice_desk.services import export_visits as came
from practice_desk.services import export_written as written
from practice_desk.services.charts import Chart
from practice_desk.services.export_side_effects import side_effects
from practice_desk.services.export_sieve import ExportSieve
from practice_desk.services.measures import measures as instruments
from practice_desk.services.message_reading import read_message_case
from practice_desk.services.patient_requests import read_requests
from practice_desk.storage import health, measures, schedule
from practice_desk.storage.message import messages
from practice_desk.storage.reconciliation import reconciliations
from practice_desk.storage.records import Records
from practice_desk.storage.safety import safety_decisions
from practice_desk.storage.unit_of_work import UnitOfWork
from practice_desk.storage.visits import visits

PART_NAMES = {
    ExportPart.PERSON: "Person and contacts",
    ExportPart.CONDITIONS: "Conditions",
    ExportPart.ALLERGIES: "Allergies",
    ExportPart.MEDICATIONS: "Medications and plan, with history",
    ExportPart.SUPPLY: "Supply: fills, counts, screens",
    ExportPart.TRIALS: "Past trials of medications",
    ExportPart.SIDE_EFFECTS: "Side effects, with decisions",
    ExportPart.MEASURES: "Measures and scores",
    ExportPart.RESULTS: "Results and vitals",
    ExportPart.DECISIONS: "Decisions about monitoring and safety findings",
    ExportPart.HISTORY: "History and events",
    ExportPart.VISITS: "Visits and appointments",
    ExportPart.CHECK_INS: "Check-ins",
    ExportPart.NOTES: "Notes, signed, with addenda",
    ExportPart.CARE_PLAN: "Treatment plan and goals",
    ExportPart.SAFETY_PLAN: "Safety plan and risk",
    ExportPart.CONSENTS: "Consents",
    ExportPart.LETTERS: "Letters",
    ExportPart.EDUCATION: "Education",
    ExportPart.DOCUMENTS: "Documents",
    ExportPart.MESSAGES: "Messages and calls about the patient",
    ExportPart.AMENDMENTS: "Requests to amend",
}


V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Source:
    """What one export reads from."""

    chart: Chart
    outside: outer.Outside

    @property
    def sieve(self) -> ExportSieve:
        return self.outside.sieve

    @property
    def work(self) -> UnitOfWork:
        return self.outside.work

    def all(self, records: Records[V]) -> list[V]:
        """Return the chart's records of one kind."""
        return records.for_patient(self.work.connection, self.outside.patient_id)


def read_parts(
    parts: AbstractSet[ExportPart], chart: Chart, outside: outer.Outside
) -> tuple[ExportSection, ...]:
    """Return the chosen parts in their order; amendments that were denied go along with any."""
    source = _Source(chart, outside)
    found = tuple(_READ[each](source) for each in ExportPart if each in parts)
    if ExportPart.AMENDMENTS not in parts:
        along = _amendments(source)
        found += () if along.is_empty else (along,)
    return found


def _medications(source: _Source) -> ExportSection:
    reconciled = source.all(reconciliations)
    return clinical.medications(source.chart, reconciled, source.sieve)


def _measures(source: _Source) -> ExportSection:
    answered = source.all(measures.responses)
    observed = source.all(health.observations)
    scores = [each for each in observed if each.category == "survey"]
    return clinical.measures(reversed(answered), scores, source.sieve)


def _history(source: _Source) -> ExportSection:
    observed = source.all(health.observations)
    social = [each for each in observed if each.category == "social-history"]
    return clinical.history(source.chart, social, source.sieve)


def _decisions(source: _Source) -> ExportSection:
    monitoring = source.all(health.monitoring_decisions)
    safety = source.all(safety_decisions)
    return decided.decisions(source.chart, monitoring, safety, source.sieve)


def _visits(source: _Source) -> ExportSection:
    booked = source.all(schedule.appointments)
    signed = source.all(visits)
    return came.visits(source.work, source.chart, booked, signed, source.sieve)


def _safety_plan(source: _Source) -> ExportSection:
    asked = came.risk_asked(source.chart, source.all(visits), source.sieve)
    return replace(written.safety_plan(source.chart, source.sieve), tables=(asked,))


def _care_plan(source: _Source) -> ExportSection:
    names = {each.id: each.name for each in instruments(source.chart.known)}
    return written.care_plan(source.chart, names, source.sieve)


def _messages(source: _Source) -> ExportSection:
    found = source.all(messages)
    cases = [read_message_case(source.work, each) for each in found]
    return came.messages(source.work, cases, source.chart, source.sieve)


def _amendments(source: _Source) -> ExportSection:
    requests = read_requests(source.work, source.outside.patient_id)
    return written.amendments(requests, source.chart, source.sieve)


_READ: dict[ExportPart, Callable[[_Source], ExportSection]] = {
    ExportPart.PERSON: lambda each: written.person(each.chart, each.sieve),
    ExportPart.CONDITIONS: lambda each: clinical.conditions(each.chart, each.sieve),
    ExportPart.ALLERGIES: lambda each: clinical.allergies(each.chart, each.sieve),
    ExportPart.MEDICATIONS: _medications,
    ExportPart.SUPPLY: lambda each: clinical.supply_of(each.chart, each.sieve),
    ExportPart.TRIALS: lambda each: clinical.trials(each.chart, each.sieve),
    ExportPart.SIDE_EFFECTS: lambda each: side_effects(each.chart, each.sieve),
    ExportPart.MEASURES: _measures,
    ExportPart.RESULTS: lambda each: clinical.results(each.all(health.observations), each.sieve),
    ExportPart.DECISIONS: _decisions,
    ExportPart.HISTORY: _history,
    ExportPart.VISITS: _visits,
    ExportPart.CHECK_INS: lambda each: came.check_ins(each.all(schedule.check_ins), each.sieve),
    ExportPart.NOTES: lambda each: written.notes(each.chart, each.sieve),
    ExportPart.CARE_PLAN: _care_plan,
    ExportPart.SAFETY_PLAN: _safety_plan,
    ExportPart.CONSENTS: lambda each: written.consents(each.chart, each.outside),
    ExportPart.LETTERS: lambda each: outer.letters(each.chart, each.outside),
    ExportPart.EDUCATION: lambda each: written.education(each.chart, each.sieve),
    ExportPart.DOCUMENTS: lambda each: outer.documents(each.outside),
    ExportPart.MESSAGES: _messages,
    ExportPart.AMENDMENTS: _amendments,
}
