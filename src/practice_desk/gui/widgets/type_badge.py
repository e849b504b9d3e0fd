"""A type of appointment as a small picture: its colour with its sign in it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPixmap

from practice_desk.domain.appointment_type import TypeColor
from practice_desk.gui import theme
from practice_desk.gui.models.type_colors import type_colors

_WIDE: Final = 26
_HIGH: Final = 18


def badge(color: TypeColor, sign: str) -> QPixmap:
    """Return the picture in the present look, sharp on this screen."""
    scale = QGuiApplication.primaryScreen().devicePixelRatio()
    picture = QPixmap(round(_WIDE * scale), round(_HIGH * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    strong, _ = type_colors(color, theme.tokens().name)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(strong))
    box = QRectF(0, 0, _WIDE, _HIGH)
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(theme.base_font(9))
    painter.setPen(theme.color("panel"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)
    painter.end()
    return picture
