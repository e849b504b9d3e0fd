"""Paints a calendar: hours, columns, visits with colour, sign and words, the outline, the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from practice_desk.domain.appointment import AppointmentStatus
from practice_desk.gui import theme
from practice_desk.gui.models.calendar_view import Block, Column, Picture
from practice_desk.gui.models.type_colors import type_colors

if TYPE_CHECKING:
    from practice_desk.gui.widgets.calendar_grid import CalendarGrid

_S = AppointmentStatus
GUTTER: Final = 62
"""The width of the hours beside the columns, in pixels."""
HEADER: Final = 46
"""The height of the columns' heads, in pixels."""
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTER: Final = Qt.AlignmentFlag.AlignCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BADGE: Final = 16
_NARROW: Final = 80
"""Narrower than this, a visit has no room for the name beside its sign, in pixels."""
_BAR: Final = 4
_MARKS = {_S.ARRIVED: "●", _S.FULFILLED: "✓", _S.NO_SHOW: "∅", _S.PROPOSED: "?"}
_TONES = {_S.ARRIVED: "success", _S.FULFILLED: "success", _S.NO_SHOW: "caution"}
_OVER = frozenset({_S.CANCELLED, _S.NO_SHOW})


@dataclass(frozen=True, slots=True)
class Place:
    """A column by its number, and a minute of the day."""

    column: int
    minute: int


@dataclass(frozen=True, slots=True)
class Ghost:
    """The outline of a visit at the place to which it is being moved."""

    block: Block
    place: Place


class CalendarPainter:
    """Paints a `CalendarGrid` on its viewport."""

    def __init__(self) -> None:
        self._font = theme.base_font(9.5)
        self._strong = theme.base_font(9.5)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._small = theme.base_font(8.5)
        self._heading = theme.base_font(10.5)
        self._heading.setWeight(QFont.Weight.DemiBold)

    def paint(self, grid: CalendarGrid, ghost: Ghost | None, now: datetime) -> None:
        """Paint everything that is in sight; *now* is local."""
        painter = QPainter(grid.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        port = QRectF(grid.viewport().rect())
        painter.fillRect(port, theme.color("panel"))
        body = QRectF(GUTTER, HEADER, port.width() - GUTTER, port.height() - HEADER)
        painter.setClipRect(body)
        for place, column in enumerate(grid.picture.columns):
            self._ground(painter, grid, place, column)
        self._hours(painter, grid, body)
        for block in grid.picture.blocks:
            self._block(painter, grid, block, faint=ghost is not None and ghost.block == block)
        self._time(painter, grid, now)
        if ghost is not None:
            self._ghost(painter, grid, ghost)
        painter.setClipRect(port)
        self._head(painter, grid, port)
        self._labels(painter, grid, port)
        painter.end()

    def ghost_words(self, picture: Picture, ghost: Ghost) -> str:
        """Return where an outline stands, for whoever does not see it."""
        column = picture.columns[ghost.place.column]
        name = ghost.block.entry.patient.display_name
        return f"{name} to {column.title}, {_clock(ghost.place.minute)}. Enter drops it."

    def _ground(self, painter: QPainter, grid: CalendarGrid, place: int, column: Column) -> None:
        """Paint when somebody is there plainly, and hatch the rest."""
        rect = grid.column_rect(place)
        top, bottom = grid.y_of(grid.picture.first), grid.y_of(grid.picture.last)
        whole = QRectF(rect.left(), top, rect.width(), bottom - top)
        painter.fillRect(whole, theme.color("background"))
        painter.fillRect(whole, QBrush(theme.color("line"), Qt.BrushStyle.BDiagPattern))
        for begin, end in column.open:
            low, high = grid.y_of(begin), grid.y_of(end)
            there = QRectF(rect.left(), low, rect.width(), high - low).intersected(whole)
            painter.fillRect(there, theme.color("panel"))
        if column.is_today and not column.by_person:
            ground = QColor(theme.color("accent"))
            ground.setAlpha(14)
            painter.fillRect(whole, ground)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(QPointF(rect.left(), top), QPointF(rect.left(), bottom))

    def _hours(self, painter: QPainter, grid: CalendarGrid, body: QRectF) -> None:
        line = theme.color("line")
        for minute in range(grid.picture.first, grid.picture.last + 1, 30):
            dotted = minute % 60 != 0
            painter.setPen(QPen(line, 1, Qt.PenStyle.DotLine if dotted else Qt.PenStyle.SolidLine))
            y = round(grid.y_of(minute)) + 0.5
            painter.drawLine(QPointF(body.left(), y), QPointF(body.right(), y))

    def _block(
        self, painter: QPainter, grid: CalendarGrid, block: Block, *, faint: bool = False
    ) -> None:
        rect = grid.rect_of(block)
        if rect.bottom() < HEADER or rect.top() > grid.viewport().height():
            return
        status = block.appointment.status
        strong, ground = self._colors(block)
        painter.save()
        painter.setOpacity(0.35 if faint else 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("panel") if status in _OVER else ground)
        painter.drawRoundedRect(rect, 4, 4)
        if status in _OVER:
            painter.setPen(QPen(theme.color("field_line"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        bar = QRectF(rect.left(), rect.top(), _BAR, rect.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("field_line") if status in _OVER else strong)
        painter.drawRoundedRect(bar, 2, 2)
        painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
        self._words(painter, rect.adjusted(_BAR + 4, 1, -4, -1), block, strong)
        painter.restore()
        self._frame(painter, grid, block, rect)

    def _frame(self, painter: QPainter, grid: CalendarGrid, block: Block, rect: QRectF) -> None:
        if grid.block is not block and grid.block != block:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent"), 2.4 if grid.hasFocus() else 1.4))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _words(self, painter: QPainter, rect: QRectF, block: Block, strong: QColor) -> None:
        """Write sign, name, time and kind, as much as there is room for.

        In a narrow visit the name stands below the sign.
        """
        status = block.appointment.status
        dim = status in _OVER or status is _S.FULFILLED
        row = QFontMetricsF(self._strong).height()
        line = QRectF(rect.left(), rect.top(), rect.width(), min(row + 2, rect.height()))
        below = QRectF(rect.left(), rect.top() + _BADGE - 1, rect.width(), row)
        is_narrow = rect.width() < _NARROW and below.bottom() <= rect.bottom() + 1
        if is_narrow:
            line.setHeight(_BADGE - 1)
        line = self._badge(painter, line, block, strong, dim=dim)
        line = self._mark(painter, line, block)
        line = below if is_narrow else line
        font = QFont(self._strong)
        font.setStrikeOut(status is _S.CANCELLED)
        painter.setFont(font)
        painter.setPen(theme.color("dim" if dim else "text"))
        self._write(painter, line, block.entry.patient.display_name)
        painter.setFont(self._small)
        painter.setPen(theme.color("dim" if dim else "text"))
        height = QFontMetricsF(self._small).height() + 1
        top = line.top() + row + (1 if is_narrow else 2)
        for words in block.lines:
            if top + height > rect.bottom() + 1:
                break
            self._write(painter, QRectF(rect.left(), top, rect.width(), height), words)
            top += height

    def _badge(
        self, painter: QPainter, line: QRectF, block: Block, strong: QColor, *, dim: bool
    ) -> QRectF:
        """Paint the sign of the type; return the room that is left of the line."""
        wide = max(_BADGE, QFontMetricsF(self._small).horizontalAdvance(block.sign) + 7)
        box = QRectF(line.left(), line.top() + (line.height() - 14) / 2, wide, 14)
        color = theme.color("dim") if dim else strong
        painter.setFont(self._small)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme.color("panel"))
        painter.drawText(box, _CENTER, block.sign)
        return line.adjusted(wide + 5, 0, 0, 0)

    def _mark(self, painter: QPainter, line: QRectF, block: Block) -> QRectF:
        """Paint the mark of the status at the end; return the room that is left of the line."""
        status = block.appointment.status
        mark = _MARKS.get(status, "")
        if not mark or line.width() < 8:
            return line
        painter.setFont(self._strong)
        painter.setPen(theme.color(_TONES.get(status, "dim")))
        painter.drawText(line, _RIGHT, mark)
        return line.adjusted(0, 0, -_BADGE, 0)

    def _ghost(self, painter: QPainter, grid: CalendarGrid, ghost: Ghost) -> None:
        rect = grid.ghost_rect(ghost)
        strong, ground = self._colors(ghost.block)
        ground.setAlpha(225)
        painter.setBrush(ground)
        painter.setPen(QPen(strong, 2))
        painter.drawRoundedRect(rect, 4, 4)
        painter.setFont(self._strong)
        painter.setPen(theme.color("text"))
        words = f"{_clock(ghost.place.minute)}  {ghost.block.entry.patient.display_name}"
        row = QRectF(rect.left() + 8, rect.top() + 1, rect.width() - 12, min(rect.height() - 1, 20))
        self._write(painter, row, words)

    def _time(self, painter: QPainter, grid: CalendarGrid, now: datetime) -> None:
        """Paint what time it is, across the columns of today."""
        minute = now.hour * 60 + now.minute
        if not grid.picture.first <= minute < grid.picture.last:
            return
        y = grid.y_of(minute)
        for place, column in enumerate(grid.picture.columns):
            if column.day != now.date():
                continue
            rect = grid.column_rect(place)
            painter.setPen(QPen(theme.color("danger"), 1.6))
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
            painter.setBrush(theme.color("danger"))
            painter.drawEllipse(QPointF(rect.left() + 1, y), 3.5, 3.5)

    def _head(self, painter: QPainter, grid: CalendarGrid, port: QRectF) -> None:
        head = QRectF(0, 0, port.width(), HEADER)
        painter.fillRect(head, theme.color("panel"))
        painter.setClipRect(QRectF(GUTTER, 0, port.width() - GUTTER, HEADER))
        for place, column in enumerate(grid.picture.columns):
            whole = grid.column_rect(place)
            rect = QRectF(whole.left() + 8, 4, whole.width() - 12, HEADER - 8)
            accent = column.is_today and not column.by_person
            painter.setFont(self._heading)
            painter.setPen(theme.color("accent" if accent else "text"))
            words = f"{column.title} · today" if accent else column.title
            half = rect.height() / 2
            first = QRectF(rect.left(), rect.top(), rect.width(), half)
            self._write(painter, first if column.subtitle else rect, words)
            if column.subtitle:
                painter.setFont(self._small)
                painter.setPen(theme.color("caution"))
                self._write(painter, first.translated(0, half), column.subtitle)
        painter.setClipRect(port)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(QPointF(0, HEADER - 0.5), QPointF(port.width(), HEADER - 0.5))

    def _labels(self, painter: QPainter, grid: CalendarGrid, port: QRectF) -> None:
        """Write the hours beside the columns."""
        side = QRectF(0, HEADER, GUTTER, port.height() - HEADER)
        painter.fillRect(side, theme.color("panel"))
        painter.setClipRect(side)
        painter.setFont(self._small)
        painter.setPen(theme.color("dim"))
        for minute in range(grid.picture.first, grid.picture.last, 60):
            rect = QRectF(0, grid.y_of(minute) + 2, GUTTER - 8, 16)
            painter.drawText(rect, _RIGHT, _hour(minute))
        painter.setClipRect(port)

    def _write(self, painter: QPainter, rect: QRectF, words: str) -> None:
        shown = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, int(rect.width())
        )
        painter.drawText(rect, _LEFT, shown)

    def _colors(self, block: Block) -> tuple[QColor, QColor]:
        strong, ground = type_colors(block.color, theme.tokens().name)
        return QColor(strong), QColor(ground)


def _hour(minute: int) -> str:
    hour = minute // 60
    return f"{hour % 12 or 12} {'AM' if hour < 12 else 'PM'}"


def _clock(minute: int) -> str:
    hour, rest = divmod(minute, 60)
    return f"{hour % 12 or 12}:{rest:02d} {'AM' if hour % 24 < 12 else 'PM'}"
