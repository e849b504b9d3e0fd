"""Chooses the roles of a person, each with what it lets them see and do."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QVBoxLayout, QWidget

from practice_desk.domain.account import Role
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.plain_text import plain_label

_WORDS = {
    Role.PRESCRIBER: ("P&rescriber", "Sees charts, changes plans, writes letters"),
    Role.THERAPIST: ("&Therapist", "Sees charts and records in them"),
    Role.FRONT_DESK: ("Front &desk", "Sees names and contacts, nothing clinical"),
    Role.ADMINISTRATOR: ("Ad&ministrator", "Manages people and the clinic’s settings"),
    Role.PHARMACIST: ("P&harmacist", "Reviews the clinical pack, sees no patient"),
}
_INDENT = 30  # under the words of the box
_IN_A_ROW = 2


@register_custom_widget
class RoleBoxes(QFrame):
    """One box for each role; a person may hold several."""

    valueChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Roles")
        self.boxes: dict[Role, QCheckBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for place, (role, (text, words)) in enumerate(_WORDS.items()):
            box = self.boxes[role] = QCheckBox(text)
            box.setAccessibleDescription(words)
            box.toggled.connect(self.valueChanged)
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(box)
            explanation = plain_label(words, "small", wrap=True)
            explanation.setContentsMargins(_INDENT, 0, 0, 0)
            column.addWidget(explanation)
            grid.addLayout(column, place // _IN_A_ROW, place % _IN_A_ROW)
            grid.setColumnStretch(place % _IN_A_ROW, 1)
        self.setFocusProxy(self.boxes[Role.PRESCRIBER])

    def value(self) -> frozenset[Role]:
        """Return the roles that are chosen."""
        return frozenset(role for role, box in self.boxes.items() if box.isChecked())

    def set_value(self, roles: Iterable[Role]) -> None:
        """Choose *roles* and no others."""
        chosen = set(roles)
        for role, box in self.boxes.items():
            box.setChecked(role in chosen)
