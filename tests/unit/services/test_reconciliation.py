"""Comparing our plan, the pharmacy's list and what the patient takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Invalid, LetterRefused, NotFound
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.reconciliation import ComparedLine, ListSource, Resolved
from practice_desk.domain.supply import Answer, Part2Records, SupplyEntry
from practice_desk.knowledge.pack import knowledge_pack
from practice_desk.services import letters, plan, reconciliation, supply
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanEntry
from practice_desk.storage import plan as stored_plan
from tests.factories import a_dosage, a_medication, a_patient, a_pharmacy

PHARMACY, PATIENT = ListSource.PHARMACY, ListSource.PATIENT


def told(clinic: Clinic, patient_id: int, source: ListSource, *lines: str) -> int:
    """Type a list of today."""
    text = "\n".join(lines)
    return reconciliation.record_list(clinic, patient_id, source, text, clinic.today()).id


def lines_of(clinic: Clinic, patient_id: int) -> dict[str, ComparedLine]:
    """Return the compared lines by name."""
    found = reconciliation.compare_medications(clinic, patient_id)
    return {line.name: line for line in found.lines}


def reported(clinic: Clinic, patient_id: int, name: str, concept_id: str) -> int:
    """Keep what an import reported."""
    value = Medication(patient_id, name, Horizon.LONG_TERM, Origin.OUTSIDE, concept_id)
    dosage = Dosage.free("as before")
    event = PlanEvent(
        PlanEventKind.REPORT, clinic.today(), "reported", clinic.now(), "ana.berg", dosage
    )
    with clinic.writing(Operation.IMPORT_RECORDS, patient_id) as work:
        number = stored_plan.medications.add(work.connection, value)
        stored_plan.plan_events.add(work.connection, replace(event, medication_id=number))
    return number


def test_that_lines_meet_by_ingredient_and_what_has_none_stays_alone(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, concept_id="sertraline")
    reported(clinic, patient_id, "lithium", "lithium")
    told(clinic, patient_id, PHARMACY, "Zoloft 50 mg every morning", "Herbal sleep drops")
    told(clinic, patient_id, PATIENT, "sertraline 50 mg, mornings", "Herbal sleep drops at night")
    lines = reconciliation.compare_medications(clinic, patient_id).lines
    found = {line.name: line for line in lines}
    together = found["sertraline"]
    assert len(together.ours) == 1
    assert [line.told for line in together.pharmacy] == ["Zoloft 50 mg every morning"]
    assert [line.told for line in together.patient] == ["sertraline 50 mg, mornings"]
    assert found["lithium"].reported
    alone = [line for line in lines if line.name == "Herbal"]
    assert [(len(line.pharmacy), len(line.patient)) for line in alone] in (
        [(1, 0), (0, 1)],
        [(0, 1), (1, 0)],
    )


def test_that_a_newer_list_takes_the_place_of_the_former(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    told(clinic, patient_id, PHARMACY, "sertraline 50 mg", "buspirone 10 mg")
    told(clinic, patient_id, PATIENT, "melatonin")
    told(clinic, patient_id, PHARMACY, "sertraline 100 mg")
    lines = lines_of(clinic, patient_id)
    assert [line.told for line in lines["sertraline"].pharmacy] == ["sertraline 100 mg"]
    assert not any(line.pharmacy for line in lines.values() if line.name != "sertraline")


def test_that_a_line_counts_as_resolved_until_it_is_another_one(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    started = a_medication(clinic, patient_id, concept_id="sertraline")
    line = lines_of(clinic, patient_id)["sertraline"]
    reconciliation.resolve_line(clinic, patient_id, line, Resolved.CONTINUE)
    resolved = lines_of(clinic, patient_id)["sertraline"]
    assert resolved.resolution is not None
    assert reconciliation.compare_medications(clinic, patient_id).open_lines == 0
    entry = PlanEntry(clinic.today(), "partial_response", a_dosage("100"))
    plan.change_dose(clinic, patient_id, started.medication_id, entry)
    assert lines_of(clinic, patient_id)["sertraline"].resolution is None
    with pytest.raises(NotFound):
        reconciliation.resolve_line(clinic, patient_id, line, Resolved.CONTINUE)


def test_that_comparing_and_typing_never_change_the_plan(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, concept_id="sertraline")
    before = plan.plan_as_of(clinic, patient_id, clinic.today())
    told(clinic, patient_id, PHARMACY, "sertraline 200 mg", "lithium 300 mg")
    for line in reconciliation.compare_medications(clinic, patient_id).lines:
        reconciliation.resolve_line(clinic, patient_id, line, Resolved.STOP)
    assert plan.plan_as_of(clinic, patient_id, clinic.today()) == before


def test_that_only_what_fits_a_line_can_be_decided(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, concept_id="sertraline")
    told(clinic, patient_id, PATIENT, "melatonin 3 mg")
    lines = lines_of(clinic, patient_id)
    with pytest.raises(Invalid):
        reconciliation.resolve_line(clinic, patient_id, lines["sertraline"], Resolved.EXTERNAL)
    melatonin = next(line for line in lines.values() if line.patient)
    with pytest.raises(Invalid):
        reconciliation.resolve_line(clinic, patient_id, melatonin, Resolved.CHANGE)


def test_that_lists_are_kept_as_they_were_told(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    told(clinic, patient_id, PHARMACY, "sertraline 50 mg")
    with pytest.raises(IntegrityError), clinic.store.write() as work:
        work.connection.exec_driver_sql("DELETE FROM reconciliation_entry")
    with pytest.raises(Invalid):
        told(clinic, patient_id, PHARMACY, "x" * 400)


def test_that_what_a_person_resolved_together_stays_together(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    told(clinic, patient_id, PATIENT, "Herbal drops at night")
    (line,) = reconciliation.compare_medications(clinic, patient_id).lines
    value = Medication(patient_id, "Herbal drops", Horizon.LONG_TERM, Origin.OUTSIDE)
    entry = PlanEntry(clinic.today(), "continued", Dosage.free("at night"))
    added = plan.start_medication(clinic, value, entry).medication_id
    assert len(reconciliation.compare_medications(clinic, patient_id).lines) == 2
    reconciliation.resolve_line(clinic, patient_id, line, Resolved.EXTERNAL, added)
    (joined,) = reconciliation.compare_medications(clinic, patient_id).lines
    assert joined.resolution is not None
    assert [item.medication.id for item in joined.items] == [added]
    assert [each.told for each in joined.patient] == ["Herbal drops at night"]


@pytest.mark.parametrize(
    ("row", "concept_id"),
    [
        ("1. sertraline 50 mg", "sertraline"),
        ("2) Zoloft 50 mg", "sertraline"),
        ("- sertraline 50 mg", "sertraline"),
        ("lithium 300 mg", "lithium"),
        ("Lithium carbonate ER 300 mg", "lithium"),
        ("lithium citrate 8 mEq/5 mL", "lithium"),
        ("12. valproic acid 250 mg", "valproate"),
        ("divalproex ER 500 mg", "valproate"),
        ("5-HTP 100 mg", "tryptophan_5htp"),
        ("citrate of magnesia", ""),
        ("amphetamine 10 mg", ""),
    ],
)
def test_that_a_typed_line_is_coded_where_its_name_is_certain(row: str, concept_id: str) -> None:
    line = reconciliation.read_line(row, knowledge_pack().medications)
    assert (line.told, line.concept_id) == (row, concept_id)


def test_that_a_line_of_two_items_is_not_over_while_one_goes_on(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    first = a_medication(clinic, patient_id, name="quetiapine", concept_id="quetiapine")
    second = a_medication(clinic, patient_id, name="quetiapine", concept_id="quetiapine")
    later = PlanEntry(clinic.today() + timedelta(days=7), "no_benefit")
    plan.stop_medication(clinic, patient_id, first.medication_id, later)
    line = lines_of(clinic, patient_id)["quetiapine"]
    assert [item.medication.id for item in line.going_on] == [second.medication_id]
    assert line.main_item == line.going_on[0]


def test_that_a_letter_asks_the_pharmacy_once_to_cancel_what_we_do_not_prescribe(
    clinic: Clinic,
) -> None:
    patient_id = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    told(clinic, patient_id, PHARMACY, "- mirtazapine 15 mg at bedtime", "clonazepam 1 mg, #90")
    for line in lines_of(clinic, patient_id).values():
        reconciliation.resolve_line(clinic, patient_id, line, Resolved.STOP)
    asked = reconciliation.compare_medications(clinic, patient_id).to_cancel
    ids = tuple(each.resolution_id for each in asked)
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [], cancelled=ids)
    assert draft.content is not None
    names = {line.medication for line in draft.content.lines}
    assert names == {"mirtazapine 15 mg at bedtime", "clonazePAM"}  # controlled: its name alone
    assert all(line.listed_on == clinic.today() for line in draft.content.lines)
    pages = letters.render_draft(draft)
    letters.send_letter(clinic, draft, pages, LetterDelivery.PRINTED)
    assert reconciliation.compare_medications(clinic, patient_id).to_cancel == ()
    with pytest.raises(NotFound):
        letters.pharmacy_notice_draft(clinic, patient_id, [], cancelled=ids)


def test_that_a_protected_chart_asks_no_pharmacy_to_cancel_without_consent(
    clinic: Clinic,
) -> None:
    patient_id = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    told(clinic, patient_id, PHARMACY, "mirtazapine 15 mg")
    (line,) = lines_of(clinic, patient_id).values()
    number = reconciliation.resolve_line(clinic, patient_id, line, Resolved.STOP).id
    before = letters.pharmacy_notice_draft(clinic, patient_id, [], cancelled=[number])
    pages = letters.render_draft(before)
    protected = SupplyEntry(patient_id, clinic.today(), Part2Records(Answer.YES), clinic.now(), "")
    supply.record_supply(clinic, protected)
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [], cancelled=[number])
    assert [problem.field for problem in draft.missing] == ["part2"]
    with pytest.raises(LetterRefused, match="consent"):
        letters.send_letter(clinic, before, pages, LetterDelivery.PRINTED)


def test_that_a_letter_about_a_decision_that_changed_meanwhile_is_not_sent(clinic: Clinic) -> None:
    patient_id = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))
    told(clinic, patient_id, PHARMACY, "mirtazapine 15 mg")
    (line,) = lines_of(clinic, patient_id).values()
    number = reconciliation.resolve_line(clinic, patient_id, line, Resolved.STOP).id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [], cancelled=[number])
    pages = letters.render_draft(draft)
    reconciliation.resolve_line(clinic, patient_id, line, Resolved.EXTERNAL)
    with pytest.raises(LetterRefused, match="changed"):
        letters.send_letter(clinic, draft, pages, LetterDelivery.PRINTED)
