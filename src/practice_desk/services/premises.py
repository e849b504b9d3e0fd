"""What all sessions in one open clinic share: the store, who is at work on it, and what waits."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakSet

from practice_desk.services.audit_queue import AuditQueue
from practice_desk.services.gate import Gate
from practice_desk.storage.store import Store

if TYPE_CHECKING:
    from practice_desk.services.clinic import Clinic


class Premises:
    """The one store, which is exchanged for all when the clinic's key is changed."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.gate = Gate()
        self.queue = AuditQueue(lambda: self.store)
        self.clinics: WeakSet[Clinic] = WeakSet()
        self.is_closed = False
        self.kept: dict[str, object] = {}
        """What services keep from one call to the next, by their module's name."""
        self.key_change = Lock()
        """Held by who makes or removes generations under another key."""
