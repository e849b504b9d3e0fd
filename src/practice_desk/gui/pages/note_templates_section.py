"""The templates of notes in the settings: the headings of each, and ways of working."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError, Invalid, Problem
from practice_desk.domain.note_template import NoteTemplates, headings_in_lines
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.template_view import (
    TemplateLine,
    template_lines,
    with_approach,
    with_headings,
)
from practice_desk.gui.pages.note_beginnings import NoteBeginnings
from practice_desk.gui.plain_text import plain_label
from practice_desk.services.note_templates import (
    KeptTemplates,
    note_templates,
    restore_note_templates,
    save_note_templates,
)

_ABOUT = (
    "One heading on each line; after a colon, a few words on what belongs below it. Notes that are "
    "written already keep the headings that they have."
)
_LINES = 9


class NoteTemplatesSection:
    """One template at a time, with its own Save."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self.root = QWidget()
        self.template = QComboBox()
        self.headings = QPlainTextEdit()
        self.save_button = QPushButton("Save &headings")
        self.restore_button = QPushButton("All as delivered")
        self.beginnings = NoteBeginnings()
        self.name = QLineEdit()
        self.add_button = QPushButton("Add a way of &working")
        self.problem = plain_label("", "problem", wrap=True)
        self._read: KeptTemplates | None = None
        self._lines: tuple[TemplateLine, ...] = ()
        self._at = 0
        self._lay_out()
        self.template.activated.connect(self._choose)
        self.beginnings.chosen.connect(self._begin)
        self.headings.textChanged.connect(self._allow)
        self.save_button.clicked.connect(self.save)
        self.restore_button.clicked.connect(self.restore)
        self.add_button.clicked.connect(self.add)

    def load(self) -> None:
        """Read the templates again, unless something was typed and not saved."""
        if self.is_changed() or not self.context.may(Operation.EDIT_NOTE_TEMPLATES):
            return
        context = self.context
        context.tasks.run(lambda: note_templates(context.clinic), done=self._show, parent=self.root)

    def is_changed(self) -> bool:
        """Whether the headings differ from what was read."""
        return bool(self._lines) and self.headings.toPlainText().strip() != self._text()

    def discard(self) -> None:
        """Show what was read again."""
        self.headings.setPlainText(self._text())

    def save(self) -> None:
        """Keep the headings of the template that is shown."""
        if self._read is None:
            return
        line = self._lines[self._at]
        self._keep(with_headings(self._read.templates, line, self.headings.toPlainText()))

    def add(self) -> None:
        """Add a way of working, and show it."""
        if self._read is not None:
            self._at = len(self._lines)
            self._keep(with_approach(self._read.templates, self.name.text()))

    def restore(self) -> None:
        """Go back to all templates that came with the program."""
        read, context = self._read, self.context
        if read is not None:
            self.discard()
            self._run(lambda: restore_note_templates(context.clinic, read))

    def _keep(self, made: NoteTemplates | Problem) -> None:
        read, context = self._read, self.context
        if isinstance(made, Problem):
            self._failed(Invalid((made,)))
        elif read is not None:
            self._run(lambda: save_note_templates(context.clinic, read, made))

    def _run(self, work: Callable[[], Changes]) -> None:
        self.problem.hide()
        self.context.tasks.run(work, done=self._saved, failed=self._failed, parent=self.root)

    def _saved(self, changes: Changes) -> None:
        self._lines = ()
        self.name.clear()
        self.context.events.store_changed.emit(changes)
        self.context.messages.success("The templates were saved.")
        self.load()

    def _failed(self, error: ExpectedError) -> None:
        self._at = min(self._at, max(0, len(self._lines) - 1))
        self.problem.setText(str(error))
        self.problem.show()

    def _show(self, found: KeptTemplates) -> None:
        self._read, self._lines = found, template_lines(found.templates)
        self._at = min(self._at, len(self._lines) - 1)
        with QSignalBlocker(self.template):
            self.template.clear()
            for line in self._lines:
                self.template.addItem(line.title)
            self.template.setCurrentIndex(self._at)
        self.headings.setPlainText(self._text())
        self.beginnings.show_templates(found.templates)
        self._allow()

    def _begin(self, made: NoteTemplates) -> None:
        if self._read is None or self._is_busy():
            self.beginnings.show_again()
        else:
            self._keep(made)

    def _is_busy(self) -> bool:
        """Return whether headings are typed that would be lost, and say so."""
        if self.is_changed():
            self.problem.setText("Save what you typed first, or take it back with Ctrl+Z.")
            self.problem.show()
        return self.is_changed()

    def _choose(self, place: int) -> None:
        if self._is_busy():
            self.template.setCurrentIndex(self._at)
            return
        self.problem.hide()
        self._at = place
        self.headings.setPlainText(self._text())

    def _text(self) -> str:
        return headings_in_lines(self._lines[self._at].headings) if self._lines else ""

    def _allow(self) -> None:
        self.save_button.setEnabled(self.is_changed())

    def _lay_out(self) -> None:
        self.template.setAccessibleName("Template")
        self.headings.setAccessibleName("Headings")
        self.headings.setTabChangesFocus(True)
        self.headings.setFixedHeight(self.headings.fontMetrics().lineSpacing() * _LINES + 20)
        self.name.setMaxLength(60)
        self.name.setPlaceholderText("Name, such as Schema therapy")
        self.name.setAccessibleName("Name of a way of working")
        self.problem.hide()
        label = QLabel("&Template")
        label.setProperty("role", "field")
        label.setBuddy(self.template)
        ends, more = QHBoxLayout(), QHBoxLayout()
        ends.addWidget(self.save_button)
        ends.addWidget(self.restore_button)
        ends.addStretch(1)
        more.addWidget(self.name, 1)
        more.addWidget(self.add_button)
        rows = QVBoxLayout(self.root)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(plain_label("Templates of notes", "heading"))
        rows.addWidget(plain_label(_ABOUT, "dim", wrap=True))
        rows.addWidget(self.beginnings)
        for widget in (label, self.template, self.headings, self.problem):
            rows.addWidget(widget)
        rows.addLayout(ends)
        rows.addLayout(more)
