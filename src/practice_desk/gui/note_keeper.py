"""Keeps a note while it is written: as a draft of the note itself, in its chart, for its author.

Two seconds after something was typed it is in the encrypted clinic. A draft that was written or
discarded elsewhere meanwhile is not overwritten: what is typed here then goes on as a draft of its
own, and the form says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, cast

from PySide6.QtCore import Slot

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError, Invalid, NotFound, StaleRecord
from practice_desk.domain.note import Note
from practice_desk.gui.context import AppContext
from practice_desk.gui.drafting import Drafting, DraftKeeper
from practice_desk.services.clinic import Clinic
from practice_desk.services.notes import SavedDraft, save_draft


class Written(Protocol):
    """What the keeper needs of the form."""

    def note(self) -> Note:
        """Return the note as it stands in the form."""

    def was_kept(self, draft: Note, *, apart: bool) -> None:
        """Show that it was kept, *apart* from the draft that was opened."""

    def was_not_kept(self, error: ExpectedError) -> None:
        """Show why it was not."""


@dataclass(frozen=True, slots=True)
class _Kept:
    saved: SavedDraft
    apart: bool


class NoteKeeper(DraftKeeper):
    """Keeps one note. The form is read on the GUI thread, the draft written on the worker."""

    def __init__(self, form: Drafting, context: AppContext, note: Note) -> None:
        super().__init__(form, context, "", note.patient_id)
        self._written = cast("Written", form)
        self._stored = note  # read and written on the worker alone from here on
        self._at_first = self._last = self._written.note()

    def take_as_opened(self) -> None:
        """What the form shows now is what was opened: nobody has typed yet."""
        self._at_first = self._last = self._written.note()

    @property
    def id(self) -> None:
        """None: it is no draft of a form."""
        return None

    @property
    def is_typed(self) -> bool:
        """Whether the note differs from what was opened."""
        return self._written.note() != self._at_first

    @property
    def is_safe(self) -> bool:
        """Whether nothing would be lost with the form as it stands."""
        return not self.failed and self._written.note() == self._last

    def stamped(self, value: Note) -> Note:
        """Return *value* over the draft as it was kept last. On the worker, for signing."""
        stored = self._stored
        return replace(value, id=stored.id, version=stored.version, begun_at=stored.begun_at)

    @property
    def stored_id(self) -> int | None:
        """The number of the draft, None before the first time. On the worker."""
        return self._stored.id

    @Slot()
    def keep(self) -> None:
        """Keep the note as it stands, unless it is kept already or nothing was typed."""
        self.timer.stop()
        value = self._written.note()
        if self._over or value == self._last:
            return
        self._last, context = value, self._context
        context.tasks.run(
            lambda: self._write_note(context.clinic, value),
            done=self._kept_note,
            failed=self._not_kept,
            parent=self,
        )

    def set_aside(self, then: Callable[[], None]) -> None:
        """Keep the note as it stands, then call: its author goes on later."""
        self.timer.stop()
        value, context = self._written.note(), self._context
        if value == self._last and not self.failed:
            context.tasks.run(  # after what is being written
                lambda: None, done=lambda _none: self._unless_failed(then), parent=self
            )
            return
        self._last = value

        def kept(found: _Kept) -> None:
            self._kept_note(found)
            then()

        context.tasks.run(
            lambda: self._write_note(context.clinic, value),
            done=kept,
            failed=self._not_kept,
            parent=self,
        )

    def _unless_failed(self, then: Callable[[], None]) -> None:
        if not self.failed:
            then()

    def changed(self) -> None:
        """Something was typed or chosen."""
        self._changed()

    def _write_note(self, clinic: Clinic, value: Note) -> _Kept:
        try:
            kept = _Kept(save_draft(clinic, self.stamped(value)), apart=False)
        except (StaleRecord, NotFound, Invalid):
            if self._stored.id is None:
                raise
            own = replace(value, id=None, version=None, begun_at=self._stored.begun_at)
            kept = _Kept(save_draft(clinic, own), apart=True)
        self._stored = kept.saved.note
        return kept

    def _kept_note(self, kept: _Kept) -> None:
        self.failed = False
        self._written.was_kept(kept.saved.note, apart=kept.apart)
        if kept.saved.changes != Changes():
            self._context.events.store_changed.emit(kept.saved.changes)

    def _not_kept(self, error: ExpectedError) -> None:
        self.failed, self._last = True, self._at_first
        self._written.was_not_kept(error)

    @Slot()
    def _finish(self) -> None:
        """The form was closed: signed, kept or discarded."""
        self._over = True
        self.timer.stop()
