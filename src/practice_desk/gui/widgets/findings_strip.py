"""What the safety checks found, in a few lines that never scroll away while a form is filled in."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from practice_desk.domain.safety_decision import FindingKey
from practice_desk.gui.models.safety_view import SafetyLine, SafetyView
from practice_desk.gui.plain_text import ElidedLabel
from practice_desk.gui.widgets.pill import Pill

MOST_LINES = 3
"""How many findings stand in the strip; of more it gives the number."""
MOST_MESSAGES = 2
"""Up to so many say in a second line what happens."""


class FindingsStrip(QFrame):
    """The worst findings, and in `see_all` how many others there are.

    The panel in the form says the rest of each; the strip leads to it. `see_all` is a button for
    whoever shows the strip to place.
    """

    reason_wanted = Signal(object)
    """Emits the `FindingKey` whose reason is to be given."""
    all_wanted = Signal()
    """Emitted when a person wants to see all findings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings_strip")
        self.setAccessibleName("Findings of the safety checks")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._asking: dict[FindingKey, QPushButton] = {}
        self._view: SafetyView | None = None
        self.see_all = _link("")
        self.see_all.setObjectName("see_findings")
        self.see_all.clicked.connect(self.all_wanted)
        self.see_all.hide()
        self.hide()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the Tab key stops, in its order."""
        return (*self._asking.values(), self.see_all)

    def show_view(self, view: SafetyView | None, answered: Container[FindingKey] = ()) -> None:
        """Show the worst of *view*; nothing where nothing was found or asked."""
        if view != self._view:
            self._view = view
            self._fill(view)
        for key, button in self._asking.items():
            given = key in answered
            button.setText("Reason given" if given else "Reason…")
            button.setAccessibleName(f"{button.text()} {button.property('about')}")

    def _fill(self, view: SafetyView | None) -> None:
        self._asking.clear()
        _clear(self._rows)
        if view is None or not (view.shown or view.folded):
            self.hide()
            self.see_all.hide()
            return
        shown = view.urgent[:MOST_LINES]
        for line in shown:
            self._rows.addLayout(self._line(line))
            if line.about and len(shown) <= MOST_MESSAGES:
                self._rows.addWidget(ElidedLabel(line.message, "small"))
        rest = view.rest_text(shown)
        self.see_all.setText(f"See {rest}" if rest else "See what to do")
        self.see_all.show()
        self.setVisible(bool(shown))

    def _line(self, line: SafetyLine) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Pill(line.word, line.tone))
        row.addWidget(ElidedLabel(line.about or line.message, "strong"), 1)
        if (key := line.asks) is not None:
            button = _link("Reason…")
            button.setProperty("about", line.about or line.message)
            button.clicked.connect(lambda: self.reason_wanted.emit(key))
            row.addWidget(button)
            self._asking[key] = button
        return row


def _link(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "link")
    button.setAutoDefault(False)
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return button


def _clear(rows: QVBoxLayout | QHBoxLayout) -> None:
    while (item := rows.takeAt(0)) is not None:
        inner = item.layout()
        if isinstance(inner, QHBoxLayout):
            _clear(inner)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
