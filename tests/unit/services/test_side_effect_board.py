"""What is open across the clinic waits for somebody, and answers go back to who reported."""

from __future__ import annotations

from datetime import timedelta

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.adverse_event import AdverseEvent, Urgency
from practice_desk.domain.adverse_event_review import (
    Action,
    CaseOutcome,
    Decision,
    Handover,
    Review,
)
from practice_desk.domain.errors import Invalid, NotPermitted
from practice_desk.services import side_effects
from practice_desk.services.clinic import Clinic
from practice_desk.services.session import Session
from practice_desk.services.side_effect_board import side_effect_board
from tests.factories import a_colleague, a_patient


@pytest.fixture
def staff(clinic: Clinic) -> dict[str, Session]:
    return {
        "therapist": Session.of(a_colleague(clinic, Role.THERAPIST)),
        "prescriber": Session.of(a_colleague(clinic, Role.PRESCRIBER, user="ana.diaz")),
    }


def told(clinic: Clinic, patient_id: int, words: str = "I shake.") -> int:
    value = AdverseEvent(patient_id, words, clinic.today(), urgency=Urgency.SOON)
    return side_effects.report_side_effect(clinic, value).id


def decided(clinic: Clinic, **more: object) -> Review:
    if "outcome" not in more:
        more["recheck_on"] = clinic.today() + timedelta(days=7)
    return Review("Tremor", (Decision(Action.WATCH),), **more)  # type: ignore[arg-type]


def on_board(clinic: Clinic) -> list[int]:
    return [each.report_id for each in side_effect_board(clinic).open]


def answered(clinic: Clinic) -> list[int]:
    return [each.report_id for each in side_effect_board(clinic).answered]


def test_that_only_a_decision_takes_a_report_off_the_board(clinic: Clinic, staff):
    patient_id = a_patient(clinic)
    number = told(clinic, patient_id)
    clinic.session = staff["prescriber"]
    owner = staff["therapist"].user_name
    side_effects.hand_over(clinic, patient_id, number, Handover(owner, Urgency.TODAY))
    side_effects.reply_about(clinic, patient_id, number, "Since when?")
    side_effects.review_side_effect(clinic, patient_id, number, decided(clinic))
    assert on_board(clinic) == [number]
    (open_one,) = side_effect_board(clinic).open
    assert (open_one.owner, open_one.urgency) == (owner, Urgency.TODAY)
    closing = decided(clinic, outcome=CaseOutcome.RECOVERED)
    side_effects.review_side_effect(clinic, patient_id, number, closing)
    assert on_board(clinic) == []
    side_effects.reply_about(clinic, patient_id, number, "Thank you.")
    side_effects.hand_over(clinic, patient_id, number, Handover("", Urgency.ROUTINE))
    assert on_board(clinic) == []


def test_that_what_a_therapist_reports_waits_for_the_charts_prescriber(clinic: Clinic, staff):
    prescriber = a_colleague(clinic, Role.PRESCRIBER, user="di.cole", npi="1234567893")
    patient_id = a_patient(clinic, prescriber_id=prescriber.practitioner_id)
    clinic.session = staff["therapist"]
    told(clinic, patient_id)
    told(clinic, a_patient(clinic))
    owners = {each.patient_id: each.owner for each in side_effect_board(clinic).open}
    assert owners[patient_id] == prescriber.user_name
    assert set(owners.values()) == {prescriber.user_name, ""}


def test_that_a_decision_goes_back_to_the_reporter_until_it_was_read(clinic: Clinic, staff):
    patient_id = a_patient(clinic)
    clinic.session = staff["therapist"]
    number, other = told(clinic, patient_id), told(clinic, patient_id, "I itch.")
    assert answered(clinic) == []
    clinic.session = staff["prescriber"]
    closing = decided(clinic, outcome=CaseOutcome.OTHER_CAUSE)
    side_effects.review_side_effect(clinic, patient_id, number, closing)
    assert answered(clinic) == []
    clinic.session = staff["therapist"]
    assert answered(clinic) == [number]
    side_effects.note_answers(clinic, patient_id, number)
    assert answered(clinic) == []
    clinic.session = staff["prescriber"]
    side_effects.reply_about(clinic, patient_id, other, "Since when?")
    clinic.session = staff["therapist"]
    (answer,) = side_effect_board(clinic).answered
    assert [entry.kind for entry in answer.case.answers] == ["reply"]
    side_effects.reply_about(clinic, patient_id, other, "Since Monday.")
    assert answered(clinic) == []
    (waits,) = side_effect_board(clinic).open
    assert [entry.kind for entry in waits.case.questions] == ["reply"]


def test_that_nobody_else_can_say_that_the_reporter_has_read_it(clinic: Clinic, staff):
    patient_id = a_patient(clinic)
    clinic.session = staff["therapist"]
    number = told(clinic, patient_id)
    clinic.session = staff["prescriber"]
    side_effects.reply_about(clinic, patient_id, number, "Since when?")
    with pytest.raises(Invalid):
        side_effects.note_answers(clinic, patient_id, number)
    with pytest.raises(Invalid):
        side_effects.reply_about(clinic, patient_id, number, "  ")


def test_that_the_front_desk_sees_no_board(clinic: Clinic):
    clinic.session = Session.of(a_colleague(clinic, Role.FRONT_DESK))
    with pytest.raises(NotPermitted):
        side_effect_board(clinic)
