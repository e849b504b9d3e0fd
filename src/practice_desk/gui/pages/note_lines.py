"""Today's lines about notes that wait for a signature."""

from __future__ import annotations

from datetime import datetime

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.note import KIND_WORDS
from practice_desk.domain.timeline import RecordKey
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.notes import UnsignedNote, unsigned_notes

MOST_LINES = 5
"""So many notes are named; of the rest the number is told."""


def note_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of one's own drafts and of notes that wait for one's co-signature, oldest first."""
    me = clinic.session.user_name
    mine = [each for each in unsigned_notes(clinic) if each.waits_for == me]
    lines = [_line(each, me) for each in mine[:MOST_LINES]]
    if len(mine) > MOST_LINES:
        rest = write_count(len(mine) - MOST_LINES, "more note waits", "more notes wait")
        lines.append(TodayLine(Urgency.NOTICE, f"{rest} for your signature."))
    return lines


def _line(waiting: UnsignedNote, me: str) -> TodayLine:
    note = waiting.note
    about = f"{KIND_WORDS[note.kind]} of {write_date(note.seen_on)}"
    name, key = waiting.patient.display_name, RecordKey("note", note.id or 0)
    if note.author == me:
        said, action = f"{name}: {about} is not signed yet.", "Go on"
    else:
        said, action = f"{name}: {about} waits for your co-signature.", "Read"
    return TodayLine(Urgency.NOTICE, said, "", action, note.patient_id, record=key)
