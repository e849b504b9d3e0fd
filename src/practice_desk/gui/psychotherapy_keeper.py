"""Keeps a psychotherapy note while it is written: sealed at once, never as a draft of a form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, cast

from PySide6.QtCore import Slot

from practice_desk.domain.errors import ExpectedError, NotFound, StaleRecord
from practice_desk.domain.psychotherapy_note import PsychotherapyNote
from practice_desk.gui.context import AppContext
from practice_desk.gui.drafting import Drafting, DraftKeeper
from practice_desk.services.clinic import Clinic
from practice_desk.services.psychotherapy_notes import keep_note


class Written(Protocol):
    """What the keeper needs of the form."""

    def note(self) -> PsychotherapyNote:
        """Return the note as it stands in the form."""

    def was_kept(self, note: PsychotherapyNote, *, apart: bool) -> None:
        """Show that it was kept, *apart* from the note that was opened."""

    def was_not_kept(self, error: ExpectedError) -> None:
        """Show why it was not."""


@dataclass(frozen=True, slots=True)
class _Kept:
    note: PsychotherapyNote
    apart: bool


class PsychotherapyKeeper(DraftKeeper):
    """Keeps one note. The form is read on the GUI thread, the note sealed on the worker."""

    def __init__(self, form: Drafting, context: AppContext, note: PsychotherapyNote) -> None:
        super().__init__(form, context, "", note.patient_id)
        self._opened = {}  # no second copy of the text
        self._written = cast("Written", form)
        self._stored = note  # read and written on the worker alone from here on
        self._goes_on = False
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

    def stamped(self, value: PsychotherapyNote) -> PsychotherapyNote:
        """Return *value* over the note as it was kept last. On the worker."""
        return replace(value, id=self._stored.id, version=self._stored.version)

    @Slot()
    def keep(self) -> None:
        """Keep the note as it stands, unless it is kept already or nothing was typed."""
        self.timer.stop()
        value = self._written.note()
        if not self._over and value != self._last:
            self._run(value, lambda: None)

    def set_aside(self, then: Callable[[], None]) -> None:
        """Keep the note as it stands, then call: the form may close."""
        self.timer.stop()
        value, context = self._written.note(), self._context
        if value != self._last or self.failed:
            self._run(value, then)
        else:  # after what is being written
            context.tasks.run(
                lambda: None, done=lambda _none: self._unless_failed(then), parent=self
            )

    def end(self) -> None:
        """Keep nothing any more: the form is emptied now."""
        self._over = True
        self.timer.stop()

    def _run(self, value: PsychotherapyNote, then: Callable[[], None]) -> None:
        self._last, context = value, self._context

        def kept(found: _Kept) -> None:
            self.failed = False
            self._written.was_kept(found.note, apart=found.apart)
            then()

        context.tasks.run(
            lambda: self._seal(context.clinic, value),
            done=kept,
            failed=self._not_kept,
            parent=self,
        )

    def _unless_failed(self, then: Callable[[], None]) -> None:
        if not self.failed:
            then()

    def _seal(self, clinic: Clinic, value: PsychotherapyNote) -> _Kept:
        try:
            kept = keep_note(clinic, self.stamped(value), goes_on=self._goes_on)
            apart = False
        except (StaleRecord, NotFound):  # the chart was merged, or the note deleted, meanwhile
            if self._stored.id is None:
                raise
            kept = keep_note(clinic, replace(value, id=None, version=None))
            apart = True
        self._stored, self._goes_on = replace(kept, text=""), True
        return _Kept(kept, apart)

    def _not_kept(self, error: ExpectedError) -> None:
        self.failed, self._last = True, self._at_first
        self._written.was_not_kept(error)

    @Slot()
    def _finish(self) -> None:
        """The form was closed."""
        self.end()
