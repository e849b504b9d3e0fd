"""Request to a clinician or laboratory to take blood or do an examination and send us the results.

The diagnosis goes along as text and ICD-10-CM code, which laboratories need to bill, but only the
one that is chosen; of medications no more than the names of those that the test is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_asking import Expects
from practice_desk.domain.letter_choice import CareRole, ItemSort, RecipientSort
from practice_desk.letters.checks import check_length
from practice_desk.letters.dates import long_date
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import AnswerSort, ItemOffer, LetterKind, Offer, Passage, Question
from practice_desk.letters.medication_lines import (
    MedicationLine,
    gone_problems,
    line_problems,
    name_line,
)
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.sheet import Acknowledgement, Bullets, Facts, Headline, Sheet
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "laboratory_request"
_LONGEST = 800  # characters
_MOST_TESTS = 20


@dataclass(frozen=True, slots=True)
class LaboratoryRequestContent:
    """Everything that the request may say. `npi` is the number of who asks."""

    frame: LetterFrame
    tests: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    medications: tuple[MedicationLine, ...] = ()
    by_day: date | None = None
    timing: str = ""
    fasting: bool = False
    npi: str = ""


@cache
def _wording() -> LetterWording:
    return load_wording(CODE, LetterWording)


def build(facts: LetterFacts) -> LaboratoryRequestContent:
    """Return the request; each line of the passage is one test."""
    choices = facts.choices
    lines = (line.strip() for line in (choices.passage("tests") or "").splitlines())
    return LaboratoryRequestContent(
        frame_of(facts),
        tuple(line for line in lines if line),
        tuple(_reason(each.display, each.icd10cm) for each in facts.conditions),
        tuple(name_line(each.item) for each in facts.medications),
        choices.day("by_day"),
        choices.answer("timing"),
        choices.is_ticked("fasting"),
        facts.author.npi,
    )


def _reason(name: str, code: str) -> str:
    return f"{name} ({code})" if code else name


def check(facts: LetterFacts) -> Iterator[Problem]:
    """Yield what was chosen and can't be meant."""
    day = facts.choices.day("by_day")
    if day is not None and day < facts.today:
        yield Problem("answers.by_day", "That day is over. Check it.")
    yield from gone_problems(each.item for each in facts.medications)


def problems(content: LaboratoryRequestContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from line_problems(content.medications)
    if not content.tests:
        yield Problem("passages.tests", "Write which tests you ask for, one a line.")
    if len(content.tests) > _MOST_TESTS:
        yield Problem("passages.tests", f"At most {_MOST_TESTS} tests fit one request.")
    for text in (*content.tests, *content.reasons, content.timing, content.npi):
        yield from check_length(text, "tests", "a line of the request")


def page(content: LaboratoryRequestContent) -> Sheet:
    """Return the request in the parts of a sheet."""
    wording, labels, words = _wording(), _wording().labels, _wording().words
    count = len(content.tests)
    headline = words["headline_one" if count == 1 else "headline"].replace("{count}", str(count))
    fax, clinic = content.frame.letterhead.fax, content.frame.letterhead.name
    where = words["results"].replace("{fax}", fax) if fax else words["results_without_fax"]
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        (
            Headline(headline, where.replace("{clinic}", clinic)),
            Bullets(content.tests),
            Facts(
                (
                    (labels["by_day"], _day(content.by_day)),
                    (labels["timing"], content.timing),
                    (labels["fasting"], words["fasting"] if content.fasting else ""),
                    (labels["medications"], ", ".join(each.named for each in content.medications)),
                    (labels["reasons"], "\n".join(content.reasons)),
                    (labels["npi"], content.npi),
                )
            ),
        ),
        urgent=wording.urgent,
        acknowledgement=Acknowledgement(wording.ticks, by_pharmacy=False),
    )


def _day(day: date | None) -> str:
    return "" if day is None else long_date(day)


KIND = LetterKind(
    CODE,
    "Request for laboratory tests",
    LaboratoryRequestContent,
    Offer(
        recipients=(RecipientSort.CLINICIAN,),
        usual_roles=(CareRole.PRIMARY_CARE,),
        items=(
            ItemOffer(ItemSort.CONDITION, "Reason (diagnosis)", most=4),
            ItemOffer(ItemSort.MEDICATION, "Medications that the tests are about", least=0),
        ),
        questions=(
            Question("by_day", "To be taken by", AnswerSort.DAY),
            Question("timing", "When to take it (before the morning dose …)", AnswerSort.TEXT),
            Question("fasting", "Fasting", AnswerSort.TICK),
        ),
        passages=(Passage("tests", "Tests, one a line", _LONGEST, required=True),),
        may_be_urgent=True,
        may_be_copied=True,
        answer_days=14,
        expects=Expects.ANSWER,
        urgent_days=2,
    ),
    CARRIED
    | {
        "conditions.display",
        "conditions.icd10cm",
        "medications.item.medication.name",
        "medications.item.medication.schedule",
        "medications.item.dosage",
        "author.npi",
    },
    build,
    problems,
    page,
    check=check,
    hint="Asks for tests elsewhere; stays open until the results are here.",
)
