"""The checks over the plan as it will be: every step, overlaps, ends, gaps and further lines."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import Horizon, Medication
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.regimen import Regimen, RegimenStep
from practice_desk.domain.safety import AlertKind, AlertSeverity, ChangeAction
from practice_desk.domain.timing import Cycle, Timing
from practice_desk.services import plan
from practice_desk.services.plan import PlanEntry
from practice_desk.services.safety import check_medication_change
from practice_desk.services.safety_question import PlannedChange
from tests.factories import a_dosage, a_medication, a_patient, overriding


@pytest.fixture
def patient_id(clinic):
    return a_patient(clinic)


def mg(amount: str, form: str | None = None, timing: Timing = Timing()) -> Dosage:  # noqa: B008
    return Dosage(dose=Quantity(Decimal(amount), "mg"), form=form, timing=timing)


def steps(*doses: tuple[str, int | None]) -> Regimen:
    return Regimen(tuple(RegimenStep(mg(dose), days) for dose, days in doses))


def check(clinic, patient_id, med, plan_of=None, *, action=ChangeAction.START, item=None, after=0):
    """Check a change of *med*: with a regimen, a dosage, or neither."""
    medication = Medication(patient_id, med, Horizon.LONG_TERM, concept_id=med, id=item)
    regimen = plan_of if isinstance(plan_of, Regimen) else None
    dosage = plan_of if isinstance(plan_of, Dosage) else None
    on = clinic.today() + timedelta(days=after)
    change = PlannedChange(action, medication, on, dosage, item, regimen)
    return check_medication_change(clinic, patient_id, change).alerts


def kinds(alerts, *severities):
    return {a.kind for a in alerts if not severities or a.severity in severities}


def test_that_a_later_step_above_the_ceiling_is_found(clinic, patient_id):
    too_high = check(
        clinic, patient_id, "sertraline", steps(("50", 14), ("150", 14), ("250", None))
    )
    assert AlertKind.DOSE_ABOVE_MAX in kinds(too_high)
    fine = check(clinic, patient_id, "sertraline", steps(("50", 14), ("200", None)))
    assert AlertKind.DOSE_ABOVE_MAX not in kinds(fine)


def test_that_steps_are_held_against_the_labels_titration(clinic, patient_id):
    by_label = steps(("25", 14), ("50", 14), ("100", 7), ("200", None))
    assert AlertKind.TITRATION not in kinds(check(clinic, patient_id, "lamotrigine", by_label))
    too_fast = steps(("25", 7), ("50", 14), ("100", None))
    assert AlertKind.TITRATION in kinds(check(clinic, patient_id, "lamotrigine", too_fast))


def test_that_every_other_day_counts_as_half_the_dose_of_a_titration(clinic, patient_id):
    a_medication(clinic, patient_id, concept_id="valproate", dosage=a_dosage("750", tablet="250"))
    daily = mg("25")
    every_other = mg("25", timing=Timing(Cycle.DAY, 2))
    assert AlertKind.TITRATION in kinds(check(clinic, patient_id, "lamotrigine", daily))
    assert AlertKind.TITRATION not in kinds(check(clinic, patient_id, "lamotrigine", every_other))


def test_that_stopping_at_the_end_of_a_taper_is_not_sudden(clinic, patient_id):
    today = clinic.today()
    made = a_medication(
        clinic, patient_id, concept_id="paroxetine", dosage=a_dosage("40", tablet="20"),
        started=today - timedelta(days=100),
    )  # fmt: skip
    item = made.medication_id
    stop = {"action": ChangeAction.STOP, "item": item}
    assert AlertKind.TAPER in kinds(check(clinic, patient_id, "paroxetine", **stop))
    entry = PlanEntry(today, "taper", regimen=steps(("20", 14), ("10", None)))
    overriding(lambda given: plan.change_dose(clinic, patient_id, item, given), entry)
    early = check(clinic, patient_id, "paroxetine", after=0, **stop)
    assert AlertKind.TAPER in kinds(early)
    at_the_end = check(clinic, patient_id, "paroxetine", after=28, **stop)
    assert AlertKind.TAPER not in kinds(at_the_end)


def test_that_steps_that_end_high_are_found_and_a_short_course_is_not(clinic, patient_id):
    sudden = check(clinic, patient_id, "clonazepam", steps(("1", 90)))
    assert AlertKind.TAPER in kinds(sudden, AlertSeverity.MAJOR)
    by_quarters = steps(("1", 90), ("0.75", 14), ("0.5", 14), ("0.25", 14))
    stepped = check(clinic, patient_id, "clonazepam", by_quarters)
    assert AlertKind.TAPER not in kinds(stepped)
    assert AlertKind.TAPER not in kinds(check(clinic, patient_id, "clonazepam", steps(("1", 14))))


def test_that_the_dose_before_counts_for_a_stepping_down(clinic, patient_id):
    made = a_medication(
        clinic, patient_id, concept_id="paroxetine", dosage=a_dosage("40", tablet="20"),
        started=clinic.today() - timedelta(days=200),
    )  # fmt: skip
    change = {"action": ChangeAction.CHANGE, "item": made.medication_id}
    halved = check(clinic, patient_id, "paroxetine", steps(("20", 40)), **change)
    assert AlertKind.TAPER not in kinds(halved, AlertSeverity.MODERATE)
    assert AlertKind.TAPER in kinds(halved, AlertSeverity.MINOR)  # 20 mg in a week, not 10
    kept = check(clinic, patient_id, "paroxetine", steps(("40", 40)), **change)
    assert AlertKind.TAPER in kinds(kept, AlertSeverity.MODERATE)


def test_that_a_cross_taper_checks_the_overlap_only_while_there_is_one(clinic, patient_id):
    made = a_medication(
        clinic, patient_id, concept_id="sertraline", started=clinic.today() - timedelta(days=90)
    )
    leaving = PlanEntry(clinic.today(), "taper", regimen=steps(("50", 14), ("25", 14)))
    overriding(
        lambda given: plan.change_dose(clinic, patient_id, made.medication_id, given), leaving
    )
    beside = check(clinic, patient_id, "venlafaxine", mg("37.5"), after=7)
    assert AlertKind.INTERACTION in kinds(beside)
    same_class = check(clinic, patient_id, "escitalopram", mg("10"), after=7)
    assert AlertKind.DUPLICATE_CLASS not in kinds(same_class)
    afterwards = check(clinic, patient_id, "venlafaxine", mg("37.5"), after=28)
    assert AlertKind.INTERACTION not in kinds(afterwards)
    too_soon = check(clinic, patient_id, "phenelzine", mg("45"), after=35)
    assert AlertKind.WASHOUT in kinds(too_soon, AlertSeverity.CONTRAINDICATED)


def test_that_what_begins_only_after_a_short_course_is_not_beside_it(clinic, patient_id):
    later = clinic.today() + timedelta(days=30)
    a_medication(clinic, patient_id, concept_id="phenelzine", started=later)
    course = check(clinic, patient_id, "tramadol", steps(("50", 5)))
    assert AlertKind.INTERACTION not in kinds(course)
    long = check(clinic, patient_id, "tramadol", mg("50"))
    assert AlertKind.INTERACTION in kinds(long, AlertSeverity.CONTRAINDICATED)


def test_that_the_same_medication_on_two_lines_is_added_up(clinic, patient_id):
    first = a_medication(
        clinic, patient_id, concept_id="sertraline", dosage=a_dosage("150", tablet="50")
    )
    again = check(clinic, patient_id, "sertraline", a_dosage("100", tablet="100"))
    assert AlertKind.DOSE_ABOVE_MAX in kinds(again)
    assert AlertKind.DUPLICATE_CLASS in kinds(again, AlertSeverity.MODERATE)
    a_medication(clinic, patient_id, concept_id="sertraline", dosage=a_dosage("50"))
    change = {"action": ChangeAction.CHANGE, "item": first.medication_id}
    raised = check(clinic, patient_id, "sertraline", a_dosage("200", tablet="100"), **change)
    assert AlertKind.DOSE_ABOVE_MAX in kinds(raised)
    kept = check(clinic, patient_id, "sertraline", a_dosage("150", tablet="50"), **change)
    assert AlertKind.DOSE_ABOVE_MAX not in kinds(kept)


def test_that_a_long_hold_asks_for_a_new_titration_and_taking_over_does_not(clinic, patient_id):
    today = clinic.today()
    made = a_medication(
        clinic, patient_id, concept_id="lamotrigine", dosage=a_dosage("200", tablet="200"),
        started=today - timedelta(days=200),
    )  # fmt: skip
    item = made.medication_id
    taken_over = check(clinic, patient_id, "lamotrigine", mg("200"), item=item)
    assert AlertKind.TITRATION not in kinds(taken_over)
    hold = PlanEntry(today - timedelta(days=20), "side_effect")
    overriding(lambda given: plan.hold_medication(clinic, patient_id, item, given), hold)
    resumed = check(clinic, patient_id, "lamotrigine", mg("200"), item=item)
    assert AlertKind.TITRATION in kinds(resumed, AlertSeverity.MAJOR)


def test_that_starting_again_after_a_few_days_is_no_new_titration(clinic, patient_id):
    made = a_medication(
        clinic, patient_id, concept_id="lamotrigine", dosage=a_dosage("200", tablet="200"),
        started=clinic.today() - timedelta(days=200),
    )  # fmt: skip
    item = made.medication_id
    stop = PlanEntry(clinic.today(), "side_effect")
    overriding(lambda given: plan.stop_medication(clinic, patient_id, item, given), stop)
    soon = check(clinic, patient_id, "lamotrigine", mg("200"), item=item, after=3)
    assert AlertKind.TITRATION not in kinds(soon)
    later = check(clinic, patient_id, "lamotrigine", mg("200"), item=item, after=30)
    assert AlertKind.TITRATION in kinds(later)


def test_that_injections_that_come_too_often_are_found(clinic, patient_id):
    med = "aripiprazole_lai_monthly"
    monthly = mg("400", timing=Timing(Cycle.MONTH))
    weekly = mg("400", timing=Timing(Cycle.WEEK, 2))
    assert AlertKind.DOSE_ABOVE_MAX not in kinds(check(clinic, patient_id, med, monthly))
    assert AlertKind.DOSE_ABOVE_MAX in kinds(check(clinic, patient_id, med, weekly))


def test_that_what_is_resumed_counts_once(clinic, patient_id):
    today, dosage = clinic.today(), a_dosage("150", tablet="100")
    made = a_medication(
        clinic, patient_id, concept_id="sertraline", dosage=dosage,
        started=today - timedelta(days=40),
    )  # fmt: skip
    item = made.medication_id
    hold = PlanEntry(today - timedelta(days=2), "side_effect")
    overriding(lambda given: plan.hold_medication(clinic, patient_id, item, given), hold)
    found = check(clinic, patient_id, "sertraline", dosage, item=item)
    assert AlertKind.DOSE_ABOVE_MAX not in kinds(found)


def test_that_a_resume_checks_the_steps_that_were_left_at_the_hold(clinic, patient_id):
    today = clinic.today()
    entry = PlanEntry(
        today - timedelta(days=20), "new_indication",
        regimen=steps(("50", 14), ("100", 14), ("250", None)),
    )  # fmt: skip
    new = Medication(patient_id, "sertraline", Horizon.LONG_TERM, concept_id="sertraline")
    item = overriding(lambda given: plan.start_medication(clinic, new, given), entry).medication_id
    hold = PlanEntry(today - timedelta(days=2), "side_effect")
    overriding(lambda given: plan.hold_medication(clinic, patient_id, item, given), hold)
    found = check(clinic, patient_id, "sertraline", mg("100"), item=item)
    assert AlertKind.DOSE_ABOVE_MAX in kinds(found, AlertSeverity.MAJOR)


def test_that_a_long_taken_dose_that_falls_by_the_day_is_found(clinic, patient_id):
    started = clinic.today() - timedelta(days=400)
    taken = a_medication(
        clinic, patient_id, name="clonazepam", concept_id="clonazepam",
        dosage=a_dosage("2", tablet="1"), started=started,
    )  # fmt: skip
    tenths = [f"{2 - n * Decimal('0.2')}" for n in range(10)]
    for days, severity in ((1, AlertSeverity.MAJOR), (14, None)):
        plan_of = steps(*((dose, days) for dose in tenths))
        found = check(
            clinic, patient_id, "clonazepam", plan_of,
            action=ChangeAction.CHANGE, item=taken.medication_id,
        )  # fmt: skip
        assert [a.severity for a in found if a.kind is AlertKind.TAPER] == [severity][: days == 1]


def test_that_cuts_on_following_days_are_one_fall_and_a_stop_after_them_is_sudden(
    clinic, patient_id
):
    today = clinic.today()
    item = a_medication(
        clinic, patient_id, name="clonazepam", concept_id="clonazepam",
        dosage=a_dosage("2", tablet="0.5"), started=today - timedelta(days=400),
    ).medication_id  # fmt: skip
    change = {"action": ChangeAction.CHANGE, "item": item}
    stop = {"action": ChangeAction.STOP, "item": item}
    for ago, dose in ((3, "1.75"), (2, "1.5"), (1, "1")):
        entry = PlanEntry(today - timedelta(days=ago), "taper", mg(dose))
        overriding(lambda given: plan.change_dose(clinic, patient_id, item, given), entry)
    found = check(clinic, patient_id, "clonazepam", mg("0.75"), **change)
    assert AlertKind.TAPER in kinds(found, AlertSeverity.MAJOR)
    later = check(clinic, patient_id, "clonazepam", mg("0.75"), after=28, **change)
    assert AlertKind.TAPER not in kinds(later)
    assert AlertKind.TAPER in kinds(check(clinic, patient_id, "clonazepam", **stop))
    later = check(clinic, patient_id, "clonazepam", after=6, **stop)
    assert AlertKind.TAPER not in kinds(later)


@pytest.mark.parametrize(("doses", "is_found"), [(("50", "37"), True), (("50", "75"), False)])
def test_that_steps_no_tablet_makes_are_found(clinic, patient_id, doses, is_found):
    plan_of = steps((doses[0], 7), (doses[1], None))
    found = check(clinic, patient_id, "sertraline", plan_of)
    assert (AlertKind.STRENGTH_MISSING in kinds(found)) is is_found
