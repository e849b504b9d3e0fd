"""A dialog that edits one record: form, problems at the fields, saving off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.errors import ExpectedError, Invalid
from practice_desk.gui.context import AppContext
from practice_desk.gui.widgets.field_problems import FieldProblems
from practice_desk.services.patients import Saved


class RecordForm(Protocol):
    """What the dialog needs of its form."""

    root: QWidget
    heading: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class RecordDialog(QDialog):
    """Shows *form*; a subclass fills it and gives `work`. What was typed survives every failure."""

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
            self._form.problem.setText(str(error))
            self._form.problem.show()
        self._make_room()

    def _make_room(self) -> None:
        """Grow for the sentences that appeared."""
        self._rows.activate()
        needed = self._rows.totalHeightForWidth(self.width())
        self.resize(self.width(), max(self.height(), needed))
