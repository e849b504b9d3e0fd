"""Who is shown what of a message, and to whom it may be sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from practice_desk.domain.account import Account, Role
from practice_desk.domain.errors import ChartRestricted, Invalid, NotFound
from practice_desk.domain.message import AboutNoun
from practice_desk.domain.message_lists import InboxList
from practice_desk.domain.message_owner import person, team
from practice_desk.services import chart_access, inbox, message_queues, messages
from practice_desk.services.clinic import Clinic
from practice_desk.services.session import Session
from tests.factories import a_colleague, a_note, a_patient, stored_account

CLINICAL = "She may be pregnant: stop valproate."


@contextmanager
def at_keyboard(clinic: Clinic, account: Account) -> Iterator[None]:
    before, clinic.session = clinic.session, Session.of(account)
    try:
        yield
    finally:
        clinic.session = before


def a_message(clinic: Clinic, patient_id: int, to: Account, **more: object) -> int:
    new = messages.NewMessage(
        patient_id, "Valproate", CLINICAL, person(to.user_name), clinic.today(), **more
    )  # type: ignore[arg-type]
    return messages.send_message(clinic, new).id


def test_that_the_front_desk_sees_a_clinicians_words_only_when_they_are_for_it(
    clinic: Clinic,
) -> None:
    desk, bo = a_colleague(clinic), a_colleague(clinic, Role.THERAPIST, user="bo.ek")
    patient_id = a_patient(clinic)
    note = a_note(clinic, patient_id, "Slept badly").id or 0
    number = a_message(clinic, patient_id, bo, about_noun=str(AboutNoun.NOTE), about_id=note)
    with at_keyboard(clinic, desk), pytest.raises(NotFound):
        inbox.open_thread(clinic, number)
    with pytest.raises(Invalid):
        messages.hand_on(clinic, number, team(Role.FRONT_DESK), "Book her", for_desk=False)
    messages.hand_on(clinic, number, team(Role.FRONT_DESK), "Book her", for_desk=True)
    with at_keyboard(clinic, desk):
        thread = inbox.open_thread(clinic, number)
        assert "Book her" in repr(thread)
        assert CLINICAL not in repr(thread)
        assert "Valproate" not in repr(thread)
        assert thread.about == ""
        assert [each.id for each in inbox.inbox(clinic).of(InboxList.TEAMS)] == [number]
    assert inbox.open_thread(clinic, number).about.startswith("Note: ")


def test_that_a_restricted_chart_keeps_its_messages_to_its_care_team(clinic: Clinic) -> None:
    ana = stored_account(clinic, clinic.session.user_name)
    desk, bo = a_colleague(clinic), a_colleague(clinic, Role.THERAPIST, user="bo.ek")
    patient_id = a_patient(clinic, prescriber_id=ana.practitioner_id)
    before = a_message(clinic, patient_id, bo)
    chart_access.restrict_chart(clinic, patient_id, "A colleague's sister.")
    with at_keyboard(clinic, bo):
        with pytest.raises(NotFound):
            inbox.open_thread(clinic, before)
        with pytest.raises(ChartRestricted):
            a_message(clinic, patient_id, ana)
    assert before in {each.id for each in inbox.waiting_messages(clinic)}
    with pytest.raises(Invalid):
        messages.hand_on(clinic, before, person(bo.user_name), "Please")
    with at_keyboard(clinic, desk):
        offered = {each.owner for each in message_queues.addressing(clinic, patient_id).choices}
        assert person(bo.user_name) not in offered
        call = messages.NewCall(
            patient_id, "Please call me", "Eva", person(ana.user_name), clinic.today()
        )
        number = messages.pass_on_call(clinic, call).id
    messages.write_reply(clinic, number, CLINICAL, for_desk=True)
    with at_keyboard(clinic, desk):
        told = repr(inbox.open_thread(clinic, number))
        assert "Please call me" in told
        assert CLINICAL not in told


def test_that_a_message_is_about_a_record_of_its_own_chart(clinic: Clinic) -> None:
    bo = a_colleague(clinic, Role.THERAPIST, user="bo.ek")
    note = a_note(clinic, a_patient(clinic), "Slept badly").id or 0
    other = a_patient(clinic, family_name="Novak")
    for noun, record in ((str(AboutNoun.NOTE), note), ("psychotherapy_note", 1)):
        with pytest.raises(NotFound):
            a_message(clinic, other, bo, about_noun=noun, about_id=record)


def test_that_reading_keeps_a_mark_and_takes_nothing_out_of_a_list(clinic: Clinic) -> None:
    bo = a_colleague(clinic, Role.THERAPIST, user="bo.ek")
    number = a_message(clinic, a_patient(clinic), bo)
    with at_keyboard(clinic, bo):
        assert inbox.count_unread(clinic) == 1
        newest = inbox.open_thread(clinic, number).message.case.entries[-1].id or 0
        inbox.mark_read(clinic, number, newest)
        assert inbox.count_unread(clinic) == 0
        assert [each.id for each in inbox.inbox(clinic).of(InboxList.MINE)] == [number]


def test_that_an_urgent_message_is_not_dated_far_forward(clinic: Clinic) -> None:
    me, today = person(clinic.session.user_name), clinic.today()
    new = messages.NewMessage(a_patient(clinic), "Rash", "Since today.", me, today, urgent=True)
    number = messages.send_message(clinic, new).id
    with pytest.raises(Invalid, match="urgent"):
        messages.date_forward(clinic, number, today + timedelta(days=2), "He is away.")
    messages.date_forward(clinic, number, today + timedelta(days=1), "He is away.")


def test_that_what_ended_long_ago_leaves_the_list_done_unless_no_chart_has_it(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "SHOWN_FOR", timedelta(days=-1))
    me, today = person(clinic.session.user_name), clinic.today()
    for patient_id, subject in ((a_patient(clinic), "Of a chart"), (None, "Of the office")):
        new = messages.NewMessage(patient_id, subject, "Please look.", me, today)
        messages.finish_message(clinic, messages.send_message(clinic, new).id)
    done = inbox.inbox(clinic).of(InboxList.DONE)
    assert [each.case.message.subject for each in done] == ["Of the office"]


def test_that_who_only_sent_a_message_does_not_end_it_or_put_it_off(clinic: Clinic) -> None:
    ana = stored_account(clinic, clinic.session.user_name)
    desk = a_colleague(clinic)
    patient_id = a_patient(clinic)
    with at_keyboard(clinic, desk):
        call = messages.NewCall(patient_id, "Call me", "Eva", person(ana.user_name), clinic.today())
        number = messages.pass_on_call(clinic, call).id
        with pytest.raises(Invalid):
            messages.finish_message(clinic, number)
        with pytest.raises(Invalid, match="somebody else"):
            messages.date_forward(clinic, number, clinic.today() + timedelta(days=1), "Later.")
        first = inbox.open_thread(clinic, number).message.case.first.id or 0
        messages.take_back(clinic, number, first, "Wrong patient.")
    assert not inbox.inbox(clinic).of(InboxList.MINE)
