"""The neutral view of a patient's supply."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from practice_desk.domain.supply import (
    Decided,
    Decision,
    Details,
    EventKind,
    Fill,
    FillSource,
    PillCount,
    QuantityLimit,
    Retraction,
    SupplyEntry,
    SupplyEvent,
    SupplyKind,
    decision_on,
    limit_of,
    newest,
    standing,
)
from practice_desk.domain.supply_days import coverage
from practice_desk.domain.supply_pattern import FactKind, FollowedSupply, Kin, pattern_facts

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def entry(days_ago: int, details: Details, number: int, **changes: int) -> SupplyEntry:
    """Return an entry of so many days ago."""
    on = TODAY - timedelta(days=days_ago)
    return SupplyEntry(1, on, details, NOW, "ana.berg", 1, changes.get("retracts_id"), number)


def a_fill(days_ago: int, number: int, prescriber: str = "", pharmacy: str = "") -> SupplyEntry:
    """Return a fill of thirty pieces so many days ago."""
    source = FillSource.PHARMACY
    return entry(days_ago, Fill(Decimal(30), source, None, pharmacy, prescriber), number)


def supply(*entries: SupplyEntry, kin: Kin = Kin.OTHER, name: str = "drug") -> FollowedSupply:
    """Return a followed medication of which one piece a day is taken."""
    ordered = tuple(sorted(entries, key=lambda each: each.order))
    return FollowedSupply(1, name, kin, True, ordered, coverage(ordered, lambda _: Fraction(1)))


def test_that_fills_before_the_end_are_listed_with_their_days() -> None:
    regular = supply(a_fill(90, 1), a_fill(61, 2), a_fill(26, 3))
    assert pattern_facts([regular], TODAY) == ()
    early = supply(a_fill(90, 1), a_fill(68, 2), a_fill(30, 3))
    (fact,) = pattern_facts([early], TODAY)
    assert (fact.kind, fact.of) == (FactKind.EARLY_FILLS, 3)
    assert fact.days == ((TODAY - timedelta(days=68), 8),)


def test_that_a_name_counts_once_however_it_is_typed() -> None:
    one = supply(a_fill(60, 1, "Ana Berg"), a_fill(30, 2, "ana  berg"))
    assert pattern_facts([one], TODAY) == ()
    two = supply(a_fill(60, 1, "Ana Berg", "A"), a_fill(30, 2, "Chidi Okafor", "A"))
    (fact,) = pattern_facts([two], TODAY)
    assert (fact.kind, fact.names) == (FactKind.PRESCRIBERS, ("Ana Berg", "Chidi Okafor"))


def test_that_days_with_opioid_and_benzodiazepine_are_told() -> None:
    opioid = supply(a_fill(60, 1), kin=Kin.OPIOID, name="oxycodone")
    other = supply(a_fill(40, 2), kin=Kin.BENZODIAZEPINE, name="clonazePAM")
    (fact,) = pattern_facts([opioid, other], TODAY)
    assert fact.kind is FactKind.OVERLAP
    assert (fact.names, fact.of) == (("oxycodone", "clonazePAM"), 10)
    assert (fact.since, fact.until) == (
        TODAY - timedelta(days=40),
        TODAY - timedelta(days=31),
    )


def test_that_a_year_is_looked_back_and_no_more() -> None:
    lost = SupplyEvent(EventKind.LOST)
    assert pattern_facts([supply(entry(400, lost, 1))], TODAY) == ()
    (fact,) = pattern_facts([supply(entry(300, lost, 1))], TODAY)
    assert fact.kind is FactKind.EVENTS


def test_that_a_count_that_differs_is_told_with_its_number() -> None:
    right, wrong = PillCount(Decimal(9), Decimal(9)), PillCount(Decimal(4), Decimal(9))
    (fact,) = pattern_facts([supply(entry(9, right, 1), entry(5, wrong, 2))], TODAY)
    assert (fact.kind, fact.of) == (FactKind.COUNTS, 2)
    assert fact.days == ((TODAY - timedelta(days=5), -5),)


def test_that_fills_over_the_limit_of_their_day_are_told() -> None:
    week = entry(50, QuantityLimit(7, "PHQ-9 item 9"), 2)
    lifted = entry(20, QuantityLimit(None, "well again"), 4)
    (fact,) = pattern_facts(
        [supply(a_fill(90, 1), week, a_fill(45, 3), lifted, a_fill(5, 5))], TODAY
    )
    assert (fact.kind, fact.of) == (FactKind.OVER_LIMIT, 3)
    assert fact.days == ((TODAY - timedelta(days=45), 30),)


def test_that_a_retracted_entry_no_longer_stands() -> None:
    entries = [a_fill(9, 1), a_fill(5, 2), entry(0, Retraction("twice"), 3, retracts_id=2)]
    assert [each.id for each in standing(entries)] == [1]
    assert newest(entries, SupplyKind.FILL) == entries[0]


def test_that_an_event_waits_until_somebody_decided() -> None:
    event = entry(9, SupplyEvent(EventKind.EARLY), 1)
    assert decision_on(event, [event]) is None
    decision = Decision(1, Decided.APPROVED, "Flight on Friday")
    assert decision_on(event, [event, entry(8, decision, 2)]) == decision
    at_once = entry(9, SupplyEvent(EventKind.LOST, "", None, Decided.DECLINED, "Again"), 4)
    assert decision_on(at_once, [at_once]) == Decision(4, Decided.DECLINED, "Again")


def test_that_a_lifted_limit_holds_no_more() -> None:
    limited = entry(9, QuantityLimit(7, "PHQ-9"), 1)
    assert limit_of([limited], 1) == limited.details
    assert limit_of([limited], 2) is None
    assert limit_of([limited, entry(3, QuantityLimit(None, "Better"), 2)], 1) is None
