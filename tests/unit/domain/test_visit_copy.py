"""What is copied from a visit says whose words it is, also when it is copied once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from practice_desk.domain.appointment import VisitKind
from practice_desk.domain.note import Note, NoteKind, NoteState, amendment_of
from practice_desk.domain.note_section import NotePart, NoteSection, Origin, copied, plain_sections
from practice_desk.domain.visit import RiskAnswer, Visit
from practice_desk.domain.visit_copy import (
    ToCopy,
    note_by,
    session_to_copy,
    source_words,
    talk_to_copy,
)
from practice_desk.domain.visit_note import VisitFacts, note_preview, note_sections

FIRST, THEN = date(2026, 11, 3), datetime(2026, 11, 10, 12, tzinfo=UTC)
PEOPLE = {"reed": "T. Reed", "ana": "Ana Berg"}
VISIT = Visit(
    7, VisitKind.MEDICATION, FIRST, THEN, THEN, "reed", 1, RiskAnswer.DENIED, talk="A new job."
)
TYPED = (NotePart("A new job."),)


def _note(talk: tuple[NotePart, ...], **changed: object) -> Note:
    sections = note_sections(VisitFacts(FIRST, talk=talk))
    note = Note(7, NoteKind.MEDICATION, FIRST, sections, "reed", THEN, id=1, state=NoteState.SIGNED)
    return replace(note, **changed)  # type: ignore[arg-type]  # by their names


def _parts(offered: ToCopy | None) -> list[NotePart]:
    assert offered is not None
    (section,) = offered.sections
    return [copied(part, offered.source, offered.on) for part in section.parts]


def test_that_a_copy_says_of_which_day_and_by_whom_it_is():
    (part,) = _parts(talk_to_copy(VISIT, [_note(TYPED)], PEOPLE))
    assert source_words(part) == "the note of Nov 3, 2026 by T. Reed"
    again = note_sections(VisitFacts(THEN.date(), talk=(part, NotePart("And a new flat."))))
    assert "Copied from the note of Nov 3, 2026 by T. Reed: A new job." in note_preview(again)
    assert "\nAnd a new flat." in note_preview(again)


def test_that_a_copy_of_a_copy_keeps_the_first_day_and_author():
    first = NotePart("A job.", Origin.COPIED, note_by("T. Reed"), FIRST, edited=True)
    later = _note((first,), seen_on=THEN.date(), author="ana")
    assert _parts(talk_to_copy(VISIT, [later], PEOPLE)) == [first]
    over = NotePart("All of it written over.", source=note_by("T. Reed"), of=FIRST)
    own = replace(later, sections=(NoteSection("note", "Note", (over,)),))
    (part,) = _parts(talk_to_copy(VISIT, [own], PEOPLE))
    assert (part.text, part.source, part.of, part.edited) == (
        "A new job.", note_by("T. Reed"), FIRST, True,
    )  # fmt: skip


def test_that_an_amended_note_is_copied_as_it_reads_now_and_one_taken_back_is_not_offered():
    note = _note(TYPED)
    amended = replace(
        amendment_of(note, "reed", THEN, "It was another job."),
        id=2, state=NoteState.SIGNED, sections=note_sections(
            VisitFacts(FIRST, talk=(NotePart("An old job."),))
        ),
    )  # fmt: skip
    (part,) = _parts(talk_to_copy(VISIT, [note, amended], PEOPLE))
    assert part.text == "An old job."
    assert talk_to_copy(VISIT, [replace(note, retracted_reason="Other chart")], PEOPLE) is None
    nothing = replace(note, sections=plain_sections("Words of my own."))
    assert talk_to_copy(replace(VISIT, talk=""), [nothing], PEOPLE) is None
    assert talk_to_copy(None, [note], PEOPLE) is None


def test_that_the_fields_of_a_session_are_copied_from_the_newest_signed_one_of_its_kind():
    group = _note(TYPED, kind=NoteKind.GROUP, id=2, seen_on=THEN.date())
    draft = _note(TYPED, id=3, seen_on=THEN.date(), state=NoteState.DRAFT)
    offered = session_to_copy(NoteKind.MEDICATION, [_note(TYPED), group, draft], PEOPLE)
    assert offered is not None
    assert (offered.on, offered.source) == (FIRST, "note by T. Reed")
    assert session_to_copy(NoteKind.CRISIS, [group], PEOPLE) is None
