"""Facts for the safety checks as a form: what can be chosen, what was typed, what is listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from practice_desk.domain import patient_fact
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import Problem
from practice_desk.domain.observation import Observation
from practice_desk.domain.patient_fact import FACT_KINDS, FactKind, fact, newest_facts
from practice_desk.gui.models.chart_facts import RecordRow, write_day

FIELDS = {
    "pregnancy": patient_fact.PREGNANCY,
    "due_date": patient_fact.DUE_DATE,
    "breastfeeding": patient_fact.BREASTFEEDING,
    "childbearing": patient_fact.CHILDBEARING,
    "contraception": patient_fact.CONTRACEPTION,
    "liver": patient_fact.LIVER,
    "cyp2d6": patient_fact.CYP2D6,
    "cyp2c19": patient_fact.CYP2C19,
    "ancestry": patient_fact.ANCESTRY,
}
"""The form's fields and the codes of the facts."""
KINDS = {kind.code: kind for kind in FACT_KINDS}
_SOURCE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class TypedFacts:
    """What was chosen, by field and empty where nothing was; the day; from whom it is known."""

    values: Mapping[str, str]
    due_date: date | None
    told_on: date | None
    source: str


def kind_of(field: str) -> FactKind:
    """Return the fact that a field of the form is about."""
    return KINDS[FIELDS[field]]


def unchanged_words(code: str, observations: Iterable[Observation]) -> str:
    """Return what the form offers to leave as it is: "As before: No (Mar 3, 2026)"."""
    newest = newest_facts(observations).get(code)
    if newest is None:
        return "Not recorded"
    told = write_date(newest.observed_at.astimezone().date())
    return f"As before: {newest.value_text} ({told})"


def read_facts(
    patient_id: int, typed: TypedFacts, now: datetime
) -> tuple[tuple[Observation, ...], tuple[Problem, ...]]:
    """Return the facts to be saved, or none of them and what is wrong with the form."""
    problems: list[Problem] = []
    values = {field: value for field, value in typed.values.items() if value}
    if typed.due_date is not None:
        values["due_date"] = typed.due_date.isoformat()
    if not values:
        first = "pregnancy" if "pregnancy" in typed.values else "liver"
        problems.append(Problem(first, "Choose at least one fact."))
    told_on = typed.told_on
    if told_on is None:
        problems.append(Problem("told_on", "Enter the date."))
    elif told_on > now.astimezone().date():
        problems.append(Problem("told_on", "The date is in the future. Check it."))
    if not typed.source.strip():
        problems.append(Problem("source", "Say from where it is known, such as: the patient."))
    elif len(typed.source) > _SOURCE_LENGTH:
        problems.append(Problem("source", f"Up to {_SOURCE_LENGTH} characters fit."))
    if values.get("pregnancy") == patient_fact.NOT_PREGNANT and "due_date" in values:
        problems.append(Problem("due_date", "A due date needs a pregnancy."))
    if problems or told_on is None:
        return (), tuple(problems)
    at = min(now, datetime.combine(told_on, time(12)).astimezone())
    if told_on == now.astimezone().date():
        at = now
    source = " ".join(typed.source.split())
    return tuple(fact(patient_id, kind_of(f), v, at, source) for f, v in values.items()), ()


def fact_rows(observations: Iterable[Observation]) -> list[RecordRow]:
    """Return the facts as the chart lists them, the newest first as given."""
    return [
        RecordRow(
            (write_day(each.observed_at), each.display, _value_words(each), each.note),
            each,
            each.retracted_reason,
        )
        for each in observations
    ]


def _value_words(observation: Observation) -> str:
    if observation.code != patient_fact.DUE_DATE:
        return observation.value_text
    try:
        return write_date(date.fromisoformat(observation.value_text))
    except ValueError:
        return observation.value_text
