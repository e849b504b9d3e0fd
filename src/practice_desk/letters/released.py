"""Letters to a school or an employer: days of absence, adjustments, return. No reason by itself.

Such a letter goes out by the patient's authorization (45 CFR 164.508), which has to be on file for
this recipient, or into the patient's own hands. A diagnosis stands in it only where one is chosen,
and to the recipient only where the authorization covers diagnoses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import ItemSort, RecipientSort
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.letters.checks import check_length
from practice_desk.letters.dates import long_date
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import AnswerSort, ItemOffer, Offer, Passage, Question
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.sheet import Facts, Heading, Headline, Part, Sheet, Text
from practice_desk.letters.wording import LetterWording

LONGEST = 1200  # characters
RELEASED = CARRIED | {"conditions.display"}
"""The facts that such letters may carry."""


class About(StrEnum):
    """What the letter says."""

    ABSENCE = "absence"
    ADJUSTMENTS = "adjustments"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class ReleasedContent:
    """Everything that such a letter may say. `diagnoses` were released by the patient.

    `in_hand` where the patient gets it, to show it to whom they want.
    """

    frame: LetterFrame
    about: About
    first: date | None = None
    last: date | None = None
    asked: str = ""
    diagnoses: tuple[str, ...] = ()
    in_hand: bool = False


def offer_of(where: str) -> Offer:
    """Return what can be chosen; *where* is "school" or "work"."""
    return Offer(
        recipients=(RecipientSort.SCHOOL_OR_EMPLOYER, RecipientSort.PATIENT),
        items=(ItemOffer(ItemSort.CONDITION, "Diagnosis, where the patient releases it", least=0),),
        questions=(
            Question(
                "about",
                "About",
                AnswerSort.CHOICE,
                (
                    (About.ABSENCE, "Absence"),
                    (About.ADJUSTMENTS, f"Adjustments at {where}"),
                    (About.RETURN, f"Return to {where}"),
                ),
                default=About.ABSENCE,
                required=True,
            ),
            Question("first", "From", AnswerSort.DAY, required=True),
            Question("last", "Until", AnswerSort.DAY),
        ),
        passages=(Passage("asked", "What is needed", LONGEST),),
    )


def build(facts: LetterFacts) -> ReleasedContent:
    """Return the letter."""
    choices = facts.choices
    return ReleasedContent(
        frame_of(facts),
        About(choices.answer("about")),
        choices.day("first"),
        choices.day("last"),
        choices.passage("asked") or "",
        tuple(each.display for each in facts.conditions),
        facts.gate.to_patient,
    )


def check(facts: LetterFacts) -> Iterator[Problem]:
    """Yield what the patient has not released, and days that can't be."""
    choices, openings = facts.choices, facts.gate.openings
    first, last = choices.day("first"), choices.day("last")
    if first is not None and last is not None and last < first:
        yield Problem("answers.last", "The last day is before the first. Check them.")
    if (
        choices.answer("about") == About.ADJUSTMENTS
        and not (choices.passage("asked") or "").strip()
    ):
        yield Problem("passages.asked", "Write what is needed.")
    if facts.gate.to_patient or facts.recipient is None:
        return
    if not openings:
        yield Problem(
            "release",
            "The patient has signed no release for this recipient. Have one signed on the Consents"
            " page, or hand the letter to the patient.",
        )
    elif facts.conditions and not any(
        not each.nouns or RecordNoun.CONDITION in each.nouns for each in openings
    ):
        yield Problem(
            "items", "The release for this recipient covers no diagnosis. Leave the diagnosis out."
        )


def problems(content: ReleasedContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    if content.first is None:
        yield Problem("answers.first", "Say from which day on.")
    yield from check_length(content.asked, "asked", "what is needed", LONGEST)
    for name in content.diagnoses:
        yield from check_length(name, "diagnoses", "the name of a diagnosis")


def page_of(wording: Callable[[], LetterWording]) -> Callable[[ReleasedContent], Sheet]:
    """Return what lays such a letter out in a kind's *wording*."""

    def page(content: ReleasedContent) -> Sheet:
        own = wording()
        labels, words = own.labels, own.words
        one_day = content.first == content.last
        reason = "no_reason"
        if content.diagnoses:
            reason = "reason_in_hand" if content.in_hand else "reason"
        parts: list[Part] = [
            Headline(words[content.about], words[reason]),
            Facts(
                (
                    (labels["day" if one_day else "first"], _day(content.first)),
                    (labels["last"], "" if one_day else _day(content.last)),
                    (labels["diagnoses"], "\n".join(content.diagnoses)),
                )
            ),
        ]
        if content.asked:
            parts += [Heading(labels["asked"]), Text(content.asked)]
        return Sheet(
            own.document_title, own.title, content.frame, tuple(parts), prescription_notice=False
        )

    return page


def _day(day: date | None) -> str:
    return "" if day is None else long_date(day)
