"""What to know before a visit: what has changed since the last one. Facts only, no judgement.

Pure: what is known is handed in, the day is an argument. Without an earlier visit everything that
is known counts as new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.quantity import amount_text

RUNS_OUT_WITHIN = timedelta(days=21)
"""A supply that lasts longer is no news. This project's own number."""
MOST_MESSAGE = 240
"""Characters of a note that is quoted; the rest is read in the chart."""


class BriefTopic(StrEnum):
    """What a line is about, in the order in which they are read."""

    WISH = "Wants to talk about"
    RISK = "Risk"
    SCORES = "Scores"
    EFFECTS = "Side effects"
    DUE = "Due"
    SUPPLY = "Supply"
    PLAN = "Plan"
    RECONCILED = "Reconciled"
    MESSAGES = "From colleagues"


class BriefTone(StrEnum):
    """How loud a line is; its words say the same."""

    PLAIN = ""
    CAUTION = "caution"
    DANGER = "danger"
    GOOD = "success"


@dataclass(frozen=True, slots=True)
class BriefLine:
    """One line; `opens` is the title of the chart's page that says more."""

    topic: BriefTopic
    text: str
    tone: BriefTone = BriefTone.PLAIN
    opens: str = ""


@dataclass(frozen=True, slots=True)
class ScoreSeen:
    """The newest total of a measure, what it means, and the one before it."""

    name: str
    total: Decimal
    on: date
    meaning: str = ""
    before: Decimal | None = None
    before_on: date | None = None


@dataclass(frozen=True, slots=True)
class EffectSeen:
    """A side effect that is open: since when it was told, how bad it is (0 to 6), and of what."""

    effect: str
    told_on: date
    severity: int | None = None
    suspects: tuple[str, ...] = ()
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class DueSeen:
    """A check or measure that is due, or something to explain; `opens` is the page's title."""

    name: str
    due_on: date
    is_overdue: bool
    opens: str = "Monitoring"


@dataclass(frozen=True, slots=True)
class MessageSeen:
    """What a colleague wrote."""

    author: str
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class BriefFacts:
    """What is known. `since` is the day of the last visit, None before the first.

    `run_outs` name a medication and the last day that its fills cover; `plan` are sentences about
    what takes effect or was changed since, each with its day; `reconciled` what was reconciled.
    """

    since: date | None
    scores: tuple[ScoreSeen, ...] = ()
    effects: tuple[EffectSeen, ...] = ()
    due: tuple[DueSeen, ...] = ()
    run_outs: tuple[tuple[str, date], ...] = ()
    messages: tuple[MessageSeen, ...] = ()
    plan: tuple[tuple[date, str], ...] = ()
    wish: str = ""
    open_answers: tuple[str, ...] = ()
    reconciled: tuple[tuple[date, str], ...] = ()


def brief(facts: BriefFacts, today: date) -> tuple[BriefLine, ...]:
    """Return the lines to read before the visit on *today*, topic by topic."""
    lines = (
        *_wish(facts),
        *_risk(facts),
        *_scores(facts),
        *_effects(facts),
        *_due(facts, today),
        *_supply(facts, today),
        *_plan(facts),
        *_reconciled(facts),
        *_messages(facts),
    )
    order = list(BriefTopic)
    return tuple(sorted(lines, key=lambda line: order.index(line.topic)))


def is_since(day: date, since: date | None) -> bool:
    """Return whether something of *day* is news: after the last visit, or on its day."""
    return since is None or day >= since


def _wish(facts: BriefFacts) -> Iterator[BriefLine]:
    if facts.wish:
        yield BriefLine(BriefTopic.WISH, f"“{facts.wish}”")


def _risk(facts: BriefFacts) -> Iterator[BriefLine]:
    for words in facts.open_answers:
        text = f"Not assessed yet: {words}"
        yield BriefLine(BriefTopic.RISK, text, BriefTone.DANGER, "Measures")


def _scores(facts: BriefFacts) -> Iterator[BriefLine]:
    for each in facts.scores:
        if not is_since(each.on, facts.since):
            continue
        said = f"{each.name} {amount_text(each.total)}"
        if each.meaning:
            said = f"{said} ({each.meaning[:1].lower()}{each.meaning[1:]})"
        said = f"{said} on {write_date(each.on)}"
        if each.before is not None and each.before_on is not None:
            said = f"{said}, was {amount_text(each.before)} on {write_date(each.before_on)}"
        yield BriefLine(BriefTopic.SCORES, f"{said}.", opens="Measures")


def _effects(facts: BriefFacts) -> Iterator[BriefLine]:
    for each in facts.effects:
        said = each.effect
        if each.severity is not None:
            said = f"{said}, {each.severity} of 6"
        if each.suspects:
            said = f"{said}, {' or '.join(each.suspects)} suspected"
        news = "" if is_since(each.told_on, facts.since) else ", open since then"
        said = f"{said}; told {write_date(each.told_on)}{news}."
        tone = BriefTone.DANGER if each.is_urgent else BriefTone.CAUTION
        yield BriefLine(BriefTopic.EFFECTS, said, tone, "Side effects")


def _due(facts: BriefFacts, today: date) -> Iterator[BriefLine]:
    for each in sorted(facts.due, key=lambda one: (not one.is_overdue, one.due_on)):
        if each.due_on <= today:
            when = "overdue since" if each.is_overdue else "due"
            tone = BriefTone.DANGER if each.is_overdue else BriefTone.CAUTION
            said = f"{each.name}: {when} {write_date(each.due_on)}."
            yield BriefLine(BriefTopic.DUE, said, tone, each.opens)


def _supply(facts: BriefFacts, today: date) -> Iterator[BriefLine]:
    for name, until in sorted(facts.run_outs, key=lambda one: one[1]):
        if until > today + RUNS_OUT_WITHIN:
            continue
        over = until < today
        said = f"{name} {'ran out' if over else 'lasts until'} {write_date(until)}."
        tone = BriefTone.CAUTION if over else BriefTone.PLAIN
        yield BriefLine(BriefTopic.SUPPLY, said, tone, "Supply")


def _plan(facts: BriefFacts) -> Iterator[BriefLine]:
    for day, words in sorted(facts.plan):
        if is_since(day, facts.since):
            yield BriefLine(BriefTopic.PLAN, f"{words}, {write_date(day)}.", opens="Plan")


def _reconciled(facts: BriefFacts) -> Iterator[BriefLine]:
    for day, words in sorted(facts.reconciled):
        if is_since(day, facts.since):
            said = f"{write_date(day)}: {words}."
            yield BriefLine(BriefTopic.RECONCILED, said, opens="Reconcile")


def _messages(facts: BriefFacts) -> Iterator[BriefLine]:
    for each in _news(facts.messages, facts.since):
        text = " ".join(each.text.split())
        if len(text) > MOST_MESSAGE:
            text = f"{text[: MOST_MESSAGE - 1].rstrip()}…"
        said = f"{each.author}, {write_date(each.on)}: “{text}”"
        yield BriefLine(BriefTopic.MESSAGES, said, opens="Notes")


def _news(messages: Iterable[MessageSeen], since: date | None) -> list[MessageSeen]:
    return sorted(
        (each for each in messages if is_since(each.on, since)),
        key=lambda each: each.on,
        reverse=True,
    )
