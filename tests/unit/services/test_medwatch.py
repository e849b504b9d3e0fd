"""A serious reaction goes to the FDA without a name, and only what was chosen goes along."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.adverse_event_review import (
    Action,
    Causality,
    Dechallenge,
    Decision,
    Rechallenge,
    Review,
    Seriousness,
    Suspect,
)
from practice_desk.domain.condition import Condition
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.errors import Invalid, LetterRefused
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.supply import Answer, Part2Records, SupplyEntry
from practice_desk.services import disclosures, health, medwatch, monitoring, side_effects, supply
from practice_desk.services.clinic import Clinic
from practice_desk.services.medwatch import MedwatchOptions
from tests.factories import a_medication, a_patient
from tests.unit.letters.samples import text_of


def a_rash(clinic: Clinic, *serious: Seriousness, **facts: object) -> tuple[int, int]:
    """Report and review a rash under lamotrigine; return the patient's id and the report's."""
    today = clinic.today()
    patient_id = a_patient(clinic, **facts)
    lamotrigine = a_medication(
        clinic, patient_id, name="lamoTRIgine", started=today - timedelta(days=20),
        indication="bipolar disorder",
    )  # fmt: skip
    a_medication(clinic, patient_id, name="lithium", started=today - timedelta(days=200))
    a_medication(clinic, patient_id, name="cetirizine", started=today)
    event = AdverseEvent(
        patient_id, "Secret words of the patient", today, onset_on=today - timedelta(days=2)
    )
    number = side_effects.report_side_effect(clinic, event).id
    suspect = Suspect(
        lamotrigine.medication_id, "lamoTRIgine", Causality.PROBABLE,
        Dechallenge.BETTER, Rechallenge.NOT_DONE,
    )  # fmt: skip
    review = Review(
        "Rash", (Decision(Action.STOP, lamotrigine.medication_id),), suspects=(suspect,),
        seriousness=serious, recheck_on=today, assessment="Secret assessment",
    )  # fmt: skip
    side_effects.review_side_effect(clinic, patient_id, number, review)
    return patient_id, number


def read(clinic: Clinic, patient_id: int, number: int, **options: object) -> str:
    draft = medwatch.medwatch_draft(clinic, patient_id, number, MedwatchOptions(**options))  # type: ignore[arg-type]
    return text_of(medwatch.render_medwatch(draft).pdf)


def test_that_the_blocks_are_filled_in_from_the_chart_without_names_or_words(clinic: Clinic):
    patient_id, number = a_rash(clinic, Seriousness.HOSPITAL, Seriousness.OTHER)
    kind = ObservationCategory.LABORATORY
    result = Observation(
        patient_id, kind, "Eosinophils", clinic.now(), "26449-9", Decimal("0.9"), "10*3/uL"
    )
    monitoring.save_results(clinic, patient_id, [result])
    health.save_condition(clinic, Condition(patient_id, "Bipolar I disorder"))
    text = read(clinic, patient_id, number)
    for expected in (
        "PD000001",
        "Hospitalization, initial or prolonged",
        "Other serious (important medical event)",
        "lamoTRIgine",
        "bipolar disorder",
        "event abated after use stopped or dose reduced",
        "Does not apply",
        "Eosinophils 0.9",
        "lithium from",
    ):
        assert expected in text
    assert "None recorded" not in text  # what was left out is not said to be none
    for secret in ("Łukasz", "Dąbrowski", "Secret", "Bipolar I", "cetirizine"):
        assert secret not in text


def test_that_conditions_and_others_go_along_only_when_chosen(clinic: Clinic):
    patient_id, number = a_rash(clinic, Seriousness.OTHER)
    health.save_condition(clinic, Condition(patient_id, "Bipolar I disorder"))
    text = read(clinic, patient_id, number, with_history=True, with_others=False)
    assert "Bipolar I disorder" in text
    assert "lithium" not in text
    assert "The blister came." in read(clinic, patient_id, number, narrative="The blister came.")


def test_that_it_is_kept_with_its_disclosure_to_the_fda(clinic: Clinic, tmp_path: Path):
    patient_id, number = a_rash(clinic, Seriousness.OTHER)
    draft = medwatch.medwatch_draft(clinic, patient_id, number)
    pages, path = medwatch.render_medwatch(draft), tmp_path / "report.pdf"
    medwatch.give_medwatch(clinic, draft, pages, LetterDelivery.SAVED, path)
    assert path.read_bytes() == pages.pdf
    (told,) = disclosures.account_for_disclosures(
        clinic, patient_id, clinic.today(), clinic.today()
    ).disclosures
    assert (told.basis, told.recipient) == (DisclosureBasis.PUBLIC_HEALTH, medwatch.RECIPIENT)


def test_that_a_report_reviewed_anew_meanwhile_is_not_given(clinic: Clinic):
    patient_id, number = a_rash(clinic, Seriousness.OTHER)
    draft = medwatch.medwatch_draft(clinic, patient_id, number)
    calm = Review("Rash", (Decision(Action.WATCH),), recheck_on=clinic.today())
    side_effects.review_side_effect(clinic, patient_id, number, calm)
    pages = medwatch.render_medwatch(draft)
    with pytest.raises(LetterRefused, match="reviewed anew"):
        medwatch.give_medwatch(clinic, draft, pages, LetterDelivery.PRINTED)


def test_that_what_is_not_serious_is_no_medwatch_report(clinic: Clinic):
    patient_id, number = a_rash(clinic)
    draft = medwatch.medwatch_draft(clinic, patient_id, number)
    assert [problem.field for problem in draft.missing] == ["outcomes"]
    with pytest.raises(Invalid):
        medwatch.render_medwatch(draft)


def test_that_a_chart_under_part_2_makes_no_report(clinic: Clinic):
    patient_id, number = a_rash(clinic, Seriousness.OTHER)
    entry = SupplyEntry(patient_id, clinic.today(), Part2Records(Answer.YES), clinic.now(), "")
    supply.record_supply(clinic, entry)
    draft = medwatch.medwatch_draft(clinic, patient_id, number)
    assert [problem.field for problem in draft.missing] == ["part2"]
