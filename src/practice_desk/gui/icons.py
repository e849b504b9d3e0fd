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
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from practice_desk.assets import asset
from practice_desk.gui import theme

_SIZES = (16, 22, 24)
"""What buttons and fields, the rail and tool buttons ask for, drawn for the finest screen too."""
_STROKE = b'stroke-width="1.75"'


class TakesIcon(Protocol):
    """A button, an action or anything else with an icon."""

    def setIcon(self, icon: QIcon, /) -> None:
        """Show *icon*."""


_Icon = tuple[str, str, str | None, tuple[int, ...]]
_icon_users: WeakKeyDictionary[TakesIcon, _Icon] = WeakKeyDictionary()
_label_users: WeakKeyDictionary[QLabel, tuple[str, int, str]] = WeakKeyDictionary()


def icon(
    name: str, color: str = "dim", on: str | None = None, sizes: tuple[int, ...] = _SIZES
) -> QIcon:
    """Return the icon *name* in the theme colour *color*; *on* is its colour while checked.

    It is drawn in *sizes*, which Qt scales where it needs another.

    Raises FileNotFoundError for an unknown name, AttributeError for an unknown colour.
    """
    colors = theme.tokens()
    checked: str = getattr(colors, on or color)
    plain: str = getattr(colors, color)
    return _icon(name, plain, checked, colors.disabled, sizes, _ratio())


def pixmap(name: str, size: int, color: str = "dim") -> QPixmap:
    """Return the icon as a picture of *size* by *size* (device-independent pixels)."""
    ratio = _ratio()
    value: str = getattr(theme.tokens(), color)
    picture = _render(_renderer(name, value), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    return picture


def set_icon(
    target: TakesIcon,
    name: str,
    color: str = "dim",
    on: str | None = None,
    sizes: tuple[int, ...] = _SIZES,
) -> None:
    """Give *target* an icon that follows the look from now on."""
    _follow_theme()
    _icon_users[target] = look = (name, color, on, sizes)
    target.setIcon(icon(*look))


def show_lens(field: QLineEdit) -> None:
    """Show at the start of *field* that one searches there; a screen reader hears its name."""
    lens = field.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
    lens.setText("Search")
    set_icon(lens, "search")


def set_pixmap(label: QLabel, name: str, size: int, color: str = "dim") -> None:
    """Show an icon in *label* that follows the look from now on."""
    _follow_theme()
    _label_users[label] = (name, size, color)
    label.setPixmap(pixmap(name, size, color))


@cache
def _follow_theme() -> None:
    theme.theme().changed.connect(_refresh)


def _refresh() -> None:
    for target, look in list(_icon_users.items()):
        if shiboken6.isValid(target):
            target.setIcon(icon(*look))
    for label, (name, size, color) in list(_label_users.items()):
        if shiboken6.isValid(label):
            label.setPixmap(pixmap(name, size, color))


@cache
def _icon(
    name: str, plain: str, checked: str, disabled: str, sizes: tuple[int, ...], ratio: float
) -> QIcon:
    result = QIcon()
    off, on = QIcon.State.Off, QIcon.State.On
    looks = [(plain, QIcon.Mode.Normal, off), (disabled, QIcon.Mode.Disabled, off)]
    if checked != plain:
        looks.append((checked, QIcon.Mode.Normal, on))
    pixels = sorted({round(size * scale) for size in sizes for scale in (1.0, ratio)})
    for color, mode, state in looks:
        renderer = _renderer(name, color)
        for size in pixels:
            result.addPixmap(_render(renderer, size), mode, state)
    return result


def _ratio() -> float:
    """Return how many pixels a point takes on the finest screen."""
    application = QApplication.instance()
    return application.devicePixelRatio() if isinstance(application, QApplication) else 1.0


@cache
def _source(name: str) -> bytes:
    return asset("resources", "icons", f"{name}.svg").read_bytes()


def _renderer(name: str, color: str) -> QSvgRenderer:
    source = _source(name).replace(b"currentColor", color.encode())
    return QSvgRenderer(QByteArray(source.replace(b'stroke-width="2"', _STROKE)))


def _render(renderer: QSvgRenderer, pixels: int) -> QPixmap:
    picture = QPixmap(pixels, pixels)  # QImage would make the enums of `Qt`: 30 ms at the start
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    renderer.render(painter)
    painter.end()
    return picture
