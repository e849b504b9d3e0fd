"""Session notes: drafts until they are signed, then only added to or amended beside the original.

Psychotherapy notes (45 CFR 164.501) are not among them: they are kept apart from the chart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from practice_desk.domain.checks import check_lengths
from practice_desk.domain.errors import Problem
from practice_desk.domain.note_section import NoteSection, check_sections, whole_text

LARGEST_GROUP = 99


class NoteKind(StrEnum):
    """What the note is about."""

    MEDICATION = "medication"
    INDIVIDUAL = "individual"
    COUPLE = "couple"
    FAMILY = "family"
    GROUP = "group"
    COMBINED = "combined"
    INTAKE = "intake"
    CRISIS = "crisis"
    TELEPHONE = "telephone"
    CONSULTATION = "consultation"
    DISCHARGE = "discharge"
    OTHER = "other"
    SESSION = "session"
    """Psychotherapy of whatever kind, from before the clinic kept which. Not for new notes."""


OFFERED_KINDS = tuple(kind for kind in NoteKind if kind is not NoteKind.SESSION)
THERAPY_KINDS = frozenset(
    {
        NoteKind.INDIVIDUAL,
        NoteKind.COUPLE,
        NoteKind.FAMILY,
        NoteKind.GROUP,
        NoteKind.COMBINED,
        NoteKind.CRISIS,
        NoteKind.SESSION,
    }
)
MEDICATION_KINDS = frozenset({NoteKind.MEDICATION, NoteKind.COMBINED, NoteKind.INTAKE})
"""The contacts at which medication is reviewed."""

KIND_WORDS = {
    NoteKind.MEDICATION: "Medication visit",
    NoteKind.INDIVIDUAL: "Individual therapy",
    NoteKind.COUPLE: "Couple therapy",
    NoteKind.FAMILY: "Family therapy",
    NoteKind.GROUP: "Group therapy",
    NoteKind.COMBINED: "Medication and therapy",
    NoteKind.INTAKE: "Intake evaluation",
    NoteKind.CRISIS: "Crisis",
    NoteKind.TELEPHONE: "Telephone call",
    NoteKind.CONSULTATION: "Case consultation",
    NoteKind.DISCHARGE: "Discharge",
    NoteKind.OTHER: "Other contact",
    NoteKind.SESSION: "Therapy session",
}


class NoteFormat(StrEnum):
    """In which sections it is written; which these are is data of the clinic."""

    SOAP = "soap"
    DAP = "dap"
    BIRP = "birp"
    GIRP = "girp"
    NARRATIVE = "narrative"


class Modality(StrEnum):
    """How the clinician and the patient met."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    TELEPHONE = "telephone"


class NoteState(StrEnum):
    """Where it is on its way."""

    DRAFT = "draft"
    AWAITING_COSIGN = "awaiting_cosign"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Note:
    """One note of one contact, in one chart. Signing locks everything in it.

    `seen_on` is the day of the contact; `begun_at` (aware) when its first words were kept and
    `recorded_at` (aware) when it was written last, or signed. `author` is a user name.
    `started_at` and `ended_at` (aware) bound the contact; `therapy_minutes` are those of the
    psychotherapy alone, where medication was reviewed as well. `participants` says who else was
    there; of a group only how many there were, `group_size`. `codes` are CPT codes that somebody
    chose. An addendum names the note that it adds to in `addendum_to_id`, an amendment the one
    whose place it takes in `amends_id`, which stays readable beside it.
    """

    patient_id: int
    kind: NoteKind
    seen_on: date
    sections: tuple[NoteSection, ...]
    author: str
    recorded_at: datetime
    format: NoteFormat = NoteFormat.NARRATIVE
    begun_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    therapy_minutes: int | None = None
    modality: Modality | None = None
    participants: str = ""
    group_size: int | None = None
    codes: tuple[str, ...] = ()
    state: NoteState = NoteState.DRAFT
    addendum_to_id: int | None = None
    amends_id: int | None = None
    amendment_reason: str = ""
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None

    @property
    def text(self) -> str:
        """All that was written, with its headings."""
        return whole_text(self.sections)

    @property
    def is_draft(self) -> bool:
        """Whether nobody has signed it yet."""
        return self.state is NoteState.DRAFT

    @property
    def counts(self) -> bool:
        """Whether it tells of a contact: signed, not taken back, and no addition to another."""
        return not (self.is_draft or self.retracted_reason or self.addendum_to_id is not None)

    @property
    def minutes(self) -> int | None:
        """How long the contact took, in whole minutes, None where a time is missing."""
        if self.started_at is None or self.ended_at is None:
            return None
        return int((self.ended_at - self.started_at) / timedelta(minutes=1))

    @property
    def is_late(self) -> bool:
        """Whether it was begun on a later day than the contact: a late entry."""
        begun, follows = self.begun_at or self.recorded_at, (self.addendum_to_id, self.amends_id)
        return follows == (None, None) and begun.astimezone().date() > self.seen_on

    @property
    def is_signed_late(self) -> bool:
        """Whether it was begun on the day of the contact but signed on a later one."""
        own = (self.addendum_to_id, self.amends_id) == (None, None)
        on_time = self.is_draft or self.recorded_at.astimezone().date() <= self.seen_on
        return own and not on_time and not self.is_late and self.begun_at is not None


LENGTHS = {
    "author": 64,
    "participants": 300,
    "amendment_reason": 500,
    "retracted_reason": 500,
}


def check_draft(value: Note, today: date) -> tuple[Problem, ...]:
    """Return why *value* can't be kept as it is, though nobody signs it yet."""
    problems = [*check_sections(value.sections), *check_lengths(value, LENGTHS)]
    if value.seen_on > today:
        problems.append(Problem("seen_on", "The date is in the future. Check it."))
    return tuple(problems)


def check_note(value: Note, now: datetime) -> tuple[Problem, ...]:
    """Return why *value* can't be signed *now* (aware)."""
    problems = [*check_draft(value, now.astimezone().date())]
    problems += [*_check_is_over(value, now), *check_contact(value)]
    if all(section.is_empty for section in value.sections):
        problems.append(Problem("sections", "Write the note first."))
    if value.amends_id is not None and not value.amendment_reason.strip():
        problems.append(Problem("amendment_reason", "Say why the note is amended."))
    if value.kind is NoteKind.SESSION and value.addendum_to_id is None and value.amends_id is None:
        problems.append(Problem("kind", "Choose which kind of session it was."))
    return tuple(problems)


def check_contact(value: Note) -> tuple[Problem, ...]:
    """Return what is wrong with the times of a contact and with who was there."""
    return (*_check_times(value), *_check_who(value))


def _check_times(value: Note) -> Iterator[Problem]:
    minutes = value.minutes
    if minutes is not None and minutes <= 0:
        yield Problem("ended_at", "It ends before it starts. Check the times.")
    elif minutes is not None and minutes > 24 * 60:
        yield Problem("ended_at", "It takes more than a day. Check the times.")
    if value.therapy_minutes is None:
        return
    if value.therapy_minutes < 0 or (minutes is not None and value.therapy_minutes > minutes > 0):
        sentence = "The minutes of psychotherapy are more than the contact took. Check them."
        yield Problem("therapy_minutes", sentence)


def _check_is_over(value: Note, now: datetime) -> Iterator[Problem]:
    """What is signed tells of a contact that has taken place."""
    if value.started_at is not None and value.started_at > now:
        yield Problem("started_at", "The start time is still to come. Check the date and the time.")
    elif value.ended_at is not None and value.ended_at > now:
        sentence = "The end time is still to come. Check it, or sign once the contact is over."
        yield Problem("ended_at", sentence)


def _check_who(value: Note) -> Iterator[Problem]:
    if value.kind is NoteKind.GROUP:
        if value.participants.strip():
            sentence = "Count the members of a group; name nobody in a patient's chart."
            yield Problem("participants", sentence)
        if value.group_size is not None and not 2 <= value.group_size <= LARGEST_GROUP:
            yield Problem("group_size", f"A group has 2 to {LARGEST_GROUP} members.")
    elif value.group_size is not None:
        yield Problem("group_size", "Only a group session has a number of members.")


def addendum_to(note: Note, text: tuple[NoteSection, ...], author: str, now: datetime) -> Note:
    """Return a draft of an addendum to *note*, which is about the same contact."""
    return Note(
        note.patient_id, note.kind, note.seen_on, text, author, now,
        begun_at=now, addendum_to_id=note.id,
    )  # fmt: skip


def amendment_of(note: Note, author: str, now: datetime, reason: str = "") -> Note:
    """Return a draft that begins as *note* reads and will take its place when it is signed."""
    return replace(
        note, author=author, recorded_at=now, begun_at=now, state=NoteState.DRAFT,
        amends_id=note.id, amendment_reason=reason, retracted_reason="", id=None, version=None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoteThread:
    """One contact as its notes tell it: what stands, what it was before, and what was added.

    `current` is the newest signed version, else the draft; `earlier` are the versions that it
    took the place of, the newest first; `pending` is a version that is not signed yet.
    """

    current: Note
    earlier: tuple[Note, ...] = ()
    addenda: tuple[Note, ...] = ()
    pending: Note | None = None

    @property
    def notes(self) -> tuple[Note, ...]:
        """All of them, as they are listed: what stands, what waits, addenda, earlier versions."""
        waiting = () if self.pending is None else (self.pending,)
        return (self.current, *waiting, *self.addenda, *self.earlier)


def threads(notes: Iterable[Note]) -> tuple[NoteThread, ...]:
    """Return the contacts of one chart, the newest first."""
    given = tuple(notes)
    roots = [each for each in given if each.addendum_to_id is None and each.amends_id is None]
    roots.sort(key=lambda note: (note.seen_on, note.recorded_at, note.id or 0), reverse=True)
    return tuple(_thread(root, given) for root in roots)


def _thread(root: Note, notes: tuple[Note, ...]) -> NoteThread:
    versions = [root]
    for version in versions:  # grows while it is walked: an amendment may be amended
        versions += sorted(
            (each for each in notes if each.amends_id is not None and each.amends_id == version.id),
            key=lambda each: (each.recorded_at, each.id or 0),
        )
    ids = {version.id for version in versions}
    addenda = [each for each in notes if each.addendum_to_id in ids and each not in versions]
    addenda.sort(key=lambda each: (each.recorded_at, each.id or 0))
    signed = [each for each in versions if not (each.is_draft or each.retracted_reason)]
    current = signed[-1] if signed else root
    pending = next((each for each in versions if each.is_draft and each is not current), None)
    earlier = [each for each in reversed(versions) if each is not current and each is not pending]
    return NoteThread(current, tuple(earlier), tuple(addenda), pending)


def in_reading_order(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return the newest contact first, each followed by what belongs to it."""
    return tuple(note for thread in threads(notes) for note in thread.notes)
