"""Paints one medication of the plan as a card: name and dose, directions, facts, pills, bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from practice_desk.gui import theme
from practice_desk.gui.models.plan_bar_painter import BESIDE_FROM, PAD, STRIP, paint_bars, strip
from practice_desk.gui.models.plan_bars import Span
from practice_desk.gui.models.plan_list import PlanRow
from practice_desk.gui.models.plan_list_model import ROW_ROLE, SPAN_ROLE

_GAP: Final = 4
HEADING: Final = 36
NUMBERED: Final = 9
"""How many cards have a digit of their own."""
_PILL_PAD: Final = 9
_PILL_SPACE: Final = 6
_LINES: Final = 2
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class _Fonts:
    name: QFont
    text: QFont
    small: QFont
    pill: QFont

    @classmethod
    def of(cls, base: QFont) -> _Fonts:
        points = base.pointSizeF()
        name, small, pill = QFont(base), QFont(base), QFont(base)
        name.setPointSizeF(points * 1.2)
        name.setWeight(QFont.Weight.DemiBold)
        small.setPointSizeF(points * 0.92)
        pill.setPointSizeF(points * 0.88)
        pill.setWeight(QFont.Weight.DemiBold)
        return cls(name, QFont(base), small, pill)


class PlanDelegate(QStyledItemDelegate):
    """Rows as high as their text; the first row of a section carries its heading."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height that the row's text takes at the view's width."""
        row: PlanRow = index.data(ROW_ROLE)
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else 400
        fonts = _Fonts.of(view.font())
        inner = _words_width(width)
        height = PAD + QFontMetrics(fonts.name).height() + _GAP
        if not _pills_fit_beside(row, fonts, inner):
            height += _pill_height(fonts) * _pill_lines(row, fonts, inner) + _GAP
        if row.directions:
            height += _text_height(row.directions, fonts.text, inner) + _GAP
        height += QFontMetrics(fonts.small).height() + PAD
        if width < BESIDE_FROM and row.bars:
            height += STRIP + _GAP + 2
        return QSize(width, height + (HEADING if row.section_start else 0))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the row."""
        row: PlanRow = index.data(ROW_ROLE)
        area: QRect = QRect(option.rect)
        view = option.widget
        state = option.state
        fonts = _Fonts.of(view.font())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.section_start:
            _paint_heading(painter, area, row.section_start, fonts)
            area.setTop(area.top() + HEADING)
        _paint_ground(painter, area, state)
        words = area.adjusted(PAD, PAD, -PAD, -PAD)
        words.setWidth(_words_width(area.width()))
        _paint_number(painter, QRect(area.left(), words.top(), PAD, words.height()), index, fonts)
        _paint_text(painter, words, row, fonts, state)
        span: Span | None = index.data(SPAN_ROLE)
        if span is not None and row.bars:
            left, width = strip(area.width())
            top = area.bottom() - PAD - STRIP
            if area.width() >= BESIDE_FROM:
                top = area.center().y() - STRIP // 2
            painter.setFont(fonts.small)
            place = QRectF(area.left() + left, top, width, STRIP)
            paint_bars(painter, place, row.bars, span, row.section)
        painter.restore()


def _words_width(width: int) -> int:
    """Return the room for words in a card: all of it, or what the bars beside leave."""
    return width - 2 * PAD if width < BESIDE_FROM else int(strip(width)[0]) - 2 * PAD


def _paint_heading(painter: QPainter, area: QRect, text: str, fonts: _Fonts) -> None:
    place = QRect(area.left() + PAD, area.top(), area.width() - 2 * PAD, HEADING - 6)
    painter.setFont(fonts.pill)
    painter.setPen(theme.color("dim"))
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)


def _paint_number(
    painter: QPainter, area: QRect, index: QModelIndex | QPersistentModelIndex, fonts: _Fonts
) -> None:
    """Paint the digit that selects the card, in its margin."""
    if index.row() < NUMBERED:
        place = QRect(area.left() + 1, area.top(), area.width() - 3, 0)
        place.setHeight(QFontMetrics(fonts.name).height())
        painter.setFont(fonts.pill)
        painter.setPen(theme.color("dim"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(index.row() + 1))


def _paint_ground(painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
    ground = QRectF(area).adjusted(1, 3, -1, -3)
    if state & QStyle.StateFlag.State_Selected:
        painter.setBrush(theme.color("selection"))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.setBrush(theme.color("hover"))
    else:
        painter.setBrush(theme.color("panel"))
    focused = state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected
    painter.setPen(QPen(theme.color("accent"), 2) if focused else QPen(theme.color("line"), 1))
    painter.drawRoundedRect(ground, 8, 8)


def _paint_text(
    painter: QPainter, area: QRect, row: PlanRow, fonts: _Fonts, state: QStyle.StateFlag
) -> None:
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    beside = _pills_fit_beside(row, fonts, area.width())
    y = area.top()
    name_metrics = QFontMetrics(fonts.name)
    room = area.width() - (_pills_width(row, fonts) + 12 if beside else 0)
    name_font = QFont(fonts.name)
    name_font.setStrikeOut(row.struck_out)
    painter.setFont(name_font)
    painter.setPen(theme.color("dim" if row.struck_out else "text"))
    elide = Qt.TextElideMode.ElideRight
    dose = f"   {row.dose}" if row.dose else ""  # never cut, however long the name is
    name = name_metrics.elidedText(row.name, elide, room - name_metrics.horizontalAdvance(dose))
    place = QRect(area.left(), y, room, name_metrics.height())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, f"{name}{dose}")
    if beside:
        left = area.right() - _pills_width(row, fonts)
        _paint_pills(painter, QRect(left, y, area.right() - left + 1, 0), row, fonts, chosen)
    y += name_metrics.height() + _GAP
    if not beside:
        y += (
            _paint_pills(painter, QRect(area.left(), y, area.width(), 0), row, fonts, chosen) + _GAP
        )
    if row.directions:
        height = _text_height(row.directions, fonts.text, area.width())
        painter.setFont(fonts.text)
        painter.setPen(theme.color("dim" if row.struck_out else "text"))
        painter.drawText(
            QRect(area.left(), y, area.width(), height),
            int(_WRAP),
            _two_lines(row.directions, fonts.text, area.width()),
        )
        y += height + _GAP
    small = QFontMetrics(fonts.small)
    painter.setFont(fonts.small)
    painter.setPen(theme.color("dim"))
    facts = QRect(area.left(), y, area.width(), small.height())
    painter.drawText(
        facts, Qt.AlignmentFlag.AlignVCenter, small.elidedText(row.facts, elide, area.width())
    )


def _paint_pills(painter: QPainter, area: QRect, row: PlanRow, fonts: _Fonts, chosen: bool) -> int:
    """Paint the pills from the top left of *area*, over several lines if need be."""
    metrics, height = QFontMetrics(fonts.pill), _pill_height(fonts)
    x, y = area.left(), area.top()
    painter.setFont(fonts.pill)
    for pill in row.pills:
        width = metrics.horizontalAdvance(pill.text) + 2 * _PILL_PAD
        if x > area.left() and x + width > area.right() + 2:
            x, y = area.left(), y + height + 2
        place = QRectF(x, y, min(width, area.width()), height)
        soft = {"accent": "accent_soft", "neutral": "hover"}.get(pill.tone, f"{pill.tone}_soft")
        painter.setPen(Qt.PenStyle.NoPen)
        # On the selection's own tint a pill of the same tint would vanish.
        painter.setBrush(theme.color("panel" if chosen else soft))
        painter.drawRoundedRect(place, height / 2, height / 2)
        painter.setPen(theme.color("dim" if pill.tone == "neutral" else pill.tone))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, pill.text)
        x += width + _PILL_SPACE
    return y - area.top() + height


def _pill_height(fonts: _Fonts) -> int:
    return QFontMetrics(fonts.pill).height() + 6


def _pills_width(row: PlanRow, fonts: _Fonts) -> int:
    metrics = QFontMetrics(fonts.pill)
    widths = [metrics.horizontalAdvance(pill.text) + 2 * _PILL_PAD for pill in row.pills]
    return sum(widths) + _PILL_SPACE * max(0, len(widths) - 1)


def _pill_lines(row: PlanRow, fonts: _Fonts, width: int) -> int:
    metrics, lines, x = QFontMetrics(fonts.pill), 1, 0
    for pill in row.pills:
        own = metrics.horizontalAdvance(pill.text) + 2 * _PILL_PAD
        if x and x + own > width:
            lines, x = lines + 1, 0
        x += own + _PILL_SPACE
    return lines


def _pills_fit_beside(row: PlanRow, fonts: _Fonts, width: int) -> bool:
    title = f"{row.name}   {row.dose}" if row.dose else row.name
    needed = QFontMetrics(fonts.name).horizontalAdvance(title) + 24 + _pills_width(row, fonts)
    return needed <= width


def _text_height(text: str, font: QFont, width: int) -> int:
    metrics = QFontMetrics(font)
    wanted = metrics.boundingRect(QRect(0, 0, width, 10_000), int(_WRAP), text[:1000]).height()
    return min(wanted, metrics.lineSpacing() * _LINES)


def _two_lines(text: str, font: QFont, width: int) -> str:
    """Return *text* cut with "…" where it would take more than two lines."""
    metrics = QFontMetrics(font)
    text = text[:1000]
    most = metrics.lineSpacing() * _LINES
    if metrics.boundingRect(QRect(0, 0, width, 10_000), int(_WRAP), text).height() <= most:
        return text
    low, high = 0, len(text)
    while low < high - 1:
        middle = (low + high) // 2
        shown = f"{text[:middle].rstrip()}…"
        fits = metrics.boundingRect(QRect(0, 0, width, 10_000), int(_WRAP), shown).height() <= most
        low, high = (middle, high) if fits else (low, middle)
    return f"{text[:low].rstrip()}…"
