"""The note that is read: what stands, its signatures, and the original beside an amendment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextEdit, QVBoxLayout, QWidget

from practice_desk.domain.note import Note, NoteThread
from practice_desk.domain.note_signature import NoteSignature
from practice_desk.gui import theme
from practice_desk.gui.models.note_form import about
from practice_desk.gui.models.note_reading import about_note, fact_line, show_note, signed_lines
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card


class _Reading(QWidget):
    """One version: facts, text, signatures."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.caption = plain_label("", "strong", wrap=True)
        self.facts = plain_label("", "dim", wrap=True)
        self.text = QTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(name)
        self.text.setTabChangesFocus(True)
        self.signed = plain_label("", "dim", wrap=True)
        self._note: Note | None = None
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        for widget in (self.caption, self.facts):
            rows.addWidget(widget)
        rows.addWidget(self.text, 1)
        rows.addWidget(self.signed)
        theme.theme().changed.connect(self._paint)

    def show_note(
        self,
        note: Note,
        signatures: Iterable[NoteSignature],
        people: Mapping[str, str],
        waits_for: str = "",
    ) -> None:
        """Show *note*."""
        self._note = note
        facts = fact_line(note)
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))
        self.signed.setText(signed_lines(note, signatures, people, waits_for))
        self._paint()

    def forget(self) -> None:
        """Show nothing."""
        self._note = None
        self.text.clear()
        self.signed.clear()
        self.facts.clear()

    def _paint(self) -> None:
        if self._note is not None:
            show_note(self.text.document(), self._note, {"dim": theme.tokens().dim})


class NoteCard(Card):
    """Reads one note. Whoever shows it says which buttons are offered."""

    def __init__(self) -> None:
        super().__init__("", elides=True)
        self.standing = _Reading("The selected note")
        self.original = _Reading("What the note said before")
        self.text, self.signed = self.standing.text, self.standing.signed
        self.beside = _button("Original &beside it")
        self.beside.setCheckable(True)
        self.amend = _button("A&mend…")
        self.cosign = _button("Co-si&gn", kind="primary")
        self.go_on = _button("Go &on writing", kind="primary")
        self.close_unsigned = _button("Close &without a signature…")
        self._actions = QHBoxLayout()  # below the title, which then has room
        self._actions.setSpacing(4)
        self._actions.addStretch(1)
        self.body.addLayout(self._actions)
        for button in (self.beside, self.amend, self.close_unsigned, self.cosign, self.go_on):
            self.add_action(button)
            button.hide()  # no note needs room for all of them
        both = QHBoxLayout()
        both.setSpacing(14)
        both.addWidget(self.standing, 1)
        both.addWidget(self.original, 1)
        self.original.hide()
        self.body.addLayout(both, 1)
        self._earlier: Note | None = None
        self.beside.toggled.connect(self._show_original)

    def add_action(self, widget: QWidget) -> None:
        """Add what can be done about the note."""
        self._actions.addWidget(widget)

    def show_thread(
        self,
        note: Note,
        thread: NoteThread,
        signatures: Iterable[NoteSignature],
        people: Mapping[str, str],
        waits_for: str,
    ) -> None:
        """Show *note* of *thread*; an amended one offers what stood before.

        *waits_for* is who is to co-sign it, by name.
        """
        marks = about_note(note, thread).removeprefix("↳ ")
        title = f"{about(note)}" if note is thread.current else marks
        self.set_title(title)
        known = tuple(signatures)
        self.standing.show_note(note, known, people, waits_for)
        earlier = thread.earlier if note is thread.current else ()
        if note is thread.pending:
            earlier = (thread.current,)
        self._earlier = earlier[0] if earlier else None
        self.beside.setVisible(self._earlier is not None)
        if self._earlier is not None:
            self.original.show_note(self._earlier, known, people)
            self.original.caption.setText("What it said before")
        self.standing.caption.setText("As amended")
        self._show_original()

    def forget(self) -> None:
        """Show nothing."""
        self._earlier = None
        self.standing.forget()
        self.original.forget()

    def _show_original(self) -> None:
        shown = self._earlier is not None and self.beside.isChecked()
        self.original.setVisible(shown)
        self.standing.caption.setVisible(shown)


def _button(text: str, kind: str = "quiet") -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", kind)
    button.setAccessibleName(text.replace("&", "").rstrip("…"))
    return button
