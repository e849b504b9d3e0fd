"""The application from its first window on, as `app.main` starts it, but with work done at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from practice_desk.app.flow import Flow
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.tasks import InlineTasks, Tasks
from tests.factories import CHEAP, COLLEAGUES_PASSPHRASE, PASSPHRASE

COLLEAGUE = "bo.lind"


@contextmanager
def started(root: Path, tasks: Tasks | None = None, beside: Tasks | None = None) -> Iterator[Flow]:
    """Start the application on the clinic in *root*; at the end close it and all its windows."""
    flow = Flow(tasks or InlineTasks(), beside, profile=CHEAP)
    flow.start(root)
    try:
        yield flow
    finally:
        flow.shut_down()
        for window in (flow.unlock, flow.window):
            if window is not None:
                window.hide()
                window.deleteLater()
        QApplication.processEvents()


def unlock(flow: Flow, user: str = "", secret: str = PASSPHRASE) -> None:
    """Type *secret* into the unlock window, as *user*, and press the button."""
    assert flow.unlock is not None
    form = flow.unlock.form
    if user:
        form.user_name.setCurrentText(user)
        assert form.user_name.currentText() == user
    form.secret.setText(secret)
    form.unlock_button.click()


def unlock_colleague(flow: Flow) -> None:
    """Let the second person in."""
    unlock(flow, COLLEAGUE, COLLEAGUES_PASSPHRASE)


def window_of(flow: Flow) -> MainWindow:
    """Return the main window on the screen."""
    assert flow.window is not None
    return flow.window
