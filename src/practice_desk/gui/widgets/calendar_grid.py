"""A calendar with times down its side: visits are chosen, dragged, moved by keyboard and opened.

The arrow keys go from visit to visit, Enter opens the chosen one. Alt with an arrow key takes it to
another time or column, where it stands as an outline until Enter drops it there or Esc takes it
back. Page up and down, Home and End scroll.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolTip, QWidget

from practice_desk.domain.calendar_layout import column_widths
from practice_desk.domain.office_hours import MINUTES_A_DAY
from practice_desk.gui.models.calendar_view import SNAP, Block, Picture
from practice_desk.gui.widgets.calendar_painter import GUTTER, HEADER, CalendarPainter, Ghost, Place

HOUR: Final = 76
"""The least height of an hour, in pixels."""
_NARROWEST: Final = 104
_LANE: Final = 52
"""The least width of a visit beside others, in pixels: a sign, and the beginning of a name."""
_A_MINUTE: Final = 60_000
_EDGE: Final = 3
_SLOT: Final = 30
_HINT: Final = (
    "Arrow keys go from appointment to appointment, Enter opens, Alt with an arrow key moves, "
    "then Enter drops it and Esc takes it back."
)
_ARROWS: Final = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})
_ENTERS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True)
class _Press:
    """Where the mouse went down: the point, the visit there, and how far into it, in minutes."""

    at: QPoint
    block: Block | None
    into: int = 0


class CalendarGrid(QAbstractScrollArea):
    """Shows a `Picture`. `may_edit` allows moving and booking."""

    chosen = Signal()
    """Another visit is chosen, or none: see `block`."""
    open_wanted = Signal()
    book_wanted = Signal(object, int)
    """An empty place was clicked: the `Column` and the minute of the day."""
    move_wanted = Signal(object, object, int)
    """A visit was dropped: its `Block`, the `Column` and the minute of the day."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.may_edit = True
        self.picture = Picture()
        self._now = now
        self._chosen: int | None = None
        self._press: _Press | None = None
        self._ghost: Ghost | None = None
        self._scrolled_for: object = None
        self._edges: list[float] = [0]
        self._painter = CalendarPainter()
        self._clock = QTimer(self, interval=_A_MINUTE)
        self._clock.timeout.connect(self._tick)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Calendar")
        self.setAccessibleDescription(_HINT)

    def show_picture(self, picture: Picture) -> None:
        """Show other visits; the chosen one stays chosen while it is there."""
        self.picture = picture
        self._press = self._ghost = None
        if self.block is None:
            self._chosen = None
        self._set_bars()
        kept = tuple((column.day, column.practitioner_id) for column in picture.columns)
        if kept != self._scrolled_for:
            self._scrolled_for = kept
            self._scroll_to_begin()
        self._tell()

    @property
    def block(self) -> Block | None:
        """The chosen visit."""
        found = (each for each in self.picture.blocks if each.appointment.id == self._chosen)
        return None if self._chosen is None else next(found, None)

    @property
    def is_moving(self) -> bool:
        """Whether a visit stands as an outline somewhere else and is yet to be dropped."""
        return self._ghost is not None

    def choose(self, appointment_id: int | None) -> None:
        """Choose a visit, and bring it to sight."""
        self._chosen, self._ghost = appointment_id, None
        block = self.block
        if block is not None:
            self._bring_to_sight(self.rect_of(block))
        self._tell()

    def mark(self, appointment_id: int | None) -> None:
        """Choose a visit without going there."""
        self._chosen = appointment_id
        self._tell()

    def hold(self, block: Block, place: Place) -> None:
        """Let the outline of a visit stand at a place until `choose` or `show_picture`."""
        self._ghost = Ghost(block, place)
        self.viewport().update()

    def rect_of(self, block: Block) -> QRectF:
        """Return where a visit is painted, in the viewport."""
        left, width = self._column(block.column)
        inside = width - 2 * _EDGE
        share = inside / block.lane.of
        return QRectF(
            left + _EDGE + share * block.lane.number,
            self.y_of(block.begin) + 1,
            share - 1,
            max(self.y_of(block.end) - self.y_of(block.begin) - 2, 14),
        )

    def y_of(self, minute: int) -> float:
        """Return where a minute of the day is, in the viewport."""
        shown = (minute - self.picture.first) * self._minute
        return HEADER + shown - self.verticalScrollBar().value()

    def point_of(self, column: int, minute: int) -> QPoint:
        """Return the middle of a column at a minute of the day, in the viewport."""
        left, width = self._column(column)
        return QPoint(round(left + width / 2), round(self.y_of(minute)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is to be seen."""
        self._painter.paint(self, self._ghost, self._now().astimezone())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self._set_bars()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is pressed."""
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        at = event.position().toPoint()
        block = self.block_at(at)
        into = 0 if block is None else self._minute_at(at) - block.begin
        self._press = _Press(at, block, into)
        self._ghost = None
        if block is not None:
            self._chosen = block.appointment.id
        self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the pressed visit; tell of the one pointed at."""
        at, press = event.position().toPoint(), self._press
        if press is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._point_at(at)
            return
        far = (at - press.at).manhattanLength() >= QApplication.startDragDistance()
        if press.block is None or not self.may_edit or not press.block.is_movable:
            return
        if far or self._ghost is not None:
            place = Place(self._column_at(at.x()), _snapped(self._minute_at(at) - press.into))
            self._ghost = Ghost(press.block, self._within(press.block, place))
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._scroll_at_edge(at)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop what was dragged, or book where nothing is."""
        press, self._press = self._press, None
        self.viewport().unsetCursor()
        if press is None:
            return
        if self._ghost is not None:
            self._drop()
        elif press.block is None and self.may_edit and self._is_in_body(press.at):
            minute = self._minute_at(press.at) // _SLOT * _SLOT
            self.book_wanted.emit(self.picture.columns[self._column_at(press.at.x())], minute)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the visit under the mouse."""
        self._press = None
        if self.block_at(event.position().toPoint()) is not None:
            self.open_wanted.emit()

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the calendar from the page's shortcuts."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            mine = plain and (event.key() in _ARROWS or event.key() in _ENTERS)
            if mine or (self.is_moving and event.key() == Qt.Key.Key_Escape):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, move, drop and open."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self.is_moving:
            self._press = self._ghost = None  # a hand that still drags has to press again
            self.viewport().unsetCursor()
            self._tell()
        elif key in _ENTERS:
            self._drop() if self.is_moving else self.open_wanted.emit()
        elif key in _ARROWS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._carry(key)
        elif key in _ARROWS:
            self._walk(key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is; the first visit is chosen where none is."""
        super().focusInEvent(event)
        if self.block is None and self.picture.blocks and self._press is None:
            self._chosen = self._first_id()
            self._tell()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the line of the present time go on while it is seen."""
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody sees it."""
        super().hideEvent(event)
        self._clock.stop()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Paint anew: the header stays where it is."""
        self.viewport().update()

    def block_at(self, at: QPoint) -> Block | None:
        """Return the visit at a point of the viewport."""
        if not self._is_in_body(at):
            return None
        found = (each for each in self.picture.blocks if self.rect_of(each).contains(QPointF(at)))
        return next(found, None)

    def _tick(self) -> None:
        self.viewport().update()

    def _first_id(self) -> int | None:
        return self.picture.blocks[0].appointment.id if self.picture.blocks else None

    def _carry(self, key: Qt.Key) -> None:
        """Take the outline of the chosen visit a step on."""
        block = self.block
        if block is None or not self.may_edit or not block.is_movable:
            return
        place = self._ghost.place if self._ghost is not None else Place(block.column, block.begin)
        columns = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
        minutes = {Qt.Key.Key_Up: -SNAP, Qt.Key.Key_Down: SNAP}.get(key, 0)
        moved = Place(place.column + columns, place.minute + minutes)
        self._ghost = Ghost(block, self._within(block, moved))
        self._bring_to_sight(self.ghost_rect(self._ghost))
        self.setAccessibleDescription(self._painter.ghost_words(self.picture, self._ghost))
        self.viewport().update()

    def ghost_rect(self, ghost: Ghost) -> QRectF:
        """Return where an outline is painted, in the viewport."""
        left, width = self._column(ghost.place.column)
        length = ghost.block.end - ghost.block.begin
        top = self.y_of(ghost.place.minute)
        return QRectF(left + _EDGE, top, width - 2 * _EDGE, max(length * self._minute - 1, 14))

    def _within(self, block: Block, place: Place) -> Place:
        """Return the nearest place at which the whole visit is on one day that is shown."""
        last = MINUTES_A_DAY - (block.end - block.begin)
        column = max(0, min(place.column, len(self.picture.columns) - 1))
        return Place(column, max(0, min(place.minute, last)))

    def _drop(self) -> None:
        ghost = self._ghost
        if ghost is None:
            return
        block, place = ghost.block, ghost.place
        if place == Place(block.column, block.begin):
            self._ghost = None
            self._tell()
            return
        self.move_wanted.emit(block, self.picture.columns[place.column], place.minute)

    def _walk(self, key: Qt.Key) -> None:
        """Choose the next visit up or down the column, or the nearest in another column."""
        block, blocks = self.block, self.picture.blocks
        if block is None:
            self.choose(self._first_id())
            return
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = -1 if key == Qt.Key.Key_Up else 1
            place = blocks.index(block) + step
            following = [blocks[place]] if 0 <= place < len(blocks) else []
        else:
            step = -1 if key == Qt.Key.Key_Left else 1
            following = [each for each in blocks if (each.column - block.column) * step > 0]
            following.sort(
                key=lambda each: (
                    abs(each.column - block.column),
                    abs(each.begin - block.begin),
                )
            )
        if following:
            self.choose(following[0].appointment.id)

    def _tell(self) -> None:
        block = self.block
        self.setAccessibleDescription(_HINT if block is None else block.words)
        self.viewport().update()
        self.chosen.emit()

    def _point_at(self, at: QPoint) -> None:
        block = self.block_at(at)
        shape = Qt.CursorShape.ArrowCursor
        if block is not None and block.is_movable and self.may_edit:
            shape = Qt.CursorShape.OpenHandCursor
        self.viewport().setCursor(shape)
        if block is not None:
            QToolTip.showText(self.viewport().mapToGlobal(at), block.words, self.viewport())
        else:
            QToolTip.hideText()

    @property
    def _minute(self) -> float:
        """Pixels for a minute: all hours fill the height where there is room."""
        length = max(self.picture.last - self.picture.first, 60)
        return max(HOUR / 60, (self.viewport().height() - HEADER - 8) / length)

    def _column(self, place: int) -> tuple[float, float]:
        """Return the left edge and the width of a column, in the viewport."""
        left, right = self._edges[place], self._edges[place + 1]
        return GUTTER + left - self.horizontalScrollBar().value(), right - left

    def _lay_out_columns(self) -> None:
        """Give each column its share of the width, and more where many visits overlap."""
        lanes = [1] * len(self.picture.columns)
        for block in self.picture.blocks:
            lanes[block.column] = max(lanes[block.column], block.lane.of)
        needed = [max(_NARROWEST, _LANE * each + 2 * _EDGE) for each in lanes]
        widths = column_widths(needed, self.viewport().width() - GUTTER)
        self._edges = list(accumulate(widths, initial=0.0))

    def column_rect(self, place: int) -> QRectF:
        """Return a column from its header to the end of the viewport."""
        left, width = self._column(place)
        return QRectF(left, 0, width, self.viewport().height())

    def _column_at(self, x: int) -> int:
        within = x - GUTTER + self.horizontalScrollBar().value()
        return max(0, min(bisect(self._edges, within), len(self.picture.columns)) - 1)

    def _minute_at(self, at: QPoint) -> int:
        above = at.y() - HEADER + self.verticalScrollBar().value()
        return self.picture.first + int(above / self._minute)

    def _is_in_body(self, at: QPoint) -> bool:
        minute = self._minute_at(at)
        within = self.picture.first <= minute < self.picture.last
        return bool(self.picture.columns) and at.x() >= GUTTER and at.y() >= HEADER and within

    def _set_bars(self) -> None:
        self._lay_out_columns()
        port, wide = self.viewport().size(), round(self._edges[-1])
        length = round((self.picture.last - self.picture.first) * self._minute) + 8
        body = port.height() - HEADER
        self.verticalScrollBar().setRange(0, max(0, length - body))
        self.verticalScrollBar().setPageStep(max(body, 1))
        self.verticalScrollBar().setSingleStep(HOUR // 4)
        self.horizontalScrollBar().setRange(0, max(0, wide + GUTTER - port.width()))
        self.horizontalScrollBar().setPageStep(max(port.width(), 1))
        self.horizontalScrollBar().setSingleStep(_NARROWEST // 2)

    def _scroll_to_begin(self) -> None:
        """Begin an hour before now, where today is shown, else at the first visit."""
        local = self._now().astimezone()
        starts = [each.begin for each in self.picture.blocks]
        first = min(starts, default=self.picture.first)
        if any(column.is_today for column in self.picture.columns):
            first = local.hour * 60 + local.minute - 60
        shown = max(first - self.picture.first - 10, 0)
        self.verticalScrollBar().setValue(int(shown * self._minute))

    def _bring_to_sight(self, rect: QRectF) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if rect.top() < HEADER:
            bar.setValue(bar.value() + int(rect.top()) - HEADER - 8)
        elif rect.bottom() > height:
            bar.setValue(bar.value() + int(rect.bottom()) - height + 8)
        bar, width = self.horizontalScrollBar(), self.viewport().width()
        if rect.left() < GUTTER:
            bar.setValue(bar.value() + int(rect.left()) - GUTTER - 8)
        elif rect.right() > width:
            beyond = min(rect.right() - width, rect.left() - GUTTER)
            bar.setValue(bar.value() + int(beyond) + 8)

    def _scroll_at_edge(self, at: QPoint) -> None:
        bar = self.verticalScrollBar()
        if at.y() < HEADER + 16:
            bar.setValue(bar.value() - HOUR // 4)
        elif at.y() > self.viewport().height() - 16:
            bar.setValue(bar.value() + HOUR // 4)
        bar = self.horizontalScrollBar()
        if at.x() < GUTTER + 16:
            bar.setValue(bar.value() - _NARROWEST // 4)
        elif at.x() > self.viewport().width() - 16:
            bar.setValue(bar.value() + _NARROWEST // 4)


def _snapped(minute: int) -> int:
    return round(minute / SNAP) * SNAP
