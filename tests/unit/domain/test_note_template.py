"""Templates of notes, CPT codes and phrases: what is offered, and what is never lost."""

from __future__ import annotations

import re

import pytest

from practice_desk.assets import asset
from practice_desk.domain.cpt_code import code_cautions, suggested_codes
from practice_desk.domain.errors import Problem
from practice_desk.domain.note import OFFERED_KINDS, NoteFormat, NoteKind
from practice_desk.domain.note_phrase import NotePhrase, check_phrase, matching, offered_phrases
from practice_desk.domain.note_section import NoteSection
from practice_desk.domain.note_template import (
    headings_in_lines,
    laid_out,
    read_headings,
)
from practice_desk.knowledge.note_forms import cpt_codes, delivered_phrases, delivered_templates

TEMPLATES = delivered_templates()
CODES = cpt_codes()


def titles(sections: tuple[NoteSection, ...]) -> list[str]:
    return [section.title for section in sections]


def test_that_every_kind_begins_in_a_format_with_headings():
    assert TEMPLATES.begins_with.keys() == set(OFFERED_KINDS)
    assert {each.code for each in TEMPLATES.formats} == set(NoteFormat)
    for kind in OFFERED_KINDS:
        sections = laid_out(TEMPLATES, kind, TEMPLATES.format_of(kind), ())
        assert sections
        assert len({(each.approach, each.key) for each in sections}) == len(sections)


def test_that_no_hint_is_cut_short_by_the_file_it_stands_in():
    text = asset("resources", "notes", "templates.yaml").read_text(encoding="utf-8")
    unquoted = re.findall(r"hint: [^\"}]*,", text)
    assert unquoted == []


def test_that_fields_of_an_approach_stand_before_the_plan():
    sections = laid_out(TEMPLATES, NoteKind.INDIVIDUAL, NoteFormat.DAP, ["cbt"])
    assert titles(sections)[:3] == ["Data", "Assessment", "Mood check"]
    assert titles(sections)[-2:] == ["Homework set", "Plan"]


def test_that_another_format_keeps_what_was_written():
    before = (
        NoteSection.typed("data", "Data", "Came late."),
        NoteSection("assessment", "Assessment"),
        NoteSection.typed("plan", "Plan", "Again on Monday."),
    )
    sections = laid_out(TEMPLATES, NoteKind.INDIVIDUAL, NoteFormat.BIRP, (), before)
    assert titles(sections) == ["Behavior", "Intervention", "Response", "Plan", "Data"]
    assert [each.text for each in sections if not each.is_empty] == [
        "Again on Monday.",
        "Came late.",
    ]


def test_that_headings_come_back_from_their_lines_with_their_keys():
    for template in TEMPLATES.formats:
        text = headings_in_lines(template.sections)
        assert read_headings(text, template.sections) == template.sections
    (first, added) = read_headings("Plan: what now\n\nNext Steps", TEMPLATES.formats[0].sections)
    assert (first.key, first.hint, added.key) == ("plan", "what now", "next_steps")


@pytest.mark.parametrize("text", ["", "Plan\nplan: again", "x" * 81, ": no heading", "A\x07b"])
def test_that_headings_that_can_not_be_used_are_refused(text: str):
    assert isinstance(read_headings(text, ()), Problem)


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(15, None), (16, "90832"), (37, "90832"), (38, "90834"), (52, "90834"), (53, "90837")],
)
def test_that_the_time_rule_suggests_the_code_of_a_session(minutes: int, code: str | None):
    found = suggested_codes(CODES, NoteKind.INDIVIDUAL, minutes, None, prescribes=False)
    assert [each.code for each in found] == ([code] if code else [])


def test_that_a_combined_visit_counts_the_minutes_of_psychotherapy_alone():
    visit = NoteKind.COMBINED
    assert suggested_codes(CODES, visit, 60, None, prescribes=True) == ()
    (add_on,) = suggested_codes(CODES, visit, 60, 40, prescribes=True)
    assert add_on.code == "90836"
    assert "needs one of 99212" in code_cautions(CODES, ["90836"], 60, 40)[0]
    assert code_cautions(CODES, ["99214", "90836"], 60, 40) == ()
    assert "this note has 40" in code_cautions(CODES, ["99214", "90838"], 60, 40)[0]


def test_that_prescribers_codes_are_not_suggested_to_therapists():
    for prescribes, codes in ((True, ["90791", "90792"]), (False, ["90791"])):
        found = suggested_codes(CODES, NoteKind.INTAKE, 60, None, prescribes=prescribes)
        assert [each.code for each in found] == codes


def test_that_every_code_names_its_source_and_add_ons_exist():
    known = {each.code for each in CODES}
    assert all(each.source and set(each.adds_to) <= known for each in CODES)


def test_that_an_own_phrase_stands_before_the_clinics_and_the_delivered():
    delivered = (NotePhrase("lvm", "Left a message."), NotePhrase("bra", "Benefits."))
    kept = (
        NotePhrase("lvm", "Called, no answer.", "ana", 1),
        NotePhrase("lvm", "Message left.", "", 2),
        NotePhrase("lvm", "Theirs", "bo", 3),
    )
    own, clinics = (offered_phrases(delivered, kept, name) for name in ("ana", "cy"))
    assert [each.text for each in own] == ["Benefits.", "Called, no answer."]
    assert [each.text for each in clinics] == ["Benefits.", "Message left."]
    assert [each.shortcut for each in matching(own, "l")] == ["lvm"]
    assert [each.shortcut for each in matching(own, "bene")] == ["bra"]
    assert check_phrase(NotePhrase("lvm", "Again", "ana"), kept)
    assert not check_phrase(NotePhrase("lvm", "Again", "ana", 1), kept)
    assert {each.field for each in check_phrase(NotePhrase("Lv M", "", ""), ())} == {
        "shortcut",
        "text",
    }
    assert all(not check_phrase(each, ()) for each in delivered_phrases())
