"""Messages between the people of the demo clinic: one overdue, threads, and calls passed on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta

from practice_desk.app.demo.agenda import DemoClock, office_time
from practice_desk.domain.account import Role
from practice_desk.domain.message import AboutNoun
from practice_desk.domain.message_entry import CallWish
from practice_desk.domain.message_owner import MessageQueue, OwnerKind, person, team
from practice_desk.domain.message_owner import Owner as OwnedBy
from practice_desk.services.clinic import Clinic, Session
from practice_desk.services.message_queues import save_queue
from practice_desk.services.messages import (
    NewCall,
    NewMessage,
    finish_message,
    hand_on,
    pass_on_call,
    send_message,
    write_reply,
)
from practice_desk.services.patients import find_patients
from practice_desk.storage import registry
from practice_desk.storage.note import notes

_ANA, _IDA, _TOMAS, _LENA, _GUS = "ana.berg", "ida.holm", "tomas.reed", "lena.ortiz", "gus.hale"
_SLEEP = "She sleeps four hours since the dose went up. Does it stay until you see her?"
_LATER = "Take it in the morning instead. I would like to see her this week."
_BOOK = "Please book 30 minutes for her with Ana this week, mornings if she can."
_REFILL = "I have tablets until Saturday. The pharmacy says it waits for you since Monday."
_SCHOOL = "The school wants to know whether he may take his midday dose in the nurse’s office."
_FORMS = "Two boxes of consent forms are left. Should I have more printed?"


def write_messages(clinic: Clinic, clock: DemoClock, today: date) -> None:
    """Write what people of the clinic asked one another in the days before *today*."""
    with _at_keyboard(clinic, _GUS):
        queue = save_queue(clinic, MessageQueue("Refills", (_ANA, _IDA, _LENA))).id
    refills = OwnedBy(OwnerKind.QUEUE, str(queue))
    clock.now = max(clock.now, office_time(today - timedelta(days=3), time(9, 10)))
    with _at_keyboard(clinic, _LENA):
        _pass_on_calls(clinic, refills)
        office = NewMessage(None, "Consent forms", _FORMS, person(_GUS), clinic.today())
        forms = send_message(clinic, office).id
    clock.now += timedelta(minutes=35)
    with _at_keyboard(clinic, _GUS):
        finish_message(clinic, forms, "Ordered 200.")
    _ask_about_sleep(clinic, clock)


def _pass_on_calls(clinic: Clinic, refills: OwnedBy) -> None:
    today = clinic.today()
    ana = person(_ANA)
    call = NewCall(
        _chart(clinic, "PD000001"), _REFILL, "the patient", refills, today + _DAYS, "",
        CallWish.REFILL,
    )  # fmt: skip
    pass_on_call(clinic, call)
    school = NewCall(
        _chart(clinic, "PD000004"), _SCHOOL, "his mother", ana, today, "(503) 555-0163",
        CallWish.CALL_BACK, urgent=True,
    )  # fmt: skip
    pass_on_call(clinic, school)


def _ask_about_sleep(clinic: Clinic, clock: DemoClock) -> None:
    """Let the therapist ask, the prescriber answer, and the front desk be told what to book."""
    patient, soon = _chart(clinic, "PD000003"), clinic.today() + _DAYS
    with _at_keyboard(clinic, _TOMAS):
        about = _note_of(clinic, patient)
        noun = str(AboutNoun.NOTE) if about else ""
        asked = NewMessage(patient, "Sleep", _SLEEP, person(_ANA), soon, False, False, noun, about)
        number = send_message(clinic, asked).id
        cover = NewMessage(
            _chart(clinic, "PD000005"), "Missed two sessions", "He did not answer my two calls.",
            team(Role.PRESCRIBER), soon,
        )  # fmt: skip
        send_message(clinic, cover)
    clock.now += timedelta(minutes=50)
    write_reply(clinic, number, _LATER)
    hand_on(clinic, number, team(Role.FRONT_DESK), _BOOK, for_desk=True)
    clock.now += timedelta(minutes=15)
    with _at_keyboard(clinic, _LENA):
        write_reply(clinic, number, "She calls back about Thursday.")


_DAYS = timedelta(days=4)


def _chart(clinic: Clinic, number: str) -> int:
    return find_patients(clinic, number)[0]


def _note_of(clinic: Clinic, patient_id: int) -> int:
    """Return the newest note of a chart, 0 for none."""
    with clinic.store.read() as work:
        return max(
            (each.id or 0 for each in notes.for_patient(work.connection, patient_id)), default=0
        )


@contextmanager
def _at_keyboard(clinic: Clinic, user_name: str) -> Iterator[None]:
    """Let somebody else be at the keyboard of the open clinic."""
    before = clinic.session
    with clinic.store.read() as work:
        account = registry.accounts.by_user_name(work.connection, user_name)
    if account is None:
        raise LookupError(user_name)
    clinic.session = Session.of(account)
    try:
        yield
    finally:
        clinic.session = before
