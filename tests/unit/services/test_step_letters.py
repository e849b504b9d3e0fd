"""Steps on paper: the patient's calendar and the notice to the pharmacy, from the same values."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Invalid, LetterRefused
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.making import Product
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import HoldRule, InjectionWindow, Regimen, RegimenStep
from practice_desk.domain.regimen_building import DayPattern, build, taper, titration
from practice_desk.domain.safety import AlertKind, ChangeAction
from practice_desk.domain.timing import Cycle, Food, Moment, Timing, Weekday
from practice_desk.letters.dates import short_date
from practice_desk.services import disclosures, dose_calendar, letters, plan, safety
from practice_desk.services.letter_events import events_to_tell
from practice_desk.services.plan import PlanEntry
from practice_desk.services.safety_question import PlannedChange
from practice_desk.storage import registry
from tests.factories import a_medication, a_patient, a_pharmacy, overriding
from tests.unit.letters.samples import text_of

TABLETS = Product("tablet", (Strength.parse("25 mg"), Strength.parse("100 mg")))
WITH_FOOD = Dosage(form="tablet", route="oral", timing=Timing(food=Food.WITH_FOOD))
MORNING = DayPattern(WITH_FOOD, (Moment.MORNING,))
RULE = HoldRule("a rash", "Stop and call the clinic.", "rash_mild")


def steps(amounts, rules=()) -> Regimen:
    return Regimen(tuple(each.step for each in build(amounts, MORNING, TABLETS)), rules)


UP = steps(titration(Decimal(25), Decimal(25), 14, Decimal(75)), (RULE,))
DOWN = steps(taper(Decimal(75), Decimal(25), 7))


@pytest.fixture
def patient_id(clinic):
    return a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))


def stepped(clinic, patient_id, regimen=UP, ago: int = 0, **changes):
    started = clinic.today() - timedelta(days=ago + 30)
    made = a_medication(clinic, patient_id, started=started, **changes)
    entry = PlanEntry(clinic.today() - timedelta(days=ago), "planned_step", regimen=regimen)
    return overriding(
        lambda given: plan.change_dose(clinic, patient_id, made.medication_id, given), entry
    )


def calendar(clinic, patient_id):
    chosen = dose_calendar.calendar_choices(clinic, patient_id)
    return dose_calendar.dose_calendar_draft(clinic, patient_id, sorted(chosen.with_steps))


def test_that_the_pharmacy_reads_each_step_with_its_day_and_tablets(clinic, patient_id):
    event_id = stepped(clinic, patient_id).event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event_id])
    text = text_of(letters.render_draft(draft).pdf)
    today = clinic.today()
    for expected in (
        "25 to 75 mg per dose",
        f"From {short_date(today)} for 2 weeks: Take 1 tablet (25 mg) by mouth every morning",
        f"From {short_date(today + timedelta(days=28))}: Take 3 tablets (75 mg)",
        "If a rash: stop and call the clinic.",
    ):
        assert expected in text


def test_that_the_pharmacy_reads_the_end_of_a_taper(clinic, patient_id):
    event_id = stepped(clinic, patient_id, DOWN).event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event_id])
    ends = short_date(clinic.today() + timedelta(days=14))
    assert f"{ends}: stop." in text_of(letters.render_draft(draft).pdf)


def test_that_the_steps_of_a_controlled_medication_stay_on_the_prescription(clinic, patient_id):
    event_id = stepped(clinic, patient_id, DOWN, schedule="CIV").event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event_id])
    text = text_of(letters.render_draft(draft).pdf)
    assert "25 to 50 mg per dose The dose changes in steps." in text
    for told in ("every morning", "tablet (", "for 1 week", ": stop.", "From Nov"):
        assert told not in text


def test_that_the_old_dosage_is_the_step_that_was_under_way(clinic, patient_id):
    made = stepped(clinic, patient_id, UP, ago=20)
    stop = overriding(
        lambda given: plan.stop_medication(clinic, patient_id, made.medication_id, given),
        PlanEntry(clinic.today(), "side_effect"),
    )
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [stop.event_id])
    assert draft.content is not None
    (line,) = draft.content.lines
    assert line.old is not None
    assert line.old.dose == "50 mg"


def test_that_the_calendar_lists_the_steps_from_today_and_the_hold_rules(clinic, patient_id):
    stepped(clinic, patient_id, ago=3)
    draft = calendar(clinic, patient_id)
    assert draft.missing == ()
    today = clinic.today()
    assert draft.content is not None
    first, second, third = draft.content.lines
    assert (first.first, first.last) == (today, today + timedelta(days=10))
    assert second.first == today + timedelta(days=11)
    assert third.last is None
    assert [dose.amount for dose in second.doses] == ["2 tablets of 25 mg (50 mg)"]
    assert second.note == "With food."
    assert [rule.trigger for rule in draft.content.rules] == ["a rash"]


def test_that_a_given_calendar_is_kept_and_told_to_the_patient_and_to_no_pharmacy(
    clinic, patient_id, tmp_path
):
    event_id = stepped(clinic, patient_id, DOWN).event_id
    draft = calendar(clinic, patient_id)
    pages = dose_calendar.render_calendar(draft)
    path = tmp_path / "calendar.pdf"
    sent = dose_calendar.give_calendar(clinic, draft, pages, LetterDelivery.SAVED, path)
    assert path.read_bytes() == pages.pdf
    assert letters.letter_bytes(clinic, patient_id, sent.letter_id) == pages.pdf
    today = clinic.today()
    told = disclosures.account_for_disclosures(
        clinic, patient_id, today - timedelta(days=1), today + timedelta(days=1)
    )
    assert [each.basis for each in told.disclosures] == [DisclosureBasis.PATIENT]
    waiting = events_to_tell(clinic, patient_id, []).events
    assert event_id in {each.event.id for each in waiting}


def test_that_a_calendar_of_a_plan_that_changed_meanwhile_is_not_recorded(clinic, patient_id):
    made = stepped(clinic, patient_id, DOWN)
    draft = calendar(clinic, patient_id)
    pages = dose_calendar.render_calendar(draft)
    overriding(
        lambda given: plan.hold_medication(clinic, patient_id, made.medication_id, given),
        PlanEntry(clinic.today(), "side_effect"),
    )
    with pytest.raises(LetterRefused, match="was changed"):
        dose_calendar.give_calendar(clinic, draft, pages, LetterDelivery.PRINTED)
    with clinic.store.read() as work:
        assert registry.letters.for_patient(work.connection, patient_id) == []


def test_that_a_calendar_of_nothing_is_refused(clinic, patient_id):
    draft = dose_calendar.dose_calendar_draft(clinic, patient_id, [])
    assert draft.missing
    with pytest.raises(Invalid):
        dose_calendar.render_calendar(draft)


def test_that_the_calendar_dates_the_injections_that_come(clinic, patient_id):
    started = clinic.today() - timedelta(days=10)
    dosage = Dosage(
        dose=Quantity(Decimal(117), "mg"),
        form="injection_lai",
        route="intramuscular",
        timing=Timing(cycle=Cycle.WEEK, every=4),
    )
    step = RegimenStep(dosage, None, window=InjectionWindow(3, 7))
    made = a_medication(clinic, patient_id, started=started - timedelta(days=30))
    overriding(
        lambda given: plan.change_dose(clinic, patient_id, made.medication_id, given),
        PlanEntry(started, "planned_step", regimen=Regimen((step,))),
    )
    content = calendar(clinic, patient_id).content
    assert content is not None
    (line,) = content.lines
    assert line.days.startswith(f"On {short_date(started + timedelta(weeks=4))}, ")
    assert line.days.count("202") == 6
    assert line.directions == "Injection at the clinic: 117 mg into the muscle every 4 weeks."
    first = started + timedelta(weeks=4)
    early, late = (short_date(first + timedelta(days=days)) for days in (-3, 7))
    windows = line.note.splitlines()
    assert windows[0] == f"{short_date(first)}: not before {early}, not after {late}."
    assert len(windows) == 6


@pytest.mark.parametrize(
    ("timing", "days", "gaps"),
    [
        (Timing(every=28), None, [28, 56, 84, 112, 140, 168]),
        (Timing(every=2), 28, range(0, 28, 2)),
        (Timing(Cycle.WEEK, 2, tuple(Weekday)), 28, None),
        (Timing(every=1), 28, []),
        (Timing(Cycle.WEEK, 1, (Weekday.MONDAY,)), 28, []),
    ],
)
def test_that_the_calendar_names_each_date_of_a_rhythm_that_skips_days_or_weeks(
    clinic, patient_id, timing, days, gaps
):
    today = clinic.today()
    started = today - timedelta(days=10) if days is None else today
    dosage = Dosage(dose=Quantity(Decimal(25), "mg"), form="tablet", timing=timing)
    made = a_medication(clinic, patient_id, started=started - timedelta(days=30))
    overriding(
        lambda given: plan.change_dose(clinic, patient_id, made.medication_id, given),
        PlanEntry(started, "planned_step", regimen=Regimen((RegimenStep(dosage, days),))),
    )
    content = calendar(clinic, patient_id).content
    assert content is not None
    line = content.lines[0]
    if gaps is None:  # every day of each second week, counted from the week of the first day
        rest = 8 - today.isoweekday()
        first, second = range(rest), range(rest + 7, rest + 14)
        gaps = [gap for gap in (*first, *second, *range(rest + 21, 28)) if gap < 28]
    dates = [short_date(started + timedelta(days=gap)) for gap in gaps]
    shown = line.days.removeprefix("On ").replace(" and so on", "").replace(" and ", ", ")
    assert shown == ", ".join(dates)
    assert line.days.endswith(" and so on") is (days is None)


def test_that_a_stop_on_the_last_step_of_a_taper_is_no_sudden_stop(clinic, patient_id):
    made = stepped(clinic, patient_id, DOWN, ago=10, concept_id="paroxetine", name="PARoxetine")
    (item,) = plan.plan_as_of(clinic, patient_id, clinic.today())
    assert item.present is not None
    assert item.present.number == item.present.count

    def warned(day) -> bool:
        change = PlannedChange(ChangeAction.STOP, item.medication, day, None, made.medication_id)
        found = safety.check_medication_change(clinic, patient_id, change)
        return any(alert.kind is AlertKind.TAPER for alert in found.alerts)

    assert not warned(clinic.today() + timedelta(days=4))
