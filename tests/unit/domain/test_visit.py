"""What somebody has to state before a visit is signed: nothing is true by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from practice_desk.domain.mental_status import (
    MentalStatus,
    MentalStatusPart,
    MentalStatusTemplate,
    mental_status_lines,
)
from practice_desk.domain.visit import (
    ConsentElement,
    ConsentTalk,
    FollowUp,
    RiskAnswer,
    Statements,
    check_visit,
    missing_statements,
)
from practice_desk.knowledge.mental_status import mental_status_template

TODAY = date(2026, 11, 26)
ALL = frozenset(ConsentElement)
WHOLE = Statements(
    RiskAnswer.DENIED,
    changes=True,
    findings_read=True,
    to_agree=("sertraline",),
    consents=(ConsentTalk("sertraline", ALL),),
    follow_up=FollowUp(None),
)


def fields(stated):
    return [problem.field for problem in missing_statements(stated)]


def test_that_nothing_is_missing_once_all_is_stated():
    assert fields(WHOLE) == []


def test_that_everything_is_missing_before_anybody_stated_anything():
    assert fields(Statements(changes=True, to_agree=("sertraline",))) == [
        "risk", "findings", "consent", "follow_up",
    ]  # fmt: skip


def test_that_without_changes_neither_findings_nor_consent_are_asked_for():
    assert fields(Statements(RiskAnswer.ASSESSED, follow_up=FollowUp(None))) == []


@pytest.mark.parametrize("left_out", sorted(ALL))
def test_that_four_of_the_five_things_to_discuss_are_no_consent(left_out):
    talk = ConsentTalk("sertraline", ALL - {left_out})
    stated = Statements(
        RiskAnswer.DENIED, to_agree=("sertraline",), consents=(talk,), follow_up=FollowUp(None)
    )
    assert fields(stated) == ["consent"]


def test_that_open_answers_about_self_harm_need_an_assessment():
    stated = Statements(RiskAnswer.DENIED, open_answers=True, follow_up=FollowUp(None))
    assert fields(stated) == ["risk"]


def test_that_not_asking_needs_a_reason():
    stated = Statements(RiskAnswer.NOT_ASKED, "  ", follow_up=FollowUp(None))
    assert fields(stated) == ["risk"]


@pytest.mark.parametrize("days", [0, -1, 367])
def test_that_a_follow_up_is_after_today_and_within_a_year(days):
    on = FollowUp(TODAY + timedelta(days=days))
    assert [p.field for p in check_visit("", None, on, TODAY)] == ["follow_up"]


def test_that_an_examination_tells_every_part_and_its_differences():
    template = MentalStatusTemplate(
        (MentalStatusPart("mood", "Mood", "Even", ("Low",)), MentalStatusPart("x", "X", "Usual")),
        (),
    )
    found = MentalStatus().toggled("mood", "Low").toggled("mood", "Anxious").toggled("mood", "Low")
    assert mental_status_lines(template, found) == ["Mood: Anxious.", "X: Usual."]
    assert found.toggled("mood", "Anxious") == MentalStatus()
    gone = found.with_finding("gait", "unsteady")
    assert mental_status_lines(template, gone)[-1] == "Gait: unsteady."


def test_that_the_delivered_template_names_its_sources_and_each_part_once():
    template = mental_status_template()
    assert len({part.id for part in template.parts}) == len(template.parts)
    assert all(part.normal and part.choices for part in template.parts)
    assert template.sources
