"""What is typed about an own medication: forms with their units, injections, as needed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from practice_desk.domain.dosage import Dosage, Timing
from practice_desk.domain.knowledge import EntryKind
from practice_desk.domain.medication import Horizon, Medication
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.safety import AlertKind, ChangeAction
from practice_desk.gui.models.own_entry_form import TypedMedication, medication_body
from practice_desk.services.knowledge_entries import Said, write_own_entry
from practice_desk.services.safety import check_medication_change
from practice_desk.services.safety_question import PlannedChange
from tests.factories import a_dosage, a_patient

TABLET = TypedMedication(
    "inventine", "", "none", [("tablet", "25, 50 mcg")], ["ssri"], "", "", "", ""
)
WEEKLY = replace(
    TABLET, forms=[("injection|subcutaneous", "100 units/mL")], basis="per_injection",
    dose_unit="units", usual_min="50", usual_max="100", label_max="150", interval_days="7",
)  # fmt: skip


def body_of(typed: TypedMedication) -> dict[str, object]:
    body, problems = medication_body(typed)
    assert problems == ()
    return body


def too_much(clinic, typed: TypedMedication, dosage: Dosage) -> str:
    """Return what is found about the dose once *typed* is in the pack."""
    key = write_own_entry(clinic, EntryKind.MEDICATION, body_of(typed), Said("Label, 2026")).key
    patient_id = a_patient(clinic)
    medication = Medication(patient_id, "inventine", Horizon.LONG_TERM, concept_id=key.id)
    change = PlannedChange(ChangeAction.START, medication, clinic.today(), dosage)
    found = check_medication_change(clinic, patient_id, change).alerts
    return " ".join(a.message for a in found if a.kind is AlertKind.DOSE_ABOVE_MAX)


def test_that_strengths_keep_the_unit_they_are_typed_with() -> None:
    (form,) = body_of(TABLET)["forms"]  # type: ignore[misc]  # a list of one
    assert form["strengths"] == [{"amount": "25", "unit": "mg"}, {"amount": "50", "unit": "mcg"}]
    (form,) = body_of(WEEKLY)["forms"]  # type: ignore[misc]  # a list of one
    assert (form["form"], form["route"]) == ("injection", "subcutaneous")
    assert form["strengths"] == [{"amount": "100", "unit": "units/mL"}]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"forms": [("tablet", "much")]}, "strengths_1"),
        ({"usual_min": "5", "basis": "per_injection", "usual_max": "6"}, "interval_days"),
        ({"usual_min": "5", "usual_max": "6", "interval_days": "7"}, "interval_days"),
        ({"usual_min": "5"}, "usual_max"),
    ],
)
def test_that_what_is_missing_is_asked_for_at_its_field(changes, field) -> None:
    _, problems = medication_body(replace(TABLET, **changes))
    assert field in {problem.field for problem in problems}


def test_that_an_injection_is_checked_in_its_unit_and_against_its_interval(clinic) -> None:
    dosage = replace(
        a_dosage("50"), dose=Quantity(Decimal(160), "units"), strength=None, form="injection",
        timing=Timing(every=3),
    )  # fmt: skip
    assert "150 units" in too_much(clinic, WEEKLY, dosage)
    less = replace(dosage, dose=Quantity(Decimal(60), "units"))
    other = replace(WEEKLY, generic_name="inventine depot")
    assert "Every 3 days is too often" in too_much(clinic, other, less)


def test_that_a_maximum_alone_limits_what_is_taken_as_needed(clinic) -> None:
    typed = replace(TABLET, label_max="100")
    assert body_of(typed)["adult_dose"] == {
        "basis": "per_day", "unit": "mg", "usual_min": "0", "below_range_ok": True,
        "usual_max": "100", "label_max": "100",
    }  # fmt: skip
    dosage = replace(
        a_dosage("50", tablet="25"), as_needed=True, max_per_day=Quantity(Decimal(150), "mg")
    )
    assert "100 mg" in too_much(clinic, typed, dosage)
