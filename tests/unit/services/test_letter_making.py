"""Composed letters of any kind: from the chart to what is kept, and what is refused on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Invalid, LetterRefused, NotFound
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.letter_choice import Addressee, Choices, Item, ItemSort, RecipientSort
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.domain.supply import Decided, EventKind, SupplyEntry, SupplyEvent
from practice_desk.domain.supply import Decision as SupplyDecision
from practice_desk.letters.kind import LetterKind
from practice_desk.letters.registry import LETTER_KINDS
from practice_desk.services import (
    charts,
    directory,
    letters,
    patients,
    plan,
    sensitivity,
    side_effects,
    supply,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_making import draft_letter, render_letter, send_made_letter
from practice_desk.services.letter_offering import read_offering
from practice_desk.services.plan import PlanEntry
from practice_desk.services.vitals import save_visit
from tests.factories import a_medication, a_patient, a_pharmacy, a_practitioner
from tests.unit.letters.kind_samples import sample_choices
from tests.unit.letters.samples import text_of
from tests.unit.services.test_sensitivity import CANARY, Labelled

REFILL = "refill_authorization"


def a_chart(clinic: Clinic) -> int:
    return a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))


def about(medication_id: int, **answers: str) -> Choices:
    items = (Item(ItemSort.MEDICATION, medication_id),)
    return Choices(items=items, answers=tuple(answers.items()))


def test_that_a_letter_of_another_kind_is_kept_with_its_bytes_and_disclosure(
    clinic: Clinic,
) -> None:
    patient_id = a_chart(clinic)
    started = a_medication(clinic, patient_id)
    draft = draft_letter(clinic, patient_id, REFILL, about(started.medication_id, refills="3"))
    assert draft.missing == ()
    pages = render_letter(draft)
    assert "AGREED: 3 more refills of sertraline" in text_of(pages.pdf)
    sent = send_made_letter(clinic, draft, pages, LetterDelivery.PRINTED)
    chart = charts.reload_chart(clinic, patient_id)
    assert letters.letter_bytes(clinic, patient_id, sent.letter_id) == pages.pdf
    assert [letter.title for letter in chart.letters] == ["Refill agreed: sertraline"]
    assert chart.disclosures[0].letter_id == sent.letter_id
    assert "answer to a refill request" in chart.disclosures[0].purpose


def test_that_a_letter_about_a_plan_that_was_changed_meanwhile_is_refused(clinic: Clinic) -> None:
    patient_id = a_chart(clinic)
    started = a_medication(clinic, patient_id, started=clinic.today() - timedelta(days=9))
    draft = draft_letter(clinic, patient_id, REFILL, about(started.medication_id))
    pages = render_letter(draft)
    plan.stop_medication(
        clinic, patient_id, started.medication_id, PlanEntry(clinic.today(), "side_effect")
    )
    with pytest.raises(LetterRefused, match="chart was changed"):
        send_made_letter(clinic, draft, pages, LetterDelivery.PRINTED)
    assert charts.reload_chart(clinic, patient_id).letters == ()


def test_that_a_letter_whose_words_would_be_others_by_now_is_refused(clinic: Clinic) -> None:
    patient_id = a_chart(clinic)
    started = a_medication(clinic, patient_id)
    draft = draft_letter(clinic, patient_id, REFILL, about(started.medication_id))
    pages = render_letter(draft)
    person = patients.get_patient(clinic, patient_id)
    patients.save_patient(clinic, replace(person, family_name="Bauer"))
    with pytest.raises(LetterRefused, match="chart was changed"):
        send_made_letter(clinic, draft, pages, LetterDelivery.PRINTED)


def test_that_a_copy_has_to_pass_too(clinic: Clinic) -> None:
    therapist = a_practitioner(clinic)
    patient_id = a_chart(clinic)
    started = a_medication(clinic, patient_id)
    labels = (SensitivityLabel.PART2,)
    sensitivity.label_record(
        clinic, patient_id, RecordNoun.MEDICATION, started.medication_id, labels
    )
    alone = replace(about(started.medication_id), addressee=Addressee(RecipientSort.PATIENT))
    copied = replace(alone, copies=(Addressee(RecipientSort.CLINICIAN, practitioner_id=therapist),))
    card = "medication_card"
    assert draft_letter(clinic, patient_id, card, alone).facts.medications
    assert not draft_letter(clinic, patient_id, card, copied).facts.medications


def test_that_what_needs_a_consent_is_named_and_is_not_among_the_facts(clinic: Clinic) -> None:
    patient_id = a_chart(clinic)
    started = a_medication(clinic, patient_id)
    labels = (SensitivityLabel.PART2,)
    sensitivity.label_record(
        clinic, patient_id, RecordNoun.MEDICATION, started.medication_id, labels
    )
    draft = draft_letter(clinic, patient_id, REFILL, about(started.medication_id))
    assert [problem.field for problem in draft.missing] == ["part2"]
    assert draft.facts.medications == ()
    with pytest.raises(Invalid):
        render_letter(draft)


def test_that_things_of_another_chart_are_refused(clinic: Clinic) -> None:
    patient_id, other_id = a_chart(clinic), a_chart(clinic)
    elsewhere = a_medication(clinic, other_id)
    with pytest.raises(NotFound):
        draft_letter(clinic, patient_id, REFILL, about(elsewhere.medication_id))


def test_that_choices_come_back_with_the_code_and_make_the_same_letter(clinic: Clinic) -> None:
    patient_id = a_chart(clinic)
    started = a_medication(clinic, patient_id)
    first = draft_letter(clinic, patient_id, REFILL, about(started.medication_id))
    second = draft_letter(clinic, patient_id, REFILL, first.choices)
    assert (second.code, second.content) == (first.code, first.content)
    wrong = replace(first.choices, answers=(("answer", "perhaps"),))
    third = draft_letter(clinic, patient_id, REFILL, wrong)
    assert "answers.answer" in [problem.field for problem in third.missing]


def test_that_a_letter_means_whom_its_kind_is_for_and_nobody_of_another_role(
    clinic: Clinic,
) -> None:
    therapist = a_practitioner(clinic, family_name="Abbot")
    doctor = a_practitioner(clinic, family_name="Zeller")
    patient_id = a_patient(clinic, therapist_id=therapist, primary_care_id=doctor)
    meant = {
        kind: read_offering(clinic, patient_id, kind).usual
        for kind in ("primary_care_summary", "co_management")
    }
    assert [each and each.practitioner_id for each in meant.values()] == [doctor, therapist]
    lonely = a_patient(clinic, therapist_id=therapist)
    assert read_offering(clinic, lonely, "primary_care_summary").usual is None
    assert draft_letter(clinic, lonely, "primary_care_summary").facts.recipient is None
    me = clinic.session.user_name
    (own,) = [each.id for each in directory.list_practitioners(clinic) if each.user_name == me]
    mine = a_patient(clinic, prescriber_id=own)
    assert draft_letter(clinic, mine, "co_management").facts.recipient is None
    told = draft_letter(clinic, patient_id, "co_management").facts.recipient
    assert told is not None
    assert "Abbot" in told.name


def test_that_nobody_writes_unasked_to_a_pharmacy_that_is_not_active(clinic: Clinic) -> None:
    pharmacy = a_pharmacy(clinic)
    patient_id = a_patient(clinic, preferred_pharmacy_id=pharmacy)
    assert draft_letter(clinic, patient_id, REFILL).facts.recipient is not None
    (known,) = directory.list_organizations(clinic)
    directory.save_organization(clinic, replace(known, active=False))
    draft = draft_letter(clinic, patient_id, REFILL)
    assert draft.facts.recipient is None
    assert "recipient" in [problem.field for problem in draft.missing]


def test_that_a_letter_tells_totals_of_measures_and_no_single_answer(clinic: Clinic) -> None:
    patient_id, survey = a_chart(clinic), ObservationCategory.SURVEY
    named = (("PHQ-9 total", "44261-6"), ("PHQ-9 item 9", "44260-8"))
    scores = [
        Observation(patient_id, survey, name, clinic.now(), code, Decimal(2), "{score}")
        for name, code in named
    ]
    save_visit(clinic, patient_id, scores)
    draft = draft_letter(clinic, patient_id, "co_management")
    assert [each.display for each in draft.facts.scores] == ["PHQ-9 total"]
    *_, offered = read_offering(clinic, patient_id, "prior_authorization").items
    assert len(offered) == 1


@pytest.mark.parametrize("kind", LETTER_KINDS, ids=lambda kind: kind.code)
def test_that_an_empty_chart_names_what_is_missing_for_each_kind(
    clinic: Clinic, kind: LetterKind[object]
) -> None:
    draft = draft_letter(clinic, a_patient(clinic), kind.code)
    assert draft.missing
    assert all(problem.sentence.endswith(".") for problem in draft.missing)


def test_that_no_word_of_a_letter_names_what_may_not_go(clinic: Clinic) -> None:
    patient_id = a_chart(clinic)
    film = a_medication(clinic, patient_id, name="Film", concept_id="buprenorphine_naloxone")
    told = Dosage.free("one each morning, not together with SUBOXONE")
    other = a_medication(clinic, patient_id, dosage=told)
    chosen = Choices(items=(Item(ItemSort.PLAN_EVENT, other.event_id),))
    draft = draft_letter(clinic, patient_id, "medication_notice", chosen)
    assert draft.missing == ()
    pages = render_letter(draft)
    label = (SensitivityLabel.PART2,)
    sensitivity.label_record(clinic, patient_id, RecordNoun.MEDICATION, film.medication_id, label)
    with pytest.raises(LetterRefused, match="was changed"):
        send_made_letter(clinic, draft, pages, LetterDelivery.PRINTED)
    again = draft_letter(clinic, patient_id, "medication_notice", chosen)
    assert [problem.field for problem in again.missing] == ["part2"]
    assert "The words of this letter name Suboxone" in again.missing[0].sentence


def test_that_no_kind_tells_of_what_needs_a_consent_that_there_is_not(
    clinic: Clinic, tmp_path: Path
) -> None:
    chart = Labelled(clinic, tmp_path)
    tried = 0
    for kind in LETTER_KINDS:
        offering = read_offering(clinic, chart.patient_id, kind.code)
        items = tuple(each.item for found in offering.items for each in found)
        answers = tuple(
            (name, str(chart.pharmacy)) if name in kind.offer.organizations else (name, text)
            for name, text in sample_choices(kind).answers
        )
        choices = replace(sample_choices(kind), items=items, answers=answers)
        draft = draft_letter(clinic, chart.patient_id, kind.code, choices)
        if draft.facts.gate.to_patient:  # who may have all of it
            continue
        assert CANARY not in str(draft.content)
        if CANARY in str(offering.items):
            tried += 1
            assert "part2" in [problem.field for problem in draft.missing]
    assert tried > 8


def test_that_a_side_effect_brings_what_is_suspected_and_a_lost_supply_its_decision(
    clinic: Clinic,
) -> None:
    patient_id = a_chart(clinic)
    started = a_medication(clinic, patient_id)
    a_medication(clinic, patient_id, name="lithium carbonate")
    today = clinic.today()
    told = AdverseEvent(
        patient_id,
        "hands shake",
        today,
        "tremor",
        suspected_medication_id=started.medication_id,
    )
    effect = side_effects.report_side_effect(clinic, told).id
    draft = draft_letter(
        clinic, patient_id, "adverse_effect", Choices(items=(Item(ItemSort.SIDE_EFFECT, effect),))
    )
    assert draft.missing == ()
    assert [each.item.medication.name for each in draft.facts.medications] == ["sertraline"]
    lost = SupplyEvent(EventKind.LOST, "on a train")
    entry = SupplyEntry(patient_id, today, lost, clinic.now(), "", started.medication_id)
    number = supply.record_supply(clinic, entry).id
    wanted = Choices(items=(Item(ItemSort.SUPPLY_EVENT, number),))
    waiting = draft_letter(clinic, patient_id, "supply_decision", wanted)
    assert [problem.field for problem in waiting.missing] == ["decided"]
    decided = SupplyDecision(number, Decided.DECLINED, "second time")
    supply.record_supply(clinic, replace(entry, details=decided))
    draft = draft_letter(clinic, patient_id, "supply_decision", wanted)
    text = text_of(render_letter(draft).pdf)
    assert "DECLINED: sertraline" in text
    assert "train" not in text
    assert "second time" not in text
