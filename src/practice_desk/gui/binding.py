"""Designer forms as typed Python: annotations name the widgets of a ``.ui`` file.

    class PatientForm(Form):
        ui = "patient_dialog.ui"
        family_name: QLineEdit
        birth_date: DateField

    form = PatientForm(parent)
    form.root.layout()…

A widget that is missing or of another class raises TypeError when the form is made, so one test
that makes every form proves them all. A widget that stands for a field has the field's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice
from PySide6.QtUiTools import QUiLoader
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from practice_desk.assets import asset
from practice_desk.gui import custom_widgets

SPIN_BOX_INDENT = 10


class Form:
    """A loaded ``.ui`` file; `root` is its top widget."""

    ui: ClassVar[str]
    root: QWidget

    def __init__(self, parent: QWidget | None = None) -> None:
        self.root = load(self.ui, parent)
        for name, kind in get_type_hints(type(self)).items():
            if name in ("ui", "root"):
                continue
            widget = self.root if self.root.objectName() == name else None
            widget = widget or self.root.findChild(QWidget, name)
            if not isinstance(widget, kind):
                found = type(widget).__name__ if widget is not None else "nothing"
                raise TypeError(
                    f"{self.ui}: {type(self).__name__} wants a {kind.__name__} called {name!r} "
                    f"and found {found}"
                )
            setattr(self, name, widget)

    def field(self, name: str) -> QWidget | None:
        """Return the widget that stands for a field, or None."""
        return self.root.findChild(QWidget, name)


def load(ui: str, parent: QWidget | None = None) -> QWidget:
    """Load a form from ``ui/``. Raises FileNotFoundError or RuntimeError for a broken form."""
    loader = _loader()
    while custom_widgets.waiting:
        loader.registerCustomWidget(custom_widgets.waiting.pop())
    buffer = QBuffer()
    buffer.setData(QByteArray(asset("ui", ui).read_bytes()))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    root = loader.load(buffer, parent)
    if root is None:
        raise RuntimeError(f"{ui}: {loader.errorString()}")
    for spin_box in root.findChildren(QSpinBox):
        indent_text(spin_box)
    return root


@cache
def _loader() -> QUiLoader:
    """Return the one loader, made without Designer's plug-ins.

    It would load each that it finds on Qt's paths, one of them with all of QML: 20 ms and 10 MB.
    """
    paths = QCoreApplication.libraryPaths()
    QCoreApplication.setLibraryPaths([])
    try:
        return QUiLoader()
    finally:
        QCoreApplication.setLibraryPaths(paths)


def indent_text(spin_box: QSpinBox) -> None:
    """Give a spin box the inner margin of the other fields, which a style sheet cannot."""
    spin_box.lineEdit().setTextMargins(SPIN_BOX_INDENT, 0, 0, 0)


def set_value(widget: QWidget, value: Any) -> None:  # noqa: ANN401 - any field's value
    """Show a field's value in its widget; a combo box shows the item whose data it is.

    A value that a combo box does not offer leaves it blank: never another value in its place.
    """
    if isinstance(widget, QLineEdit):
        widget.setText("" if value is None else str(value))
        widget.setCursorPosition(0)
    elif isinstance(widget, QPlainTextEdit):
        widget.setPlainText("" if value is None else str(value))
    elif isinstance(widget, QComboBox):
        widget.setCurrentIndex(item_of(widget, value))
    elif isinstance(widget, QCheckBox):
        widget.setChecked(bool(value))
    elif isinstance(widget, QSpinBox):
        widget.setValue(int(value or 0))
    elif hasattr(widget, "set_value"):
        widget.set_value(value)
    else:
        raise TypeError(f"no value goes into {type(widget).__name__} {widget.objectName()!r}")


def item_of(combo: QComboBox, value: object) -> int:
    """Return the index of the item whose data equals *value*, -1 without one.

    Qt's own findData misses equal decimals, dates and dataclasses. A `StrEnum` comes back from
    `currentData` as a plain string, which equals its member.
    """
    for index in range(combo.count()):
        if combo.itemData(index) == value:
            return index
    return -1


def values_of(form: Form, names: Iterable[str], record: type) -> dict[str, Any]:
    """Return what the widgets hold that are named after fields of the dataclass *record*.

    Each value is of its field's type: through Qt a member of a `StrEnum` becomes a plain string,
    which equals the member and is not it, so that a rule that asks ``is`` would be passed over.
    """
    kinds = _enumerations(record)
    found = {name: value_of(getattr(form, name)) for name in names}
    return {
        name: kinds[name](value) if name in kinds and value is not None else value
        for name, value in found.items()
    }


@cache
def _enumerations(record: type) -> dict[str, type[StrEnum]]:
    kinds = {}
    for name, hint in get_type_hints(record).items():
        either = get_args(hint) if get_origin(hint) in (Union, UnionType) else ()
        for kind in (hint, *either):  # also of "kind | None", not of "frozenset[kind]"
            if isinstance(kind, type) and issubclass(kind, StrEnum):
                kinds[name] = kind
    return kinds


def value_of(widget: QWidget) -> Any:  # noqa: ANN401 - any field's value
    """Return what a widget holds: text without outer space, a combo's data, a check, a number."""
    if isinstance(widget, QLineEdit):
        return " ".join(widget.text().split())
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText().strip()
    if isinstance(widget, QComboBox):
        return widget.currentData()
    if isinstance(widget, QCheckBox):
        return widget.isChecked()
    if isinstance(widget, QSpinBox):
        return widget.value()
    if hasattr(widget, "value"):
        return widget.value()
    raise TypeError(f"no value comes from {type(widget).__name__} {widget.objectName()!r}")
