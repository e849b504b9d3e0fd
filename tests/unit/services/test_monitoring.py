"""Monitoring of real charts: what is due, entered, flagged, decided, and the clinic's list."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.appointment import Appointment
from practice_desk.domain.condition import Condition
from practice_desk.domain.errors import Invalid, NotPermitted
from practice_desk.domain.monitoring import DueItem, DueStatus
from practice_desk.domain.monitoring_decision import DecisionKind
from practice_desk.domain.note import NoteKind
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.patient import SexAssigned
from practice_desk.domain.permission import Operation
from practice_desk.domain.safety import AlertSeverity
from practice_desk.domain.supply import PdmpCheck, PdmpOutcome, SupplyEntry
from practice_desk.gui.models.overdue_view import empty_text, unchecked_text
from practice_desk.services import (
    appointments,
    charts,
    monitoring,
    monitoring_count,
    monitoring_list,
    plan,
    supply,
)
from practice_desk.services.chart_access import restrict_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.health import save_condition
from practice_desk.services.monitoring import DecisionEntry
from practice_desk.services.plan import PlanEntry
from practice_desk.storage import health
from tests.audit_rows import audit_rows
from tests.factories import a_dosage, a_medication, a_note, a_patient, make_clinic


def an_observation(
    clinic: Clinic, patient_id: int, code: str, value: str, unit: str, days_ago: int = 0
) -> Observation:
    at = clinic.now() - timedelta(days=days_ago)
    kind = ObservationCategory.LABORATORY
    return Observation(patient_id, kind, code, at, code, Decimal(value), unit)


def enter(clinic: Clinic, patient_id: int, *results: tuple[str, str, str, int]) -> None:
    made = [an_observation(clinic, patient_id, *each) for each in results]
    monitoring.save_results(clinic, patient_id, made)


def start(clinic: Clinic, patient_id: int, med: str, days_ago: int) -> int:
    started = clinic.today() - timedelta(days=days_ago)
    made = a_medication(clinic, patient_id, name=med, concept_id=med, started=started)
    return made.medication_id


def item(clinic: Clinic, patient_id: int, monitoring_id: str) -> DueItem:
    state = charts.reload_chart(clinic, patient_id).monitoring
    return next(each for each in state.items if monitoring_id in each.ids)


def test_that_lithium_goes_from_its_baseline_to_a_level_after_each_dose_change(clinic):
    patient = a_patient(clinic)
    lithium = start(clinic, patient, "lithium", 100)
    assert item(clinic, patient, "mon_lithium_thyroid").status is DueStatus.OVERDUE
    enter(
        clinic, patient,
        ("3016-3", "2.1", "m[IU]/L", 101), ("2160-0", "80", "umol/L", 101),
        ("14334-7", "0.8", "mmol/L", 90),
    )  # fmt: skip
    today = clinic.today()
    assert item(clinic, patient, "mon_lithium_thyroid").status is DueStatus.LATER
    level = item(clinic, patient, "mon_lithium_level")
    assert level.last_on == today - timedelta(days=90)
    changed = today - timedelta(days=10)
    plan.change_dose(
        clinic, patient, lithium, PlanEntry(changed, "partial_response", a_dosage("100"))
    )
    level = item(clinic, patient, "mon_lithium_level")
    assert (level.status, level.due_on) == (DueStatus.OVERDUE, changed + timedelta(days=7))
    enter(clinic, patient, ("14334-7", "1.3", "mmol/L", 1))
    level = item(clinic, patient, "mon_lithium_level")
    assert level.status is DueStatus.LATER
    state = charts.reload_chart(clinic, patient).monitoring
    newest = monitoring.read_results(clinic, patient, state).judged[0]
    (flag,) = newest.judgement.flags
    assert (flag.severity, flag.words) == (AlertSeverity.MAJOR, "Above 1.2 mEq/L")
    assert any("lithium" in source for source in flag.sources)


def test_that_benign_ethnic_neutropenia_has_thresholds_of_its_own(clinic):
    patient = a_patient(clinic)
    start(clinic, patient, "clozapine", 200)
    enter(clinic, patient, ("751-8", "1200", "/uL", 1))

    def words() -> list[str]:
        state = charts.reload_chart(clinic, patient).monitoring
        judged = monitoring.read_results(clinic, patient, state).judged[0]
        return [flag.words for flag in judged.judgement.flags]

    assert words() == ["Below 1,500 cells/uL"]
    assert item(clinic, patient, "mon_clozapine_anc").due_on == clinic.today() + timedelta(days=2)
    save_condition(clinic, Condition(patient, "Benign ethnic neutropenia", icd10cm="D70.8"))
    assert not words()
    assert item(clinic, patient, "mon_clozapine_anc_ben").status is DueStatus.LATER


def test_that_no_check_of_the_pack_asks_for_a_rems_form(clinic):
    patient = a_patient(clinic)
    start(clinic, patient, "clozapine", 10)
    state = charts.reload_chart(clinic, patient).monitoring
    assert not [each for each in state.items if "rems" in each.name.casefold()]


def test_that_a_pregnancy_test_is_asked_about_where_nobody_recorded_whether_it_concerns(clinic):
    her, him = a_patient(clinic, sex_assigned=SexAssigned.FEMALE), a_patient(clinic)
    for patient in (her, him):
        start(clinic, patient, "valproate", 30)
    asked = item(clinic, her, "mon_pregnancy_test_valproate")
    assert asked.status is DueStatus.UNSURE
    assert "does not record" in asked.why
    state = charts.reload_chart(clinic, him).monitoring
    assert not [each for each in state.items if "mon_pregnancy_test_valproate" in each.ids]


def test_that_what_the_pack_does_not_know_is_said_and_not_left_out(clinic):
    patient = a_patient(clinic)
    a_medication(clinic, patient, name="Moonwort", concept_id="")
    (sentence,) = charts.reload_chart(clinic, patient).monitoring.unchecked
    assert sentence == "Not checked: the clinical pack does not know Moonwort."


def test_that_a_check_of_the_monitoring_program_counts_as_done_unless_it_was_not_available(clinic):
    patient = a_patient(clinic)
    start(clinic, patient, "lorazepam", 5)

    def look(outcome: PdmpOutcome) -> DueStatus:
        details = PdmpCheck("ana.berg", outcome)
        now = clinic.now()
        entry = SupplyEntry(patient, clinic.today(), details, now, "ana.berg")
        supply.record_supply(clinic, entry)
        return item(clinic, patient, "mon_pdmp").status

    assert look(PdmpOutcome.NOT_AVAILABLE) is DueStatus.OVERDUE
    assert look(PdmpOutcome.AS_PLANNED) is DueStatus.LATER


def test_that_a_decision_is_kept_with_its_reason_and_can_be_taken_back(clinic):
    patient = a_patient(clinic)
    start(clinic, patient, "lithium", 30)
    line = item(clinic, patient, "mon_lithium_thyroid")
    until = clinic.today() + timedelta(days=60)
    entry = DecisionEntry(DecisionKind.DECLINED, line.ids, until, "afraid of needles", line.due_on)
    monitoring.decide(clinic, patient, entry)
    line = item(clinic, patient, "mon_lithium_thyroid")
    assert line.status is DueStatus.NOT_NEEDED
    assert line.decision is not None
    assert line.decision.reason == "afraid of needles"
    monitoring.retract_decision(clinic, line.decision, "changed her mind")
    assert item(clinic, patient, "mon_lithium_thyroid").status is DueStatus.OVERDUE


@pytest.mark.parametrize(
    ("kind", "days", "reason"),
    [
        (DecisionKind.DECLINED, 60, " "),
        (DecisionKind.NOT_NEEDED, 0, "known"),
        (DecisionKind.DONE_ELSEWHERE, 365 * 7, ""),
    ],
)
def test_that_a_decision_needs_a_reason_and_a_day_on_which_it_ends(clinic, kind, days, reason):
    patient = a_patient(clinic)
    until = clinic.today() + timedelta(days=days)
    with pytest.raises(Invalid):
        monitoring.decide(clinic, patient, DecisionEntry(kind, ("mon_aims",), until, reason))


def test_that_a_result_in_a_unit_that_is_not_offered_is_refused(clinic):
    patient = a_patient(clinic)
    with pytest.raises(Invalid) as refused:
        enter(clinic, patient, ("14334-7", "0.8", "furlong", 0))
    assert refused.value.problems[0].field == "unit"


def test_that_a_retracted_result_is_no_result(clinic):
    patient = a_patient(clinic)
    start(clinic, patient, "lithium", 30)
    enter(clinic, patient, ("3016-3", "2.1", "m[IU]/L", 31))
    monitoring.retract_result(
        clinic, charts.reload_chart(clinic, patient).laboratory[0], "another patient's"
    )
    assert item(clinic, patient, "mon_lithium_thyroid").status is DueStatus.OVERDUE
    state = charts.reload_chart(clinic, patient).monitoring
    assert not monitoring.read_results(clinic, patient, state).judged


def test_that_the_list_has_the_charts_with_something_overdue_and_follows_changes(clinic):
    late, fine = a_patient(clinic), a_patient(clinic, family_name="Fine")
    start(clinic, late, "lithium", 30)
    a_medication(clinic, fine, name="Moonwort")
    found = monitoring_list.overdue_list(clinic)
    assert [chart.patient_id for chart in found.charts] == [late]
    counted = monitoring_count.overdue_now(clinic)
    assert counted is not None
    assert [chart.patient_id for chart in counted.listed.charts] == [late]
    assert list(counted.unchecked) == [fine]  # Moonwort is unknown to the pack
    start(clinic, fine, "clozapine", 10)
    again = monitoring_list.overdue_again(clinic, found, {fine})
    assert {chart.patient_id for chart in again.charts} == {late, fine}
    assert monitoring_list.overdue_list(clinic).charts == again.charts


def test_that_a_list_that_was_counted_before_names_no_chart_that_was_restricted_since(
    clinic, monkeypatch
):
    monkeypatch.setattr(monitoring_list, "FEW", 0)
    late, unknown = a_patient(clinic), a_patient(clinic)
    start(clinic, late, "lithium", 30)
    a_medication(clinic, unknown, name="Moonwort")
    monitoring_list.overdue_list(clinic)
    for each in (late, unknown):
        restrict_chart(clinic, each, "asked for it")
    clinic.session = replace(clinic.session, practitioner_id=None)
    counted = monitoring_count.overdue_now(clinic)
    assert (counted.listed.charts, counted.listed.incomplete) == ((), frozenset())
    assert counted.unchecked == {}


def test_that_the_list_tells_of_charts_with_what_it_cannot_check(clinic):
    unknown, known = a_patient(clinic), a_patient(clinic, family_name="Known")
    moonwort = a_medication(clinic, unknown, name="Moonwort")
    start(clinic, known, "sertraline", 0)
    found = monitoring_list.overdue_list(clinic)
    assert (found.charts, found.incomplete) == ((), {unknown})
    assert unchecked_text(found) == (
        "Not checked: 1 chart with medications that the pack does not know or that are not "
        "reconciled."
    )
    plan.stop_medication(
        clinic, unknown, moonwort.medication_id, PlanEntry(clinic.today(), "side_effect")
    )
    again = monitoring_list.overdue_again(clinic, found, {unknown})
    assert unchecked_text(again) == ""


def test_that_past_the_packs_review_date_the_list_says_so(tmp_path):
    made = make_clinic(tmp_path, clock=lambda: datetime(2027, 11, 24, 18, tzinfo=UTC))
    try:
        found = monitoring_list.overdue_list(made.clinic)
    finally:
        made.clinic.close()
    assert unchecked_text(found).startswith("Not checked against current facts: the clinical pack")


def test_that_the_list_saved_as_a_file_runs_nothing_and_is_recorded_for_each_chart(
    clinic, tmp_path: Path
):
    patient = a_patient(clinic, family_name="=cmd()")
    start(clinic, patient, "lithium", 30)
    charts_ = monitoring_list.overdue_list(clinic).charts
    monitoring_list.export_overdue(clinic, charts_, tmp_path / "overdue.csv")
    text = (tmp_path / "overdue.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert len(rows) == 1 + len(charts_[0].items)
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    newest = audit_rows(clinic)[-1]
    assert (newest.operation, newest.patient_id) == ("export monitoring", patient)


def test_that_therapists_read_and_do_not_decide(clinic):
    patient = a_patient(clinic)
    start(clinic, patient, "lithium", 30)
    clinic.session = replace(clinic.session, roles=frozenset({Role.THERAPIST}))
    assert charts.reload_chart(clinic, patient).monitoring.overdue
    with pytest.raises(NotPermitted):
        enter(clinic, patient, ("3016-3", "2.1", "m[IU]/L", 0))
    entry = DecisionEntry(DecisionKind.DECLINED, ("x",), clinic.today() + timedelta(9), "no")
    with pytest.raises(NotPermitted):
        monitoring.decide(clinic, patient, entry)


def test_that_words_in_the_place_of_a_number_are_asked_about_and_settle_nothing(clinic):
    patient_id = a_patient(clinic)
    start(clinic, patient_id, "lithium", 30)
    assert item(clinic, patient_id, "mon_lithium_level").status is DueStatus.OVERDUE
    words = replace(
        an_observation(clinic, patient_id, "14334-7", "0", ""), value=None, value_text="hemolyzed"
    )
    sodium = replace(words, code="2951-2", display="Sodium", value_text="see report")
    with clinic.writing(Operation.IMPORT_RECORDS, patient_id) as work:
        for each in (words, sodium):  # as an import brings them
            health.observations.add(work.connection, each)
    assert item(clinic, patient_id, "mon_lithium_level").status is DueStatus.OVERDUE
    state = charts.reload_chart(clinic, patient_id).monitoring
    judged = monitoring.read_results(clinic, patient_id, state).judged
    told = {each.test.code: each.judgement.unchecked for each in judged}
    assert told["14334-7"] == ("“hemolyzed” is no number; enter the number, or do the test again",)
    assert "is no number" in told["2951-2"][0]  # no threshold is about it, and still it is said
    enter(clinic, patient_id, ("14334-7", "0.8", "mmol/L", 0))
    assert item(clinic, patient_id, "mon_lithium_level").status is not DueStatus.OVERDUE


def test_that_a_visit_without_what_is_checked_at_visits_is_overdue_and_the_next_has_a_day(clinic):
    patient_id, today = a_patient(clinic), clinic.today()
    start(clinic, patient_id, "clozapine", 120)
    before = item(clinic, patient_id, "mon_clozapine_bowel")
    assert (before.status, before.due_on) == (DueStatus.VISIT, None)
    day = today + timedelta(days=9)
    at = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
    appointments.save_appointment(clinic, Appointment(patient_id, at))
    assert item(clinic, patient_id, "mon_clozapine_bowel").due_on == at.astimezone().date()
    a_note(clinic, patient_id, "Seen.", NoteKind.MEDICATION, seen_on=today - timedelta(days=2))
    missed = item(clinic, patient_id, "mon_clozapine_bowel")
    assert (missed.status, missed.due_on) == (DueStatus.OVERDUE, today - timedelta(days=2))


def test_that_an_empty_list_with_something_unchecked_is_no_all_clear(clinic):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, name="herbal drops", concept_id="")
    found = monitoring_list.overdue_list(clinic)
    assert found.charts == ()
    assert "No check is overdue" not in empty_text(found)
    assert "not checked" in empty_text(found)
