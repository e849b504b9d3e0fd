"""A note as it is typed: times of day, who was there, codes. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from practice_desk.domain.appointment import moment_of
from practice_desk.domain.calendar_text import write_date, write_time
from practice_desk.domain.cpt_code import CptCode, code_cautions, suggested_codes
from practice_desk.domain.errors import Problem
from practice_desk.domain.note import KIND_WORDS, Modality, Note, NoteFormat, NoteKind
from practice_desk.domain.note_section import NoteSection
from practice_desk.gui.models.appointment_form import read_office_time

MODALITIES = {
    None: "Not said",
    Modality.IN_PERSON: "In person",
    Modality.VIDEO: "By video",
    Modality.TELEPHONE: "By telephone",
}
_LONGEST_PAST_MIDNIGHT = timedelta(hours=12)
_UNREADABLE = "This is no time. Type it like 2:30 PM."


@dataclass(frozen=True, slots=True)
class TypedNote:
    """What stands in the form, by the names of its widgets. 0 is "not said" in numbers."""

    kind: NoteKind
    format: NoteFormat
    seen_on: date | None
    started_at: str = ""
    ended_at: str = ""
    modality: Modality | None = None
    therapy_minutes: int = 0
    group_size: int = 0
    participants: str = ""
    codes: tuple[str, ...] = ()
    amendment_reason: str = ""
    sections: tuple[NoteSection, ...] = ()


def read_typed(typed: TypedNote, base: Note) -> tuple[Note, tuple[Problem, ...]]:
    """Return the note that is typed over *base*, and what can't be read: that is left out."""
    problems = []
    day = typed.seen_on or base.seen_on
    times: dict[str, datetime | None] = {}
    for name in ("started_at", "ended_at"):
        text = getattr(typed, name).strip()
        of_day = read_office_time(text) if text else None
        if text and of_day is None:
            problems.append(Problem(name, _UNREADABLE))
        times[name] = None if of_day is None else moment_of(day, of_day)
    times["ended_at"] = _past_midnight(times["started_at"], times["ended_at"])
    group = typed.kind is NoteKind.GROUP
    value = replace(
        base,
        kind=typed.kind,
        format=typed.format,
        seen_on=day,
        started_at=times["started_at"],
        ended_at=times["ended_at"],
        modality=typed.modality,
        therapy_minutes=typed.therapy_minutes if typed.kind is NoteKind.COMBINED else None,
        group_size=(typed.group_size or None) if group else None,
        participants="" if group else typed.participants,
        codes=typed.codes,
        amendment_reason=typed.amendment_reason,
        sections=typed.sections,
    )
    if not value.therapy_minutes:
        value = replace(value, therapy_minutes=None)
    return value, tuple(problems)


def _past_midnight(start: datetime | None, end: datetime | None) -> datetime | None:
    """Return *end* on the next day where the contact then took half a day at most.

    A crisis at 11:40 PM ends at 12:25 AM; one from 2:30 PM to 2:00 PM is a slip.
    """
    if start is None or end is None or end > start:
        return end
    next_day = end.astimezone() + timedelta(days=1)
    later = moment_of(next_day.date(), next_day.time())
    return later if later - start <= _LONGEST_PAST_MIDNIGHT else end


def typed_of(note: Note) -> TypedNote:
    """Return how the form shows *note*."""
    return TypedNote(
        note.kind,
        note.format,
        note.seen_on,
        "" if note.started_at is None else write_time(note.started_at),
        "" if note.ended_at is None else write_time(note.ended_at),
        note.modality,
        note.therapy_minutes or 0,
        note.group_size or 0,
        note.participants,
        note.codes,
        note.amendment_reason,
        note.sections,
    )


def minutes_line(note: Note) -> str:
    """Return how long the contact took, and how little sense that makes if so."""
    minutes = note.minutes
    if minutes is None:
        return ""
    if minutes <= 0 or note.started_at is None or note.ended_at is None:
        return "It ends before it starts."
    days = {each.astimezone().date() for each in (note.started_at, note.ended_at)}
    return f"{minutes} minutes, past midnight" if len(days) > 1 else f"{minutes} minutes"


def code_line(code: CptCode) -> str:
    """Return a code as it is offered: "90834  Psychotherapy of about 45 minutes"."""
    return f"{code.code}  {code.words}"


@dataclass(frozen=True, slots=True)
class CodeAdvice:
    """What is said beside the codes: one that fits and is not chosen, the rules, what is amiss."""

    suggestion: CptCode | None
    sentences: tuple[str, ...]


def advise(codes: tuple[CptCode, ...], note: Note, *, prescribes: bool) -> CodeAdvice:
    """Return what fits *note* by its kind and minutes. Nobody but a person chooses it."""
    fitting = suggested_codes(
        codes, note.kind, note.minutes, note.therapy_minutes, prescribes=prescribes
    )
    left = [each for each in fitting if each.code not in note.codes]
    chosen = [each for each in codes if each.code in note.codes]
    rules = [f"{each.code}: {each.rule}." for each in chosen if each.least is not None]
    amiss = code_cautions(codes, note.codes, note.minutes, note.therapy_minutes)
    unless = {each.of for each in chosen if each.least is not None}
    offered = next((each for each in left if not unless or each.of not in unless), None)
    fits = () if offered is None else (f"{offered.code}: {offered.words}, {offered.rule}.",)
    told = [each.source for each in (offered, *chosen) if each is not None]
    source = f"Source: {told[0]}." if told else ""
    return CodeAdvice(offered, (*fits, *amiss, *rules, *filter(None, (source,))))


def title_of(note: Note, *, is_new: bool) -> str:
    """Return the heading of the editor."""
    if note.addendum_to_id is not None:
        return f"Addendum to: {about(note)}"
    if note.amends_id is not None:
        return "Amend a note"
    return "Write a note" if is_new else "Go on with a note"


def about(note: Note) -> str:
    """Return "Individual therapy, Nov 3, 2026"."""
    return f"{KIND_WORDS[note.kind]}, {write_date(note.seen_on)}"
