"""Medication notice to the pharmacy: what was started, changed, stopped, held or taken back.

The content types below are the whitelist: what has no field here cannot reach the page. On
purpose there is no diagnosis, comment, DEA number, quantity or refill count; of days' supply only
the most to hand out at a time, where the prescriber wants that named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from practice_desk.domain.course import dosage_before
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.dose_form import form_name
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import ItemSort, RecipientSort, Urgency
from practice_desk.domain.medication import standing_events
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.reasons import ReasonCategory, find_reason
from practice_desk.domain.reconciliation import Cancellation
from practice_desk.letters.checks import check_length, check_parties, check_present
from practice_desk.letters.controlled import ControlledRule, DeaSchedule, is_amount
from practice_desk.letters.facts import LetterFacts, ToldEvent
from practice_desk.letters.frame import CARRIED, frame_of
from practice_desk.letters.kind import AnswerSort, ItemOffer, LetterKind, Offer, Question
from practice_desk.letters.parties import (
    ConsentToDisclose,
    Letterhead,
    LetterPatient,
    Recipient,
    ReplacedLetter,
    Signatory,
)
from practice_desk.letters.regimens import NoticeRegimen, regimen_of, steps_regimen

if TYPE_CHECKING:
    from practice_desk.letters.pages import Composition

CODE = "medication_notice"
CANCEL_OLD = "cancel_old"
_TITLE_LENGTH = 300


class LineKind(StrEnum):
    """What happened to one medication."""

    STARTED = "started"
    CHANGED = "changed"
    STOPPED = "stopped"
    HELD = "held"
    RESUMED = "resumed"
    WITHDRAWN = "withdrawn"
    """An earlier notice told of it in error, and nothing of it stands."""
    CANCELLED = "cancelled"
    """It is on the pharmacy's list and nobody here prescribes it: it is to be cancelled."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One plan event as the pharmacy sees it, or one line of its own list that is to be cancelled.

    `medication` is the display name in tall-man letters, `form` the dose form ("tablet"), `reason`
    the reason's category, never its words or a comment. `old` is needed unless started;
    `new` is needed for started, changed and resumed, and absent for all that end.
    `most_days` limits the days' supply handed out at a time. Of one to be cancelled, `medication`
    is as the pharmacy's list of the day `listed_on` names it.
    """

    kind: LineKind
    medication: str
    effective: date
    form: str = ""
    old: NoticeRegimen | None = None
    new: NoticeRegimen | None = None
    reason: ReasonCategory | None = None
    cancel_refills: bool = False
    dea_schedule: DeaSchedule = DeaSchedule.NONE
    most_days: int | None = None
    listed_on: date | None = None


@dataclass(frozen=True, slots=True)
class MedicationNoticeContent:
    """Everything one medication notice may say. `code` is the letter's number in the clinic.

    With `part2` the page carries the notice of 42 CFR 2.32 and what the consent covers.
    """

    code: str
    written_on: date
    letterhead: Letterhead
    recipient: Recipient
    patient: LetterPatient
    lines: tuple[NoticeLine, ...]
    signatory: Signatory
    urgency: Urgency = Urgency.ROUTINE
    part2: ConsentToDisclose | None = None
    replaces: ReplacedLetter | None = None


LINE_KINDS = {
    PlanEventKind.START: LineKind.STARTED,
    PlanEventKind.CHANGE: LineKind.CHANGED,
    PlanEventKind.STOP: LineKind.STOPPED,
    PlanEventKind.HOLD: LineKind.HELD,
    PlanEventKind.RESUME: LineKind.RESUMED,
    PlanEventKind.RETRACT: LineKind.WITHDRAWN,
}
"""The events that a pharmacy is told about; a retraction only where nothing stands any more."""
_ENDING = (LineKind.STOPPED, LineKind.HELD, LineKind.WITHDRAWN)
_ENDS = (*_ENDING, LineKind.CANCELLED)
_CANCELLING = (LineKind.STOPPED, LineKind.WITHDRAWN)


def told_words(told: ToldEvent) -> str:
    """Return what happened to which medication: "changed sertraline"."""
    return f"{LINE_KINDS[told.event.kind].value} {told.medication.name}"


def name_of(facts: LetterFacts) -> str:
    """Return what the chart calls the notice: "Changed sertraline; stopped buPROPion"."""
    asked = (f"to cancel: {each.medication}" for each in facts.cancellations)
    text = "; ".join((*map(told_words, facts.told), *asked))
    text = f"{text[:1].upper()}{text[1:]}" or "Medication notice"
    return text if len(text) <= _TITLE_LENGTH else f"{text[: _TITLE_LENGTH - 1]}…"


def build(facts: LetterFacts) -> MedicationNoticeContent:
    """Return the notice about the chosen events and lines to be cancelled."""
    frame = frame_of(facts)
    cancel_old = facts.choices.is_ticked(CANCEL_OLD)
    return MedicationNoticeContent(
        code=frame.code,
        written_on=frame.written_on,
        letterhead=frame.letterhead,
        recipient=frame.recipient,
        patient=frame.patient,
        lines=(
            *(_line(told, cancel_old=cancel_old) for told in facts.told),
            *map(_cancelled, facts.cancellations),
        ),
        signatory=frame.signatory,
        urgency=frame.urgency,
        part2=frame.part2,
        replaces=frame.replaces,
    )


def _line(told: ToldEvent, *, cancel_old: bool) -> NoticeLine:
    event, events = told.event, told.events
    kind = LINE_KINDS[event.kind]
    standing = standing_events(events)
    before = last_dosage(events) if kind is LineKind.WITHDRAWN else dosage_before(event, standing)
    after = before if kind is LineKind.RESUMED and event.regimen is None else event.dosage
    described = after or before
    reason = find_reason(event.kind, event.reason_code)
    return NoticeLine(
        kind=kind,
        medication=told.medication.name,
        effective=event.effective_on,
        form=form_name(described.form) if described else "",
        old=regimen_of(before),
        new=steps_regimen(event, standing) or regimen_of(after),
        reason=reason.category if reason else None,
        cancel_refills=kind in _CANCELLING or (cancel_old and kind is LineKind.CHANGED),
        dea_schedule=DeaSchedule.strictest(told.medication.schedule),
        most_days=None if kind in _ENDING else told.most_days,
    )


def _cancelled(line: Cancellation) -> NoticeLine:
    return NoticeLine(
        LineKind.CANCELLED,
        line.medication,
        line.decided_on,
        cancel_refills=True,
        listed_on=line.listed_on,
    )


def last_dosage(events: Iterable[PlanEvent]) -> Dosage | None:
    """Return the dosage written down last, also where it was taken back."""
    ordered = sorted(events, key=lambda event: event.order)
    return next((event.dosage for event in reversed(ordered) if event.dosage), None)


def check(facts: LetterFacts) -> Iterator[Problem]:
    """Yield a problem where nothing is chosen; of two lists either will do."""
    chosen = facts.choices
    if not chosen.ids(ItemSort.PLAN_EVENT) and not chosen.ids(ItemSort.CANCELLATION):
        yield Problem("items", "Choose what the letter is about.")


def problems(content: MedicationNoticeContent) -> tuple[Problem, ...]:
    """Return what is missing or may not be sent, in the order of the page."""
    found = list(
        check_parties(content.letterhead, content.recipient, content.patient, content.signatory)
    )
    found += check_present(content.code, "code", "the letter's code")
    found += check_length(content.code, "code", "the letter's code", 40)
    if not content.lines:
        found.append(Problem("lines", "No medication is chosen for this letter."))
    for number, line in enumerate(content.lines):
        found += _line_problems(line, f"lines.{number}")
    return tuple(found)


def _line_problems(line: NoticeLine, field: str) -> list[Problem]:
    name = line.medication.strip() or "one medication"
    found = list(check_present(line.medication, f"{field}.medication", "the medication's name"))
    found += check_length(line.medication, f"{field}.medication", "the medication's name")
    found += check_length(line.form, f"{field}.form", "the dose form")
    if line.kind is LineKind.CANCELLED and line.listed_on is None:
        found.append(Problem(f"{field}.listed_on", f"The day of the list with {name} is missing."))
    ends = line.kind in _ENDS
    if not ends and not _says_something(line.new, line):
        found.append(Problem(f"{field}.new", f"The new dose or directions of {name} are missing."))
    if ends and line.new is not None:
        found.append(Problem(f"{field}.new", f"{name} ends, but new directions are given."))
    if line.dea_schedule.controlled:
        for regimen in (line.old, line.new):
            if regimen and regimen.dose.strip() and not is_amount(regimen.dose):
                sentence = f"{name} is a controlled medication: give only the amount of one dose."
                found.append(Problem(f"{field}.dose", sentence))
    for regimen in (line.old, line.new):
        if regimen is not None:
            found += check_length(regimen.dose, f"{field}.dose", f"the dose of {name}")
    return found


def _says_something(regimen: NoticeRegimen | None, line: NoticeLine) -> bool:
    if regimen is None:
        return False
    if line.dea_schedule.controlled:
        return bool(regimen.dose.strip())
    return bool(regimen.dose.strip() or regimen.directions.strip())


def _page(content: MedicationNoticeContent) -> Composition:
    from practice_desk.letters.kinds.medication_notice_page import compose

    return compose(content)


KIND = LetterKind(
    CODE,
    "Medication notice to the pharmacy",
    MedicationNoticeContent,
    Offer(
        recipients=(RecipientSort.PHARMACY,),
        items=(
            ItemOffer(ItemSort.PLAN_EVENT, "Changes of the plan", least=0),
            ItemOffer(ItemSort.CANCELLATION, "Lines of the pharmacy’s list to cancel", least=0),
        ),
        questions=(
            Question(
                CANCEL_OLD, "Also cancel remaining refills of the old directions", AnswerSort.TICK
            ),
        ),
        may_be_urgent=True,
        answer_days=3,
        urgent_days=1,
    ),
    CARRIED
    | {
        "told.medication.name",
        "told.medication.schedule",
        "told.most_days",
        "told.event.effective_on",
        "told.event.dosage",
        "told.event.regimen",
        "told.events.effective_on",
        "told.events.dosage",
        "told.events.regimen",
        "cancellations.medication",
        "cancellations.listed_on",
        "cancellations.decided_on",
    },
    build,
    problems,
    _page,
    controlled=ControlledRule.DOSE,
    check=check,
    name=name_of,
    listed="Medication started, changed, on hold, stopped",
    hint="What changed, OLD and NEW side by side; a stop cancels the remaining refills.",
)
