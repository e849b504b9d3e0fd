"""The picture of a timeline: zoomed, dragged, pointed at and walked through by keyboard.

Left and right go from item to item of a lane, up and down from lane to lane, Home and End to its
first and last; Enter opens the marked one. Plus and minus zoom, 0 shows everything, Shift with left
and right moves on, and so does dragging. The wheel zooms with Ctrl, or once the picture has the
focus; else it scrolls the page that the picture stands in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from practice_desk.domain.timeline_lane import Item
from practice_desk.gui import theme
from practice_desk.gui.models.timeline_colors import timeline_colors
from practice_desk.gui.models.timeline_view import TimelineView
from practice_desk.gui.widgets.display_list_painter import DisplayListPainter, TextSizes

_ZOOM: Final = 0.8
_DEGREES: Final = 120
_MOVE: Final = 0.25
_DRAG_FROM: Final = 4
_NAME: Final = "Timeline"
_HINT: Final = (
    "Arrow keys go from item to item and from lane to lane, Enter opens, plus and minus zoom, "
    "0 shows everything, Shift with left or right moves on."
)


class TimelineCanvas(QWidget):
    """Shows a `TimelineView` and tells what happens to it."""

    record_wanted = Signal(object)
    """Emits the `RecordKey` to open."""
    marked = Signal(str)
    """Emits the words of the item that the keyboard came to."""
    view_changed = Signal()
    add_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: TimelineView | None = None
        self._sizes = TextSizes(theme.base_font(), self.logicalDpiY())
        self._painter = self._new_painter()
        self._pressed: QPointF | None = None
        self._dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it paints its own ground
        self.setAccessibleName(_NAME)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def scale(self) -> float:
        """Pixels for a point of the picture: as large as the text of this computer asks for."""
        return max(1.0, self.logicalDpiY() / 72 * self.font().pointSizeF() / theme.BASE_POINTS)

    def show_view(self, view: TimelineView | None) -> None:
        """Show another timeline, or none."""
        self._view = view
        self.refresh()

    def refresh(self) -> None:
        """Draw anew what the view shows now."""
        view = self._view
        if view is not None:
            self._give_room()
            self.setFixedHeight(self.sizeHint().height())
            item = view.marked
            told = f"{view.in_words} {_HINT}" if item is None else item.words
            self.setAccessibleDescription(told)
        self.update()
        self.view_changed.emit()

    def sizeHint(self) -> QSize:
        """Return the room for all lanes that are shown."""
        if self._view is None:
            return QSize(480, 120)
        self._give_room()
        return QSize(480, round(self._view.picture.height * self.scale) + 2)

    def point_of(self, item: Item) -> QPointF:
        """Return where the middle of an item is, in pixels."""
        box = item.box
        return QPointF((box.left + box.right) / 2, (box.top + box.bottom) / 2) * self.scale

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is to be seen of the picture on its ground, the marked item framed."""
        painter, view, asked = QPainter(self), self._view, event.rect()
        painter.fillRect(asked, theme.color("panel"))
        if view is None:
            painter.end()
            return
        painter.scale(self.scale, self.scale)
        top, bottom = asked.top() / self.scale - 1, (asked.bottom() + 1) / self.scale + 1
        self._painter.draw(painter, view.picture.shapes_between(top, bottom))
        item = view.marked
        if item is not None:
            left, top, right, bottom = item.box
            painter.setPen(QPen(theme.color("accent"), 1.8 if self.hasFocus() else 0.9))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(left - 2, top - 2, right - left + 4, bottom - top + 4), 3, 3
            )
        elif self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1.0))
            painter.drawRect(QRectF(0.5, 0.5, view.picture.width - 1, view.picture.height - 1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the picture out for the new width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in another look or size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._painter = self._new_painter()
            self.refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, zoom, move and open."""
        view = self._view
        act = None if view is None else self._act(view, event)
        if act is None:
            super().keyPressEvent(event)
            return
        act()
        self.refresh()
        if view is not None and view.marked is not None:
            self.marked.emit(view.marked.words)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer, or move on sideways; else let the page scroll."""
        turned, sideways = event.angleDelta().y(), event.angleDelta().x()
        meant = self.hasFocus() or event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self._view is None or not meant:
            event.ignore()
            return
        if turned:
            factor = _ZOOM ** (turned / _DEGREES)
            self._view.zoom(factor, event.position().x() / self.scale)
        else:
            self._view.move(-_MOVE * sideways / _DEGREES)
        self.refresh()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag, or to click."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag while the button is down, else tell of what is under the pointer."""
        view = self._view
        if view is None:
            return
        if self._pressed is not None:
            apart = event.position().x() - self._pressed.x()
            if self._dragged or abs(apart) >= _DRAG_FROM:
                self._dragged, self._pressed = True, event.position()
                view.drag(apart / self.scale)
                QToolTip.hideText()
                self.refresh()
            return
        place = event.position() / self.scale
        told = view.told_at(place.x(), place.y())
        over = view.item_at(place.x(), place.y())
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        QToolTip.showText(event.globalPosition().toPoint(), told, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked, unless it was dragged."""
        view, clicked = self._view, self._pressed is not None and not self._dragged
        self._pressed = None
        if view is not None and clicked:
            place = event.position() / self.scale
            item = view.item_at(place.x(), place.y())
            if item is not None:
                view.mark(item)
                self.refresh()
                self.record_wanted.emit(item.record)
        super().mouseReleaseEvent(event)

    def _act(self, view: TimelineView, event: QKeyEvent) -> Callable[[], object] | None:
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Left: (lambda: view.move(-_MOVE)) if shift else (lambda: view.walk(-1)),
            Qt.Key.Key_Right: (lambda: view.move(_MOVE)) if shift else (lambda: view.walk(1)),
            Qt.Key.Key_Up: lambda: view.walk_lane(-1),
            Qt.Key.Key_Down: lambda: view.walk_lane(1),
            Qt.Key.Key_Home: lambda: view.walk_to(last=False),
            Qt.Key.Key_End: lambda: view.walk_to(last=True),
            Qt.Key.Key_Plus: lambda: view.zoom(_ZOOM),
            Qt.Key.Key_Equal: lambda: view.zoom(_ZOOM),
            Qt.Key.Key_Minus: lambda: view.zoom(1 / _ZOOM),
            Qt.Key.Key_0: view.show_all,
            Qt.Key.Key_N: self.add_wanted.emit,
            Qt.Key.Key_Return: self._open_marked,
            Qt.Key.Key_Enter: self._open_marked,
        }
        return acts.get(key)

    def _open_marked(self) -> None:
        item = self._view.marked if self._view is not None else None
        if item is not None:
            self.record_wanted.emit(item.record)

    def _give_room(self) -> None:
        if self._view is not None:
            self._view.set_room(self.width() / self.scale, self._sizes.measure)

    def _new_painter(self) -> DisplayListPainter:
        return DisplayListPainter(timeline_colors(theme.tokens()), self._sizes)
