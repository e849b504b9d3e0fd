"""Monitoring on time, by check."""

from __future__ import annotations

from practice_desk.domain.progress import Progress
from practice_desk.domain.report import Answer, FilterField, ReportFilter
from practice_desk.domain.report_monitoring import by_check, chart_checks
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.reports.chart_standing import chart_items
from practice_desk.services.reports.kind import ReportKind
from practice_desk.services.reports.patients import chosen_patients
from practice_desk.storage.monitored import patients_taking
from practice_desk.storage.unit_of_work import UnitOfWork


def _read(clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress) -> Answer:
    progress(0, 0, "Charts")
    watched = knowledge_in(clinic, work).rules.monitored
    chosen = chosen_patients(clinic, work, asked).keys()
    looked_at = chosen & set(patients_taking(work.connection, watched))
    today = clinic.today()
    return by_check(
        check
        for patient_id, items in chart_items(clinic, work, looked_at, progress)
        for check in chart_checks(patient_id, items, today)
    )


KINDS = (
    ReportKind(
        "monitoring on time",
        "Monitoring on time",
        "Of how many patients each check is done when it is due.",
        frozenset({FilterField.PRACTITIONER, FilterField.MEDICATION, FilterField.CONDITION}),
        _read,
    ),
)
