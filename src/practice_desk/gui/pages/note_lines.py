"""Today's lines about notes that wait for a signature."""

from __future__ import annotations

from datetime import datetime

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.note import KIND_WORDS
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.services.clinic import Clinic
from practice_desk.services.notes import UnsignedNote, unsigned_notes

GROUP = "Notes to sign"


def note_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of one's own drafts and of notes that wait for a co-signature, oldest first.

    Nobody else can sign what one wrote, or co-sign for a supervisor: they are not handed on.
    """
    me = clinic.session.user_name
    return [_line(each, me) for each in unsigned_notes(clinic)]


def _line(waiting: UnsignedNote, me: str) -> TodayLine:
    note = waiting.note
    about = f"{KIND_WORDS[note.kind]} of {write_date(note.seen_on)}"
    name, number = waiting.patient.display_name, note.id or 0
    if waiting.waits_for != me:
        said, action = f"{name}: {about} waits to be co-signed.", "Read"
    elif note.author == me:
        said, action = f"{name}: {about} is not signed yet.", "Go on"
    else:
        said, action = f"{name}: {about} waits for your co-signature.", "Read"
    return TodayLine(
        Urgency.NOTICE,
        said,
        "",
        action,
        note.patient_id,
        record=RecordKey("note", number),
        group=GROUP,
        key=f"note:{number}",
        owners=frozenset({waiting.waits_for}),
        hands_on=False,
        waits_for=waiting.waits_for if waiting.waits_for != me else "",
    )
