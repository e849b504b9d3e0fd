"""What is wrong with an entry about a patient's supply, as sentences for whoever typed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Problem
from practice_desk.domain.supply import (
    OF_A_MEDICATION,
    Agreement,
    Answer,
    Decided,
    Decision,
    DrugScreen,
    Fill,
    Following,
    Part2Records,
    PdmpCheck,
    PillCount,
    QuantityLimit,
    Retraction,
    SelfHarmScreen,
    SupplyEntry,
    SupplyEvent,
)

EARLIEST = date(1990, 1, 1)
MOST_PIECES = Decimal(10_000)
MOST_DAYS = 400
LONGEST_TEXT = 500


def check_entry(entry: SupplyEntry, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *entry*, by the names of its fields and of its details."""
    return (*_check_place(entry, today), *_check_texts(entry), *_check_details(entry))


def _check_place(entry: SupplyEntry, today: date) -> Iterator[Problem]:
    if entry.happened_on > today:
        yield Problem("happened_on", "That day has not come yet. Check it.")
    elif entry.happened_on < EARLIEST:
        yield Problem("happened_on", "That date can't be right. Check the year.")
    if entry.kind in OF_A_MEDICATION and entry.medication_id is None:
        yield Problem("medication_id", "Choose the medication.")


def _check_texts(entry: SupplyEntry) -> Iterator[Problem]:
    for field in fields(entry.details):
        text = getattr(entry.details, field.name)
        if type(text) is not str:
            continue
        if len(text) > LONGEST_TEXT or has_control_characters(text):
            sentence = f"This is plain text of up to {LONGEST_TEXT} characters."
            yield Problem(field.name, sentence)


def _check_details(entry: SupplyEntry) -> Iterator[Problem]:
    match entry.details:
        case Fill() as fill:
            yield from _check_pieces("quantity", fill.quantity)
            yield from _check_days(fill.days)
        case SupplyEvent() as event:
            yield from _check_event(event)
        case Decision() as decision:
            if decision.decision is Decided.NOT_YET:
                yield Problem("decision", "Choose what you decide.")
            if not decision.reason.strip():
                yield Problem("reason", "Say why, in a few words.")
        case PillCount() as count:
            if not 0 <= count.found <= MOST_PIECES:
                yield Problem("found", "Enter the number found, from 0.")
        case Agreement(renew_on=renewal) if renewal is not None:
            if renewal <= entry.happened_on:
                yield Problem("renew_on", "The renewal comes after the signature.")
        case PdmpCheck(checked_by=name) if not name.strip():
            yield Problem("checked_by", "Say who looked.")
        case DrugScreen(panel=panel) if not panel.strip():
            yield Problem("panel", "Say what was tested for, such as a 10-panel urine screen.")
        case QuantityLimit() as limit:
            yield from _check_days(limit.days)
            if not limit.reason.strip():
                yield Problem("reason", "Say why, in a few words.")
        case SelfHarmScreen(instrument=name) if not name.strip():
            yield Problem("instrument", "Say what was asked, such as PHQ-9 item 9 or C-SSRS.")
        case Following(followed=Answer.NO, reason=reason) if not reason.strip():
            yield Problem("reason", "Say why its supply is not followed.")
        case Part2Records() as part2:
            yield from _check_part2(part2, entry.happened_on)
        case Retraction(reason=reason) if not reason.strip():
            yield Problem("retracted_reason", "Say why it was entered in error.")


def _check_pieces(field: str, pieces: Decimal) -> Iterator[Problem]:
    if not 0 < pieces <= MOST_PIECES:
        yield Problem(field, f"Enter how many, up to {MOST_PIECES:,}.")


def _check_days(days: int | None) -> Iterator[Problem]:
    if days is not None and not 1 <= days <= MOST_DAYS:
        yield Problem("days", f"Days go from 1 to {MOST_DAYS}.")


def _check_event(event: SupplyEvent) -> Iterator[Problem]:
    if event.pieces is not None:
        yield from _check_pieces("pieces", event.pieces)
    if event.decision is not Decided.NOT_YET and not event.reason.strip():
        yield Problem("reason", "Say why you decided so, in a few words.")


def _check_part2(part2: Part2Records, happened_on: date) -> Iterator[Problem]:
    if part2.consent_on is not None and part2.consent_on > happened_on:
        yield Problem("consent_on", "The consent can't come after this statement.")
    if part2.consent_on is not None and not part2.scope.strip():
        yield Problem("scope", "Say what the consent covers: letters carry it (42 CFR 2.32(b)).")
