"""What the header says in each state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergySeverity,
    AllergyStatement,
    AllergyStatementKind,
    AllergyStatus,
    AllergyType,
)
from practice_desk.domain.consent import (
    Consent,
    ConsentCase,
    ConsentEntry,
    ConsentState,
    Part2Consent,
    Relation,
    Signature,
    Signed,
    SignedHow,
    TelehealthConsent,
)
from practice_desk.domain.patient import Patient, PatientStatus, RelatedPerson, RelatedPersonRole
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.gui.models.chart_header import born_line, header_text
from practice_desk.services.chart_access import AccessState
from practice_desk.services.charts import Chart
from practice_desk.services.demographics import CareTeam

TODAY = date(2026, 11, 23)
PATIENT = Patient(
    "Dąbrowski", "Łukasz", birth_date=date(1985, 3, 14), chart_number="PD000001", id=1, version=1
)
EMPTY = Chart(
    PATIENT,
    CareTeam(None, None, None, None),
    *((), (), None, *[()] * 13),
    AccessState(),
)
RASH = AllergyIntolerance(1, "Lamotrigine", reaction="rash", severity=AllergySeverity.SEVERE)


def test_that_not_asked_never_reads_as_none():
    banner = header_text(EMPTY, TODAY).allergies
    assert banner.tone == "caution"
    assert "not asked" in banner.title
    assert not header_text(EMPTY, TODAY).allergies_asked


def test_that_a_statement_of_none_says_when_it_was_asked():
    asked = datetime(2026, 11, 12, 18, 0, tzinfo=UTC)
    kind = AllergyStatementKind.NO_KNOWN_ALLERGIES
    chart = replace(EMPTY, allergy_statement=AllergyStatement(1, kind, asked, "ana.berg"))
    banner = header_text(chart, TODAY).allergies
    assert (banner.tone, banner.title) == ("success", "No known allergies")
    assert banner.aside == "Asked Nov 12, 2026"


def test_that_the_worst_allergy_comes_first_and_retracted_ones_not_at_all():
    nausea = AllergyIntolerance(
        1, "Codeine", AllergyType.INTOLERANCE, reaction="nausea", severity=AllergySeverity.MILD
    )
    gone = AllergyIntolerance(1, "Latex", status=AllergyStatus.RESOLVED)
    wrong = AllergyIntolerance(1, "Penicillin", retracted_reason="Wrong chart")
    banner = header_text(replace(EMPTY, allergies=(nausea, gone, wrong, RASH)), TODAY).allergies
    assert banner.tone == "danger"
    assert banner.text == "Lamotrigine — rash, severe  ·  Codeine — nausea, mild, intolerance"


def test_that_allergies_without_room_are_counted():
    many = tuple(replace(RASH, substance=f"Substance number {n}") for n in range(40))
    text = header_text(replace(EMPTY, allergies=many), TODAY).allergies.text
    shown = text.count("Substance number")
    assert text.endswith(f"and {40 - shown} more on the Health page")


def test_that_a_minor_without_guardian_stands_out():
    child = replace(EMPTY, patient=replace(PATIENT, birth_date=date(2010, 1, 1)))
    assert any(
        p.tone == "caution" and "no guardian" in p.text for p in header_text(child, TODAY).pills
    )
    guardian = RelatedPerson(1, RelatedPersonRole.GUARDIAN, "Marta")
    pills = header_text(replace(child, related_people=(guardian,)), TODAY).pills
    assert any(pill.text == "Minor · guardian Marta" for pill in pills)


def test_that_interpreter_and_status_are_pills():
    patient = replace(
        PATIENT, interpreter_needed=True, language="Polish", status=PatientStatus.DECEASED
    )
    texts = [pill.text for pill in header_text(replace(EMPTY, patient=patient), TODAY).pills]
    assert texts == ["Deceased", "Interpreter · Polish"]


def test_that_the_age_is_in_months_for_the_smallest():
    assert born_line(date(1985, 3, 14), TODAY, 41) == "Born Mar 14, 1985 (41 y)"
    assert born_line(date(2026, 1, 24), TODAY, 0) == "Born Jan 24, 2026 (9 mo)"
    assert born_line(None, TODAY, None) == "Birth date not recorded"


def test_that_what_ends_and_part_2_without_a_consent_stand_in_the_header():
    at = datetime(2025, 11, 24, 17, tzinfo=UTC)
    by = Signature("Łukasz Dąbrowski", Relation.PATIENT, at)
    video = Consent(1, TelehealthConsent("video", "home", "911"), at, "ana.berg", id=1)
    shared = Consent(1, Part2Consent("all", "all", "care", for_care=True), at, "ana.berg", id=2)
    cases = tuple(
        ConsentCase(
            replace(consent, expires_on=ends),
            (ConsentEntry(1, consent.id or 0, at.date(), Signed(SignedHow.PAPER, (by,)), at, "x"),),
            state,
        )
        for consent, ends, state in (
            (video, date(2026, 12, 5), ConsentState.SIGNED),
            (shared, date(2025, 12, 5), ConsentState.EXPIRED),
        )
    )
    labels = {(RecordNoun.MEDICATION, 1): frozenset({SensitivityLabel.PART2})}
    for found, ends in (
        (cases[:1], "Consent ends Dec 5, 2026: telehealth"),
        (cases, "2 consents end or have ended"),  # however long ago: nobody asked anew
    ):
        pills = header_text(replace(EMPTY, consents=found, labels=labels), TODAY).pills
        assert [(each.text, each.tone) for each in pills[1:]] == [
            ("Part 2 records, no consent", "caution"),
            (ends, "caution"),
        ]
