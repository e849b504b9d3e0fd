"""Measures that demo patients fill in, and what a prescriber does about an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from practice_desk.app.demo.agenda import Agenda
from practice_desk.app.demo.measures import movements
from practice_desk.app.demo.story import Story
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.domain.risk import Assessment, RiskLevel, SafetyPlan
from practice_desk.services.charts import open_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import ResponseEntry, find_measure, save_response
from practice_desk.services.risk import assess_risk, write_safety_plan

_ANTIPSYCHOTICS = frozenset(
    {
        "aripiprazole", "clozapine", "haloperidol", "lurasidone", "olanzapine", "paliperidone",
        "quetiapine", "risperidone",
    }
)  # fmt: skip
_EVERY_WEEKS, _LAST = 26, 130
_PLAN = SafetyPlan(
    warning_signs="Awake after 3 am. Not answering messages.",
    coping="Walk to the harbor and back. Music with headphones.",
    people="The choir on Tuesday. The library.",
    helpers="My sister. My neighbor across the hall.",
    professionals="This office, or 988 day and night.",
    means="My sister keeps the stored medication; I get a week at a time.",
)

Act = Callable[[Clinic], None]


def fill_in(
    agenda: Agenda,
    when: datetime,
    whose: Callable[[], int],
    name: str,
    answers: dict[str, int],
) -> None:
    """Put the filling-in of a measure on the *agenda*, with an assessment where it calls for it."""
    agenda.add(when, _fill(whose, name, answers))
    if answers.get("q9", 0) and name == "phq9":
        agenda.add(when + timedelta(minutes=1), _assess(whose))


def aims_acts(whose: Callable[[], int], story: Story) -> list[tuple[float, Act]]:
    """Return the AIMS twice a year from the start of an antipsychotic on, each with its week."""
    starts = [step.week for step in story.steps if step.drug in _ANTIPSYCHOTICS]
    if not starts:
        return []
    weeks = range(round(min(starts)), _LAST, _EVERY_WEEKS)
    return [
        (float(week), _fill(whose, "aims", movements(place))) for place, week in enumerate(weeks)
    ]


def _fill(whose: Callable[[], int], name: str, answers: dict[str, int]) -> Act:
    who = "The clinician" if name == "aims" else "The patient"

    def record(clinic: Clinic) -> None:
        instrument = find_measure(name)
        assert instrument is not None  # the pack has it
        save_response(clinic, whose(), ResponseEntry(instrument, answers, AnswerMode.SCREEN, who))

    return record


def _assess(whose: Callable[[], int]) -> Act:
    def record(clinic: Clinic) -> None:
        patient_id = whose()
        state = open_chart(clinic, patient_id).risk
        assess_risk(
            clinic,
            patient_id,
            Assessment(
                "Passive thoughts of not waking up, some evenings; none of doing anything.",
                "None",
                "None; wants the treatment to work",
                "No firearm at home; a week of medication at a time",
                "No attempt",
                "Sister, choir, wants to see her nephew grow up",
                RiskLevel.LOW,
                "Safety plan reviewed; next visit sooner; knows 988.",
                tuple(each.id for each in state.open if each.id is not None),
            ),
        )
        if state.plan is None:
            write_safety_plan(clinic, patient_id, _PLAN)

    return record
