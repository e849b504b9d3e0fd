"""Real windows, offscreen: nothing may block and every test has the application's look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QColorDialog, QDialog, QFileDialog, QInputDialog
from PySide6.QtWidgets import QMessageBox as Box

from practice_desk.app import paths
from practice_desk.gui import theme
from practice_desk.gui.preferences import preferences

_BLOCKING = (
    (QDialog, ("exec",)),
    (Box, ("about", "aboutQt", "critical", "exec", "information", "question", "warning")),
    (QInputDialog, ("getDouble", "getInt", "getItem", "getMultiLineText", "getText")),
    (
        QFileDialog,
        ("exec", "getExistingDirectory", "getOpenFileName", "getOpenFileNames", "getSaveFileName"),
    ),
    (QColorDialog, ("getColor",)),
)


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> QApplication:
    """The application in its light look."""
    theme.install(qapp, dark=False)
    return qapp


@pytest.fixture(autouse=True)
def no_preferences() -> Iterator[None]:
    """Keep this computer's settings out of the tests, and each test's out of the next."""
    preferences.install({}, lambda _name, _value: None)
    yield
    preferences.install({}, lambda _name, _value: None)


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings file in a folder of the test."""
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path)


@pytest.fixture(autouse=True)
def nothing_blocks(look: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make every call that would wait for a person fail the test."""

    # What the test before left to be deleted goes now, as it would in a running event loop, and so
    # does what it left on the screen: it would take the keyboard, and be read by a screen reader.
    for window in look.topLevelWidgets():
        if window.isVisible():
            window.hide()
            window.deleteLater()
    look.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a dialog waits for a person; open it with open()")

    for kind, names in _BLOCKING:
        for name in names:
            monkeypatch.setattr(kind, name, refuse)
    yield
    if theme.tokens().name != "light":  # every living widget is polished anew
        theme.theme().use(look, dark=False)
