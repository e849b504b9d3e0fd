"""The emergency paper: chosen, looked at and printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.domain.progress import Progress
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.pages_dialog import MadePages, PagesDialog, PagesForm, PaperWords
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.gui.wording import write_count
from practice_desk.services import emergency_paper as papers
from practice_desk.services.clinic import Clinic
from practice_desk.services.emergency_paper import PaperDraft, PaperScope

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

MOST_SHOWN = 60
"""Pages; each takes about three megabytes on the screen."""
_WORDS = PaperWords(
    job="emergency paper",
    kind="emergency_paper",
    file_title="Save the emergency paper as PDF, not encrypted",
    file_name="emergency-paper.pdf",
    printed="The emergency paper was printed.",
    printed_next="Shred it when done.",
)


class PaperForm(PagesForm):
    """``ui/paper_dialog.ui``."""

    ui = "paper_dialog.ui"
    scope: QComboBox
    no_appointments: Banner
    left_out: QLabel
    progress_place: QWidget


class PaperDialog(PagesDialog[PaperDraft]):
    """Asks who is on the paper, and shows it."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        form = PaperForm()
        super().__init__(context, form, "Emergency paper", parent)
        self.form = form
        self.strip = ProgressStrip()
        place = form.progress_place.layout()
        assert place is not None
        place.addWidget(self.strip)
        self.work = LongWork(self.strip, self)
        self.show_offered()
        context.tasks.run(
            lambda: papers.count_on_paper(context.clinic),
            done=self._counted,
            failed=self.show_failed,
            parent=self,
        )

    def words(self, draft: PaperDraft) -> PaperWords:
        """Return how the paper is called."""
        return _WORDS

    def choices(self) -> Sequence[QWidget]:
        """Return the choice of who is on it."""
        return (self.form.scope,)

    def record(
        self, clinic: Clinic, draft: PaperDraft, rendered: RenderedLetter, path: Path | None
    ) -> Changes:
        """Record that the paper left."""
        return papers.record_paper(clinic, draft, rendered, path)

    def reject(self) -> None:
        """Close, or stop the gathering."""
        if self.work.is_running:
            self.work.cancel()
            return
        super().reject()

    def show_failed(self, error: ExpectedError) -> None:
        """Say what went wrong; that it was stopped is said where the pages would be."""
        if self.is_printed or not isinstance(error, Cancelled):
            super().show_failed(error)
            return
        self.form.scope.setEnabled(True)
        self.form.preview.show_message("Stopped. Choose again who is on it.")

    def _counted(self, counts: dict[str, int]) -> None:
        form = self.form
        for scope in papers.SCOPES:
            form.scope.addItem(f"{scope.who} ({counts[scope.who]:,})", scope)
        form.scope.setCurrentIndex(papers.SCOPES.index(papers.likeliest_scope(counts)))
        if not counts[papers.APPOINTMENTS_TODAY.who]:
            form.no_appointments.say("Nobody has an appointment today. Choose who is on the paper.")
        form.scope.currentIndexChanged.connect(self._gather)
        self._gather()

    def _gather(self) -> None:
        scope, context = self.form.scope.currentData(), self.context
        self.made = None
        self.form.problem.hide()
        self.show_offered()
        self.form.scope.setEnabled(False)
        self.work.run(
            context.long_work,
            lambda progress: _made(context.clinic, scope, progress),
            "Gathering the charts…",
            done=self._show,
            failed=self.show_failed,
        )

    def _show(self, made: MadePages[PaperDraft]) -> None:
        self.made = made
        form, left_out = self.form, made.draft.content.left_out
        form.scope.setEnabled(True)
        charts = write_count(left_out, "restricted chart is", "restricted charts are")
        form.left_out.setText(f"{charts} not on it." if left_out else "")
        if made.rendered is None:
            form.preview.show_message("Nobody would be on this paper.")
        elif made.rendered.pages > MOST_SHOWN:
            count = write_count(len(made.draft.patient_ids), "patient")
            pages = write_count(made.rendered.pages, "page")
            form.preview.show_message(f"{count} on {pages}: too many to show, ready to print.")
        else:
            form.preview.show_pdf(made.rendered.pdf)
        self.show_offered()
        form.print.setFocus()


def _made(clinic: Clinic, scope: PaperScope, progress: Progress) -> MadePages[PaperDraft]:
    draft = papers.paper_draft(clinic, scope, progress)
    return MadePages(draft, papers.render_paper(draft) if draft.patient_ids else None)
