"""Prints the papers of a signed visit in one go; what did not print waits and says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.domain.visit import Visit, VisitPaper
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.visit_papers_making import ReadyPaper, ready_papers
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.visit.section import link
from practice_desk.gui.widgets.pdf_preview import PdfPreview
from practice_desk.gui.widgets.pill import Pill
from practice_desk.services.kept_letters import SentLetter

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_NAMES = {
    VisitPaper.PHARMACY: "Letter to the pharmacy",
    VisitPaper.PATIENT_PLAN: "Plan for the patient",
}


class VisitPapersForm(Form):
    """``ui/visit_papers_dialog.ui``."""

    ui = "visit_papers_dialog.ui"
    title: QLabel
    patient: QLabel
    signed: QLabel
    papers: QWidget
    problem: QLabel
    cancel: QPushButton
    print: QPushButton
    preview: PdfPreview


class VisitPapersDialog(QDialog):
    """Shows the papers and asks for the printer at once. It closes when all were printed."""

    finished_printing = Signal()
    """Emitted when every paper was printed and is in the chart."""

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        visit: Visit,
        papers: tuple[VisitPaper, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Papers of this visit")
        self.context, self.visit, self._patient = context, visit, patient
        self.print_dialog: QDialog | None = None
        self.form = form = VisitPapersForm(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        form.patient.setText(patient_line(patient))
        form.signed.setText("The visit is signed. A paper that is not printed waits on Today.")
        form.problem.hide()
        form.preview.tasks = context.tasks
        set_icon(form.print, "printer", "on_accent")
        form.print.setEnabled(False)
        form.print.clicked.connect(self.ask_printer)
        form.cancel.clicked.connect(self.reject)
        self._ready: list[ReadyPaper] = []
        self._rows: dict[VisitPaper, _PaperRow] = {}
        self._printed: set[VisitPaper] = set()
        self._done: set[VisitPaper] = set()
        self._under_way: VisitPaper | None = None
        self._closes = False
        self._show_rows(papers)
        self.resize(1040, 640)
        context.tasks.run(
            lambda: ready_papers(context.clinic, visit, papers),
            done=self._show_ready,
            failed=self._say,
            parent=self,
        )

    def reject(self) -> None:
        """Close; a paper that is at the printer is recorded first, what follows is not printed."""
        if self._under_way is None:
            super().reject()
            return
        self._closes = True
        self.form.cancel.setEnabled(False)
        self._tell(f"{_NAMES[self._under_way]}: printing. This closes once it is in the chart.")

    def ask_printer(self) -> None:
        """Ask once for the printer of all papers."""
        waiting = self._waiting()
        if not waiting:
            return
        from practice_desk.gui.printing.asking import ask_printer

        self.print_dialog = ask_printer(self, waiting[0].code, "visit_papers", self.print_on)

    def print_on(self, printer: QPrinter) -> None:
        """Print what waits, one paper after the other, and record each once it is printed."""
        self.form.print.setEnabled(False)
        self.form.problem.hide()
        self._print_next(printer, self._waiting(), printer.outputFileName())

    def _print_next(self, printer: QPrinter, waiting: Sequence[ReadyPaper], file: str) -> None:
        self._under_way = None
        if self._closes and len(self._done) < len(self._rows):
            super().reject()
            return
        if not waiting:
            self._ended()
            return
        paper, *rest = waiting
        self._under_way = paper.paper
        self._rows[paper.paper].say("Printing…", "info")
        done = paper.paper in self._printed
        if file and not done:  # printing to a file: each paper is one of its own
            path = Path(file)
            printer.setOutputFileName(str(path.with_name(f"{path.stem}-{paper.code}.pdf")))
        context = self.context

        def go_on(sent: SentLetter) -> None:
            self._done.add(paper.paper)
            self._rows[paper.paper].say("Printed", "success")
            context.events.store_changed.emit(sent.changes)
            self._print_next(printer, rest, file)

        def failed(error: ExpectedError) -> None:
            kept_out = paper.paper in self._printed
            words = "Printed, not in the chart" if kept_out else "Not printed"
            self._rows[paper.paper].say(words, "danger")
            self._say(error)
            self._print_next(printer, [] if self._stay() else rest, file)

        def record(_none: object) -> None:
            self._printed.add(paper.paper)
            context.tasks.run(
                lambda: paper.record(context.clinic, LetterDelivery.PRINTED),
                done=go_on,
                failed=failed,
                parent=self,
            )

        if done:
            record(None)
        else:
            context.tasks.run(
                lambda: _print(paper, printer), done=record, failed=failed, parent=self
            )

    def _ended(self) -> None:
        self._offer()
        if len(self._done) == len(self._rows):
            count = len(self._done)
            words = "The paper was" if count == 1 else f"All {count} papers were"
            self.context.messages.success(f"The visit is signed. {words} printed.")
            self.finished_printing.emit()
            self.accept()

    def _stay(self) -> bool:
        """Stay open to say what failed; return whether somebody wanted to close."""
        wanted, self._closes = self._closes, False
        self.form.cancel.setEnabled(True)
        return wanted

    def _waiting(self) -> list[ReadyPaper]:
        return [
            each
            for each in self._ready
            if each.rendered is not None and each.paper not in self._done
        ]

    def _show_rows(self, papers: tuple[VisitPaper, ...]) -> None:
        layout = self.form.papers.layout()
        assert isinstance(layout, QVBoxLayout)  # the form has it
        for paper in papers:
            row = _PaperRow(_NAMES[paper])
            row.mend.clicked.connect(self._compose)
            self._rows[paper] = row
            layout.addWidget(row)

    def _show_ready(self, ready: list[ReadyPaper]) -> None:
        self._ready = ready
        for each in ready:
            row = self._rows[each.paper]
            row.detail.setText(each.title.partition(": ")[2])
            if each.missing:
                row.say("Can’t be printed yet", "caution")
                row.detail.setText(" ".join(problem.sentence for problem in each.missing))
                row.mend.setVisible(each.paper is VisitPaper.PHARMACY)
            else:
                row.say("Ready", "neutral")
        shown = next((each.rendered for each in ready if each.rendered is not None), None)
        if shown is None:
            self.form.preview.show_message("The papers appear here once nothing is missing.")
        else:
            self.form.preview.show_pdf(shown.pdf)
        self._offer()
        self.ask_printer()

    def _compose(self) -> None:
        """Write the letter where what it lacks can be chosen."""
        from practice_desk.gui.letters.compose_model import Wanted
        from practice_desk.gui.letters.composer import LetterComposer
        from practice_desk.letters.kinds.medication_notice import CODE as MEDICATION_NOTICE

        wanted = Wanted.events(MEDICATION_NOTICE, self.visit.event_ids)
        composer = LetterComposer(self.context, self._patient, wanted, self)
        composer.sent.connect(self._composed)
        composer.open()

    def _composed(self, _sent: object) -> None:
        self._done.add(VisitPaper.PHARMACY)
        row = self._rows[VisitPaper.PHARMACY]
        row.mend.hide()
        row.detail.clear()
        row.say("In the chart", "success")
        self._ended()

    def _offer(self) -> None:
        self.form.print.setEnabled(bool(self._waiting()))

    def _say(self, error: ExpectedError) -> None:
        self._tell(f"{error.sentence} {error.next_step}".strip())
        self._offer()

    def _tell(self, sentence: str) -> None:
        self.form.problem.setText(sentence)
        self.form.problem.show()


class _PaperRow(QWidget):
    """One paper: what it is, where it stands, and what it is about."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.state = Pill("Being made", "neutral")
        self.detail = plain_label("", "dim", wrap=True)
        self.mend = link("Write the letter…")
        self.mend.hide()
        head = QHBoxLayout()
        head.addWidget(plain_label(name, "strong"))
        head.addStretch(1)
        head.addWidget(self.state)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addLayout(head)
        rows.addWidget(self.detail)
        rows.addWidget(self.mend)

    def say(self, words: str, tone: str) -> None:
        """Say where the paper stands."""
        self.state.show_pill(words, tone)  # type: ignore[arg-type]


def _print(paper: ReadyPaper, printer: QPrinter) -> None:
    from practice_desk.gui.printing.job import print_pdf  # loads the renderer off the GUI thread

    assert paper.rendered is not None  # what lacks pages does not wait
    printer.setDocName(f"Letter {paper.code}")
    print_pdf(paper.rendered.pdf, printer)
