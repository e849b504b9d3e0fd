"""Paints one document of the list: its small picture, title, facts, and whether it waits."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from practice_desk.gui import theme
from practice_desk.gui.icons import pixmap
from practice_desk.gui.models.document_list import ROW_ROLE, DocumentListModel
from practice_desk.gui.models.document_view import DocumentRow

_PAD: Final = 8
_PICTURE: Final = QSize(52, 66)
_DOT: Final = 8
_ICON: Final = 24


class DocumentDelegate(QStyledItemDelegate):
    """Rows of one height. What waits for a review has a dot and says so."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of a row: the picture, or three lines of large type."""
        lines = 3 * option.fontMetrics.height() + 4
        return QSize(160, max(_PICTURE.height(), lines) + 2 * _PAD)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the row."""
        row: DocumentRow = index.data(ROW_ROLE)
        area = QRect(option.rect).adjusted(2, 1, -2, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, area, option.state)
        place = QRect(area.left() + _PAD, area.top() + (area.height() - _PICTURE.height()) // 2,
                      _PICTURE.width(), _PICTURE.height())  # fmt: skip
        _paint_picture(painter, place, index, row)
        words = area.adjusted(_PICTURE.width() + 2 * _PAD + 4, _PAD - 2, -_PAD, -_PAD + 2)
        _paint_words(painter, words, row, option)
        painter.restore()


def _paint_ground(painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
    flags = QStyle.StateFlag
    ground = None
    if state & flags.State_Selected:
        ground = "selection"
    elif state & flags.State_MouseOver:
        ground = "hover"
    if ground is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(area, 6, 6)
    if state & flags.State_Selected and state & flags.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(theme.color("accent"))
        pen.setWidth(2)
        painter.setPen(pen)
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 6, 6)


def _paint_picture(
    painter: QPainter, place: QRect, index: QModelIndex | QPersistentModelIndex, row: DocumentRow
) -> None:
    model = index.model()
    found = model.picture(row.document.id or 0) if isinstance(model, DocumentListModel) else None
    if found is None:
        painter.setPen(theme.color("line"))
        painter.setBrush(theme.color("background"))
        painter.drawRoundedRect(place, 4, 4)
        symbol = pixmap("file-text", _ICON, "dim")
        middle = QRect(0, 0, _ICON, _ICON)
        middle.moveCenter(place.center())
        painter.drawPixmap(middle, symbol)
        return
    size = found.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    shown = QRect(0, 0, size.width(), size.height())
    shown.moveCenter(place.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(shown, found)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.color("field_line"))
    painter.drawRect(shown)


def _paint_words(
    painter: QPainter, area: QRect, row: DocumentRow, option: QStyleOptionViewItem
) -> None:
    base = QFont(option.font)
    strong, small = QFont(base), QFont(base)
    strong.setWeight(QFont.Weight.DemiBold)
    strong.setStrikeOut(bool(row.document.retracted_reason))
    small.setPointSizeF(base.pointSizeF() * 0.92)
    step = area.height() // 3
    lines = ((row.title, strong, "text"), (row.facts, small, "dim"), (row.third, small, "dim"))
    align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    for number, (text, font, tone) in enumerate(lines):
        place = QRect(area.left(), area.top() + number * step, area.width(), step)
        if number == 0 and row.to_review:
            place = _with_dot(painter, place)
        painter.setFont(font)
        painter.setPen(theme.color(tone))
        metrics = painter.fontMetrics()
        fits = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, align | Qt.TextFlag.TextSingleLine, fits)


def _with_dot(painter: QPainter, place: QRect) -> QRect:
    """Paint the dot of what waits at the right, and return the room that is left."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("caution"))
    left, top = place.right() - _DOT, place.center().y() - _DOT // 2
    painter.drawEllipse(left, top, _DOT, _DOT)
    return place.adjusted(0, 0, -_DOT - 6, 0)
