"""Where messages stand, who is shown what, and that none is ever out of everybody's list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.account import Account, Role
from practice_desk.domain.message import AboutNoun, Message
from practice_desk.domain.message_case import (
    MessageCase,
    MessageState,
    Viewer,
    case_of,
    forward_problem,
    shown_to,
)
from practice_desk.domain.message_entry import (
    Audience,
    CallPassedOn,
    DatedForward,
    Details,
    Done,
    HandedOn,
    MessageEntry,
    Opened,
    Reopened,
    Returned,
    Said,
    Taken,
    TakenBack,
    check_entry,
)
from practice_desk.domain.message_lists import InboxList, is_reached, lists_of
from practice_desk.domain.message_owner import (
    TEAMS,
    MessageQueue,
    Owner,
    OwnerKind,
    Staff,
    check_queue,
    holders,
    person,
    team,
)

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ANA, TOM, LENA, GUS = "ana", "tom", "lena", "gus"
STAFF = Staff(
    (
        Account(ANA, "Berg", roles=frozenset({Role.PRESCRIBER})),
        Account(TOM, "Reed", roles=frozenset({Role.THERAPIST})),
        Account(LENA, "Ortiz", roles=frozenset({Role.FRONT_DESK})),
        Account(GUS, "Hale", roles=frozenset({Role.ADMINISTRATOR})),
    ),
    (MessageQueue("Refills", (ANA, LENA), id=1),),
)
PEOPLE = [each.user_name for each in STAFF.accounts]
OWNERS = [*map(person, PEOPLE), *map(team, TEAMS), Owner(OwnerKind.QUEUE, "1")]
MESSAGE = Message(7, "Sleep", NOW, TOM, str(AboutNoun.NOTE), 3, id=1)


def a_case(*steps: tuple[str, Details], first: Details | None = None, by: str = TOM) -> MessageCase:
    """Return the case of a message from *by* to Ana with these further steps."""
    opened = first or Opened("Four hours a night.", str(person(ANA)), TODAY)
    entries = [
        MessageEntry(7, 1, details, Audience.CLINICIANS, NOW, who, id=number)
        for number, (who, details) in enumerate([(by, opened), *steps], 1)
    ]
    return case_of(replace(MESSAGE, created_by=by), entries)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.one_of(
            st.sampled_from(
                [Said("x"), Taken(), Returned("x"), Done(), Reopened("x"), TakenBack("x")]
            ),
            st.builds(HandedOn, st.sampled_from(OWNERS).map(str), st.just("x")),
            st.just(DatedForward(TODAY + timedelta(days=3), "x")),
        ),
    ),
    max_size=8,
)


def _left(staff: Staff, gone: set[str], queue: bool) -> Staff:
    accounts = tuple(replace(a, active=a.user_name not in gone) for a in staff.accounts)
    return Staff(accounts, tuple(replace(q, active=queue) for q in staff.queues))


@settings(max_examples=150, deadline=None)
@given(
    STEPS,
    st.sets(st.sampled_from([ANA, TOM, LENA])),
    st.booleans(),
    st.none() | st.sets(st.sampled_from([ANA, TOM])).map(frozenset),
    st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 9)),
)
def test_that_no_reading_no_step_and_no_departure_loses_an_open_message(
    steps: list[tuple[str, Details]],
    gone: set[str],
    queue: bool,
    circle: frozenset[str] | None,
    read: dict[str, int],
) -> None:
    case, staff = a_case(*steps), _left(STAFF, gone, queue)
    held = holders(case.owner, staff, circle)
    lists = {who: lists_of(case, held, staff, who) for who in staff.people}
    if case.is_open:
        having = {who for who, of in lists.items() if of & {InboxList.MINE, InboxList.TEAMS}}
        assert having == held.people
        assert having
        if circle is not None and held.owned:
            assert having <= circle
    for who, mark in read.items():
        case.is_unread(who, mark)
    assert lists == {who: lists_of(case, held, staff, who) for who in staff.people}


def test_that_steps_change_owner_state_and_day() -> None:
    assert a_case((ANA, Taken())).state is MessageState.TAKEN
    handed = a_case((ANA, HandedOn(str(team(Role.FRONT_DESK)))), (LENA, Taken()))
    assert handed.owner == person(LENA)
    back = a_case((ANA, HandedOn(str(person(TOM)))), (TOM, Returned("Not mine")))
    assert (back.owner, back.state) == (person(ANA), MessageState.RETURNED)
    later = a_case((ANA, DatedForward(TODAY + timedelta(days=2), "Away")))
    assert later.waits(TODAY)
    assert not later.waits(TODAY + timedelta(days=2))
    assert a_case((ANA, Done()), (TOM, Reopened("No"))).is_open


def test_that_an_urgent_message_waits_until_tomorrow_at_most() -> None:
    urgent = a_case(first=Opened("He stands at the desk.", str(person(ANA)), TODAY, urgent=True))
    tomorrow, after = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    assert forward_problem(urgent, tomorrow, TODAY) is None
    problem = forward_problem(urgent, after, TODAY)
    assert problem is not None
    assert problem.field == "due_on"
    assert "Mar 3" in problem.sentence
    assert forward_problem(a_case(), after, TODAY) is None


def test_that_taking_back_the_first_words_ends_a_message_and_others_do_not() -> None:
    case = a_case((ANA, Said("Wrong chart")))
    back = MessageEntry(7, 1, TakenBack("x"), Audience.EVERYONE, NOW, ANA, corrects_id=2, id=3)
    assert case_of(case.message, [*case.entries, back]).is_open
    first = replace(back, corrects_id=1, recorded_by=TOM)
    ended = case_of(case.message, [*case.entries, first])
    assert ended.state is MessageState.TAKEN_BACK


def test_that_who_sees_no_charts_reads_what_is_for_everybody_and_their_own_words() -> None:
    for_desk = MessageEntry(7, 1, Said("Book 30 minutes"), Audience.EVERYONE, NOW, ANA, id=2)
    own = MessageEntry(7, 1, Said("She calls back"), Audience.EVERYONE, NOW, LENA, id=3)
    case = a_case()
    case = case_of(case.message, [*case.entries, for_desk, own])
    shown = shown_to(case, Viewer(LENA, reads_chart=False))
    assert [each.words for each in shown.case.entries] == ["", "Book 30 minutes", "She calls back"]
    assert (shown.case.message.subject, shown.case.message.about_id) == ("", 0)
    everything = shown_to(case, Viewer(ANA, reads_chart=True))
    assert everything.case == case


def test_that_a_restricted_chart_shows_others_nothing_but_their_own_words() -> None:
    call = CallPassedOn("Please call", str(person(ANA)), TODAY, False, "Mother", "555-0117")
    case = a_case((ANA, Said("I did")), first=call, by=LENA)
    case = case_of(case.message, [replace(e, audience=Audience.EVERYONE) for e in case.entries])
    mine = shown_to(case, Viewer(LENA, reads_chart=False, is_shut_out=True))
    assert [each.words for each in mine.case.entries] == ["Please call", ""]
    other = shown_to(case, Viewer(TOM, reads_chart=True, is_shut_out=True))
    assert other.case.call is not None
    assert (other.case.call.words, other.case.call.caller, other.case.call.number) == ("", "", "")


def test_that_a_message_is_shown_to_holders_and_to_who_took_part_and_to_nobody_else() -> None:
    case = a_case((ANA, Said("Yes")))
    held = holders(case.owner, STAFF, None)
    assert [who for who in PEOPLE if is_reached(case, held, STAFF, who)] == [ANA, TOM]


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Opened("", "person:ana", TODAY), "words"),
        (Opened("x", "person:ana", TODAY - timedelta(days=1)), "due_on"),
        (CallPassedOn("x", "person:ana", TODAY, False, " "), "caller"),
        (DatedForward(TODAY, "x"), "due_on"),
        (DatedForward(TODAY + timedelta(days=2), ""), "reason"),
        (Returned(" "), "reason"),
        (Said("x" * 16_001), "words"),
        (Said("a\x07b"), "words"),
    ],
)
def test_that_what_is_missing_or_too_much_is_named_at_its_field(
    details: Details, field: str
) -> None:
    assert [problem.field for problem in check_entry(details, TODAY)] == [field]


def test_that_a_queue_needs_a_name_of_its_own_and_somebody() -> None:
    taken = [MessageQueue("refills", (ANA,), id=2)]
    assert {p.field for p in check_queue(MessageQueue("Refills"), taken)} == {"name", "members"}
    assert not check_queue(MessageQueue("Refills", (ANA,)), [replace(taken[0], active=False)])
