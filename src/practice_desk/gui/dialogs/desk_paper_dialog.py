"""Reminder slips, the phone list of a day and day sheets: chosen, looked at and printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.directory import Practitioner
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.widgets.pdf_preview import PdfPreview
from practice_desk.gui.widgets.plan_date_field import PlanDateField
from practice_desk.gui.widgets.save_file import PDF, ask_where_to_save
from practice_desk.gui.wording import write_count
from practice_desk.services import schedule_papers as papers
from practice_desk.services.clinic import Clinic
from practice_desk.services.schedule_papers import DeskPaper, DeskPaperDraft, PaperWish

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

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


class DeskPaperForm(Form):
    """``ui/desk_paper_dialog.ui``."""

    ui = "desk_paper_dialog.ui"
    paper: QComboBox
    day: PlanDateField
    practitioner_id_label: QLabel
    practitioner_id: QComboBox
    several: QCheckBox
    who: QLabel
    problem: QLabel
    print: QPushButton
    save: QPushButton
    cancel: QPushButton
    preview: PdfPreview


@dataclass(frozen=True, slots=True)
class MadeDeskPaper:
    """A paper with its pages; none where nobody would be on it."""

    draft: DeskPaperDraft
    rendered: RenderedLetter | None


class DeskPaperDialog(QDialog):
    """Shows the pages at once. Nothing is recorded as printed before it was.

    With *patient_id* it is about that patient's slip alone.
    """

    def __init__(
        self,
        context: AppContext,
        day: date,
        people: Sequence[Practitioner],
        parent: QWidget | None = None,
        patient_id: int | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Appointments on paper")
        self.context, self.patient_id = context, patient_id
        self.made: MadeDeskPaper | None = None
        self._try, self._printed = 0, False
        self.form = form = DeskPaperForm()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        form.preview.tasks = context.tasks
        for paper, words in PAPERS.items():
            form.paper.addItem(words, paper)
        form.practitioner_id.addItem("Everybody", None)
        for person in people:
            form.practitioner_id.addItem(person.display_name, person.id)
        form.day.set_value(day)
        form.several.setChecked(patient_id is None)
        form.problem.hide()
        if patient_id is not None:
            for widget in (form.paper, form.practitioner_id_label, form.practitioner_id):
                widget.setEnabled(False)
        set_icon(form.print, "printer", "on_accent")
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

    def print_on(self, printer: QPrinter) -> None:
        """Print the pages and, once that is done, record it."""
        made, context = self.made, self.context
        if made is None or made.rendered is None:
            return
        pdf = made.rendered.pdf
        self._busy(True)
        context.tasks.run(
            lambda: _print(pdf, printer),
            done=lambda _none: self._record_printed(made),
            failed=self._failed,
            parent=self,
        )

    def save_to(self, path: Path) -> None:
        """Write the pages to *path*, in clear, and record it."""
        if self.made is not None and self.made.rendered is not None:
            self._busy(True)
            self._record(self.made, path)

    def _gather(self) -> None:
        wish, context = self.wish, self.context
        self._try += 1
        number = self._try
        self.made = None
        self.form.several.setVisible(wish is not None and wish.paper is DeskPaper.SLIPS)
        self._offer()
        if wish is None:
            return
        context.tasks.run(
            lambda: _made(context.clinic, wish),
            done=lambda made: self._show(number, made),
            failed=self._failed,
            parent=self,
        )

    def _show(self, number: int, made: MadeDeskPaper) -> None:
        if number != self._try:
            return
        self.made, form = made, self.form
        form.problem.hide()
        form.who.setText(write_count(len(made.draft.patient_ids), "patient"))
        if made.rendered is None:
            form.preview.show_message("Nobody has an appointment.")
        else:
            form.preview.show_pdf(made.rendered.pdf)
        self._offer()

    def _offer(self) -> None:
        ready = self.made is not None and self.made.rendered is not None
        self.form.print.setEnabled(ready)
        self.form.save.setEnabled(ready and not self._printed)

    def _busy(self, busy: bool) -> None:
        form = self.form
        for widget in (form.print, form.save, form.day, form.paper, form.practitioner_id):
            widget.setEnabled(not busy)

    def _ask_printer(self) -> None:
        if self.made is None:
            return
        if self._printed:
            self._record_printed(self.made)
            return
        from practice_desk.gui.printing.asking import ask_printer

        ask_printer(self, "appointments", self.made.draft.wish.paper.value, self.print_on)

    def _ask_file(self) -> None:
        if self.made is not None:
            name = FILE_NAMES[self.made.draft.wish.paper]
            title = "Save the paper as PDF, not encrypted"
            ask_where_to_save(self, title, PDF, name, self.save_to)

    def _record_printed(self, made: MadeDeskPaper) -> None:
        self._printed = True
        self._record(made, None)

    def _record(self, made: MadeDeskPaper, path: Path | None) -> None:
        context, rendered = self.context, made.rendered
        if rendered is None:
            return
        context.tasks.run(
            lambda: papers.record_desk_paper(context.clinic, made.draft, rendered, path),
            done=lambda changes: self._recorded(changes, path),
            failed=self._failed,
            parent=self,
        )

    def _recorded(self, changes: Changes, path: Path | None) -> None:
        self.context.events.store_changed.emit(changes)
        if path is None:
            self.context.messages.success("It was printed.", "Shred lists when done.")
        else:
            self.context.messages.caution(
                f"Saved as {path.name}, which is not encrypted.", "Print it, then delete the file."
            )
        self.accept()

    def _failed(self, error: ExpectedError) -> None:
        form = self.form
        for widget in (form.day, form.paper, form.practitioner_id):
            widget.setEnabled(not self._printed and self.patient_id is None)
        self._offer()
        told = f"It was printed but is not recorded yet. {error}" if self._printed else str(error)
        form.problem.setText(told)
        form.problem.show()
        if self._printed:
            form.print.setText("R&ecord as printed")

    def _connect(self) -> None:
        form = self.form
        form.paper.currentIndexChanged.connect(self._gather)
        form.practitioner_id.currentIndexChanged.connect(self._gather)
        form.day.value_changed.connect(self._gather)
        form.several.toggled.connect(self._gather)
        form.print.clicked.connect(self._ask_printer)
        form.save.clicked.connect(self._ask_file)
        form.cancel.clicked.connect(self.reject)


def _made(clinic: Clinic, wish: PaperWish) -> MadeDeskPaper:
    draft = papers.desk_paper_draft(clinic, wish)
    return MadeDeskPaper(draft, papers.render_desk_paper(draft) if draft.patient_ids else None)


def _print(pdf: bytes, printer: QPrinter) -> None:
    from practice_desk.gui.printing.job import print_pdf  # loads the renderer off the GUI thread

    print_pdf(pdf, printer)
