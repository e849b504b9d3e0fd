"""Handouts on paper: gathering what one says to this patient, rendering it, giving it.

Like a dose calendar it is previewed first, and kept with its exact bytes once it has been printed
or saved; the same transaction records the education with its teach-back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from practice_desk.domain.appointment import AppointmentStatus
from practice_desk.domain.changes import Changes
from practice_desk.domain.education import (
    EducationGiven,
    HandoutKind,
    TeachBack,
    Topic,
    check_education,
)
from practice_desk.domain.errors import Invalid, LetterRefused, NotFound, Problem
from practice_desk.domain.handout import ENGLISH, Handout
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.permission import Operation
from practice_desk.knowledge.education import handout
from practice_desk.letters.kinds.handout import (
    CODE,
    ClinicWords,
    HandoutContent,
    HandoutDays,
)
from practice_desk.letters.parties import Letterhead, LetterPatient
from practice_desk.services.clinic import Clinic
from practice_desk.services.handout_content import calendar_of, schedule_of
from practice_desk.services.handout_words import newest_words
from practice_desk.services.kept_letters import (
    LeavingPages,
    SentLetter,
    keep_paper,
    paper_for_patient,
)
from practice_desk.services.letter_content import NoticeFacts, NoticeOptions
from practice_desk.services.letter_events import DRAFT
from practice_desk.services.letter_facts import new_code, read_facts
from practice_desk.services.plan_reader import read_plan
from practice_desk.storage import education as stored
from practice_desk.storage import registry, schedule
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

_GIVE = Operation.GIVE_EDUCATION
_TAKEN = frozenset({PlanStatus.ACTIVE, PlanStatus.PLANNED, PlanStatus.ON_HOLD})
_COMING = frozenset({AppointmentStatus.PROPOSED, AppointmentStatus.BOOKED})


@dataclass(frozen=True, slots=True)
class HandoutOptions:
    """How a handout is printed."""

    language: str = ENGLISH
    large: bool = False
    a4: bool = False


@dataclass(frozen=True, slots=True)
class Taught:
    """What came of explaining it; see `EducationGiven`."""

    result: TeachBack = TeachBack.NOT_ASKED
    patient_words: str = ""
    learner: str = ""


@dataclass(frozen=True, slots=True)
class HandoutDraft:
    """A handout about to be given; see `letters.Draft`."""

    patient_id: int
    topic: Topic
    options: HandoutOptions
    medication_id: int | None
    code: str
    title: str
    made_at: datetime
    content: HandoutContent | None
    missing: tuple[Problem, ...]


def handout_draft(
    clinic: Clinic, patient_id: int, topic: Topic, options: HandoutOptions, code: str = ""
) -> HandoutDraft:
    """Gather a handout for one patient. Nothing is written.

    *code* is given to keep the number while the choices change. Raises NotFound, also for a topic
    that the library does not have, or NotPermitted.
    """
    with clinic.viewing(_GIVE, patient_id) as work:
        work.detail = DRAFT
        facts = read_facts(work, patient_id, clinic.session.user_name, NoticeOptions())
        items = _about(read_plan(work, patient_id, clinic.today()), topic)
        visit = _next_visit(work, patient_id, clinic.now())
        own = _clinics_words(work, topic, options.language)
        code = code or new_code(work)
    made = _handout(topic, options.language, items)
    content = _content(clinic, facts, made, options, code)
    if content is not None:
        language, today = options.language, clinic.today()
        days = schedule_of(items, language, today)
        weeks = calendar_of(items, language, today)
        content = replace(content, schedule=days, calendar=weeks, own_words=own, next_visit=visit)
    return HandoutDraft(
        patient_id,
        topic,
        options,
        items[0].medication.id if items else None,
        code,
        made.title,
        clinic.now().replace(microsecond=0),
        content,
        _missing(content),
    )


def render_handout(draft: HandoutDraft) -> RenderedLetter:
    """Return the finished pages: the same draft gives the same bytes. Writes nothing.

    Raises Invalid for missing facts, LetterRefused for text that cannot be printed.
    """
    if draft.missing or draft.content is None:
        raise Invalid(draft.missing)
    from practice_desk.letters.rendering import render  # imports the big ReportLab

    return render(CODE, draft.content, made_at=draft.made_at)


def give_handout(
    clinic: Clinic,
    draft: HandoutDraft,
    pages: LeavingPages,
    taught: Taught,
) -> SentLetter:
    """Keep a handout that was given: document, letter, disclosure and education in one.

    Raises as `letters.send_letter` does, Invalid for what was typed about the teach-back, and
    LetterRefused also when the plan has changed meanwhile.
    """
    if render_handout(draft) != pages.rendered:
        raise LetterRefused("The pages are not what was shown.", "Make the handout again.")
    content = draft.content
    assert content is not None  # rendering refuses it
    entry = _entry(clinic, draft, taught)
    if problems := check_education(entry, clinic.today()):
        raise Invalid(problems)

    def check(work: UnitOfWork) -> None:
        items = _about(read_plan(work, draft.patient_id, clinic.today()), draft.topic)
        if schedule_of(items, content.language, clinic.today()) != content.schedule:
            sentence = "The plan was changed while this handout was open."
            raise LetterRefused(sentence, "Make the handout again.")

    def then(work: UnitOfWork, letter_id: int) -> None:
        stored.education_given.add(work.connection, replace(entry, letter_id=letter_id))

    name = content.patient.legal_name
    paper = paper_for_patient(draft.patient_id, CODE, draft.code, draft.title, name)
    sent = keep_paper(paper, clinic, _GIVE, pages, check, then)
    changed = Changes.of(draft.patient_id, "letter", "disclosure", "education_given")
    return replace(sent, changes=changed)


def title_of(topic: Topic, language: str, name: str = "") -> str:
    """Return a handout's title; the topic's id where the library has it no longer."""
    made = handout(topic, language, name)
    return topic.id if made is None else made.title


def _entry(clinic: Clinic, draft: HandoutDraft, taught: Taught) -> EducationGiven:
    return EducationGiven(
        draft.patient_id,
        draft.topic.kind,
        draft.topic.id,
        draft.title,
        draft.options.language,
        clinic.today(),
        clinic.session.user_name,
        clinic.now(),
        taught.result,
        taught.patient_words.strip(),
        taught.learner.strip(),
        medication_id=draft.medication_id,
    )


def _about(items: Sequence[PlanItem], topic: Topic) -> list[PlanItem]:
    """Return what of the plan a handout is about; only a medication's own has a schedule."""
    if topic.kind is not HandoutKind.MEDICATION:
        return []
    found = [item for item in items if item.medication.concept_id == topic.id]
    return [item for item in found if item.status in _TAKEN]


def _handout(topic: Topic, language: str, items: Sequence[PlanItem]) -> Handout:
    medication = items[0].medication if items else None
    dosage = items[0].dosage if items else None
    made = handout(
        topic,
        language,
        medication.name if medication else "",
        medication.schedule if medication else "",
        (dosage.form or "") if dosage else "",
    )
    if made is None:
        raise NotFound("There is no such handout any more.", "Choose another one.")
    return made


def _next_visit(work: UnitOfWork, patient_id: int, now: datetime) -> datetime | None:
    coming = [
        each.starts_at
        for each in schedule.appointments.for_patient(work.connection, patient_id)
        if each.status in _COMING and each.starts_at > now
    ]
    return coming[0].astimezone() if coming else None


def _clinics_words(work: UnitOfWork, topic: Topic, language: str) -> ClinicWords | None:
    newest = newest_words(work, topic, language)
    if newest is None:
        return None
    account = registry.accounts.by_user_name(work.connection, newest.written_by)
    name = newest.written_by if account is None else account.signature
    return ClinicWords(newest.text, name, newest.written_at.astimezone().date())


def _content(
    clinic: Clinic, facts: NoticeFacts, made: Handout, options: HandoutOptions, code: str
) -> HandoutContent | None:
    patient, profile, pharmacy = facts.patient, facts.profile, facts.pharmacy
    if patient.birth_date is None:
        return None
    no_schedule: tuple[HandoutDays, ...] = ()
    return HandoutContent(
        code,
        clinic.today(),
        Letterhead.of(profile),
        LetterPatient(patient.legal_name, patient.birth_date, patient.preferred_name),
        options.language,
        made.title,
        made.sections,
        made.questions,
        made.reviewed,
        no_schedule,
        ("", "") if pharmacy is None else (pharmacy.name, pharmacy.phone),
        large=options.large,
        a4=options.a4,
    )


def _missing(content: HandoutContent | None) -> tuple[Problem, ...]:
    if content is None:
        return (Problem("birth_date", "The chart has no birth date; add it first."),)
    from practice_desk.letters.rendering import problems  # imports the big ReportLab

    return problems(CODE, content)
