"""Recording a patient's supply, and what it leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from practice_desk.domain.errors import Invalid, NotFound
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.domain.risk import Assessment, RiskLevel
from practice_desk.domain.self_harm import PHQ9_ITEM_9
from practice_desk.domain.supply import (
    Agreement,
    Answer,
    Decided,
    Decision,
    Details,
    EventKind,
    Fill,
    FillSource,
    Following,
    PdmpCheck,
    PdmpOutcome,
    PillCount,
    QuantityLimit,
    SupplyEntry,
    SupplyEvent,
    SupplyKind,
)
from practice_desk.domain.supply_pattern import Kin
from practice_desk.services import measures, supply, vitals
from practice_desk.services.charts import reload_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.risk import assess_risk
from practice_desk.services.supply_view import SupplyOverview, supply_overview
from practice_desk.storage import purge
from practice_desk.storage.supply import supply_entries
from tests.factories import a_medication, a_patient


def record(
    clinic: Clinic,
    patient_id: int,
    details: Details,
    medication_id: int | None = None,
    ago: int = 0,
) -> int:
    """Record an entry of so many days ago."""
    on = clinic.today() - timedelta(days=ago)
    entry = SupplyEntry(patient_id, on, details, clinic.now(), "somebody", medication_id)
    return supply.record_supply(clinic, entry).id


def a_stimulant(clinic: Clinic, patient_id: int, ago: int = 60) -> int:
    """Start one tablet of methylphenidate a day so many days ago."""
    started = clinic.today() - timedelta(days=ago)
    fields = {"name": "methylphenidate", "concept_id": "methylphenidate", "schedule": "CII"}
    return a_medication(clinic, patient_id, started=started, **fields).medication_id


def overview(clinic: Clinic, patient_id: int) -> SupplyOverview:
    """Return what the chart shows of the supply today."""
    return supply_overview(reload_chart(clinic, patient_id), clinic.today())


def a_fill(quantity: int) -> Fill:
    """Return a fill told by the pharmacy."""
    return Fill(Decimal(quantity), FillSource.PHARMACY)


def test_that_a_fill_shows_until_when_it_lasts_and_today_tells_of_its_end(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    medication_id = a_stimulant(clinic, patient_id)
    record(clinic, patient_id, a_fill(30), medication_id, ago=27)
    (card,) = overview(clinic, patient_id).cards
    assert card.until == clinic.today() + timedelta(days=2)
    assert card.expected == 3
    (due,) = supply.supply_due(clinic)
    assert (due.patient_id, due.medication, due.on) == (patient_id, "methylphenidate", card.until)


def test_that_entries_are_written_by_the_person_at_the_keyboard(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    record(clinic, patient_id, PdmpCheck("Ana Berg", PdmpOutcome.AS_PLANNED), ago=3)
    (found,) = supply.entries_of_kind(clinic, patient_id, SupplyKind.PDMP)
    assert found.recorded_by == clinic.session.user_name
    assert found.details == PdmpCheck("Ana Berg", PdmpOutcome.AS_PLANNED)


def test_that_what_was_entered_in_error_stays_readable_and_counts_no_more(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    medication_id = a_stimulant(clinic, patient_id)
    number = record(clinic, patient_id, a_fill(30), medication_id)
    supply.retract_supply(clinic, patient_id, number, "Another patient's")
    assert overview(clinic, patient_id).cards[0].until is None
    assert len(reload_chart(clinic, patient_id).supply) == 2
    with pytest.raises(NotFound):
        supply.retract_supply(clinic, patient_id, number, "Again")


def test_that_a_row_can_be_neither_changed_nor_removed(clinic: Clinic) -> None:
    record(clinic, a_patient(clinic), Agreement())
    for statement in ("UPDATE supply_entry SET kind = 'fill'", "DELETE FROM supply_entry"):
        with pytest.raises(IntegrityError), clinic.store.write() as work:
            work.connection.exec_driver_sql(statement)


def test_that_nothing_lands_in_another_chart(clinic: Clinic) -> None:
    patient_id, other = a_patient(clinic), a_patient(clinic, given_name="Amara")
    medication_id = a_stimulant(clinic, patient_id)
    with pytest.raises(NotFound):
        record(clinic, other, a_fill(30), medication_id)
    event = record(clinic, patient_id, SupplyEvent(EventKind.EARLY), medication_id)
    elsewhere = a_stimulant(clinic, other)
    with pytest.raises(Invalid):
        record(clinic, other, Decision(event, Decided.APPROVED, "Yes"), elsewhere)


def test_that_a_count_is_kept_with_what_was_expected_that_day(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    medication_id = a_stimulant(clinic, patient_id)
    record(clinic, patient_id, a_fill(30), medication_id, ago=20)
    record(clinic, patient_id, PillCount(Decimal(8)), medication_id)
    count = overview(clinic, patient_id).cards[0].last_count
    assert count is not None
    assert count.details == PillCount(Decimal(8), Decimal(10))


def test_that_a_decision_ends_the_waiting_of_its_event(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    medication_id = a_stimulant(clinic, patient_id)
    number = record(clinic, patient_id, SupplyEvent(EventKind.TRAVEL), medication_id)
    assert [each.id for each in overview(clinic, patient_id).cards[0].waiting] == [number]
    record(clinic, patient_id, Decision(number, Decided.APPROVED, "Two weeks away"), medication_id)
    assert overview(clinic, patient_id).cards[0].waiting == ()


def test_that_a_controlled_medication_is_followed_until_somebody_says_no(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    stimulant = a_stimulant(clinic, patient_id)
    plain = a_medication(clinic, patient_id).medication_id
    assert [card.item.medication.id for card in overview(clinic, patient_id).cards] == [stimulant]
    record(clinic, patient_id, Following(Answer.NO, "Filled elsewhere"), stimulant)
    record(clinic, patient_id, Following(Answer.YES), plain)
    found = overview(clinic, patient_id)
    assert [card.item.medication.id for card in found.cards] == [plain]
    assert [item.medication.id for item in found.others] == [stimulant]


def test_that_an_opioid_beside_a_sedative_wants_naloxone(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    opioid = {"name": "buprenorphine and naloxone", "concept_id": "buprenorphine_naloxone"}
    a_medication(clinic, patient_id, **opioid)
    assert overview(clinic, patient_id).wants_naloxone == ()
    a_medication(clinic, patient_id, name="clonazePAM", concept_id="clonazepam", schedule="CIV")
    found = overview(clinic, patient_id)
    assert found.wants_naloxone == ("buprenorphine and naloxone", "clonazePAM")
    assert [card.kin for card in found.cards] == [Kin.BENZODIAZEPINE]
    a_medication(clinic, patient_id, name="naloxone", concept_id="naloxone")
    assert overview(clinic, patient_id).wants_naloxone == ()


@pytest.mark.parametrize("sedative", ["gabapentin", "hydroxyzine", "zolpidem"])
def test_that_a_sedative_is_what_the_safety_checks_hold_for_one(
    clinic: Clinic, sedative: str
) -> None:
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, name="buprenorphine", concept_id="buprenorphine_naloxone")
    a_medication(clinic, patient_id, name=sedative, concept_id=sedative)
    assert overview(clinic, patient_id).wants_naloxone == ("buprenorphine", sedative)


def test_that_a_positive_item_9_asks_for_a_limit_until_one_is_set(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    medication_id = a_stimulant(clinic, patient_id)
    survey, now = ObservationCategory.SURVEY, clinic.now() - timedelta(days=9)
    item_9 = Observation(patient_id, survey, "PHQ-9 item 9", now, PHQ9_ITEM_9, Decimal(1))
    vitals.save_visit(clinic, patient_id, [item_9])
    found = overview(clinic, patient_id)
    assert found.self_harm is not None
    assert found.self_harm.asked == "PHQ-9 item 9: 1"
    assert found.cards[0].wants_limit
    record(clinic, patient_id, QuantityLimit(7, "PHQ-9 item 9"), medication_id)
    (card,) = overview(clinic, patient_id).cards
    assert not card.wants_limit
    assert card.limit == QuantityLimit(7, "PHQ-9 item 9")
    vitals.save_visit(
        clinic, patient_id, [replace(item_9, value=Decimal(0), observed_at=clinic.now())]
    )
    newest = overview(clinic, patient_id).self_harm
    assert newest is not None
    assert not newest.positive


def test_that_today_tells_of_agreements_to_renew(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    renewal = clinic.today() + timedelta(days=10)
    record(clinic, patient_id, Agreement(renewal), ago=300)
    (due,) = supply.supply_due(clinic)
    assert (due.medication, due.on) == ("", renewal)


def test_that_a_wrong_entry_is_refused_at_its_field(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    medication_id = a_stimulant(clinic, patient_id)
    for details, field in (
        (Fill(Decimal(0), FillSource.PATIENT), "quantity"),
        (SupplyEvent(EventKind.LOST, decision=Decided.DECLINED), "reason"),
        (QuantityLimit(0, "x"), "days"),
        (PillCount(Decimal(-1)), "found"),
    ):
        with pytest.raises(Invalid) as refused:
            record(clinic, patient_id, details, medication_id)
        assert refused.value.problems[0].field == field
    with pytest.raises(Invalid) as refused:
        record(clinic, patient_id, a_fill(30))
    assert refused.value.problems[0].field == "medication_id"


def test_that_a_purged_chart_takes_its_supply_along(clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    medication_id = a_stimulant(clinic, patient_id)
    number = record(clinic, patient_id, a_fill(30), medication_id)
    supply.retract_supply(clinic, patient_id, number, "Another patient's")
    with clinic.store.write() as work:
        purge.purge_chart(work.connection, patient_id)
        work.commit()
    with clinic.store.read() as work:
        assert supply_entries.for_patient(work.connection, patient_id) == []


def test_that_a_positive_asq_asks_for_a_limit_too_until_it_is_assessed_as_low(
    clinic: Clinic,
) -> None:
    patient_id = a_patient(clinic)
    a_stimulant(clinic, patient_id)
    asq = measures.find_measure("asq")
    assert asq is not None
    entry = measures.ResponseEntry(asq, {"q1": 1, "q5": 0}, AnswerMode.SCREEN, "the patient")
    made = measures.save_response(clinic, patient_id, entry)
    found = overview(clinic, patient_id)
    assert found.self_harm is not None
    assert found.self_harm.asked == "ASQ: not assessed yet"
    assert found.cards[0].wants_limit
    for level, wants in ((RiskLevel.MODERATE, True), (RiskLevel.LOW, False)):
        details = Assessment(
            "passive thoughts", "none", "none", "no firearm", "none", "two children", level,
            "next week", (made.saved.id,),
        )  # fmt: skip
        assess_risk(clinic, patient_id, details)
        assert overview(clinic, patient_id).cards[0].wants_limit is wants
