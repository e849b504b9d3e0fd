"""Side effects in words: scales, choices and where one stands. No widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from practice_desk.domain.adverse_event import (
    Coping,
    Course,
    Frequency,
    ReportSource,
    ToldBy,
    Urgency,
)
from practice_desk.domain.adverse_event_review import (
    Action,
    CaseOutcome,
    Causality,
    Dechallenge,
    Rechallenge,
    Seriousness,
)
from practice_desk.domain.medication import PlanItem

SEVERITY = (
    "0 · not there", "1 · hardly there", "2 · mild", "3 · moderate", "4 · strong", "5 · severe",
    "6 · can't be borne",
)  # fmt: skip
BOTHER = (
    "0 · not at all", "1 · hardly", "2 · a little", "3 · somewhat", "4 · quite a lot",
    "5 · very much", "6 · can't be borne",
)  # fmt: skip
LIMITS = (
    "0 · not at all", "1 · hardly", "2 · a little", "3 · in some things", "4 · in many things",
    "5 · in most things", "6 · can do nothing",
)  # fmt: skip
SCALES = {"severity": SEVERITY, "bother": BOTHER, "limits": LIMITS}
NOT_ASKED = "Not asked"
FREQUENCIES = {
    Frequency.UNKNOWN: NOT_ASKED,
    Frequency.ONCE: "Once",
    Frequency.NOW_AND_THEN: "Now and then",
    Frequency.MOST_DAYS: "Most days",
    Frequency.DAILY: "Every day",
    Frequency.ALWAYS: "All the time",
    Frequency.AFTER_DOSES: "After each dose",
}
COURSES = {
    Course.UNKNOWN: NOT_ASKED,
    Course.NEW: "New",
    Course.SAME: "The same",
    Course.BETTER: "Getting better",
    Course.WORSE: "Getting worse",
    Course.GONE: "Gone",
    Course.LONG_LASTING: "Long-lasting",
}
COPINGS = {
    Coping.UNKNOWN: NOT_ASKED,
    Coping.NOTHING: "Nothing",
    Coping.SKIPPED_DOSES: "Skipped doses",
    Coping.TOOK_LESS: "Took less",
    Coping.STOPPED: "Stopped taking it",
    Coping.REMEDY: "Took something for it",
    Coping.SOUGHT_CARE: "Saw a doctor",
}
TOLD_BY = {
    ToldBy.PATIENT: "The patient",
    ToldBy.FAMILY: "Family",
    ToldBy.SEEN: "Seen by us",
    ToldBy.OTHER: "Somebody else",
}
SOURCES = {
    ReportSource.CHECK_IN: "Check-in",
    ReportSource.THERAPIST: "Visit with a therapist",
    ReportSource.PRESCRIBER: "Visit with a prescriber",
    ReportSource.CALL: "Call",
    ReportSource.PAPER: "Paper form",
    ReportSource.EARLIER: "Entered before reviews were kept",
}
WAYS = {
    ReportSource.PRESCRIBER: "Visit",
    ReportSource.CALL: "Call",
    ReportSource.PAPER: "Paper",
}
"""What is offered to whoever reports; who they are makes a visit a prescriber's or therapist's."""
URGENCIES = {
    Urgency.ROUTINE: "At the next visit",
    Urgency.SOON: "Within days",
    Urgency.TODAY: "Today",
    Urgency.NOW: "Now",
}
CAUSALITIES = {
    Causality.NOT_ASSESSED: "Not judged yet",
    Causality.UNRELATED: "Not it",
    Causality.DOUBTFUL: "Doubtful",
    Causality.POSSIBLE: "Possible",
    Causality.PROBABLE: "Probable",
    Causality.DEFINITE: "Definite",
}
DECHALLENGES = {
    Dechallenge.NOT_DONE: "Not done",
    Dechallenge.BETTER: "It got better",
    Dechallenge.NOT_BETTER: "It did not get better",
    Dechallenge.NOT_KNOWN: "Not known yet",
}
RECHALLENGES = {
    Rechallenge.NOT_DONE: "Not done",
    Rechallenge.CAME_BACK: "It came back",
    Rechallenge.DID_NOT: "It did not come back",
    Rechallenge.NOT_KNOWN: "Not known yet",
}
ACTIONS = {
    Action.WATCH: "Watch it",
    Action.MANAGE: "Manage it with advice",
    Action.LOWER: "Lower the dose",
    Action.SPLIT: "Split the dose",
    Action.MOVE: "Move the dose to another time",
    Action.SWITCH: "Switch to another medication",
    Action.STOP: "Stop the medication",
    Action.ADD: "Add a treatment for it",
    Action.INVESTIGATE: "Investigate",
    Action.REFER: "Refer",
    Action.NOTHING: "Nothing needed",
}
OUTCOMES = {
    CaseOutcome.RECOVERED: "Recovered",
    CaseOutcome.RECOVERING: "Recovering",
    CaseOutcome.LASTING_EFFECTS: "Recovered, something stays",
    CaseOutcome.LONG_LASTING: "Long-lasting, goes on",
    CaseOutcome.OTHER_CAUSE: "Another cause",
    CaseOutcome.LOST: "Lost to follow-up",
    CaseOutcome.DIED: "Died",
    CaseOutcome.NOT_KNOWN: "Not known",
}
SERIOUS = {
    Seriousness.DEATH: "Death",
    Seriousness.LIFE_THREATENING: "Life-threatening",
    Seriousness.HOSPITAL: "Hospital, or a longer stay",
    Seriousness.DISABILITY: "Lasting damage",
    Seriousness.BIRTH_DEFECT: "Birth defect",
    Seriousness.INTERVENTION: "Needed treatment to prevent damage",
    Seriousness.OTHER: "Other important event",
}


@dataclass(frozen=True, slots=True)
class SuspectChoice:
    """A medication that may be suspected, as the choice reads."""

    medication_id: int
    text: str


def suspect_choices(plan: Iterable[PlanItem]) -> list[SuspectChoice]:
    """Return the chart's medications, each once, as the plan orders them."""
    return [
        SuspectChoice(item.medication.id, item.medication.name)
        for item in plan
        if item.medication.id is not None
    ]


def grade_words(scale: str, grade: int | None) -> str:
    """Return a grade of "severity", "bother" or "limits" in words alone, such as "moderate"."""
    return NOT_ASKED if grade is None else SCALES[scale][grade].partition(" · ")[2]
