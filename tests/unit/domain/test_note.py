"""Rules of session notes: when they can be signed, what is locked, and how they are read."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.note import (
    Modality,
    Note,
    NoteFormat,
    NoteKind,
    NoteState,
    addendum_to,
    amendment_of,
    check_draft,
    check_note,
    in_reading_order,
    threads,
)
from practice_desk.domain.note_section import (
    LONGEST_NOTE,
    NotePart,
    NoteSection,
    Origin,
    copied,
    generated,
    plain_sections,
)
from practice_desk.domain.note_signature import Meaning, NoteSignature, digest

TODAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
WORDS = plain_sections("Sleeps through.")


def a_note(**changes: Any) -> Note:
    given = {"begun_at": NOW, "state": NoteState.SIGNED, "id": 1, "version": 1, **changes}
    return replace(Note(7, NoteKind.INDIVIDUAL, TODAY, WORDS, "ana", NOW), **given)


def problems_of(note: Note) -> dict[str, str]:
    return {problem.field: problem.sentence for problem in check_note(note, NOW)}


def test_that_a_draft_may_be_empty_and_a_signed_note_may_not():
    empty = a_note(sections=(NoteSection("s", "Subjective"), NoteSection.typed("o", "O", " \n")))
    assert check_draft(empty, TODAY) == ()
    assert "Write the note" in problems_of(empty)["sections"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seen_on": TODAY + timedelta(days=1)}, "seen_on"),
        ({"started_at": NOW, "ended_at": NOW}, "ended_at"),
        ({"started_at": NOW - timedelta(days=2), "ended_at": NOW}, "ended_at"),
        ({"started_at": NOW - HALF_HOUR, "ended_at": NOW + timedelta(seconds=1)}, "ended_at"),
        ({"ended_at": NOW + HALF_HOUR}, "ended_at"),
        ({"started_at": NOW + HALF_HOUR, "ended_at": NOW + 2 * HALF_HOUR}, "started_at"),
        (
            {"started_at": NOW - HALF_HOUR, "ended_at": NOW, "therapy_minutes": 31},
            "therapy_minutes",
        ),
        ({"kind": NoteKind.GROUP, "participants": "Ana B."}, "participants"),
        ({"kind": NoteKind.GROUP, "group_size": 1}, "group_size"),
        ({"group_size": 5}, "group_size"),
        ({"amends_id": 3}, "amendment_reason"),
        ({"kind": NoteKind.SESSION}, "kind"),
        ({"sections": plain_sections("x" * (LONGEST_NOTE + 1))}, "sections"),
        ({"sections": plain_sections("a\x07b")}, "sections"),
    ],
)
def test_that_what_can_not_be_signed_says_where(changes: dict[str, Any], field: str):
    assert list(problems_of(a_note(**changes))) == [field]


def test_that_a_contact_that_ends_now_can_be_signed():
    assert problems_of(a_note(started_at=NOW - HALF_HOUR, ended_at=NOW)) == {}


def test_that_a_group_is_counted():
    assert problems_of(a_note(kind=NoteKind.GROUP, group_size=8)) == {}


def test_that_a_note_begun_on_a_later_day_is_a_late_entry():
    begun = datetime(2026, 11, 26, 12).astimezone()
    assert not a_note(begun_at=begun, recorded_at=begun + timedelta(days=2)).is_late
    assert a_note(begun_at=begun, seen_on=TODAY - timedelta(days=1)).is_late


def test_that_generated_words_are_their_editors_and_copied_ones_stay_copied():
    made = generated("Started sertraline.", "medication plan", TODAY)
    assert made.with_text("Started sertraline.") == made
    assert made.with_text("Started sertraline 50 mg.") == NotePart("Started sertraline 50 mg.")
    then = date(2026, 10, 1)
    again = copied(NotePart("Works nights."), "note by Ana Berg", then)
    assert (again.origin, again.of) == (Origin.COPIED, then)
    changed = again.with_text("Works days.")
    assert (changed.origin, changed.of, changed.edited) == (Origin.COPIED, then, True)
    assert copied(changed, "note by Bo Lind", TODAY) == changed, "the first source is kept"


LOCKED = {
    "kind": NoteKind.CRISIS,
    "seen_on": TODAY - timedelta(days=1),
    "sections": (NoteSection("note", "Note", (generated("Sleeps through.", "plan"),)),),
    "author": "bo",
    "format": NoteFormat.DAP,
    "begun_at": NOW - timedelta(hours=1),
    "started_at": NOW,
    "ended_at": NOW,
    "therapy_minutes": 30,
    "modality": Modality.VIDEO,
    "participants": "her sister",
    "group_size": 6,
    "codes": ("90834",),
    "addendum_to_id": 4,
    "amends_id": 5,
    "amendment_reason": "wrong day",
}
FREE = {"patient_id", "recorded_at", "state", "retracted_reason", "id", "version"}


def test_that_every_field_is_locked_by_a_signature_or_known_to_be_free():
    assert {field.name for field in fields(Note)} == LOCKED.keys() | FREE


@pytest.mark.parametrize("name", LOCKED)
def test_that_a_signature_no_longer_holds_when_something_locked_differs(name: str):
    note = a_note()
    signature = NoteSignature(7, 1, "ana", NOW, Meaning.AUTHOR, sha256=digest(note))
    assert signature.holds(note)
    assert signature.holds(replace(note, patient_id=8, state=NoteState.AWAITING_COSIGN, version=9))
    assert not signature.holds(replace(note, **{name: LOCKED[name]}))


def test_that_nothing_is_claimed_of_a_note_without_a_hash():
    assert NoteSignature(7, 1, "ana", NOW, Meaning.AUTHOR).holds(a_note()) is None


TEXTS = st.text(max_size=8)


@settings(max_examples=40, deadline=None)
@given(first=st.lists(TEXTS, max_size=3), second=st.lists(TEXTS, max_size=3))
def test_that_two_texts_have_one_hash_only_when_they_are_one(first: list[str], second: list[str]):
    one, other = (
        a_note(sections=(NoteSection("a", "A", tuple(map(NotePart, texts))),))
        for texts in (first, second)
    )
    assert (digest(one) == digest(other)) == (first == second)


def test_that_an_amendment_stands_in_the_place_of_its_original():
    original = a_note()
    reworded = amendment_of(original, "ana", NOW + timedelta(days=1), "wrong name")
    (thread,) = threads((original, replace(reworded, id=2)))
    assert (thread.current, thread.pending) == (original, replace(reworded, id=2)), "not signed"
    amended = replace(reworded, id=2, state=NoteState.SIGNED)
    again = replace(amendment_of(amended, "ana", NOW, "typo"), id=3, state=NoteState.SIGNED)
    addition = replace(addendum_to(original, WORDS, "bo", NOW), id=4, state=NoteState.SIGNED)
    (thread,) = threads((original, amended, again, addition))
    assert thread.current == again
    assert thread.earlier == (amended, original)
    assert thread.addenda == (addition,)
    (thread,) = threads((original, amended, replace(again, retracted_reason="no"), addition))
    assert thread.current == amended


def test_that_notes_are_read_newest_first_with_what_belongs_to_them():
    old = a_note(seen_on=TODAY - timedelta(days=9))
    new = a_note(id=2)
    addition = replace(addendum_to(old, WORDS, "bo", NOW), id=3, state=NoteState.SIGNED)
    assert in_reading_order((old, new, addition)) == (new, old, addition)
    assert [note.counts for note in (old, addition, a_note(state=NoteState.DRAFT))] == [
        True, False, False,
    ]  # fmt: skip
