"""The rows of the palette as a list of Qt's, and how one is painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from practice_desk.gui import icons, theme
from practice_desk.gui.find.rows import Row
from practice_desk.gui.models.patient_delegate import initials

ROW_ROLE = Qt.ItemDataRole.UserRole
"""The `Row`."""
_ICON, _MARGIN, _LEFT = 18, 8, 44
AnyIndex = QModelIndex | QPersistentModelIndex


class RowList(QAbstractListModel):
    """Rows of sections; the first of each section says its title."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def begins_section(self, number: int) -> bool:
        """Whether the title of a section stands over a row."""
        rows = self.rows
        return number == 0 or rows[number - 1].section != rows[number].section

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row, or its words."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.section}: {row.spoken}" if row.section else row.spoken
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints rows of two lines; the second has up to *lines*, with what was found in bold."""

    def __init__(self, rows: RowList, lines: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._lines = lines

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Return the height by what the row holds."""
        line = QFontMetrics(option.font).height()
        row: Row = index.data(ROW_ROLE)
        height = line + 16 + (self._lines * line if row.detail else 0)
        if self._has_title(index):
            height += line + 12
        return QSize(200, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint the row at *index*."""
        row: Row = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(option.rect)
        tokens, line = theme.tokens(), QFontMetricsF(option.font).height()
        if self._has_title(index):
            head = QRectF(place.left() + _MARGIN + 8, place.top(), place.width(), line + 10)
            small = QFont(option.font)
            small.setPointSizeF(option.font.pointSizeF() - 1)
            small.setWeight(QFont.Weight.DemiBold)
            _line(painter, small, tokens.dim, head, row.section, Qt.AlignmentFlag.AlignBottom)
            place.setTop(place.top() + line + 12)
        frame = place.adjusted(_MARGIN, 1, -_MARGIN, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selection if chosen else tokens.hover))
            painter.drawRoundedRect(frame, 8, 8)
        self._paint_row(painter, option, row, frame)
        painter.restore()

    def _paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, row: Row, frame: QRectF
    ) -> None:
        tokens, line = theme.tokens(), QFontMetricsF(option.font).height()
        middle = frame.top() + 7 + line / 2
        if row.is_patient:
            sign = QRectF(frame.left() + 8, frame.center().y() - 13, 26, 26)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft))
            painter.drawEllipse(sign)
            small = QFont(option.font)
            small.setPointSizeF(option.font.pointSizeF() - 1.5)
            small.setWeight(QFont.Weight.DemiBold)
            center = Qt.AlignmentFlag.AlignCenter
            _line(painter, small, tokens.accent, sign, initials(row.title), center)
        elif row.icon:
            sign = QRectF(frame.left() + 12, middle - _ICON / 2, _ICON, _ICON)
            icons.icon(row.icon).paint(painter, sign.toRect())
        keys = QFontMetricsF(option.font).horizontalAdvance(row.keys) + 12 if row.keys else 0.0
        title = QRectF(
            frame.left() + _LEFT, frame.top() + 7, frame.width() - _LEFT - 12 - keys, line
        )
        strong = QFont(option.font)
        strong.setWeight(QFont.Weight.Medium)
        _line(painter, strong, tokens.text, title, row.title)
        if row.keys:
            right = QRectF(title.right(), title.top(), keys, line)
            _line(painter, option.font, tokens.dim, right, row.keys, Qt.AlignmentFlag.AlignRight)
        if row.detail:
            below = QRectF(
                title.left(), title.bottom(), frame.right() - 12 - title.left(), self._lines * line
            )
            _marked(painter, option.font, below, row, self._lines)

    def _has_title(self, index: AnyIndex) -> bool:
        row: Row = index.data(ROW_ROLE)
        return bool(row.section) and self._rows.begins_section(index.row())


def _line(
    painter: QPainter,
    font: QFont,
    color: str,
    place: QRectF,
    text: str,
    alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    painter.setFont(font)
    painter.setPen(QColor(color))
    metrics = QFontMetricsF(font)
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, alignment | Qt.TextFlag.TextSingleLine, elided)


def _marked(painter: QPainter, font: QFont, place: QRectF, row: Row, lines: int) -> None:
    """Draw the second line as plain text, whatever stands in it, with what was found in bold."""
    layout, end = _laid_out(row.detail, font, row, place.width(), lines)
    if end < len(row.detail):
        layout, _ = _laid_out(f"{row.detail[: end - 2].rstrip()}…", font, row, place.width(), lines)
    painter.setPen(QColor(theme.tokens().dim))
    layout.draw(painter, place.topLeft())


def _laid_out(
    text: str, font: QFont, row: Row, width: float, lines: int
) -> tuple[QTextLayout, int]:
    """Return *text* in so many lines with the marks of *row*, and where the last of them ends."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    formats = []
    for begin, end in row.marked:
        mark = QTextLayout.FormatRange()
        mark.start, mark.length = begin, end - begin
        look = QTextCharFormat()
        look.setFontWeight(QFont.Weight.DemiBold)
        look.setForeground(QColor(theme.tokens().accent))
        mark.format = look
        formats.append(mark)
    layout.setFormats(formats)
    layout.beginLayout()
    top, end = 0.0, 0
    for _ in range(lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
        end = line.textStart() + line.textLength()
    layout.endLayout()
    return layout, end
