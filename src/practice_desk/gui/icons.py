"""Icons of one set (lucide) in the theme's colours, sharp on every screen.

`set_icon(button, "pill")` keeps the icon right when the look changes between light and dark;
`icon("pill")` is for one-off use such as painting; `pixmap("info", 20, "info")` for labels.
Names are the files in ``resources/icons`` without ``.svg``.
"""

from __future__ import annotations

from functools import cache
from typing import Protocol
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel

from practice_desk.assets import asset
from practice_desk.gui import theme

_SIZES = (16, 18, 20, 24, 32, 36, 40, 48, 64, 72)
_STROKE = b'stroke-width="1.75"'


class TakesIcon(Protocol):
    """A button, an action or anything else with an icon."""

    def setIcon(self, icon: QIcon, /) -> None:
        """Show *icon*."""


_icon_users: WeakKeyDictionary[TakesIcon, tuple[str, str, str | None]] = WeakKeyDictionary()
_label_users: WeakKeyDictionary[QLabel, tuple[str, int, str]] = WeakKeyDictionary()


def icon(name: str, color: str = "dim", on: str | None = None) -> QIcon:
    """Return the icon *name* in the theme colour *color*; *on* is its colour while checked.

    Raises FileNotFoundError for an unknown name, AttributeError for an unknown colour.
    """
    colors = theme.tokens()
    checked: str = getattr(colors, on or color)
    plain: str = getattr(colors, color)
    return _icon(name, plain, checked, colors.disabled)


def pixmap(name: str, size: int, color: str = "dim") -> QPixmap:
    """Return the icon as a picture of *size* by *size* (device-independent pixels)."""
    application = QApplication.instance()
    ratio = application.devicePixelRatio() if isinstance(application, QApplication) else 1.0
    value: str = getattr(theme.tokens(), color)
    picture = _render(name, value, round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    return picture


def set_icon(target: TakesIcon, name: str, color: str = "dim", on: str | None = None) -> None:
    """Give *target* an icon that follows the look from now on."""
    _follow_theme()
    _icon_users[target] = (name, color, on)
    target.setIcon(icon(name, color, on))


def set_pixmap(label: QLabel, name: str, size: int, color: str = "dim") -> None:
    """Show an icon in *label* that follows the look from now on."""
    _follow_theme()
    _label_users[label] = (name, size, color)
    label.setPixmap(pixmap(name, size, color))


@cache
def _follow_theme() -> None:
    theme.theme().changed.connect(_refresh)


def _refresh() -> None:
    for target, (name, color, on) in list(_icon_users.items()):
        if shiboken6.isValid(target):
            target.setIcon(icon(name, color, on))
    for label, (name, size, color) in list(_label_users.items()):
        if shiboken6.isValid(label):
            label.setPixmap(pixmap(name, size, color))


@cache
def _icon(name: str, plain: str, checked: str, disabled: str) -> QIcon:
    result = QIcon()
    for size in _SIZES:
        on = QIcon.State.On
        result.addPixmap(_render(name, plain, size))
        result.addPixmap(_render(name, checked, size), QIcon.Mode.Normal, on)
        result.addPixmap(_render(name, checked, size), QIcon.Mode.Active, on)
        result.addPixmap(_render(name, disabled, size), QIcon.Mode.Disabled)
    return result


@cache
def _source(name: str) -> bytes:
    return asset("resources", "icons", f"{name}.svg").read_bytes()


def _render(name: str, color: str, pixels: int) -> QPixmap:
    source = _source(name).replace(b"currentColor", color.encode())
    source = source.replace(b'stroke-width="2"', _STROKE)
    image = QImage(QSize(pixels, pixels), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(source)).render(painter)
    painter.end()
    return QPixmap.fromImage(image)
