"""Reminder slips, the phone list of a day and day sheets: chosen, looked at and printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.directory import Practitioner
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.pages_dialog import MadePages, PagesDialog, PagesForm, PaperWords
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.gui.wording import write_count
from practice_desk.services import schedule_papers as papers
from practice_desk.services.clinic import Clinic
from practice_desk.services.schedule_papers import DeskPaper, DeskPaperDraft, PaperWish

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

PAPERS = {
    DeskPaper.SLIPS: "Reminder slips",
    DeskPaper.PHONE_LIST: "Phone list of the day",
    DeskPaper.DAY_SHEET: "Day sheet of each clinician",
}
FILE_NAMES = {
    DeskPaper.SLIPS: "reminder-slips.pdf",
    DeskPaper.PHONE_LIST: "phone-list.pdf",
    DeskPaper.DAY_SHEET: "day-sheets.pdf",
}


class DeskPaperForm(PagesForm):
    """``ui/desk_paper_dialog.ui``."""

    ui = "desk_paper_dialog.ui"
    paper: QComboBox
    day: PlanDateField
    practitioner_id_label: QLabel
    practitioner_id: QComboBox
    several: QCheckBox
    who: QLabel


class DeskPaperDialog(PagesDialog[DeskPaperDraft]):
    """Asks which paper of which day. With *patient_id* it is about that patient's slip alone."""

    record_button: ClassVar[str] = "R&ecord as printed"

    def __init__(
        self,
        context: AppContext,
        day: date,
        people: Sequence[Practitioner],
        parent: QWidget | None = None,
        patient_id: int | None = None,
    ) -> None:
        form = DeskPaperForm()
        super().__init__(context, form, "Appointments on paper", parent)
        self.form, self.patient_id = form, patient_id
        self._try = 0
        for paper, words in PAPERS.items():
            form.paper.addItem(words, paper)
        form.practitioner_id.addItem("Everybody", None)
        for person in people:
            form.practitioner_id.addItem(person.display_name, person.id)
        form.day.set_value(day)
        form.several.setChecked(patient_id is None)
        if patient_id is not None:
            for widget in (form.paper, form.practitioner_id_label, form.practitioner_id):
                widget.setEnabled(False)
        self._connect()
        self._gather()

    @property
    def wish(self) -> PaperWish | None:
        """What is chosen; None while the day can't be read."""
        form, day = self.form, self.form.day.value()
        if day is None:
            return None
        paper = DeskPaper(str(form.paper.currentData()))
        return PaperWish(
            paper,
            day,
            form.practitioner_id.currentData(),
            self.patient_id,
            form.several.isChecked(),
        )

    def words(self, draft: DeskPaperDraft) -> PaperWords:
        """Return how the paper is called."""
        paper = draft.wish.paper
        return PaperWords(
            job="appointments",
            kind=paper.value,
            file_title="Save the paper as PDF, not encrypted",
            file_name=FILE_NAMES[paper],
            printed="It was printed.",
            printed_next="Shred lists when done.",
        )

    def choices(self) -> Sequence[QWidget]:
        """Return what may be chosen: of one patient's slip the day alone."""
        form = self.form
        return (form.day,) if self.patient_id else (form.day, form.paper, form.practitioner_id)

    def record(
        self, clinic: Clinic, draft: DeskPaperDraft, rendered: RenderedLetter, path: Path | None
    ) -> Changes:
        """Record that the paper left."""
        return papers.record_desk_paper(clinic, draft, rendered, path)

    def _gather(self) -> None:
        wish, context = self.wish, self.context
        self._try += 1
        number = self._try
        self.made = None
        self.form.several.setVisible(wish is not None and wish.paper is DeskPaper.SLIPS)
        self.show_offered()
        if wish is None:
            return
        context.tasks.run(
            lambda: _made(context.clinic, wish),
            done=lambda made: self._show(number, made),
            failed=self.show_failed,
            parent=self,
        )

    def _show(self, number: int, made: MadePages[DeskPaperDraft]) -> None:
        if number != self._try:
            return
        self.made, form = made, self.form
        form.problem.hide()
        form.who.setText(write_count(len(made.draft.patient_ids), "patient"))
        if made.rendered is None:
            form.preview.show_message("Nobody has an appointment.")
        else:
            form.preview.show_pdf(made.rendered.pdf)
        self.show_offered()

    def _connect(self) -> None:
        form = self.form
        form.paper.currentIndexChanged.connect(self._gather)
        form.practitioner_id.currentIndexChanged.connect(self._gather)
        form.day.value_changed.connect(self._gather)
        form.several.toggled.connect(self._gather)


def _made(clinic: Clinic, wish: PaperWish) -> MadePages[DeskPaperDraft]:
    draft = papers.desk_paper_draft(clinic, wish)
    return MadePages(draft, papers.render_desk_paper(draft) if draft.patient_ids else None)
