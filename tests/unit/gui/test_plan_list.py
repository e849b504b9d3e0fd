"""What the plan page says about each medication."""

from __future__ import annotations

from datetime import date, timedelta

from practice_desk.domain.medication import Horizon, Origin
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.gui.models.letter_view import missing_text, suggested_events
from practice_desk.gui.models.plan_list import (
    PlanRow,
    Section,
    banner_text,
    history_rows,
    plan_rows,
    possible_actions,
)
from practice_desk.services import letters, plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_events import events_to_tell, unsent_in
from practice_desk.services.plan import PlanEntry
from tests.factories import a_dosage, a_medication, a_patient


def rows_of(clinic: Clinic, patient_id: int, on: date | None = None) -> tuple[PlanRow, ...]:
    """Return the page's rows on a day, today by default."""
    day = on or clinic.today()
    items = plan.plan_as_of(clinic, patient_id, day)
    untold = {told.event.id for told in unsent_in(items, ())}
    return plan_rows(items, untold, day)


def pill_texts(row: PlanRow) -> list[str]:
    """Return the words of a row's pills."""
    return [pill.text for pill in row.pills]


def test_that_every_status_has_its_section_and_pill(clinic: Clinic) -> None:
    today = clinic.today()
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, started=today - timedelta(days=9))
    held = a_medication(clinic, patient_id, name="lithium", started=today - timedelta(days=9))
    plan.hold_medication(clinic, patient_id, held.medication_id, PlanEntry(today, "procedure"))
    a_medication(clinic, patient_id, name="lamoTRIgine", started=today + timedelta(days=9))
    gone = a_medication(clinic, patient_id, name="buPROPion", started=today - timedelta(days=9))
    plan.stop_medication(clinic, patient_id, gone.medication_id, PlanEntry(today, "no_benefit"))
    a_medication(clinic, patient_id, name="melatonin", origin=Origin.OWN)
    wrong = a_medication(clinic, patient_id, name="aspirin")
    plan.retract_event(clinic, patient_id, wrong.event_id, "wrong_patient")
    found = {row.name: row for row in rows_of(clinic, patient_id)}
    sections = {name: row.section for name, row in found.items()}
    assert sections == {
        "sertraline": Section.CURRENT,
        "lithium": Section.CURRENT,
        "lamoTRIgine": Section.CURRENT,
        "melatonin": Section.OUTSIDE,
        "buPROPion": Section.PAST,
        "aspirin": Section.IN_ERROR,
    }
    assert pill_texts(found["sertraline"])[0] == "Active"
    assert pill_texts(found["lithium"])[0].startswith("On hold since")
    assert pill_texts(found["lamoTRIgine"])[0].startswith("Planned from")
    assert pill_texts(found["buPROPion"])[0] == "Stopped"
    assert found["aspirin"].struck_out
    assert "Pharmacy not told" in pill_texts(found["lithium"])
    assert "Pharmacy not told" not in pill_texts(found["melatonin"])
    assert "No benefit" in found["buPROPion"].facts


def test_that_an_overdue_review_is_a_caution(clinic: Clinic) -> None:
    today = clinic.today()
    patient_id = a_patient(clinic)
    a_medication(
        clinic,
        patient_id,
        started=today - timedelta(days=30),
        horizon=Horizon.SHORT_TERM,
        review_on=today - timedelta(days=1),
    )
    (row,) = rows_of(clinic, patient_id)
    (overdue,) = [pill for pill in row.pills if "was due" in pill.text]
    assert overdue.tone == "caution"


def test_that_history_shows_old_and_new_and_strikes_out_what_was_taken_back(
    clinic: Clinic,
) -> None:
    today = clinic.today()
    patient_id = a_patient(clinic)
    started = a_medication(clinic, patient_id, started=today - timedelta(days=20))
    wrong = plan.change_dose(
        clinic,
        patient_id,
        started.medication_id,
        PlanEntry(today - timedelta(days=5), "partial_response", a_dosage("200")),
    )
    plan.retract_event(clinic, patient_id, wrong.event_id, "wrong_dose", "typed too fast")
    entry = PlanEntry(today, "partial_response", a_dosage("100"))
    plan.change_dose(clinic, patient_id, started.medication_id, entry)
    (row,) = rows_of(clinic, patient_id)
    newest, taken_back, first = history_rows(row.item, {"ana.berg": "Ana Berg"})
    assert (newest.old, newest.new) == ("50 mg every morning", "100 mg every morning")
    assert taken_back.struck_out
    assert "Wrong dose or directions. typed too fast" in taken_back.note
    assert taken_back.event_id is None
    assert first.title == "Started"
    assert first.recorded.startswith("Ana Berg, ")


def test_that_a_past_day_shows_nothing_that_came_later(clinic: Clinic) -> None:
    today = clinic.today()
    patient_id = a_patient(clinic)
    started = a_medication(clinic, patient_id, started=today - timedelta(days=20))
    entry = PlanEntry(today, "partial_response", a_dosage("100"))
    plan.change_dose(clinic, patient_id, started.medication_id, entry)
    a_medication(clinic, patient_id, name="lithium", started=today - timedelta(days=2))
    day = today - timedelta(days=10)
    (row,) = rows_of(clinic, patient_id, day)
    assert (row.name, row.dose) == ("sertraline", "50 mg")
    assert not [text for text in pill_texts(row) if "changed" in text]
    assert [event.title for event in history_rows(row.item, None, day)] == ["Started"]
    assert "not today" in banner_text(day, today)
    assert banner_text(today, today) == ""


def test_that_only_what_can_follow_is_offered(clinic: Clinic) -> None:
    today = clinic.today()
    patient_id = a_patient(clinic)
    started = a_medication(clinic, patient_id, started=today)
    (row,) = rows_of(clinic, patient_id)
    assert PlanEventKind.CHANGE in possible_actions(row.item)
    plan.stop_medication(clinic, patient_id, started.medication_id, PlanEntry(today, "duplicate"))
    (row,) = rows_of(clinic, patient_id)
    assert possible_actions(row.item) == {PlanEventKind.START}
    assert possible_actions(None) == frozenset()


def test_that_a_letter_suggests_what_happened_lately(clinic: Clinic) -> None:
    today = clinic.today()
    patient_id = a_patient(clinic)
    old = a_medication(clinic, patient_id, started=today - timedelta(days=300))
    told = events_to_tell(clinic, patient_id, ()).events
    assert suggested_events(told, today, None) == (old.event_id,)
    new = a_medication(clinic, patient_id, name="lithium", started=today)
    told = events_to_tell(clinic, patient_id, ()).events
    assert suggested_events(told, today, old.medication_id) == (new.event_id,)
    assert suggested_events((), today, None) == ()


def test_that_a_missing_fact_comes_with_its_next_step(clinic: Clinic) -> None:
    patient_id = a_patient(clinic, birth_date=None)
    event = a_medication(clinic, patient_id).event_id
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [event])
    text = missing_text(draft.missing)
    assert "Choose the one to write to." in text
    assert "Edit in the chart's header" in text


def test_that_a_quantity_limit_stands_beside_its_medication(clinic: Clinic) -> None:
    patient_id, today = a_patient(clinic), clinic.today()
    medication_id = a_medication(clinic, patient_id).medication_id
    items = plan.plan_as_of(clinic, patient_id, today)
    (limited,) = plan_rows(items, set(), today, {medication_id: 7})
    assert "At most 7 days at a time" in pill_texts(limited)
    (other,) = plan_rows(items, set(), today, {medication_id + 1: 7})
    assert "At most 7 days at a time" not in pill_texts(other)
