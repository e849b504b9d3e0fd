"""A check-in of the demo clinic that was answered and waits for somebody to look at it."""

from __future__ import annotations

from datetime import date, time, timedelta

from practice_desk.app.demo.agenda import DemoClock, office_time
from practice_desk.credentials.answer_seal import seal
from practice_desk.domain.appointment import Appointment
from practice_desk.domain.check_in_sheet import ADHERENCE, EFFECT, Answers, CheckInEnd, CheckInSheet
from practice_desk.exchange.check_in_messages import decode_sheet, encode_answers
from practice_desk.services.appointments import day_schedule, save_appointment
from practice_desk.services.check_in import file_answers, hand_over
from practice_desk.services.check_in_waiting import sealed_check_ins
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import find_patients

WHO = "Haddad"
_TIME = time(15, 30)
_GIVEN = {
    "new_medicines": "yes",
    "new_medicines:more": "melatonin 3 mg at night, ibuprofen 200 mg",
    "substance:alcohol": "sometimes",
    "phone_mobile": "(503) 555-0119",
    "topic": "I wake up at four and can’t go back to sleep. Is it the medicine?",
}


def answer_check_in(clinic: Clinic, clock: DemoClock, today: date) -> None:
    """Let somebody check in the afternoon before *today*, and file what they answered."""
    patient_id = next(iter(find_patients(clinic, WHO, active_only=True)))
    day = today - timedelta(days=1)
    clock.now = max(clock.now, office_time(day, _TIME))
    saved = save_appointment(clinic, Appointment(patient_id, office_time(day, _TIME)))
    booked = next(
        each.appointment for each in day_schedule(clinic, day) if each.appointment.id == saved.id
    )
    handed = hand_over(clinic, booked)
    sheet = decode_sheet(handed.sheet)
    answers = Answers(CheckInEnd.ANSWERED, given={**_GIVEN, **_of_medications(sheet)})
    handed.place.parent.mkdir(mode=0o700, exist_ok=True)
    sealed = seal(sheet.public_half, sheet.about, encode_answers(answers))
    handed.place.write_bytes(sealed)
    clock.now += timedelta(minutes=6)
    for begun in sealed_check_ins(clinic):
        file_answers(clinic, begun)


def _of_medications(sheet: CheckInSheet) -> dict[str, str]:
    """Return that doses of the first medication are missed, and the first common complaint."""
    items = [item for page in sheet.wordings[0].pages for item in page.items]
    missed = [item.key for item in items if item.key.startswith(ADHERENCE)][:1]
    felt = [item.key for item in items if item.key.startswith(EFFECT)][:1]
    return {**dict.fromkeys(missed, "sometimes_miss"), **dict.fromkeys(felt, "little")}
