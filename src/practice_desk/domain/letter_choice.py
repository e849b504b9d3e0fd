"""What a person chooses when writing a letter: to whom, about what, how urgent, in which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practice_desk.domain.consent import Language


class RecipientSort(StrEnum):
    """Who reads a letter."""

    PHARMACY = "pharmacy"
    CLINICIAN = "clinician"
    PATIENT = "patient"
    PAYER = "payer"
    SCHOOL_OR_EMPLOYER = "school_or_employer"


class CareRole(StrEnum):
    """What somebody is in the care team of a patient, in the words that lists on screen show."""

    THERAPIST = "therapist"
    PRESCRIBER = "prescriber"
    PRIMARY_CARE = "primary care"


class ItemSort(StrEnum):
    """The kinds of thing in a chart that a letter can be about."""

    PLAN_EVENT = "plan_event"
    STEP_PLAN = "step_plan"
    """A start or change that goes in steps, by the id of its plan event."""
    CANCELLATION = "cancellation"
    """A line of the pharmacy's own list that it is to cancel, by the id of its resolution."""
    MEDICATION = "medication"
    SUPPLY_EVENT = "supply_event"
    SIDE_EFFECT = "side_effect"
    RESULT = "result"
    """A laboratory result or examination."""
    SCORE = "score"
    """The total of a measure."""
    TRIAL = "trial"
    CONDITION = "condition"
    GOAL = "goal"
    APPOINTMENT = "appointment"


class Urgency(StrEnum):
    """How soon the recipient is asked to act."""

    ROUTINE = "routine"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a chart, by its sort and id."""

    sort: ItemSort
    id: int


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter goes to: one of the directory by its id, the patient, or what was typed.

    Give `organization_id` or `practitioner_id`, or `name` with the rest; for the patient nothing.
    """

    sort: RecipientSort
    organization_id: int | None = None
    practitioner_id: int | None = None
    name: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    fax: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that is chosen for one letter.

    `addressee` None means whom the chart suggests: the patient's pharmacy, the primary care
    clinician, the patient. `answers` are to the kind's own questions and `passages` the texts that
    were edited, both by name; what is not there is as the kind has it. `code` keeps the letter's
    number while its draft is edited, `replaces` is the id of a letter that this one supersedes.
    """

    addressee: Addressee | None = None
    copies: tuple[Addressee, ...] = ()
    items: tuple[Item, ...] = ()
    urgency: Urgency = Urgency.ROUTINE
    answers: tuple[tuple[str, str], ...] = ()
    passages: tuple[tuple[str, str], ...] = ()
    language: Language = Language.ENGLISH
    code: str = ""
    replaces: int | None = None

    def ids(self, sort: ItemSort) -> tuple[int, ...]:
        """Return the ids of the chosen items of one sort, each once, as they were chosen."""
        return tuple(dict.fromkeys(item.id for item in self.items if item.sort is sort))

    def answer(self, name: str) -> str:
        """Return the answer to a question of the kind, empty without one."""
        return dict(self.answers).get(name, "").strip()

    def is_ticked(self, name: str) -> bool:
        """Return whether a box of the kind is ticked."""
        return self.answer(name) == YES

    def number(self, name: str) -> int | None:
        """Return an answer that is a whole number; None without one or for anything else."""
        text = self.answer(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

    def day(self, name: str) -> date | None:
        """Return an answer that is a date (ISO 8601); None without one or for anything else."""
        try:
            return date.fromisoformat(self.answer(name))
        except ValueError:
            return None

    def passage(self, name: str) -> str | None:
        """Return an edited passage, None where nobody edited it."""
        return dict(self.passages).get(name)


YES = "yes"
"""The answer that a ticked box gives."""
