"""Which labelled records may go out, to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.consent import (
    Consent,
    ConsentCase,
    ConsentEntry,
    ConsentState,
    Part2Consent,
    Provision,
    Relation,
    ReleaseConsent,
    Signature,
    Signed,
    SignedHow,
)
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.release import Outgoing, gate_of
from practice_desk.domain.sensitivity import (
    LabelStatement,
    RecordNoun,
    SensitivityLabel,
    standing_labels,
)
from practice_desk.domain.supply import Answer, Part2Records

DAY = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 17, tzinfo=UTC)
PILL, NOTE = (RecordNoun.MEDICATION, 1), (RecordNoun.NOTE, 2)
PART2 = SensitivityLabel.PART2
LABELS = {PILL: frozenset({PART2}), NOTE: frozenset({PART2, SensitivityLabel.HIV})}
TO_PHARMACY = Outgoing(DisclosureBasis.TREATMENT, "Elm Street Pharmacy\n1 Elm Street", 7)
FOR_CARE = Part2Consent("my providers", "medications", "care", for_care=True)
STATED = Part2Records(Answer.YES, DAY, "all who treat")


def case(provision: Provision, state: ConsentState = ConsentState.SIGNED) -> ConsentCase:
    consent = Consent(1, provision, AT, "ana.berg", id=5)
    signed = Signed(SignedHow.PAPER, (Signature("Ada Moss", Relation.PATIENT, AT),))
    return ConsentCase(consent, (ConsentEntry(1, 5, DAY, signed, AT, "ana.berg"),), state)


def test_that_without_consent_labelled_records_stay_and_others_go():
    gate = gate_of(LABELS, (), Part2Records(Answer.YES), TO_PHARMACY)
    assert gate.withheld([PILL, NOTE, (RecordNoun.MEDICATION, 9)]) == (PILL, NOTE)
    assert gate.notice([PILL]) is None


def test_that_a_chart_that_does_not_say_which_records_are_part_2_keeps_all():
    gate = gate_of({}, (), Part2Records(Answer.YES), TO_PHARMACY)
    assert not gate.lets(RecordNoun.MEDICATION, 9)
    assert gate_of({}, (), STATED, TO_PHARMACY).notice([(RecordNoun.MEDICATION, 9)])


def test_that_consent_for_care_opens_part_2_and_no_other_label():
    gate = gate_of(LABELS, (case(FOR_CARE),), Part2Records(Answer.YES), TO_PHARMACY)
    assert gate.withheld([PILL, NOTE]) == (NOTE,)
    notice = gate.notice([PILL])
    assert notice is not None
    assert (notice.scope, notice.given_on) == ("medications", DAY)
    other = Outgoing(DisclosureBasis.AUTHORIZATION, "A court")
    assert gate_of(LABELS, (case(FOR_CARE),), None, other).withheld([PILL]) == (PILL,)


def test_that_consent_to_one_recipient_opens_for_no_other():
    named = case(Part2Consent("Elm street  pharmacy", "medications", "refills"))
    numbered = case(Part2Consent("Elm", "medications", "refills", recipient_organization_id=7))
    elsewhere = Outgoing(DisclosureBasis.TREATMENT, "Oak Pharmacy", 8)
    for each in (named, numbered):
        assert gate_of(LABELS, (each,), None, TO_PHARMACY).lets(*PILL)
        assert not gate_of(LABELS, (each,), None, elsewhere).lets(*PILL)


def test_that_consent_to_a_clinician_opens_for_no_other_of_the_same_name():
    for_one = case(Part2Consent("Kim Lee, MD", "notes", "care", recipient_practitioner_id=3))
    basis = DisclosureBasis.TREATMENT
    for to, opens in (
        (Outgoing(basis, "Kim Lee, MD", practitioner_id=3), True),
        (Outgoing(basis, "Kim Lee, MD", practitioner_id=4), False),
        (Outgoing(basis, "Kim Lee, MD", organization_id=3), False),
        (Outgoing(basis, "kim lee, md"), True),  # typed by hand: the name is all there is
    ):
        assert gate_of(LABELS, (for_one,), None, to).lets(*PILL) is opens


def test_that_what_goes_in_copy_has_to_pass_for_each_who_gets_it():
    cases = (case(Part2Consent("Elm", "medications", "care", recipient_organization_id=7)),)
    copied = gate_of(LABELS, cases, None, Outgoing(DisclosureBasis.TREATMENT, "Oak", 8))
    own = gate_of(LABELS, cases, None, TO_PHARMACY)
    assert own.lets(*PILL)
    assert not replace(own, copies=(copied,)).lets(*PILL)
    to_patient = gate_of(LABELS, cases, None, Outgoing(DisclosureBasis.PATIENT, "Ada Moss"))
    assert to_patient.lets(*NOTE)
    assert not replace(to_patient, copies=(copied,)).lets(*PILL)
    assert replace(to_patient, copies=(own,)).notice([PILL]) == own.notice([PILL])


def test_that_a_release_opens_its_labels_but_never_part_2():
    provision = ReleaseConsent(
        "Elm Street Pharmacy", "notes", "care", labels=(SensitivityLabel.HIV, PART2)
    )
    release, both = case(provision), (case(provision), case(FOR_CARE))
    assert not gate_of(LABELS, (release,), None, TO_PHARMACY).lets(*NOTE)
    assert gate_of(LABELS, both, None, TO_PHARMACY).lets(*NOTE)


def test_that_a_consent_is_limited_to_its_kinds_of_record():
    scoped = case(Part2Consent("x", "pills", "care", for_care=True, nouns=(RecordNoun.MEDICATION,)))
    labels = {PILL: frozenset({PART2}), NOTE: frozenset({PART2})}
    assert gate_of(labels, (scoped,), None, TO_PHARMACY).withheld([PILL, NOTE]) == (NOTE,)


def test_that_a_newer_revocation_ends_what_the_supply_page_told():
    revoked = case(FOR_CARE, ConsentState.REVOKED)
    assert gate_of(LABELS, (), STATED, TO_PHARMACY).lets(*PILL)
    assert not gate_of(LABELS, (revoked,), STATED, TO_PHARMACY).lets(*PILL)


@settings(max_examples=40)
@given(
    state=st.sampled_from(ConsentState),
    nouns=st.sets(st.sampled_from(RecordNoun), max_size=3),
    basis=st.sampled_from(DisclosureBasis),
    record=st.tuples(st.sampled_from(RecordNoun), st.integers(1, 3)),
)
def test_that_only_a_consent_that_holds_opens_and_only_what_it_covers(state, nouns, basis, record):
    provision = Part2Consent("x", "all", "care", for_care=True, nouns=tuple(nouns))
    gate = gate_of({record: frozenset({PART2})}, (case(provision, state),), None, Outgoing(basis))
    care = basis in (
        DisclosureBasis.TREATMENT, DisclosureBasis.PAYMENT, DisclosureBasis.OPERATIONS
    )  # fmt: skip
    covered = care and state is ConsentState.SIGNED and (not nouns or record[0] in nouns)
    assert gate.lets(*record) == (covered or basis is DisclosureBasis.PATIENT)
    assert (gate.notice([record]) is not None) == covered


def test_that_a_label_can_be_taken_off_again():
    put = LabelStatement(1, *PILL, PART2, True, AT, "ana.berg", 1)
    hiv = LabelStatement(1, *PILL, SensitivityLabel.HIV, True, AT, "ana.berg", 2)
    off = LabelStatement(1, *PILL, PART2, False, AT, "ana.berg", 3)
    assert standing_labels([put, hiv, off]) == {PILL: frozenset({SensitivityLabel.HIV})}
    assert standing_labels([put, off]) == {}
