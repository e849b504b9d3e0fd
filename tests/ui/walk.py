"""Walks everything that a window offers: pages, tabs, buttons, menus and short cuts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QTabWidget,
    QWidget,
)

from practice_desk.gui.main_window import MainWindow

FEW = 40
"""Rows that are read again each time."""
LEAVES = ("Lock", "Change the key", "Open another", "Quit", "Close Practice Desk")
"""What would end the walk, or take long: it is offered, and not pressed."""


def texts_of(widget: QWidget) -> Iterator[str]:
    """Yield every text that can be seen or heard on *widget*, hidden parts included."""
    for kind in (QLabel, QAbstractButton, QLineEdit):
        for child in widget.findChildren(kind):
            yield child.text()
    for text in widget.findChildren(QPlainTextEdit):
        yield text.toPlainText()
    for child in [widget, *widget.findChildren(QWidget)]:
        yield from (
            child.windowTitle(),
            child.toolTip(),
            child.accessibleName(),
            child.accessibleDescription(),
        )


def _name(button: QAbstractButton) -> str:
    return button.text().replace("&", "") or button.accessibleName()


def cells_of(table: QTableView) -> Iterator[str]:
    """Yield every cell of a table."""
    rows = range(table.verticalHeader().count())
    columns = range(table.horizontalHeader().count())
    yield from (str(table.model().index(row, at).data()) for row in rows for at in columns)


@dataclass
class Walk:
    """One walk through a window; `pressed` names what was pressed, `read` is all that was seen."""

    window: MainWindow
    pressed: list[str] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    rows: dict[int, int] = field(default_factory=dict)
    """How many rows each table had when it was read last: long ones are read once."""

    def take(self, patient_id: int) -> None:
        """Walk every page of the rail and every page of the patient's chart."""
        self.window.open_patient(patient_id)
        for number, rail_button in enumerate(self.window.rail.pages()):
            if not rail_button.isVisible():
                continue
            self.window.show_page(number)
            self._look()
            for _ in self._tabs():
                self._press_all()
        self._use_short_cuts()

    def _tabs(self) -> Iterator[None]:
        """Turn to each tab in view, and to none where there are no tabs."""
        bars = [bar for bar in self.window.findChildren(QTabWidget) if bar.isVisible()]
        for bar in bars:
            for place in range(bar.count()):
                if bar.isTabVisible(place):
                    bar.setCurrentIndex(place)
                    self._look()
                    yield
        if not bars:
            yield

    def _press_all(self) -> None:
        """Press each button in view once, those too that come into view on the way."""
        done: set[tuple[str, str]] = set()
        while (button := self._next(done)) is not None:
            page = self.window.page
            self.pressed.append(_name(button))
            self._press(button)
            self._dismiss()
            if self.window.page != page:  # a button that leads elsewhere
                self.window.show_page(page)

    def _next(self, done: set[tuple[str, str]]) -> QAbstractButton | None:
        """Return a button that was not pressed yet, and mark it; None where all were."""
        for button in self.window.findChildren(QAbstractButton):
            if not shiboken6.isValid(button) or not button.isVisible() or not button.isEnabled():
                continue
            about = (_name(button), button.accessibleName() or button.accessibleDescription())
            if about in done or about[0].startswith(LEAVES) or button in self.window.rail.pages():
                continue
            done.add(about)
            return button
        return None

    def _press(self, button: QAbstractButton) -> None:
        menu = getattr(button, "menu", lambda: None)()
        if isinstance(menu, QMenu):
            for text in [each.text() for each in menu.actions()]:
                # the chart's menu of pages is made anew as one of them is chosen
                for action in [each for each in menu.actions() if each.text() == text]:
                    self._trigger(action)
        else:
            button.click()

    def _trigger(self, action: QAction) -> None:
        if action.isVisible() and action.isEnabled() and not action.isSeparator():
            self.pressed.append(action.text().replace("&", ""))
            action.trigger()
            self._dismiss()

    def _use_short_cuts(self) -> None:
        for shortcut in self.window.findChildren(QShortcut):
            if shiboken6.isValid(shortcut) and shortcut.key().toString() != "Ctrl+L":
                self.pressed.append(shortcut.key().toString())
                shortcut.activated.emit()
                self._dismiss()

    def _dismiss(self) -> None:
        """Look at what came up, and close it without saving."""
        QApplication.processEvents()
        self._look()
        for _ in range(4):  # one Esc for what is typed, one for what lies below
            for dialog in self.window.findChildren(QDialog):
                if shiboken6.isValid(dialog) and dialog.isVisible():
                    self._read(dialog)
                    dialog.reject()
        # What was closed goes at once, as it does in the program: else hundreds of forms pile up.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _look(self) -> None:
        QApplication.processEvents()
        self._read(self.window)

    def _read(self, widget: QWidget) -> None:
        self.read.update(texts_of(widget))
        for table in widget.findChildren(QTableView):
            count = table.verticalHeader().count()
            if self.rows.get(id(table)) != count or count < FEW:
                self.rows[id(table)] = count
                self.read.update(cells_of(table))
