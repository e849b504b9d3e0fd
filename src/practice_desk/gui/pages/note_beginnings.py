"""Which format a note of each kind begins in, in the settings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from practice_desk.domain.note import KIND_WORDS, OFFERED_KINDS, NoteFormat, NoteKind
from practice_desk.domain.note_template import NoteTemplates
from practice_desk.gui.binding import item_of
from practice_desk.gui.models.template_view import begin_choices, begin_of, with_begin


class NoteBeginnings(QWidget):
    """Two boxes: the kind of note, and what it begins in, which is kept once it is chosen."""

    chosen = Signal(object)
    """Emits the `NoteTemplates` with what was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind, self.format = QComboBox(), QComboBox()
        self._templates: NoteTemplates | None = None
        for kind in OFFERED_KINDS:
            self.kind.addItem(KIND_WORDS[kind], kind.value)
        self.kind.setAccessibleName("Kind of note")
        self.format.setAccessibleName("Begins in")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for words, box in (("A note o&f kind", self.kind), ("be&gins in", self.format)):
            label = QLabel(words)
            label.setProperty("role", "field")
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
        row.addStretch(1)
        self.kind.activated.connect(self.show_again)
        self.format.activated.connect(self._choose)

    def show_templates(self, templates: NoteTemplates) -> None:
        """Show what the kind that is shown begins in."""
        self._templates = templates
        self.show_again()

    def _kind(self) -> NoteKind:
        return NoteKind(self.kind.currentData())

    def show_again(self) -> None:
        """Show what is kept, whatever was chosen."""
        if self._templates is None:
            return
        kind = self._kind()
        self.format.clear()
        for code, name in begin_choices(self._templates, kind):
            self.format.addItem(name, "" if code is None else code.value)
        present = begin_of(self._templates, kind)
        self.format.setCurrentIndex(item_of(self.format, "" if present is None else present.value))

    def _choose(self) -> None:
        if self._templates is None:
            return
        code = self.format.currentData()
        wanted = NoteFormat(code) if code else None
        if wanted is not begin_of(self._templates, self._kind()):
            self.chosen.emit(with_begin(self._templates, self._kind(), wanted))
