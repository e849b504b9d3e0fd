"""Consent forms: what the law wants is there in both languages, and nothing is printed without."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import textstat

from practice_desk.domain.consent import (
    AgreementConsent,
    Consent,
    ConsentCategory,
    Language,
    MedicationConsent,
    Part2Consent,
    Provision,
    Relation,
    ReleaseConsent,
    Signature,
    TelehealthConsent,
    TreatmentConsent,
)
from practice_desk.domain.errors import LetterRefused
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.letters.consent_wording import common_text, form_wording, missing_facts
from practice_desk.letters.kinds.consent import CODE, ConsentContent
from practice_desk.letters.parties import Letterhead, LetterPatient
from practice_desk.letters.rendering import problems, render
from tests.unit.letters.samples import CLOCK, text_of

HIGHEST_GRADE = 6
EXAMPLES: tuple[Provision, ...] = (
    TreatmentConsent("Visits and medication for depression."),
    MedicationConsent(
        "sertraline", "low mood", "You may feel better in weeks.", "Nausea, loose stools.",
        "Talking therapy.", "It may get worse, or pass.", "Alcohol? Better not.",
        off_label="The label names adults only.",
    ),
    ReleaseConsent(
        "Riverside School", "Diagnosis and medications", "School plan", "Harbor Mind Clinic",
        (SensitivityLabel.HIV,), (RecordNoun.MEDICATION,),
    ),
    Part2Consent(
        "My treating providers, health plans and people helping to operate this program",
        "Medications, diagnoses, notes", "Care, payment and running the clinic",
        "Harbor Mind Clinic", for_care=True,
    ),
    TelehealthConsent("By video", "At home in Portland", "Call 911; we call you back."),
    AgreementConsent("methylphenidate", "Old Port Pharmacy", "Refills by Thursday."),
)  # fmt: skip


def a_form(provision: Provision, **changes: object) -> ConsentContent:
    consent = Consent(1, provision, CLOCK, "ana.berg", expires_on=date(2027, 11, 2), id=3)
    fields = {"language", "expires_on", "expires_when"} & changes.keys()
    consent = replace(consent, **{name: changes.pop(name) for name in fields})
    content = ConsentContent(
        "L-7F3K9",
        date(2026, 11, 23),
        Letterhead("Harbor Mind Clinic", ("12 Quay Street",), "(207) 555-0100", ""),
        LetterPatient("Margaret Ann O’Connell", date(1985, 3, 14), "Maggie"),
        consent,
    )
    return replace(content, **changes)


@pytest.mark.parametrize("category", ConsentCategory)
def test_that_each_required_element_is_on_the_form_in_both_languages(category):
    wording = form_wording(category)
    assert wording.elements
    assert list(wording.en.facts) == list(wording.es.facts)
    assert list(wording.en.statements) == list(wording.es.statements)
    for element in wording.elements:
        assert element.source
        assert bool(element.field) != bool(element.statement)
        assert element.field in wording.en.facts or element.statement in wording.en.statements
        assert bool(element.missing) == bool(element.field)


def test_that_every_relation_label_and_kind_of_record_has_words_in_both_languages():
    for language in Language:
        common = common_text(language)
        assert set(common.relations) == set(Relation)
        assert set(common.sensitive) == set(SensitivityLabel)
        assert set(common.kinds_of_record) == set(RecordNoun)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("provision", EXAMPLES, ids=lambda each: type(each).__name__)
def test_that_a_form_says_each_fact_and_each_statement(provision, language):
    content = a_form(provision, language=language)
    pdf = render(CODE, content, made_at=CLOCK).pdf
    assert f"/Lang ({language}-US)".encode() in pdf
    text = text_of(pdf)
    form = form_wording(content.consent.category).text(language)
    for statement in form.statements.values():
        assert " ".join(statement.split()) in text
    for name in form.facts:
        value = getattr(provision, name, "")
        assert " ".join(str(value).split()) in text
    ends = "2 de noviembre de 2027" if language is Language.SPANISH else "November 2, 2027"
    assert ends in text
    assert common_text(language).signature in text


def test_that_what_the_law_wants_is_named_before_anything_is_printed():
    content = a_form(ReleaseConsent("", "", "", ""), expires_on=None)
    found = problems(CODE, content)
    named = ["what", "discloser", "recipient", "purpose", "expires"]
    assert [each.field for each in found] == named
    assert "45 CFR 164.508(c)(1)(iii)" in found[2].sentence
    with pytest.raises(LetterRefused):
        render(CODE, content, made_at=CLOCK)
    assert missing_facts(a_form(EXAMPLES[2], expires_on=None, expires_when="June").consent) == ()


def test_that_a_fact_that_no_page_holds_is_refused_with_its_name():
    endless = replace(EXAMPLES[1], risks="Nausea.\n" * 60)
    assert [each.field for each in problems(CODE, a_form(endless))] == ["risks"]


def test_that_a_signed_form_shows_who_signed_and_what_was_seen():
    strokes = (((0, 0, 0), (500, 200, 90)), ((700, 100, 300),))
    by = (Signature("Eve Moss", Relation.GUARDIAN, CLOCK, "court order", strokes),)
    content = a_form(EXAMPLES[0], signatures=by, shown_sha256="ab" * 32)
    text = text_of(render(CODE, content, made_at=CLOCK).pdf)
    for expected in ("Eve Moss", "guardian", "court order", "ab" * 32, "simple electronic"):
        assert expected in text
    assert "Name in print" not in text
    moved = (replace(by[0], strokes=(((0, 1, 0), (500, 200, 90)),)),)
    other = render(CODE, replace(content, signatures=moved), made_at=CLOCK)
    assert other.pdf != render(CODE, content, made_at=CLOCK).pdf


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("category", ConsentCategory)
def test_that_a_form_asks_for_no_more_than_six_years_of_school(category, language):
    form = form_wording(category).text(language)
    textstat.set_lang("en_US" if language is Language.ENGLISH else "es")
    measure = textstat.flesch_kincaid_grade if language is Language.ENGLISH else textstat.crawford
    assert measure(" ".join((form.intro, *form.statements.values()))) <= HIGHEST_GRADE
