"""Keeps the keyboard where it is while rows are built anew under it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QWidget


@contextmanager
def focus_kept(holder: QWidget) -> Iterator[None]:
    """Lead the keyboard back to the place among the buttons of *holder* that it had before.

    What stood there may be done and gone: then it is at what comes next. Hiding the button that has
    the keyboard would send it, and with it the scrolled page, somewhere else.
    """
    here = holder.window().focusWidget()
    stops = _stops(holder)
    if not isinstance(here, QAbstractButton) or here not in stops:
        yield
        return
    place = stops.index(here)
    here.clearFocus()
    yield
    QTimer.singleShot(0, holder, lambda: _return(holder, place))  # new rows are shown by then


def _return(holder: QWidget, place: int) -> None:
    stops = _stops(holder)
    if stops and holder.window().focusWidget() is None:
        stops[min(place, len(stops) - 1)].setFocus()


def _stops(holder: QWidget) -> list[QAbstractButton]:
    """Return the buttons that Tab comes to, in their order."""
    return [
        each
        for each in holder.findChildren(QAbstractButton)
        if each.isVisibleTo(holder) and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
