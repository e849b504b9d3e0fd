"""The details of audit entries as an administrator reads them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from practice_desk.domain.approval import ApprovalKind
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.gui.models.audit_words import _NOUNS, _PLAN, in_words
from practice_desk.storage.rows import metadata

SERVICES = Path(__file__).resolve().parents[3] / "src" / "practice_desk" / "services"


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (
            "request 1: lift_restriction",
            "Request 1 to lift the restriction: asked for",
        ),
        ("request 7: purge_chart done", "Request 7 to purge the chart: approved"),
        ("request 7: merge_charts declined", "Request 7 to merge the chart into another: declined"),
        ("request 2: put_off_safeguard withdrawn", "Request 2 to put off a safeguard: taken back"),
        ("condition 4", "Condition 4"),
        ("allergy_intolerance 3 retracted", "Allergy 3, marked as entered in error"),
        ("observation 1 2 3", "Measured values 1, 2, 3"),
        ("allergy statement no_known_allergies", "No known allergies, as asked"),
        ("start medication 3 event 7", "Started medication 3, entry 7 of the plan"),
        (
            "stop medication 3 event 8, start medication 4 event 9, 2 findings overridden",
            (
                "Stopped medication 3, entry 8 of the plan; started medication 4, entry 9 of the"
                " plan; 2 findings overridden"
            ),
        ),
        ("letter 5 printed document 9", "Letter 5 printed, kept as document 9"),
        ("backups planned: each_close", "Backups planned: each close"),
        ("draft 5: condition", "Form 5: condition"),
        ("appointment 12 cancelled", "Appointment 12 cancelled"),
        ("", ""),
    ],
)
def test_that_details_read_as_words(detail: str, words: str) -> None:
    assert in_words(detail) == words


@pytest.mark.parametrize("kind", ApprovalKind)
def test_that_every_kind_of_request_has_words(kind: ApprovalKind) -> None:
    assert "_" not in in_words(f"request 1: {kind.value}")
    assert in_words(f"request 1: {kind.value}").startswith("Request 1 to ")


def test_that_every_step_of_a_plan_has_words() -> None:
    assert {kind.value for kind in PlanEventKind} <= set(_PLAN)


def test_that_records_are_named_by_nouns_that_exist() -> None:
    assert set(_NOUNS) <= set(metadata.tables)


def test_that_no_detail_shows_a_term_of_the_program() -> None:
    """Every detail that the services write is without underscores once it is in words."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in SERVICES.glob("*.py"))
    literal = re.findall(r'work\.detail = f?"([^"{}]+)"', written)
    assert literal
    assert not [detail for detail in literal if "_" in in_words(detail)]
