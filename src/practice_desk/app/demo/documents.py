"""Documents that came to the demo clinic: scans and papers in folders, one not reviewed yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from practice_desk.app.demo.agenda import DemoClock, office_time
from practice_desk.assets import asset
from practice_desk.domain.filed_document import FiledKind, Filing
from practice_desk.services.clinic import Clinic
from practice_desk.services.documents import keep_document, review_document
from practice_desk.services.patients import find_patients

_K = FiledKind


@dataclass(frozen=True, slots=True)
class _Paper:
    """A file of ``resources/demo/documents`` that came to *who* so many days before today."""

    who: str
    file: str
    title: str
    topic: str
    kind: FiledKind
    source: str
    days: int
    reviewed: bool = True


_PAPERS = (
    _Paper("Dąbrowski", "sleep_study.pdf", "Sleep study", "sleep", _K.REPORT,
           "Cascade Sleep Laboratory", 64),
    _Paper("Dąbrowski", "mood_diary.jpg", "Mood diary, first week", "depression", _K.PHOTO,
           "the patient", 30),
    _Paper("Dąbrowski", "discharge_summary.pdf", "Discharge summary", "anxiety", _K.HOSPITAL,
           "Riverside Hospital", 3, reviewed=False),
    _Paper("Haddad", "call_from_mother.txt", "Message from her mother", "general", _K.OTHER,
           "her mother", 12),
)  # fmt: skip


def file_documents(clinic: Clinic, clock: DemoClock, today: date) -> None:
    """File the papers on the days on which they came, and review all but the newest."""
    for paper in sorted(_PAPERS, key=lambda each: -each.days):
        day = today - timedelta(days=paper.days)
        clock.now = max(clock.now, office_time(day, time(12, 20)))
        patient_id = next(iter(find_patients(clinic, paper.who, active_only=True)))
        content = asset("resources", "demo", "documents", paper.file).read_bytes()
        filing = Filing(paper.title, paper.topic, paper.kind, day, paper.source)
        number = keep_document(clinic, patient_id, paper.file, content, filing).id
        clock.now += timedelta(minutes=4)
        if paper.reviewed:
            review_document(clinic, patient_id, number)
            clock.now += timedelta(minutes=1)
