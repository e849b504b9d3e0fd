"""The pack's side effects: by id, by the words patients use, and by medication.

`resources/knowledge/side_effects.json` is written by `compile` from the pack's `side_effects.yaml`
and from `side_effect_words.yaml` and `warning_signs.yaml`, which are this project's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Literal

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.adverse_event import Urgency
from practice_desk.knowledge.plain_words import PlainWords
from practice_desk.knowledge.safety.guide_records import SideEffectFacts

FORMAT = 1
FILE_NAME = "side_effects.json"
_DAMAGED = "Practice Desk's clinical pack is damaged: reinstall it"
_LEVELS = {"emergency": Urgency.NOW, "same_day": Urgency.TODAY}


class SideEffectRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """A side effect by its clinical term.

    `question` asks for it in plain words. `level` is "emergency" or "same_day" for a warning sign,
    else "none"; `do` is what the patient does then, also where only some medications make it one.
    `caused_by` are medications' ids, `classes` those it is typical of. `said` is how patients say
    it.
    """

    id: str
    term: str
    meddra: str
    system: str
    question: str
    onset: str
    level: str = "none"
    do: str = ""
    classes: tuple[str, ...] = ()
    management: tuple[str, ...] = ()
    caused_by: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    @property
    def is_warning_sign(self) -> bool:
        """Whether it calls for something today, whatever is taken."""
        return self.level in _LEVELS

    @property
    def urgency(self) -> Urgency:
        """How soon somebody has to look at it for itself."""
        return _LEVELS.get(self.level, Urgency.ROUTINE)


class WarningRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a clinician does first when one of *effects* is told by somebody who takes something.

    One of *also*, if any are named, has to be there too. Without *medications* (ids or classes of
    the pack) it holds whatever is taken.
    """

    id: str
    effects: tuple[str, ...]
    level: Literal["now", "today"]
    do: str
    why: str
    sources: tuple[str, ...]
    medications: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class SideEffectFile(msgspec.Struct, frozen=True):
    """Everything in the file. `alike` are groups of words that mean the same."""

    format: int
    alike: tuple[tuple[str, ...], ...]
    side_effects: tuple[SideEffectRecord, ...]
    warning_signs: tuple[WarningRule, ...]


@cache
def side_effects() -> dict[str, SideEffectRecord]:
    """Return every side effect by its id, in the pack's order."""
    return {each.id: each for each in _read().side_effects}


def warning_rules() -> tuple[WarningRule, ...]:
    """Return this project's rules about warning signs, in the order of their file."""
    return _read().warning_signs


def find_side_effect(effect_id: str) -> SideEffectRecord | None:
    """Return the side effect with that id; None for the clinic's own words."""
    return side_effects().get(effect_id)


@cache
def by_term(term: str) -> SideEffectRecord | None:
    """Return the side effect of which *term* is the whole clinical term, in any letters."""
    wanted = " ".join(term.split()).casefold()
    return next((each for each in side_effects().values() if each.term.casefold() == wanted), None)


def search(text: str, limit: int = 12) -> tuple[SideEffectRecord, ...]:
    """Return what *text* may mean, the likeliest first.

    *text* is a term, its beginning, or whole sentences of a patient; typing errors are forgiven.
    """
    return _words().search(text, limit)


def named_in(text: str) -> tuple[SideEffectRecord, ...]:
    """Return what *text* names outright, in the pack's order: for texts about anything at all."""
    return _words().named_in(text)


def of_medication(medication_id: str, groups: Collection[str] = ()) -> tuple[SideEffectRecord, ...]:
    """Return the side effects that a medication is known for, then those of its classes.

    *groups* are the classes' ids, those of parents too. What needs action comes first in each.
    """
    known = [each for each in side_effects().values() if medication_id in each.caused_by]
    typical = [
        each
        for each in side_effects().values()
        if each not in known and not set(groups).isdisjoint(each.classes)
    ]
    return (*_urgent_first(known), *_urgent_first(typical))


def _urgent_first(found: Iterable[SideEffectRecord]) -> list[SideEffectRecord]:
    return sorted(found, key=lambda each: -each.urgency.rank)


def hold_triggers(
    medication_id: str, among: Mapping[str, SideEffectRecord] | None = None
) -> tuple[SideEffectRecord, ...]:
    """Return the side effects of a medication that need action, as hold rules name them.

    *among* are those that a clinic uses, in the place of the delivered ones.
    """
    used = side_effects() if among is None else among
    return tuple(
        each for each in used.values() if each.is_warning_sign and medication_id in each.caused_by
    )


def as_reviewed(facts: Iterable[SideEffectFacts]) -> dict[str, SideEffectRecord]:
    """Return the side effects of a clinic: as it corrected them, without those it rejected.

    How patients say one is this project's own and stays.
    """
    said = {each.id: each.said for each in side_effects().values()}
    return {each.id: _record(each, said.get(each.id, ())) for each in facts}


def _record(facts: SideEffectFacts, said: tuple[str, ...]) -> SideEffectRecord:
    return SideEffectRecord(
        facts.id,
        facts.clinical_term,
        facts.meddra_pt,
        facts.body_system,
        facts.plain_words,
        facts.typical_onset,
        facts.red_flag.level,
        facts.red_flag.do,
        facts.related_classes,
        facts.management,
        facts.caused_by,
        facts.sources,
        said,
    )


@cache
def _words() -> PlainWords[SideEffectRecord]:
    read = _read()
    return PlainWords(
        [(each, (each.term, each.meddra, *each.said), each.question) for each in read.side_effects],
        read.alike,
    )


@cache
def _read() -> SideEffectFile:
    """Read the file. Raises RuntimeError for a broken installation."""
    try:
        content = asset("resources", "knowledge", FILE_NAME).read_bytes()
        read = msgspec.json.decode(content, type=SideEffectFile)
    except (OSError, ValueError) as error:
        raise RuntimeError(_DAMAGED) from error
    if read.format != FORMAT:
        raise RuntimeError(_DAMAGED)
    return read
