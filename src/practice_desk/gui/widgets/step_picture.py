"""A picture of steps: one lane for each medication on one date axis, bars as high as the dose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.regimen import Regimen
from practice_desk.gui import theme
from practice_desk.gui.custom_widgets import register_custom_widget

_LANE: Final = 58
_AXIS: Final = 24
_NAME: Final = 130
_PAD: Final = 8
_OPEN_DAYS: Final = 28
"""For how many days a step that goes on is drawn."""
_TICKS: Final = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of a lane: from *start* until before *end*, None where it goes on."""

    start: date
    end: date | None
    amount: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One medication."""

    name: str
    bars: tuple[Bar, ...]


def lane_of(name: str, regimen: Regimen | None, first_day: date | None) -> Lane:
    """Return the lane of *regimen*; without bars while it or its first day is not known."""
    if regimen is None or first_day is None:
        return Lane(name, ())
    bars = []
    for dated in regimen.dated(first_day):
        dosage = dated.step.dosage
        shown = dated.step.mean_daily_dose or dosage.dose
        if shown is not None:
            words = amount_text(shown.amount)
            bars.append(Bar(dated.start, dated.end, shown.amount, words))
    return Lane(name, tuple(bars))


def _said(lane: Lane) -> str:
    steps = (f"{bar.words} from {write_date(bar.start)}" for bar in lane.bars)
    return f"{lane.name}: {', '.join(steps)}"


@register_custom_widget
class StepPicture(QWidget):
    """Shows lanes; what it shows is also its accessible description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lanes: tuple[Lane, ...] = ()
        self._gap: tuple[date, date] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Picture of the steps")
        theme.theme().changed.connect(self.update)

    def show_lanes(self, lanes: Sequence[Lane], gap: tuple[date, date] | None = None) -> None:
        """Show *lanes*, and a washout from the first to the second day of *gap*."""
        self._lanes, self._gap = tuple(lanes), gap
        self.setAccessibleDescription("; ".join(_said(lane) for lane in lanes if lane.bars))
        self.setVisible(any(lane.bars for lane in lanes))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a height for every lane and the axis."""
        return QSize(400, _LANE * max(1, len(self._lanes)) + _AXIS + _PAD)

    def minimumSizeHint(self) -> QSize:
        """Return the height that is needed, and little width."""
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lanes and the axis."""
        bars = [bar for lane in self._lanes for bar in lane.bars]
        if not bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = min(bar.start for bar in bars)
        last = max(bar.end or bar.start + timedelta(days=_OPEN_DAYS) for bar in bars)
        scale = _Scale(first, max(1, (last - first).days), self.width())
        for number, lane in enumerate(self._lanes):
            self._draw_lane(painter, lane, _LANE * number, scale, last)
        bottom = _LANE * len(self._lanes)
        self._draw_gap(painter, scale, bottom)
        self._draw_axis(painter, scale, bottom, last)
        painter.end()

    def _draw_lane(
        self, painter: QPainter, lane: Lane, top: int, scale: _Scale, last: date
    ) -> None:
        metrics = QFontMetrics(self.font())
        painter.setPen(theme.color("text"))
        name = metrics.elidedText(lane.name, Qt.TextElideMode.ElideRight, _NAME - 2 * _PAD)
        painter.drawText(QRectF(0, top, _NAME - _PAD, _LANE), Qt.AlignmentFlag.AlignVCenter, name)
        highest = max((bar.amount for bar in lane.bars), default=Decimal(1)) or Decimal(1)
        room = _LANE - 22
        for bar in lane.bars:
            left, right = scale.x(bar.start), scale.x(bar.end or last)
            height = max(4.0, room * float(bar.amount / highest))
            place = QRectF(left, top + _LANE - 2 - height, max(2.0, right - left - 1), height)
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRect(place)
            painter.setPen(theme.color("text"))
            if metrics.horizontalAdvance(bar.words) <= place.width():
                above = QRectF(left, place.top() - 18, place.width(), 17)
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, bar.words)

    def _draw_gap(self, painter: QPainter, scale: _Scale, bottom: int) -> None:
        if self._gap is None or self._gap[0] >= self._gap[1]:
            return
        left, right = (scale.x(day) for day in self._gap)
        painter.setPen(QPen(theme.color("caution_line"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(theme.color("caution_soft"))
        place = QRectF(left, 2, right - left, bottom - 4)
        painter.drawRect(place)
        days = (self._gap[1] - self._gap[0]).days
        words = f"{days} days without"
        if QFontMetrics(self.font()).horizontalAdvance(words) <= place.width():
            painter.setPen(theme.color("caution"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def _draw_axis(self, painter: QPainter, scale: _Scale, bottom: int, last: date) -> None:
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(_NAME, bottom, self.width() - _PAD, bottom)
        metrics = QFontMetrics(self.font())
        wide = metrics.horizontalAdvance("Sep 30, 2026") + 2 * _PAD
        count = max(1, min(_TICKS, int((self.width() - _NAME) / wide)))
        for number in range(count):
            day = scale.first + timedelta(days=round(scale.days * number / count))
            x = scale.x(day)
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(int(x), bottom, int(x), bottom + 4)
            painter.setPen(theme.color("dim"))
            place = QRectF(x, bottom + 4, wide, _AXIS - 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, write_date(day))


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    days: int
    width: int

    def x(self, day: date) -> float:
        """Return where *day* begins, in pixels."""
        return _NAME + (self.width - _NAME - _PAD) * (day - self.first).days / self.days
