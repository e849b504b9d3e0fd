"""A keyring that lasts as long as a test."""

from __future__ import annotations

import keyring.backend
import keyring.errors


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that keeps what it is given."""

    priority = -1  # Backends register themselves when defined; this one is never chosen.

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Return what was kept, or None."""
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep *password*."""
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget it. Raises PasswordDeleteError where there is none."""
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError
