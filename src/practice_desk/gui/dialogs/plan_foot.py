"""What stands above the buttons of a form of the plan, however far the form was scrolled."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from practice_desk.gui.widgets.change_diff import ChangeDiff
from practice_desk.gui.widgets.findings_strip import FindingsStrip


class PlanFoot(QWidget):
    """The worst findings with the way to all of them, and what signing changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = FindingsStrip()
        self.diff = ChangeDiff()
        links = QHBoxLayout()
        links.setContentsMargins(0, 0, 0, 0)
        links.addWidget(self.strip.see_all)
        links.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.strip)
        rows.addLayout(links)
        rows.addWidget(self.diff)
