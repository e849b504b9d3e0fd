"""Worklists: a question about patients that is asked anew each time, and what was put off.

A list holds whom its question finds now: an entry goes when the question finds the patient no
more, and stays away until a day where somebody put it off with a reason. FHIR: Group, with Task.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem


class Missing(StrEnum):
    """What the patients of a list have not had for so long."""

    CHECK = "check"
    MEASURE = "measure"
    VISIT = "visit"
    NOTHING = "nothing"


LONGEST_MONTHS = 120
LENGTHS = {"title": 120, "owner": 64, "made_by": 64}
DELAY_LENGTHS = {"question": 400, "reason": 500, "recorded_by": 64}


@dataclass(frozen=True, slots=True)
class WorklistQuestion:
    """Which active patients are looked for; what is empty leaves it open.

    `medication` is the id of a medication or a class of the clinical pack, `condition` that of one
    of its conditions or the first three characters of an ICD-10-CM code. They have had no `check`
    (an entry of the pack's monitoring), `measure` (an instrument's id) or visit in the last
    `months`, as `missing` says.
    """

    missing: Missing = Missing.NOTHING
    medication: str = ""
    condition: str = ""
    check: str = ""
    measure: str = ""
    months: int = 6
    practitioner_id: int | None = None

    @property
    def key(self) -> str:
        """The same for the same question about whosever patients."""
        plain = to_plain(replace(self, practitioner_id=None))
        return json.dumps(plain, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Worklist:
    """A question kept under a name: by one person (`owner`, a user name), or by the clinic."""

    title: str
    question: WorklistQuestion
    made_at: datetime
    made_by: str
    owner: str = ""
    ended_at: datetime | None = None
    id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class WorklistDelay:
    """That a patient is left off the list of a question, by its key, until a day, and why."""

    patient_id: int
    question: str
    until: date
    reason: str
    recorded_at: datetime
    recorded_by: str
    id: int | None = None


def to_plain(question: WorklistQuestion) -> dict[str, object]:
    """Return *question* as plain data."""
    return {**asdict(question), "missing": question.missing.value}


def from_plain(plain: Mapping[str, object]) -> WorklistQuestion:
    """Return the question that `to_plain` wrote. Raises ValueError for anything else."""
    texts = {name: plain.get(name, "") for name in ("medication", "condition", "check", "measure")}
    months, practitioner = plain.get("months", 6), plain.get("practitioner_id")
    if not all(isinstance(text, str) for text in texts.values()) or not isinstance(months, int):
        raise ValueError("no question of a worklist")
    if practitioner is not None and not isinstance(practitioner, int):
        raise ValueError("no question of a worklist")
    named = {name: str(text) for name, text in texts.items()}
    missing = Missing(str(plain.get("missing", "")))
    return WorklistQuestion(missing, **named, months=months, practitioner_id=practitioner)


def check_worklist(value: Worklist) -> tuple[Problem, ...]:
    """Return what is wrong with *value*."""
    return (
        *check_required(value, title="Give the list a name."),
        *check_lengths(value, LENGTHS),
        *check_question(value.question),
    )


def check_question(value: WorklistQuestion) -> tuple[Problem, ...]:
    """Return what is wrong with *value*: it has to narrow the patients to some."""
    problems = []
    if value.missing is Missing.NOTHING and not (value.medication or value.condition):
        problems.append(Problem("medication", "Choose whom to look for."))
    if value.missing is Missing.CHECK and not value.check:
        problems.append(Problem("check", "Choose which test or examination is missing."))
    if value.missing is Missing.MEASURE and not value.measure:
        problems.append(Problem("measure", "Choose which measure is missing."))
    if not 0 < value.months <= LONGEST_MONTHS:
        problems.append(Problem("months", f"Enter 1 to {LONGEST_MONTHS} months."))
    return tuple(problems)


def check_delay(value: WorklistDelay, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *value* on the day *today*."""
    problems = [
        *check_required(value, reason="Say why it can wait."),
        *check_lengths(value, DELAY_LENGTHS),
    ]
    if value.until <= today:
        problems.append(Problem("until", "Choose a day after today."))
    return tuple(problems)


def put_off(delays: Iterable[WorklistDelay], key: str, today: date) -> dict[int, WorklistDelay]:
    """Return by patient what keeps them off the list of *key* today: the newest word counts."""
    newest: dict[int, WorklistDelay] = {}
    for delay in sorted(delays, key=lambda each: (each.recorded_at, each.id or 0)):
        if delay.question == key:
            newest[delay.patient_id] = delay
    return {patient: delay for patient, delay in newest.items() if today < delay.until}
