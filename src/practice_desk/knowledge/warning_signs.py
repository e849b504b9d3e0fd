"""Side effects that call for something now, with what is done first and where that is said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from practice_desk.domain.adverse_event import Urgency
from practice_desk.domain.suicide_words import speaks_of_suicide
from practice_desk.knowledge.denial import without_denied
from practice_desk.knowledge.side_effects import (
    SideEffectRecord,
    WarningRule,
    find_side_effect,
    search,
    warning_rules,
)

_LEVELS = {"now": Urgency.NOW, "today": Urgency.TODAY}
_SUICIDE = "suicidal_thoughts"
_READ_WORDS = 3
"""How many of what words may mean are looked at: the rest is too far off."""


@dataclass(frozen=True, slots=True)
class WarningSign:
    """One of them. `medication` is the pack's id of what it is dangerous with, empty for any."""

    effect: str
    urgency: Urgency
    do: str
    why: str
    sources: tuple[str, ...]
    medication: str = ""


def warning_signs(
    effects: Collection[str],
    taken: Collection[str],
    groups_of: Callable[[str], Collection[str]],
    others: Collection[str] = (),
) -> tuple[WarningSign, ...]:
    """Return what calls for something now, the most urgent first.

    *effects* are the pack's ids of what is told now, *others* those of what is open beside it.
    *taken* are the ids of what is taken or was until lately; *groups_of* gives a medication's
    classes, itself among them. An effect that no rule of ours speaks of is as the pack has it.
    What is to be done is said once, of the first effect that calls for it.
    """
    found: list[WarningSign] = []
    for effect in effects:
        record = find_side_effect(effect)
        if record is None:
            continue
        present = {*effects, *others} - {effect}
        rules = [*_that_hold(record, present, taken, groups_of)]
        found += rules or [*_of_pack(record)]
    once = {sign.do: sign for sign in reversed(found)}
    first = [sign for sign in found if once[sign.do] is sign]
    return tuple(sorted(first, key=lambda sign: -sign.urgency.rank))


def signs_told(
    effect_id: str,
    words: str,
    taken: Collection[str],
    groups_of: Callable[[str], Collection[str]],
    others: Collection[str] = (),
) -> tuple[WarningSign, ...]:
    """Return the same for a report, by its code (empty if it has none) and by its words.

    Of what *words* may mean the likeliest counts like a code, and the rest as being there too;
    what they plainly deny ("no rash") does not count.
    """
    read = [each.id for each in _read(words)]
    effects = [each for each in dict.fromkeys((effect_id, *read[:1])) if each]
    return warning_signs(effects, taken, groups_of, {*others, *read})


def urgency_told(
    effect_id: str,
    words: str,
    taken: Collection[str],
    groups_of: Callable[[str], Collection[str]],
    others: Collection[str] = (),
) -> Urgency:
    """Return how soon such a report has to be looked at.

    What the words may mean beside their likeliest meaning waits for today at the latest: any
    warning sign where nothing is coded, and an emergency whatever is coded.
    """
    found = [sign.urgency for sign in signs_told(effect_id, words, taken, groups_of, others)]
    perhaps = (each.urgency for each in signs_in_words(words))
    if any(each is Urgency.NOW or not effect_id for each in perhaps):
        found.append(Urgency.TODAY)
    return max(found, key=lambda each: each.rank, default=Urgency.ROUTINE)


def signs_in_words(words: str) -> tuple[SideEffectRecord, ...]:
    """Return the warning signs of the pack that *words* of a patient may mean, as they rank.

    What the words plainly deny is none.
    """
    return tuple(each for each in _read(words) if each.is_warning_sign)


def _read(words: str) -> tuple[SideEffectRecord, ...]:
    """Return what *words* may mean, the likeliest first; thoughts of suicide before all else."""
    found = search(without_denied(words), _READ_WORDS)
    thoughts = find_side_effect(_SUICIDE) if speaks_of_suicide(words) else None
    return found if thoughts is None else (thoughts, *(e for e in found if e is not thoughts))


def _that_hold(
    record: SideEffectRecord,
    present: Collection[str],
    taken: Collection[str],
    groups_of: Callable[[str], Collection[str]],
) -> Iterator[WarningSign]:
    for rule in warning_rules():
        if record.id not in rule.effects:
            continue
        if rule.also and not (set(rule.also) & {*present}):
            continue
        if not rule.medications:
            yield _sign(record, rule, "")
            continue
        for med in taken:
            if not set(rule.medications).isdisjoint({med, *groups_of(med)}):
                yield _sign(record, rule, med)
                break


def _sign(record: SideEffectRecord, rule: WarningRule, medication: str) -> WarningSign:
    level = _LEVELS[rule.level]
    return WarningSign(record.term, level, rule.do, rule.why, rule.sources, medication)


def _of_pack(record: SideEffectRecord) -> Iterator[WarningSign]:
    if record.is_warning_sign:
        yield WarningSign(record.term, record.urgency, record.do, "", record.sources)
