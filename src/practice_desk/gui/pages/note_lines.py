"""Today's lines about notes that wait for a signature."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.note import KIND_WORDS
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.pages.registry import SETTINGS
from practice_desk.gui.pages.settings_tabs import PEOPLE
from practice_desk.gui.pages.today_line import TodayLine
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.left_notes import LeftNote, LeftWork, left_notes, left_work
from practice_desk.services.notes import UnsignedNote, unsigned_notes

GROUP = "Notes to sign"
LEFT = "Notes of people who left"


def note_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of one's own drafts, of notes that wait for a co-signature, and of who left.

    Nobody else can sign what one wrote, or co-sign for a supervisor: they are not handed on.
    """
    me = clinic.session.user_name
    return [
        *(_line(each, me) for each in unsigned_notes(clinic)),
        *(_left_line(each) for each in left_notes(clinic)),
    ]


def left_work_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell who administers accounts what nobody can sign as things are, and nothing of patients."""
    return [line for each in left_work(clinic) for line in _of_person(each)]


def _left_line(each: LeftNote) -> TodayLine:
    about = f"{KIND_WORDS[each.kind]} of {write_date(each.seen_on)}"
    return TodayLine(
        Urgency.NOTICE,
        f"{each.patient_name}: {about} by {each.author}, who left, was never signed.",
        "Read it, write what is still to be known, and close it without a signature.",
        "Read",
        each.patient_id,
        record=RecordKey("note", each.note_id),
        group=LEFT,
        key=f"left_note:{each.note_id}",
    )


def _of_person(each: LeftWork) -> Iterator[TodayLine]:
    begun = [
        write_count(count, noun)
        for count, noun in ((each.notes, "note"), (each.visits, "visit"))
        if count
    ]
    if begun:
        yield _about_person(
            f"{each.display_name} left {' and '.join(begun)} unsigned.",
            "Prescribers and therapists can close the notes. Let in again, the author can sign.",
            f"left_work:{each.user_name}",
            each.notes + each.visits,
        )
    if each.to_cosign:
        waiting = write_count(each.to_cosign, "note waits", "notes wait")
        yield _about_person(
            f"{each.display_name}: {waiting} for a co-signature, and nobody is named to give it.",
            "Name somebody who co-signs, in the account.",
            f"no_cosigner:{each.user_name}",
            each.to_cosign,
        )


def _about_person(sentence: str, detail: str, key: str, weight: int) -> TodayLine:
    return TodayLine(
        Urgency.NOTICE,
        sentence,
        detail,
        "Open account",
        SETTINGS,
        f"{PEOPLE}:{key.partition(':')[2]}",
        group=LEFT,
        key=key,
        weight=weight,
    )


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
        waits_for="" if waiting.waits_for == me else waiting.waits_for or "an administrator",
    )
