"""One part of the visit: a title, a line that says where it stands, and a body that folds away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.plain_text import ElidedLabel, plain_label


class VisitSection(QFrame):
    """A subclass fills `body` and gives `show_model`, which is called after every change.

    What is not needed is folded: its line then says why. Somebody who opens or folds it by hand
    decides from then on.
    """

    key: str
    title: str

    page_wanted = Signal(str)
    """Emits the title of the chart's page on which more is to be seen or done."""

    def __init__(self, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.setObjectName(f"visit_{self.key}")
        self.setProperty("surface", "card")
        self.setAccessibleName(self.title)
        self._by_hand = False
        self.is_absent = False
        """Whether the chart has nothing of it, so that it is not shown at all."""
        self.heading = plain_label(self.title, "heading")
        self.line = ElidedLabel("", "dim")
        self.turn = link("Fold", f"Show or fold {self.title}")
        self.turn.setObjectName(f"turn_{self.key}")
        self.turn.clicked.connect(self._turn)
        self.header = QHBoxLayout()
        self.header.setSpacing(10)
        self.header.addWidget(self.heading)
        self.header.addWidget(self.line, 1)
        self.header.addWidget(self.turn)
        self.inside = QWidget()
        self.body = QVBoxLayout(self.inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 8, 16, 10)
        rows.setSpacing(6)
        rows.addLayout(self.header)
        rows.addWidget(self.inside)

    def show_model(self) -> None:
        """Show the model as it is now."""
        raise NotImplementedError

    @property
    def is_folded(self) -> bool:
        """Whether only the title and its line are to be seen."""
        return self.inside.isHidden()

    def say(self, words: str) -> None:
        """Say in the title's line where it stands."""
        self.line.setText(words)

    def fold(self, folded: bool) -> None:
        """Fold it or open it, unless somebody has decided by hand."""
        if not self._by_hand:
            self._fold(folded)

    def leave_out(self, absent: bool) -> None:
        """Show nothing of it at all, or show it again."""
        self.is_absent = absent
        self.setHidden(absent)

    def open_up(self) -> None:
        """Open it, whatever was decided: somebody was led here."""
        self._by_hand = True
        self._fold(False)

    def first_stop(self) -> QWidget:
        """Return where the keyboard is led to."""
        found = (
            each
            for each in self.inside.findChildren(QWidget)
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisibleTo(self)
        )
        return next(found, self.turn)

    def _turn(self) -> None:
        self._by_hand = True
        self._fold(not self.is_folded)

    def _fold(self, folded: bool) -> None:
        self.inside.setHidden(folded)
        self.turn.setText("Show" if folded else "Fold")


def link(text: str, spoken: str = "", clicked: Callable[[], object] | None = None) -> QPushButton:
    """Return a button that looks like a link and is as wide as its words."""
    button = QPushButton(text)
    button.setProperty("kind", "link")
    button.setAutoDefault(False)
    button.setAccessibleName(spoken or text.replace("&", ""))
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    if clicked is not None:
        button.clicked.connect(lambda _checked=False: clicked())
    return button


def action(text: str, name: str, clicked: Callable[[], object], spoken: str = "") -> QPushButton:
    """Return an ordinary small button."""
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    button.setAccessibleName(spoken or text.replace("&", ""))
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    button.clicked.connect(lambda _checked=False: clicked())
    return button


def empty(layout: QLayout) -> None:
    """Remove and delete everything in *layout*."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
            inner.deleteLater()
