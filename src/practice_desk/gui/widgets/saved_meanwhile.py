"""Brings into an open form what somebody else saved meanwhile, and loses nothing of either side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.binding import item_of, set_value, value_of

_LONGEST = 60


def take_over(root: QWidget, opened: Mapping[str, object], saved: Mapping[str, object]) -> str:
    """Show in the form *root* what only the other side changed; return the sentence to say.

    *opened* are the values with which the form was filled, *saved* those stored now, both by the
    names of the form's widgets. A field that was changed here too keeps what was typed; the other
    side's value is named instead, and the next Save replaces it knowingly.
    """
    taken, differing = [], []
    for name, theirs in saved.items():
        widget = root.findChild(QWidget, name)
        if widget is None or _same(theirs, opened.get(name)) or _same(theirs, _shown(widget)):
            continue
        if _same(_shown(widget), opened.get(name)):
            _show(widget, theirs)
            taken.append(_label(root, widget))
        else:
            differing.append(f"{_label(root, widget)} {_words(widget, theirs)}")
    return _sentence(taken, differing)


def _sentence(taken: list[str], differing: list[str]) -> str:
    parts = ["Somebody else saved this record while you were editing it."]
    if taken:
        parts.append(f"Taken over from there: {', '.join(taken)}.")
    if differing:
        parts.append(f"Saved there, but changed here too: {'; '.join(differing)}.")
        parts.append("Save again to replace that with what you typed.")
    else:
        parts.append("Check the form, then save again.")
    return " ".join(parts)


def _same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return one == other or (not one and not other)


def _shown(widget: QWidget) -> object:
    if isinstance(widget, QComboBox) and widget.isEditable():
        return widget.currentText()
    return value_of(widget)


def _show(widget: QWidget, value: object) -> None:
    if isinstance(widget, QComboBox) and widget.isEditable():
        widget.setCurrentText(str(value))
        return
    if isinstance(widget, QComboBox) and item_of(widget, value) < 0:
        widget.addItem("As saved there", value)  # never another choice in its place
    set_value(widget, value)


def _label(root: QWidget, widget: QWidget) -> str:
    """Return the words that name a field on screen."""
    for label in root.findChildren(QLabel):
        if label.buddy() is widget:
            return label.text().replace("&", "")
    name = widget.accessibleName() or getattr(widget, "text", str)()
    return str(name).replace("&", "") or widget.objectName().replace("_", " ")


def _words(widget: QWidget, value: object) -> str:
    if isinstance(widget, QComboBox) and (place := item_of(widget, value)) >= 0:
        return f"“{widget.itemText(place)}”"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return write_date(value)
    if value is None or value == "":
        return "empty"
    if isinstance(value, frozenset):
        value = ", ".join(sorted(map(str, value))).replace("_", " ")
    text = " ".join(str(value).split())
    return f"“{text}”" if len(text) <= _LONGEST else f"“{text[: _LONGEST - 1]}…”"
