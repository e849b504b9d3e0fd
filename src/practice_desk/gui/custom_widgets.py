"""Widgets of our own that Designer forms name; `binding` makes them known to the loader.

A module of its own, so that a window painted first can use such a widget without the loader.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

_registered: set[type[QWidget]] = set()
waiting: list[type[QWidget]] = []
"""What the loader does not know yet."""


def register_custom_widget(widget_type: type[QWidget]) -> type[QWidget]:
    """Make *widget_type* known to the loader by its class name; usable as a decorator."""
    if widget_type not in _registered:
        _registered.add(widget_type)
        waiting.append(widget_type)
    return widget_type
