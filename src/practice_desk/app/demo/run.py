"""`practice-desk demo`: the demo clinic in the window, or the tour where there is no display."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from practice_desk.app.demo.access import DEMO_PASSPHRASE, DEMO_ROLES


def run_demo(*, headless: bool, output: Path) -> int:
    """Open the demo clinic, made the first time; *headless* or without a display, take the tour."""
    if headless or not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from practice_desk.app.demo.tour import take_tour  # Qt reads the platform when imported

        return take_tour(output)
    from practice_desk.app.demo.clinic import ensure_demo_clinic
    from practice_desk.app.main import run_window

    print("Preparing the demo clinic: forty-one fictional patients, made once …", flush=True)
    folder = ensure_demo_clinic()
    print(f"Everybody's passphrase: {DEMO_PASSPHRASE}", flush=True)
    for user, role in DEMO_ROLES.items():
        print(f"    {user:<12} {role}", flush=True)
    return run_window(folder)


def has_display() -> bool:
    """Return whether windows can be shown."""
    if os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
