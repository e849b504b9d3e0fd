"""How long the fills of one medication last, as bars on a line of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.supply_days import Coverage
from practice_desk.gui import theme
from practice_desk.gui.plain_text import set_tip

_BEFORE, _AFTER = 75, 45  # days around today
_HEIGHT, _BAR_TOP, _BAR_HEIGHT = 46, 6, 14
_RADIUS = 4


class SupplyBar(QWidget):
    """The days that each fill covers, around today, which is a line. Read aloud as a sentence."""

    def __init__(
        self,
        name: str,
        coverage: Sequence[Coverage],
        until: date | None,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._first = today - timedelta(days=_BEFORE)
        self._last = today + timedelta(days=_AFTER)
        self._today = today
        self._spans = [
            (fill.starts, min(fill.until, until or fill.until))
            for fill in coverage
            if fill.until is not None and fill.until >= self._first and fill.starts <= self._last
        ]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        spans = [f"{write_date(a)} to {write_date(b)}" for a, b in self._spans]
        sentence = f"Covered: {'; '.join(spans)}" if spans else "No days are covered."
        self.setAccessibleName(f"Supply of {name}")
        self.setAccessibleDescription(sentence)
        set_tip(self, sentence)

    def sizeHint(self) -> QSize:
        """Return the room for bar and months."""
        return QSize(320, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the days, the months under them and today's line."""
        tokens = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.hover))
        painter.drawRoundedRect(QRectF(0, _BAR_TOP, self.width(), _BAR_HEIGHT), _RADIUS, _RADIUS)
        for begin, end in self._spans:
            painter.setBrush(QColor(tokens.accent if end >= self._today else tokens.disabled))
            left, right = self._x(begin), self._x(end + timedelta(days=1)) - 1.5
            painter.drawRoundedRect(
                QRectF(left, _BAR_TOP, max(2.0, right - left), _BAR_HEIGHT), _RADIUS, _RADIUS
            )
        self._paint_months(painter, QColor(tokens.dim), QColor(tokens.line))
        painter.setPen(QPen(QColor(tokens.text), 2))
        now = self._x(self._today)
        painter.drawLine(QPointF(now, _BAR_TOP - 5), QPointF(now, _BAR_TOP + _BAR_HEIGHT + 5))
        painter.end()

    def _paint_months(self, painter: QPainter, text: QColor, line: QColor) -> None:
        small = QFont(self.font())
        small.setPointSizeF(small.pointSizeF() * 0.88)
        painter.setFont(small)
        month = self._first.replace(day=1)
        while month <= self._last:
            following = (month + timedelta(days=32)).replace(day=1)
            left = max(0.0, self._x(month))
            room = QRectF(left + 3, _BAR_TOP + _BAR_HEIGHT + 3, self._x(following) - left - 3, 20)
            painter.setPen(line)
            painter.drawLine(QPointF(left, room.top()), QPointF(left, room.top() + 14))
            label = f"{month:%b}"
            if room.width() >= painter.fontMetrics().horizontalAdvance(label):
                painter.setPen(text)
                painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), label)
            month = following

    def _x(self, day: date) -> float:
        days = (self._last - self._first).days
        share = (day - self._first).days / days
        return min(1.0, max(0.0, share)) * self.width()
