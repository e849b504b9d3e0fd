"""The cards of the Supply page as facts. No widgets."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.supply import (
    Agreement,
    Decided,
    PillCount,
    SupplyEntry,
    SupplyEvent,
    SupplyKind,
    decision_on,
    standing,
)
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.chart_header import Pill
from practice_desk.gui.models.person_facts import Fact
from practice_desk.gui.models.supply_words import (
    KINDS,
    consent_text,
    count_text,
    decision_text,
    early_text,
    entry_text,
    fact_text,
    limit_text,
    rounded,
)
from practice_desk.gui.wording import write_count
from practice_desk.services.charts import Chart
from practice_desk.services.supply_view import SupplyCard, SupplyOverview

NO_FACTS = "Nothing to tell of the last twelve months."
_SOON = 5  # days in which a run-out is marked


def card_facts(card: SupplyCard, entries: tuple[SupplyEntry, ...], today: date) -> list[Fact]:
    """Return one medication's facts: the last fill, its end, events, count and limit."""
    facts = []
    last = card.last_fill
    if last is None:
        facts.append(Fact("Last fill", "none is recorded"))
    else:
        told = f"{write_date(last.fill.happened_on)}: {entry_text(last.fill.details)}"
        facts += [Fact("Last fill", told), _until_fact(card, today)]
        if last.days_early is not None:
            facts.append(Fact("It came", early_text(last.days_early)))
    if card.expected is not None:
        left = rounded(Decimal(str(card.expected)))
        facts.append(Fact("Left today, taken as directed", str(left)))
    if card.last_count is not None and isinstance(card.last_count.details, PillCount):
        day = write_date(card.last_count.happened_on)
        facts.append(Fact("Last count", f"{day}: {count_text(card.last_count.details)}"))
    facts += _event_facts(card, entries)
    if card.limit is not None:
        facts.append(Fact("Quantity limit", limit_text(card.limit)))
    return facts


def card_pills(card: SupplyCard, today: date) -> list[Pill]:
    """Return what of a card is to be seen first."""
    pills = []
    if card.waiting:
        pills.append(Pill("to decide", "caution"))
    if card.until is not None and card.until < today:
        pills.append(Pill("supply ended", "caution"))
    elif card.until is not None and (card.until - today).days <= _SOON:
        pills.append(Pill("ends soon", "caution"))
    if card.limit is not None:
        pills.append(Pill(f"limit {write_count(card.limit.days or 0, 'day')}", "info"))
    return pills


def _until_fact(card: SupplyCard, today: date) -> Fact:
    if card.until is None:
        sentence = "can’t be told: no days were given, and the directions name no number a day"
        return Fact("Lasts until", sentence)
    days, until = (card.until - today).days, write_date(card.until)
    if days < 0:
        ago = write_count(-days, "day")
        return Fact("Lasted until", f"{until}, {ago} ago; no later fill is recorded")
    left = "today" if days == 0 else write_count(days, "more day")
    following = write_date(card.until + timedelta(days=1))
    return Fact("Lasts until", f"{until} ({left}); next fill due {following}")


def _event_facts(card: SupplyCard, entries: tuple[SupplyEntry, ...]) -> list[Fact]:
    event = card.last_event
    if event is None:
        return []
    shown = card.waiting[-1] if card.waiting else event
    text = f"{write_date(shown.happened_on)}: {event_text(shown, entries)}"
    return [Fact("Last event", text)]


def event_text(event: SupplyEntry, entries: tuple[SupplyEntry, ...]) -> str:
    """Return an event with what was decided about it, with it or later."""
    told = event.details
    at_once = isinstance(told, SupplyEvent) and told.decision is not Decided.NOT_YET
    if at_once and decision_on(event, entries) == decision_on(event, [event]):
        return entry_text(told)
    return f"{entry_text(told)}; {decision_text(decision_on(event, entries))}"


def check_facts(overview: SupplyOverview, today: date) -> list[Fact]:
    """Return what oversees the whole supply: agreement, PDMP, screen, naloxone, self-harm."""
    facts = [
        _agreement_fact(overview.agreement, today),
        _dated("PDMP check", overview.pdmp, today),
        _dated("Drug screen", overview.screen, today),
    ]
    if overview.naloxone is not None or overview.wants_naloxone:
        facts.append(_naloxone_fact(overview, today))
    if overview.self_harm is not None:
        answer = overview.self_harm
        result = "positive" if answer.positive else "negative"
        pill = Pill("positive", "danger") if answer.positive else None
        text = f"{write_date(answer.on)}: {result}, {answer.asked}"
        facts.append(Fact("Self-harm screen", text, pill))
    if overview.part2 is not None:
        missing = overview.part2.consent_on is None
        pill = Pill("no consent", "caution") if missing else None
        facts.append(Fact("Part 2", consent_text(overview.part2), pill))
    return facts


def _agreement_fact(entry: SupplyEntry | None, today: date) -> Fact:
    if entry is None or not isinstance(entry.details, Agreement):
        return Fact("Agreement", "none is recorded")
    renewal = entry.details.renew_on
    signed = f"signed {write_date(entry.happened_on)}"
    if renewal is None:
        return Fact("Agreement", signed)
    pill = Pill("due", "caution") if renewal <= today else None
    return Fact("Agreement", f"{signed}, to renew {write_date(renewal)}", pill)


def _dated(label: str, entry: SupplyEntry | None, today: date) -> Fact:
    if entry is None:
        return Fact(label, "none is recorded")
    days = (today - entry.happened_on).days
    ago = "today" if days == 0 else f"{write_count(days, 'day')} ago"
    return Fact(label, f"{write_date(entry.happened_on)} ({ago}): {entry_text(entry.details)}")


def _naloxone_fact(overview: SupplyOverview, today: date) -> Fact:
    if overview.naloxone is not None:
        return _dated("Naloxone", overview.naloxone, today)
    return Fact("Naloxone", "no offer is recorded", Pill("to offer", "caution"))


def naloxone_sentence(overview: SupplyOverview) -> str:
    """Return why naloxone is to be offered; empty where it was, or where nothing calls for it."""
    if overview.naloxone is not None or not overview.wants_naloxone:
        return ""
    names = ", ".join(overview.wants_naloxone)
    return (
        f"An opioid and a sedative are taken together ({names}). No offer of naloxone is recorded."
    )


def limit_sentence(overview: SupplyOverview) -> str:
    """Return that a limit is to be considered after a positive self-harm screen, or nothing."""
    names = ", ".join(card.item.medication.name for card in overview.cards if card.wants_limit)
    answer = overview.self_harm
    if answer is None or not names:
        return ""
    day = write_date(answer.on)
    return (
        f"The self-harm screen of {day} was positive ({answer.asked}). No quantity limit is set for"
        f" {names}."
    )


def pattern_rows(overview: SupplyOverview) -> list[Fact]:
    """Return what the entries of the last twelve months show."""
    return [Fact(*fact_text(fact)) for fact in overview.facts]


def entry_rows(chart: Chart) -> list[RecordRow]:
    """Return every entry for the table, the newest first; the retracted ones with their reason."""
    names = {item.medication.id or 0: item.medication.name for item in chart.plan}
    reasons = {e.retracts_id: entry_text(e.details) for e in chart.supply if e.retracts_id}
    known = [entry for entry in chart.supply if entry.kind is not SupplyKind.RETRACTION]
    ordered = sorted(known, key=lambda entry: entry.order, reverse=True)
    return [
        RecordRow(
            (
                write_date(entry.happened_on),
                KINDS[entry.kind],
                names.get(entry.medication_id or 0, ""),
                _entry_line(entry, chart.supply),
                chart.people.get(entry.recorded_by, entry.recorded_by),
            ),
            entry,
            reasons.get(entry.id or 0, ""),
        )
        for entry in ordered
    ]


def _entry_line(entry: SupplyEntry, entries: tuple[SupplyEntry, ...]) -> str:
    if entry.kind is SupplyKind.EVENT and entry in standing(entries):
        return event_text(entry, entries)
    return entry_text(entry.details)


def waiting_events(chart: Chart) -> frozenset[int | None]:
    """Return the ids of the events that nobody decided on yet."""
    entries = standing(chart.supply)
    events = (entry for entry in entries if entry.kind is SupplyKind.EVENT)
    return frozenset(event.id for event in events if decision_on(event, entries) is None)
