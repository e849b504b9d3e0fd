"""Keeps a psychotherapy note while it is written: sealed at once, never as a draft of a form."""

from __future__ import annotations

from dataclasses import replace

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import NotFound, StaleRecord
from practice_desk.domain.psychotherapy_note import PsychotherapyNote
from practice_desk.gui.context import AppContext
from practice_desk.gui.drafting import Drafting
from practice_desk.gui.written_keeper import Kept, WrittenKeeper
from practice_desk.services.clinic import Clinic
from practice_desk.services.psychotherapy_notes import keep_note


class PsychotherapyKeeper(WrittenKeeper[PsychotherapyNote]):
    """Keeps one note sealed; what is stored is remembered without its text."""

    def __init__(self, form: Drafting, context: AppContext, note: PsychotherapyNote) -> None:
        super().__init__(form, context, note)
        self._goes_on = False

    def stamped(self, value: PsychotherapyNote) -> PsychotherapyNote:
        """Return *value* over the note as it was kept last. On the worker."""
        return replace(value, id=self._stored.id, version=self._stored.version)

    def write(self, clinic: Clinic, value: PsychotherapyNote) -> Kept[PsychotherapyNote]:
        """Seal *value* over what is stored, else as a note of its own. On the worker."""
        try:
            kept = keep_note(clinic, self.stamped(value), goes_on=self._goes_on)
            apart = False
        except (StaleRecord, NotFound):  # the chart was merged, or the note deleted, meanwhile
            if self._stored.id is None:
                raise
            kept = keep_note(clinic, replace(value, id=None, version=None))
            apart = True
        self._stored, self._goes_on = replace(kept, text=""), True
        return Kept(kept, apart, Changes())
