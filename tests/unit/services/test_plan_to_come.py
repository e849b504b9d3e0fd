"""The plan to come: washouts against later starts, and the product of every step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.dosage import Dosage, MomentDose
from practice_desk.domain.medication import Horizon, Medication
from practice_desk.domain.quantity import Quantity, Strength
from practice_desk.domain.regimen import MadeDose, Piece, Regimen, RegimenStep
from practice_desk.domain.safety import AlertKind, AlertSeverity, ChangeAction
from practice_desk.domain.safety_decision import UnansweredFindings
from practice_desk.domain.timing import Cycle, Moment, Timing
from practice_desk.services import plan
from practice_desk.services.plan import PlanEntry
from practice_desk.services.safety import check_medication_change
from practice_desk.services.safety_question import PlannedChange
from tests.factories import a_dosage, a_medication, a_patient, overriding


@pytest.fixture
def patient_id(clinic):
    return a_patient(clinic)


def mg(amount, form=None, strength=None, timing=Timing()):  # noqa: B008
    made = Strength.parse(strength) if strength else None
    return Dosage(dose=Quantity(Decimal(amount), "mg"), form=form, strength=made, timing=timing)


def steps(*dosages):
    return Regimen(tuple(RegimenStep(dosage, days) for dosage, days in dosages))


def check(clinic, patient_id, med, planned=None, action=ChangeAction.START, item=None, after=0):
    medication = Medication(patient_id, med, Horizon.LONG_TERM, concept_id=med, id=item)
    regimen = planned if isinstance(planned, Regimen) else None
    dosage = planned if isinstance(planned, Dosage) else None
    on = clinic.today() + timedelta(days=after)
    change = PlannedChange(action, medication, on, dosage, item, regimen)
    return check_medication_change(clinic, patient_id, change).alerts


def of_kind(alerts, kind):
    return [alert for alert in alerts if alert.kind is kind]


def taken(clinic, patient_id, med, after=-100, dosage=None):
    started = clinic.today() + timedelta(days=after)
    return a_medication(
        clinic, patient_id, name=med, concept_id=med, started=started, dosage=dosage
    ).medication_id


def do(clinic, patient_id, what, item, after, reason, **more):
    entry = PlanEntry(clinic.today() + timedelta(days=after), reason, **more)
    return overriding(lambda given: what(clinic, patient_id, item, given), entry)


@pytest.mark.parametrize(("gap", "severity"), [(3, AlertSeverity.CONTRAINDICATED), (14, None)])
def test_that_a_stop_is_held_against_what_is_planned_to_begin(clinic, patient_id, gap, severity):
    item = taken(clinic, patient_id, "phenelzine", dosage=a_dosage("45", tablet="15"))
    taken(clinic, patient_id, "sertraline", after=gap)
    stop = check(clinic, patient_id, "phenelzine", None, ChangeAction.STOP, item)
    found = of_kind(stop, AlertKind.WASHOUT)
    assert [alert.severity for alert in found] == ([severity] if severity else [])
    if found:
        assert found[0].medications == ("phenelzine", "sertraline")
        assert "3 days before sertraline begins: 14 days have to pass" in found[0].message


def test_that_such_a_stop_is_signed_only_with_a_reason(clinic, patient_id):
    item = taken(clinic, patient_id, "phenelzine", dosage=a_dosage("45", tablet="15"))
    taken(clinic, patient_id, "sertraline", after=5)
    entry = PlanEntry(clinic.today(), "switch_out")
    with pytest.raises(UnansweredFindings) as refusal:
        plan.stop_medication(clinic, patient_id, item, entry)
    assert AlertKind.WASHOUT in {each.kind for each in refusal.value.findings}


def test_that_a_hold_counts_as_the_end_and_a_stop_after_it_changes_nothing(clinic, patient_id):
    item = taken(clinic, patient_id, "phenelzine", dosage=a_dosage("45", tablet="15"))
    do(clinic, patient_id, plan.hold_medication, item, -20, "procedure")
    taken(clinic, patient_id, "sertraline", after=1)
    stop = check(clinic, patient_id, "phenelzine", None, ChangeAction.STOP, item)
    assert not of_kind(stop, AlertKind.WASHOUT)
    do(clinic, patient_id, plan.stop_medication, item, 0, "switch_out")
    again = check(clinic, patient_id, "escitalopram", mg("10"))
    assert not of_kind(again, AlertKind.WASHOUT)


def test_that_steps_that_end_are_held_against_what_begins_afterwards(clinic, patient_id):
    taken(clinic, patient_id, "phenelzine", after=40, dosage=a_dosage("45", tablet="15"))
    short = check(clinic, patient_id, "fluoxetine", steps((mg("20"), 10)))
    (alert,) = of_kind(short, AlertKind.WASHOUT)
    assert "Fluoxetine ends 30 days before phenelzine begins: 35 days have to pass" in (
        alert.message
    )
    assert "Let it begin 5 days later" in alert.management
    assert not of_kind(short, AlertKind.INTERACTION)
    enough = check(clinic, patient_id, "fluoxetine", steps((mg("20"), 5)))
    assert not of_kind(enough, AlertKind.WASHOUT)


def test_that_a_second_course_of_what_is_stopped_now_counts(clinic, patient_id):
    item = taken(clinic, patient_id, "phenelzine", dosage=a_dosage("45", tablet="15"))
    do(clinic, patient_id, plan.stop_medication, item, -60, "no_benefit")
    entry = {"dosage": a_dosage("45", tablet="15")}
    do(clinic, patient_id, plan.adopt_medication, item, 20, "restart", **entry)
    short = check(clinic, patient_id, "fluoxetine", steps((mg("20"), 7)))
    (alert,) = of_kind(short, AlertKind.WASHOUT)
    assert alert.medications == ("fluoxetine", "phenelzine")


def test_that_both_orders_of_a_planned_switch_say_it_once(clinic, patient_id):
    item = taken(clinic, patient_id, "phenelzine", dosage=a_dosage("45", tablet="15"))
    do(clinic, patient_id, plan.stop_medication, item, 10, "switch_out")
    (start,) = of_kind(
        check(clinic, patient_id, "sertraline", mg("50"), after=15), AlertKind.WASHOUT
    )
    assert "ends 5 days before sertraline begins" in start.message
    assert not of_kind(
        check(clinic, patient_id, "sertraline", mg("50"), after=15), AlertKind.INTERACTION
    )


def test_that_what_needs_a_washout_is_not_silent_while_it_goes_on(clinic, patient_id):
    taken(clinic, patient_id, "phenelzine", dosage=a_dosage("45", tablet="15"))
    found = of_kind(check(clinic, patient_id, "buprenorphine", mg("2")), AlertKind.WASHOUT)
    assert [alert.severity for alert in found] == [AlertSeverity.MAJOR]
    assert "Phenelzine is in the plan: 14 days have to pass after its end" in found[0].message
    # where a rule about the pair speaks, it speaks alone
    assert not of_kind(check(clinic, patient_id, "sertraline", mg("50")), AlertKind.WASHOUT)


def missing(alerts):
    return [alert.message for alert in of_kind(alerts, AlertKind.STRENGTH_MISSING)]


def test_that_the_strength_of_every_step_has_to_exist(clinic, patient_id):
    fine = mg("50", "tablet", "50 mg"), 14
    found = missing(
        check(
            clinic,
            patient_id,
            "sertraline",
            steps(fine, (mg("30", "tablet", "30 mg"), 14), (mg("75", "tablet", "75 mg"), None)),
        )
    )
    assert found == ["No strength of 30 mg and 75 mg is made; there are 25, 50, 100."]
    assert not missing(
        check(clinic, patient_id, "sertraline", steps(fine, (mg("100", "tablet", "100 mg"), None)))
    )


def test_that_the_form_of_every_step_has_to_exist(clinic, patient_id):
    regimen = steps((mg("50", "tablet"), 14), (mg("75", "patch"), None))
    (message,) = missing(check(clinic, patient_id, "sertraline", regimen))
    assert message.startswith("It is not made as patch; there is:")


def test_that_days_in_turns_and_split_times_are_made_of_what_exists(clinic, patient_id):
    turns = Regimen(
        (RegimenStep(mg("50", "tablet", "50 mg"), None, alternate=mg("40", "tablet", "40 mg")),)
    )
    assert "No strength of 40 mg" in missing(check(clinic, patient_id, "sertraline", turns))[0]
    at_night = Quantity(Decimal(60), "mg")
    split = Dosage(
        form="tablet",
        split=(
            MomentDose(Moment.MORNING, Quantity(Decimal(50), "mg")),
            MomentDose(Moment.BEDTIME, at_night),
        ),
    )
    made = (MadeDose(at_night, (Piece(Strength.parse("60 mg"), Decimal(1)),)),)
    step = RegimenStep(split, None, made=made)
    assert (
        "No strength of 60 mg"
        in missing(check(clinic, patient_id, "sertraline", Regimen((step,))))[0]
    )
    whole = replace(step, made=())
    (unmade,) = missing(check(clinic, patient_id, "sertraline", Regimen((whole,))))
    assert unmade.startswith("60 mg can't be made")


def test_that_a_solution_is_known_by_its_concentration(clinic, patient_id):
    solution = mg("20", "solution", "20 mg/mL")
    assert not missing(check(clinic, patient_id, "sertraline", solution))
    assert not missing(
        check(clinic, patient_id, "valproate", mg("500", "solution", "50 mg/mL"))
    )  # made as 250 mg/5 mL
    assert missing(check(clinic, patient_id, "sertraline", mg("20", "solution", "10 mg/mL")))


def test_that_a_later_form_has_its_own_ceiling(clinic, patient_id):
    regimen = steps(
        (mg("75", "tablet", timing=Timing(times=3)), 14), (mg("300", "capsule_er"), None)
    )
    alerts = check(clinic, patient_id, "venlafaxine", regimen)
    (alert,) = of_kind(alerts, AlertKind.DOSE_ABOVE_MAX)
    assert "300 mg a day is above the ceiling" in alert.message
    as_tablets = steps(
        (mg("75", "tablet", timing=Timing(times=3)), 14),
        (mg("100", "tablet", timing=Timing(times=3)), None),
    )
    assert not of_kind(
        check(clinic, patient_id, "venlafaxine", as_tablets), AlertKind.DOSE_ABOVE_MAX
    )


def test_that_the_interval_of_every_step_of_an_injection_is_checked(clinic, patient_id):
    monthly, weekly = Timing(Cycle.MONTH), Timing(Cycle.WEEK)
    depot = "aripiprazole_lai_monthly"
    regimen = steps((mg("400", timing=monthly), 60), (mg("400", timing=weekly), None))
    found = of_kind(check(clinic, patient_id, depot, regimen), AlertKind.DOSE_ABOVE_MAX)
    assert found
    assert "Every 7 days is too often" in found[0].message
    regular = steps((mg("400", timing=monthly), 60), (mg("300", timing=monthly), None))
    assert not of_kind(check(clinic, patient_id, depot, regular), AlertKind.DOSE_ABOVE_MAX)
