"""What came of a side effect when its medication was lowered, stopped, raised or taken again.

Only what was told after the change counts: nothing told means not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practice_desk.domain.adverse_event import Course
from practice_desk.domain.adverse_event_review import Dechallenge, Rechallenge, Told
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.exposure import Exposure
from practice_desk.domain.side_effect_case import SideEffectCase

_BETTER = (Course.BETTER, Course.GONE)
_WORSE = (Course.WORSE, Course.NEW)


@dataclass(frozen=True, slots=True)
class ToldOn:
    """How it was on a day."""

    on: date
    told: Told


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the chart shows for one medication, each with the evidence in words or nothing."""

    dechallenge: Dechallenge = Dechallenge.NOT_DONE
    dechallenge_why: str = ""
    rechallenge: Rechallenge = Rechallenge.NOT_DONE
    rechallenge_why: str = ""
    follows_dose: bool = False
    follows_dose_why: str = ""


def told_history(case: SideEffectCase) -> tuple[ToldOn, ...]:
    """Return how it was each time somebody told, in order; what was not asked stays open."""
    report = case.report
    first = Told(report.course, report.severity, report.bother, report.limits)
    found = [ToldOn(report.told_on, first)]
    for entry in case.entries:
        told = getattr(entry.details, "told", None)
        if isinstance(told, Told):
            found.append(ToldOn(entry.happened_on, told))
    return tuple(found)


def challenge_of(
    exposure: Exposure, told: Sequence[ToldOn], onset: date | None, wash_days: int, today: date
) -> Challenge:
    """Return what changes of *exposure* after *onset* led to, as far as *told* says.

    *wash_days* is how long the medication stays in the body; what is told unchanged sooner than
    that after a change says nothing.
    """
    began = onset or told[0].on
    stop = exposure.stop_after(began, today)
    steps = exposure.steps_after(began, today)
    fall = next((step.on for step in steps if step.is_fall), None)
    eased = stop or fall
    dechallenge, why = Dechallenge.NOT_DONE, ""
    if eased is not None:
        what = "stopped" if eased == stop else "lowered"
        dechallenge, why = _eased(told, eased, what, wash_days)
    rechallenge, again = _again(exposure, told, stop, today)
    follows, words = _follows_dose(exposure, told, began, today)
    return Challenge(dechallenge, why, rechallenge, again, follows, words)


def _eased(told: Sequence[ToldOn], on: date, what: str, wash_days: int) -> tuple[Dechallenge, str]:
    after = [each for each in told if each.on > on and each.told.course is not Course.UNKNOWN]
    better = next((each for each in after if each.told.course in _BETTER), None)
    if better is not None:
        gone = "gone" if better.told.course is Course.GONE else "better"
        words = f"{what.capitalize()} {write_date(on)}, {gone} when told {write_date(better.on)}."
        return Dechallenge.BETTER, words
    since = (each for each in told if each.on > on)
    milder = next((each for each in since if _is_milder(told, each, on)), None)
    if milder is not None:
        words = f"{what.capitalize()} {write_date(on)}, milder when told {write_date(milder.on)}."
        return Dechallenge.BETTER, words
    late = [each for each in after if each.on >= on + timedelta(days=wash_days)]
    if late:
        words = f"{what.capitalize()} {write_date(on)}, not better by {write_date(late[-1].on)}."
        return Dechallenge.NOT_BETTER, words
    return Dechallenge.NOT_KNOWN, f"{what.capitalize()} {write_date(on)}; nothing was told since."


def _is_milder(told: Sequence[ToldOn], now: ToldOn, on: date) -> bool:
    """Whether it is less severe *now* than when that was told last before the change."""
    before = [each.told.severity for each in told if each.on <= on]
    known = [severity for severity in before if severity is not None]
    worse = now.told.course in _WORSE
    severity = now.told.severity
    return bool(known) and severity is not None and not worse and severity < known[-1]


def _again(
    exposure: Exposure, told: Sequence[ToldOn], stop: date | None, today: date
) -> tuple[Rechallenge, str]:
    again = None
    if stop is not None:
        again = next((t.start for t in exposure.takings if stop <= t.start <= today), None)
    if again is None:
        return Rechallenge.NOT_DONE, ""
    after = [each for each in told if each.on > again and each.told.course is not Course.UNKNOWN]
    since = f"Taken again since {write_date(again)}"
    if not after:
        return Rechallenge.NOT_KNOWN, f"{since}; nothing was told since."
    if any(each.told.course in _WORSE for each in after):
        return Rechallenge.CAME_BACK, f"{since}, and it was there again."
    if all(each.told.course is Course.GONE for each in after):
        return Rechallenge.DID_NOT, f"{since}, and it stayed away."
    return Rechallenge.NOT_KNOWN, f"{since}; whether it came back was not told."


def _follows_dose(
    exposure: Exposure, told: Sequence[ToldOn], began: date, today: date
) -> tuple[bool, str]:
    for step in exposure.steps_after(began, today):
        later = next(
            (t for t in told if t.on > step.on and t.told.course is not Course.UNKNOWN), None
        )
        if later is None:
            continue
        if step.is_fall and later.told.course in _BETTER:
            return True, f"Lowered {write_date(step.on)}, better {write_date(later.on)}."
        if step.is_rise and later.told.course is Course.WORSE:
            return True, f"Raised {write_date(step.on)}, worse {write_date(later.on)}."
    return False, ""
