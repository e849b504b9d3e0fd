"""What was reconciled is told by day; of a line decided twice only the last decision."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from practice_desk.domain.reconciliation import (
    CancellationTold,
    ListLine,
    ListSource,
    MedicationsListed,
    ReconciliationEntry,
    Resolution,
    Resolved,
)
from practice_desk.domain.visit_brief import BriefFacts, BriefTopic, brief
from practice_desk.domain.visit_reconciled import reconciled_words

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = NOON.astimezone().date()


def entry(number, details, at=NOON):
    return ReconciliationEntry(1, TODAY, details, at, "ana.berg", number)


def test_that_lists_and_decisions_are_told_in_words_on_their_day():
    told = MedicationsListed(ListSource.PHARMACY, (ListLine("Ibuprofen 200 mg", "ibuprofen"),))
    entries = [
        entry(1, Resolution(Resolved.CONTINUE, ((7, 1),)), NOON - timedelta(days=9)),
        entry(2, told),
        entry(3, Resolution(Resolved.CONTINUE, ((7, 1),))),
        entry(4, Resolution(Resolved.STOP, ((7, 2),))),
        entry(5, Resolution(Resolved.EXTERNAL, (), ((2, 0),))),
        entry(6, CancellationTold(1, (4,))),
    ]
    days = reconciled_words(entries, {7: "melatonin"})
    assert days[TODAY - timedelta(days=9)] == ("melatonin goes on",)
    assert days[TODAY] == (
        "the pharmacy's list was written down (1 line)",
        "melatonin stopped",
        "ibuprofen taken, prescribed elsewhere",
    )


def test_that_the_brief_tells_what_was_reconciled_since_the_last_visit():
    days = ((date(2026, 11, 1), "melatonin goes on"), (date(2026, 11, 20), "ibuprofen stopped"))
    facts = BriefFacts(date(2026, 11, 10), reconciled=days)
    (line,) = brief(facts, TODAY)
    assert (line.topic, line.text) == (
        BriefTopic.RECONCILED, "Nov 20, 2026: ibuprofen stopped.",
    )  # fmt: skip
