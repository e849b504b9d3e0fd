"""One entry of the clinical pack to read: how it stands, its facts, its sources, its history."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.models.knowledge_view import history_lines, sources_text, state_tone
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.pill import Pill
from practice_desk.knowledge.entry_words import KIND_WORDS
from practice_desk.services.knowledge_entries import EntryDetail


@register_custom_widget
class EntrySheet(QWidget):
    """Shows an `EntryDetail`; empty until there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(16, 12, 16, 12)
        self._rows.setSpacing(4)
        self.setAccessibleName("The entry")

    def show_entry(self, detail: EntryDetail) -> None:
        """Show *detail* instead of the former entry."""
        self.clear()
        line = detail.line
        self._text(line.title, "heading")
        self._text(f"{KIND_WORDS[line.key.kind]} · {line.key.id}", "dim")
        self._rows.addWidget(Pill(line.standing.mark, state_tone(line.standing)))
        self._text(line.standing.sentence, "")
        self._fact("Sources", sources_text(line))
        if detail.questions:
            self._fact("Open questions of its authors", "\n".join(detail.questions))
        for fact in detail.facts:
            self._fact(fact.label, fact.text)
        if lines := history_lines(detail):
            self._fact("What this clinic said", "\n".join(lines))
        self._rows.addStretch(1)

    def clear(self) -> None:
        """Show nothing."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _fact(self, label: str, text: str) -> None:
        self._rows.addSpacing(6)
        self._text(label, "strong")
        self._text(text, "")

    def _text(self, text: str, role: str) -> None:
        self._rows.addWidget(plain_label(text, role, wrap=True, selectable=True))
