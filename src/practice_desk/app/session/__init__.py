"""What the operating system tells: the screen was locked, the computer goes to sleep."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

from practice_desk.app.session.events import SessionEvents


def session_events(parent: QObject) -> SessionEvents:
    """Return what this system offers. Call it when the first window has been painted."""
    if sys.platform == "win32":
        from practice_desk.app.session.windows import WindowsSession

        return WindowsSession(parent)
    if sys.platform == "darwin":
        from practice_desk.app.session.macos import MacSession

        return MacSession(parent)
    from practice_desk.app.session.linux import LinuxSession, session_bus, system_bus

    return LinuxSession(system_bus(), session_bus(), parent)
