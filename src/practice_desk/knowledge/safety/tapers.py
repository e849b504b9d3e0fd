"""Steps down that go too fast: beyond the pack's rate, or so far that it is nearly a sudden end.

The pack says in its note about tapering how fast to go, where it says so: "not more than 25
percent every 2 weeks", "no more than 75 mg a week". Percent is read as of the highest dose of the
course. A fall by more than half of that dose within a week counts as a sudden end, whatever the
note says; that rule is ours (decision 0020). What was changed shortly before counts with it: small
cuts on following days are one large one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from practice_desk.domain.safety import AlertKind, AlertSeverity, ChangeAction, SafetyAlert
from practice_desk.knowledge.safety.plan_state import PlanState
from practice_desk.knowledge.safety.records import MedicationFacts
from practice_desk.knowledge.safety.wording import dose_alert, number, quantity, sentence

_PERCENT = re.compile(r"not? more than (\d+) percent every (\d+) weeks?")
_AMOUNT = re.compile(
    r"(?:no more than|about) (\d+(?:\.\d+)?) mg (?:a (week)|every (\d+)(?:-\d+)? days)"
)
_WEEK = 7
_LONG_TAKEN = 28
"""Days; what was taken for less has no dose that has to be stepped down."""
_FALL_LIKE_AN_END = Decimal("0.5")
_AT_ONCE = {
    "low": AlertSeverity.MINOR,
    "standard": AlertSeverity.MODERATE,
    "high": AlertSeverity.MAJOR,
}
_TOO_FAST = {
    "low": AlertSeverity.INFORMATION,
    "standard": AlertSeverity.MINOR,
    "high": AlertSeverity.MODERATE,
}
"""One milder than a sudden end."""


@dataclass(frozen=True, slots=True)
class Rate:
    """The most that a dose may fall within so many days; `words` are for an alert."""

    most: Decimal
    days: int
    words: str


@dataclass(frozen=True, slots=True)
class Fall:
    """A daily dose that falls from one to another within so many days."""

    before: Decimal
    after: Decimal

    @property
    def by(self) -> Decimal:
        """How much less it is."""
        return self.before - self.after


def check_falls(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield where what was taken long is lowered too fast, in one change or over its steps."""
    taken = state.changed
    facts = state.pack.medication(taken.med) if taken is not None else None
    if facts is None or facts.taper is None or not facts.taper.advised:
        return
    if facts.adult_dose is None or facts.adult_dose.basis != "per_day":
        return
    doses = _course(state)
    if doses is None or len(doses) < 2:
        return
    top = max(dose for _, dose in doses)
    steepest = _steepest(doses, _WEEK)
    if steepest is not None and steepest.by > top * _FALL_LIKE_AN_END:
        yield _at_once(facts, steepest)
        return
    rate = rate_of(facts, top)
    fall = None if rate is None else _steepest(doses, rate.days)
    if rate is not None and fall is not None and fall.by > rate.most:
        yield _too_fast(facts, fall, rate)


def rate_of(facts: MedicationFacts, dose: Decimal) -> Rate | None:
    """Return how fast the pack's note says to go down from *dose*; None where it has no number."""
    note = facts.taper.note if facts.taper is not None else ""
    if percent := _PERCENT.search(note):
        days = int(percent[2]) * _WEEK
        most = dose * Decimal(percent[1]) / 100
        return Rate(most, days, f"{percent[1]} % of the highest dose every {percent[2]} weeks")
    if amount := _AMOUNT.search(note):
        days = _WEEK if amount[2] else int(amount[3])
        return Rate(Decimal(amount[1]), days, f"{amount[1]} mg every {days} days")
    return None


def _course(state: PlanState) -> list[tuple[int, Decimal]] | None:
    """Return the daily doses with the day from which each is taken, once it was taken long.

    Day 0 is that of the change; the doses before it have days before 0. None where one of them is
    not known, or the medication is begun again after a gap.
    """
    change, taken = state.change, state.changed
    if taken is None or change.gap_days is not None:
        return None
    beside = [line.dose for line in state.other_lines(taken.med)]
    steps = [(each.first_day, each.dose) for each in change.steps]
    if len(steps) < 2:
        steps = [(0, taken.dose)] if taken.dose is not None else []
    since, found = 0, []
    if change.action is ChangeAction.CHANGE:
        before = next((e.dose for e in state.question.current if e.med == taken.med), None)
        if before is None:
            return None
        since = _days_taken(state, taken.med)
        found = [(-each.days_ago, each.dose) for each in change.past] or [(-since, before)]
        found[0] = (min(-since, found[0][0]), found[0][1])
    if None in beside:
        return None
    rest = sum((dose for dose in beside if dose is not None), Decimal(0))
    return [(day, dose + rest) for day, dose in [*found, *steps]]


def _days_taken(state: PlanState, med: str) -> int:
    """Return for how many days it was taken; what is not known counts as long."""
    weeks = next((each.weeks_on for each in state.question.follow_up if each.med == med), None)
    return _LONG_TAKEN if weeks is None else weeks * _WEEK


def _steepest(doses: list[tuple[int, Decimal]], days: int) -> Fall | None:
    """Return the largest fall within *days* of a dose that was taken long; None if none falls.

    One that was over before day 0 has happened and is not this change's.
    """
    begun, found = doses[0][0], None
    for place, (day, dose) in enumerate(doses):
        if place == 0 or day < 0 or day - begun < _LONG_TAKEN or dose >= doses[place - 1][1]:
            continue
        ends = [later for later, _ in doses[1 : place + 1]]
        within = [
            earlier
            for (_, earlier), end in zip(doses[:place], ends, strict=True)
            if end > day - days
        ]
        fall = Fall(max(within), dose)
        if fall.after < fall.before and (found is None or fall.by > found.by):
            found = fall
    return found


def _at_once(facts: MedicationFacts, fall: Fall) -> SafetyAlert:
    assert facts.taper is not None  # the caller has looked
    message = (
        f"{_name(facts)} falls {_from_to(facts, fall)} a day within a week, by more than half:"
        " that is much like stopping it at once."
    )
    severity = _AT_ONCE[facts.taper.urgency]
    return dose_alert(facts, AlertKind.TAPER, severity, message, sentence(facts.taper.note))


def _too_fast(facts: MedicationFacts, fall: Fall, rate: Rate) -> SafetyAlert:
    assert facts.taper is not None  # the caller has looked
    message = (
        f"{_name(facts)} is stepped down too fast: {_from_to(facts, fall)} a day within"
        f" {rate.days} days, and the most is {rate.words}."
    )
    severity = _TOO_FAST[facts.taper.urgency]
    return dose_alert(facts, AlertKind.TAPER, severity, message, sentence(facts.taper.note))


def _from_to(facts: MedicationFacts, fall: Fall) -> str:
    assert facts.adult_dose is not None  # the caller has looked
    return f"from {number(fall.before)} to {quantity(fall.after, facts.adult_dose)}"


def _name(facts: MedicationFacts) -> str:
    return sentence(facts.generic_name)[:-1]
