"""Which medication a side effect may come from: ranked, and each with its reasons in words.

What speaks for and against is weighed in whole points that only order the list. They are this
project's own, no probability, and no clinician has reviewed them: the reasons are what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.exposure import DoseStep, Exposure, Taking
from practice_desk.knowledge.onset import OnsetWindow, onset_window
from practice_desk.knowledge.safety.guide_records import SideEffectFacts
from practice_desk.knowledge.safety.pack import SafetyPack

RECENT_DAYS = 14
"""How long after a new dose an onset is still near it, where the pack gives no time."""
_NEAR_START, _LATER_START = 28, 90
_HALF_LIVES = 5
_WEIGH = frozenset({"contraindicated", "emergency", "major"})


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason; it speaks for the medication above 0, against it below, else it only informs."""

    text: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A medication with what speaks for and against it."""

    exposure: Exposure
    grounds: tuple[Ground, ...]
    is_known: bool
    """Whether the pack knows the side effect from this medication itself."""
    is_possible: bool
    """Whether it was in the body when the side effect began, as far as that is known."""

    @property
    def points(self) -> int:
        """The sum by which the list is ordered."""
        return sum(ground.points for ground in self.grounds)

    @property
    def medication_id(self) -> int:
        """The plan item's."""
        return self.exposure.item.medication.id or 0

    @property
    def name(self) -> str:
        """The medication's name."""
        return self.exposure.item.medication.name


def rank(
    exposures: Iterable[Exposure],
    effect: SideEffectFacts | None,
    onset: date | None,
    rules: SafetyPack,
) -> tuple[Suspicion, ...]:
    """Return every medication that may be behind *effect*, the likeliest first.

    *effect* is None for the clinic's own words, which the pack can't say anything about; *onset* is
    None where nobody knows since when it is there. What was started only later comes last.
    """
    everything = tuple(exposures)
    window = None if effect is None else onset_window(effect.typical_onset)
    found = []
    for exposure in everything:
        wash = washout_days(exposure, rules)
        taking, possible = _taking_at(exposure, onset, wash)
        grounds = [*_known(exposure, effect, rules)]
        grounds += _timing(exposure, taking, onset, window, wash)
        if possible and onset is not None:
            grounds += _interactions(exposure, everything, onset, rules)
        is_known = effect is not None and _concept(exposure) in effect.caused_by
        found.append(Suspicion(exposure, tuple(grounds), is_known, possible))
    return tuple(sorted(found, key=lambda each: (-each.is_possible, -each.points, each.name)))


def washout_days(exposure: Exposure, rules: SafetyPack) -> int | None:
    """Return the days until a medication has left the body: five half-lives; None if not known."""
    facts = rules.medication(_concept(exposure))
    if facts is None or facts.half_life_hours is None:
        return None
    return ceil(float(facts.half_life_hours[1]) * _HALF_LIVES / 24)


def _concept(exposure: Exposure) -> str:
    return exposure.item.medication.concept_id


def _known(
    exposure: Exposure, effect: SideEffectFacts | None, rules: SafetyPack
) -> Iterator[Ground]:
    med = _concept(exposure)
    if effect is None:
        yield Ground("The clinic's own words: the pack can't say what they come from.")
        return
    term = effect.clinical_term
    if not med or rules.medication(med) is None:
        yield Ground("The pack does not know this medication.")
    elif med in effect.caused_by:
        sources = "; ".join(effect.sources)
        yield Ground(f"{term} is known of it (clinical pack: {sources}).", 4)
    elif shared := sorted(rules.groups(med) & set(effect.related_classes)):
        names = ", ".join(rules.classes[c].name if c in rules.classes else c for c in shared)
        yield Ground(f"{term} is known of its class, {names}, not listed for itself.", 2)
    else:
        yield Ground(f"The pack does not list {_lower(term)} for it.", -1)


def _taking_at(
    exposure: Exposure, onset: date | None, wash: int | None
) -> tuple[Taking | None, bool]:
    """Return the days in a row that count for *onset*, and whether they could have caused it."""
    if onset is None:
        return (exposure.takings[-1] if exposure.takings else None), True
    taking = exposure.on(onset) or exposure.last_before(onset)
    if taking is None:
        return None, not exposure.takings
    if taking.end is None or taking.end > onset or wash is None:
        return taking, True
    return taking, (onset - taking.end).days <= max(wash, RECENT_DAYS)


def _timing(
    exposure: Exposure,
    taking: Taking | None,
    onset: date | None,
    window: OnsetWindow | None,
    wash: int | None,
) -> Iterator[Ground]:
    if onset is None:
        yield Ground("Nobody knows since when it is there, so timing says nothing.")
    elif taking is None and exposure.takings:
        day = exposure.takings[0].start
        yield Ground(f"Started {write_date(day)}, {_days(day, onset)} after it began.", -8)
    elif taking is None:
        yield Ground("Since when it is taken is not known.")
    elif taking.end is not None and taking.end <= onset:
        yield from _after_stop(taking.end, onset, window, wash)
    else:
        yield from _while_taken(taking, onset, window)


def _after_stop(
    stopped: date, onset: date, window: OnsetWindow | None, wash: int | None
) -> Iterator[Ground]:
    days = (onset - stopped).days
    text = f"Stopped {write_date(stopped)}, {_days(stopped, onset)} before it began"
    if window is not None and window.after_stopping and days <= window.last:
        yield Ground(f"{text}: this comes from stopping.", 5)
    elif wash is None:
        yield Ground(f"{text}; the pack has no half-life for it.", -2)
    elif days <= wash:
        yield Ground(f"{text}: still in the body, {_HALF_LIVES} half-lives are {wash} days.", 1)
    else:
        yield Ground(f"{text}: it had left the body ({_HALF_LIVES} half-lives: {wash} days).", -6)


def _while_taken(taking: Taking, onset: date, window: OnsetWindow | None) -> Iterator[Ground]:
    steps = [step for step in taking.steps if step.on <= onset]
    rises = [step for step in steps[1:] if step.is_rise]
    falls = [step for step in steps[1:] if step.is_fall]
    if window is not None and window.after_stopping:
        yield from _after_fall(falls, onset, window)
        return
    yield _after_start(taking.start, onset, window)
    last = window.last if window is not None else RECENT_DAYS
    if rises and (onset - rises[-1].on).days <= max(last, RECENT_DAYS):
        yield Ground(f"{_new_dose(rises[-1], 'Raised')}, {_before(rises[-1].on, onset)}.", 3)
    if falls and (not rises or falls[-1].on > rises[-1].on):
        yield Ground(f"{_new_dose(falls[-1], 'Lowered')}, {_before(falls[-1].on, onset)}.", -1)


def _after_fall(falls: Sequence[DoseStep], onset: date, window: OnsetWindow) -> Iterator[Ground]:
    if falls and (onset - falls[-1].on).days <= max(window.last, RECENT_DAYS):
        text = f"{_new_dose(falls[-1], 'Lowered')}, {_before(falls[-1].on, onset)}"
        yield Ground(f"{text}: this comes from taking less.", 4)
    else:
        yield Ground("Taken without a lower dose; ask about missed doses.")


def _after_start(start: date, onset: date, window: OnsetWindow | None) -> Ground:
    days = (onset - start).days
    text = f"Started {write_date(start)}, {_before(start, onset)}"
    if window is not None:
        if window.first <= days <= window.last:
            return Ground(f"{text}: the usual time.", 3)
        usual = "earlier" if days < window.first else "later"
        return Ground(f"{text}: {usual} than usual.", 1 if days <= window.last * 2 else 0)
    points = 3 if days <= _NEAR_START else 1 if days <= _LATER_START else 0
    return Ground(f"{text}.", points)


def _interactions(
    exposure: Exposure, others: Sequence[Exposure], onset: date, rules: SafetyPack
) -> Iterator[Ground]:
    """Yield what another medication that was taken then does to this one, the new ones first."""
    med = _concept(exposure)
    found = []
    for other in others:
        taking = other.on(onset)
        if other is exposure or taking is None or not med or not _concept(other):
            continue
        is_new = 0 <= (onset - taking.steps[0].on).days <= _NEAR_START
        for rule in rules.interactions(med, _concept(other)):
            if is_new or rule.severity in _WEIGH:
                name = other.item.medication.name
                since = f", started {write_date(taking.start)}" if is_new else ""
                text = f"Taken with {name}{since}: {_lower(rule.effect)} ({rule.mechanism})."
                found.append(Ground(text, 2 if is_new else 1))
                break
    yield from sorted(found, key=lambda ground: -ground.points)[:2]


def _new_dose(step: DoseStep, verb: str) -> str:
    return f"{verb} from {step.before} to {step.after} a day on {write_date(step.on)}"


def _before(day: date, onset: date) -> str:
    return "the day it began" if day == onset else f"{_days(day, onset)} before it began"


def _days(one: date, other: date) -> str:
    count = abs((other - one).days)
    return "1 day" if count == 1 else f"{count} days"


def _lower(text: str) -> str:
    """Return *text* as it stands inside a sentence; an abbreviation keeps its letters."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
