"""A neutral view of a patient's supply: what the entries say, with days and numbers. No judgement.

Nothing here weighs, scores or names a person's conduct; a fact without its days is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import product

from practice_desk.domain.supply import (
    EventKind,
    Fill,
    PillCount,
    QuantityLimit,
    SupplyEntry,
    SupplyEvent,
    limit_of,
)
from practice_desk.domain.supply_days import Coverage

EARLY_DAYS = 3
"""From how many days before the earlier supply's end a fill is listed: for the eye, no rule."""
LOOK_BACK = timedelta(days=365)


class Kin(StrEnum):
    """What a medication is, where two kinds together are worth seeing."""

    OPIOID = "opioid"
    BENZODIAZEPINE = "benzodiazepine"
    SEDATIVE = "other sedative"
    OTHER = ""


@dataclass(frozen=True, slots=True)
class FollowedSupply:
    """One followed medication with its standing entries and how long its fills last."""

    medication_id: int
    name: str
    kin: Kin
    controlled: bool
    entries: tuple[SupplyEntry, ...]
    coverage: tuple[Coverage, ...]


class FactKind(StrEnum):
    """What a fact is about."""

    EARLY_FILLS = "early_fills"
    PRESCRIBERS = "prescribers"
    PHARMACIES = "pharmacies"
    OVERLAP = "overlap"
    EVENTS = "events"
    COUNTS = "counts"
    OVER_LIMIT = "over_limit"


@dataclass(frozen=True, slots=True)
class PatternFact:
    """One fact: the medications, names or days it is made of, and when."""

    kind: FactKind
    names: tuple[str, ...]
    days: tuple[tuple[date, int], ...] = ()
    """Each day with its number: days early, pieces missing or too many, or days a fill lasts."""
    since: date | None = None
    until: date | None = None
    of: int = 0
    """How many there are in all, such as fills, in the time looked at."""


def pattern_facts(supplies: Sequence[FollowedSupply], today: date) -> tuple[PatternFact, ...]:
    """Return what the last twelve months of all followed medications show."""
    since = today - LOOK_BACK
    return (
        *_early_fills(supplies, since),
        *_several(supplies, since),
        *_overlaps(supplies, since),
        *_events(supplies, since),
        *_counts(supplies, since),
        *_over_limit(supplies, since),
    )


def _early_fills(supplies: Iterable[FollowedSupply], since: date) -> Iterator[PatternFact]:
    for supply in supplies:
        recent = [c for c in supply.coverage if c.fill.happened_on >= since]
        early = tuple(
            (c.fill.happened_on, c.days_early)
            for c in recent
            if c.days_early is not None and c.days_early >= EARLY_DAYS
        )
        if early:
            yield PatternFact(FactKind.EARLY_FILLS, (supply.name,), early, of=len(recent))


def _several(supplies: Iterable[FollowedSupply], since: date) -> Iterator[PatternFact]:
    fills = [
        (entry.happened_on, entry.details)
        for supply in supplies
        if supply.controlled
        for entry in supply.entries
        if isinstance(entry.details, Fill) and entry.happened_on >= since
    ]
    for kind, field in ((FactKind.PRESCRIBERS, "prescriber"), (FactKind.PHARMACIES, "pharmacy")):
        named: dict[str, str] = {}
        for _, fill in sorted(fills, key=lambda each: each[0]):
            name = " ".join(getattr(fill, field).split())
            if name:
                named.setdefault(name.casefold(), name)
        if len(named) > 1:
            yield PatternFact(kind, tuple(named.values()), of=len(fills))


def _overlaps(supplies: Sequence[FollowedSupply], since: date) -> Iterator[PatternFact]:
    opioids = [supply for supply in supplies if supply.kin is Kin.OPIOID]
    others = [supply for supply in supplies if supply.kin is Kin.BENZODIAZEPINE]
    for opioid, other in product(opioids, others):
        days = [
            (max(one.starts, two.starts), min(one.until, two.until))
            for one, two in product(opioid.coverage, other.coverage)
            if one.until is not None and two.until is not None
        ]
        shared = sorted((first, last) for first, last in days if first <= last and last >= since)
        if shared:
            latest = max(last for _, last in shared)
            number = sum((last - first).days + 1 for first, last in shared)
            yield PatternFact(
                FactKind.OVERLAP, (opioid.name, other.name), (), shared[0][0], latest, number
            )


def _events(supplies: Iterable[FollowedSupply], since: date) -> Iterator[PatternFact]:
    for supply in supplies:
        for kind in EventKind:
            days = tuple(
                (entry.happened_on, 0)
                for entry in supply.entries
                if isinstance(entry.details, SupplyEvent)
                and entry.details.kind is kind
                and entry.happened_on >= since
            )
            if days:
                yield PatternFact(FactKind.EVENTS, (supply.name, kind.value), days, of=len(days))


def _counts(supplies: Iterable[FollowedSupply], since: date) -> Iterator[PatternFact]:
    for supply in supplies:
        counts = [
            (entry.happened_on, entry.details)
            for entry in supply.entries
            if isinstance(entry.details, PillCount) and entry.happened_on >= since
        ]
        days = tuple(
            (day, int(count.found - count.expected))
            for day, count in counts
            if count.expected is not None and count.found != count.expected
        )
        if days:
            yield PatternFact(FactKind.COUNTS, (supply.name,), days, of=len(counts))


def _over_limit(supplies: Iterable[FollowedSupply], since: date) -> Iterator[PatternFact]:
    """Yield the fills that last longer than the quantity limit of their day."""
    for supply in supplies:
        recent = [c for c in supply.coverage if c.fill.happened_on >= since]
        days = tuple((c.fill.happened_on, c.days) for c in recent if c.days and _is_over(supply, c))
        if days:
            yield PatternFact(FactKind.OVER_LIMIT, (supply.name,), days, of=len(recent))


def _is_over(supply: FollowedSupply, fill: Coverage) -> bool:
    before = [entry for entry in supply.entries if entry.order < fill.fill.order]
    return is_over_limit(fill, limit_of(before, supply.medication_id))


def is_over_limit(fill: Coverage, limit: QuantityLimit | None) -> bool:
    """Return whether a fill lasts longer than *limit* allows; False where either is unknown."""
    most = None if limit is None else limit.days
    return most is not None and fill.days is not None and fill.days > most
