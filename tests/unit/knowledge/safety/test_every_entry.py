"""Every entry of the pack is reached by a plan that it is about, and silent for the near miss.

The plans are built from the pack itself, so an entry that is added is tried without a new test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    FollowUp,
    KnownAllergy,
    LabResult,
    PatientFacts,
    PlanChangeFacts,
    RecentStop,
    SafetyAlert,
    SafetyQuestion,
    TakenMedication,
)
from practice_desk.knowledge.safety.checker import check_change, review_plan
from practice_desk.knowledge.safety.pack import safety_pack
from practice_desk.knowledge.safety.records import (
    AllergyRule,
    ControlledRule,
    CountRule,
    DoseCondition,
    InteractionRule,
    MedicationFacts,
    MonitoringCondition,
    MonitoringRule,
    PatientRule,
)

PACK = safety_pack()
KIND, SEVERITY = AlertKind, AlertSeverity
PRESCRIBED = [each for each in PACK.facts.medications if each.role == "prescribed"]
SMALL = Decimal("0.001")


def by_id(entry: object) -> str:
    return str(getattr(entry, "id", entry))


def members(name: str) -> list[str]:
    return [med for med in sorted(PACK.medications) if name in PACK.groups(med)]


def any_of(names: Iterable[str]) -> list[str]:
    return [med for name in names for med in members(name)]


def starting(
    med: str,
    *current: str,
    patient: PatientFacts = PatientFacts(),  # noqa: B008 - frozen
    question: SafetyQuestion = SafetyQuestion(),  # noqa: B008 - frozen
    **more: object,
) -> list[SafetyAlert]:
    change = PlanChangeFacts(ChangeAction.START, med, **more)  # type: ignore[arg-type]
    plan = tuple(TakenMedication(each) for each in current)
    return check_change(replace(question, patient=patient, current=plan, change=change))


def has(
    alerts: Iterable[SafetyAlert], kind: AlertKind, ref: str, severity: str | None = None
) -> bool:
    return any(
        a.kind is kind and a.ref == ref and (severity is None or a.severity.value == severity)
        for a in alerts
    )


def pairs_of(rule: InteractionRule) -> Iterator[tuple[str, str]]:
    for one, other in product(members(rule.a), members(rule.b)):
        if one != other and not {one, other} & set(rule.exclude_meds):
            yield one, other


@pytest.mark.parametrize("rule", PACK.facts.interactions, ids=by_id)
def test_that_every_interaction_is_found_whichever_of_the_two_begins(rule: InteractionRule):
    form = rule.only_forms.forms[0] if rule.only_forms else ""
    if rule.b_type == "exposure":
        exposed = PatientFacts(exposures=frozenset({rule.b}))
        reached = [
            med
            for med in members(rule.a)
            if has(starting(med, patient=exposed), KIND.INTERACTION, rule.id, rule.severity)
        ]
        assert reached
        beginning = SafetyQuestion(
            current=(TakenMedication(reached[0]),), new_exposures=frozenset({rule.b})
        )
        assert has(check_change(beginning), KIND.INTERACTION, rule.id, rule.severity)
        assert not has(starting(reached[0]), KIND.INTERACTION, rule.id)
        return
    for one, other in pairs_of(rule):
        first = starting(one, other, form=form if form and rule.only_forms.med == one else "")
        second = starting(other, one, form=form if form and rule.only_forms.med == other else "")
        if all(has(each, KIND.INTERACTION, rule.id, rule.severity) for each in (first, second)):
            break
    else:
        pytest.fail("no pair shows it")
    assert not has(starting(one), KIND.INTERACTION, rule.id)
    standing = SafetyQuestion(current=(TakenMedication(one), TakenMedication(other)))
    assert has(review_plan(standing), KIND.INTERACTION, rule.id)


def facts_for(rule: PatientRule | CountRule) -> PatientFacts:
    when = rule.when
    low, high = when.age_min, when.age_max
    return PatientFacts(
        age=low if low is not None else high if high is not None else 40,
        sex="female",
        conditions=frozenset(when.condition[:1]),
        pregnant=when.pregnant,
        trimester=when.trimester,
        lactating=when.lactating,
        childbearing_potential=when.childbearing_potential,
        contraception=when.contraception,
    )


def near_misses(rule: PatientRule | CountRule) -> Iterator[PatientFacts]:
    """Yield the patient with one fact of the rule turned over, each in turn."""
    when, patient = rule.when, facts_for(rule)
    if when.age_min is not None:
        yield replace(patient, age=when.age_min - 1)
    if when.age_max is not None:
        yield replace(patient, age=when.age_max + 1)
    if when.age_min is not None or when.age_max is not None:
        yield replace(patient, age=None)
    if when.condition:
        yield replace(patient, conditions=frozenset())
    for name in ("pregnant", "lactating", "childbearing_potential"):
        if getattr(when, name) is not None:
            yield replace(patient, **{name: False})
            yield replace(patient, **{name: None})
    if when.trimester is not None:
        yield replace(patient, trimester=when.trimester + 1)
    if when.contraception is False:
        yield replace(patient, contraception=True)


@pytest.mark.parametrize("rule", PACK.facts.patient_rules, ids=by_id)
def test_that_every_patient_rule_holds_for_its_patient_only(rule: PatientRule):
    patient = facts_for(rule)
    meds = [
        med
        for med in any_of(rule.applies_to)
        if med not in rule.exclude_meds
        and (not rule.only_meds or med in rule.only_meds)
        and not PACK.groups(med) & set(rule.unless_taking_class)
    ]
    assert meds
    for med in meds:
        assert has(starting(med, patient=patient), KIND.PATIENT_RULE, rule.id, rule.severity)
    for other in near_misses(rule):
        assert not has(starting(meds[0], patient=other), KIND.PATIENT_RULE, rule.id)
    for med in rule.exclude_meds:
        assert not has(starting(med, patient=patient), KIND.PATIENT_RULE, rule.id)
    for name in rule.unless_taking_class:
        beside = members(name)[0]
        assert not has(starting(meds[0], beside, patient=patient), KIND.PATIENT_RULE, rule.id)
    for condition in rule.when.condition:
        of_it = replace(patient, conditions=frozenset({condition}))
        assert has(starting(meds[0], patient=of_it), KIND.PATIENT_RULE, rule.id, rule.severity)


@pytest.mark.parametrize("rule", PACK.facts.count_rules, ids=by_id)
def test_that_every_count_counts(rule: CountRule):
    patient = facts_for(rule)
    meds = list(dict.fromkeys(any_of(rule.count_classes)))
    enough, one_less = meds[: rule.at_least], meds[: rule.at_least - 1]
    assert has(starting(*enough, patient=patient), KIND.COUNT_RULE, rule.id, rule.severity)
    assert not has(starting(*one_less, patient=patient), KIND.COUNT_RULE, rule.id)
    for other in near_misses(rule):
        assert not has(starting(*enough, patient=other), KIND.COUNT_RULE, rule.id)


WITH_MAX = [m for m in PRESCRIBED if m.adult_dose and m.adult_dose.label_max]


@pytest.mark.parametrize("facts", WITH_MAX, ids=by_id)
def test_that_the_labels_highest_dose_is_the_last_that_is_allowed(facts: MedicationFacts):
    usual = facts.adult_dose
    assert usual is not None
    assert usual.label_max is not None
    taken = (TakenMedication(facts.id),)

    def changed(dose: Decimal) -> list[SafetyAlert]:
        change = PlanChangeFacts(ChangeAction.CHANGE, facts.id, dose=dose)
        return check_change(SafetyQuestion(PatientFacts(age=40), taken, change))

    severity = "minor" if usual.soft_ceiling else "major"
    assert not has(changed(usual.label_max), KIND.DOSE_ABOVE_MAX, facts.id)
    assert has(changed(usual.label_max + SMALL), KIND.DOSE_ABOVE_MAX, facts.id, severity)


def conditions_of(when: DoseCondition) -> tuple[PatientFacts, tuple[str, ...], dict[str, object]]:
    """Return a patient, a plan and a change of which *when* is true."""
    egfr = None if when.egfr_below is None else when.egfr_below - 1
    low, high = when.age_min, when.age_max
    patient = PatientFacts(
        age=low if low is not None else high if high is not None else 40,
        sex=when.sex,
        hepatic=when.hepatic[0] if when.hepatic else "",
        egfr=egfr,
        weight_kg=when.weight_max_kg,
        metabolizers=frozenset(when.metabolizer[:1]),
    )
    beside = tuple(members(name)[0] for name in (when.with_class or when.with_med)[:1])
    change = {
        "form": when.form[0] if when.form else "",
        "indication": when.indication[0] if when.indication else "",
        "setting": when.setting[0] if when.setting else "",
        "interval_days": when.interval_days_max,
    }
    return patient, beside, change


LIMITS = [(facts, limit) for facts in PRESCRIBED for limit in facts.dose_limits]


@pytest.mark.parametrize(
    ("facts", "limit"), LIMITS, ids=[f"{facts.id}-{n}" for n, (facts, _) in enumerate(LIMITS)]
)
def test_that_every_dose_limit_is_reached(facts: MedicationFacts, limit):
    patient, beside, change = conditions_of(limit.when)
    dose = limit.max or limit.recommended or limit.start or Decimal(1)
    if limit.max_per_kg and patient.weight_kg:
        dose = min(dose, limit.max_per_kg * patient.weight_kg)
    above = starting(facts.id, *beside, patient=patient, dose=dose + SMALL, **change)
    if limit.max is not None:
        assert has(above, KIND.DOSE_ABOVE_MAX, facts.id)
        at_most = starting(facts.id, *beside, patient=patient, dose=dose, **change)
        others = [a for a in at_most if a.kind is KIND.DOSE_ABOVE_MAX]
        assert not others or f"ceiling for this patient, {dose}" not in others[0].message
    elif limit.avoid:
        assert has(above, KIND.DOSE_AVOID, facts.id)
    else:
        assert has(above, KIND.DOSE_NOTE, facts.id)


@pytest.mark.parametrize("facts", [m for m in PRESCRIBED if m.forms], ids=by_id)
def test_that_every_strength_that_is_made_is_known_and_no_other(facts: MedicationFacts):
    for form in facts.forms:
        for strength in form.strengths:
            amount = Decimal(strength.amount.partition("/")[0])
            made = starting(facts.id, form=form.form, strength=amount)
            assert not has(made, KIND.STRENGTH_MISSING, facts.id)
        other = starting(facts.id, form=form.form, strength=Decimal("987.6"))
        assert has(other, KIND.STRENGTH_MISSING, facts.id, "moderate")
    assert has(starting(facts.id, form="lollipop"), KIND.STRENGTH_MISSING, facts.id)


@pytest.mark.parametrize("facts", [m for m in PRESCRIBED if m.min_age_labelled], ids=by_id)
def test_that_the_labels_youngest_age_is_allowed(facts: MedicationFacts):
    youngest = facts.min_age_labelled
    assert youngest is not None
    young = starting(facts.id, patient=PatientFacts(age=youngest - 1))
    assert has(young, KIND.AGE_BELOW_LABEL, facts.id, "moderate")
    old_enough = starting(facts.id, patient=PatientFacts(age=youngest))
    assert not has(old_enough, KIND.AGE_BELOW_LABEL, facts.id)


WASHOUTS = [(facts, washout) for facts in PACK.facts.medications for washout in facts.washouts]


@pytest.mark.parametrize(
    ("facts", "washout"), WASHOUTS, ids=[f"{f.id}-{w.before_starting}" for f, w in WASHOUTS]
)
def test_that_every_washout_ends_after_its_days(facts: MedicationFacts, washout):
    if washout.before_starting in PACK.exposures:
        for days, expected in ((washout.days - 1, True), (washout.days, False)):
            question = SafetyQuestion(
                recent_stops=(RecentStop(facts.id, days),),
                new_exposures=frozenset({washout.before_starting}),
            )
            assert has(check_change(question), KIND.WASHOUT, facts.id) is expected
        return
    longest = {
        med: max(w.days for w in facts.washouts if w.before_starting in PACK.groups(med))
        for med in members(washout.before_starting)
        if med != facts.id
    }
    meds = [med for med, days in longest.items() if days == washout.days]
    assert meds
    for med in meds:
        early = SafetyQuestion(recent_stops=(RecentStop(facts.id, washout.days - 1),))
        done = SafetyQuestion(recent_stops=(RecentStop(facts.id, washout.days),))
        assert has(starting(med, question=early), KIND.WASHOUT, facts.id)
        assert not has(starting(med, question=done), KIND.WASHOUT, facts.id)


@pytest.mark.parametrize("facts", [m for m in PRESCRIBED if m.taper], ids=by_id)
def test_that_a_sudden_stop_is_found_where_a_taper_is_advised(facts: MedicationFacts):
    assert facts.taper is not None
    stop = PlanChangeFacts(ChangeAction.STOP, facts.id)
    plan = (TakenMedication(facts.id),)
    found = check_change(SafetyQuestion(current=plan, change=stop))
    urgency = {"low": "minor", "standard": "moderate", "high": "major"}.get(facts.taper.urgency)
    assert has(found, KIND.TAPER, facts.id, urgency) is facts.taper.advised
    stepped = SafetyQuestion(current=plan, change=replace(stop, tapering=True))
    assert not has(check_change(stepped), KIND.TAPER, facts.id)
    on_two_lines = SafetyQuestion(current=plan * 2, change=stop)
    assert not has(check_change(on_two_lines), KIND.TAPER, facts.id)


@pytest.mark.parametrize("rule", PACK.facts.allergy_rules, ids=by_id)
def test_that_every_rule_about_allergies_is_reached(rule: AllergyRule):
    severe = rule.reaction == "severe"
    allergens = [rule.allergen, *members(rule.allergen)]
    form = rule.forms[0] if rule.forms else ""
    reached = False
    for allergen, med in product(allergens, any_of(rule.applies_to)):
        patient = PatientFacts(allergies=(KnownAllergy(allergen, severe or None),))
        alerts = [a for a in starting(med, patient=patient, form=form) if a.kind is KIND.ALLERGY]
        said = any(a.ref == rule.id for a in alerts)
        if allergen == med:
            said = any(a.ref == "direct" and a.message == rule.message for a in alerts)
        reached = reached or said
        assert len(alerts) == 1
    assert reached


@pytest.mark.parametrize("rule", PACK.facts.controlled_rules, ids=by_id)
def test_that_every_federal_rule_is_reached(rule: ControlledRule):
    when = rule.when
    meds = when.med or [m.id for m in PRESCRIBED if m.dea_schedule in when.schedule]
    change = {
        "refills": when.refills_min,
        "days_supply": when.days_supply_min,
        "months_after_issue": when.months_after_issue_min,
        "first_visit": when.first_visit,
        "indication": when.use,
    }
    for med in meds:
        assert has(starting(med, **change), KIND.CONTROLLED, rule.id, rule.severity)
    for name in ("refills", "days_supply", "months_after_issue"):
        least = change[name]
        if isinstance(least, int):
            fewer = {**change, name: least - 1}
            assert not has(starting(meds[0], **fewer), KIND.CONTROLLED, rule.id)
    assert not has(starting("sertraline", **change), KIND.CONTROLLED, rule.id)


def patient_of(rule: MonitoringRule) -> tuple[PatientFacts, tuple[str, ...]]:
    """Return a patient and other medications whom a monitoring concerns."""
    patient, beside = PatientFacts(age=40, sex="female"), ()
    wanted: tuple[MonitoringCondition, ...] = ()
    if rule.only_if:
        wanted = (*rule.only_if.any[:1], *rule.only_if.all)
    for when in wanted:
        low, high = when.age_min, when.age_max
        patient = replace(
            patient,
            age=low if low is not None else high if high is not None else patient.age,
            conditions=patient.conditions | set(when.condition[:1]),
            symptoms=patient.symptoms | set(when.symptom[:1]),
            childbearing_potential=when.childbearing_potential,
            ancestry=when.ancestry[0] if when.ancestry else "",
        )
        beside += tuple(members(name)[0] for name in (when.with_med or when.with_class)[:1])
    return patient, beside


def watched(rule: MonitoringRule) -> list[str]:
    return [med for med in any_of(rule.applies_to) if med not in rule.except_meds]


@pytest.mark.parametrize("rule", [m for m in PACK.facts.monitoring if m.baseline], ids=by_id)
def test_that_every_baseline_is_asked_for(rule: MonitoringRule):
    patient, beside = patient_of(rule)
    for med in watched(rule):
        found = starting(med, *beside, patient=patient)
        assert has(found, KIND.MONITORING_BASELINE, rule.id, "information")
    for med in rule.except_meds:
        assert not has(starting(med), KIND.MONITORING_BASELINE, rule.id)
    if rule.only_if:
        plain = PatientFacts(age=30, sex="male")
        assert not has(starting(watched(rule)[0], patient=plain), KIND.MONITORING_BASELINE, rule.id)


_TIMED = ("week", "month")
DUE = [
    rule
    for rule in PACK.facts.monitoring
    if any((step.every or step.at).startswith(("1", "2", "3", "6", *_TIMED)) for step in rule.steps)
]


@pytest.mark.parametrize("rule", DUE, ids=by_id)
def test_that_every_repeated_test_is_due_when_it_was_never_done(rule: MonitoringRule):
    patient, beside = patient_of(rule)
    med = watched(rule)[0]

    def due(weeks: int, *last: tuple[str, int]) -> bool:
        question = SafetyQuestion(
            patient,
            tuple(TakenMedication(each) for each in (med, *beside)),
            follow_up=(FollowUp(med, weeks, last),),
        )
        return has(check_change(question), KIND.MONITORING_DUE, rule.id)

    assert any(due(weeks) for weeks in (1, 3, 5, 9, 14, 27, 60))
    assert not any(due(weeks, (rule.id, 0)) for weeks in (1, 3, 5, 9, 14, 27, 60))


THRESHOLDS = [
    (rule, alert, loinc)
    for rule in PACK.facts.monitoring
    for alert in rule.alerts
    for loinc in rule.loinc
    if {alert.low, alert.high, alert.high_uln_multiple} != {None} or alert.positive
]


def test_that_every_threshold_of_a_coded_result_is_reached():
    unreached = {(rule.id, alert.action) for rule, alert, _ in THRESHOLDS}
    for rule, alert, loinc in THRESHOLDS:
        patient, beside = patient_of(rule)
        patient = replace(patient, sex=alert.sex or "female")
        med = watched(rule)[0]
        limit = alert.low if alert.low is not None else alert.high
        values: list[Decimal | str] = ["positive"] if alert.positive else []
        if limit is not None:
            values += [limit - SMALL if alert.low is not None else limit + SMALL]
            values += [alert.high + SMALL] if alert.high is not None else []
        if alert.high_uln_multiple is not None:
            values += [alert.high_uln_multiple * 10 + SMALL]
        for value in values:
            result = LabResult(loinc, value, alert.phase, upper_limit=Decimal(10))
            plan = tuple(TakenMedication(each) for each in (med, *beside))
            found = check_change(SafetyQuestion(patient, plan, labs=(result,)))
            if has(found, KIND.LAB, rule.id, alert.severity):
                unreached.discard((rule.id, alert.action))
    assert not unreached


DUPLICATES = [
    entry for entry in PACK.facts.classes if entry.duplicate_note and len(members(entry.id)) > 1
]


@pytest.mark.parametrize("entry", DUPLICATES, ids=by_id)
def test_that_two_of_every_class_that_is_noted_are_found(entry):
    first, second = members(entry.id)[:2]
    found = starting(first, second)
    said = [a for a in found if a.kind is KIND.DUPLICATE_CLASS]
    pair = [a for a in found if a.kind is KIND.INTERACTION]
    assert said or any(a.severity is SEVERITY.CONTRAINDICATED for a in pair) or pair
    assert len(said) <= 1


def test_that_every_class_that_notes_duplicates_is_named_for_some_pair():
    named = {
        alert.ref
        for entry in DUPLICATES
        for one, other in product(members(entry.id), members(entry.id))
        if one != other
        for alert in starting(one, other)
        if alert.kind is KIND.DUPLICATE_CLASS
    }
    never = {entry.id for entry in DUPLICATES} - named
    # Every pair of these is forbidden by a rule of its own, or has a narrower class.
    assert never <= {"maoi", "vmat2_inhibitor", "mao_b_inhibitor", "antipsychotic_lai"}
