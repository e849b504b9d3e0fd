"""Checks an NPI in the very field where it is typed."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit

from practice_desk.gui import theme
from practice_desk.gui.models.npi_hint import npi_hint


def check_npi_while_typed(edit: QLineEdit, hint: QLabel) -> None:
    """Show in *hint* what is wrong with the NPI in *edit*, as soon as it can be known."""

    def look(text: str) -> None:
        sentence, wrong = npi_hint(text)
        hint.setText(sentence)
        hint.setVisible(bool(sentence))
        theme.style(hint, role="problem" if wrong else "small")
        theme.style(edit, invalid=wrong)
        edit.setAccessibleDescription(sentence if wrong else "")

    edit.textChanged.connect(look)
    look(edit.text())
