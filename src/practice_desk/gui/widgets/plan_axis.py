"""The axis of dates above the plan's bars: months, and the day that the plan is seen on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QListView, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.gui import theme
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.models.plan_bar_painter import strip
from practice_desk.gui.models.plan_bars import Span

_HEIGHT: Final = 26
_APART: Final = 6
_ROOM: Final = 44
"""Pixels that a month and its name take at least."""


@register_custom_widget
class PlanAxis(QWidget):
    """Stands above the list of medications and shares the place of its bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: QListView | None = None
        self._span: Span | None = None
        self._word = ""
        self.setFixedHeight(_HEIGHT)

    def follow(self, view: QListView) -> None:
        """Stand above the bars of *view*."""
        self._view = view

    def show_span(self, span: Span | None, *, today: bool) -> None:
        """Show other days; *today* says whether the marked day is today."""
        self._span = span
        self._word = "Today" if today else ""
        self.update()

    def sizeHint(self) -> QSize:
        """Return a line's height."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the months, and the marked day above them all."""
        if self._span is None or self._view is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.88)
        painter.setFont(font)
        left, width = strip(self._view.viewport().width())
        left += self._view.x() + self._view.viewport().x() - self.x()
        mark = self._paint_day(painter, self._span, left, width)
        self._paint_months(painter, self._span, left, width, mark)

    def _paint_day(self, painter: QPainter, span: Span, left: float, width: float) -> QRectF:
        text = f"{self._word} {write_date(span.day)}".strip()
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold)
        room = QFontMetrics(font).horizontalAdvance(text) + 4
        x = left + span.place(span.day) * width
        begin = min(max(left, x - room / 2), left + width - room)
        place = QRectF(begin, 0, room, _HEIGHT - 6)
        painter.save()
        painter.setFont(font)
        painter.setPen(theme.color("accent"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(QPen(theme.color("accent"), 1.5))
        painter.drawLine(QPointF(x, _HEIGHT - 6), QPointF(x, _HEIGHT))
        painter.restore()
        return place

    def _paint_months(
        self, painter: QPainter, span: Span, left: float, width: float, taken: QRectF
    ) -> None:
        metrics = QFontMetrics(painter.font())
        painter.setPen(theme.color("dim"))
        for day in span.months:
            x = left + span.place(day) * width
            painter.drawLine(QPointF(x, _HEIGHT - 5), QPointF(x, _HEIGHT))
        for day, name in span.named_months(max(1, int(width / _ROOM))):
            x = left + span.place(day) * width
            place = QRectF(x + 3, 0, metrics.horizontalAdvance(name), _HEIGHT - 6)
            clear = not place.adjusted(-_APART, 0, _APART, 0).intersects(taken)
            if clear and place.right() <= left + width:
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
