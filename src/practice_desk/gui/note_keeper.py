"""Keeps a note while it is written: as a draft of the note itself, in its chart, for its author."""

from __future__ import annotations

from dataclasses import replace

from practice_desk.domain.errors import Invalid, NotFound, StaleRecord
from practice_desk.domain.note import Note
from practice_desk.gui.written_keeper import Kept, WrittenKeeper
from practice_desk.services.clinic import Clinic
from practice_desk.services.notes import save_draft


class NoteKeeper(WrittenKeeper[Note]):
    """Keeps one note as its author's draft; one that was signed elsewhere goes on as another."""

    @property
    def stored_id(self) -> int | None:
        """The number of the draft, None before the first time. On the worker."""
        return self._stored.id

    def stamped(self, value: Note) -> Note:
        """Return *value* over the draft as it was kept last. On the worker, for signing."""
        stored = self._stored
        return replace(value, id=stored.id, version=stored.version, begun_at=stored.begun_at)

    def write(self, clinic: Clinic, value: Note) -> Kept[Note]:
        """Keep *value* over its draft, else as a draft of its own. On the worker."""
        try:
            saved, apart = save_draft(clinic, self.stamped(value)), False
        except (StaleRecord, NotFound, Invalid):
            if self._stored.id is None:
                raise
            own = replace(value, id=None, version=None, begun_at=self._stored.begun_at)
            saved, apart = save_draft(clinic, own), True
        self._stored = saved.note
        return Kept(saved.note, apart, saved.changes)
