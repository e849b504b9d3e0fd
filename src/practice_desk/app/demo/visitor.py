"""Drives the real windows as a person would, and takes their pictures."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget

from practice_desk.domain.errors import ExpectedError
from practice_desk.gui import theme
from practice_desk.gui.tasks import Tasks

PATIENCE = 90.0
"""Seconds to wait for what should come, on a slow machine."""
_LOOKS = ("light", "dark")
_A_MOMENT = 20
_SOON = 400
"""Milliseconds: a timer that is nearer does what follows on the last key or click."""


class TourFailed(ExpectedError):
    """A window did not do what it should; the tour stops there."""


class Visitor:
    """Clicks and types, waits for the workers, and keeps a numbered picture of each step."""

    def __init__(self, app: QApplication, output: Path, *workers: Tasks) -> None:
        self._app = app
        self._output = output
        self._workers = workers
        self._number = 0
        self._look = "light"
        self._goes_back = False

    def picture(self, name: str, widget: QWidget, what: str) -> None:
        """Say *what* was done and keep a picture of *widget* as ``NN-name.png``."""
        if self._goes_back:
            self.use_look("light")
        self.settle()
        self._keep(name, widget, what)

    def in_both_looks(self, name: str, widget: QWidget, what: str) -> None:
        """Keep a picture in the light look, and one in the dark.

        The present look comes first: to style all windows anew takes a second. The next picture in
        one look alone is a light one again.
        """
        self.settle()
        for look in sorted(_LOOKS, key=lambda look: look != self._look):
            self.use_look(look)
            self._keep(f"{name}-{look}", widget, f"{what}, {look}")
        self._goes_back = True

    def use_look(self, look: str) -> None:
        """Show all windows in the light or the dark look."""
        self._look, self._goes_back = look, False
        theme.theme().use(self._app, look == "dark")

    def say(self, what: str) -> None:
        """Say what was done without a picture."""
        print(f"    {what}", flush=True)

    def click(self, button: QPushButton | QWidget | None, what: str) -> None:
        """Press the left mouse button on *button*. Raises TourFailed when it can't be pressed."""
        if button is None or not button.isEnabled():
            raise TourFailed(f"The tour could not press “{what}”.", "Please report this.")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def type_into(self, field: QWidget, text: str, *, instead: bool = False) -> None:
        """Type *text*, key by key; with *instead* over what is there."""
        field.setFocus()
        if instead:
            QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, text)
        self.settle()

    def press(self, widget: QWidget, key: Qt.Key | str) -> None:
        """Press one key. Short cuts answer in the active window alone."""
        widget.window().activateWindow()
        widget.setFocus()
        self.settle()
        if isinstance(key, str):
            QTest.keyClicks(widget, key)
        else:
            QTest.keyClick(widget, key)
        self.settle()

    def choose(self, combo: QComboBox, data: object) -> None:
        """Choose the item of a combo box that stands for *data*."""
        place = combo.findData(data)
        if place < 0:
            raise TourFailed(f"The tour found no “{data}” to choose.", "Please report this.")
        combo.setCurrentIndex(place)
        self.settle()

    def drop(self, window: QWidget, path: Path) -> None:
        """Drop a file on *window*, as from a file manager."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        middle = window.rect().center()
        enter = QDragEnterEvent(middle, copy, data, left, none)
        QApplication.sendEvent(window, enter)
        QApplication.sendEvent(window, QDropEvent(QPointF(middle), copy, data, left, none))
        self.settle()

    def settle(self) -> None:
        """Wait until the workers have nothing to do and no window is about to do anything."""
        QTest.qWait(_A_MOMENT)
        self.until(self._is_quiet, "the work to end")

    def _is_quiet(self) -> bool:
        QApplication.processEvents()  # what has come in on the way may begin more work
        timers = (
            timer
            for window in QApplication.topLevelWidgets()
            for timer in window.findChildren(QTimer)
        )
        return not any(worker.is_busy for worker in self._workers) and not any(
            timer.isActive() and timer.isSingleShot() and timer.interval() <= _SOON
            for timer in timers
        )

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for *condition*. Raises TourFailed when it does not come."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise TourFailed(f"The tour waited in vain for {what}.", "Please report this.")
            QTest.qWait(_A_MOMENT)

    def _keep(self, name: str, widget: QWidget, what: str) -> None:
        self._number += 1
        file = self._output / f"{self._number:03d}-{name}.png"
        widget.grab().save(str(file))
        print(f"{self._number:03d}  {what}  → {file.name}", flush=True)
