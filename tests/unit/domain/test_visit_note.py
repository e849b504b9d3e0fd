"""The note writes itself from what was done; what was copied says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from practice_desk.domain.consent import Assent, Relation
from practice_desk.domain.education import TeachBack
from practice_desk.domain.note_section import NotePart, Origin
from practice_desk.domain.visit import (
    ConsentElement,
    ConsentTalk,
    MinorAgreement,
    RiskAnswer,
    Taught,
)
from practice_desk.domain.visit_copy import note_by
from practice_desk.domain.visit_note import DENIED, VisitFacts, note_preview, note_sections

TODAY = date(2026, 11, 26)


def text(facts):
    return note_preview(note_sections(facts))


def test_that_a_visit_in_which_nothing_was_done_writes_nothing():
    assert note_sections(VisitFacts(TODAY)) == ()


def test_that_each_part_that_was_done_is_a_section_of_generated_words():
    facts = VisitFacts(
        TODAY,
        brief=("PHQ-9 11.",),
        risk=RiskAnswer.DENIED,
        goals=("Sleep six hours: improving, was no change on Oct 29, 2026.",),
        plan=("sertraline 150 mg.",),
        unchanged=("lithium 300 mg", "melatonin 3 mg"),
        findings_read=True,
        consents=(ConsentTalk("sertraline", frozenset(ConsentElement)),),
        taught=(Taught("sertraline", TeachBack.NEEDS_MORE),),
        follow_up="Comes back on Dec 24, 2026.",
    )
    sections = note_sections(facts)
    assert [each.title for each in sections] == [
        "Since the last visit", "Risk", "Goals", "Plan", "Consent", "Education", "Follow-up",
    ]  # fmt: skip
    assert {part.origin for each in sections for part in each.parts} == {Origin.GENERATED}
    assert DENIED in text(facts)
    assert "Unchanged: lithium 300 mg; melatonin 3 mg." in text(facts)
    assert "Agrees to this change." in text(facts)
    assert "to be gone over again" in text(facts)


def test_that_a_consent_tells_only_what_was_discussed():
    talk = ConsentTalk("sertraline", frozenset({ConsentElement.RISKS, ConsentElement.BENEFITS}))
    assert "sertraline: discussed benefits and risks." in text(VisitFacts(TODAY, consents=(talk,)))
    assert "Agrees" not in text(VisitFacts(TODAY, consents=(talk,)))


def test_that_typed_words_are_typed_and_copied_ones_keep_their_day():
    typed = note_sections(VisitFacts(TODAY, talk=(NotePart("New job."),)))
    assert typed[0].parts[0].origin is Origin.TYPED
    copy = NotePart("New job.", Origin.COPIED, note_by("Ana Berg"), date(2026, 10, 29))
    assert "Copied from the note of Oct 29, 2026 by Ana Berg: New job." in text(
        VisitFacts(TODAY, talk=(copy,))
    )
    edited = VisitFacts(TODAY, talk=(copy.with_text("New job!"),))
    assert note_sections(edited)[0].parts[0].edited
    assert "Oct 29, 2026 by Ana Berg, then edited: New job!" in text(edited)


def test_that_a_risk_that_was_assessed_on_a_later_day_says_so():
    assessed = VisitFacts(TODAY, risk=RiskAnswer.ASSESSED, assessed_on=TODAY)
    assert "assessed today" in text(assessed)
    assert "assessed on Nov 27, 2026" in text(replace(assessed, assessed_on=date(2026, 11, 27)))


def test_that_why_risk_was_not_asked_about_is_told():
    facts = VisitFacts(TODAY, risk=RiskAnswer.NOT_ASKED, risk_words="Only a refill by phone.")
    assert text(facts).endswith("Risk was not asked about today.\nOnly a refill by phone.")


def test_that_a_minors_note_never_says_that_an_adult_agreed_who_did_not():
    talk = ConsentTalk("sertraline", frozenset(ConsentElement))
    waits = VisitFacts(TODAY, consents=(talk,), minor=MinorAgreement(assent=Assent.GIVEN))
    assert "consent is not given yet" in text(waits)
    assert "Agrees" not in text(waits)
    mother = MinorAgreement("Maria Nowak", Relation.PARENT, Assent.DECLINED)
    told = text(VisitFacts(TODAY, consents=(talk,), minor=mother))
    assert "Maria Nowak (parent) agrees to this change, by word." in told
    assert "The young person does not agree." in told
