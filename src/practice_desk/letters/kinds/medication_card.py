"""The patient's medications as a card for the wallet, to be shown to any clinician or paramedic.

It lists what is taken and how, allergies, who prescribes and the pharmacy. No diagnosis: a card
gets lost. The name stands on it unless the patient wants it off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from practice_desk.domain.consent import Language
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import YES, RecipientSort
from practice_desk.letters.chart_lines import (
    ALLERGIES,
    TAKEN,
    AllergyLines,
    Mark,
    TakenLine,
    allergy_lines,
    allergy_text,
    chart_problems,
    taken_lines,
)
from practice_desk.letters.checks import check_length
from practice_desk.letters.controlled import ControlledRule
from practice_desk.letters.dates import birth_date, long_date, spanish_date
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import AnswerSort, LetterKind, Need, Offer, Question
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.sheet import Sheet, Text, WalletCard
from practice_desk.letters.wording import LetterWording, PatientWording, load_wording

CODE = "medication_card"


@dataclass(frozen=True, slots=True)
class MedicationCardContent:
    """Everything that sheet and card may say; `prescriber` and `pharmacy` come with phones."""

    frame: LetterFrame
    medications: tuple[TakenLine, ...]
    allergies: AllergyLines
    named: bool = True
    prescriber: str = ""
    pharmacy: str = ""
    language: Language = Language.ENGLISH


@cache
def _wording() -> PatientWording:
    return load_wording(CODE, PatientWording)


def build(facts: LetterFacts) -> MedicationCardContent:
    """Return the card of the plan as it stands."""
    pharmacy, prescriber = facts.pharmacy, facts.prescriber
    return MedicationCardContent(
        frame_of(facts),
        taken_lines(facts),
        allergy_lines(facts),
        facts.choices.is_ticked("named"),
        _reached(facts.author.display_name, facts.callback)
        if prescriber is None
        else _reached(prescriber.display_name, prescriber.phone or facts.callback),
        "" if pharmacy is None else _reached(pharmacy.name, pharmacy.phone),
        facts.choices.language,
    )


def _reached(name: str, phone: str) -> str:
    return f"{name}, {phone}" if phone else name


def problems(content: MedicationCardContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from chart_problems(content.medications, (), content.allergies)
    if not content.medications:
        yield Problem("medications", "The plan has no medication for a card.")
    for text in (content.prescriber, content.pharmacy):
        yield from check_length(text, "card", "a line of the card")


def page(content: MedicationCardContent) -> Sheet:
    """Return sheet and card."""
    wording = _wording().of(content.language)
    labels, words = wording.labels, wording.words
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        (
            Text(words["how"]),
            WalletCard(
                words["card_title"],
                tuple(_front(content, wording)),
                tuple(_entry(each, words) for each in content.medications),
                labels["panel"],
            ),
        ),
        language=f"{content.language}-US",
    )


def _front(content: MedicationCardContent, wording: LetterWording) -> Iterator[tuple[str, str]]:
    labels, patient = wording.labels, content.frame.patient
    if content.named:
        yield labels["name"], f"{patient.legal_name}, {birth_date(patient.birth_date)}"
    yield labels["allergies"], allergy_text(content.allergies, wording)
    yield labels["prescriber"], content.prescriber
    if content.pharmacy:
        yield labels["pharmacy"], content.pharmacy
    written_on = content.frame.written_on
    spanish = content.language is Language.SPANISH
    yield labels["as_of"], spanish_date(written_on) if spanish else long_date(written_on)


def _entry(line: TakenLine, words: dict[str, str]) -> tuple[str, str]:
    name = " ".join(part for part in (line.name, line.form) if part)
    return name if line.mark is Mark.NONE else f"{name} ({words[line.mark]})", line.taken


KIND = LetterKind(
    CODE,
    "Medication card for the wallet",
    MedicationCardContent,
    Offer(
        recipients=(RecipientSort.PATIENT,),
        questions=(
            Question("named", "Name and birth date on the card", AnswerSort.TICK, default=YES),
        ),
        languages=(Language.ENGLISH, Language.SPANISH),
    ),
    CARRIED
    | TAKEN
    | ALLERGIES
    | {
        "prescriber.given_name",
        "prescriber.family_name",
        "prescriber.credentials",
        "prescriber.phone",
        "pharmacy.name",
        "pharmacy.phone",
    },
    build,
    problems,
    page,
    controlled=ControlledRule.DIRECTIONS,
    needs=frozenset({Need.PLAN, Need.ALLERGIES, Need.CARE_TEAM}),
    hint="To be cut out and folded, for any clinician who asks what the patient takes.",
)
