"""What signing changes, old above new, seen before it is signed."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from practice_desk.gui import theme
from practice_desk.gui.models.plan_diff import PlanDiff
from practice_desk.gui.plain_text import plain_label


class ChangeDiff(QFrame):
    """Shows a `PlanDiff`; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("what_changes")
        self.setProperty("surface", "sunken")
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self.heading = plain_label("What changes", "small")
        self.amount = plain_label("", "small")
        self._minus, self._plus = plain_label("−", "dim"), plain_label("+", "strong")
        self.before, self.after = plain_label("", "dim", wrap=True), plain_label("", wrap=True)
        theme.style(self.after, role="strong")
        grid.addWidget(self.heading, 0, 0, 1, 2)
        grid.addWidget(self.amount, 0, 2)
        for row, (sign, text) in enumerate(
            ((self._minus, self.before), (self._plus, self.after)), 1
        ):
            grid.addWidget(sign, row, 0)
            grid.addWidget(text, row, 1, 1, 2)
        self.hide()

    def show_diff(self, diff: PlanDiff | None) -> None:
        """Show what changes, or nothing."""
        self.setVisible(diff is not None)
        if diff is None:
            return
        self.before.setText(diff.before)
        self.after.setText(diff.after)
        self.amount.setText(diff.amount)
        for widget in (self._minus, self.before):
            widget.setVisible(bool(diff.before))
        self.setAccessibleName(f"What changes: {diff.spoken}")
