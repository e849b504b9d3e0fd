"""A therapist's session in a visit: its kind, times, codes and fields, typed as in the note editor.

What is typed is a `TypedNote`, whose sections are the fields of the ways of working alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from practice_desk.domain.appointment import VisitKind
from practice_desk.domain.calendar_text import write_time
from practice_desk.domain.draft import Json
from practice_desk.domain.errors import Problem
from practice_desk.domain.note import Modality, Note, NoteFormat, NoteKind, check_contact
from practice_desk.domain.note_template import NoteTemplates, laid_out
from practice_desk.gui.models.kept_note import plain_note, read_note
from practice_desk.gui.models.note_form import TypedNote, read_typed

SESSION_KINDS = {
    NoteKind.INDIVIDUAL: "Individual",
    NoteKind.COUPLE: "Couple",
    NoteKind.FAMILY: "Family",
    NoteKind.GROUP: "Group",
    NoteKind.COMBINED: "With medication",
    NoteKind.CRISIS: "Crisis",
    NoteKind.TELEPHONE: "Telephone",
    NoteKind.INTAKE: "Intake",
    NoteKind.OTHER: "Other",
}
"""What a session opened from Today can be."""
VISIT_KINDS = {
    NoteKind.MEDICATION: "Medication",
    NoteKind.COMBINED: "With psychotherapy",
    NoteKind.INTAKE: "Intake",
    NoteKind.CRISIS: "Crisis",
    NoteKind.TELEPHONE: "Telephone",
    NoteKind.OTHER: "Other",
}
"""What a prescriber's visit can be."""
_BEGUN = {
    VisitKind.MEDICATION: NoteKind.MEDICATION,
    VisitKind.THERAPY: NoteKind.INDIVIDUAL,
    VisitKind.INTAKE: NoteKind.INTAKE,
    VisitKind.OTHER: NoteKind.OTHER,
}


def begun_session(kind: VisitKind, started_at: datetime) -> TypedNote:
    """Return a visit of which nothing is typed yet: with one person, since it was opened."""
    of = _BEGUN[kind]
    day = started_at.astimezone().date()
    return TypedNote(of, NoteFormat.NARRATIVE, day, write_time(started_at))


def read_session(
    typed: TypedNote, patient_id: int, started_at: datetime
) -> tuple[Note, tuple[Problem, ...]]:
    """Return the note of a session without its words, and what is wrong with what was typed."""
    day = started_at.astimezone().date()
    base = Note(patient_id, typed.kind, day, (), "", started_at)
    note, problems = read_typed(replace(typed, sections=(), seen_on=day), base)
    found = (*problems, *check_contact(note))
    return note, tuple(Problem("session", each.sentence) for each in found)


def approaches_of(typed: TypedNote) -> tuple[str, ...]:
    """Return the ways of working whose fields are shown."""
    return tuple(dict.fromkeys(each.approach for each in typed.sections if each.approach))


def with_approach(typed: TypedNote, templates: NoteTemplates, code: str) -> TypedNote:
    """Return it with the fields of one more way of working, or without them.

    Fields in which something is written stay.
    """
    chosen = {*approaches_of(typed)} ^ {code}
    sections = laid_out(templates, typed.kind, NoteFormat.NARRATIVE, tuple(chosen), typed.sections)
    return replace(typed, sections=tuple(each for each in sections if each.approach))


def session_to_plain(typed: TypedNote) -> dict[str, Json]:
    """Return what was typed as a draft keeps it."""
    return {
        "kind": typed.kind.value,
        "started_at": typed.started_at,
        "ended_at": typed.ended_at,
        "modality": None if typed.modality is None else typed.modality.value,
        "therapy_minutes": typed.therapy_minutes,
        "group_size": typed.group_size,
        "participants": typed.participants,
        "codes": [*typed.codes],
        "fields": plain_note(typed.sections),
    }


def session_from_plain(plain: Json) -> TypedNote | None:
    """Return what a draft kept, None where it kept none.

    Raises ValueError or KeyError for anything else.
    """
    if not isinstance(plain, dict):
        return None
    modality = plain["modality"]
    return TypedNote(
        NoteKind(str(plain["kind"])),
        NoteFormat.NARRATIVE,
        None,
        str(plain["started_at"]),
        str(plain["ended_at"]),
        None if modality is None else Modality(str(modality)),
        _number(plain, "therapy_minutes"),
        _number(plain, "group_size"),
        str(plain["participants"]),
        tuple(str(each) for each in _list(plain["codes"])),
        sections=read_note(plain["fields"]),
    )


def _list(plain: Json) -> Sequence[Json]:
    return plain if isinstance(plain, list) else []


def _number(plain: Mapping[str, Json], name: str) -> int:
    found = plain[name]
    return found if isinstance(found, int) else 0
