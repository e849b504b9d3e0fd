"""What can be done with a line of Today besides its work. No widgets.

What has a board of its own is handed on and put off there: there is one way for each thing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from practice_desk.domain.changes import Changes
from practice_desk.domain.deferral import Deferral, Place, day_problem
from practice_desk.domain.errors import Invalid
from practice_desk.gui.context import AppContext
from practice_desk.gui.pages.today_line import OwnWay, StandingLine
from practice_desk.services import today
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved

_LETTER = "letter"
_BACK = "Back on Today"


class Turn(StrEnum):
    """One thing that can be done with a line."""

    HAND_ON = "Hand on…"
    NOT_BEFORE = "Put off…"
    HAND_BACK = "Hand back"
    TAKE_BACK = "Take back"
    BRING_BACK = "Back to Today"


def turns_of(each: StandingLine) -> list[Turn]:
    """Return what can be done with a line where it stands."""
    line, standing = each.line, each.standing
    if not each.thing.key or not line.action:  # what is in order asks nobody for anything
        return []
    if standing.place is Place.PUT_OFF:
        return [Turn.BRING_BACK]
    if standing.place is Place.WAITING:
        return [Turn.TAKE_BACK] if standing.own is not None else []
    if standing.place is not Place.MINE:
        return []
    found = [Turn.HAND_ON] if line.hands_on else []
    if each.thing.longest:
        found.append(Turn.NOT_BEFORE)
    if standing.handed is not None:
        found.append(Turn.HAND_BACK)
    return found


def hand_on_work(
    context: AppContext, each: StandingLine, to_user: str, word: str
) -> Callable[[], Saved]:
    """Return the call that hands a line on to *to_user*."""
    way, thing = each.line.own_way, each.thing
    if way is None:
        return lambda: Saved(0, today.hand_on(context.clinic, thing, to_user, word))
    chart = thing.patient_id or 0
    return lambda: _hand_on_at_board(context.clinic, way, chart, to_user, word)


def put_off_work(
    context: AppContext, each: StandingLine, until: date | None, reason: str
) -> Callable[[], Saved]:
    """Return the call that puts a line off until a day."""
    way, thing = each.line.own_way, each.thing
    if way is None or way.noun != _LETTER:
        return lambda: Saved(0, today.put_off(context.clinic, thing, until, reason))
    chart = thing.patient_id or 0
    return lambda: _put_letter_off(context.clinic, way, chart, until, reason, thing.longest)


def bring_back_work(context: AppContext, each: StandingLine, turn: Turn) -> Callable[[], Changes]:
    """Return the call that hands back, takes back or brings back a line."""
    standing, way = each.standing, each.line.own_way
    value = standing.handed if turn is Turn.HAND_BACK else standing.own
    assert value is not None  # else the turn is not offered
    if way is None or value.id is not None:
        return lambda: today.bring_back(context.clinic, value.id or 0)
    chart = each.thing.patient_id or 0
    return lambda: _back_at_board(context.clinic, way, chart, value, turn)


def _hand_on_at_board(
    clinic: Clinic, way: OwnWay, patient_id: int, to_user: str, word: str
) -> Saved:
    if way.noun == _LETTER:
        from practice_desk.domain.letter_entry import Delegated
        from practice_desk.services.letter_following import record_happening

        return record_happening(clinic, patient_id, way.id, Delegated(to_user, word))
    from practice_desk.domain.adverse_event import Urgency
    from practice_desk.domain.adverse_event_review import Handover
    from practice_desk.services.side_effects import hand_over

    return hand_over(clinic, patient_id, way.id, Handover(to_user, Urgency(way.urgency), word))


def _put_letter_off(
    clinic: Clinic,
    way: OwnWay,
    patient_id: int,
    until: date | None,
    reason: str,
    longest: timedelta,
) -> Saved:
    from practice_desk.domain.letter_entry import Postponed
    from practice_desk.services.letter_following import record_happening

    if problem := day_problem(until, longest, clinic.today()):
        raise Invalid((problem,))
    assert until is not None  # else there is a problem
    return record_happening(clinic, patient_id, way.id, Postponed(until, reason))


def _back_at_board(
    clinic: Clinic, way: OwnWay, patient_id: int, value: Deferral, turn: Turn
) -> Changes:
    if turn is Turn.BRING_BACK:
        from practice_desk.domain.letter_entry import Postponed
        from practice_desk.services.letter_following import record_happening

        happening = Postponed(clinic.today(), _BACK)
        return record_happening(clinic, patient_id, way.id, happening).changes
    return _hand_on_at_board(clinic, way, patient_id, value.user_name, "").changes
