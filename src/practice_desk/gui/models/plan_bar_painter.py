"""Paints a medication's bars in the place that all medications' bars share."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from practice_desk.gui import theme
from practice_desk.gui.models.plan_bars import Bar, Phase, Span
from practice_desk.gui.models.plan_list import Section

STRIP: Final = 26
"""Pixels that the highest bar takes."""
BESIDE_FROM: Final = 780
"""The width of a card from which its bars stand beside the words and not below them."""
PAD: Final = 14
_WORDS_SHARE: Final = 0.46
_COLORS = {
    Section.CURRENT: "accent",
    Section.OUTSIDE: "info",
    Section.REPORTED: "caution",
}


def strip(width: int) -> tuple[float, float]:
    """Return where the bars of a card *width* pixels wide begin, and how wide they are."""
    left = width * _WORDS_SHARE if width >= BESIDE_FROM else float(PAD)
    return left, width - PAD - left


def paint_bars(
    painter: QPainter, place: QRectF, bars: tuple[Bar, ...], span: Span, section: Section
) -> None:
    """Paint *bars* into *place*, the months as faint lines and the marked day above all."""
    painter.save()
    painter.setPen(QPen(theme.color("line"), 1))
    for day in span.months:
        x = place.left() + span.place(day) * place.width()
        painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
    painter.drawLine(place.bottomLeft(), place.bottomRight())
    color = theme.color(_COLORS.get(section, "dim"))
    for bar in bars:
        _paint_bar(painter, place, bar, span, color)
    x = place.left() + span.place(span.day) * place.width()
    painter.setPen(QPen(theme.color("accent"), 1.5))
    painter.drawLine(QPointF(x, place.top() - 3), QPointF(x, place.bottom() + 1))
    painter.restore()


def _paint_bar(painter: QPainter, place: QRectF, bar: Bar, span: Span, color: QColor) -> None:
    left = place.left() + span.place(bar.start) * place.width()
    right = place.left() + span.place(bar.end) * place.width()
    top = place.bottom() - bar.height * place.height()
    block = QRectF(left, top, max(2.0, right - left - 1), place.bottom() - top)
    fill = QColor(color)
    fill.setAlphaF({Phase.PAST: 0.38, Phase.AHEAD: 0.14, Phase.HELD: 0.0}[bar.phase])
    painter.setBrush(fill)
    dashed = Qt.PenStyle.DashLine if bar.phase is not Phase.PAST else Qt.PenStyle.NoPen
    painter.setPen(QPen(color, 1, dashed) if bar.phase is not Phase.PAST else dashed)
    painter.drawRoundedRect(block, 2, 2)
    _paint_label(painter, block, place, bar.label)


def _paint_label(painter: QPainter, block: QRectF, place: QRectF, label: str) -> None:
    """Paint the dose where it fits: shortened to its number, or not at all."""
    font = QFont(painter.font())
    metrics = QFontMetrics(font)
    room = block.width() - 8
    for text in (label, label.partition(" ")[0]):
        if text and metrics.horizontalAdvance(text) <= room:
            low = block.height() < metrics.height()
            foot = block.top() if low else place.bottom() - 1  # above a bar that is too low
            words = QRectF(block.left() + 4, place.top() - 4, room, foot - place.top() + 4)
            painter.setPen(theme.color("text"))
            bottom = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
            painter.drawText(words, bottom, text)
            return
