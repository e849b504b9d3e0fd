"""What the treatment has come to, a line for each statement; why is shown on request."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.services.response_summary import NOT_KNOWN, Statement

_TOP = Qt.AlignmentFlag.AlignTop
_AS_WIDE = _TOP | Qt.AlignmentFlag.AlignLeft
_SHORT = 32
"""Letters that a pill has at most."""
_FOOT = "Computed from the chart by rules that no clinician has reviewed. It decides nothing."


class ResponseCard(Card):
    """Statements with their reasons: as a tip, for a reader of the screen, and below each line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Response summary", parent)
        self.why = QPushButton("Show &why")
        self.why.setProperty("kind", "quiet")
        self.why.setCheckable(True)
        self.why.setAccessibleName("Show why each statement was made")
        self.add_header_widget(self.why)
        self._reasons: list[QLabel] = []
        self.why.toggled.connect(self._show_reasons)

    def show_statements(self, statements: Sequence[Statement]) -> None:
        """Show other statements; the card is hidden without any."""
        self.clear()
        self._reasons = []
        self.setVisible(bool(statements))
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for number, each in enumerate(statements):
            subject = plain_label(each.subject, "strong")
            said = _said(each)
            reason = plain_label(each.why, "small", wrap=True, selectable=True)
            said.setAccessibleName(f"{each.subject}: {each.said}")
            for label in (subject, said):
                label.setAccessibleDescription(each.why)
                label.setToolTip(f"<qt>{_escaped(each.why)}</qt>")
            grid.addWidget(subject, 2 * number, 0, _TOP)
            grid.addWidget(said, 2 * number, 1, _TOP if said.wordWrap() else _AS_WIDE)
            grid.addWidget(reason, 2 * number + 1, 1, _TOP)
            self._reasons.append(reason)
        self.body.addWidget(inside)
        self.body.addWidget(plain_label(_FOOT, "small", wrap=True))
        self._show_reasons(self.why.isChecked())

    def _show_reasons(self, shown: bool) -> None:
        for label in self._reasons:
            label.setVisible(shown)
        self.why.setText("Hide &why" if shown else "Show &why")


def _said(each: Statement) -> QLabel:
    """Return a statement as text, or as a pill where it is short and stands out."""
    text = f"{each.said[:1].upper()}{each.said[1:]}"
    short = len(text) <= _SHORT
    if each.said == NOT_KNOWN:
        return plain_label(text, "dim", selectable=True)
    label = plain_label(text, wrap=not short, selectable=True)
    if short and each.tone:
        label.setProperty("tone", each.tone)
    return label


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
