"""In which charts monitoring is overdue: the clinic's list, and saving it as a file.

Only charts of active patients are looked at: those with a medication that the pack has checks for,
and those with one of which it can't tell, because it is unknown or not reconciled. The list is
worked out from the records every time: it can't be older than they are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.monitoring import DueItem
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.exchange.safe_csv import safe_csv
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.services.copies import undone_on_failure, write_copy
from practice_desk.services.monitoring import past_review_sentence, patient_state, rules_of
from practice_desk.services.monitoring_count import FEW, kept_as
from practice_desk.storage import access, monitored, people, plan
from practice_desk.storage.unit_of_work import UnitOfWork

_HEADERS = (
    "Patient",
    "Chart number",
    "Birth date",
    "Prescriber",
    "Overdue",
    "Since",
    "For",
    "Last",
)


@dataclass(frozen=True, slots=True)
class OverdueChart:
    """One chart with what is overdue in it, the oldest first. `prescriber` may be empty."""

    patient_id: int
    name: str
    chart_number: str
    birth_date: date | None
    prescriber: str
    items: tuple[DueItem, ...]

    @property
    def since(self) -> date:
        """The oldest day on which something was due."""
        return min(item.due_on for item in self.items if item.due_on is not None)


@dataclass(frozen=True, slots=True)
class OverdueList:
    """The charts with something overdue, the longest overdue first, of so many looked through.

    `incomplete` are the patients with a medication that the pack doesn't know or that is not
    reconciled. `past_review` is the sentence on a pack past its review, empty for another one.
    """

    charts: tuple[OverdueChart, ...]
    looked_through: int
    counted_on: date
    incomplete: frozenset[int] = frozenset()
    past_review: str = ""


def overdue_list(clinic: Clinic, progress: Progress = no_progress) -> OverdueList:
    """Work out in which charts monitoring is overdue. Raises Cancelled when *progress* does.

    Charts that are closed to the person at the keyboard are left out.
    """
    with clinic.viewing(Operation.LIST_MONITORING) as work:
        work.detail = "overdue monitoring"
        known = knowledge_in(clinic, work)
        ids = _to_list(work, known)
        clinic.kept[kept_as(clinic.session.user_name)] = found = _list(
            clinic, work, known, ids, progress
        )
        return found


def overdue_again(clinic: Clinic, before: OverdueList, changed: Collection[int]) -> OverdueList:
    """Return *before* with the charts in *changed* worked out anew."""
    with clinic.viewing(Operation.LIST_MONITORING) as work:
        work.detail = "overdue monitoring"
        known = knowledge_in(clinic, work)
        ids = [each for each in _to_list(work, known) if each in changed]
        fresh = _list(clinic, work, known, ids, no_progress)
    kept = [chart for chart in before.charts if chart.patient_id not in changed]
    charts = sorted((*kept, *fresh.charts), key=_longest_first)
    incomplete = (before.incomplete - frozenset(changed)) | fresh.incomplete
    again = replace(fresh, charts=tuple(charts), looked_through=before.looked_through)
    again = replace(again, incomplete=incomplete)
    clinic.kept[kept_as(clinic.session.user_name)] = again
    return again


def listed_in(clinic: Clinic, work: UnitOfWork) -> OverdueList | None:
    """Return in which charts something is overdue; None where counting would take long.

    What the list has counted today counts, without charts that were restricted meanwhile.
    """
    known = knowledge_in(clinic, work)
    ids = _to_list(work, known)
    if len(ids) > FEW:
        kept = clinic.kept.get(kept_as(clinic.session.user_name))
        if not isinstance(kept, OverdueList) or kept.counted_on != clinic.today():
            return None
        closed = {
            each
            for each in access.restrictions.charts(work.connection)
            if not clinic.sees_chart(work, each)
        }
        charts = tuple(chart for chart in kept.charts if chart.patient_id not in closed)
        return replace(kept, charts=charts, incomplete=kept.incomplete - closed)
    return _list(clinic, work, known, ids, no_progress)


def export_overdue(clinic: Clinic, charts: Sequence[OverdueChart], path: Path) -> int:
    """Save *charts* as CSV that no spreadsheet runs; return how many.

    Records that may leave with the patient's consent only are not in it.

    Each chart gets its audit row. The file is taken away again where that can't be recorded.
    Raises DiskFull, FolderReadOnly or StorageFailed.
    """
    operation = Operation.EXPORT_MONITORING
    with undone_on_failure() as undo, clinic.writing(operation, kind=AuditKind.EXPORT) as work:
        told = [_outside(clinic, work, chart) for chart in charts]
        content = safe_csv(_HEADERS, (row for chart in told for row in _rows(chart)))
        work.patient_ids = frozenset(chart.patient_id for chart in charts)
        work.detail = f"{len(charts)} charts"
        write_copy(path, content, undo)
    return len(charts)


def _outside(clinic: Clinic, work: UnitOfWork, chart: OverdueChart) -> OverdueChart:
    """Return what of a chart may stand in a file: no check for what needs a consent alone."""
    from practice_desk.domain.release import Outgoing  # neither is for counting at the start
    from practice_desk.services.sensitivity import read_gate

    gate = read_gate(clinic, work, chart.patient_id, Outgoing(DisclosureBasis.OPERATIONS))
    medications = plan.medications.for_patient(work.connection, chart.patient_id)
    kept = {m.name for m in medications if not gate.lets(RecordNoun.MEDICATION, m.id)}
    told = []
    for item in chart.items:
        names = tuple(name for name in item.medications if name not in kept)
        if names or not item.medications:
            told.append(replace(item, medications=names))
    return replace(chart, items=tuple(told))


def _rows(chart: OverdueChart) -> list[tuple[str, ...]]:
    return [
        (
            chart.name,
            chart.chart_number,
            _day(chart.birth_date),
            chart.prescriber,
            item.name,
            _day(item.due_on),
            ", ".join(item.medications),
            _day(item.last_on),
        )
        for item in chart.items
    ]


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _longest_first(chart: OverdueChart) -> tuple[date, str, int]:
    return chart.since, chart.name, chart.patient_id


def _list(
    clinic: Clinic,
    work: UnitOfWork,
    known: ClinicKnowledge,
    ids: Sequence[int],
    progress: Progress,
) -> OverdueList:
    found: list[OverdueChart] = []
    incomplete: set[int] = set()
    today, rules = clinic.today(), rules_of(clinic.kept, known)
    names: dict[int, str] = {}
    for number, patient_id in enumerate(ids):
        progress(number, len(ids), "Charts looked through")
        state = patient_state(work, known, patient_id, today, rules)
        overdue = state.overdue
        if not (overdue or state.is_incomplete) or not clinic.sees_chart(work, patient_id):
            continue
        if overdue:
            found.append(_chart(work, patient_id, overdue, names))
        if state.is_incomplete:
            incomplete.add(patient_id)
    progress(len(ids), len(ids), "Charts looked through")
    charts = tuple(sorted(found, key=_longest_first))
    past_review = past_review_sentence(known.pack.identity, today)
    return OverdueList(charts, len(ids), today, frozenset(incomplete), past_review)


def _chart(
    work: UnitOfWork, patient_id: int, overdue: tuple[DueItem, ...], names: dict[int, str]
) -> OverdueChart:
    patient = people.patients.get(work.connection, patient_id)
    prescriber = patient.prescriber_id
    if prescriber is not None and prescriber not in names:
        entry = people.practitioners.get(work.connection, prescriber)
        names[prescriber] = entry.display_name
    return OverdueChart(
        patient_id,
        patient.display_name,
        patient.chart_number,
        patient.birth_date,
        names.get(prescriber or 0, ""),
        overdue,
    )


def _to_look_at(work: UnitOfWork, known: ClinicKnowledge) -> list[int]:
    """Return the active patients with a medication that the pack has checks for."""
    rules = known.rules
    watched = [med for med in rules.medications if rules.monitoring_of(med)]
    return monitored.patients_taking(work.connection, watched)


def _to_list(work: UnitOfWork, known: ClinicKnowledge) -> list[int]:
    """Return those to look at, and the active patients with what the pack may not know."""
    others = monitored.patients_taking_others(work.connection, tuple(known.rules.medications))
    return sorted({*_to_look_at(work, known), *others})
