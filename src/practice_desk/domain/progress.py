"""How long work tells where it stands and learns that it should stop."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Called with (done, total, what). Raises `errors.Cancelled` when the user wants to stop."""


def no_progress(done: int, total: int, what: str) -> None:
    """Ignore progress: for callers that show none."""
