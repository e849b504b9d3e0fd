"""Writing in a visit: the same fields as in the editor of notes, with phrases and spelling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QScrollArea

from practice_desk.domain.note_phrase import NotePhrase
from practice_desk.gui.spelling import Spelling
from practice_desk.gui.widgets.section_column import SectionColumn


@dataclass(frozen=True, slots=True)
class Writing:
    """What all fields of one visit share; `scroll` is what they stand in."""

    spelling: Spelling
    phrases: Sequence[NotePhrase]
    scroll: QScrollArea
    refused: Callable[[str], object]
    """Called with why nothing was pasted."""

    def column(self, lines: int) -> SectionColumn:
        """Return a column of sections that show *lines* lines while they are empty."""
        made = SectionColumn(self.spelling, lines=lines)
        made.follow(self.scroll)
        made.offer_phrases(self.phrases)
        made.refused.connect(self.refused)
        return made
