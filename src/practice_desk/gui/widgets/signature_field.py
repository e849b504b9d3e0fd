"""A field to sign in with mouse, pen or finger; strokes are kept as vectors with their times."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from practice_desk.domain.consent import Stroke
from practice_desk.domain.consent_rules import FIELD_HEIGHT, FIELD_WIDTH, MOST_POINTS
from practice_desk.gui import theme
from practice_desk.gui.custom_widgets import register_custom_widget

_INK = 2.0
_WIDTH = 340
"""Pixels; the height follows from the proportions, which are the same on paper."""
_BASELINE = 0.78
"""Where the line to sign on stands, of the height."""
_HINT = "Sign here with mouse, pen or finger"


@register_custom_widget
class SignatureField(QWidget):
    """Emits `drawn` whenever a stroke ends or all are cleared.

    Points are in thousandths of the field's width, whatever its size on the screen, and
    milliseconds since the first one. *clock* returns seconds.
    """

    drawn = Signal()

    def __init__(
        self, parent: QWidget | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        super().__init__(parent)
        self.clock = clock
        self._strokes: list[list[tuple[int, int, int]]] = []
        self._began: float | None = None
        self._is_down = False
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFixedSize(_WIDTH, _WIDTH * FIELD_HEIGHT // FIELD_WIDTH)
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What was drawn so far."""
        return tuple(tuple(stroke) for stroke in self._strokes)

    def clear(self) -> None:
        """Take away all that was drawn."""
        self._strokes, self._began, self._is_down = [], None, False
        self.update()
        self.drawn.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the stroke."""
        self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with a pen; what it does is then no mouse's as well."""
        kind = event.type()
        if kind is QEvent.Type.TabletPress:
            self._begin(event.position())
        elif kind is QEvent.Type.TabletMove:
            self._go_on(event.position())
        elif kind is QEvent.Type.TabletRelease:
            self._end()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Draw with one finger."""
        if isinstance(event, QTouchEvent) and event.points():
            at, kind = event.points()[0].position(), event.type()
            if kind is QEvent.Type.TouchBegin:
                self._begin(at)
            elif kind is QEvent.Type.TouchUpdate:
                self._go_on(at)
            elif kind is QEvent.Type.TouchEnd:
                self._end()
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, black on white as on paper, with what was signed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = self.rect().adjusted(0, 0, -1, -1)
        painter.setPen(theme.color("line"))
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRoundedRect(edge, 4, 4)
        line = round(self.height() * _BASELINE)
        painter.setPen(QPen(Qt.GlobalColor.darkGray, 1))
        painter.drawLine(12, line, self.width() - 12, line)
        if not self._strokes:
            painter.drawText(edge, Qt.AlignmentFlag.AlignCenter, _HINT)
        painter.setPen(QPen(Qt.GlobalColor.black, _INK, c=Qt.PenCapStyle.RoundCap))
        scale = self.width() / FIELD_WIDTH
        for stroke in self._strokes:
            painter.drawPolyline(QPolygonF([QPointF(x * scale, y * scale) for x, y, _ in stroke]))
            painter.drawPoint(QPointF(stroke[0][0] * scale, stroke[0][1] * scale))

    def _begin(self, at: QPointF) -> None:
        self._is_down = True
        self._strokes.append([])
        self._add(at)

    def _go_on(self, at: QPointF) -> None:
        if self._is_down:
            self._add(at)

    def _end(self) -> None:
        if self._is_down:
            self._is_down = False
            self.drawn.emit()

    def _add(self, at: QPointF) -> None:
        if sum(map(len, self._strokes)) >= MOST_POINTS:
            return
        now = self.clock()
        self._began = now if self._began is None else self._began
        scale = FIELD_WIDTH / max(1, self.width())
        x = min(max(round(at.x() * scale), 0), FIELD_WIDTH)
        y = min(max(round(at.y() * scale), 0), FIELD_HEIGHT)
        self._strokes[-1].append((x, y, round((now - self._began) * 1000)))
        self.update()
