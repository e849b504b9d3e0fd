"""What the plan page says about each medication, worked out without widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.directions import short_directions
from practice_desk.domain.dispensing import next_due
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import (
    Horizon,
    Origin,
    PlanItem,
    PlanStatus,
    allowed_kinds,
    standing_events,
)
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.plan_text import item_directions
from practice_desk.domain.reasons import find_reason
from practice_desk.domain.regimen_text import regimen_line
from practice_desk.gui.models.chart_header import Pill
from practice_desk.gui.models.plan_bars import Bar, Span, bars, plan_span, step_label
from practice_desk.gui.wording import write_moment


class Section(StrEnum):
    """The parts of the plan page, in their order; the value is the heading."""

    CURRENT = "Our plan"
    OUTSIDE = "From outside and over the counter"
    REPORTED = "Reported, not reconciled"
    PAST = "Stopped and past"
    IN_ERROR = "Entered in error"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One medication as the list shows it; `section_start` heads the first row of a section."""

    item: PlanItem
    section: Section
    name: str
    dose: str
    directions: str
    facts: str
    pills: tuple[Pill, ...]
    struck_out: bool
    section_start: str = ""
    bars: tuple[Bar, ...] = ()

    @property
    def medication_id(self) -> int:
        """The id of the plan item."""
        return self.item.medication.id or 0

    @property
    def spoken(self) -> str:
        """The whole row as one sentence for a screen reader."""
        pills = ", ".join(pill.text for pill in self.pills)
        ahead = ", ".join(
            f"{step_label(stretch.step)} from {write_date(stretch.start)}"
            for stretch in self.item.steps_ahead
            if not stretch.is_held
        )
        coming = f"Then {ahead}" if ahead else ""
        parts = (self.section.value, self.name, pills, self.directions, coming, self.facts)
        return ". ".join(part.rstrip(".") for part in parts if part)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event of the selected medication; `event_id` is None where it can't be taken back."""

    title: str
    when: str
    old: str
    new: str
    reason: str
    comment: str
    recorded: str
    struck_out: bool
    note: str
    event_id: int | None


_ORIGINS = {
    Origin.CLINIC: "Ours",
    Origin.OUTSIDE: "Outside",
    Origin.OWN: "Patient's own (OTC)",
}
_KINDS = {
    PlanEventKind.REPORT: "Reported",
    PlanEventKind.START: "Started",
    PlanEventKind.CHANGE: "Dose changed",
    PlanEventKind.HOLD: "Put on hold",
    PlanEventKind.RESUME: "Resumed",
    PlanEventKind.STOP: "Stopped",
    PlanEventKind.RETRACT: "Taken back",
}


def plan_rows(
    items: Iterable[PlanItem],
    untold: AbstractSet[int | None],
    as_of: date,
    limits: Mapping[int, int] | None = None,
) -> tuple[PlanRow, ...]:
    """Return the rows of a plan in sections; *untold* are ids of events no letter has told.

    *limits* are the days' supply to hand out at a time, by the medication's id.

    Within a section by name; what is stopped, the latest first. What lies after the day *as_of*
    shows only if it was already recorded by then.
    """
    shown = [item for item in items if not _is_hindsight(item, as_of)]
    span = plan_span(shown, as_of)
    rows = [_limited(_row(item, untold, as_of, span), limits or {}) for item in shown]
    result: list[PlanRow] = []
    for section in Section:
        own = sorted((row for row in rows if row.section is section), key=_order)
        heading = f"{section.value} · {len(own)}"
        result += [_headed(row, heading if index == 0 else "") for index, row in enumerate(own)]
    return tuple(result)


def history_rows(
    item: PlanItem, people: Mapping[str, str] | None = None, until: date | None = None
) -> tuple[HistoryRow, ...]:
    """Return an item's events, the newest first, the taken-back ones struck out.

    *people* gives display names for user names. With *until* only events that had taken effect.
    """
    taken_back = {
        event.retracts_event_id: event
        for event in item.events
        if event.kind is PlanEventKind.RETRACT
    }
    names = people or {}
    rows = []
    dosage: Dosage | None = None
    standing = {event.id for event in standing_events(item.events)}
    for event in item.events:
        late = until is not None and event.effective_on > until
        if event.kind is PlanEventKind.RETRACT or late:
            continue
        rows.append(_history_row(event, dosage, taken_back.get(event.id), names))
        if event.id in standing and event.dosage is not None:
            dosage = event.dosage
    return tuple(reversed(rows))


def possible_actions(item: PlanItem | None) -> frozenset[PlanEventKind]:
    """Return what a prescriber may do next with a medication of ours or from outside."""
    if item is None or item.status is PlanStatus.ENTERED_IN_ERROR:
        return frozenset()
    if item.status is PlanStatus.PLANNED:
        return allowed_kinds(item.final_status) & {PlanEventKind.CHANGE, PlanEventKind.STOP}
    return allowed_kinds(item.status)


def first_possible_day(item: PlanItem, today: date) -> date:
    """Return the day a step's dialog offers: today, or the day a planned medication begins."""
    if item.status is PlanStatus.PLANNED and item.started_on is not None:
        return max(today, item.started_on)
    return today


def first_due_day(item: PlanItem, today: date) -> date:
    """Return the day that steps offer: as any step does, but never between two injections.

    What is taken every so many days, weeks or months goes on in its rhythm from the next day on
    which it is due, or with the next step where that comes first.
    """
    day, present = first_possible_day(item, today), item.present
    if present is None or not present.covers(day):
        return day
    due = next_due(present, day)
    ends = due == present.end and not any(each.covers(due) for each in item.steps_ahead)
    return day if ends else due


def banner_text(as_of: date, today: date) -> str:
    """Return what the page says while it shows another day; empty for today."""
    if as_of == today:
        return ""
    when = "will be" if as_of > today else "was"
    return f"Plan as it {when} on {write_date(as_of)}, not today. Changes are made on today's plan."


def _known_on(event: PlanEvent, day: date) -> bool:
    return event.recorded_at.astimezone().date() <= day


def _is_hindsight(item: PlanItem, as_of: date) -> bool:
    """Whether an item had not begun by *as_of* and nobody had planned it yet."""
    planned = item.status is PlanStatus.PLANNED
    return planned and not any(_known_on(event, as_of) for event in item.upcoming)


def _headed(row: PlanRow, heading: str) -> PlanRow:
    return replace(row, section_start=heading)


def _order(row: PlanRow) -> tuple[int, str]:
    since = row.item.since
    latest_first = -since.toordinal() if row.section is Section.PAST and since else 0
    return (latest_first, row.name.casefold())


def _row(item: PlanItem, untold: AbstractSet[int | None], as_of: date, span: Span) -> PlanRow:
    medication, dosage = item.medication, item.dosage
    section = _section(item)
    return PlanRow(
        item=item,
        section=section,
        name=medication.name,
        dose="" if dosage is None or dosage.dose is None else str(dosage.dose),
        directions=_directions(item),
        facts=" · ".join(_facts(item)),
        pills=tuple(_pills(item, section, untold, as_of)),
        struck_out=section is Section.IN_ERROR,
        bars=bars(item, span),
    )


def _limited(row: PlanRow, limits: Mapping[int, int]) -> PlanRow:
    """Say on a row how much may be handed out at a time, where that is limited."""
    days = limits.get(row.item.medication.id or 0)
    if days is None or row.section in (Section.PAST, Section.IN_ERROR):
        return row
    pill = Pill(f"At most {days} {'day' if days == 1 else 'days'} at a time", "info")
    return replace(row, pills=(*row.pills, pill))


def _section(item: PlanItem) -> Section:
    if item.status is PlanStatus.ENTERED_IN_ERROR:
        return Section.IN_ERROR
    if item.status is PlanStatus.STOPPED:
        return Section.PAST
    if item.status is PlanStatus.REPORTED:
        return Section.REPORTED
    ours = item.medication.origin is Origin.CLINIC
    return Section.CURRENT if ours else Section.OUTSIDE


def _directions(item: PlanItem) -> str:
    if item.dosage is None:
        return "" if item.status is PlanStatus.ENTERED_IN_ERROR else "No directions recorded"
    return " ".join(item_directions(item).split())


def _facts(item: PlanItem) -> Iterable[str]:
    medication = item.medication
    yield _ORIGINS[medication.origin]
    if medication.prescriber_name:
        yield medication.prescriber_name
    if item.status is PlanStatus.STOPPED and item.since is not None:
        started = f"{write_date(item.started_on)} – " if item.started_on else "until "
        yield f"{started}{write_date(item.since)}"
        last = item.last_event
        reason = find_reason(last.kind, last.reason_code) if last else None
        if reason is not None:
            yield reason.text
    elif item.started_on is not None and item.status is not PlanStatus.PLANNED:
        yield f"since {write_date(item.started_on)}"
    if medication.indication:
        yield f"for {medication.indication}"
    if medication.schedule:
        yield f"C-{medication.schedule.removeprefix('C')}"
    if not medication.concept_id and not medication.rxnorm_code:
        yield "not coded"


def _pills(
    item: PlanItem, section: Section, untold: AbstractSet[int | None], as_of: date
) -> Iterable[Pill]:
    if item.is_called_off:
        yield Pill("Called off before it began", "neutral")
    elif item.status is PlanStatus.PLANNED and item.started_on is not None:
        yield Pill(f"Planned from {write_date(item.started_on)}", "info")
    elif item.status is PlanStatus.ON_HOLD and item.since is not None:
        yield Pill(f"On hold since {write_date(item.since)}", "caution")
    elif item.status is PlanStatus.REPORTED:
        yield Pill("Not reconciled", "caution")
    elif item.status is PlanStatus.STOPPED:
        yield Pill("Stopped", "neutral")
    elif item.status is PlanStatus.ENTERED_IN_ERROR:
        yield Pill("Entered in error", "danger")
    else:
        yield Pill("Active", "accent")
    if section in (Section.CURRENT, Section.OUTSIDE):
        yield from _horizon_pills(item, as_of)
    upcoming = [event for event in item.upcoming if _known_on(event, as_of)]
    if upcoming and item.status is not PlanStatus.PLANNED:
        following = upcoming[0]
        yield Pill(f"{_KINDS[following.kind]} from {write_date(following.effective_on)}", "info")
    if any(event.id in untold for event in item.events):
        yield Pill("Pharmacy not told", "caution")


def _horizon_pills(item: PlanItem, as_of: date) -> Iterable[Pill]:
    medication = item.medication
    if medication.horizon is Horizon.LONG_TERM:
        if medication.review_on is None:
            yield Pill("Long-term", "neutral")
        elif medication.review_on < as_of:
            yield Pill(f"Review was due {write_date(medication.review_on)}", "caution")
        else:
            yield Pill(f"Long-term, review {write_date(medication.review_on)}", "neutral")
    elif medication.review_on is None:
        yield Pill("Short-term", "info")
    elif medication.review_on < as_of:
        yield Pill(f"Short-term, was due {write_date(medication.review_on)}", "caution")
    else:
        yield Pill(f"Short-term until {write_date(medication.review_on)}", "info")


def _history_row(
    event: PlanEvent,
    before: Dosage | None,
    retraction: PlanEvent | None,
    names: Mapping[str, str],
) -> HistoryRow:
    reason = find_reason(event.kind, event.reason_code)
    note = ""
    if retraction is not None:
        why = find_reason(PlanEventKind.RETRACT, retraction.reason_code)
        told = f": {why.text}" if why else ""
        told += f". {retraction.comment}" if retraction.comment else ""
        note = f"Entered in error{told} ({_recorded(retraction, names)})"
    words = reason.text if reason else event.reason_code
    asked = event.dispense_request.words if event.dispense_request else ""
    old = short_directions(before) if before and event.kind is not PlanEventKind.START else ""
    return HistoryRow(
        title=_KINDS[event.kind],
        when=write_date(event.effective_on),
        old=old if event.dosage is not None else "",
        new=_new(event),
        reason=" · ".join(part for part in (words, asked) if part),
        comment=event.comment,
        recorded=_recorded(event, names),
        struck_out=retraction is not None,
        note=note,
        event_id=event.id if retraction is None else None,
    )


def _new(event: PlanEvent) -> str:
    if event.regimen is not None:
        return regimen_line(event.regimen)
    return short_directions(event.dosage) if event.dosage else ""


def _recorded(event: PlanEvent, names: Mapping[str, str]) -> str:
    who = names.get(event.recorded_by, event.recorded_by)
    return f"{who}, {write_moment(event.recorded_at)}"


def row_of(rows: Sequence[PlanRow], medication_id: int | None) -> int:
    """Return the place of a medication in *rows*, or -1."""
    for place, row in enumerate(rows):
        if row.medication_id == medication_id:
            return place
    return -1
