"""Directions in plain English: how they read, and that they read back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_desk.domain.directions import directions, short_directions
from practice_desk.domain.dosage import Dosage, Duration, DurationUnit, MomentDose
from practice_desk.domain.dosage_plain import from_plain, to_plain
from practice_desk.domain.dosage_rules import check
from practice_desk.domain.dose_form import FORMS, ROUTES
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.reading_directions import Unreadable, read_directions
from practice_desk.domain.timing import Cycle, Food, Moment, Timing, Weekday, at, times_a_day


def dosage(dose: str, strength: str, form: str = "tablet", route: str = "oral", **more) -> Dosage:
    product = Strength.parse(strength)
    return Dosage(Quantity(Decimal(dose), product.dose_unit), product, form, route, **more)


MORNING = at(Moment.MORNING)
EXAMPLES = [
    (
        dosage("50", "50 mg", timing=MORNING),
        "Take 1 tablet (50 mg) by mouth every morning.",
    ),
    (
        dosage("75", "50 mg", timing=at(Moment.BEDTIME)),
        "Take 1½ tablets (75 mg) by mouth at bedtime.",
    ),
    (
        dosage(
            "30",
            "30 mg",
            "capsule",
            timing=times_a_day(2),
            as_needed=True,
            as_needed_for="anxiety",
            max_per_day=Quantity(Decimal(90), "mg"),
        ),
        (
            "Take 1 capsule (30 mg) by mouth 2 times a day as needed for anxiety."
            " No more than 3 capsules in 24 hours."
        ),
    ),
    (
        dosage("6", "6 mg/24 h", "patch", "transdermal", timing=MORNING),
        "Apply 1 patch (6 mg/24 hours) to the skin every morning.",
    ),
    (
        dosage("20", "2 mg/mL", "solution", timing=at(Moment.MORNING, Moment.BEDTIME)),
        "Take 10 mL (20 mg) by mouth every morning and at bedtime.",
    ),
    (
        dosage("125", "250 mg/5 mL", "solution", timing=times_a_day(2)),
        "Take 2.5 mL (125 mg) by mouth 2 times a day.",
    ),
    (
        dosage("16", "8 mg/2 mg", "film_sl", "sublingual"),
        "Dissolve 2 films (16 mg/4 mg) under the tongue once a day.",
    ),
    (
        dosage("4", "4 mg/spray", "nasal_spray", "nasal", timing=Timing(Cycle.ONCE)),
        "Use 1 spray (4 mg) in the nose once.",
    ),
    (
        dosage("56", "28 mg/device", "nasal_spray", "nasal", timing=Timing(Cycle.WEEK)),
        "Use 2 devices (56 mg) in the nose every week.",
    ),
    (
        dosage("400", "400 mg", "injection_lai", "intramuscular", timing=Timing(Cycle.WEEK, 4)),
        "Give 1 injection (400 mg) into the muscle every 4 weeks.",
    ),
    (
        dosage("12.5", "25 mg/mL", "injection_lai", "intramuscular", timing=Timing(Cycle.WEEK, 2)),
        "Inject 0.5 mL (12.5 mg) into the muscle every 2 weeks.",
    ),
    (
        dosage("15", "15 mg", "tablet_odt", timing=at(Moment.BEDTIME)),
        "Dissolve 1 tablet (15 mg) on the tongue at bedtime.",
    ),
    (
        dosage("1200", "300 mg", timing=Timing(food=Food.WITH_FOOD)),
        "Take 4 tablets (1,200 mg) by mouth once a day with food.",
    ),
    (
        dosage("7.5", "15 mg", timing=Timing(Cycle.DAY, 2, moments=(Moment.EVENING,))),
        "Take ½ tablet (7.5 mg) by mouth every other day in the evening.",
    ),
    (
        dosage("50", "50 mg", timing=Timing(Cycle.WEEK, 1, (Weekday.MONDAY, Weekday.FRIDAY))),
        "Take 1 tablet (50 mg) by mouth every Monday and Friday.",
    ),
    (
        dosage("1", "1 mg", timing=Timing(hours=8), duration=Duration(14, DurationUnit.DAY)),
        "Take 1 tablet (1 mg) by mouth every 8 hours for 14 days.",
    ),
    (
        Dosage(Quantity(Decimal(5), "mg"), route="oral", timing=MORNING, note="With water."),
        "Take 5 mg by mouth every morning.\nWith water.",
    ),
    (
        Dosage(
            strength=Strength.parse("300 mg"),
            form="tablet",
            route="oral",
            split=(
                MomentDose(Moment.MORNING, Quantity(Decimal(300), "mg")),
                MomentDose(Moment.BEDTIME, Quantity(Decimal(600), "mg")),
            ),
        ),
        "Take 1 tablet (300 mg) by mouth every morning and 2 tablets (600 mg) at bedtime.",
    ),
]


@pytest.mark.parametrize(("value", "text"), EXAMPLES)
def test_that_directions_read_as_a_clinician_would_say_them(value: Dosage, text: str) -> None:
    assert check(value) == ()
    assert directions(value) == text


@pytest.mark.parametrize(("value", "text"), EXAMPLES)
def test_that_the_examples_read_back(value: Dosage, text: str) -> None:
    assert read_directions(text, form=value.form, strength=value.strength) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Take as directed.",
        "take 1 tablet (50 mg) by mouth every morning.",
        "Take 1 tablet (50 mg) by mouth QD.",
        "Take 2 tablets (50 mg) by mouth every morning.",  # two tablets of 50 mg are not 50 mg
        "Take 1 tablet (50.0 mg) by mouth every morning.",
        "Take 1 capsule (50 mg) by mouth every morning.",
        "Take 1 tablet (50 mg) by mouth every morning. Avoid grapefruit.",
        "Take 1 tablet (50 mg) by mouth at bedtime and every morning.",
        "Take 1 tablet (50 mg) by mouth every Monday and Monday.",
        "Take 1 tablet (50 mg) by mouth 0 times a day.",
        "Take 1 tablet (50 mg) by mouth every 1 hours.",
        "Take 1 tablet (50 mg) by mouth every morning for 1 days.",
    ],
)
def test_that_anything_else_is_unreadable_rather_than_guessed(text: str) -> None:
    with pytest.raises(Unreadable):
        read_directions(text, form="tablet", strength=Strength.parse("50 mg"))


def test_that_a_four_hundred_line_note_survives() -> None:
    note = "\n".join(f"Line {number}: as before, and call us." for number in range(400))
    value = dosage("50", "50 mg", timing=MORNING, note=note)
    assert check(value) == ()
    assert read_directions(directions(value), form="tablet", strength=value.strength) == value
    assert from_plain(to_plain(value)) == value


def test_that_a_list_shows_dose_and_times() -> None:
    short = [short_directions(value) for value, _ in EXAMPLES]
    assert short[0] == "50 mg every morning"
    assert short[2] == "30 mg 2 times a day as needed"
    assert short[6] == "16 mg/4 mg once a day"
    assert short[-1] == "300 mg in the morning and 600 mg at bedtime"
    assert short_directions(Dosage.free("\n1 po qAM\nsee chart")) == "1 po qAM"
    assert short_directions(Dosage()) == ""


def test_that_imported_text_stays_as_it_came() -> None:
    text = "1 po qAM  ½ tab prn\r\n<b>see</b> chart"
    assert directions(Dosage.free(text)) == text


FORM_STRENGTHS = {
    "patch": ["6 mg/24 h", "15 mg/9 h"],
    "solution": ["2 mg/mL", "250 mg/5 mL", "8 mEq/5 mL"],
    "nasal_spray": ["4 mg/spray", "28 mg/device"],
    "injection_lai": ["400 mg", "50 mg/mL"],
    "film_sl": ["8 mg/2 mg", "5.7 mg/1.4 mg"],
}


@st.composite
def timings(draw: st.DrawFn, *, within_day: bool = True) -> Timing:
    food = draw(st.sampled_from([None, *Food]))
    cycle = draw(st.sampled_from(Cycle))
    every = 1 if cycle is Cycle.ONCE else draw(st.integers(1, 99))
    weekdays = tuple(sorted(draw(st.sets(st.sampled_from(Weekday))))) if cycle == "week" else ()
    timing = Timing(cycle, every, weekdays, food=food)
    if not within_day:
        return timing
    chosen = draw(st.sets(st.sampled_from(Moment), max_size=1 if cycle == "once" else None))
    moments = tuple(moment for moment in Moment if moment in chosen)
    times = 1 if moments or cycle == "once" else draw(st.integers(1, 24))
    hours = draw(st.integers(1, 168)) if timing.is_daily and not moments and times == 1 else None
    if hours is not None and draw(st.booleans()):
        hours = None
    return Timing(cycle, every, weekdays, moments, times, hours, food)


REASON_LETTERS = st.characters(codec="utf-8", exclude_categories=["C", "Z"], include_characters=" ")
REASONS = st.text(REASON_LETTERS, max_size=60).map(str.strip)
TRICKY_REASONS = st.sampled_from(
    [
        "sleep.",
        "pain for 3 days",
        "panic as needed for flights",
        "x. y",
        "every morning.",
        "a\u0301",
    ]
)
NOTES = st.text(st.characters(codec="utf-8", exclude_categories=["C"], include_characters="\n\t"))


@st.composite
def dosages(draw: st.DrawFn) -> Dosage:
    form = draw(st.sampled_from([None, *FORMS]))
    written = draw(st.sampled_from(FORM_STRENGTHS.get(form or "", ["37.5 mg", "100 mcg", "1 g"])))
    strength = Strength.parse(written) if draw(st.booleans()) else None
    unit = draw(st.sampled_from(["mg", "mcg", "units", "mL", "mg/24 h"]))
    amounts = st.decimals("0.0001", "99999", places=4)

    def quantity() -> Quantity:
        if strength is None:
            return Quantity(draw(amounts), unit)
        pieces = draw(st.integers(1, 40)) * draw(st.sampled_from(["0.25", "0.5", "1"]).map(Decimal))
        return strength.dose_of(pieces) or strength.dose_of(Decimal(1))

    as_needed = draw(st.booleans())
    moments = draw(st.sets(st.sampled_from(Moment)))
    split = len(moments) > 1
    parts = tuple(MomentDose(moment, quantity()) for moment in Moment if moment in moments)
    return Dosage(
        dose=None if split else quantity(),
        strength=strength,
        form=form,
        route=draw(st.sampled_from([None, *ROUTES])),
        timing=draw(timings(within_day=not split)),
        split=parts if split else (),
        as_needed=as_needed,
        as_needed_for=draw(REASONS | TRICKY_REASONS) if as_needed else "",
        max_per_day=quantity() if as_needed and draw(st.booleans()) else None,
        duration=draw(
            st.none() | st.builds(Duration, st.integers(1, 999), st.sampled_from(DurationUnit))
        ),
        note=draw(NOTES).strip(),
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dosages().filter(lambda value: not check(value)))
def test_that_every_sound_dosage_reads_back_from_its_directions(value: Dosage) -> None:
    text = directions(value)
    assert read_directions(text, form=value.form, strength=value.strength) == value


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dosages())
def test_that_every_dosage_survives_storage(value: Dosage) -> None:
    assert from_plain(to_plain(value)) == value


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
def test_that_no_text_breaks_the_reader(text: str) -> None:
    try:
        value = read_directions(text, form="tablet", strength=Strength.parse("50 mg"))
    except Unreadable:
        return
    assert directions(value) == text
