"""What stands above the buttons of a form of the plan, however far the form was scrolled."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from practice_desk.gui.widgets.change_diff import ChangeDiff
from practice_desk.gui.widgets.findings_strip import FindingsStrip

_ANOTHER = "Ctrl+Shift+Return"


class PlanFoot(QWidget):
    """The worst findings with the way to all of them, what signing changes, and to change more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = FindingsStrip()
        self.diff = ChangeDiff()
        self.another = QPushButton("Add another change")
        self.another.setObjectName("another")
        self.another.setProperty("kind", "link")
        self.another.setAutoDefault(False)
        self.another.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        keys = QKeySequence(_ANOTHER)
        QShortcut(keys, self, self.another.click)
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        self.another.setToolTip(f"Keep this one and sign several together ({shown})")
        self.another.hide()
        links = QHBoxLayout()
        links.setContentsMargins(0, 0, 0, 0)
        links.addWidget(self.strip.see_all)
        links.addStretch(1)
        links.addWidget(self.another)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.strip)
        rows.addLayout(links)
        rows.addWidget(self.diff)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the Tab key stops, in its order."""
        return (*self.strip.stops, self.another)
