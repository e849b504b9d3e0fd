"""What becomes of a consent, and who must sign it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from practice_desk.domain.consent import (
    Assent,
    Consent,
    ConsentEntry,
    ConsentState,
    Details,
    EnteredInError,
    MedicationConsent,
    Part2Consent,
    Printed,
    Relation,
    ReleaseConsent,
    Revoked,
    Signature,
    Signed,
    SignedHow,
    TreatmentConsent,
    consent_cases,
)
from practice_desk.domain.consent_rules import (
    check_assent,
    check_consent,
    check_entry,
    check_next,
    check_signers,
)

DAY = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 17, tzinfo=UTC)
TREATMENT = Consent(1, TreatmentConsent("visits and medication"), AT, "ana.berg", id=1)
BY_PATIENT = (Signature("Ada Moss", Relation.PATIENT, AT),)
SIGNED = Signed(SignedHow.PAPER, BY_PATIENT)
DRAWN = (((0, 0, 0), (10, 5, 20)),)


def entry(details: Details, consent_id: int = 1, day: date = DAY) -> ConsentEntry:
    return ConsentEntry(1, consent_id, day, details, AT, "ana.berg")


def state(*details: Details, consent: Consent = TREATMENT, today: date = DAY) -> ConsentState:
    return consent_cases([consent], [entry(each) for each in details], today)[0].state


@pytest.mark.parametrize(
    ("followed", "expected"),
    [
        ((), ConsentState.DRAFT),
        ((Printed(3, "ab"),), ConsentState.PRINTED),
        ((Printed(3, "ab"), SIGNED), ConsentState.SIGNED),
        ((SIGNED, Revoked("the patient")), ConsentState.REVOKED),
        ((SIGNED, EnteredInError("wrong chart")), ConsentState.ENTERED_IN_ERROR),
    ],
)
def test_that_what_follows_a_consent_says_where_it_stands(followed, expected):
    assert state(*followed) is expected


def test_that_a_consent_holds_on_its_last_day_and_not_after():
    ending = replace(TREATMENT, expires_on=DAY)
    assert state(SIGNED, consent=ending) is ConsentState.SIGNED
    assert state(SIGNED, consent=ending, today=DAY + timedelta(1)) is ConsentState.EXPIRED


def test_that_a_signed_consent_holds_until_its_successor_is_signed():
    second = replace(TREATMENT, id=2, replaces_id=1)
    first_state = consent_cases([TREATMENT, second], [entry(SIGNED)], DAY)[0].state
    assert first_state is ConsentState.SIGNED
    both = [entry(SIGNED), entry(SIGNED, 2)]
    assert consent_cases([TREATMENT, second], both, DAY)[0].state is ConsentState.REPLACED


def test_that_a_draft_is_replaced_at_once_and_an_error_replaces_nothing():
    second = replace(TREATMENT, id=2, replaces_id=1)
    assert consent_cases([TREATMENT, second], [], DAY)[0].state is ConsentState.REPLACED
    mistaken = [entry(EnteredInError("typed twice"), 2)]
    assert consent_cases([TREATMENT, second], mistaken, DAY)[0].state is ConsentState.DRAFT


def test_that_a_revoked_consent_is_neither_signed_nor_revoked_again():
    (case,) = consent_cases([TREATMENT], [entry(SIGNED), entry(Revoked("the patient"))], DAY)
    assert check_next(case, SIGNED)
    assert check_next(case, Revoked("the patient"))
    assert check_next(case, EnteredInError("wrong chart")) is None
    assert case.ended_on == DAY


@pytest.mark.parametrize(
    ("signatures", "age", "fields"),
    [
        ((), 40, ["name"]),
        (BY_PATIENT, 40, []),
        (BY_PATIENT, None, []),
        (BY_PATIENT, 15, ["authority"]),
        ((*BY_PATIENT, Signature("Eve Moss", Relation.PARENT, AT)), 15, []),
        ((Signature("Ada Moss", Relation.PATIENT, AT, "minor consent law"),), 15, []),
        ((Signature("Bo Lind", Relation.WITNESS, AT),), 40, ["name"]),
    ],
)
def test_that_a_minor_needs_an_adult_or_a_reason(signatures, age, fields):
    assert [problem.field for problem in check_signers(signatures, age)] == fields


PART2 = Part2Consent("Elm Clinic", "medications", "care", for_care=True)
BY_PARENT = Signature("Eve Moss", Relation.PARENT, AT)
INSTEAD = Signature("Eve Moss", Relation.REPRESENTATIVE, AT, "2.15: not able to decide")


@pytest.mark.parametrize(
    ("signatures", "fields"),
    [
        ((BY_PARENT,), ["relation"]),
        ((*BY_PATIENT, BY_PARENT), []),
        (BY_PATIENT, ["authority"]),
        ((INSTEAD,), []),
    ],
)
def test_that_part_2_records_of_a_minor_need_the_minors_own_signature(signatures, fields):
    assert [problem.field for problem in check_signers(signatures, 15, PART2)] == fields
    assert check_signers((BY_PARENT,), 15, TREATMENT.provision) == ()


def test_that_a_medication_of_a_minor_says_whether_the_minor_agrees():
    told = MedicationConsent("fluoxetine", "sadness", "better", "nausea", "therapy", "worse")
    assert [each.field for each in check_assent(told, 15)] == ["assent"]
    assert check_assent(replace(told, assent=Assent.DECLINED), 15) == ()
    assert check_assent(told, 18) == ()


@pytest.mark.parametrize(
    ("provision", "may"),
    [
        (ReleaseConsent("Elm Clinic", "plan", "care"), False),
        (replace(PART2, for_care=False), False),
        (PART2, True),
    ],
)
def test_that_only_a_part_2_consent_for_care_may_have_no_end(provision, may):
    value = Consent(1, provision, AT, "ana.berg", expires_when="None.")
    assert (not check_consent(value, DAY)) is may


@pytest.mark.parametrize(
    ("signed", "fields"),
    [
        (Signed(SignedHow.POINTER, BY_PATIENT), ["strokes", "strokes"]),
        (
            Signed(SignedHow.POINTER, (replace(BY_PATIENT[0], strokes=DRAWN),), shown_sha256="ab"),
            [],
        ),
        (Signed(SignedHow.PAPER, (replace(BY_PATIENT[0], name=" "),)), ["name"]),
        (
            Signed(SignedHow.PAPER, (replace(BY_PATIENT[0], relation=Relation.REPRESENTATIVE),)),
            ["authority"],
        ),
        (
            Signed(SignedHow.PAPER, (replace(BY_PATIENT[0], strokes=(((1001, 0, 0),),)),)),
            ["strokes"],
        ),
    ],
)
def test_that_a_signature_says_who_and_lies_in_its_field(signed, fields):
    assert [problem.field for problem in check_entry(entry(signed), DAY, DAY)] == fields


def test_that_nothing_is_signed_or_revoked_in_the_future_or_before_it_was_made():
    tomorrow = DAY + timedelta(1)
    assert check_entry(entry(SIGNED, day=tomorrow), DAY, DAY)
    assert check_entry(entry(Revoked("the patient"), day=DAY), tomorrow, tomorrow)


def test_that_a_consent_names_its_medication_and_ends_in_the_future():
    told = MedicationConsent(" ", "", "", "", "", "")
    value = Consent(1, told, AT, "ana.berg", expires_on=DAY - timedelta(1))
    assert {each.field for each in check_consent(value, DAY)} == {"medication", "expires_on"}
