"""What answers to a measure come to: total, subscales, band, safety, and change against a baseline.

Every rule is data of the instrument; its sources are named there. Missing answers: within the limit
the total is the mean of those given times the number of items, halves rounded up, as for the PHQ-9
(Kroenke, Spitzer 2001); beyond it there is no total.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.instrument import (
    ANY_ITEM,
    TOTAL,
    CountRule,
    Instrument,
    Item,
    SafetyTrigger,
    ScoringMethod,
)

Answers = Mapping[str, int]
"""Chosen values by item; a question that was left open is not in it."""
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Score:
    """The result of one filling-in.

    `total` is None where it can't be scored, and `not_scored` then says why; it is None without a
    reason where the instrument has findings only. `missing` are the scored items that were asked
    and left open. Of `subscales`, one with an open item has None. `unasked` says which
    questions that a safety rule watches were asked and left open, `contradiction` which
    answers can't both be right.
    """

    total: Decimal | None
    band: str = ""
    finding: str = ""
    subscales: tuple[tuple[str, Decimal | None], ...] = ()
    missing: tuple[str, ...] = ()
    was_scaled: bool = False
    not_scored: str = ""
    safety: tuple[SafetyTrigger, ...] = ()
    unasked: str = ""
    contradiction: str = ""

    @property
    def meaning(self) -> str:
        """The band or finding in words, which may be empty."""
        return "; ".join(filter(None, (self.band, self.finding)))


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """How a total differs from the baseline; `points` below 0 is a drop. None: not defined."""

    baseline: Decimal
    latest: Decimal
    points: Decimal
    counts: bool | None
    is_reliable: bool | None
    is_better: bool | None
    response: bool | None
    remission: bool | None


def asked(instrument: Instrument, answers: Answers) -> tuple[Item, ...]:
    """Return the items that are to be answered, given the answers so far.

    What was answered above 0 stays where the first question ends it: the two contradict each other.
    """
    closed = _is_closed(instrument, answers)
    return tuple(
        item
        for item in instrument.items
        if not (closed and item.id != instrument.gate and answers.get(item.id, 0) == 0)
        and (not item.only_if or any(answers.get(each, 0) > 0 for each in item.only_if))
    )


def score(instrument: Instrument, answers: Answers) -> Score:
    """Return what *answers* come to. Raises Invalid for an answer that can't be chosen."""
    if problems := tuple(_problems(instrument, answers)):
        raise Invalid(problems)
    due = asked(instrument, answers)
    missing = tuple(
        item.id
        for item in due
        if item.id in instrument.scored and item.id not in answers and not item.optional
    )
    finding = _finding(instrument, answers, {item.id for item in due}) if answers else ""
    unasked = unasked_words(instrument, {item.id for item in due} - set(answers))
    if reason := _why_not(instrument, answers, missing):
        safety = tuple(_safety(instrument, answers, None, finding))
        return Score(None, missing=missing, not_scored=reason, safety=safety, unasked=unasked)
    total = None
    if instrument.method is not ScoringMethod.RULE:
        total = _total(instrument, answers, instrument.scored)
    band = None if total is None else instrument.band_of(total)
    return Score(
        total,
        "" if band is None else band.label,
        finding,
        tuple(_subscales(instrument, answers)),
        missing,
        bool(missing) and total is not None,
        safety=tuple(_safety(instrument, answers, total, finding)),
        unasked=unasked,
        contradiction=_contradiction(instrument, answers),
    )


def score_of_total(instrument: Instrument, total: Decimal) -> Score:
    """Return what a bare total means.

    Of single answers that is what the total can't be without: a PHQ-9 of 25 is more than the other
    eight questions can give, so that question 9 was answered above 0.
    """
    band = instrument.band_of(total)
    label = "" if band is None else band.label
    return Score(total, label, safety=tuple(_safety_of_total(instrument, total)))


def safety_of_answer(instrument: Instrument, item_id: str, value: int) -> Score:
    """Return what one answer alone calls for, as where a record from elsewhere holds no other."""
    reached = (t for t in instrument.safety if t.item == item_id and value >= t.at_least)
    return Score(None, not_scored="Not scored: one answer only.", safety=tuple(reached))


def most_without(instrument: Instrument, trigger: SafetyTrigger) -> int | None:
    """Return the highest total that leaves *trigger* unreached; None where that says nothing.

    It says nothing of an item that does not count, or of a measure that is not a sum.
    """
    counted = instrument.method is ScoringMethod.SUM and trigger.item in instrument.scored
    if not counted:
        return None
    most = 0
    for item_id in instrument.scored:
        item = instrument.item(item_id)
        values = [] if item is None else [option.value for option in item.options]
        if item_id == trigger.item:
            values = [value for value in values if value < trigger.at_least]
        found = [_value(instrument, item_id, {item_id: value}) for value in values]
        most += max((value for value in found if value is not None), default=0)
    return most


def unasked_words(instrument: Instrument, still_open: Collection[str]) -> str:
    """Say which of the questions *still_open* a safety rule watches; empty without any."""
    watched = {trigger.item for trigger in instrument.safety} & set(still_open)
    places = [str(n) for n, item in enumerate(instrument.items, 1) if item.id in watched]
    if not places:
        return ""
    if len(places) == 1:
        return f"question {places[0]} was not answered: ask it"
    return f"questions {', '.join(places[:-1])} and {places[-1]} were not answered: ask them"


def _safety_of_total(instrument: Instrument, total: Decimal) -> Iterator[SafetyTrigger]:
    for trigger in instrument.safety:
        if trigger.item == TOTAL and total >= trigger.at_least:
            yield trigger
        most = most_without(instrument, trigger)
        if most is not None and total > most:
            place = [item.id for item in instrument.items].index(trigger.item) + 1
            why = f"A total above {most} means that question {place} was answered"
            why = f"{why} {trigger.at_least} or more: ask it."
            yield replace(trigger, action=f"{why} {trigger.action}")


def change(instrument: Instrument, baseline: Decimal, latest: Decimal) -> ScoreChange:
    """Compare a total with the baseline by the instrument's own rules."""
    rule = instrument.change
    points = latest - baseline
    gain = -points if rule.lower_is_better else points
    response = None
    if rule.response_percent is not None:
        if rule.judges_from(baseline):
            response = gain * _PERCENT >= baseline * rule.response_percent
    elif rule.response_at_most is not None:
        response = latest <= rule.response_at_most
    below = rule.remission_below
    return ScoreChange(
        baseline,
        latest,
        points,
        None if rule.counts is None else abs(points) >= rule.counts,
        None if rule.reliable is None else abs(points) >= rule.reliable,
        None if points == 0 else gain > 0,
        response,
        None if below is None else latest < below,
    )


def typed_row(instrument: Instrument, typed: str) -> dict[str, int]:
    """Return the answers typed as one row of digits, one each; "-" leaves a question open.

    The row may end early. Raises Invalid naming the place of what can't be an answer.
    """
    row = [char for char in typed if not char.isspace()]
    if len(row) > len(instrument.items):
        sentence = f"There are {len(instrument.items)} questions, and {len(row)} answers typed."
        raise Invalid((Problem("row", sentence),))
    answers = {}
    for number, (item, char) in enumerate(zip(instrument.items, row, strict=False), start=1):
        if char == "-":
            continue
        if char not in "0123456789" or not item.allows(int(char)):
            sentence = f"“{char}” is no answer to question {number}. Type - to leave it open."
            raise Invalid((Problem("row", sentence),))
        answers[item.id] = int(char)
    return answers


def _problems(instrument: Instrument, answers: Answers) -> Iterator[Problem]:
    for item_id, value in answers.items():
        item = instrument.item(item_id)
        if item is None or not item.allows(value):
            yield Problem(item_id, f"{value} is no answer to “{item_id}” of {instrument.name}.")


def _is_closed(instrument: Instrument, answers: Answers) -> bool:
    """Whether the first question ends it: nothing else is asked then."""
    return bool(instrument.gate) and answers.get(instrument.gate) == 0


def _why_not(instrument: Instrument, answers: Answers, missing: tuple[str, ...]) -> str:
    if instrument.gate and instrument.gate not in answers:
        return "Not scored: the first question decides about the others and is open."
    if not any(each in answers for each in (*instrument.scored, instrument.gate)):
        return "Not scored: nothing was answered."
    if instrument.method is ScoringMethod.RULE or len(missing) <= instrument.missing_allowed:
        return ""
    limit = f"{instrument.missing_allowed} may be" if instrument.missing_allowed else "none may be"
    count = "1 question is" if len(missing) == 1 else f"{len(missing)} questions are"
    return f"Not scored: {count} open, and {limit}."


def _value(instrument: Instrument, item_id: str, answers: Answers) -> int | None:
    value, item = answers.get(item_id), instrument.item(item_id)
    if value is None or item is None:
        return 0 if item is not None and item.optional else None
    if item_id not in instrument.reverse:
        return value
    values = [option.value for option in item.options]
    return min(values) + max(values) - value


def _contradiction(instrument: Instrument, answers: Answers) -> str:
    """Say that the first question ends it and others were answered all the same."""
    gate = instrument.item(instrument.gate) if _is_closed(instrument, answers) else None
    if gate is None:
        return ""
    more = [item for item in instrument.items if item is not gate and answers.get(item.id, 0) > 0]
    if not more:
        return ""
    place = instrument.items.index(gate) + 1
    said = more[0].label(answers[more[0].id])
    others = "one other is" if len(more) == 1 else f"{len(more)} others are"
    return (
        f"question {place} is answered “{gate.label(0)}”, but {others} answered “{said}”: ask again"
    )


def _total(instrument: Instrument, answers: Answers, items: tuple[str, ...]) -> Decimal:
    if _is_closed(instrument, answers):
        return Decimal(0)
    found = [_value(instrument, each, answers) for each in items]
    known = [value for value in found if value is not None]
    if len(known) == len(found):
        return Decimal(sum(known))
    scaled = Decimal(sum(known)) * len(found) / len(known)
    return scaled.quantize(Decimal(1), ROUND_HALF_UP)


def _subscales(instrument: Instrument, answers: Answers) -> Iterator[tuple[str, Decimal | None]]:
    for part in instrument.subscales:
        found = [_value(instrument, each, answers) for each in part.items]
        known = [value for value in found if value is not None]
        yield part.name, Decimal(sum(known)) if len(known) == len(found) else None


def _finding(instrument: Instrument, answers: Answers, due: set[str]) -> str:
    for rule in instrument.findings:
        if sum(_counts(rule, each, answers, due) for each in rule.items) >= rule.how_many:
            return rule.label
    return instrument.otherwise


def _counts(rule: CountRule, item_id: str, answers: Answers, due: set[str]) -> bool:
    if item_id not in answers:
        return rule.open_counts and item_id in due
    return answers[item_id] >= rule.at_least


def _safety(
    instrument: Instrument, answers: Answers, total: Decimal | None, finding: str
) -> Iterator[SafetyTrigger]:
    is_rule = instrument.method is ScoringMethod.RULE
    refused = is_rule and finding not in (
        "",
        instrument.otherwise,
    )  # an open question may make it positive
    reached = False  # what holds for any item says less than what was reached before
    for trigger in instrument.safety:
        if trigger.item == TOTAL:
            values = [] if total is None else [int(total)]
        elif trigger.item == ANY_ITEM:
            scored = () if reached else instrument.scored
            values = [answers[each] for each in scored if each in answers]
        else:
            values = [answers[trigger.item]] if trigger.item in answers else []
        by_refusal = refused and trigger.item == ANY_ITEM and not reached
        if by_refusal or any(value >= trigger.at_least for value in values):
            reached = True
            yield trigger
