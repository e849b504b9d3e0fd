"""No line of Today is ever lost: it is shown, handed to somebody who is shown it, or put off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.deferral import (
    Deferral,
    Place,
    Standing,
    Thing,
    check_deferral,
    longest_wait,
    stand,
)
from practice_desk.domain.permission import Operation

TODAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
NAMES = ("ana", "ben", "cleo", "dan")
THING = Thing("side_effect:7", Operation.VIEW_CHART, Urgency.CAUTION, weight=3)
BY_ANA = Deferral(THING.key, "ana", "on leave", Urgency.CAUTION, 3, NOW)
TO_BEN = replace(BY_ANA, to_user="ben")
UNTIL_MONDAY = replace(BY_ANA, until=TODAY + timedelta(days=4))

_DEFERRALS = st.lists(
    st.builds(
        Deferral,
        key=st.sampled_from((THING.key, THING.key, "note:1")),
        user_name=st.sampled_from(NAMES),
        reason=st.just("busy"),
        urgency=st.sampled_from((Urgency.NOTICE, Urgency.CAUTION, Urgency.DANGER)),
        weight=st.integers(1, 4),
        made_at=st.integers(0, 9).map(lambda hours: NOW + timedelta(hours=hours)),
        to_user=st.sampled_from(("", *NAMES)),
        until=st.one_of(st.none(), st.integers(-3, 3).map(lambda d: TODAY + timedelta(days=d))),
        ended_at=st.sampled_from((None, None, NOW)),
        id=st.integers(1, 99),
    ).filter(lambda each: each.to_user != each.user_name),
    max_size=7,
)
_PEOPLE = st.frozensets(st.sampled_from(NAMES), min_size=1)


def where(*deferrals: Deferral, me: str = "ana", today: date = TODAY, **changes: object) -> Place:
    people = changes.pop("people", NAMES)
    return stand(replace(THING, **changes), deferrals, me, today, people).place


@given(_DEFERRALS, _PEOPLE, st.frozensets(st.sampled_from(NAMES)))
@settings(max_examples=200)
def test_that_nothing_is_lost_whatever_people_did(deferrals, people, owners):
    thing = replace(THING, owners=owners)
    found = {name: stand(thing, deferrals, name, TODAY, people) for name in people}
    assert any(each.place in (Place.MINE, Place.PUT_OFF) for each in found.values())
    for name, standing in found.items():
        if standing.place is Place.PUT_OFF:
            assert standing.own.until > TODAY
            assert standing.own.urgency >= thing.urgency
            assert standing.own.weight >= thing.weight
        elif standing.place is Place.WAITING:
            assert _is_shown_behind(name, found)
        elif standing.place is Place.OTHERS:
            assert name not in owners
            assert owners & people


def _is_shown_behind(name: str, found: dict[str, Standing]) -> bool:
    """Follow what was handed on to somebody whose it is now."""
    for _ in NAMES:
        standing = found[name]
        if standing.place is not Place.WAITING:
            return standing.place in (Place.MINE, Place.PUT_OFF)
        name = standing.own.to_user
    return False


def test_that_what_was_handed_on_stands_on_the_other_today_and_waits_on_the_own():
    assert where(TO_BEN) is Place.WAITING
    assert stand(THING, [TO_BEN], "ben", TODAY, NAMES) == Standing(Place.MINE, None, TO_BEN)


def test_that_closing_an_account_brings_back_what_was_handed_to_it():
    assert where(TO_BEN, people=("ana", "cleo")) is Place.MINE


def test_that_what_goes_round_in_a_circle_is_shown_to_all_in_it():
    back = replace(BY_ANA, user_name="ben", to_user="ana")
    assert where(TO_BEN, back) is Place.MINE
    assert where(TO_BEN, back, me="ben") is Place.MINE


def test_that_what_is_put_off_comes_back_on_its_day():
    assert where(UNTIL_MONDAY) is Place.PUT_OFF
    assert where(UNTIL_MONDAY, today=UNTIL_MONDAY.until) is Place.MINE


def test_that_what_got_worse_is_put_off_no_longer():
    assert where(UNTIL_MONDAY, weight=4) is Place.MINE
    assert where(UNTIL_MONDAY, urgency=Urgency.DANGER) is Place.MINE


def test_that_what_waits_for_a_closed_account_waits_for_everybody():
    assert where(owners=frozenset({"ben"})) is Place.OTHERS
    assert where(owners=frozenset({"eve"})) is Place.MINE


def test_that_a_danger_waits_until_tomorrow_at_most_and_a_reason_is_asked_for():
    late = replace(UNTIL_MONDAY, reason=" ")
    problems = check_deferral(late, longest_wait(Urgency.DANGER), TODAY)
    assert [each.field for each in problems] == ["reason", "until"]
    tomorrow = replace(UNTIL_MONDAY, until=TODAY + timedelta(days=1))
    assert check_deferral(tomorrow, longest_wait(Urgency.DANGER), TODAY) == ()
    (refused,) = check_deferral(tomorrow, timedelta(0), TODAY)
    assert refused.sentence == "This can’t be put off. Hand it on, or do it."
