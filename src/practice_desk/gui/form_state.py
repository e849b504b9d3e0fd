"""What stands in the fields of a form, read and put back as it was typed.

Not the values: a date half typed, or a dose that is none yet, is kept letter by letter. Fields are
known by their object names, so a form that has changed since takes what still fits and returns the
rest. Passphrases are never read.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from practice_desk.domain.draft import Json
from practice_desk.gui.widgets.passphrase_field import PassphraseField

State = dict[str, Json]

_INPUTS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractButton, QSpinBox, QListWidget)
_CHOICES = (QComboBox, QAbstractButton, QSpinBox, QListWidget)
_PASSES = 2
"""A choice may fill in others, such as a tablet's strengths: the second pass puts them right."""


def read_state(root: QWidget) -> State:
    """Return what stands in the fields below *root*."""
    return {name: _read(field) for name, field in _fields(root)}


def typed_texts(root: QWidget) -> dict[str, str]:
    """Return the texts that somebody can have typed, without choices: what tells of typing."""
    return {name: text for name, field in _fields(root) if (text := _typed(field)) is not None}


def put_state(root: QWidget, state: State) -> list[str]:
    """Put *state* into the fields below *root*; return the texts that no field takes any more."""
    fields = dict(_fields(root))
    for _ in range(_PASSES):
        for kinds in (_CHOICES, (QLineEdit, QPlainTextEdit)):
            for name, field in fields.items():
                if name in state and isinstance(field, kinds):
                    _put(field, state[name])
    now = read_state(root)
    shown = {_text_in(kept) for kept in now.values()}
    lost = (_text_in(kept) for name, kept in state.items() if now.get(name) != kept)
    return [text for text in lost if text and text not in shown]


def _fields(root: QWidget) -> Iterator[tuple[str, QWidget]]:
    """Yield the fields below *root* with their names, in the order in which the form made them."""
    seen: dict[str, int] = {}
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, _INPUTS) or not _is_typed_into(widget, root):
            continue
        if widget.window() is not root.window():
            continue  # a form that was opened from this one is not a part of it
        name = _name(widget, root)
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name}#{seen[name]}"), widget


def _is_typed_into(widget: QWidget, root: QWidget) -> bool:
    if isinstance(widget, PassphraseField) or _is_kept_elsewhere(widget, root):
        return False
    if isinstance(widget, QLineEdit) and (
        widget.isReadOnly() or widget.echoMode() is not QLineEdit.EchoMode.Normal
    ):
        return False
    if isinstance(widget, QAbstractButton) and not widget.isCheckable():
        return False
    return not any(isinstance(parent, _INPUTS) for parent in _parents(widget, root))


def _is_kept_elsewhere(widget: QWidget, root: QWidget) -> bool:
    """Whether the form keeps by itself what stands in the field, or in all of a part of it."""
    return any(each.property("kept_elsewhere") for each in (widget, *_parents(widget, root)))


def _name(widget: QObject, root: QWidget) -> str:
    """Return the field's own name, or that of the named widget it is a part of."""
    for each in (widget, *_parents(widget, root)):
        name = each.objectName()
        if name and not name.startswith("qt_"):
            return name
    return type(widget).__name__


def _parents(widget: QObject, root: QWidget) -> Iterator[QObject]:
    parent = widget.parent()
    while parent is not None and parent is not root:
        yield parent
        parent = parent.parent()


def _typed(field: QWidget) -> str | None:
    if isinstance(field, QComboBox):
        return field.currentText() if field.isEditable() else None
    return _text(field) if isinstance(field, QLineEdit | QPlainTextEdit) else None


def _text(field: QWidget) -> str:
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    return field.text() if isinstance(field, QLineEdit) else ""


def _read(field: QWidget) -> Json:
    if isinstance(field, QLineEdit | QPlainTextEdit):
        return _text(field)
    if isinstance(field, QComboBox):
        data = field.currentData()
        return [str(data) if isinstance(data, str) else _plain(data), field.currentText()]
    if isinstance(field, QSpinBox):
        return field.value()
    if isinstance(field, QListWidget):
        items = [field.item(row) for row in range(field.count())]
        return [
            [_plain(item.data(Qt.ItemDataRole.UserRole)), _is_checked(item.checkState())]
            for item in items
            if item.flags() & Qt.ItemFlag.ItemIsUserCheckable
        ]
    return field.isChecked() if isinstance(field, QAbstractButton) else None


def _put(field: QWidget, kept: Json) -> None:
    if isinstance(field, QLineEdit) and isinstance(kept, str):
        if field.text() != kept:
            field.setText(kept)
    elif isinstance(field, QPlainTextEdit) and isinstance(kept, str):
        if field.toPlainText() != kept:
            field.setPlainText(kept)
    elif isinstance(field, QSpinBox) and isinstance(kept, int):
        field.setValue(kept)
    elif isinstance(field, QAbstractButton) and isinstance(kept, bool):
        if kept or not isinstance(field, QRadioButton):  # a group clears the others itself
            field.setChecked(kept)
    elif isinstance(field, QComboBox) and isinstance(kept, list):
        _choose(field, *kept)
    elif isinstance(field, QListWidget) and isinstance(kept, list):
        _check(field, kept)


def _choose(combo: QComboBox, data: Json, text: Json) -> None:
    """Choose the item with this data and text, else the one with this data or text."""
    items = [(combo.itemData(place), combo.itemText(place)) for place in range(combo.count())]
    by_both = [place for place, item in enumerate(items) if item == (data, text)]
    by_data = [place for place, item in enumerate(items) if data is not None and item[0] == data]
    by_text = [place for place, item in enumerate(items) if item[1] == text]
    if found := by_both or by_data or by_text:
        combo.setCurrentIndex(found[0])
    elif combo.isEditable() and isinstance(text, str):
        combo.setEditText(text)
    elif text == "":
        combo.setCurrentIndex(-1)


def _check(listing: QListWidget, kept: list[Json]) -> None:
    wanted = {str(pair[0]): bool(pair[1]) for pair in kept if isinstance(pair, list)}
    for row in range(listing.count()):
        item = listing.item(row)
        checked = wanted.get(str(item.data(Qt.ItemDataRole.UserRole)))
        if checked is not None:
            states = Qt.CheckState
            item.setCheckState(states.Checked if checked else states.Unchecked)


def _is_checked(state: Qt.CheckState) -> bool:
    return state is Qt.CheckState.Checked


def _plain(data: object) -> Json:
    return data if isinstance(data, bool | int | str) else None


def _text_in(kept: Json) -> str:
    """Return the words of a field: what was typed, or what the chosen item says."""
    if isinstance(kept, list) and len(kept) == 2:
        kept = kept[1]
    return kept.strip() if isinstance(kept, str) else ""
