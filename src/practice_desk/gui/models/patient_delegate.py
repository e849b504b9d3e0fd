"""Paints an entry of the patient list: initials, name, age and birth date, state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from practice_desk.domain.patient import PatientStatus, PatientSummary
from practice_desk.domain.text import fold
from practice_desk.gui import theme
from practice_desk.gui.models.patient_list import SUMMARY_ROLE, detail_line

ROW_HEIGHT = 58
_AVATAR = 34
_MARGIN = 8


class PatientDelegate(QStyledItemDelegate):
    """Paints rows of equal height from `PatientSummary`; a row on its way is grey bars."""

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the same size for every row, so that the view never measures."""
        return QSize(240, row_height(option.fontMetrics))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the row at *index*."""
        summary = index.data(SUMMARY_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(option.rect).adjusted(_MARGIN, 2, -_MARGIN, -2)
        _paint_frame(painter, option, frame)
        avatar = QRectF(frame.left() + 10, frame.center().y() - _AVATAR / 2, _AVATAR, _AVATAR)
        left = avatar.right() + 11
        texts = QRectF(left, frame.top(), frame.right() - 26 - left, frame.height())
        if isinstance(summary, PatientSummary):
            _paint_avatar(painter, option.font, avatar, summary.display_name)
            self._paint_texts(painter, option.font, texts, summary)
            _paint_state(painter, frame, summary.status)
        else:
            _paint_placeholder(painter, avatar, texts)
        painter.restore()

    def _paint_texts(
        self, painter: QPainter, base: QFont, place: QRectF, summary: PatientSummary
    ) -> None:
        tokens = theme.tokens()
        upper = QRectF(place.left(), place.top(), place.width(), place.height() / 2 + 1)
        lower = QRectF(place.left(), upper.bottom() - 1, place.width(), place.height() / 2 - 4)
        strong = QFont(base)
        strong.setWeight(QFont.Weight.DemiBold)
        bottom = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        _text(painter, strong, tokens.text, upper, bottom, summary.display_name)
        small = QFont(base)
        small.setPointSizeF(base.pointSizeF() - 0.8)
        top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        _text(painter, small, tokens.dim, lower, top, detail_line(summary, self._today()))


def row_height(metrics: QFontMetrics) -> int:
    """Return the height of every row."""
    return max(ROW_HEIGHT, 3 * metrics.height() + 8)


def initials(name: str) -> str:
    """Return the first letters of the first and the last name, leaving out a preferred name."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    chosen = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper()


def _paint_frame(painter: QPainter, option: QStyleOptionViewItem, frame: QRectF) -> None:
    tokens = theme.tokens()
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    if selected or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.selection if selected else tokens.hover))
        painter.drawRoundedRect(frame, 9, 9)
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(QColor(tokens.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 8, 8)


def _paint_avatar(painter: QPainter, base: QFont, place: QRectF, name: str) -> None:
    dark = theme.tokens().name == "dark"
    hue = sum(map(ord, fold(name))) * 47 % 360
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor.fromHsl(hue, 70, 62 if dark else 218))
    painter.drawEllipse(place)
    font = QFont(base)
    font.setWeight(QFont.Weight.DemiBold)
    color = QColor.fromHsl(hue, 120, 215 if dark else 70)
    _text(painter, font, color.name(), place, Qt.AlignmentFlag.AlignCenter, initials(name))


def _paint_state(painter: QPainter, frame: QRectF, status: PatientStatus) -> None:
    tokens = theme.tokens()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.accent if status is PatientStatus.ACTIVE else tokens.line))
    painter.drawEllipse(QRectF(frame.right() - 18, frame.center().y() - 4, 8, 8))


def _paint_placeholder(painter: QPainter, avatar: QRectF, texts: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.tokens().line))
    painter.drawEllipse(avatar)
    middle = texts.center().y()
    painter.drawRoundedRect(QRectF(texts.left(), middle - 13, texts.width() * 0.6, 9), 4, 4)
    painter.drawRoundedRect(QRectF(texts.left(), middle + 5, texts.width() * 0.8, 7), 3, 3)


def _text(
    painter: QPainter,
    font: QFont,
    color: str,
    place: QRectF,
    alignment: Qt.AlignmentFlag,
    text: str,
) -> None:
    painter.setFont(font)
    painter.setPen(QColor(color))
    elided = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, alignment | Qt.TextFlag.TextSingleLine, elided)
