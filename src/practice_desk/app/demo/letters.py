"""One letter of every kind from the demo clinic, saved into a folder as the composer would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.letter_choice import (
    YES,
    Addressee,
    Choices,
    Item,
    ItemSort,
    RecipientSort,
)
from practice_desk.letters.kind import AnswerSort, LetterKind, Question
from practice_desk.letters.kinds.school_letter import CODE as SCHOOL_LETTER
from practice_desk.letters.registry import LETTER_KINDS
from practice_desk.services import patients
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_making import (
    LetterDraft,
    draft_letter,
    render_letter,
    send_made_letter,
)
from practice_desk.services.letter_offering import OfferedItem, Offering, read_offering

_TYPED = {
    RecipientSort.PAYER: Addressee(
        RecipientSort.PAYER, name="Cascade Health Plan", address=("PO Box 900", "Salem, OR 97301")
    ),
    RecipientSort.SCHOOL_OR_EMPLOYER: Addressee(
        RecipientSort.SCHOOL_OR_EMPLOYER, name="Riverbend High School"
    ),
}
"""Who is written to where the demo's directory has nobody."""
_WORDS = {
    ("co_management", "request"): "Sleep is better on this dose. May we leave it as it is until"
    " you see the patient again?",
    ("laboratory_request", "tests"): "Sodium\nCreatinine with eGFR\nComplete blood count",
    ("prior_authorization", "reason"): "Two other medications were tried at an adequate dose and"
    " did not help enough. This one is expected to help with sleep as well.",
    ("referral", "reason"): "Snores, and is tired in spite of eight hours of sleep. Could sleep"
    " apnea explain it?",
}
"""What is written into the passages that a kind wants filled, by kind and passage."""


def write_one_of_each(clinic: Clinic, folder: Path) -> tuple[str, ...]:
    """Save a letter of every kind that the demo clinic can give; return the kinds it can't.

    Each goes the whole way: it is kept in its chart, with its disclosure.
    """
    missing = []
    for kind in LETTER_KINDS:
        draft = next(_drafts(clinic, kind), None)
        if draft is None:
            missing.append(kind.code)
            continue
        pages = render_letter(draft)
        send_made_letter(clinic, draft, pages, LetterDelivery.SAVED, folder / f"{kind.code}.pdf")
    return tuple(missing)


def _drafts(clinic: Clinic, kind: LetterKind[object]) -> Iterator[LetterDraft]:
    """Yield the letters of a kind that nothing is missing in, chart by chart."""
    for patient_id in patients.find_patients(clinic, ""):
        offering = read_offering(clinic, patient_id, kind.code)
        for choices in _choices(kind, offering, clinic.today()):
            draft = draft_letter(clinic, patient_id, kind.code, choices)
            if not draft.missing and _suits(kind, draft, clinic.today()):
                yield draft


def _suits(kind: LetterKind[object], draft: LetterDraft, today: date) -> bool:
    """Return whether the patient is of an age for it: pupils get letters for school."""
    return kind.code != SCHOOL_LETTER or draft.facts.patient.is_minor(today)


def _choices(kind: LetterKind[object], offering: Offering, today: date) -> Iterator[Choices]:
    """Yield choices to try: the first of each list, then the next of the list that decides."""
    lists = list(zip(kind.offer.items, offering.items, strict=True))
    if any(len(found) < offer.least for offer, found in lists):
        return
    if any(offer.least for offer, _ in lists) and not any(found for _, found in lists):
        return
    # A letter to a school or an employer names no diagnosis unless the patient wants that.
    private = kind.offer.recipients[0] is RecipientSort.SCHOOL_OR_EMPLOYER
    chosen = [
        [] if private else [each.item for each in _likely(found)[: offer.most or 3]]
        for offer, found in lists
    ]
    yield _with(kind, offering, [item for items in chosen for item in items], today)
    if len(lists) == 1:
        for each in lists[0][1][1:]:
            yield _with(kind, offering, [each.item], today)


def _likely(found: tuple[OfferedItem, ...]) -> list[OfferedItem]:
    """Put mental-health diagnoses first, and one measure alone."""
    if found and found[0].item.sort is ItemSort.SCORE:
        return [each for each in found if "total" in getattr(each.value, "display", "")][:1]
    mental = [each for each in found if getattr(each.value, "icd10cm", "").startswith("F")]
    return [*mental, *(each for each in found if each not in mental)]


def _with(kind: LetterKind[object], offering: Offering, items: list[Item], today: date) -> Choices:
    sort = kind.offer.recipients[0]
    usual = offering.usual or _TYPED.get(sort)
    asked = [each for each in kind.offer.questions if each.required and not each.default]
    answers = tuple((each.name, _answer(each, offering, today)) for each in asked)
    passages = tuple(
        (each.name, _WORDS.get((kind.code, each.name), each.label))
        for each in kind.offer.passages
        if each.required
    )
    made = Choices(addressee=usual, items=tuple(items), answers=answers)
    delivered = [each for each in kind.offer.passages if each.default(made.language)]
    own = {each.name for each in delivered}
    return replace(made, passages=tuple(each for each in passages if each[0] not in own))


def _answer(question: Question, offering: Offering, today: date) -> str:
    organization = offering.organizations[-1].id if offering.organizations else ""
    return {
        AnswerSort.TICK: YES,
        AnswerSort.CHOICE: question.choices[0][0] if question.choices else "",
        AnswerSort.NUMBER: "2",
        AnswerSort.DAY: today.isoformat(),
        AnswerSort.TEXT: "evaluation of sleep",
        AnswerSort.ORGANIZATION: str(organization),
    }[question.sort]
