"""The order of the tab key through a visit: as it is read, also through rows that come and go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def stops_in(widget: QWidget) -> Iterator[QWidget]:
    """Yield where the tab key stops in *widget*, in the order in which its layouts show it."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
        return
    layout = widget.layout()
    inside: Iterable[QWidget]
    if layout is None:
        inside = (child for child in widget.children() if isinstance(child, QWidget))
    else:
        inside = _laid_out(layout)
    for child in inside:
        yield from stops_in(child)


def lead_through(stops: Iterable[QWidget]) -> None:
    """Let the tab key go from each of *stops* to the next."""
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if inner is None:
            # PySide would know the item for ever, also once Qt has deleted it, and take whatever is
            # made at its address next for it.
            shiboken6.invalidate(item)
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)
