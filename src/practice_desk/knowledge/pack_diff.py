"""What another pack would change: entries that are new, changed or gone, and classes lost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from practice_desk.domain.knowledge import EntryKey
from practice_desk.knowledge.entry_words import facts, name_giver, title
from practice_desk.knowledge.safety.pack import SafetyPack, entries_of
from practice_desk.knowledge.safety.records import Entry, MedicationFacts


class ChangeKind(StrEnum):
    """What becomes of an entry."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact before and after; empty where it is not there."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry and what becomes of it.

    `lost_classes` are classes that interactions rely on and a medication no longer belongs to:
    what was found about it by them is found no more.
    """

    key: EntryKey
    title: str
    kind: ChangeKind
    facts: tuple[FactChange, ...] = ()
    lost_classes: tuple[str, ...] = ()


def compare_packs(before: SafetyPack, after: SafetyPack) -> tuple[EntryChange, ...]:
    """Return every entry that differs, what is removed or loses a class first."""
    old = {EntryKey(kind, entry.id): entry for kind, entry in entries_of(before.facts)}
    new = {EntryKey(kind, entry.id): entry for kind, entry in entries_of(after.facts)}
    relied_on = relied_on_classes(before)
    changes = []
    for key in dict.fromkeys((*old, *new)):
        was, becomes = old.get(key), new.get(key)
        if was is None and becomes is not None:
            changes.append(EntryChange(key, title(becomes, after), ChangeKind.ADDED))
        elif was is not None and becomes is None:
            lost = _lost(before, after, key.id, relied_on) if _is_medication(was) else ()
            changes.append(
                EntryChange(key, title(was, before), ChangeKind.REMOVED, lost_classes=lost)
            )
        elif was is not None and becomes is not None and was != becomes:
            lost = _lost(before, after, key.id, relied_on) if _is_medication(was) else ()
            what = _facts(was, becomes, before, after)
            changes.append(EntryChange(key, title(becomes, after), ChangeKind.CHANGED, what, lost))
    return tuple(sorted(changes, key=_weight))


def relied_on_classes(pack: SafetyPack) -> frozenset[str]:
    """Return the classes that a rule names: a medication that leaves one is no longer covered."""
    rules = pack.facts
    return frozenset(
        ref
        for refs in (
            *((rule.a, rule.b) for rule in rules.interactions),
            *(rule.applies_to for rule in rules.patient_rules),
            *(rule.count_classes for rule in rules.count_rules),
            *(rule.applies_to for rule in rules.allergy_rules),
            *(rule.applies_to for rule in rules.monitoring),
        )
        for ref in refs
        if ref in pack.classes
    )


def _is_medication(entry: Entry) -> bool:
    return isinstance(entry, MedicationFacts)


def _lost(
    before: SafetyPack, after: SafetyPack, med: str, relied_on: frozenset[str]
) -> tuple[str, ...]:
    names = name_giver(before)
    return tuple(map(names, sorted((before.groups(med) - after.groups(med)) & relied_on)))


def _facts(
    was: Entry, becomes: Entry, before: SafetyPack, after: SafetyPack
) -> tuple[FactChange, ...]:
    old = {fact.label: fact.text for fact in facts(was, before)}
    new = {fact.label: fact.text for fact in facts(becomes, after)}
    old["Sources"], new["Sources"] = "; ".join(was.sources), "; ".join(becomes.sources)
    return tuple(
        FactChange(label, old.get(label, ""), new.get(label, ""))
        for label in dict.fromkeys((*old, *new))
        if old.get(label, "") != new.get(label, "")
    )


def _weight(change: EntryChange) -> tuple[bool, int, str]:
    order = (ChangeKind.REMOVED, ChangeKind.CHANGED, ChangeKind.ADDED)
    return (not change.lost_classes, order.index(change.kind), change.title.casefold())
