"""The header of a chart, which stays while the pages below it scroll."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from practice_desk.gui import icons, theme
from practice_desk.gui.models.chart_header import NO_BANNER, Banner, HeaderText, Pill
from practice_desk.gui.plain_text import ElidedLabel, plain_label, set_tip
from practice_desk.gui.widgets import banner
from practice_desk.gui.widgets.flow_row import FlowRow

_WIDEST_NAME = 480
"""Pixels that a name has for certain; a longer one gives way to a narrow window only."""


class ChartHeader(QFrame):
    """Name, facts, allergies and alert of the open chart."""

    edit_wanted = Signal()
    letter_wanted = Signal()
    allergies_wanted = Signal()
    visit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Chart header")
        self.name = ElidedLabel(role="title")
        self.name.setObjectName("chart_name")
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.facts = ElidedLabel(role="dim")
        self.facts.setObjectName("chart_facts")
        self.allergies = AllergyBanner()
        self.alert = AlertLine()
        self.emergency = banner.Banner()
        self.emergency.setObjectName("emergency_banner")
        self.more = _button(
            "&More", "ellipsis", "Who has seen this chart, what was told to others, and more"
        )
        self.edit = _button("&Edit", "pencil", "Edit person, contacts and care team")
        self.letter = _button("Le&tter", "mail", "Write a letter to the pharmacy")
        self.visit = _button("Visit", "stethoscope", "Begin a visit, or go on (Ctrl+Shift+V)")
        self.pills = FlowRow()
        self._pills: list[QLabel] = []
        self._names = QHBoxLayout()
        self._lay_out()
        self.edit.clicked.connect(self.edit_wanted)
        self.letter.clicked.connect(self.letter_wanted)
        self.visit.clicked.connect(self.visit_wanted)
        self.allergies.ask.clicked.connect(self.allergies_wanted)

    def show_text(self, text: HeaderText) -> None:
        """Show another chart's header, or the same after a change."""
        self.name.setText(text.name)
        self.name.ensurePolished()  # who it is comes before what stands behind it
        self.name.setMinimumWidth(min(self.name.sizeHint().width(), _WIDEST_NAME))
        self.facts.setText(text.facts)
        self._show_pills(text.pills)
        self.allergies.show_banner(text.allergies or NO_BANNER, asked=text.allergies_asked)
        self.allergies.setVisible(text.allergies is not None)
        self.alert.show_text(text.alert)
        self.emergency.say(text.emergency, "danger")

    def offer(self, *, edit: bool, letter: bool, allergies: bool, visit: bool) -> None:
        """Offer to edit the person, write a letter, record allergies, begin a visit: as one may."""
        self.visit.setVisible(visit)
        self.edit.setVisible(edit)
        self.letter.setVisible(letter)
        self.allergies.offers_ask = allergies

    def _show_pills(self, pills: tuple[Pill, ...]) -> None:
        for old in self._pills:
            old.hide()  # until the event loop comes to delete it
            old.deleteLater()
        self._pills = [_pill(pill) for pill in pills]
        self.pills.show_widgets(self._pills)

    def _lay_out(self) -> None:
        self._names.setSpacing(10)
        self._names.addWidget(self.name)
        self._names.addStretch(1)
        self._names.addWidget(self.visit)
        self._names.addWidget(self.letter)
        self._names.addWidget(self.edit)
        self._names.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 0)
        column.setSpacing(6)
        column.addLayout(self._names)
        column.addWidget(self.facts)
        column.addWidget(self.pills)  # a line of its own: beside the name a screen has no room
        column.addSpacing(2)
        column.addWidget(self.emergency)
        column.addSpacing(4)
        column.addWidget(self.allergies)
        column.addWidget(self.alert)


class AllergyBanner(QFrame):
    """The line about allergies: listed, none known, or not asked yet with a way to ask."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("allergy_banner")
        self.icon = QLabel()
        self.title = plain_label("", "strong")
        self.text = plain_label("", wrap=True, selectable=True)
        self.aside = plain_label()
        self.ask = QPushButton("&Record allergies…")
        self.offers_ask = True
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(8)
        row.addWidget(self.icon)
        row.addWidget(self.title)
        row.addWidget(self.text, 1)
        row.addWidget(self.aside)
        row.addWidget(self.ask)

    def show_banner(self, banner: Banner, *, asked: bool) -> None:
        """Show what is known about allergies."""
        theme.style(self, banner=banner.tone)
        icons.set_pixmap(self.icon, banner.icon, 20, banner.tone)
        self.title.setText(banner.title)
        self.text.setText(banner.text)
        self.aside.setText(banner.aside)
        self.aside.setVisible(bool(banner.aside))
        self.ask.setVisible(self.offers_ask and not asked)
        self.setAccessibleName("Allergies")
        self.setAccessibleDescription(f"{banner.title} {banner.text} {banner.aside}".strip())


class AlertLine(QFrame):
    """The chart's alert; hidden when there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("alert_line")
        self.setAccessibleName("Alert")
        icon = QLabel()
        icons.set_pixmap(icon, "triangle-alert", 20, "caution")
        self.text = plain_label("", wrap=True, selectable=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(8)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        self.setProperty("banner", "caution")
        self.hide()

    def show_text(self, text: str) -> None:
        """Show the alert *text*."""
        self.text.setText(text)
        self.setAccessibleDescription(text)
        self.setVisible(bool(text))


def _pill(pill: Pill) -> QLabel:
    label = ElidedLabel(pill.text)
    label.setMaximumWidth(320)
    label.setProperty("tone", pill.tone)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def _button(text: str, icon: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    icons.set_icon(button, icon)
    set_tip(button, tip)
    return button
