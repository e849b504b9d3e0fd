"""The days within which requests are answered, and what can follow what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.patient_request import (
    Asker,
    DenialGround,
    PatientRequest,
    RequestCase,
    RequestEntry,
    RequestKind,
    RequestStep,
    Standing,
    cases_of,
    check_entry,
    check_request,
    due_on,
    first_due_on,
    offered_steps,
)

DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)
FEW = settings(max_examples=30, deadline=None)
STEP, ACCESS, AMENDMENT = RequestStep, RequestKind.ACCESS, RequestKind.AMENDMENT


def _request(
    kind: RequestKind = ACCESS, received_on: date = DAY, number: int = 1
) -> PatientRequest:
    return PatientRequest(
        7, kind, received_on, Asker.PATIENT, "", "by letter", "signature compared", "My chart",
        "PDF", NOW, "ana.berg", about="Note of May 3", id=number,
    )  # fmt: skip


def _entry(
    step: RequestStep, on: date = DAY, words: str = "said", **other: DenialGround
) -> RequestEntry:
    return RequestEntry(7, 1, step, on, words, NOW, "ana.berg", **other)


def _case(kind: RequestKind, *entries: RequestEntry) -> RequestCase:
    return RequestCase(_request(kind), entries)


@FEW
@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_that_access_is_due_in_30_days_and_an_amendment_in_60(day: date) -> None:
    assert first_due_on(ACCESS, day) - day == timedelta(days=30)
    assert first_due_on(AMENDMENT, day) - day == timedelta(days=60)


@FEW
@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(RequestKind))
def test_that_an_extension_adds_30_days(day: date, kind: RequestKind) -> None:
    later = due_on(kind, day, extended=True) - due_on(kind, day, extended=False)
    assert later == timedelta(days=30)


@FEW
@given(st.integers(0, 90), st.sampled_from(RequestKind))
def test_that_an_extension_counts_only_if_told_within_the_first_period(
    days: int, kind: RequestKind
) -> None:
    told = DAY + timedelta(days=days)
    found = check_entry(_case(kind), _entry(STEP.EXTENDED, told), DAY + timedelta(days=365))
    assert bool(found) == (told > first_due_on(kind, DAY))


def test_that_there_is_one_extension_only() -> None:
    case = _case(ACCESS, _entry(STEP.EXTENDED))
    assert case.standing is Standing.EXTENDED
    assert case.due_on == DAY + timedelta(days=60)
    assert STEP.EXTENDED not in offered_steps(case)
    assert check_entry(case, _entry(STEP.EXTENDED), DAY)


def test_that_a_review_asked_for_late_has_30_days_of_its_own() -> None:
    later = DAY + timedelta(days=200)
    denied = _entry(STEP.DENIED, ground=DenialGround.DANGER)
    case = _case(ACCESS, denied, _entry(STEP.REVIEW_ASKED, later))
    assert case.due_on == later + timedelta(days=30)
    answered = replace(case, entries=(*case.entries, _entry(STEP.GIVEN, later)))
    assert answered.due_on == DAY + timedelta(days=30)


@pytest.mark.parametrize(
    ("kind", "steps", "standing"),
    [
        (ACCESS, (STEP.GIVEN,), Standing.GIVEN),
        (ACCESS, (STEP.WITHDRAWN,), Standing.WITHDRAWN),
        (ACCESS, (STEP.GIVEN, STEP.REOPENED), Standing.OPEN),
        (ACCESS, (STEP.DENIED, STEP.REVIEW_ASKED), Standing.REVIEW),
        (ACCESS, (STEP.DENIED, STEP.REVIEW_ASKED, STEP.GIVEN), Standing.GIVEN),
        (AMENDMENT, (STEP.ACCEPTED, STEP.TOLD), Standing.ACCEPTED),
        (AMENDMENT, (STEP.DENIED, STEP.DISAGREEMENT, STEP.REBUTTAL), Standing.DENIED),
    ],
)
def test_that_where_a_request_stands_follows_from_its_steps(
    kind: RequestKind, steps: tuple[RequestStep, ...], standing: Standing
) -> None:
    case = _case(kind, *(_entry(step) for step in steps))
    assert case.standing is standing
    assert case.is_open == (standing in (Standing.OPEN, Standing.REVIEW))


def test_that_a_denial_names_a_ground_of_its_own_law() -> None:
    case = _case(AMENDMENT)
    wrong = _entry(STEP.DENIED, ground=DenialGround.DANGER)
    right = _entry(STEP.DENIED, ground=DenialGround.ACCURATE)
    assert [each.field for each in check_entry(case, wrong, DAY)] == ["ground"]
    assert [each.field for each in check_entry(case, _entry(STEP.DENIED), DAY)] == ["ground"]
    assert check_entry(case, right, DAY) == ()


@pytest.mark.parametrize(
    ("ground", "reviewable"),
    [
        (DenialGround.DANGER, True),
        (DenialGround.HARM_TO_ANOTHER, True),
        (DenialGround.HARM_BY_REPRESENTATIVE, True),
        (DenialGround.PSYCHOTHERAPY_NOTES, False),
        (DenialGround.CONFIDENTIAL_SOURCE, False),
    ],
)
def test_that_only_a_professionals_denial_can_be_reviewed(
    ground: DenialGround, reviewable: bool
) -> None:
    case = _case(ACCESS, _entry(STEP.DENIED, ground=ground))
    assert (STEP.REVIEW_ASKED in offered_steps(case)) == reviewable


def test_that_a_denied_amendment_travels_once_the_patient_disagreed_or_asked_for_it() -> None:
    denied = _entry(STEP.DENIED, ground=DenialGround.ACCURATE)
    assert not _case(AMENDMENT, denied).travels
    assert _case(AMENDMENT, denied, _entry(STEP.DISAGREEMENT)).travels
    assert _case(AMENDMENT, denied, _entry(STEP.GOES_ALONG, words="")).travels
    assert not _case(AMENDMENT, _entry(STEP.ACCEPTED), _entry(STEP.TOLD)).travels


def test_that_open_requests_come_first_by_their_last_day() -> None:
    early, late = _request(number=1), _request(number=2, received_on=DAY + timedelta(days=3))
    done = _request(number=3)
    given_one = replace(_entry(STEP.GIVEN), request_id=3)
    found = cases_of([done, late, early], [given_one])
    assert [case.request.id for case in found] == [1, 2, 3]


def test_that_a_request_says_who_asks_for_what_and_how_that_was_checked() -> None:
    empty = replace(_request(AMENDMENT), what=" ", how="", identity="", about="")
    asked = replace(empty, asker=Asker.REPRESENTATIVE, received_on=DAY + timedelta(days=1))
    fields = {each.field for each in check_request(asked, DAY)}
    assert fields == {"what", "how", "identity", "about", "asked_by", "received_on"}
    assert check_request(_request(), DAY) == ()
