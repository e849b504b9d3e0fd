"""Keeps a note while it is written: in its own place in the clinic, not as a draft of a form.

Two seconds after something was typed it is in the encrypted clinic. What was written, deleted or
merged elsewhere meanwhile is not overwritten: what is typed here then goes on as a note of its own,
and the form says so.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, cast

from PySide6.QtCore import Slot

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.note import Note
from practice_desk.domain.psychotherapy_note import PsychotherapyNote
from practice_desk.gui.context import AppContext
from practice_desk.gui.drafting import Drafting, DraftKeeper
from practice_desk.services.clinic import Clinic

N = TypeVar("N", Note, PsychotherapyNote)


class Written(Protocol[N]):
    """What the keeper needs of the form."""

    def note(self) -> N:
        """Return the note as it stands in the form."""

    def was_kept(self, note: N, *, apart: bool) -> None:
        """Show that it was kept, *apart* from the note that was opened."""

    def was_not_kept(self, error: ExpectedError) -> None:
        """Show why it was not."""


@dataclass(frozen=True, slots=True)
class Kept(Generic[N]):
    """A note as it was kept, and what changed for lists."""

    note: N
    apart: bool
    changes: Changes


class WrittenKeeper(DraftKeeper, Generic[N]):
    """Keeps one note. The form is read on the GUI thread, the note written on the worker."""

    def __init__(self, form: Drafting, context: AppContext, note: N) -> None:
        super().__init__(form, context, "", note.patient_id)
        self._opened = {}  # no second copy of the text
        self._written: Written[N] = cast("Written[N]", form)
        self._stored: N = note  # read and written on the worker alone from here on
        self._at_first: N = self._written.note()
        self._last: N = self._at_first

    @abstractmethod
    def write(self, clinic: Clinic, value: N) -> Kept[N]:
        """Keep *value* over what is stored. On the worker."""

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

    def take_as_opened(self) -> None:
        """What the form shows now is what was opened: nobody has typed yet."""
        self._at_first = self._last = self._written.note()

    def changed(self) -> None:
        """Something was typed or chosen."""
        self._changed()

    @Slot()
    def keep(self) -> None:
        """Keep the note as it stands, unless it is kept already or nothing was typed."""
        self.timer.stop()
        value = self._written.note()
        if not self._over and value != self._last:
            self._run(value, lambda: None)

    def set_aside(self, then: Callable[[], None]) -> None:
        """Keep the note as it stands, then call: the form may close, its author goes on later."""
        self.timer.stop()
        value = self._written.note()
        if value != self._last or self.failed:
            self._run(value, then)
        else:  # after what is being written
            self._context.tasks.run(
                lambda: None, done=lambda _none: self._unless_failed(then), parent=self
            )

    def end(self) -> None:
        """Keep nothing any more: the form is signed, discarded or emptied."""
        self._over = True
        self.timer.stop()

    def _run(self, value: N, then: Callable[[], None]) -> None:
        self._last, context = value, self._context

        def kept(found: Kept[N]) -> None:
            self.failed = False
            self._written.was_kept(found.note, apart=found.apart)
            if found.changes != Changes():
                context.events.store_changed.emit(found.changes)
            then()

        context.tasks.run(
            lambda: self.write(context.clinic, value),
            done=kept,
            failed=self._not_kept,
            parent=self,
        )

    def _unless_failed(self, then: Callable[[], None]) -> None:
        if not self.failed:
            then()

    def _not_kept(self, error: ExpectedError) -> None:
        self.failed, self._last = True, self._at_first
        self._written.was_not_kept(error)

    @Slot()
    def _finish(self) -> None:
        """The form was closed."""
        self.end()
