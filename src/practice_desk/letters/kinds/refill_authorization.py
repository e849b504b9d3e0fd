"""Answer to a pharmacy's refill request: agreed, or not, and why.

It is never a prescription. Of any medication it carries neither quantity nor directions: those
stand on the prescription that the pharmacy has on file. Of a controlled one it does not even say
how many refills, since a number on paper is soon another one: that is told by telephone, as 21 CFR
1306.22 has it, or on an electronic prescription. Sources: 21 CFR 1306.12(a) (no refills of
C-II), 1306.22(a) (C-III and C-IV: at most five, and none after six months).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from practice_desk.domain.dose_form import form_name
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import ItemSort, RecipientSort
from practice_desk.domain.medication import PlanStatus
from practice_desk.letters.checks import check_length, check_present
from practice_desk.letters.controlled import DeaSchedule
from practice_desk.letters.dates import long_date, six_months_after
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import AnswerSort, ItemOffer, LetterKind, Offer, Question
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.regimens import doses_text
from practice_desk.letters.sheet import Acknowledgement, Facts, Headline, Sheet
from practice_desk.letters.wording import Wording, load_wording

CODE = "refill_authorization"
MOST_REFILLS = 11
MOST_CONTROLLED = 5


class Answer(StrEnum):
    """What the prescriber answers."""

    AGREED = "agreed"
    VISIT_FIRST = "visit_first"
    REPLACED = "replaced"
    STOPPED = "stopped"
    TOO_EARLY = "too_early"
    NOT_OURS = "not_ours"


class Follows(StrEnum):
    """By which way the answer is confirmed."""

    ELECTRONIC = "electronic"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class RefillContent:
    """Everything that the answer may say.

    `dose` is the amount of one dose and `refills` their number: both are empty for a controlled
    medication. `number` is the pharmacy's own for the prescription. `not_after` is the last day on
    which a C-III or C-IV prescription may be refilled.
    """

    frame: LetterFrame
    medication: str
    form: str
    schedule: DeaSchedule
    answer: Answer
    follows: Follows
    dose: str = ""
    refills: int | None = None
    number: str = ""
    asked_on: date | None = None
    not_after: date | None = None


class RefillWording(Wording, frozen=True):
    """`resources/letters/refill_authorization.yaml`."""

    document_title: str
    title: str
    urgent: str
    headlines: dict[str, str]
    explained: dict[str, str]
    one_refill: str
    refills: str
    follows: dict[Follows, str]
    labels: dict[str, str]
    schedules: dict[DeaSchedule, str]
    ticks: tuple[str, ...]


@cache
def _wording() -> RefillWording:
    return load_wording(CODE, RefillWording)


def build(facts: LetterFacts) -> RefillContent:
    """Return the answer about the chosen medication."""
    choices = facts.choices
    item = facts.medications[0].item if facts.medications else None
    schedule = DeaSchedule.strictest("" if item is None else item.medication.schedule)
    answer = Answer(choices.answer("answer"))
    agreed, dosage = answer is Answer.AGREED, None if item is None else item.dosage
    written_on = choices.day("written_on")
    limited = agreed and schedule in (DeaSchedule.III, DeaSchedule.IV)
    told = dosage is not None and not schedule.controlled
    return RefillContent(
        frame=frame_of(facts),
        medication="" if item is None else item.medication.name,
        form="" if dosage is None else form_name(dosage.form),
        schedule=schedule,
        answer=answer,
        follows=Follows(choices.answer("follows")),
        dose=doses_text([dosage]) if told and dosage is not None else "",
        refills=choices.number("refills") if agreed and not schedule.controlled else None,
        number=choices.answer("number"),
        asked_on=choices.day("asked_on"),
        not_after=six_months_after(written_on) if limited and written_on is not None else None,
    )


def check(facts: LetterFacts) -> Iterator[Problem]:
    """Yield why what was chosen may not be agreed to. Sources: see the module."""
    choices = facts.choices
    if choices.answer("answer") != Answer.AGREED or not facts.medications:
        return
    item = facts.medications[0].item
    medication = item.medication
    if item.status in (PlanStatus.STOPPED, PlanStatus.ENTERED_IN_ERROR):
        yield Problem("items", f"{medication.name} is not in the plan any more.")
    schedule, name = DeaSchedule.strictest(medication.schedule), medication.name
    refills, given = choices.number("refills"), choices.number("given") or 0
    field = "answers.refills"
    if schedule is DeaSchedule.II:
        return  # the content's own problem says it
    if not refills:
        yield Problem(field, "Say how many more refills you agree to.")
    elif refills > MOST_REFILLS:
        yield Problem(field, f"At most {MOST_REFILLS} refills can be agreed to at a time.")
    if schedule not in (DeaSchedule.III, DeaSchedule.IV):
        return
    if (refills or 0) + given > MOST_CONTROLLED:
        yield Problem(
            field,
            f"{name} may be refilled {MOST_CONTROLLED} times in all on one prescription"
            " (21 CFR 1306.22). Write a new prescription.",
        )
    written_on = choices.day("written_on")
    if written_on is None:
        yield Problem(
            "answers.written_on",
            f"Say when the prescription of {name} was written: six months count.",
        )
    elif written_on > facts.today:
        yield Problem("answers.written_on", "That day has not come yet. Check it.")
    elif six_months_after(written_on) < facts.today:
        yield Problem(
            "answers.written_on",
            f"No refill of {name} is possible six months after the prescription was written"
            " (21 CFR 1306.22). Write a new prescription.",
        )


def problems(content: RefillContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    yield from check_present(content.medication, "medication", "the medication's name")
    for text, field, what in (
        (content.medication, "medication", "the medication's name"),
        (content.form, "form", "the dose form"),
        (content.dose, "dose", "the dose"),
        (content.number, "number", "the prescription number"),
    ):
        yield from check_length(text, field, what)
    if content.answer is Answer.AGREED and content.schedule is DeaSchedule.II:
        sentence = f"{content.medication} is a C-II medication: it can't be refilled."
        yield Problem("medication", f"{sentence} Write a new prescription (21 CFR 1306.12).")
    if content.schedule.controlled and (content.dose or content.refills is not None):
        sentence = (
            f"{content.medication} is a controlled medication: no dose, no number of refills."
        )
        yield Problem("refills", sentence)


def page(content: RefillContent) -> Sheet:
    """Return the answer in the parts of a sheet."""
    wording, labels = _wording(), _wording().labels
    controlled = content.schedule.controlled
    agreed = content.answer is Answer.AGREED
    which = "agreed_controlled" if agreed and controlled else content.answer.value
    count = content.refills or 0
    many = wording.one_refill if count == 1 else wording.refills.replace("{count}", str(count))
    name = " ".join(part for part in (content.medication, content.form) if part)
    headline = wording.headlines[which].replace("{refills}", many)
    rows = (
        (labels["medication"], name),
        (labels["dose"], content.dose),
        (labels["schedule"], wording.schedules[content.schedule] if controlled else ""),
        (labels["number"], content.number),
        (labels["asked_on"], _day(content.asked_on)),
        (labels["not_after"], _day(content.not_after)),
        (labels["follows"], wording.follows[content.follows] if agreed else ""),
    )
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        (
            Headline(
                headline.replace("{medication}", content.medication), wording.explained[which]
            ),
            Facts(rows),
        ),
        urgent=wording.urgent,
        acknowledgement=Acknowledgement(wording.ticks),
    )


def name_of(facts: LetterFacts) -> str:
    """Return what the chart calls it: "Refill agreed: sertraline"."""
    names = ", ".join(each.item.medication.name for each in facts.medications)
    agreed = facts.choices.answer("answer") == Answer.AGREED
    return f"{'Refill agreed' if agreed else 'Refill not agreed'}: {names}"


def _day(day: date | None) -> str:
    return "" if day is None else long_date(day)


KIND = LetterKind(
    CODE,
    "Answer to a refill request",
    RefillContent,
    Offer(
        recipients=(RecipientSort.PHARMACY,),
        items=(ItemOffer(ItemSort.MEDICATION, "Medication", most=1),),
        questions=(
            Question(
                "answer",
                "Your answer",
                AnswerSort.CHOICE,
                (
                    ("agreed", "Agreed"),
                    ("visit_first", "Not yet: the patient has to be seen first"),
                    ("too_early", "Not yet: the supply should still last"),
                    ("replaced", "No: the dose was changed"),
                    ("stopped", "No: it was stopped"),
                    ("not_ours", "No: we do not prescribe it"),
                ),
                default="agreed",
                required=True,
            ),
            Question("refills", "More refills", AnswerSort.NUMBER, default="1"),
            Question("given", "Refills given so far", AnswerSort.NUMBER, default="0"),
            Question("written_on", "Prescription written on", AnswerSort.DAY),
            Question("asked_on", "Pharmacy’s request of", AnswerSort.DAY),
            Question("number", "Pharmacy’s prescription number", AnswerSort.TEXT, longest=30),
            Question(
                "follows",
                "Confirmed",
                AnswerSort.CHOICE,
                (("electronic", "Electronically"), ("phone", "By telephone")),
                default="electronic",
                required=True,
            ),
        ),
        may_be_urgent=True,
    ),
    CARRIED
    | {
        "medications.item.medication.name",
        "medications.item.medication.schedule",
        "medications.item.dosage",
    },
    build,
    problems,
    page,
    check=check,
    name=name_of,
    hint="Agree to a pharmacy’s refill request, or say why not. Never a prescription.",
)
