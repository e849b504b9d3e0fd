"""From the chart's facts to what a medication notice may say; nothing else passes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.course import dosage_before
from practice_desk.domain.directions import directions
from practice_desk.domain.directory import Organization
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.dose_form import form_name
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import Medication, standing_events
from practice_desk.domain.patient import Patient
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.reasons import find_reason
from practice_desk.domain.reconciliation import Cancellation
from practice_desk.domain.release import Gate, Record
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.domain.supply import Part2Records
from practice_desk.letters.kinds.medication_notice import (
    CODE,
    DeaSchedule,
    LineKind,
    MedicationNoticeContent,
    NoticeLine,
    NoticeRegimen,
    Urgency,
)
from practice_desk.letters.parties import (
    ConsentToDisclose,
    Letterhead,
    LetterPatient,
    Recipient,
    Signatory,
)
from practice_desk.services.letter_steps import doses_text, steps_regimen

LINE_KINDS = {
    PlanEventKind.START: LineKind.STARTED,
    PlanEventKind.CHANGE: LineKind.CHANGED,
    PlanEventKind.STOP: LineKind.STOPPED,
    PlanEventKind.HOLD: LineKind.HELD,
    PlanEventKind.RESUME: LineKind.RESUMED,
    PlanEventKind.RETRACT: LineKind.WITHDRAWN,
}
"""The events that a pharmacy is told about; a retraction only where nothing stands any more."""

ENDING = (LineKind.STOPPED, LineKind.HELD, LineKind.WITHDRAWN)
THEIR_LINE: Record = (RecordNoun.MEDICATION, 0)
"""A line of the pharmacy's own list: no record of the chart, but that the clinic treats this person
is told with it, which is protected where the whole chart is."""
Chosen = Sequence[tuple[Medication, PlanEvent, Sequence[PlanEvent]]]
_NO_CONSENT = (
    "{names} may be told with the patient's consent only, and there is none that holds for this"
    " pharmacy. Leave it out, or have a consent signed on the Consents page."
)
_CANCELLING = (LineKind.STOPPED, LineKind.WITHDRAWN)

_SAID_OTHERWISE = {"recipient.name", "lines", "signatory.callback_phone", "letterhead.name"}


@dataclass(frozen=True, slots=True)
class NoticeOptions:
    """What the person composing the letter chooses.

    `pharmacy_id` None means the patient's preferred one; `code` is given to keep the number while
    a draft is edited; `cancel_old` also cancels refills of the old directions after a change.
    """

    pharmacy_id: int | None = None
    urgency: Urgency = Urgency.ROUTINE
    cancel_old: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """Who writes, to whom, about whom. `callback` is the number that answers questions.

    `part2` is set where the chart has records under 42 CFR Part 2; `most_days` are the quantity
    limits that the prescriber wants named, by the medication's id.
    """

    patient: Patient
    profile: ClinicProfile
    pharmacy: Organization | None
    signatory: str
    credentials: str
    callback: str
    part2: Part2Records | None = None
    most_days: Mapping[int, int] = field(default_factory=dict)


def notice_content(
    facts: NoticeFacts,
    chosen: Chosen,
    options: NoticeOptions,
    code: str,
    written_on: date,
    gate: Gate,
    cancelled: Sequence[Cancellation] = (),
) -> tuple[MedicationNoticeContent | None, tuple[Problem, ...]]:
    """Return the notice about the *chosen* events and what keeps it from being sent.

    Each event comes with its medication and all events of that medication; *cancelled* are lines
    of the pharmacy's own list that are to be cancelled; *gate* tells what may go to it.
    The content is None where the patient's birth date is unknown: no letter goes out without it.
    """
    missing = [*_missing(facts, (*chosen, *cancelled)), *_withheld(chosen, cancelled, gate)]
    birth_date = facts.patient.birth_date
    if birth_date is None:
        return None, tuple(missing)
    patient = LetterPatient(facts.patient.legal_name, birth_date, facts.patient.preferred_name)
    content = MedicationNoticeContent(
        code=code,
        written_on=written_on,
        letterhead=_letterhead(facts.profile),
        recipient=_recipient(facts.pharmacy),
        patient=patient,
        lines=(
            *(_line(facts, *item, cancel_old=options.cancel_old) for item in chosen),
            *map(_cancelled, cancelled),
        ),
        signatory=Signatory(facts.signatory, facts.credentials, facts.callback),
        urgency=options.urgency,
        part2=consent_to_disclose(gate, records_told(chosen, cancelled)),
    )
    from practice_desk.letters.rendering import problems  # imports the big ReportLab

    missing += (
        problem for problem in problems(CODE, content) if problem.field not in _SAID_OTHERWISE
    )
    return content, tuple(missing)


def recipient_text(recipient: Recipient) -> str:
    """Return name, address and numbers as the page prints them, one a line."""
    numbers = (("Phone", recipient.phone), ("Fax", recipient.fax))
    lines = (
        recipient.name,
        *recipient.address_lines,
        *(f"{label} {number}" for label, number in numbers if number),
    )
    return "\n".join(lines)[:1000]


def _missing(facts: NoticeFacts, chosen: Sequence[object]) -> Iterable[Problem]:
    if not chosen:
        yield Problem("events", "Choose what the letter is about.")
    if facts.pharmacy is None:
        yield Problem("pharmacy", "The chart names no pharmacy. Choose the one to write to.")
    if facts.patient.birth_date is None:
        yield Problem(
            "birth_date", "The chart has no birth date; a pharmacy can't find the patient without."
        )
    if not facts.profile.name.strip():
        yield Problem("clinic_name", "The clinic's letterhead has no name.")
    if not facts.callback.strip():
        yield Problem("callback", "The clinic's letterhead has no phone number to call back.")


def _letterhead(profile: ClinicProfile) -> Letterhead:
    return Letterhead(profile.name, profile.address, profile.phone, profile.fax)


def _recipient(pharmacy: Organization | None) -> Recipient:
    if pharmacy is None:
        return Recipient("")
    return Recipient(pharmacy.name, pharmacy.address, pharmacy.phone, pharmacy.fax)


def _line(
    facts: NoticeFacts,
    medication: Medication,
    event: PlanEvent,
    events: Sequence[PlanEvent],
    *,
    cancel_old: bool,
) -> NoticeLine:
    kind = LINE_KINDS[event.kind]
    standing = standing_events(events)
    before = last_dosage(events) if kind is LineKind.WITHDRAWN else dosage_before(event, standing)
    after = before if kind is LineKind.RESUMED and event.regimen is None else event.dosage
    described = after or before
    reason = find_reason(event.kind, event.reason_code)
    return NoticeLine(
        kind=kind,
        medication=medication.name,
        effective=event.effective_on,
        form=form_name(described.form) if described else "",
        old=_regimen(before),
        new=steps_regimen(event, standing) or _regimen(after),
        reason=reason.category if reason else None,
        cancel_refills=kind in _CANCELLING or (cancel_old and kind is LineKind.CHANGED),
        dea_schedule=_schedule(medication.schedule),
        most_days=None if kind in ENDING else facts.most_days.get(medication.id or 0),
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


def _regimen(dosage: Dosage | None) -> NoticeRegimen | None:
    if dosage is None:
        return None
    return NoticeRegimen(doses_text([dosage]), directions(dosage))


def consent_to_disclose(gate: Gate, records: Iterable[Record]) -> ConsentToDisclose | None:
    """Return the consent whose notice and scope go along with these records, if any."""
    opening = gate.notice(records)
    return None if opening is None else ConsentToDisclose(opening.given_on, opening.scope)


def records_told(chosen: Chosen, cancelled: Sequence[Cancellation]) -> tuple[Record, ...]:
    """Return the records that a notice about these tells of."""
    told = tuple((RecordNoun.MEDICATION, medication.id or 0) for medication, _, _ in chosen)
    return (*told, THEIR_LINE) if cancelled else told


def _withheld(chosen: Chosen, cancelled: Sequence[Cancellation], gate: Gate) -> Iterable[Problem]:
    """Name what may not go to this recipient."""
    kept = gate.withheld(records_told(chosen, cancelled))
    ids = {number for _, number in kept}
    names = [medication.name for medication, _, _ in chosen if medication.id in ids]
    names += [line.medication for line in cancelled if THEIR_LINE in kept]
    if names:
        yield Problem("part2", _NO_CONSENT.format(names=" and ".join(dict.fromkeys(names))))


def _schedule(schedule: str) -> DeaSchedule:
    try:
        return DeaSchedule.of(schedule)
    except ValueError:
        return DeaSchedule.II  # an unknown schedule is treated as the strictest one
