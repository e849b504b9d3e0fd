"""The brief tells what has changed since the last visit, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from practice_desk.domain.visit_brief import (
    BriefFacts,
    BriefTone,
    BriefTopic,
    DueSeen,
    EffectSeen,
    MessageSeen,
    ScoreSeen,
    brief,
)

TODAY = date(2026, 11, 26)
SINCE = date(2026, 10, 29)
BEFORE, AFTER = SINCE - timedelta(days=3), SINCE + timedelta(days=10)


def texts(facts, topic=None):
    return [line.text for line in brief(facts, TODAY) if topic in (None, line.topic)]


def test_that_a_score_is_told_with_the_one_before_and_an_older_one_is_not():
    new = ScoreSeen("PHQ-9", Decimal(11), AFTER, "Moderate", Decimal(14), SINCE)
    old = ScoreSeen("GAD-7", Decimal(4), BEFORE)
    assert texts(BriefFacts(SINCE, (new, old))) == [
        "PHQ-9 11 (moderate) on Nov 8, 2026, was 14 on Oct 29, 2026."
    ]


def test_that_an_open_side_effect_is_told_however_old_it_is():
    old = EffectSeen("Grogginess", BEFORE, 3, ("traZODone",))
    (line,) = brief(BriefFacts(SINCE, effects=(old,)), TODAY)
    assert line.text == (
        "Grogginess, 3 of 6, traZODone suspected; told Oct 26, 2026, open since then."
    )
    assert line.tone is BriefTone.CAUTION


def test_that_what_is_overdue_comes_first_and_what_is_not_due_yet_is_left_out():
    due = (
        DueSeen("PHQ-9", TODAY, False),
        DueSeen("Sodium", TODAY - timedelta(days=9), True),
        DueSeen("ECG", TODAY + timedelta(days=1), False),
    )
    lines = brief(BriefFacts(SINCE, due=due), TODAY)
    assert [line.text for line in lines] == [
        "Sodium: overdue since Nov 17, 2026.",
        "PHQ-9: due Nov 26, 2026.",
    ]
    assert lines[0].tone is BriefTone.DANGER


def test_that_a_supply_is_told_when_it_is_over_or_soon_will_be():
    run_outs = (
        ("lithium", TODAY + timedelta(days=90)),
        ("sertraline", TODAY + timedelta(days=5)),
        ("clonazePAM", TODAY - timedelta(days=1)),
    )
    assert texts(BriefFacts(SINCE, run_outs=run_outs)) == [
        "clonazePAM ran out Nov 25, 2026.",
        "sertraline lasts until Dec 1, 2026.",
    ]


def test_that_messages_since_the_last_visit_come_last_the_newest_first_and_are_cut():
    messages = (
        MessageSeen("Kim Reed", BEFORE, "Old"),
        MessageSeen("Kim Reed", AFTER, "Sleeps better."),
        MessageSeen("Kim Reed", TODAY, "word " * 100),
    )
    facts = BriefFacts(SINCE, messages=messages, wish="the new job")
    wish, newest, other = brief(facts, TODAY)
    assert wish.text == "“the new job”"
    assert newest.text.startswith("Kim Reed, Nov 26, 2026: “word word")
    assert newest.text.endswith("…”")
    assert other.text == "Kim Reed, Nov 8, 2026: “Sleeps better.”"


def test_that_open_answers_about_self_harm_stand_on_top():
    due = (DueSeen("Sodium", BEFORE, True),)
    lines = brief(BriefFacts(SINCE, due=due, open_answers=("Moderate, item 9: 1",)), TODAY)
    assert lines[0].topic is BriefTopic.RISK
    assert lines[0].tone is BriefTone.DANGER
