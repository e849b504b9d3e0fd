"""Prints all letters that wait, collated by pharmacy, with one print dialog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.domain.letter import LetterDelivery
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.letters.batch_making import BatchLetter, read_batch
from practice_desk.gui.letters.batch_model import BatchLine, BatchModel, BatchState
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.widgets.pdf_preview import PdfPreview
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.services.kept_letters import SentLetter
from practice_desk.services.letter_making import send_made_letter

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_LINE = Qt.ItemDataRole.UserRole
_KIND = "letter_batch"
_ROW_HEIGHT = 34


class BatchForm(Form):
    """``ui/letter_batch_dialog.ui``."""

    ui = "letter_batch_dialog.ui"
    title: QLabel
    summary: QLabel
    letters: QTreeWidget
    progress_place: QWidget
    problem: QLabel
    print: QPushButton
    cancel: QPushButton
    preview: PdfPreview


class LetterBatchDialog(QDialog):
    """Shows what waits. Each letter counts as printed only once it was, and is in its chart.

    Closing while one is at the printer waits until it is recorded; what follows is not printed.
    """

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Letters that wait")
        self.context, self.model = context, BatchModel()
        self.print_dialog: QDialog | None = None
        self.form = form = BatchForm(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        self.strip = ProgressStrip()
        place = form.progress_place.layout()
        assert place is not None  # the form has it
        place.addWidget(self.strip)
        self.work = LongWork(self.strip, self)
        self._items: dict[int, QTreeWidgetItem] = {}
        self._is_printing = self._stops = self._closes = self._filling = False
        self._set_up()
        self.resize(1160, 680)
        self.work.run(
            context.tasks,
            lambda progress: read_batch(context.clinic, progress),
            "Making the letters…",
            done=self._show,
            failed=self._not_read,
        )

    def reject(self) -> None:
        """Close; a letter that is at the printer is recorded first."""
        if self.work.is_running:
            self.work.cancel()
        elif self._is_printing:
            self._closes = self._stops = True
            self.form.cancel.setEnabled(False)
            self._say("This closes once the letter at the printer is in its chart.")
        else:
            super().reject()

    def print_on(self, printer: QPrinter) -> None:
        """Print what is ticked, one letter after the other, each recorded once it is printed."""
        self._is_printing, self._stops = True, False
        self.form.problem.hide()
        self._offer()
        self._print_next(printer, self.model.waiting, printer.outputFileName())

    def _print_next(self, printer: QPrinter, waiting: list[BatchLine], file: str) -> None:
        if not waiting or self._stops:
            self._ended()
            return
        line, *rest = waiting
        context, letter = self.context, line.letter
        was_printed = line.state is BatchState.NOT_KEPT
        self._set(line, BatchState.PRINTING)
        if file:  # printing into files: each letter is one of its own
            path = Path(file)
            printer.setOutputFileName(str(path.with_name(f"{path.stem}-{letter.draft.code}.pdf")))

        def recorded(sent: SentLetter) -> None:
            self._set(line, BatchState.PRINTED)
            context.events.store_changed.emit(sent.changes)
            self._print_next(printer, rest, file)

        def record(_none: object) -> None:
            context.tasks.run(
                lambda: _record(context, letter),
                done=recorded,
                failed=lambda error: self._failed(line, BatchState.NOT_KEPT, error),
                parent=self,
            )

        if was_printed:
            record(None)
            return
        context.tasks.run(
            lambda: _print(letter, printer),
            done=record,
            failed=lambda error: self._failed(line, BatchState.NOT_PRINTED, error),
            parent=self,
        )

    def _failed(self, line: BatchLine, state: BatchState, error: ExpectedError) -> None:
        """Stop: what one letter met at the printer, the next would meet too."""
        self._set(line, state)
        self._say(f"{error.sentence} {error.next_step}".strip())
        self._closes = False
        self._ended()

    def _ended(self) -> None:
        self._is_printing = False
        self.form.cancel.setEnabled(True)
        self._offer()
        count = self.model.printed
        if self._closes or (count and not self.model.waiting):
            if count:
                words = "1 letter was" if count == 1 else f"{count} letters were"
                self.context.messages.success(f"{words} printed.")
            super().reject() if self._closes else self.accept()

    def _ask_printer(self) -> None:
        if not self.model.waiting:
            return
        from practice_desk.gui.printing.asking import ask_printer

        self.print_dialog = ask_printer(self, "letters", _KIND, self.print_on)

    def _show(self, letters: tuple[BatchLetter, ...]) -> None:
        self.model = BatchModel.of(letters)
        tree = self.form.letters
        self._filling = True
        tree.clear()
        for pharmacy, lines in self.model.pharmacies:
            heading = QTreeWidgetItem([pharmacy])
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = heading.font(0)
            font.setBold(True)
            heading.setFont(0, font)
            heading.setSizeHint(0, QSize(0, _ROW_HEIGHT))
            tree.addTopLevelItem(heading)
            for line in lines:
                heading.addChild(self._item(line))
        tree.expandAll()
        self._filling = False
        first = next(iter(self._items.values()), None)
        if first is not None:
            tree.setCurrentItem(first)
        self._offer()
        self.form.print.setFocus()

    def _item(self, line: BatchLine) -> QTreeWidgetItem:
        place = self.model.lines.index(line)
        words = f"{line.letter.patient.display_name}: {line.letter.draft.title}"
        item = QTreeWidgetItem([words, line.state.value])
        item.setSizeHint(0, QSize(0, _ROW_HEIGHT))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if line.state is not BatchState.MISSING:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
            checked = Qt.CheckState.Checked if line.ticked else Qt.CheckState.Unchecked
            item.setCheckState(0, checked)
        item.setFlags(flags)
        item.setData(0, _LINE, place)
        self._items[place] = item
        return item

    def _set(self, line: BatchLine, state: BatchState) -> None:
        line.state = state
        self._filling = True
        item = self._items[self.model.lines.index(line)]
        item.setText(1, state.value)
        self.form.letters.setCurrentItem(item)
        self._filling = False
        self.form.summary.setText(self.model.summary())

    def _take_tick(self, item: QTreeWidgetItem) -> None:
        place = item.data(0, _LINE)
        if not self._filling and isinstance(place, int):
            self.model.lines[place].ticked = item.checkState(0) is Qt.CheckState.Checked
            self._offer()

    def _show_selected(self) -> None:
        item = self.form.letters.currentItem()
        place = None if item is None else item.data(0, _LINE)
        if not isinstance(place, int):
            return
        letter = self.model.lines[place].letter
        if letter.rendered is None:
            self.form.preview.show_message(letter.problem)
        else:
            self.form.preview.show_pdf(letter.rendered.pdf)

    def _not_read(self, error: ExpectedError) -> None:
        if isinstance(error, Cancelled):
            super().reject()
        else:
            self._say(f"{error.sentence} {error.next_step}".strip())

    def _offer(self) -> None:
        waiting = self.model.waiting
        self.form.summary.setText(self.model.summary())
        self.form.print.setEnabled(bool(waiting) and not self._is_printing)
        self.form.letters.setEnabled(not self._is_printing)

    def _say(self, sentence: str) -> None:
        self.form.problem.setText(sentence)
        self.form.problem.show()

    def _set_up(self) -> None:
        form, modes = self.form, QHeaderView.ResizeMode
        form.problem.hide()
        header = form.letters.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, modes.Stretch)
        header.setSectionResizeMode(1, modes.ResizeToContents)
        form.preview.tasks = self.context.tasks
        form.preview.show_message("The selected letter is shown here.")
        set_icon(form.print, "printer", "on_accent")
        form.print.setEnabled(False)
        form.cancel.setAutoDefault(False)
        form.print.clicked.connect(self._ask_printer)
        form.cancel.clicked.connect(self.reject)
        form.letters.itemChanged.connect(self._take_tick)
        form.letters.currentItemChanged.connect(self._show_selected)


def _print(letter: BatchLetter, printer: QPrinter) -> None:
    from practice_desk.gui.printing.job import print_pdf  # loads the renderer off the GUI thread

    assert letter.rendered is not None  # what lacks pages does not wait
    printer.setDocName(f"Letter {letter.draft.code}")
    print_pdf(letter.rendered.pdf, printer)


def _record(context: AppContext, letter: BatchLetter) -> SentLetter:
    assert letter.rendered is not None  # it was printed
    return send_made_letter(context.clinic, letter.draft, letter.rendered, LetterDelivery.PRINTED)
