"""Use cases of the inbox: sending, passing calls on, threads and queues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from practice_desk.domain.message_owner import MessageQueue, person
from practice_desk.domain.permission import Operation
from practice_desk.services import first_looks, inbox, message_queues, messages
from tests.stage import Call, Stage, UseCases

_OP = Operation


def _new(stage: Stage) -> messages.NewMessage:
    me, today = person(stage.clinic.session.user_name), stage.clinic.today()
    return messages.NewMessage(stage.patient_id, "Call him back", "He asked for you.", me, today)


def _call(stage: Stage) -> messages.NewCall:
    me, today = person(stage.clinic.session.user_name), stage.clinic.today()
    return messages.NewCall(stage.patient_id, "Please call me.", "Bo Ek", me, today, "555-0117")


def _sent(stage: Stage) -> int:
    return messages.send_message(stage.clinic, _new(stage)).id


def _on_thread(call: Callable[..., object], *words: object) -> Callable[[Stage], Call]:
    return lambda s: partial(call, s.clinic, _sent(s), *words)


def _forward(stage: Stage) -> Call:
    later = stage.clinic.today() + timedelta(days=3)
    return partial(messages.date_forward, stage.clinic, _sent(stage), later, "He is away.")


def _return(stage: Stage) -> Call:
    """Prepare a message that somebody else has sent."""
    clinic, session = stage.clinic, stage.clinic.session
    new, sender = _new(stage), stage.colleague().user_name
    clinic.session = replace(session, user_name=sender)
    number = messages.send_message(clinic, new).id
    clinic.session = session
    return partial(messages.return_message, clinic, number, "Not mine.")


def _reopen(stage: Stage) -> Call:
    number = _sent(stage)
    messages.finish_message(stage.clinic, number)
    return partial(messages.reopen_message, stage.clinic, number, "He called again.")


def _take_back(stage: Stage) -> Call:
    number = _sent(stage)
    entry = inbox.open_thread(stage.clinic, number).message.case.first.id or 0
    return partial(messages.take_back, stage.clinic, number, entry, "Wrong patient.")


def _read(stage: Stage) -> Call:
    number = _sent(stage)
    entry = inbox.open_thread(stage.clinic, number).message.case.first.id or 0
    return partial(inbox.mark_read, stage.clinic, number, entry)


def _hand_on(stage: Stage) -> Call:
    me = person(stage.clinic.session.user_name)
    return partial(messages.hand_on, stage.clinic, _sent(stage), me, "Please.", for_desk=True)


def _queue(stage: Stage) -> MessageQueue:
    stage.colleagues += 1
    return MessageQueue(f"Refills {stage.colleagues}", (stage.clinic.session.user_name,))


def _remove(stage: Stage) -> Call:
    number = message_queues.save_queue(stage.clinic, _queue(stage)).id
    return partial(message_queues.remove_queue, stage.clinic, number, 1)


MESSAGES: UseCases = {
    "messages.send_message": (
        _OP.SEND_MESSAGE,
        lambda s: partial(messages.send_message, s.clinic, replace(_new(s), for_desk=True)),
    ),
    "messages.pass_on_call": (
        _OP.PASS_ON_CALL,
        lambda s: partial(messages.pass_on_call, s.clinic, _call(s)),
    ),
    "messages.write_reply": (_OP.ANSWER_MESSAGE, _on_thread(messages.write_reply, "I will.")),
    "messages.take_message": (_OP.ANSWER_MESSAGE, _on_thread(messages.take_message)),
    "messages.hand_on": (_OP.ANSWER_MESSAGE, _hand_on),
    "messages.return_message": (_OP.ANSWER_MESSAGE, _return),
    "messages.date_forward": (_OP.ANSWER_MESSAGE, _forward),
    "messages.finish_message": (_OP.ANSWER_MESSAGE, _on_thread(messages.finish_message)),
    "messages.reopen_message": (_OP.ANSWER_MESSAGE, _reopen),
    "messages.take_back": (_OP.ANSWER_MESSAGE, _take_back),
    "inbox.inbox": (_OP.READ_INBOX, lambda s: partial(inbox.inbox, s.clinic)),
    "inbox.waiting_messages": (
        _OP.READ_INBOX,
        lambda s: partial(inbox.waiting_messages, s.clinic),
    ),
    "inbox.count_unread": (_OP.READ_INBOX, lambda s: partial(inbox.count_unread, s.clinic)),
    "inbox.open_thread": (_OP.READ_INBOX, _on_thread(inbox.open_thread)),
    "inbox.mark_read": (_OP.READ_INBOX, _read),
    "inbox.chart_messages": (
        _OP.VIEW_CHART,
        lambda s: partial(inbox.chart_messages, s.clinic, s.patient_id),
    ),
    "first_looks.may_be_messages": (
        _OP.READ_INBOX,
        lambda s: partial(first_looks.may_be_messages, s.clinic),
    ),
    "message_queues.addressing": (
        _OP.SEND_MESSAGE,
        lambda s: partial(message_queues.addressing, s.clinic, s.patient_id),
    ),
    "message_queues.queue_settings": (
        _OP.EDIT_QUEUES,
        lambda s: partial(message_queues.queue_settings, s.clinic),
    ),
    "message_queues.save_queue": (
        _OP.EDIT_QUEUES,
        lambda s: partial(message_queues.save_queue, s.clinic, _queue(s)),
    ),
    "message_queues.remove_queue": (_OP.EDIT_QUEUES, _remove),
}
