"""The key of somebody's own psychotherapy notes, from the passphrase to the lock."""

from __future__ import annotations

from practice_desk.credentials.data_key import DataKey


class HeldKey:
    """At most one key, overwritten when it is let go."""

    def __init__(self) -> None:
        self._key: DataKey | None = None

    @property
    def key(self) -> DataKey | None:
        """The key, None while the notes are sealed."""
        return self._key

    def keep(self, key: DataKey) -> None:
        """Hold *key* in the place of another."""
        self.forget()
        self._key = key

    def forget(self) -> None:
        """Overwrite it. Repeating it is harmless."""
        key, self._key = self._key, None
        if key is not None:
            key.wipe()
