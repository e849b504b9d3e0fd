"""The use cases of Today's lines."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from practice_desk.domain.account import Account, Role
from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.deferral import Thing, longest_wait
from practice_desk.domain.permission import Operation
from practice_desk.services import today
from practice_desk.storage import registry
from practice_desk.storage.deferral import deferrals
from tests.stage import Call, Stage, UseCases

_OP = Operation
_OTHER = "eve.moss"
_THING = Thing("backup", Operation.BACK_UP, Urgency.NOTICE, longest=longest_wait(Urgency.NOTICE))


def _hand_on(stage: Stage) -> Call:
    with stage.clinic.store.write() as work:
        if registry.accounts.by_user_name(work.connection, _OTHER) is None:
            roles = frozenset({Role.ADMINISTRATOR})
            registry.accounts.add(work.connection, Account(_OTHER, "Moss", "Eve", roles))
        work.commit()
    return partial(today.hand_on, stage.clinic, _THING, _OTHER, "please look")


def _bring_back(stage: Stage) -> Call:
    day = stage.clinic.today() + timedelta(days=1)
    today.put_off(stage.clinic, _THING, day, "the stick is at home")
    with stage.clinic.store.read() as work:
        newest = deferrals.of_key(work.connection, _THING.key)[-1]
    return partial(today.bring_back, stage.clinic, newest.id or 0)


TODAY: UseCases = {
    "today.stand_of": (
        _OP.ARRANGE_TODAY,
        lambda s: partial(today.stand_of, s.clinic, [_THING]),
    ),
    "today.takers": (_OP.ARRANGE_TODAY, lambda s: partial(today.takers, s.clinic, _THING)),
    "today.hand_on": (_OP.ARRANGE_TODAY, _hand_on),
    "today.put_off": (
        _OP.ARRANGE_TODAY,
        lambda s: partial(
            today.put_off, s.clinic, _THING, s.clinic.today() + timedelta(days=1), "no stick"
        ),
    ),
    "today.bring_back": (_OP.ARRANGE_TODAY, _bring_back),
}
