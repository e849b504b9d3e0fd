"""Side effects and notes as the Health and Notes pages write them. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from practice_desk.domain.adverse_event import AdverseEvent, AdverseEventSeverity, ToldBy
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.note import Note, NoteKind, in_reading_order
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.wording import write_moment

SEVERITIES = {
    AdverseEventSeverity.UNKNOWN: "Not asked",
    AdverseEventSeverity.MILD: "Mild",
    AdverseEventSeverity.MODERATE: "Moderate",
    AdverseEventSeverity.SEVERE: "Severe",
}
TOLD_BY = {
    ToldBy.PATIENT: "The patient",
    ToldBy.FAMILY: "Family",
    ToldBy.SEEN: "Seen by us",
    ToldBy.OTHER: "Somebody else",
}
NOTE_KINDS = {
    NoteKind.MEDICATION_VISIT: "Medication visit",
    NoteKind.THERAPY_SESSION: "Therapy session",
    NoteKind.CALL: "Call",
    NoteKind.OTHER: "Other contact",
}
SIDE_EFFECT_HEADERS = (
    "Side effect", "How bad", "Suspected", "Told", "Began", "Ended", "Reported by", "Note",
)  # fmt: skip
NOTE_HEADERS = ("Seen on", "About", "By")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A medication that may be suspected, as the choice reads."""

    medication_id: int
    text: str


def suspects(plan: Iterable[PlanItem]) -> list[Suspect]:
    """Return the chart's medications, each once, as the plan orders them."""
    return [
        Suspect(item.medication.id, item.medication.name)
        for item in plan
        if item.medication.id is not None
    ]


def side_effect_rows(
    found: Iterable[AdverseEvent], plan: Iterable[PlanItem], people: Mapping[str, str]
) -> list[RecordRow]:
    """Return the side effects: those that go on first, then the newest."""
    names = {each.medication_id: each.text for each in suspects(plan)}
    ordered = sorted(found, key=lambda each: (each.told_on, each.id or 0), reverse=True)
    ordered.sort(key=lambda each: each.ended_on is not None)
    return [
        RecordRow(
            (
                each.effect,
                SEVERITIES[each.severity],
                names.get(each.suspected_medication_id or 0, "Not known"),
                f"{write_date(each.told_on)}, {TOLD_BY[each.told_by].casefold()}",
                write_date(each.onset_on) if each.onset_on else "",
                write_date(each.ended_on) if each.ended_on else "Goes on",
                people.get(each.reported_by, each.reported_by),
                each.note,
            ),
            each,
            each.retracted_reason,
        )
        for each in ordered
    ]


def note_rows(notes: tuple[Note, ...], people: Mapping[str, str]) -> list[RecordRow]:
    """Return the notes in reading order; an addendum says so."""
    return [
        RecordRow(
            (
                write_date(note.seen_on) if note.addendum_to_id is None else "",
                NOTE_KINDS[note.kind] if note.addendum_to_id is None else "↳ Addendum",
                people.get(note.author, note.author),
            ),
            note,
            note.retracted_reason,
        )
        for note in in_reading_order(notes)
    ]


def signed_line(note: Note, people: Mapping[str, str]) -> str:
    """Return who signed a note and when."""
    signed = f"Signed by {people.get(note.author, note.author)}, {write_moment(note.recorded_at)}"
    if note.retracted_reason:
        return f"{signed}. Entered in error: {note.retracted_reason}"
    return signed
