"""What is copied from a visit says whose words it is, also when it is copied once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from practice_desk.domain.appointment import VisitKind
from practice_desk.domain.note import Note, NoteKind
from practice_desk.domain.visit import RiskAnswer, Visit
from practice_desk.domain.visit_copy import CopiedFrom, own_sections, talk_to_copy
from practice_desk.domain.visit_note import VisitFacts, note_preview, note_sections

FIRST, THEN = date(2026, 11, 3), datetime(2026, 11, 10, 12, tzinfo=UTC)
PEOPLE = {"reed": "T. Reed", "ana": "Ana Berg"}
VISIT = Visit(
    7, VisitKind.MEDICATION, FIRST, THEN, THEN, "reed", 1, RiskAnswer.DENIED, talk="A new job."
)


def _note(facts: VisitFacts) -> Note:
    day, sections = THEN.date(), note_sections(facts)
    return Note(7, NoteKind.MEDICATION, day, sections, "reed", THEN, id=1)


NOTE = _note(VisitFacts(FIRST, talk="A new job."))


def test_that_a_copy_says_of_which_day_and_by_whom_it_is():
    offered = talk_to_copy(VISIT, [NOTE], PEOPLE)
    assert offered is not None
    assert offered.source.words == "the note of Nov 3, 2026 by T. Reed"
    again = VisitFacts(THEN.date(), talk=offered.text, copied_of=offered.source)
    assert "Copied from the note of Nov 3, 2026 by T. Reed: A new job." in note_preview(
        note_sections(again)
    )


def test_that_a_copy_of_a_copy_keeps_the_first_day_and_author():
    first = CopiedFrom(FIRST, "T. Reed")
    copy = _note(VisitFacts(THEN.date(), talk="A new job.", copied_of=first))
    later = replace(VISIT, seen_on=THEN.date(), signed_by="ana")
    offered = talk_to_copy(later, [copy], PEOPLE)
    assert offered is not None
    assert offered.source == first
    edited = _note(VisitFacts(FIRST, talk="A job.", copied_of=first, is_copy_edited=True))
    own = replace(copy, sections=own_sections("Copied, then written over.", first))
    for note in (edited, own):
        offered = talk_to_copy(later, [note], PEOPLE)
        assert offered is not None
        assert offered.source == replace(first, is_edited=True)


def test_that_a_note_that_was_taken_back_is_not_offered():
    assert talk_to_copy(VISIT, [replace(NOTE, retracted_reason="Other chart")], PEOPLE) is None
    assert talk_to_copy(replace(VISIT, talk=""), [NOTE], PEOPLE) is None
    assert talk_to_copy(None, [NOTE], PEOPLE) is None
