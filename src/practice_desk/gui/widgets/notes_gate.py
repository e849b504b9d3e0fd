"""The door to psychotherapy notes: a passphrase, or what stands in for a lost one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.psychotherapy_note import NotesState
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.passphrase_field import PassphraseField

_FIELD_WIDTH = 360
_TITLES = {
    NotesState.NONE: "Begin psychotherapy notes",
    NotesState.SEALED: "Your psychotherapy notes are sealed",
}
_WORDS = {
    NotesState.NONE: (
        "A key of your own is made and sealed with the passphrase that unlocks the clinic. You are "
        "then shown a recovery code, to be written down. Without both, nobody can open your notes."
    ),
    NotesState.SEALED: "Your passphrase opens them until the clinic is locked.",
}
_REPLACED = (
    "Whoever gave you a new passphrase could not open your notes with it, and can’t now. Your "
    "earlier passphrase or your own recovery code for these notes opens them, and seals them under "
    "your present passphrase."
)
_LOST = (
    "Nobody can open the notes without one of them. You can begin anew with a new key. What is "
    "sealed stays, and opens if you find your earlier passphrase or code one day. Press again to "
    "begin anew."
)


class NotesGate(Card):
    """Asks for the passphrase. Whoever shows it answers its signals."""

    begin_wanted = Signal(str, bool)
    """Emits the passphrase, and whether to begin anew beside lost notes."""
    open_wanted = Signal(str)
    reopen_wanted = Signal(str, str)
    """Emits the earlier passphrase or own code, and the present passphrase."""

    def __init__(self) -> None:
        super().__init__("")
        self.words = plain_label("", wrap=True)
        self.earlier, self.earlier_row = _field(
            "Your earlier passphrase, or your own recovery code"
        )
        self.passphrase, self.passphrase_row = _field("Your passphrase")
        self.problem = plain_label("", "problem", wrap=True)
        self.problem.hide()
        self.main = QPushButton()
        self.main.setProperty("kind", "primary")
        self.replaced = QPushButton("My passphrase was replaced…")
        self.anew = QPushButton("Both are lost…")
        for button in (self.replaced, self.anew):
            button.setProperty("kind", "quiet")
        buttons = QHBoxLayout()
        for button in (self.main, self.replaced, self.anew):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.body.addWidget(self.words)
        self.body.addWidget(self.earlier_row)
        self.body.addWidget(self.passphrase_row)
        self.body.addWidget(self.problem)
        self.body.addLayout(buttons)
        self._state, self._was_replaced, self._unsure = NotesState.NONE, False, False
        self.main.clicked.connect(self._press)
        self.passphrase.returnPressed.connect(self._press)
        self.replaced.clicked.connect(lambda: self._show(self._state, replaced=True))
        self.anew.clicked.connect(self._begin_anew)

    def show_state(self, state: NotesState) -> None:
        """Ask for what *state* needs, with empty fields."""
        self.forget()
        self._show(state, replaced=False)

    def forget(self) -> None:
        """Empty the fields."""
        self.passphrase.forget()
        self.earlier.forget()
        self.problem.hide()

    def show_problem(self, error: ExpectedError) -> None:
        """Say why it was not opened."""
        self.main.setEnabled(True)
        self.say(str(error))
        self.passphrase.setFocus()
        self.passphrase.selectAll()

    def say(self, sentence: str) -> None:
        """Show a sentence below the fields."""
        self.problem.setText(sentence)
        self.problem.show()

    def _show(self, state: NotesState, *, replaced: bool) -> None:
        self._state, self._was_replaced, self._unsure = state, replaced, False
        sealed = state is NotesState.SEALED
        self.set_title(_TITLES.get(state, ""))
        self.words.setText(_REPLACED if replaced else _WORDS.get(state, ""))
        self.earlier_row.setVisible(replaced)
        label: QLabel = self.passphrase_row.findChildren(QLabel)[0]
        label.setText("Your present passphrase" if replaced else "Your passphrase")
        self.main.setText("Open my notes" if sealed else "Make my key")
        self.main.setEnabled(True)
        self.replaced.setVisible(sealed and not replaced)
        self.anew.setVisible(replaced)
        self.problem.hide()
        if replaced:
            self.earlier.setFocus()

    def _press(self) -> None:
        typed, earlier = self.passphrase.secret(), self.earlier.secret()
        if not typed or (self._was_replaced and not earlier):
            self.say("Type it first.")
            return
        self.main.setEnabled(False)
        if self._state is NotesState.NONE:
            self.begin_wanted.emit(typed, False)
        elif self._was_replaced:
            self.reopen_wanted.emit(earlier, typed)
        else:
            self.open_wanted.emit(typed)

    def _begin_anew(self) -> None:
        if not self._unsure or not self.passphrase.secret():
            self._unsure = True
            self.say(f"{_LOST} Your present passphrase is needed for it.")
            return
        self.begin_wanted.emit(self.passphrase.secret(), True)


def _field(name: str) -> tuple[PassphraseField, QWidget]:
    row = QWidget()
    label = plain_label(name, "field")
    edit = PassphraseField()
    edit.setAccessibleName(name)
    edit.setMaximumWidth(_FIELD_WIDTH)
    label.setBuddy(edit)
    rows = QVBoxLayout(row)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(4)
    rows.addWidget(label)
    rows.addWidget(edit)
    return edit, row
