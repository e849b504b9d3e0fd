"""A dialog that edits one record: form, problems at the fields, saving off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from practice_desk.domain.errors import ExpectedError, Invalid, StaleRecord
from practice_desk.gui.context import AppContext
from practice_desk.gui.drafting import Drafting
from practice_desk.gui.widgets.field_problems import FieldProblems
from practice_desk.gui.widgets.saved_meanwhile import take_over
from practice_desk.services.patients import Saved

R = TypeVar("R")


class RecordForm(Protocol):
    """What the dialog needs of its form."""

    root: QWidget
    heading: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class RecordDialog(QDialog, Drafting):
    """Shows *form*; a subclass fills it and gives `work`. What was typed survives every failure.

    A subclass whose record somebody else may save meanwhile also gives `take_newer`.
    """

    saved = Signal(object)
    """Emits the `Saved` when the record has been written."""

    def __init__(
        self, context: AppContext, form: RecordForm, title: str, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.context = context
        self._form = form
        form.heading.setText(title)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(form.root)
        self.problems = FieldProblems(form.root, form.problem)
        form.save_button.clicked.connect(self.save)
        form.cancel_button.clicked.connect(self.reject)

    def work(self) -> Callable[[], Saved]:
        """Read the form, now, and return the call that saves what it holds."""
        raise NotImplementedError

    def take_newer(self) -> None:
        """Bring what somebody else saved into the form with `merge`, and build on that version."""

    def merge(self, read: Callable[[], R], opened: R, build_on: Callable[[R], None]) -> None:
        """Show what *read* finds beside what was typed, and hand it to *build_on*.

        *opened* is the dataclass value with which the form was filled.
        """

        def show(saved: R) -> None:
            self.say(take_over(self._form.root, _values(opened), _values(saved)))
            build_on(saved)

        self.context.tasks.run(read, done=show, failed=self._failed, parent=self)

    def say(self, sentence: str) -> None:
        """Show a sentence at the foot of the form."""
        self._form.problem.setText(sentence)
        self._form.problem.show()
        self._make_room()

    def tell_of_draft(self, sentence: str) -> None:
        """Say that this came back from a draft."""
        self.say(sentence)

    def save(self) -> None:
        """Save; the dialog closes when that is done."""
        self.problems.clear()
        self._form.save_button.setEnabled(False)
        self.context.tasks.run(self.work(), done=self._done, failed=self._failed, parent=self)

    def _done(self, saved: Any) -> None:  # noqa: ANN401 - tasks hand over any result
        self._form.save_button.setEnabled(True)
        self.context.events.store_changed.emit(saved.changes)
        self.saved.emit(saved)
        self.accept()

    def _failed(self, error: ExpectedError) -> None:
        self._form.save_button.setEnabled(True)
        if isinstance(error, Invalid):
            self.problems.show(error.problems)
        else:
            self.say(str(error))
        self._make_room()
        if isinstance(error, StaleRecord):
            self.take_newer()

    def _make_room(self) -> None:
        """Grow for the sentences that appeared."""
        self._rows.activate()
        needed = self._rows.totalHeightForWidth(self.width())
        self.resize(self.width(), max(self.height(), needed))
        for tabs in self.findChildren(QTabWidget):  # which do not say what wrapped text needs
            page = tabs.currentWidget()
            layout = page.layout()
            if layout is not None:
                missing = layout.totalHeightForWidth(page.width()) - page.height()
                self.resize(self.width(), self.height() + max(0, missing))


def _values(record: Any) -> dict[str, object]:  # noqa: ANN401 - any dataclass value
    return {field.name: getattr(record, field.name) for field in fields(record)}
