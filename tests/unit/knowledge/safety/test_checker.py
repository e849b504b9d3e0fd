"""What the checker finds, and what it keeps quiet about."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.quantity import Quantity
from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    DoseStep,
    FollowUp,
    KnownAllergy,
    LabResult,
    LaterStart,
    PatientFacts,
    PlanChangeFacts,
    RecentStop,
    SafetyAlert,
    SafetyQuestion,
    StepProduct,
    TakenMedication,
)
from practice_desk.domain.safety_decision import finding_key
from practice_desk.knowledge.safety.checker import check_change, review_plan
from practice_desk.knowledge.safety.pack import safety_pack

ADULT = PatientFacts(age=40, sex="female")
KIND = AlertKind
MEDICATIONS = sorted(safety_pack().medications)


def taken(*meds: str, **doses: int) -> tuple[TakenMedication, ...]:
    """Return a plan; a keyword gives the dose."""
    named = tuple(TakenMedication(med) for med in meds)
    return named + tuple(TakenMedication(med, Decimal(dose)) for med, dose in doses.items())


def starting(
    med: str,
    dose: str | None = None,
    *current: TakenMedication,
    patient: PatientFacts = ADULT,
    action: ChangeAction = ChangeAction.START,
    **more: object,
) -> list[SafetyAlert]:
    """Check a start, or another change."""
    amount = None if dose is None else Decimal(dose)
    change = PlanChangeFacts(action, med, dose=amount, **more)  # type: ignore[arg-type]
    return check_change(SafetyQuestion(patient, tuple(current), change))


def found(alerts: list[SafetyAlert], kind: AlertKind, ref: str = "") -> SafetyAlert | None:
    """Return the alert of that kind, or None."""
    return next((a for a in alerts if a.kind is kind and ref in ("", a.ref)), None)


def test_that_what_the_pack_does_not_know_is_never_silent():
    alert = found(starting("unobtainium", "5"), KIND.NOT_CHECKED)
    assert alert is not None
    assert "does not know" in alert.message
    beside = starting("sertraline", "50", TakenMedication("unobtainium"))
    assert found(beside, KIND.NOT_CHECKED, "unobtainium")


def test_that_a_form_has_a_ceiling_of_its_own():
    assert found(starting("venlafaxine", "225", form="capsule_er"), KIND.DOSE_ABOVE_MAX) is None
    assert found(starting("venlafaxine", "226", form="capsule_er"), KIND.DOSE_ABOVE_MAX)
    assert found(starting("venlafaxine", "375", form="tablet"), KIND.DOSE_ABOVE_MAX) is None


def test_that_the_lowest_ceiling_that_applies_counts():
    old = replace(ADULT, age=70)
    assert found(starting("citalopram", "40"), KIND.DOSE_ABOVE_MAX) is None
    assert found(starting("citalopram", "30", patient=old), KIND.DOSE_ABOVE_MAX)


def test_that_an_inducer_lifts_the_ceiling_of_lamotrigine_and_valproate_lowers_it():
    change = {"action": ChangeAction.CHANGE}
    high = ("lamotrigine", "300")
    assert found(starting(*high, TakenMedication("lamotrigine"), **change), KIND.DOSE_ABOVE_MAX)
    with_inducer = (TakenMedication("lamotrigine"), TakenMedication("carbamazepine"))
    assert found(starting(*high, *with_inducer, **change), KIND.DOSE_ABOVE_MAX) is None
    with_valproate = (TakenMedication("lamotrigine"), TakenMedication("valproate"))
    assert found(starting("lamotrigine", "150", *with_valproate, **change), KIND.DOSE_ABOVE_MAX)


def test_that_valproates_ceiling_needs_the_weight():
    assert found(starting("valproate", "3000"), KIND.NOT_CHECKED)
    light = replace(ADULT, weight_kg=Decimal(45))
    assert found(starting("valproate", "3000", patient=light), KIND.DOSE_ABOVE_MAX)
    assert found(starting("valproate", "2700", patient=light), KIND.DOSE_ABOVE_MAX) is None


def test_that_lamotrigine_starts_low_and_lower_with_valproate():
    assert found(starting("lamotrigine", "25"), KIND.TITRATION) is None
    assert found(starting("lamotrigine", "50"), KIND.TITRATION)
    with_valproate = starting("lamotrigine", "25", TakenMedication("valproate"))
    assert found(with_valproate, KIND.TITRATION)


def test_that_a_long_gap_starts_the_titration_anew():
    again = {"action": ChangeAction.CHANGE}
    present = TakenMedication("lamotrigine", Decimal(200))
    assert (
        found(starting("lamotrigine", "200", present, gap_days=3, **again), KIND.TITRATION) is None
    )
    assert found(starting("lamotrigine", "200", present, gap_days=14, **again), KIND.TITRATION)


def test_that_a_strength_that_is_not_made_is_said():
    assert found(starting("sertraline", "75", strength=Decimal(75)), KIND.STRENGTH_MISSING)
    assert not found(starting("sertraline", "50", strength=Decimal(50)), KIND.STRENGTH_MISSING)


def test_that_the_worse_rule_of_a_mechanism_hides_the_milder():
    alerts = starting("sertraline", "50", *taken("phenelzine"))
    serotonin = [a for a in alerts if a.kind is KIND.INTERACTION]
    assert serotonin[0].severity is AlertSeverity.CONTRAINDICATED
    assert len({a.ref for a in serotonin}) == len(serotonin)


@pytest.mark.parametrize("days", [0, 5])
def test_that_an_end_and_a_start_too_close_are_one_finding_from_either_side(days):
    stop = PlanChangeFacts(ChangeAction.STOP, "sertraline")
    later = (LaterStart("phenelzine", days),)
    ended = check_change(SafetyQuestion(ADULT, taken(sertraline=50), stop, later_starts=later))
    start = PlanChangeFacts(ChangeAction.START, "phenelzine", dose=Decimal(15))
    before = (RecentStop("sertraline", days),)
    begun = check_change(SafetyQuestion(ADULT, (), start, recent_stops=before))
    one, other = (found(alerts, KIND.WASHOUT) for alerts in (ended, begun))
    assert one is not None
    assert other is not None
    assert finding_key(one) == finding_key(other)


def test_that_a_washout_ends():
    change = PlanChangeFacts(ChangeAction.START, "sertraline", dose=Decimal(50))
    for days, expected in ((13, True), (14, False)):
        question = SafetyQuestion(ADULT, (), change, (RecentStop("phenelzine", days),))
        assert bool(found(check_change(question), KIND.WASHOUT, "phenelzine")) is expected


def test_that_fluoxetine_needs_the_longer_washout():
    change = PlanChangeFacts(ChangeAction.START, "phenelzine", dose=Decimal(45))
    question = SafetyQuestion(ADULT, (), change, (RecentStop("fluoxetine", 20),))
    assert found(check_change(question), KIND.WASHOUT, "fluoxetine")


def test_that_a_cross_taper_is_no_duplicate_and_no_sudden_stop():
    change = PlanChangeFacts(
        ChangeAction.SWITCH, "escitalopram", "sertraline", Decimal(10), tapering=True
    )
    alerts = check_change(SafetyQuestion(ADULT, taken(sertraline=100), change))
    assert found(alerts, KIND.DUPLICATE_CLASS) is None
    assert found(alerts, KIND.TAPER) is None
    sudden = replace(change, tapering=False)
    alerts = check_change(SafetyQuestion(ADULT, taken(sertraline=100), sudden))
    assert found(alerts, KIND.TAPER, "sertraline")


def test_that_an_allergy_to_the_medication_itself_is_direct():
    allergic = replace(ADULT, allergies=(KnownAllergy("sertraline"),))
    alert = found(starting("sertraline", "50", patient=allergic), KIND.ALLERGY, "direct")
    assert alert is not None
    assert alert.severity is AlertSeverity.CONTRAINDICATED


def test_that_a_severe_reaction_weighs_more_than_a_mild_one():
    severe = replace(ADULT, allergies=(KnownAllergy("carbamazepine", severe=True),))
    mild = replace(ADULT, allergies=(KnownAllergy("carbamazepine", severe=False),))
    first = found(starting("oxcarbazepine", "600", patient=severe), KIND.ALLERGY)
    second = found(starting("oxcarbazepine", "600", patient=mild), KIND.ALLERGY)
    assert first is not None
    assert second is not None
    assert first.severity.rank < second.severity.rank


def test_that_pregnancy_unknown_is_not_pregnancy_and_not_its_absence():
    pregnant = replace(ADULT, pregnant=True)
    assert found(starting("valproate", "750"), KIND.PATIENT_RULE, "preg_valproate") is None
    alert = found(starting("valproate", "750", patient=pregnant), KIND.PATIENT_RULE)
    assert alert is not None
    assert alert.severity is AlertSeverity.CONTRAINDICATED


@pytest.mark.parametrize(("refills", "refused"), [(0, False), (1, True)])
def test_that_a_schedule_two_prescription_has_no_refills(refills, refused):
    alerts = starting("methylphenidate", "20", refills=refills)
    assert bool(found(alerts, KIND.CONTROLLED, "ctl_cii_refill")) is refused


def test_that_new_tobacco_cessation_is_checked_against_the_plan():
    question = SafetyQuestion(
        ADULT,
        taken(clozapine=300),
        PlanChangeFacts(),
        new_exposures=frozenset({"tobacco_cessation"}),
    )
    assert found(check_change(question), KIND.INTERACTION, "int_clozapine_cessation")


@pytest.mark.parametrize(
    ("value", "severity"),
    [("1.0", None), ("1.3", AlertSeverity.MAJOR), ("1.6", AlertSeverity.EMERGENCY)],
)
def test_that_a_lithium_level_is_graded(value, severity):
    lab = LabResult("14334-7", Decimal(value))
    alerts = check_change(SafetyQuestion(ADULT, taken(lithium=900), labs=(lab,)))
    alert = found(alerts, KIND.LAB, "mon_lithium_level")
    assert (alert.severity if alert else None) is severity


def test_that_a_clozapine_count_is_weekly_at_first_and_monthly_after_a_year():
    def due(weeks_on: int, last: int) -> bool:
        follow_up = FollowUp("clozapine", weeks_on, (("mon_clozapine_anc", last),))
        question = SafetyQuestion(ADULT, taken(clozapine=300), follow_up=(follow_up,))
        return found(check_change(question), KIND.MONITORING_DUE, "mon_clozapine_anc") is not None

    assert due(10, 1)
    assert not due(30, 1)
    assert due(30, 2)
    assert not due(60, 3)
    assert due(60, 5)


def test_that_a_review_shows_standing_pairs_that_a_change_does_not_repeat():
    plan = taken("phenelzine", "sertraline")
    standing = review_plan(SafetyQuestion(ADULT, plan))
    assert found(standing, KIND.INTERACTION, "int_maoi_ssri")
    other = PlanChangeFacts(ChangeAction.START, "levothyroxine")
    assert found(check_change(SafetyQuestion(ADULT, plan, other)), KIND.INTERACTION) is None


def test_that_every_alert_names_a_source():
    question = SafetyQuestion(
        replace(ADULT, age=70, conditions=frozenset({"qt_prolonged"})),
        taken("lithium", "ibuprofen", "phenelzine"),
        PlanChangeFacts(ChangeAction.START, "citalopram", dose=Decimal(60), form="tablet"),
    )
    for alert in (*check_change(question), *review_plan(question)):
        assert alert.sources or alert.kind in (KIND.NOT_CHECKED, KIND.DUPLICATE_CLASS)


@given(st.lists(st.sampled_from(MEDICATIONS), min_size=1, max_size=8, unique=True), st.data())
def test_that_whatever_is_combined_nothing_is_said_twice_and_the_worst_comes_first(meds, data):
    start, *rest = meds
    dose = data.draw(st.none() | st.integers(1, 5000).map(Decimal))
    change = PlanChangeFacts(ChangeAction.START, start, dose=dose)
    plan = tuple(TakenMedication(med) for med in rest)
    alerts = check_change(SafetyQuestion(ADULT, plan, change))
    keys = [(a.kind, a.ref, frozenset(a.medications)) for a in alerts]
    assert len(keys) == len(set(keys))
    ranks = [alert.severity.rank for alert in alerts]
    assert ranks == sorted(ranks)


@given(st.permutations(["lithium", "ibuprofen", "lisinopril", "citalopram", "omeprazole"]))
def test_that_the_order_of_a_plan_changes_nothing(order):
    def seen(meds: list[str]) -> set[tuple[AlertKind, str, frozenset[str]]]:
        plan = tuple(TakenMedication(med) for med in meds)
        alerts = review_plan(SafetyQuestion(ADULT, plan))
        return {(a.kind, a.ref, frozenset(a.medications)) for a in alerts}

    assert seen(order) == seen(sorted(order))


def on_clozapine(*labs: LabResult) -> list[SafetyAlert]:
    change = PlanChangeFacts(ChangeAction.CHANGE, "clozapine", dose=Decimal(100))
    return check_change(SafetyQuestion(ADULT, taken(clozapine=50), change, labs=labs))


@pytest.mark.parametrize("words", ["pending", "low", "normal"])
def test_that_a_word_where_a_number_belongs_is_not_checked_and_silences_no_number(words):
    count, word = LabResult("751-8", Decimal(400)), LabResult("751-8", words)
    alerts = on_clozapine(word, count)
    alert = found(alerts, KIND.LAB, "mon_clozapine_anc")
    assert alert is not None
    assert alert.severity is AlertSeverity.EMERGENCY
    said = found(alerts, KIND.NOT_CHECKED, "result_751-8")
    assert said is not None
    assert words in said.message


def test_that_a_pregnancy_test_is_read_in_words_and_an_unclear_one_is_said():
    def starts(words: str) -> set[AlertKind]:
        change = PlanChangeFacts(ChangeAction.START, "valproate", dose=Decimal(500))
        lab = LabResult("2106-3", words)
        alerts = check_change(SafetyQuestion(ADULT, (), change, labs=(lab,)))
        return {a.kind for a in alerts if a.kind is KIND.LAB or a.ref == "result_2106-3"}

    assert starts("Positive") == {KIND.LAB}
    assert starts("negative") == set()
    assert starts("pending") == {KIND.NOT_CHECKED}


@pytest.mark.parametrize(
    ("value", "said"),
    [("1.729106628242074927953890489913545", "1.729 "), ("1.7", "1.7 "), ("2", "2 ")],
)
def test_that_a_converted_result_is_said_as_it_is_read(value, said):
    lab = LabResult("14334-7", Decimal(value))
    alerts = check_change(SafetyQuestion(ADULT, taken(lithium=900), labs=(lab,)))
    alert = found(alerts, KIND.LAB, "mon_lithium_level")
    assert alert is not None
    assert said in alert.message


def falling(
    med: str, before: str, steps: list[tuple[int, str]], **more: object
) -> AlertSeverity | None:
    """Return how bad a fall of what was taken long is found to be; *steps* by their first days."""
    doses = tuple(DoseStep(day // 7 + 1, Decimal(dose), day) for day, dose in steps)
    change = PlanChangeFacts(
        ChangeAction.CHANGE, med, dose=max(each.dose for each in doses), steps=doses
    )
    before_it = (TakenMedication(med, Decimal(before)),)
    alerts = check_change(SafetyQuestion(ADULT, before_it, change, **more))  # type: ignore[arg-type]
    alert = found(alerts, KIND.TAPER, med)
    return None if alert is None else alert.severity


def by_tenths(days: int) -> list[tuple[int, str]]:
    return [(n * days, f"{2 - n * Decimal('0.2')}") for n in range(10)]


@pytest.mark.parametrize(
    ("med", "before", "steps", "severity"),
    [
        ("clonazepam", "2", by_tenths(1), AlertSeverity.MAJOR),
        ("clonazepam", "2", by_tenths(3), AlertSeverity.MODERATE),
        ("clonazepam", "2", by_tenths(14), None),
        ("clonazepam", "2", [(0, "1.5"), (14, "1"), (28, "0.5")], None),
        ("clonazepam", "2", [(0, "2.5")], None),
        ("alprazolam", "6", [(0, "0.25")], AlertSeverity.MAJOR),
        ("alprazolam", "6", [(0, "3")], AlertSeverity.MODERATE),
        ("venlafaxine", "225", [(0, "150"), (7, "75")], None),
        ("venlafaxine", "225", [(0, "150"), (3, "75")], AlertSeverity.MODERATE),
        ("venlafaxine", "300", [(0, "150")], AlertSeverity.MINOR),
        ("sertraline", "200", [(0, "50")], AlertSeverity.MODERATE),
        ("sertraline", "100", [(0, "50")], None),
        ("melatonin", "10", [(0, "1")], None),
    ],
)
def test_that_a_dose_that_falls_too_fast_is_found(med, before, steps, severity):
    assert falling(med, before, steps) is severity


def test_that_what_was_taken_for_a_short_time_may_fall_fast():
    short, long = (FollowUp("alprazolam", weeks) for weeks in (2, 30))
    assert falling("alprazolam", "6", [(0, "0.25")], follow_up=(short,)) is None
    assert falling("alprazolam", "6", [(0, "0.25")], follow_up=(long,)) is AlertSeverity.MAJOR


def made(med: str, dose: str, *, form: str = "tablet", halves: bool = False) -> str:
    """Return how bad it is that a dose, taken at once, is made of no strength that there is."""
    at_once = (Quantity(Decimal(dose), "mg"),)
    product = StepProduct(Decimal(dose), form, at_once=at_once, may_be_halved=halves)
    alerts = starting(med, dose, form=form, products=(product,))
    alert = found(alerts, KIND.STRENGTH_MISSING, med)
    return "" if alert is None else str(alert.severity)


@pytest.mark.parametrize(
    ("med", "dose", "bad"),
    [
        ("sertraline", "37", "moderate"),
        ("sertraline", "41", "moderate"),
        ("clonazepam", "0.85", "moderate"),
        ("sertraline", "75", ""),
        ("sertraline", "12.5", "minor"),
        ("clonazepam", "0.25", "minor"),
    ],
)
def test_that_a_dose_no_strength_makes_is_found_without_a_chosen_strength(med, dose, bad):
    assert made(med, dose) == bad


def test_that_halves_the_clinician_allowed_are_no_finding_and_a_capsule_has_none():
    assert not made("sertraline", "12.5", halves=True)
    assert made("sertraline", "75", form="capsule", halves=True) == "moderate"


@pytest.mark.parametrize(("dose", "is_found"), [("37", True), ("12.5", False), ("50", False)])
def test_that_a_daily_dose_that_nothing_makes_is_found_in_a_case(dose, is_found):
    alerts = starting("sertraline", dose, form="tablet")
    assert (found(alerts, KIND.STRENGTH_MISSING, "sertraline") is not None) is is_found


def test_that_of_several_grades_of_kidney_function_only_the_patients_own_is_told():
    alerts = starting("paliperidone", "12", patient=replace(ADULT, egfr=Decimal(45)))
    told = [a.message for a in alerts if a.ref == "paliperidone" and "CrCl" in a.message]
    assert len(told) == 2  # the ceiling, and the dose to start with
    assert all("CrCl 10-49" in message for message in told)


def test_that_an_anticholinergic_stack_is_one_finding_with_its_total():
    plan = taken("benztropine", "hydroxyzine", "oxybutynin")
    for alerts in (
        starting("amitriptyline", "25", *plan),
        review_plan(SafetyQuestion(ADULT, plan)),
    ):
        (alert,) = [a for a in alerts if a.ref == "int_anticholinergic_stack"]
        assert {"benztropine", "hydroxyzine", "oxybutynin"} <= set(alert.medications)
        assert alert.message.startswith(f"{len(alert.medications)} anticholinergic")


def test_that_a_sedating_stack_names_all_of_its_medications():
    plan = taken("quetiapine", "trazodone", "sertraline")
    alert = found(starting("mirtazapine", "15", *plan), KIND.COUNT_RULE, "count_sedating")
    assert alert is not None
    assert alert.medications == ("mirtazapine", "quetiapine", "trazodone")
    assert found(starting("lisinopril", "5", *plan), KIND.COUNT_RULE, "count_sedating") is None
    assert (
        found(starting("mirtazapine", "15", *plan[:1]), KIND.COUNT_RULE, "count_sedating") is None
    )


def test_that_a_sedating_stack_is_said_once_beside_what_the_pack_says_of_it():
    plan = taken("quetiapine", "clonazepam", "gabapentin")
    alerts = starting("zolpidem", "5", *plan)
    assert found(alerts, KIND.COUNT_RULE, "count_sedating") is None
    told = [a for a in alerts if "4 sedating medications" in a.management]
    assert [(a.ref, a.medications) for a in told] == [
        ("int_benzo_zdrug", ("zolpidem", "clonazepam"))
    ]
    assert "clonazepam, gabapentin, quetiapine and zolpidem" in told[0].management
    older = starting("zolpidem", "5", *plan, patient=replace(ADULT, age=70))
    assert found(older, KIND.COUNT_RULE, "count_cns_active_older")
    assert "4 sedating" not in str([(a.message, a.management) for a in older])


@pytest.mark.parametrize(
    ("med", "dose", "days", "form", "is_late"),
    [
        ("aripiprazole_lai_monthly", "400", 45, "", True),
        ("aripiprazole_lai_monthly", "400", 30, "", False),
        ("aripiprazole_lauroxil", "882", 42, "", False),
        ("fluphenazine_decanoate", "25", 28, "", False),
        ("olanzapine_pamoate", "405", 28, "", False),
        ("risperidone_lai_2week", "25", 28, "", True),
        ("paliperidone_palmitate_3m", "546", 90, "", False),
        ("buprenorphine_er_brixadi", "24", 28, "injection_depot_weekly", True),
        ("buprenorphine_er_brixadi", "96", 28, "injection_depot_monthly", False),
    ],
)
def test_that_an_injection_that_comes_too_late_is_found(med, dose, days, form, is_late):
    alerts = starting(med, dose, form=form, interval_days=days)
    assert any("leaves gaps" in alert.message for alert in alerts) is is_late
