"""One change that waits to be signed with others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from practice_desk.gui import theme
from practice_desk.gui.models.composed_change import ComposedChange
from practice_desk.gui.widgets.change_diff import ChangeDiff


class ChangeLine(ChangeDiff):
    """Says what is done and what that changes; opens its form again, or takes it out."""

    edit_wanted = Signal()
    out_wanted = Signal()

    def __init__(self, line: ComposedChange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("change_line")
        self.edit, self.take_out = _link("Edit", line.title), _link("Take out", line.title)
        self.edit.clicked.connect(self.edit_wanted)
        self.take_out.clicked.connect(self.out_wanted)
        grid = self.layout()
        assert isinstance(grid, QGridLayout)  # the base makes it
        grid.addWidget(self.edit, 0, 2)
        grid.addWidget(self.take_out, 0, 3)
        for row, text in enumerate((self.before, self.after), 1):
            grid.addWidget(text, row, 1, 1, 3)
        self.heading.setText(line.title)
        self.heading.setWordWrap(True)
        theme.style(self.heading, role="strong")
        theme.style(self.after, role="")
        self.show_diff(line.diff)
        self.amount.hide()
        self.show()


def _link(text: str, about: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "link")
    button.setAutoDefault(False)
    button.setAccessibleName(f"{text}: {about}")
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return button
