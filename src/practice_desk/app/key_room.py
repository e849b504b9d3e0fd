"""Where the windows have key slots opened; imports nothing that the first paint does not need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from practice_desk.services.key_helper import KeyHelper, SlotOpener


class KeyRoom:
    """Where key slots are opened: in a process of its own if *apart*, as for the real windows.

    Used on the worker. The process stands ready from `get_ready` on and until somebody is in.
    """

    def __init__(self, *, apart: bool) -> None:
        self.apart = apart
        self._helper: KeyHelper | None = None

    def get_ready(self) -> None:
        """Start the process while the passphrase is typed. Only for keys that are apart."""
        self._own_helper().begin()

    def leave(self) -> None:
        """End the process."""
        if self._helper is not None:
            self._helper.end()

    @property
    def opener(self) -> SlotOpener:
        """Whoever opens key slots here."""
        from practice_desk.credentials import key_slots

        return self._own_helper() if self.apart else key_slots

    def _own_helper(self) -> KeyHelper:
        from practice_desk.services.key_helper import KeyHelper

        if self._helper is None:
            self._helper = KeyHelper()
        return self._helper
