"""What each person's Today shows of what waits, and handing a line on or putting it off.

It is asked all day, and so imports nothing of what the lines are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from practice_desk.domain.account import Account
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.deferral import Deferral, Standing, Thing, check_deferral, stand
from practice_desk.domain.errors import Invalid, NotPermitted, Problem
from practice_desk.domain.permission import Operation, is_permitted
from practice_desk.services.clinic import Clinic
from practice_desk.storage import access, registry
from practice_desk.storage.deferral import deferrals
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "deferral"
"""What `Changes` calls lines that were handed on or put off."""


@dataclass(frozen=True, slots=True)
class Stood:
    """Where each of some things stands, in their order, and everybody's names by user name."""

    standings: tuple[Standing, ...]
    names: dict[str, str]


def stand_of(clinic: Clinic, things: Sequence[Thing], also: Sequence[Deferral] = ()) -> Stood:
    """Return where *things* stand for the person at the keyboard.

    *also* is what boards of their own keep of handing on and putting off.
    """
    with clinic.reading(Operation.ARRANGE_TODAY) as work:
        around = _Around.read(clinic, work, things)
        kept = deferrals.standing(work.connection)
    me, today = clinic.session.user_name, clinic.today()
    by_key: dict[str, list[Deferral]] = {}
    for each in (*kept, *also):
        by_key.setdefault(each.key, []).append(each)
    found = tuple(
        stand(
            replace(thing, owners=around.owners(thing)),
            by_key.get(thing.key, ()),
            me,
            today,
            around.people(thing) | {me},
        )
        for thing in things
    )
    return Stood(found, {each.user_name: each.display_name for each in around.accounts})


def takers(clinic: Clinic, thing: Thing) -> list[tuple[str, str]]:
    """Return user and display names of those to whom *thing* can be handed on, by name."""
    with clinic.reading(Operation.ARRANGE_TODAY) as work:
        around = _Around.read(clinic, work, [thing])
    able = around.people(thing) - {clinic.session.user_name}
    found = [(each.user_name, each.display_name) for each in around.accounts]
    return sorted((each for each in found if each[0] in able), key=lambda each: each[1])


def hand_on(clinic: Clinic, thing: Thing, to_user: str, word: str) -> Changes:
    """Let *to_user* see to *thing*: it stands on their Today. Raises Invalid.

    What they themselves had handed on or put off of it counts no more: they are asked anew.
    """
    value = _new(clinic, thing, word, to_user=to_user)
    with clinic.writing(
        Operation.ARRANGE_TODAY, thing.patient_id, reason=value.reason, kind=AuditKind.CREATE
    ) as work:
        if to_user not in _Around.read(clinic, work, [thing]).people(thing):
            raise Invalid((Problem("to_user", "This person can’t see to it. Choose another."),))
        for each in deferrals.of_key(work.connection, thing.key):
            if each.user_name in (value.user_name, to_user):
                _end(work, each, value.user_name, clinic.now())
        number = deferrals.add(work.connection, value)
        work.detail = f"{NOUN} {number}: {thing.key} handed on to {to_user}"
    return Changes.of(thing.patient_id, NOUN)


def put_off(clinic: Clinic, thing: Thing, until: date | None, reason: str) -> Changes:
    """Take *thing* from one's own Today until a day, for a reason. Raises Invalid."""
    value = _new(clinic, thing, reason, until=until)
    with clinic.writing(
        Operation.ARRANGE_TODAY, thing.patient_id, reason=value.reason, kind=AuditKind.CREATE
    ) as work:
        for each in deferrals.of_key(work.connection, thing.key):
            if each.user_name == value.user_name:
                _end(work, each, value.user_name, clinic.now())
        number = deferrals.add(work.connection, value)
        work.detail = f"{NOUN} {number}: {thing.key} put off until {until}"
    return Changes.of(thing.patient_id, NOUN)


def bring_back(clinic: Clinic, deferral_id: int) -> Changes:
    """End a deferral: take back what one handed on or put off, or hand back what one was handed.

    Raises NotFound, or NotPermitted where it is neither by nor to the person at the keyboard.
    """
    with clinic.writing(Operation.ARRANGE_TODAY) as work:
        value = deferrals.get(work.connection, deferral_id)
        me = clinic.session.user_name
        if me not in (value.user_name, value.to_user):
            raise NotPermitted("Only those between whom it was handed on can change that.")
        work.patient_id = value.patient_id
        if value.is_open:
            _end(work, value, me, clinic.now())
        work.detail = f"{NOUN} {deferral_id} ended"
    return Changes.of(value.patient_id, NOUN)


def _new(
    clinic: Clinic, thing: Thing, reason: str, *, to_user: str = "", until: date | None = None
) -> Deferral:
    value = Deferral(
        thing.key,
        clinic.session.user_name,
        " ".join(reason.split()),
        int(thing.urgency),
        thing.weight,
        clinic.now(),
        to_user,
        until,
        thing.patient_id,
    )
    if problems := check_deferral(value, thing.longest, clinic.today()):
        raise Invalid(problems)
    return value


def _end(work: UnitOfWork, value: Deferral, by: str, at: datetime) -> None:
    deferrals.save(work.connection, replace(value, ended_at=at, ended_by=by))


@dataclass(frozen=True, slots=True)
class _Around:
    """Who there is, whose patients they are, and who may see which restricted chart."""

    accounts: list[Account]
    teams: dict[int, frozenset[int]]
    let_in: dict[int, frozenset[str]]

    @classmethod
    def read(cls, clinic: Clinic, work: UnitOfWork, things: Iterable[Thing]) -> _Around:
        """Read what deciding on *things* takes."""
        connection, now = work.connection, clinic.now()
        accounts = [each for each in registry.accounts.listed(connection) if each.active]
        charts = {thing.patient_id for thing in things if thing.patient_id is not None}
        restricted = access.restrictions.charts(connection) & charts
        let_in = {
            chart: frozenset(
                each.user_name
                for each in accounts
                if not access.is_closed_to(
                    connection, chart, each.practitioner_id, each.user_name, now
                )
            )
            for chart in restricted
        }
        return cls(accounts, access.care_teams(connection, sorted(charts)), let_in)

    def people(self, thing: Thing) -> frozenset[str]:
        """Return the user names of those who may be shown *thing*."""
        able = frozenset(
            each.user_name for each in self.accounts if is_permitted(each.roles, thing.needs)
        )
        chart = thing.patient_id
        return able & self.let_in[chart] if chart in self.let_in else able

    def owners(self, thing: Thing) -> frozenset[str]:
        """Return for whom *thing* waits; nobody in particular is everybody."""
        if thing.owners is not None:
            return thing.owners
        if thing.patient_id is None:
            return frozenset()
        team = self.teams.get(thing.patient_id, frozenset())
        return frozenset(each.user_name for each in self.accounts if each.practitioner_id in team)
