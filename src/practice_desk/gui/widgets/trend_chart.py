"""A result over time beside the doses, on one date axis. Painted; everything is in words too.

Left and right go from result to result, Home and End to the first and last; the line above the
picture tells of the one that is marked. A pointer shows the same as a tip.
"""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLabel, QToolTip, QVBoxLayout, QWidget

from practice_desk.gui import theme
from practice_desk.gui.models.trend import Bound, DoseTrack, Point, Trend
from practice_desk.gui.plain_text import plain_label

_LEFT, _RIGHT, _TOP, _AXIS = 64, 16, 12, 26
_VALUES = 190
_TRACK = 58
_NAME = 17
_RADIUS = 4.5
_NEAR = 12


class TrendChart(QWidget):
    """The picture with the line that tells of the marked result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told = plain_label("", wrap=True)
        self.told.setAccessibleName("The marked result")
        self.picture = _Picture(self.told)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.told)
        column.addWidget(self.picture)

    def show_trend(self, trend: Trend | None) -> None:
        """Show another picture, the newest result marked; None for none."""
        self.picture.show_trend(trend)
        self.setVisible(trend is not None)


class _Picture(QWidget):
    def __init__(self, told: QLabel) -> None:
        super().__init__()
        self._trend: Trend | None = None
        self._told = told
        self._marked = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Results over time")

    def show_trend(self, trend: Trend | None) -> None:
        self._trend = trend
        self.setAccessibleDescription("" if trend is None else trend.summary)
        if trend is not None:
            self.setAccessibleName(f"{trend.title} over time")
        self.setFixedHeight(self.sizeHint().height())
        self._mark(len(trend.points) - 1 if trend else -1)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the results and a strip for each medication."""
        tracks = len(self._trend.tracks) if self._trend else 0
        return QSize(480, _TOP + _VALUES + tracks * _TRACK + _AXIS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from result to result."""
        count = len(self._trend.points) if self._trend else 0
        steps = {
            Qt.Key.Key_Left: self._marked - 1,
            Qt.Key.Key_Right: self._marked + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: count - 1,
        }
        wanted = steps.get(Qt.Key(event.key()))
        if wanted is None or not count:
            super().keyPressEvent(event)
            return
        self._mark(max(0, min(count - 1, wanted)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell of the result under the pointer."""
        found = self._near(event.position())
        trend = self._trend
        if found is None or trend is None:
            QToolTip.hideText()
            return
        QToolTip.showText(event.globalPosition().toPoint(), trend.in_words(trend.points[found]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark the result under the pointer."""
        found = self._near(event.position())
        if found is not None:
            self._mark(found)
        super().mousePressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Paint anew in another look."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint bounds, doses, results and the axis."""
        trend = self._trend
        if trend is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._area()
        low, high = _range(trend)
        painter.fillRect(area, theme.color("field"))
        for bound in trend.bounds:
            self._paint_bound(painter, area, bound, low, high)
        self._paint_scale(painter, area, low, high)
        for number, track in enumerate(trend.tracks):
            top = area.bottom() + 4 + number * _TRACK
            self._paint_track(painter, QRectF(area.left(), top, area.width(), _TRACK - 6), track)
        self._paint_axis(painter, area)
        self._paint_points(painter, trend)
        painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "line")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        painter.end()

    def _mark(self, number: int) -> None:
        self._marked = number
        trend = self._trend
        if trend is None:
            self._told.clear()
        elif not trend.points:
            self._told.setText("No result to draw yet.")
        else:
            self._told.setText(trend.in_words(trend.points[number]))
        self.update()

    def _area(self) -> QRectF:
        return QRectF(_LEFT, _TOP, max(40, self.width() - _LEFT - _RIGHT), _VALUES)

    def _x(self, day: date) -> float:
        trend, area = self._trend, self._area()
        assert trend is not None  # asked only while something is shown
        days = max(1, (trend.last - trend.first).days + 1)
        return area.left() + area.width() * ((day - trend.first).days + 0.5) / days

    def _y(self, value: float, low: float, high: float) -> float:
        area = self._area()
        return area.bottom() - area.height() * (value - low) / (high - low)

    def _place(self, point: Point) -> QPointF:
        assert self._trend is not None  # asked only while something is shown
        low, high = _range(self._trend)
        return QPointF(self._x(point.on), self._y(point.value, low, high))

    def _near(self, position: QPointF) -> int | None:
        if self._trend is None:
            return None
        best, found = float(_NEAR), None
        for number, point in enumerate(self._trend.points):
            apart = (self._place(point) - position).manhattanLength()
            if apart <= best:
                best, found = apart, number
        return found

    def _paint_bound(
        self, painter: QPainter, area: QRectF, bound: Bound, low: float, high: float
    ) -> None:
        y = self._y(bound.value, low, high)
        beyond = QRectF(area)
        if bound.upwards:
            beyond.setBottom(y)
        else:
            beyond.setTop(y)
        painter.fillRect(beyond, theme.color(f"{bound.tone}_soft"))
        painter.setPen(QPen(theme.color(bound.tone), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def _paint_scale(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        trend = self._trend
        assert trend is not None  # asked only while something is shown
        height = painter.fontMetrics().height()
        taken: list[float] = []
        labels = [(bound.value, bound.label, bound.tone) for bound in trend.bounds]
        labels += [(value, _short(value), "dim") for value in _ticks(low, high)]
        for value, text, tone in labels:
            y = self._y(value, low, high)
            if any(abs(y - other) < height for other in taken) or not low <= value <= high:
                continue
            taken.append(y)
            painter.setPen(theme.color(tone))
            where = QRectF(0, y - height / 2, _LEFT - 8, height)
            painter.drawText(where, Qt.AlignmentFlag.AlignRight, text)

    def _paint_track(self, painter: QPainter, place: QRectF, track: DoseTrack) -> None:
        most = max((step.amount for step in track.steps), default=0) or 1.0
        painter.setPen(theme.color("dim"))
        metrics = painter.fontMetrics()
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, track.name)
        place = place.adjusted(0, 2 * _NAME, 0, 0)
        for step in track.steps:
            left, right = self._x(step.start), self._x(step.end - timedelta(days=1))
            height = max(3.0, place.height() * step.amount / most)
            bar = QRectF(left, place.bottom() - height, max(2.0, right - left), height)
            painter.fillRect(bar, theme.color("accent_soft"))
            painter.setPen(QPen(theme.color("accent")))
            painter.drawLine(bar.topLeft(), bar.topRight())
            if metrics.horizontalAdvance(step.text) + 8 <= bar.width():
                painter.setPen(theme.color("text"))
                painter.drawText(QPointF(left, place.top() - metrics.descent()), step.text)

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        trend = self._trend
        assert trend is not None  # asked only while something is shown
        bottom = area.bottom() + len(trend.tracks) * _TRACK
        metrics = painter.fontMetrics()
        next_free = area.left()
        for day, text in _dates(trend.first, trend.last):
            x = self._x(day)
            painter.setPen(QPen(theme.color("line")))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, bottom))
            width = metrics.horizontalAdvance(text)
            if x >= next_free and x + width <= area.right() + _RIGHT:
                painter.setPen(theme.color("dim"))
                painter.drawText(QPointF(x, bottom + metrics.ascent() + 6), text)
                next_free = x + width + 12

    def _paint_points(self, painter: QPainter, trend: Trend) -> None:
        places = [self._place(point) for point in trend.points]
        painter.setPen(QPen(theme.color("accent"), 1.5))
        painter.drawPolyline(QPolygonF(places))
        for number, (point, place) in enumerate(zip(trend.points, places, strict=True)):
            painter.setPen(QPen(theme.color("panel"), 1.5))
            painter.setBrush(theme.color(point.tone or "accent"))
            if point.tone:
                painter.drawPolygon(_diamond(place))
            else:
                painter.drawEllipse(place, _RADIUS, _RADIUS)
            if number == self._marked:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(theme.color("text")), 1.5))
                painter.drawEllipse(place, _RADIUS + 4, _RADIUS + 4)


def _diamond(place: QPointF) -> QPolygonF:
    """Return the shape of what was flagged, which differs without colour too."""
    far = _RADIUS + 1.5
    corners = ((0, -far), (far, 0), (0, far), (-far, 0))
    return QPolygonF([place + QPointF(x, y) for x, y in corners])


def _range(trend: Trend) -> tuple[float, float]:
    """Return what the picture spans: all results, and the bounds that are near them."""
    values = [point.value for point in trend.points]
    bounds = [bound.value for bound in trend.bounds]
    if values:
        spread = max(values) - min(values) or max(values) * 0.2 or 1.0
        near = (min(values) - 2 * spread, max(values) + 2 * spread)
        bounds = [bound for bound in bounds if near[0] <= bound <= near[1]]
    every = values + bounds or [0.0, 1.0]
    low, high = min(every), max(every)
    margin = (high - low) * 0.15 or max(abs(high) * 0.2, 1.0)
    return (max(0.0, low - margin) if low >= 0 else low - margin), high + margin


def _ticks(low: float, high: float) -> list[float]:
    raw = (high - low) / 4
    size = 10.0 ** len(str(int(raw))) / 10 if raw >= 1 else 1.0
    while size > raw:
        size /= 10
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= raw)
    first = int(low / step) + (1 if low % step else 0)
    return [number * step for number in range(first, int(high / step) + 1)]


def _short(value: float) -> str:
    return f"{value:,.10g}" if abs(value) < 1e6 else f"{value:.3g}"


def _dates(first: date, last: date) -> list[tuple[date, str]]:
    """Return the first days of months or years to write at the axis."""
    months = (last.year - first.year) * 12 + last.month - first.month
    every = next(step for step in (1, 2, 3, 6, 12, 24, 60) if months / step <= 10 or step == 60)
    found = []
    for number in range(months + 1):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        day = date(year, month + 1, 1)
        if day >= first and (year * 12 + month) % every == 0:
            found.append((day, f"{year}" if every >= 12 else f"{day:%b} {year}"))
    return found
