"""Suspected medications are ranked with their reasons, and Naranjo's questions answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.adverse_event import AdverseEvent, Course, ToldBy, Urgency
from practice_desk.domain.adverse_event_review import (
    AdverseEventReview,
    Causality,
    Dechallenge,
    NaranjoAnswer,
    Rechallenge,
    Told,
    ToldAgain,
)
from practice_desk.domain.challenge import Challenge, challenge_of, told_history
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.exposure import Exposure, exposure_of
from practice_desk.domain.medication import Horizon, Medication, plan_item
from practice_desk.domain.naranjo import QUESTIONS, UNANSWERED, ProposedAnswer, band, total
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.side_effect_case import SideEffectCase, case_of
from practice_desk.domain.timing import times_a_day
from practice_desk.knowledge.causality import Record, proposed_answers
from practice_desk.knowledge.onset import OnsetWindow, onset_window
from practice_desk.knowledge.safety.pack import safety_pack
from practice_desk.knowledge.side_effects import side_effects
from practice_desk.knowledge.suspicion import Suspicion, rank, washout_days
from practice_desk.knowledge.warning_signs import signs_in_words, warning_rules, warning_signs

TODAY = date(2026, 11, 26)
K = PlanEventKind
ANSWERS = st.sampled_from(NaranjoAnswer)
YES, NO, NOT_KNOWN = NaranjoAnswer.YES, NaranjoAnswer.NO, NaranjoAnswer.NOT_KNOWN


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def taken(concept: str, *events: tuple[PlanEventKind, int, int], number: int = 1) -> Exposure:
    """Return a medication with events of (kind, days ago, milligrams once a day)."""
    made = []
    for order, (kind, days, milligrams) in enumerate(events, number * 10):
        dosage = Dosage(dose=Quantity(Decimal(milligrams), "mg"), timing=times_a_day(1))
        moment = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(minutes=order)
        made.append(
            PlanEvent(
                kind, ago(days), "other", moment, "ana", dosage if milligrams else None,
                medication_id=number, id=order,
            )
        )  # fmt: skip
    medication = Medication(1, concept, Horizon.LONG_TERM, concept_id=concept, id=number)
    item = plan_item(medication, made, TODAY)
    assert item is not None
    found = exposure_of(item)
    assert found is not None
    return found


def ranked(effect: str, onset: date | None, *exposures: Exposure) -> tuple[Suspicion, ...]:
    rules = safety_pack()
    facts = next((each for each in rules.facts.side_effects if each.id == effect), None)
    return rank(exposures, facts, onset, rules)


def said(suspicion: Suspicion) -> str:
    return " ".join(ground.text for ground in suspicion.grounds)


def test_that_a_new_dose_before_the_onset_ranks_above_an_old_companion():
    lithium = taken("lithium", (K.START, 300, 600), (K.CHANGE, 12, 900))
    other = taken("buspirone", (K.START, 400, 15), number=2)
    first, second = ranked("tremor", ago(5), other, lithium)
    assert first.name == "lithium"
    assert "Raised from 600 mg to 900 mg a day on Nov 14, 2026, 7 days before it began" in said(
        first
    )
    assert first.is_known
    assert first.points > second.points


def test_that_what_was_started_after_it_began_comes_last_and_says_so():
    late = taken("lithium", (K.START, 3, 600))
    early = taken("hydroxyzine", (K.START, 30, 25), number=2)
    found = ranked("tremor", ago(10), late, early)
    assert [each.name for each in found] == ["hydroxyzine", "lithium"]
    assert not found[1].is_possible
    assert "7 days after it began" in said(found[1])


def test_that_what_had_left_the_body_by_its_half_life_is_cleared():
    gone = taken("lorazepam", (K.START, 200, 1), (K.STOP, 60, 0))
    slow = taken("fluoxetine", (K.START, 200, 20), (K.STOP, 20, 0), number=2)
    found = {each.name: each for each in ranked("nausea", ago(10), gone, slow)}
    assert not found["lorazepam"].is_possible
    assert "had left the body" in said(found["lorazepam"])
    assert "still in the body" in said(found["fluoxetine"])
    assert found["fluoxetine"].is_possible


def test_that_withdrawal_counts_from_the_stop():
    stopped = taken("paroxetine", (K.START, 300, 20), (K.STOP, 12, 0))
    (found,) = ranked("discontinuation_symptoms", ago(10), stopped)
    assert "this comes from stopping" in said(found)
    assert found.points > 5


def test_that_an_interaction_with_a_new_medication_is_named():
    lithium = taken("lithium", (K.START, 300, 900))
    ibuprofen = taken("ibuprofen", (K.START, 9, 600), number=2)
    first = ranked("tremor", ago(3), ibuprofen, lithium)[0]
    assert first.name == "lithium"
    assert "Taken with ibuprofen, started Nov 17, 2026" in said(first)


def test_that_own_words_and_an_unknown_onset_are_said_and_not_guessed():
    lithium = taken("lithium", (K.START, 300, 900))
    (found,) = ranked("", None, lithium)
    assert "own words" in said(found)
    assert "timing says nothing" in said(found)
    assert found.points == 0


@given(
    st.lists(
        st.tuples(st.sampled_from(["lithium", "sertraline", "quetiapine"]), st.integers(0, 400)),
        max_size=4,
    ),
    st.none() | st.integers(0, 400),
    st.sampled_from(sorted(side_effects())),
)
@settings(max_examples=40, deadline=None)
def test_that_every_medication_is_ranked_once_with_a_reason(plan, onset, effect):
    exposures = [taken(c, (K.START, days, 10), number=n) for n, (c, days) in enumerate(plan, 1)]
    found = ranked(effect, None if onset is None else ago(onset), *exposures)
    assert sorted(each.medication_id for each in found) == list(range(1, len(plan) + 1))
    assert all(each.grounds for each in found)
    possible = [each.is_possible for each in found]
    assert possible == sorted(possible, reverse=True)
    for one, other in pairwise(found):
        assert one.is_possible > other.is_possible or one.points >= other.points


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("first 1-2 weeks", OnsetWindow(0, 14)),
        ("hours to 5 days", OnsetWindow(0, 5)),
        ("weeks to 6 months", OnsetWindow(7, 180)),
        ("2-8 weeks", OnsetWindow(14, 56)),
        ("1-7 days after a missed dose", OnsetWindow(1, 7, after_stopping=True)),
        ("within 24 hours of a change", OnsetWindow(0, 1)),
        ("any time; early on clozapine", None),
        ("minutes after dose", None),
    ],
)
def test_that_the_packs_words_about_onset_become_days(words, window):
    assert onset_window(words) == window


def test_that_every_onset_of_the_pack_is_read_or_open():
    for each in side_effects().values():
        window = onset_window(each.onset)
        assert window is None or 0 <= window.first <= window.last


def test_that_the_scores_and_bands_are_the_papers():
    scores = [(1, 0), (2, -1), (1, 0), (2, -1), (-1, 2), (-1, 1), (1, 0), (1, 0), (1, 0), (1, 0)]
    assert [(question.yes, question.no) for question in QUESTIONS] == scores
    assert [band(score) for score in (-4, 0, 1, 4, 5, 8, 9, 13)] == [
        "doubtful", "doubtful", "possible", "possible", "probable", "probable", "definite",
        "definite",
    ]  # fmt: skip
    assert total(UNANSWERED) == 0
    with pytest.raises(ValueError, match="ten"):
        total((YES,))


@given(st.lists(ANSWERS, min_size=10, max_size=10), st.integers(0, 9))
@settings(max_examples=60)
def test_that_not_known_never_counts(answers, place):
    without = [*answers]
    without[place] = NOT_KNOWN
    question = QUESTIONS[place]
    assert total(answers) - total(without) == question.score(answers[place])
    assert -4 <= total(answers) <= 13


def told(*later: tuple[int, Told], course: Course = Course.NEW, **more: object) -> SideEffectCase:
    """Return a case told 20 days ago, and again so many days ago."""
    report = AdverseEvent(1, "I shake.", ago(20), course=course, id=7, **more)  # type: ignore[arg-type]
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    entries = [
        AdverseEventReview(1, 7, ago(days), ToldAgain(each), moment, "ana", number)
        for number, (days, each) in enumerate(later)
    ]
    return case_of(report, entries, TODAY)


def challenge(exposure: Exposure, case: SideEffectCase, wash: int = 3) -> Challenge:
    return challenge_of(exposure, told_history(case), ago(25), wash, TODAY)


def test_that_better_after_stopping_and_back_after_starting_again_is_seen():
    stopped = taken("lithium", (K.START, 60, 600), (K.STOP, 18, 0))
    assert challenge(stopped, told()).dechallenge is Dechallenge.NOT_KNOWN
    better = told((10, Told(Course.GONE)))
    assert challenge(stopped, better).dechallenge is Dechallenge.BETTER
    again = taken("lithium", (K.START, 60, 600), (K.STOP, 18, 0), (K.START, 8, 600))
    back = told((10, Told(Course.GONE)), (2, Told(Course.NEW)))
    found = challenge(again, back)
    assert (found.dechallenge, found.rechallenge) == (Dechallenge.BETTER, Rechallenge.CAME_BACK)
    assert challenge(again, better).rechallenge is Rechallenge.NOT_KNOWN


def test_that_unchanged_while_still_in_the_body_says_nothing():
    stopped = taken("fluoxetine", (K.START, 60, 20), (K.STOP, 12, 0))
    same = told((8, Told(Course.SAME)))
    assert challenge(stopped, same, wash=30).dechallenge is Dechallenge.NOT_KNOWN
    assert challenge(stopped, same, wash=3).dechallenge is Dechallenge.NOT_BETTER


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (Told(Course.LONG_LASTING, 1), Dechallenge.BETTER),
        (Told(severity=1), Dechallenge.BETTER),
        (Told(Course.LONG_LASTING, 3), Dechallenge.NOT_BETTER),
        (Told(Course.WORSE, 1), Dechallenge.NOT_BETTER),
        (Told(Course.LONG_LASTING), Dechallenge.NOT_BETTER),
    ],
)
def test_that_what_is_milder_after_stopping_got_better(now: Told, found: Dechallenge):
    stopped = taken("lithium", (K.START, 60, 600), (K.STOP, 18, 0))
    assert challenge(stopped, told((10, now), severity=3)).dechallenge is found


def test_that_a_lower_dose_and_a_better_course_go_together():
    lowered = taken("lithium", (K.START, 60, 900), (K.CHANGE, 15, 600))
    found = challenge(lowered, told((5, Told(Course.BETTER))))
    assert found.follows_dose
    assert found.dechallenge is Dechallenge.BETTER
    assert not challenge(lowered, told()).follows_dose


def answers(
    exposure: Exposure, case: SideEffectCase, onset: date | None, *others: Exposure
) -> tuple[ProposedAnswer, ...]:
    found = ranked("tremor", onset, exposure, *others)
    own = next(each for each in found if each.exposure is exposure)
    return proposed_answers(case.report, onset, own, found, challenge(exposure, case), Record())


def test_that_a_silent_chart_answers_nothing():
    unlisted = taken("buspirone", (K.START, 60, 15))
    assert {each.answer for each in answers(unlisted, told(), None)} == {NOT_KNOWN}


def test_that_the_chart_answers_with_its_evidence():
    lithium = taken("lithium", (K.START, 60, 900), (K.CHANGE, 15, 600))
    case = told((5, Told(Course.BETTER)), told_by=ToldBy.SEEN)
    valproate = taken("valproate", (K.START, 40, 500), number=2)
    found = answers(lithium, case, ago(25), valproate)
    assert [each.answer for each in found] == [
        YES, YES, YES, NOT_KNOWN, YES, NOT_KNOWN, NOT_KNOWN, YES, NOT_KNOWN, YES,
    ]  # fmt: skip
    assert "valproate" in found[4].evidence
    assert all(each.evidence for each in found if each.answer is YES)
    alone = answers(lithium, case, ago(25))
    assert alone[4].answer is NOT_KNOWN
    assert band(total([each.answer for each in alone])) is Causality.PROBABLE


def test_that_a_rash_is_an_emergency_with_lamotrigine_and_less_without():
    groups = safety_pack().groups
    (sign,) = warning_signs(["rash_mild"], ["sertraline", "lamotrigine"], groups)
    assert (sign.urgency, sign.medication) == (Urgency.NOW, "lamotrigine")
    assert "Stop lamotrigine" in sign.do
    assert sign.sources
    (mild,) = warning_signs(["rash_mild"], ["sertraline"], groups)
    assert mild.urgency is Urgency.TODAY
    assert warning_signs(["nausea"], ["lamotrigine"], groups) == ()


def test_that_fever_needs_stiffness_to_mean_nms_and_an_antipsychotic():
    groups = safety_pack().groups
    with_both = warning_signs(["fever_new"], ["haloperidol"], groups, ["parkinsonism"])
    assert "malignant" in with_both[0].do
    alone = warning_signs(["fever_new"], ["haloperidol"], groups)
    assert "malignant" not in alone[0].do
    clozapine = warning_signs(["fever_new"], ["clozapine"], groups)
    assert "ANC" in clozapine[0].do


@pytest.mark.parametrize(
    "effect",
    ["suicidal_thoughts", "priapism", "serotonin_syndrome", "allergic_reaction", "nms"],
)
def test_that_some_are_an_emergency_whatever_is_taken(effect):
    (sign,) = warning_signs([effect], [], safety_pack().groups)
    assert sign.urgency is Urgency.NOW
    assert sign.do
    assert sign.why


def test_that_every_warning_rule_names_what_the_pack_knows():
    rules = safety_pack()
    known = {*rules.medications, *rules.classes}
    for rule in warning_rules():
        assert set(rule.medications) <= known, rule.id
        assert rule.sources, rule.id


def test_that_a_callers_words_give_a_warning_sign_away():
    assert signs_in_words("I have a rash on my arms")[0].id == "rash_mild"
    assert signs_in_words("I want to die")[0].id == "suicidal_thoughts"
    assert signs_in_words("My mouth is a bit dry") == ()


def test_that_the_wash_out_is_five_of_the_longest_half_life():
    assert washout_days(taken("fluoxetine", (K.START, 9, 20)), safety_pack()) == 30
    assert washout_days(taken("moonwort", (K.START, 9, 20)), safety_pack()) is None
    held = replace(taken("lithium", (K.START, 9, 600)), takings=())
    assert held.on(TODAY) is None
