"""The steps about a chart that take a reason, and how each is spoken of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from practice_desk.domain.approval import ApprovalKind


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """How a step is spoken of; `asks_for` where a second person has to approve it."""

    title: str
    explanation: str
    tone: str
    save: str
    asks_for: ApprovalKind | None = None


class ReasonStep(Enum):
    """The steps that `ReasonDialog` takes."""

    RESTRICT = ReasonWords(
        "Restrict this chart",
        "Only the patient's prescriber and therapist can open it from now on. Others can in an "
        "emergency, for one hour, which an administrator reviews. Lifting this takes two people.",
        "caution",
        "&Restrict",
    )
    BREAK_GLASS = ReasonWords(
        "Open in an emergency",
        "The chart opens to you for one hour. That you opened it, when and why is recorded and "
        "stays listed until an administrator has reviewed it.",
        "danger",
        "&Open for one hour",
    )
    LIFT = ReasonWords(
        "Ask to lift the restriction",
        "Once a second person approves, every clinician of the clinic can open this chart again.",
        "info",
        "&Ask",
        ApprovalKind.LIFT_RESTRICTION,
    )
    MERGE = ReasonWords(
        "Ask to merge this chart into another",
        "Once a second person approves, every record of this chart moves into the one that is "
        "kept, and this one stays as inactive, saying where they went. It can't be undone.",
        "caution",
        "&Ask",
        ApprovalKind.MERGE_CHARTS,
    )
    PURGE = ReasonWords(
        "Ask to purge this chart",
        "Once a second person approves, everything in this chart is deleted for good, with its "
        "letters and files. Backups keep it until they are replaced. Most records have to be kept "
        "for years: check your state's law first.",
        "danger",
        "&Ask",
        ApprovalKind.PURGE_CHART,
    )
