"""Words for what is known of a patient's supply. They state what was told and found; no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.supply import (
    Agreement,
    Answer,
    Confirmation,
    Decided,
    Decision,
    Details,
    DrugScreen,
    EventKind,
    Fill,
    FillSource,
    Following,
    NaloxoneAnswer,
    NaloxoneOffer,
    Part2Records,
    PdmpCheck,
    PdmpOutcome,
    PillCount,
    QuantityLimit,
    Retraction,
    ScreenResult,
    SelfHarmScreen,
    SupplyEvent,
    SupplyKind,
)
from practice_desk.domain.supply_pattern import FactKind, PatternFact
from practice_desk.gui.wording import write_count

KINDS = {
    SupplyKind.FILL: "Fill",
    SupplyKind.EVENT: "Event",
    SupplyKind.DECISION: "Decision",
    SupplyKind.COUNT: "Count",
    SupplyKind.AGREEMENT: "Agreement",
    SupplyKind.PDMP: "PDMP check",
    SupplyKind.SCREEN: "Drug screen",
    SupplyKind.LIMIT: "Quantity limit",
    SupplyKind.NALOXONE: "Naloxone",
    SupplyKind.SELF_HARM: "Self-harm screen",
    SupplyKind.FOLLOWING: "Following",
    SupplyKind.PART2: "Part 2 records",
    SupplyKind.RETRACTION: "Entered in error",
}
CHOICES: dict[str, dict[StrEnum, str]] = {
    "source": {
        FillSource.PHARMACY: "The pharmacy",
        FillSource.PATIENT: "The patient",
        FillSource.PDMP: "The PDMP",
    },
    "kind": {
        EventKind.EARLY: "Asks to fill early",
        EventKind.TRAVEL: "Travels",
        EventKind.LOST: "Lost",
        EventKind.STOLEN: "Stolen",
        EventKind.OTHER: "Something else",
    },
    "decision": {
        Decided.NOT_YET: "Not decided yet",
        Decided.APPROVED: "Approved",
        Decided.IN_PART: "Approved in part",
        Decided.DECLINED: "Declined",
    },
    "outcome": {
        PdmpOutcome.AS_PLANNED: "Shows what is in our plan",
        PdmpOutcome.OTHER_FILLS: "Shows fills that are not in our plan",
        PdmpOutcome.NOT_AVAILABLE: "Could not be reached",
    },
    "result": {
        ScreenResult.AS_PRESCRIBED: "As prescribed",
        ScreenResult.DIFFERS: "Differs from what is prescribed",
        ScreenResult.PENDING: "Not back yet",
        ScreenResult.NOT_USABLE: "Could not be used",
    },
    "confirmed": {
        Confirmation.NOT_SENT: "Not sent",
        Confirmation.PENDING: "Sent, not back yet",
        Confirmation.CONFIRMED: "Confirmed",
        Confirmation.NOT_CONFIRMED: "Not confirmed",
    },
    "answer": {
        NaloxoneAnswer.ACCEPTED: "Accepted",
        NaloxoneAnswer.DECLINED: "Declined",
        NaloxoneAnswer.HAS_IT: "Already has it",
    },
    "positive": {Answer.YES: "Positive", Answer.NO: "Negative"},
    "tell_pharmacy": {Answer.NO: "Does not name it", Answer.YES: "Names it"},
    "followed": {Answer.YES: "Follow it", Answer.NO: "Do not follow it"},
    "applies": {Answer.YES: "This chart has them", Answer.NO: "This chart has none"},
}
"""What each choice of a form is called, by the name of its field."""


def entry_text(details: Details) -> str:
    """Return one entry in a line: "30 for 30 days · Riverside Pharmacy · told by the pharmacy"."""
    return " · ".join(part.rstrip(".") for part in _parts(details) if part)


def _parts(details: Details) -> tuple[str, ...]:
    match details:
        case Fill():
            return _fill_parts(details)
        case SupplyEvent():
            gone = "" if details.pieces is None else f"{amount_text(details.pieces)} gone"
            waits = details.decision is Decided.NOT_YET
            decided = "" if waits else _word("decision", details.decision)
            return (
                _word("kind", details.kind),
                gone,
                details.told,
                _because(decided, details.reason),
            )
        case Decision():
            return (_because(_word("decision", details.decision), details.reason),)
        case PillCount():
            return (count_text(details), details.note)
        case Agreement():
            renewal = f"renew on {write_date(details.renew_on)}" if details.renew_on else ""
            return ("Signed", renewal, details.note)
        case PdmpCheck():
            return (_word("outcome", details.outcome), details.found, details.checked_by)
        case DrugScreen():
            confirmed = f"laboratory: {_word('confirmed', details.confirmed).lower()}"
            return (_word("result", details.result), details.panel, details.found, confirmed)
        case _:
            return _statement_parts(details)


def _statement_parts(details: Details) -> tuple[str, ...]:
    match details:
        case QuantityLimit():
            return (limit_text(details),)
        case NaloxoneOffer():
            return (_word("answer", details.answer), details.note)
        case SelfHarmScreen():
            return (_word("positive", details.positive), details.instrument, details.note)
        case Following():
            return (_word("followed", details.followed), details.reason)
        case Part2Records():
            return (_word("applies", details.applies), consent_text(details))
        case Retraction():
            return (details.reason,)
        case _:
            return ()


def _fill_parts(fill: Fill) -> tuple[str, ...]:
    days = "" if fill.days is None else f" for {write_count(fill.days, 'day')}"
    source = _word("source", fill.source)
    told = f"told by {source[:1].lower()}{source[1:]}"
    by = f"prescribed by {fill.prescriber}" if fill.prescriber else ""
    return (f"{amount_text(fill.quantity)}{days}", fill.pharmacy, by, told, fill.note)


def count_text(count: PillCount) -> str:
    """Return what was found and expected: "found 8, expected 10 (2 fewer)"."""
    found = f"found {amount_text(count.found)}"
    if count.expected is None:
        return f"{found}, nothing to compare with"
    difference = count.found - count.expected
    word = "more" if difference > 0 else "fewer"
    differs = f" ({amount_text(abs(difference))} {word})" if difference else ""
    return f"{found}, expected {amount_text(rounded(count.expected))}{differs}"


def rounded(pieces: Decimal) -> Decimal:
    """Return *pieces* with at most one decimal."""
    return (
        pieces.quantize(Decimal("0.1")).normalize() if pieces % 1 else pieces.quantize(Decimal(1))
    )


def limit_text(limit: QuantityLimit) -> str:
    """Return a limit: "at most 7 days at a time (PHQ-9 item 9), named on the notice"."""
    if limit.days is None:
        return _because("no limit any more", limit.reason)
    named = ", named on the pharmacy notice" if limit.tell_pharmacy is Answer.YES else ""
    return f"at most {write_count(limit.days, 'day')} at a time ({limit.reason}){named}"


def consent_text(part2: Part2Records) -> str:
    """Return what is known of the written consent."""
    if part2.applies is Answer.NO:
        return ""
    if part2.consent_on is None:
        return "no written consent holds"
    return f"written consent of {write_date(part2.consent_on)}: {part2.scope}"


def decision_text(decision: Decision | None) -> str:
    """Return a decision, or that it waits."""
    if decision is None:
        return "waits for a decision"
    return _because(_word("decision", decision.decision).lower(), decision.reason)


def early_text(days: int | None) -> str:
    """Return how a fill lay to the end of the supply before it; empty for a first one."""
    if days is None:
        return ""
    if days > 0:
        return f"{write_count(days, 'day')} before the earlier supply’s end"
    if days < 0:
        return f"{write_count(-days, 'day')} after the earlier supply’s end"
    return "on the day after the earlier supply’s end"


def fact_text(fact: PatternFact) -> tuple[str, str]:
    """Return a fact of the last twelve months: what it is about, and the sentence."""
    match fact.kind:
        case FactKind.EARLY_FILLS:
            days = _listed(f"{write_date(day)} ({write_count(n, 'day')})" for day, n in fact.days)
            sentence = (
                f"{len(fact.days)} of {write_count(fact.of, 'fill')} came before the end: {days}"
            )
            return f"Fills before the end: {fact.names[0]}", sentence
        case FactKind.PRESCRIBERS | FactKind.PHARMACIES:
            noun = "prescribers" if fact.kind is FactKind.PRESCRIBERS else "pharmacies"
            names = _listed(fact.names)
            return f"Several {noun}", f"{write_count(fact.of, 'fill')} name {names}"
        case FactKind.OVERLAP:
            return _overlap_text(fact)
        case FactKind.EVENTS:
            name, kind = fact.names
            days = _listed(write_date(day) for day, _ in fact.days)
            return f"{_word('kind', EventKind(kind))}: {name}", f"told on {days}"
        case FactKind.COUNTS:
            return f"Counts that differ: {fact.names[0]}", _listed(map(_count_fact, fact.days))
        case FactKind.OVER_LIMIT:
            days = _listed(f"{write_date(day)} ({write_count(n, 'day')})" for day, n in fact.days)
            fills = write_count(fact.of, "fill")
            sentence = f"{len(fact.days)} of {fills} lasted longer than the limit: {days}"
            return f"Fills over the limit: {fact.names[0]}", sentence


def _overlap_text(fact: PatternFact) -> tuple[str, str]:
    assert fact.since is not None and fact.until is not None  # noqa: PT018 - an overlap has both
    days = write_count(fact.of, "day")
    span = f"{write_date(fact.since)} to {write_date(fact.until)}"
    return "Opioid and benzodiazepine", f"{' and '.join(fact.names)}: {days} in common, {span}"


def _count_fact(day: tuple[date, int]) -> str:
    on, number = day
    return f"{write_date(on)}: {abs(number)} {'more' if number > 0 else 'fewer'} than expected"


def _word(field: str, value: StrEnum) -> str:
    return CHOICES[field][value]


def _because(decided: str, reason: str) -> str:
    return f"{decided} ({reason})" if reason else decided


def _listed(parts: Iterable[str]) -> str:
    return "; ".join(parts)
