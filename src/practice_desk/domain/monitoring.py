"""What has to be measured for a medication and when: a schedule, and what of it is due.

The schedule comes from the clinical pack, the dates from the plan's history, what was done from the
results. Pure: the day is always an argument. The pack says only intervals; two rules are ours:

- A check done up to a quarter of its time early counts, as in the safety checks.
- An early check that only looks at the first weeks (a rash check, a first blood pressure) is
  "missed", no longer due, 90 days after its last date. Laboratory tests and ECGs stay due until
  they are done or somebody decides otherwise.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.monitoring_decision import DecisionKind, MonitoringDecision
from practice_desk.domain.treatment import Treatment

EARLY = 4
"""One part in so many of its time a check may come early."""
MOST_EARLY = timedelta(days=30)
LAPSES_AFTER = timedelta(days=90)
BASELINE_DAYS = 90
"""How old a result may be at the start and still be the baseline, where nothing shorter is said."""


class SpanUnit(StrEnum):
    """What a length of time is counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time. Months are calendar months; the last day stays the last day."""

    count: int
    unit: SpanUnit

    def after(self, day: date) -> date:
        """Return the day this long after *day*."""
        if self.unit is SpanUnit.MONTH:
            months = day.year * 12 + day.month - 1 + self.count
            year, month = divmod(months, 12)
            last = calendar.monthrange(year, month + 1)[1]
            return date(year, month + 1, min(day.day, last))
        return day + timedelta(days=self.count * (7 if self.unit is SpanUnit.WEEK else 1))

    def __str__(self) -> str:
        """Return "2 weeks", "1 month"."""
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


class Anchor(StrEnum):
    """What a time of the schedule counts from."""

    START = "start"
    DOSE_CHANGE = "dose_change"
    INTERACTION = "interacting_drug_change"


@dataclass(frozen=True, slots=True)
class Timing:
    """One line of a schedule.

    With `every`, again and again from `after` the start on, before `until`; else once, `after` the
    anchor. A line that has no date, such as "each visit", has only `words`.
    """

    anchor: Anchor = Anchor.START
    after: Span | None = None
    every: Span | None = None
    until: Span | None = None
    words: str = ""


class MonitoringKind(StrEnum):
    """What sort of check it is."""

    LAB = "lab"
    VITAL = "vital"
    PROCEDURE = "procedure"
    CLINICAL = "clinical"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Monitoring:
    """One check of the pack for one patient.

    `codes` are the tests it takes, those within a tuple instead of one another; with `any_of` one
    of all is enough. `closer` shortens the interval for this patient, `closer_why` says why.
    `unsure` says what would have to be known to tell whether the patient needs it.
    """

    id: str
    name: str
    kind: MonitoringKind
    codes: tuple[tuple[str, ...], ...]
    timings: tuple[Timing, ...]
    baseline: bool = False
    any_of: bool = False
    closer: Span | None = None
    closer_why: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()
    unsure: str = ""
    baseline_days: int | None = BASELINE_DAYS


EACH_VISIT = "each visit"


@dataclass(frozen=True, slots=True)
class Visits:
    """The last medication visit that took place, today's included, and the next that is booked."""

    last: date | None = None
    next: date | None = None


class DueStatus(StrEnum):
    """Where a check stands, in the order in which it is listed."""

    OVERDUE = "overdue"
    DUE = "due"
    UNSURE = "unsure"
    WAITING = "waiting"
    LATER = "later"
    VISIT = "visit"
    WHEN = "when"
    NOT_NEEDED = "not_needed"
    DONE = "done"
    MISSED = "missed"

    @property
    def rank(self) -> int:
        """0 for what is listed first."""
        return tuple(DueStatus).index(self)


@dataclass(frozen=True, slots=True)
class DueItem:
    """One check with its state on a day.

    `due_on` is None for what has no date. `missing` are codes without a result in time, where
    others of the same check have one. `ours` says which rules of the dates are Practice Desk's own
    and not the pack's.
    """

    ids: tuple[str, ...]
    name: str
    kind: MonitoringKind
    status: DueStatus
    why: str
    medications: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    due_on: date | None = None
    opens_on: date | None = None
    last_on: date | None = None
    missing: tuple[tuple[str, ...], ...] = ()
    decision: MonitoringDecision | None = None
    note: str = ""
    sources: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Obligation:
    """A check that was or will be due; a result from `earliest` on meets it.

    `raised_on` is the day on which the plan asked for it.
    """

    due_on: date
    earliest: date
    why: str
    raised_on: date


Done = Mapping[str, date]
"""The day of the last result by code; a check without results is there under its own id."""


def last_done(monitoring: Monitoring, done: Done) -> date | None:
    """Return when the whole check was last done: no earlier than each test it takes."""
    if own := done.get(monitoring.id):
        return own
    newest = [_newest(codes, done) for codes in monitoring.codes]
    known = [day for day in newest if day is not None]
    if monitoring.any_of:
        return max(known, default=None)
    return min(known) if known and len(known) == len(newest) else None


def _newest(codes: Iterable[str], done: Done) -> date | None:
    return max((done[code] for code in codes if code in done), default=None)


def due_item(
    monitoring: Monitoring,
    treatment: Treatment,
    done: Done,
    decisions: Iterable[MonitoringDecision],
    today: date,
    visits: Visits = Visits(),
) -> DueItem:
    """Return where *monitoring* stands in *treatment*, which has not ended, on the day *today*."""
    last = last_done(monitoring, done)
    unmet = sorted(_unmet(monitoring, treatment, last, today), key=lambda each: each.due_on)
    item = DueItem(
        (monitoring.id,),
        monitoring.name,
        monitoring.kind,
        DueStatus.DONE,
        "",
        (treatment.name,),
        monitoring.codes,
        last_on=last,
        note=monitoring.note,
        sources=monitoring.sources,
        ours=tuple(_ours(monitoring)),
    )
    if unmet:
        item = _dated(item, monitoring, unmet[0], today)
        if item.status in (DueStatus.OVERDUE, DueStatus.DUE) and not monitoring.any_of:
            item = replace(item, missing=_missing(monitoring, done, unmet[0]))
        return _decided(item, unmet, decisions, today)
    words = [timing.words for timing in monitoring.timings if timing.words]
    if words == [EACH_VISIT]:
        return _at_visit(item, treatment, visits, decisions, today)
    return _undated(item, monitoring, treatment, last, today)


def _ours(monitoring: Monitoring) -> Iterator[str]:
    """Yield the rules of its dates that the pack does not state."""
    if monitoring.baseline and monitoring.baseline_days is None:
        yield "A result of any age counts as the baseline."
    elif monitoring.baseline:
        yield (
            f"A result up to {monitoring.baseline_days} days before the start counts as the "
            "baseline."
        )
    if any(timing.every is not None for timing in monitoring.timings):
        yield "A result counts that came up to a quarter of the interval early, at most 30 days."


def _at_visit(
    item: DueItem,
    treatment: Treatment,
    visits: Visits,
    decisions: Iterable[MonitoringDecision],
    today: date,
) -> DueItem:
    """Return where a check of each visit stands: at the last visit, else until the next one.

    The visit at which the medication began is the baseline's.
    """
    seen, last = visits.last, item.last_on
    if seen is not None and seen > treatment.started_on and (last is None or last < seen):
        status = DueStatus.DUE if seen == today else DueStatus.OVERDUE
        why = "At each visit"
        if seen != today:
            why = f"{why}; nothing was recorded since the visit of {write_date(seen)}"
        unmet = [Obligation(seen, seen, why, seen)]
        due = replace(item, status=status, why=why, due_on=seen)
        return _decided(due, unmet, decisions, today)
    told = "" if visits.next else "; no visit is booked"
    why = f"At each visit{told}"
    return replace(item, status=DueStatus.VISIT, why=why, due_on=visits.next)


def _dated(item: DueItem, monitoring: Monitoring, first: Obligation, today: date) -> DueItem:
    status = DueStatus.LATER
    if monitoring.unsure and first.earliest <= today:
        status = DueStatus.UNSURE
    elif today > first.due_on:
        status = DueStatus.OVERDUE
    elif first.earliest <= today:
        status = DueStatus.DUE
    why = f"{first.why}. {monitoring.unsure}".strip() if monitoring.unsure else first.why
    return replace(item, status=status, why=why, due_on=first.due_on, opens_on=first.earliest)


def _undated(
    item: DueItem, monitoring: Monitoring, treatment: Treatment, last: date | None, today: date
) -> DueItem:
    words = [timing.words for timing in monitoring.timings if timing.words]
    if words:
        return replace(item, status=DueStatus.WHEN, why="; ".join(words).capitalize())
    lapsed = any(
        last is None or last < each.earliest for each in _once(monitoring, treatment)
    ) and _lapses(monitoring, treatment, today)
    if lapsed:
        return replace(item, status=DueStatus.MISSED, why="Was not recorded in its time")
    return replace(item, why="Done")


def _missing(monitoring: Monitoring, done: Done, wanted: Obligation) -> tuple[tuple[str, ...], ...]:
    """Return the tests still wanted where some of the check's have been done in time."""
    missing = tuple(
        codes
        for codes in monitoring.codes
        if (day := _newest(codes, done)) is None or day < wanted.earliest
    )
    return missing if len(missing) < len(monitoring.codes) else ()


def _unmet(
    monitoring: Monitoring, treatment: Treatment, last: date | None, today: date
) -> Iterator[Obligation]:
    if not _lapses(monitoring, treatment, today):
        for each in _once(monitoring, treatment):
            if last is None or last < each.earliest:
                yield each
    if (again := _again(monitoring, treatment, last, today)) is not None:
        yield again


def _once(monitoring: Monitoring, treatment: Treatment) -> Iterator[Obligation]:
    """Yield what is due once: the baseline, and so long after the start or a change."""
    start = treatment.started_on
    if monitoring.baseline:
        days = monitoring.baseline_days
        earliest = date.min if days is None else start - timedelta(days=days)
        yield Obligation(start, earliest, f"Baseline for {treatment.name}", start)
    for timing in monitoring.timings:
        if timing.every is not None or timing.after is None:
            continue
        for day, cause in _anchors(timing, treatment):
            due = timing.after.after(day)
            early = (due - day) / EARLY
            why = f"{str(timing.after).capitalize()} after {cause}"
            yield Obligation(due, due - early, why, day)


def _anchors(timing: Timing, treatment: Treatment) -> Iterator[tuple[date, str]]:
    if timing.anchor is Anchor.START:
        yield treatment.started_on, f"{treatment.name} began"
        return
    days, cause = treatment.dose_changes, f"the dose of {treatment.name} changed"
    if timing.anchor is Anchor.INTERACTION:
        days, cause = treatment.interactions, f"a medication that acts on {treatment.name} changed"
    for day in days:
        yield day, f"{cause} on {write_date(day)}"


def _again(
    monitoring: Monitoring, treatment: Treatment, last: date | None, today: date
) -> Obligation | None:
    """Return when it is due again: as soon as the interval of the time has passed."""
    start = treatment.started_on
    base = start if last is None else max(last, start)
    found: list[Obligation] = []
    for timing in monitoring.timings:
        if timing.every is None:
            continue
        begin = timing.after.after(start) if timing.after else start
        end = timing.until.after(start) if timing.until else date.max
        every, cause = timing.every, ""
        if monitoring.closer is not None and monitoring.closer.after(base) < every.after(base):
            every, cause = monitoring.closer, monitoring.closer_why
        due = max(every.after(base), begin)
        if due < end and today < end:
            early = min((due - base) / EARLY, MOST_EARLY)
            why = f"Every {_interval(every)} with {treatment.name}"
            why = f"{why}: {cause}" if cause else why
            found.append(Obligation(due, due - early, why, base))
    return min(found, key=lambda each: each.due_on, default=None)


def _interval(every: Span) -> str:
    return str(every) if every.count > 1 else str(every.unit)


def _lapses(monitoring: Monitoring, treatment: Treatment, today: date) -> bool:
    """Return whether the time that the check is meant for has passed."""
    again = [timing for timing in monitoring.timings if timing.every is not None]
    if any(timing.until is None for timing in again) or not monitoring.timings:
        return False
    if not again and monitoring.kind not in (MonitoringKind.CLINICAL, MonitoringKind.VITAL):
        return False
    ends = [timing.until.after(treatment.started_on) for timing in again if timing.until]
    ends += [each.due_on for each in _once(monitoring, treatment)]
    return bool(ends) and today > max(ends) + LAPSES_AFTER


def _decided(
    item: DueItem,
    unmet: Sequence[Obligation],
    decisions: Iterable[MonitoringDecision],
    today: date,
) -> DueItem:
    """Return *item* as somebody decided about it, while the decision holds."""
    mine = [
        each for each in decisions if each.monitoring_id in item.ids and not each.retracted_reason
    ]
    if not mine or item.due_on is None:
        return item
    newest = max(mine, key=lambda each: (each.recorded_at, each.id or 0))
    if newest.kind is DecisionKind.DONE_ELSEWHERE:
        return _awaited(item, newest, today)
    since = [each for each in unmet if each.raised_on > newest.decided_on]
    open_since = [each for each in since if each.due_on < newest.until]
    if today >= newest.until or (open_since and open_since[0].earliest <= today):
        told = f"{_WORDS[newest.kind]} {write_date(newest.decided_on)}"
        return replace(item, why=f"{item.why}. {told}")
    return replace(
        item, status=DueStatus.NOT_NEEDED, due_on=newest.until, decision=newest, missing=()
    )


def _awaited(item: DueItem, decision: MonitoringDecision, today: date) -> DueItem:
    assert item.due_on is not None  # the caller has looked
    if decision.due_on is not None and item.due_on > decision.due_on:
        return item  # that one has come, or was followed by another
    if today <= decision.until:
        return replace(item, status=DueStatus.WAITING, due_on=decision.until, decision=decision)
    told = f"The result expected by {write_date(decision.until)} has not come"
    status = DueStatus.UNSURE if item.status is DueStatus.UNSURE else DueStatus.OVERDUE
    return replace(item, status=status, why=f"{item.why}. {told}", decision=decision)


_WORDS = {
    DecisionKind.NOT_NEEDED: "Not needed, said on",
    DecisionKind.DECLINED: "Declined on",
}


def merged(items: Iterable[DueItem]) -> list[DueItem]:
    """Return the items, the most urgent first; the same tests wanted twice are one line."""
    by_test: dict[object, DueItem] = {}
    for item in items:
        key = item.codes or item.name
        present = by_test.get(key)
        by_test[key] = item if present is None else _joined(present, item)
    return sorted(by_test.values(), key=_urgency)


def _urgency(item: DueItem) -> tuple[int, date, str]:
    return item.status.rank, item.due_on or date.max, item.name


def _joined(one: DueItem, other: DueItem) -> DueItem:
    first, second = sorted((one, other), key=_urgency)
    why = first.why
    if second.status in (DueStatus.OVERDUE, DueStatus.DUE) and second.why != why:
        why = f"{why}. {second.why}"
    return replace(
        first,
        ids=tuple(dict.fromkeys((*first.ids, *second.ids))),
        why=why,
        medications=tuple(dict.fromkeys((*first.medications, *second.medications))),
        note="\n".join(dict.fromkeys(filter(None, (first.note, second.note)))),
        sources=tuple(dict.fromkeys((*first.sources, *second.sources))),
        ours=tuple(dict.fromkeys((*first.ours, *second.ours))),
    )
