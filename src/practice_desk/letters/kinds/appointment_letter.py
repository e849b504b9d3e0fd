"""Appointments of a patient on paper: when, with whom, what to bring. Nothing clinical."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from practice_desk.domain.consent import Language
from practice_desk.domain.directory import Practitioner
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import ItemSort, RecipientSort
from practice_desk.letters.checks import check_length
from practice_desk.letters.dates import clock_time, weekday_date
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.frame import CARRIED, frame_of, frame_problems
from practice_desk.letters.kind import ItemOffer, LetterKind, Need, Offer, Passage
from practice_desk.letters.parties import LetterFrame
from practice_desk.letters.sheet import Cell, Grid, Heading, Headline, Part, Sheet, Text
from practice_desk.letters.wording import PatientWording, load_wording

CODE = "appointment_letter"
_LONGEST = 800  # characters
_MOST = 12


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    """One appointment in the clinic's own time; `who` is empty where nobody is named."""

    starts_at: datetime
    minutes: int
    who: str = ""


@dataclass(frozen=True, slots=True)
class AppointmentContent:
    """Everything that the letter may say."""

    frame: LetterFrame
    appointments: tuple[AppointmentLine, ...]
    bring: str = ""
    policy: str = ""
    language: Language = Language.ENGLISH


@cache
def _wording() -> PatientWording:
    return load_wording(CODE, PatientWording)


def build(facts: LetterFacts) -> AppointmentContent:
    """Return the chosen appointments, the next one first."""
    people = (facts.prescriber, facts.therapist)
    ordered = sorted(facts.appointments, key=lambda each: each.starts_at)
    return AppointmentContent(
        frame_of(facts),
        tuple(
            AppointmentLine(
                each.starts_at.astimezone(), each.minutes, _who(each.practitioner_id, people)
            )
            for each in ordered
        ),
        facts.choices.passage("bring") or "",
        facts.choices.passage("policy") or "",
        facts.choices.language,
    )


def _who(practitioner_id: int | None, people: tuple[Practitioner | None, ...]) -> str:
    known = (each for each in people if each is not None and each.id is not None)
    return next((each.display_name for each in known if each.id == practitioner_id), "")


def problems(content: AppointmentContent) -> Iterator[Problem]:
    """Yield what is missing or may not be sent."""
    yield from frame_problems(content.frame)
    if not content.appointments:
        yield Problem("items", "Choose the appointments to write about.")
    for each in content.appointments:
        yield from check_length(each.who, "who", "the clinician's name")
    for text, field, what in (
        (content.bring, "bring", "what to bring"),
        (content.policy, "policy", "what to do when the patient can't come"),
    ):
        yield from check_length(text, field, what, _LONGEST)


def page(content: AppointmentContent) -> Sheet:
    """Return the letter in the parts of a sheet."""
    language = content.language
    wording = _wording().of(language)
    labels, words = wording.labels, wording.words
    first, *more = content.appointments
    who = words["with"].replace("{who}", first.who) if first.who else ""
    day, time = weekday_date(first.starts_at.date(), language), clock_time(first.starts_at)
    when = words["when"].replace("{day}", day).replace("{time}", time)
    parts: list[Part] = [Headline(f"{when[:1].upper()}{when[1:]}", who)]
    if more:
        rows = tuple(_cells(each, language, words) for each in more)
        columns = (labels["day"], labels["time"], labels["who"])
        parts += [Heading(labels["more"]), Grid(columns, rows, (0.45, 0.25, 0.3))]
    if content.bring:
        parts += [Heading(labels["bring"]), Text(content.bring)]
    if content.policy:
        parts += [Heading(labels["policy"]), Text(content.policy)]
    return Sheet(
        wording.document_title,
        wording.title,
        content.frame,
        tuple(parts),
        prescription_notice=False,
        language=f"{language}-US",
    )


def _cells(each: AppointmentLine, language: Language, words: dict[str, str]) -> tuple[Cell, ...]:
    minutes = words["minutes"].replace("{minutes}", str(each.minutes))
    return (
        Cell(strong=weekday_date(each.starts_at.date(), language)),
        Cell(strong=clock_time(each.starts_at), small=minutes),
        Cell(each.who),
    )


KIND = LetterKind(
    CODE,
    "Appointments for the patient",
    AppointmentContent,
    Offer(
        recipients=(RecipientSort.PATIENT,),
        items=(ItemOffer(ItemSort.APPOINTMENT, "Appointments", most=_MOST),),
        passages=(
            Passage(
                "bring", "Please bring", _LONGEST, lambda each: _wording().of(each).words["bring"]
            ),
            Passage(
                "policy",
                "If you can’t come",
                _LONGEST,
                lambda each: _wording().of(each).words["policy"],
            ),
        ),
        languages=(Language.ENGLISH, Language.SPANISH),
    ),
    CARRIED
    | {
        "appointments.starts_at",
        "appointments.minutes",
        *(
            f"{whose}.{part}"
            for whose in ("prescriber", "therapist")
            for part in ("given_name", "family_name", "credentials")
        ),
    },
    build,
    problems,
    page,
    needs=frozenset({Need.CARE_TEAM}),
    hint="The next appointments on paper, with nothing clinical.",
)
