"""The check-in on paper: the same questions as on the screen, printed for one patient."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.check_in_sheet import Wording
from practice_desk.domain.permission import Operation
from practice_desk.services.charts import read_chart
from practice_desk.services.check_in_sheet import wordings
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.copies import undone_on_failure, write_copy
from practice_desk.services.demographics import read_demographics
from practice_desk.services.directory import read_profile
from practice_desk.storage import schedule

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter


@dataclass(frozen=True, slots=True)
class PaperQuestions:
    """What is due for one patient, in each language, the one of the chart first."""

    patient_id: int
    patient_name: str = field(repr=False)
    chart_number: str
    clinic_name: str
    made_at: datetime
    wordings: tuple[Wording, ...] = field(repr=False)
    a4: bool = False


def questions_on_paper(clinic: Clinic, patient_id: int) -> PaperQuestions:
    """Gather what is due. Nothing is written. Raises NotFound or NotPermitted."""
    with clinic.viewing(Operation.PRINT_CHECK_IN, patient_id) as work:
        who = read_demographics(work, patient_id)
        chart = read_chart(clinic, work, patient_id)
        earlier = schedule.check_ins.for_patient(work.connection, patient_id)
        effects = knowledge_in(clinic, work).side_effects
        profile = read_profile(work)
        work.detail = "draft"
        return PaperQuestions(
            patient_id,
            who.patient.display_name,
            who.patient.chart_number,
            profile.name,
            clinic.now(),
            wordings(who, chart, earlier, clinic.today(), effects),
            profile.look.a4,
        )


def render_questions(questions: PaperQuestions, language: str) -> RenderedLetter:
    """Return the finished pages in one of the languages. Writes nothing."""
    from practice_desk.letters.check_in_paper import (  # imports the big ReportLab
        CheckInPaper,
        render_check_in_paper,
    )

    wording = next(each for each in questions.wordings if each.language == language)
    paper = CheckInPaper(
        questions.clinic_name,
        questions.patient_name,
        questions.chart_number,
        questions.made_at.astimezone().date(),
        wording.words,
        wording.pages,
        questions.a4,
        language,
    )
    return render_check_in_paper(paper, questions.made_at)


def record_questions(
    clinic: Clinic, questions: PaperQuestions, rendered: RenderedLetter, save_to: Path | None = None
) -> None:
    """Record that the pages were printed or, with *save_to*, write them there in clear.

    Raises DiskFull, FolderReadOnly or StorageFailed.
    """
    kind = AuditKind.PRINT if save_to is None else AuditKind.EXPORT
    with (
        undone_on_failure() as undo,
        clinic.writing(Operation.PRINT_CHECK_IN, questions.patient_id, kind=kind) as work,
    ):
        how = "printed" if save_to is None else "saved as a file"
        work.detail = f"questions of a check-in {how}"
        if save_to is not None:
            write_copy(save_to, rendered.pdf, undo)
