"""The safety facts with their indexes, read once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache, cached_property

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.knowledge import EntryKey, EntryKind, Standing
from practice_desk.knowledge.safety.compile import FILE_NAME, FORMAT
from practice_desk.knowledge.safety.records import (
    ENTRY_LISTS,
    ClassFacts,
    Entry,
    InteractionRule,
    MedicationFacts,
    MonitoringRule,
    PatientRule,
    SafetyFacts,
)

_DRAFT = Standing()


def entries_of(facts: SafetyFacts) -> Iterator[tuple[EntryKind, Entry]]:
    """Yield every entry that can be reviewed, with its kind."""
    for kind, name in ENTRY_LISTS.items():
        for entry in getattr(facts, name):
            yield kind, entry


_SAME_SUBSTANCE = {"selegiline_oral": "selegiline", "selegiline_transdermal": "selegiline"}
"""Products of a substance that has no id of its own in the pack."""


class SafetyPack:
    """Looks facts up; a medication belongs to its classes, to their parents, and to itself.

    `standings` says how the entries stand that the clinic has said something about; all others are
    drafts. `rejected` holds the rules that the clinic rejected, which `facts` lacks, and `not_used`
    every rejected entry in full, for reading.
    """

    def __init__(
        self,
        facts: SafetyFacts,
        standings: Mapping[EntryKey, Standing] | None = None,
        rejected: SafetyPack | None = None,
        not_used: Mapping[EntryKey, Entry] | None = None,
    ) -> None:
        self.facts = facts
        self.standings = standings or {}
        self.rejected = rejected
        self.not_used = not_used or {}
        self.medications = {each.id: each for each in facts.medications}
        self.classes = {each.id: each for each in facts.classes}
        self.conditions = frozenset(facts.conditions)
        self.exposures = frozenset(facts.exposures)
        self._groups: dict[str, frozenset[str]] = {}
        self._pairs: dict[tuple[str, str], tuple[InteractionRule, ...]] = {}
        self._monitoring: dict[str, tuple[MonitoringRule, ...]] = {}
        self._patient_rules: dict[str, tuple[PatientRule, ...]] = {}

    def medication(self, med: str) -> MedicationFacts | None:
        """Return a medication's facts, or None where the pack does not know it."""
        return self.medications.get(med)

    def name(self, med: str) -> str:
        """Return the generic name, or the id of what is unknown."""
        found = self.medications.get(med)
        return found.generic_name if found else med.replace("_", " ")

    def groups(self, med: str) -> frozenset[str]:
        """Return the medication's own id and every class it belongs to, parents included."""
        found = self._groups.get(med)
        if found is None:
            facts = self.medications.get(med)
            found = frozenset({med, *self._closure(facts.classes if facts else ())})
            self._groups[med] = found
        return found

    def standing(self, key: EntryKey | None) -> Standing | None:
        """Return how an entry stands; None where the pack has no such entry."""
        if key is None:
            return None
        return self.standings.get(key) or (_DRAFT if key in self._keys else None)

    def ingredients(self, med: str) -> frozenset[str]:
        """Return the pack's single substances that an id is made of, such as of a combination.

        An id is written from its ingredients and its form, as in "olanzapine_fluoxetine".
        """
        if med not in self.medications:
            return frozenset()
        parts = {part for part in med.split("_") if part in self.medications}
        return frozenset(parts or {_SAME_SUBSTANCE.get(med, med)})

    def is_same_substance(self, first: str, second: str) -> bool:
        """Return whether two products hold the same single substance and nothing else."""
        one = self.ingredients(first)
        return len(one) == 1 and one == self.ingredients(second)

    def depth(self, name: str) -> int:
        """Return how many classes stand above a class."""
        entry = self.classes.get(name)
        return 0 if entry is None or not entry.parent else 1 + self.depth(entry.parent)

    def size(self, name: str) -> int:
        """Return how many medications a class has, those of its narrower classes included."""
        return self._sizes[name]

    def interactions(self, first: str, second: str) -> tuple[InteractionRule, ...]:
        """Return every rule about two medications, or about a medication and an exposure."""
        key = (first, second) if first <= second else (second, first)
        found = self._pairs.get(key)
        if found is None:
            found = self._pairs[key] = self._look_up(first, second)
        return found

    def _look_up(self, first: str, second: str) -> tuple[InteractionRule, ...]:
        one, other = self.groups(first), self.groups(second)
        if len(one) > len(other):
            one, other = other, one
        by_name = self._interactions_by_name
        numbers: set[int] = set()
        for name in one:
            for partner, number in by_name.get(name, ()):
                if partner in other:
                    numbers.add(number)
        return tuple(self.facts.interactions[number] for number in sorted(numbers))

    def monitoring_of(self, med: str) -> tuple[MonitoringRule, ...]:
        """Return what has to be watched with a medication."""
        found = self._monitoring.get(med)
        if found is None:
            groups = self.groups(med)
            found = self._monitoring[med] = tuple(
                rule
                for rule in self.facts.monitoring
                if not groups.isdisjoint(rule.applies_to) and med not in rule.except_meds
            )
        return found

    def patient_rules_of(self, med: str) -> tuple[PatientRule, ...]:
        """Return the rules about patients that a medication is under."""
        found = self._patient_rules.get(med)
        if found is None:
            groups = self.groups(med)
            found = self._patient_rules[med] = tuple(
                rule
                for rule in self.facts.patient_rules
                if not groups.isdisjoint(rule.applies_to)
                and med not in rule.exclude_meds
                and (not rule.only_meds or med in rule.only_meds)
            )
        return found

    def usual_upper_limit(self, loinc: str) -> Decimal | None:
        """Return the upper limit that laboratories commonly give, None if the pack has none."""
        return next((x.high for x in self.facts.usual_upper_limits if x.loinc == loinc), None)

    def duplicate_classes(self, med: str) -> list[ClassFacts]:
        """Return the classes of which two medications at once are noted."""
        return [
            self.classes[name]
            for name in sorted(self.groups(med))
            if name in self.classes and self.classes[name].duplicate_note
        ]

    def duplicates(self, name: str) -> bool:
        """Return whether two medications of a class at once are noted."""
        return name in self.classes and self.classes[name].duplicate_note

    @cached_property
    def _interactions_by_name(self) -> dict[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for number, rule in enumerate(self.facts.interactions):
            found[rule.a].append((rule.b, number))
            if rule.a != rule.b:
                found[rule.b].append((rule.a, number))
        return dict(found)

    @cached_property
    def monitored(self) -> frozenset[str]:
        """The ids of the medications with which something has to be watched."""
        return frozenset(med for med in self.medications if self.monitoring_of(med))

    def questions(self, entry_id: str) -> tuple[str, ...]:
        """Return what the pack's authors ask about an entry."""
        return tuple(each.text for each in self.facts.questions if each.id == entry_id)

    @cached_property
    def _keys(self) -> frozenset[EntryKey]:
        return frozenset(EntryKey(kind, entry.id) for kind, entry in entries_of(self.facts))

    @cached_property
    def _sizes(self) -> Counter[str]:
        return Counter(group for med in self.medications for group in self.groups(med))

    def _closure(self, names: tuple[str, ...]) -> set[str]:
        found: set[str] = set()
        for name in names:
            while name and name not in found:
                found.add(name)
                entry = self.classes.get(name)
                name = entry.parent if entry else ""
        return found


@cache
def safety_pack() -> SafetyPack:
    """Return the pack shipped with the program, read on the first call.

    Raises RuntimeError for a broken installation: the file is missing or of another format.
    """
    try:
        return read_safety(asset("resources", "knowledge", FILE_NAME).read_bytes())
    except (OSError, ValueError) as error:
        raise RuntimeError("Practice Desk's clinical pack is damaged: reinstall it") from error


def read_safety(content: bytes) -> SafetyPack:
    """Read compiled facts. Raises ValueError if *content* is not one of our format."""
    facts = msgspec.json.decode(content, type=SafetyFacts)
    if facts.format != FORMAT:
        raise ValueError("safety facts of another format")
    return SafetyPack(facts)
