"""Going from one medication to another."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Invalid
from practice_desk.domain.medication import Horizon, Medication, PlanStatus
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.regimen import Regimen, RegimenStep
from practice_desk.domain.safety import AlertKind, AlertSeverity, ChangeAction
from practice_desk.domain.safety_decision import (
    OverrideReason,
    UnansweredFindings,
    finding_key,
)
from practice_desk.services import plan, switching
from practice_desk.services.plan import PlanEntry
from practice_desk.services.safety_question import PlannedChange
from tests.factories import a_medication, a_patient


def mg(amount: str) -> Dosage:
    return Dosage(dose=Quantity(Decimal(amount), "mg"), form="tablet")


def test_that_the_pack_gives_the_washout_with_its_source(clinic):
    found = switching.advice(clinic, "fluoxetine", "phenelzine")
    assert (found.washout_days, found.may_overlap) == (35, False)
    fact = found.facts[0]
    assert "35 days between the last fluoxetine and the first phenelzine" in fact.text
    assert fact.severity is AlertSeverity.MAJOR
    assert fact.sources


def test_that_a_cross_taper_is_possible_where_nothing_forbids_it(clinic):
    found = switching.advice(clinic, "escitalopram", "venlafaxine")
    assert (found.washout_days, found.may_overlap, found.taper_advised) == (None, True, True)
    assert found.start_dose is not None
    assert any("serotonin" in fact.text.lower() for fact in found.facts)


def test_that_what_the_pack_does_not_know_reads_as_unknown(clinic):
    found = switching.advice(clinic, "escitalopram", "no_such_medication")
    assert not found.is_known
    assert (found.washout_days, found.start_dose) == (None, None)


@pytest.fixture
def patient_id(clinic):
    return a_patient(clinic)


def switch(clinic, patient_id, from_id, leaving, entering):
    medication = Medication(patient_id, "venlafaxine", Horizon.LONG_TERM, concept_id="venlafaxine")
    for _ in range(2):
        try:
            return switching.switch_medication(
                clinic, patient_id, from_id, leaving, medication, entering
            )
        except UnansweredFindings as refusal:
            reasons = tuple(
                OverrideReason(finding_key(each), "tolerated") for each in refusal.findings
            )
            entering = PlanEntry(
                entering.effective_on, entering.reason_code, entering.dosage, reasons=reasons
            )
    raise AssertionError("the findings were answered")


def test_that_a_cross_taper_is_recorded_for_both_at_once(clinic, patient_id):
    old = a_medication(
        clinic, patient_id, started=clinic.today() - timedelta(days=90), concept_id="sertraline"
    )
    today = clinic.today()
    down = Regimen((RegimenStep(mg("25"), 7), RegimenStep(mg("12.5"), 7)))
    leaving = PlanEntry(today, "taper", regimen=down)
    entering = PlanEntry(today + timedelta(days=7), "switch_in", mg("37.5"))
    made = switch(clinic, patient_id, old.medication_id, leaving, entering)
    later = {
        item.medication.id: item.status
        for item in plan.plan_as_of(clinic, patient_id, today + timedelta(days=14))
    }
    assert later == {
        old.medication_id: PlanStatus.STOPPED,
        made.medication_id: PlanStatus.ACTIVE,
    }


def test_that_neither_is_recorded_when_one_is_wrong(clinic, patient_id):
    old = a_medication(clinic, patient_id, started=clinic.today() - timedelta(days=90))
    today = clinic.today()
    leaving = PlanEntry(today, "switch_out")
    with pytest.raises(Invalid):
        switch(clinic, patient_id, old.medication_id, leaving, PlanEntry(today, "switch_in"))
    endless = PlanEntry(today, "taper", regimen=Regimen((RegimenStep(mg("25")),)))
    with pytest.raises(Invalid, match="need an end"):
        switch(
            clinic, patient_id, old.medication_id, endless, PlanEntry(today, "switch_in", mg("5"))
        )
    (item,) = plan.plan_as_of(clinic, patient_id, today)
    assert len(item.events) == 1


def test_that_a_switch_is_checked_as_it_will_be_when_both_are_signed(clinic, patient_id):
    today = clinic.today()
    old = a_medication(
        clinic, patient_id, started=today - timedelta(days=90), name="fluoxetine",
        concept_id="fluoxetine",
    )  # fmt: skip
    (item,) = plan.plan_as_of(clinic, patient_id, today)
    phenelzine = Medication(patient_id, "phenelzine", Horizon.LONG_TERM, concept_id="phenelzine")
    leaving = PlannedChange(
        ChangeAction.STOP, item.medication, today, medication_id=old.medication_id
    )

    def severe(after: int) -> set[AlertKind]:
        day = today + timedelta(days=after)
        entering = PlannedChange(ChangeAction.START, phenelzine, day, mg("15"))
        found = switching.check_switch(clinic, patient_id, leaving, entering)
        return {alert.kind for alert in found.unanswered if "phenelzine" in alert.medications}

    assert AlertKind.WASHOUT in severe(10)
    assert AlertKind.WASHOUT not in severe(36)
    assert AlertKind.INTERACTION not in severe(36)
