"""Dosages as they are typed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from practice_desk.domain.directions import directions
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.timing import Cycle, Food, Moment, Timing, Weekday, at
from practice_desk.gui.models.dosage_form import (
    PIECES,
    TIMINGS,
    DosageInput,
    dosage_input,
    form_choices,
    missing_maximum,
    read_dosage,
    timing_choices,
    timing_every,
    timing_label,
    unit_choices,
    with_form,
)
from practice_desk.gui.models.medication_search import find_medications
from practice_desk.knowledge.pack import knowledge_pack

TABLETS = DosageInput(form="tablet", route="oral", strength="50 mg", amount="75", unit="mg")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Take 1½ tablets (75 mg) by mouth every morning."),
        ({"amount": "75 mg"}, "Take 1½ tablets (75 mg) by mouth every morning."),
        ({"amount": "1½", "unit": PIECES}, "Take 1½ tablets (75 mg) by mouth every morning."),
        ({"amount": "1 1/2", "unit": PIECES}, "Take 1½ tablets (75 mg) by mouth every morning."),
        ({"amount": "1½ tablets"}, "Take 1½ tablets (75 mg) by mouth every morning."),
        ({"amount": ".5", "unit": PIECES}, "Take ½ tablet (25 mg) by mouth every morning."),
        ({"food": Food.WITH_FOOD}, "Take 1½ tablets (75 mg) by mouth every morning with food."),
        (
            {"as_needed": True, "as_needed_for": "anxiety", "max_per_day": "150"},
            (
                "Take 1½ tablets (75 mg) by mouth every morning as needed for anxiety."
                " No more than 3 tablets in 24 hours."
            ),
        ),
        (
            {"timing": None, "split": ("50", "", "", "", "100")},
            "Take 1 tablet (50 mg) by mouth every morning and 2 tablets (100 mg) at bedtime.",
        ),
        ({"duration_count": 7}, "Take 1½ tablets (75 mg) by mouth every morning for 7 days."),
        ({"text": "1 tab PO daily"}, "1 tab PO daily"),
    ],
)
def test_that_what_is_typed_becomes_directions(changes: dict[str, object], expected: str) -> None:
    dosage, problems = read_dosage(replace(TABLETS, **changes))  # type: ignore[arg-type]
    assert problems == ()
    assert dosage is not None
    assert directions(dosage) == expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": ""}, "dose"),
        ({"amount": "seventy"}, "dose"),
        ({"amount": "0"}, "dose"),
        ({"amount": "70"}, "dose"),
        ({"amount": "75 mcg"}, "dose"),
        ({"strength": "fifty"}, "strength"),
        ({"strength": "", "unit": PIECES}, "strength"),
        ({"timing": None, "split": ("50", "", "", "", "")}, "split"),
        ({"as_needed": True, "max_per_day": "25"}, "max_per_day"),
    ],
)
def test_that_a_senseless_entry_is_named_at_its_field(
    changes: dict[str, object], field: str
) -> None:
    dosage, problems = read_dosage(replace(TABLETS, **changes))  # type: ignore[arg-type]
    assert dosage is None
    assert field in {problem.field for problem in problems}


def dosages() -> list[Dosage]:
    """Dosages of every kind that the editor shows."""
    split = replace(TABLETS, timing=None, split=("50", "", "", "", "100"))
    weekly = Timing(cycle=Cycle.WEEK, weekdays=(Weekday.MONDAY,), moments=(Moment.EVENING,))
    inputs = [
        TABLETS,
        replace(TABLETS, food=Food.WITH_MEALS, note="Avoid grapefruit.", duration_count=14),
        replace(TABLETS, as_needed=True, as_needed_for="panic", max_per_day="150"),
        split,
        replace(split, rest=Timing(every=2)),
        replace(TABLETS, timing=weekly),
        DosageInput(text="as directed"),
        DosageInput(amount="5", unit="mL", timing=at(Moment.BEDTIME)),
    ]
    read = [read_dosage(values) for values in inputs]
    assert not [problems for _, problems in read if problems]
    return [dosage for dosage, _ in read if dosage is not None]


def test_that_every_dosage_comes_back_from_the_editor_as_it_went_in() -> None:
    for dosage in dosages():
        again, problems = read_dosage(dosage_input(dosage))
        if dosage.is_free_text:
            assert again == Dosage.free(dosage.text)
        else:
            assert (again, problems) == (dosage, ())


def test_that_an_unusual_timing_is_among_the_choices() -> None:
    unusual = Timing(cycle=Cycle.WEEK, weekdays=(Weekday.FRIDAY,))
    assert timing_choices(unusual)[0] == unusual
    assert timing_choices(TIMINGS[3]) == TIMINGS


def test_that_a_coded_medication_offers_its_products_and_units() -> None:
    sertraline = knowledge_pack().medications.by_name("sertraline")[0]
    choices = form_choices(sertraline)
    assert "50 mg" in choices[0].strengths
    assert [value for value, _ in unit_choices(TABLETS)] == ["mg", PIECES]
    own = replace(dosages()[0], form="capsule_sprinkle")
    assert with_form(choices, own)[0].form == "capsule_sprinkle"


def test_that_a_search_offers_tall_man_names_brands_and_the_name_as_typed() -> None:
    found = find_medications(knowledge_pack().medications, "lamic")
    assert found[0].label.startswith("lamoTRIgine  (Lamictal")
    assert found[-1].concept is None
    assert find_medications(knowledge_pack().medications, "  ") == ()
    assert "C-IV" in find_medications(knowledge_pack().medications, "clonaz")[0].label


def test_that_a_search_for_what_we_prescribe_leaves_out_the_rest_before_it_is_cut_short() -> None:
    medications = knowledge_pack().medications
    assert find_medications(medications, "ibupro")[0].label.startswith("ibuprofen")
    prescribed = [each for each in medications.search("a", 500) if each.value.prescribed]
    found = find_medications(medications, "a", prescribed_only=True)
    assert [each.concept for each in found[:-1]] == [each.value for each in prescribed[:8]]
    assert find_medications(medications, "ibupro", prescribed_only=True)[0].concept is None


@pytest.mark.parametrize(
    ("changes", "dosage", "asks"),
    [
        ({"schedule": "CIV"}, {"as_needed": True}, True),
        (
            {"schedule": "CIV"},
            {"as_needed": True, "max_per_day": Quantity(Decimal(2), "mg")},
            False,
        ),
        ({"schedule": "CIV"}, {}, False),
        ({"schedule": ""}, {"as_needed": True}, False),
        ({"schedule": "CIV", "origin": Origin.OUTSIDE}, {"as_needed": True}, False),
    ],
)
def test_that_a_controlled_medication_of_ours_needs_its_maximum_when_taken_as_needed(
    changes, dosage, asks
):
    medication = replace(Medication(1, "lorazepam", Horizon.LONG_TERM, Origin.CLINIC), **changes)
    given = Dosage(form="tablet", dose=Quantity(Decimal(1), "mg"), **dosage)
    assert [each.field for each in missing_maximum(medication, (given,))] == (
        ["max_per_day"] if asks else []
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (14, "Every 2 weeks"),
        (28, "Every 4 weeks"),
        (30, "Every month"),
        (90, "Every 3 months"),
        (10, "Every 10 days"),
    ],
)
def test_that_an_interval_is_written_in_weeks_or_months(days, words):
    assert timing_label(timing_every(days)) == words
