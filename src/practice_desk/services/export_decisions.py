"""What was decided about checks, findings and lists, in an export.

What decisions about the patient were made from is of the designated record set (45 CFR 164.501).
"""

from __future__ import annotations

from collections.abc import Iterable

from practice_desk.domain.monitoring_decision import MonitoringDecision
from practice_desk.domain.reconciliation import (
    MedicationsListed,
    ReconciliationEntry,
    Resolution,
)
from practice_desk.domain.release import Record
from practice_desk.domain.safety_decision import OVERRIDE_REASONS, SafetyDecision
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.letters.chart_export import Cell, ExportSection, ExportTable
from practice_desk.services.charts import Chart
from practice_desk.services.export_cells import plain
from practice_desk.services.export_sieve import ExportSieve, record_of

_N = RecordNoun


def decisions(
    chart: Chart,
    monitoring: Iterable[MonitoringDecision],
    safety: Iterable[SafetyDecision],
    sieve: ExportSieve,
) -> ExportSection:
    """Return why checks were not made when due, and what was decided about safety findings."""
    checks = ExportTable(
        "monitoring-decisions",
        ("Day", "Check", "Decided", "Reason", "Until", "By"),
        (0.13, 0.25, 0.14, 0.23, 0.13, 0.12),
        tuple(_checks(chart, monitoring, sieve)),
        "Checks that were due",
    )
    findings = ExportTable(
        "safety-decisions",
        ("Day", "Finding", "Decided", "Reason", "By", "Rule", "How grave"),
        (0.13, 0.4, 0.12, 0.22, 0.13, 0, 0),
        tuple(_findings(chart, safety, sieve)),
        "Findings of the safety checks",
    )
    title = "Decisions about monitoring and safety findings"
    return ExportSection(title, tables=(checks, findings), name="decisions")


def _checks(
    chart: Chart, found: Iterable[MonitoringDecision], sieve: ExportSieve
) -> Iterable[tuple[Cell, ...]]:
    watches = (each.watched.monitoring for each in chart.monitoring.watches)
    names = {each.id: each.name for each in watches}
    for each in found:
        name = names.get(each.monitoring_id) or plain(each.monitoring_id)
        if each.retracted_reason or not sieve.lets((name, each.reason), day=each.decided_on):
            continue
        by = chart.people.get(each.recorded_by, each.recorded_by)
        yield (each.decided_on, name, plain(each.kind), each.reason, each.until, by)


def _findings(
    chart: Chart, found: Iterable[SafetyDecision], sieve: ExportSieve
) -> Iterable[tuple[Cell, ...]]:
    for each in found:
        day = each.decided_at.astimezone().date()
        told = _of_concepts(chart, each.medications, each.medication_id)
        if not sieve.lets((each.message, each.reason_text), *told, day=day):
            continue
        words = OVERRIDE_REASONS.get(each.reason_code, each.reason_code)
        reason = ": ".join(part for part in (words, each.reason_text) if part)
        by = chart.people.get(each.decided_by, each.decided_by)
        rule = f"{each.kind} {each.ref}"
        yield (day, each.message, plain(each.decision), reason, by, rule, plain(each.severity))


def _of_concepts(
    chart: Chart, concepts: Iterable[str], medication_id: int | None
) -> tuple[Record, ...]:
    """Return the medications of the plan that a finding is about, by its own id or the pack's."""
    wanted = set(concepts)
    ids = {
        item.medication.id
        for item in chart.plan
        if item.medication.concept_id and item.medication.concept_id in wanted
    }
    ids.add(medication_id)
    return tuple((_N.MEDICATION, number) for number in sorted(n for n in ids if n is not None))


def medication_lists(
    found: Iterable[ReconciliationEntry], chart: Chart, sieve: ExportSieve
) -> ExportTable:
    """Return the lists of the pharmacy and the patient, and what was decided about each line."""
    entries = list(found)
    names = {item.medication.id or 0: item.medication.name for item in chart.plan}
    lines = {
        (entry.id or 0, place): line.told
        for entry in entries
        if isinstance(entry.details, MedicationsListed)
        for place, line in enumerate(entry.details.lines)
    }
    rows: list[tuple[Cell, ...]] = []
    for entry in entries:
        by = chart.people.get(entry.recorded_by, entry.recorded_by)
        details = entry.details
        if isinstance(details, MedicationsListed):
            what = f"List of the {details.source}"
            rows += [
                (entry.happened_on, what, text, by)
                for text in [line.told for line in details.lines] or ["nothing on it"]
                if sieve.lets((text,), day=entry.happened_on)
            ]
        elif isinstance(details, Resolution):
            ids = [number for number, _event in details.items]
            said = [names.get(number, "") for number in ids]
            said += [lines.get(key, "") for key in details.listed]
            about = "; ".join(dict.fromkeys(each for each in said if each))
            records = tuple(pair for each in ids for pair in record_of(_N.MEDICATION, each))
            if sieve.lets((about,), *records, day=entry.happened_on):
                what = f"Decided: {plain(details.resolved)}"
                rows.append((entry.happened_on, what, about, by))
    columns = ("Day", "What", "Medication", "By")
    title = "Compared with the lists of the pharmacy and the patient"
    return ExportTable("medication-lists", columns, (0.14, 0.24, 0.46, 0.16), tuple(rows), title)
