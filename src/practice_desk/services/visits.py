"""Signing a visit: plan, note, reviews, consent, education and follow-up, all of it or nothing.

One transaction and one audit row. The papers that follow from it are queued with it and printed
afterwards: one that could not be printed waits, and is never told as sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from practice_desk.domain.adverse_event_review import AdverseEventReview, Review
from practice_desk.domain.appointment import (
    EXPECTED,
    Appointment,
    AppointmentStatus,
    VisitKind,
    check_appointment,
    moment_of,
)
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.care_plan import Rating
from practice_desk.domain.changes import Changes
from practice_desk.domain.consent import (
    Consent,
    Relation,
    Signature,
    SignedHow,
)
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.education import EducationGiven, HandoutKind, check_education
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.medication import Medication, Origin
from practice_desk.domain.mental_status import MentalStatus
from practice_desk.domain.note import Note, NoteKind
from practice_desk.domain.note_section import NoteSection
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.safety import AlertSeverity
from practice_desk.domain.safety_decision import FindingKey, finding_key
from practice_desk.domain.visit import (
    LONGEST,
    ConsentTalk,
    FollowUp,
    MinorAgreement,
    RiskAnswer,
    Statements,
    Taught,
    Visit,
    VisitPaper,
    check_held,
    check_visit,
    missing_statements,
)
from practice_desk.domain.visit_consent import counted
from practice_desk.domain.visit_copy import TALK
from practice_desk.services.care_plans import rate_in
from practice_desk.services.check_in_wording import languages_for
from practice_desk.services.clinic import Clinic
from practice_desk.services.consents import add_agreed, add_consent
from practice_desk.services.notes import sign_note_in
from practice_desk.services.plan_changes import (
    ChangeToSign,
    check_changes_in,
    sign_changes_in,
)
from practice_desk.services.plan_entry import PlanChange
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.risk import read_risk
from practice_desk.services.side_effects import follow_in
from practice_desk.services.signing import CheckedChange
from practice_desk.services.visit_consents import provision_of, told_of
from practice_desk.storage import people, plan, schedule
from practice_desk.storage.adverse_event import adverse_events
from practice_desk.storage.drafts import drafts
from practice_desk.storage.education import education_given
from practice_desk.storage.unit_of_work import UnitOfWork
from practice_desk.storage.visits import visits

_NOUNS = (
    "visit", "note", "medication", "adverse_event", "appointment", "consent", "education_given",
    "draft", "care_plan_entry",
)  # fmt: skip
_NOTE_KINDS = {
    VisitKind.MEDICATION: NoteKind.MEDICATION,
    VisitKind.INTAKE: NoteKind.INTAKE,
    VisitKind.THERAPY: NoteKind.INDIVIDUAL,
    VisitKind.OTHER: NoteKind.OTHER,
}
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(hours=8)
"""A visit of another length was left open or typed later: its times say nothing."""
FOLLOW_UP = "Follow-up"
"""The comment of the appointment that the front desk is to book."""
READ_FROM = AlertSeverity.MODERATE
"""What is found and as bad or worse has to have been on the screen when somebody read it."""


@dataclass(frozen=True, slots=True)
class VisitToSign:
    """Everything of a visit as it stands on the screen.

    `started_at` (aware) is when it was held: its day is that of the visit, whenever it is signed.
    `note` are its sections. `newest_event` is that of the plan over which `changes` were composed.
    `reviews` are decisions about side effects by the report's id. `findings_read` are the findings
    that somebody said they read; None while nobody has. `ratings` are those of goals today. The
    draft goes with the signature. `session` has the kind, times, codes and who was there of a
    session, without its words.
    """

    patient_id: int
    kind: VisitKind
    started_at: datetime
    note: tuple[NoteSection, ...]
    risk: RiskAnswer | None = None
    risk_words: str = ""
    changes: tuple[ChangeToSign, ...] = ()
    newest_event: int | None = None
    reviews: tuple[tuple[int, Review], ...] = ()
    findings_read: frozenset[FindingKey] | None = None
    mental_status: MentalStatus | None = None
    consents: tuple[ConsentTalk, ...] = ()
    taught: tuple[Taught, ...] = ()
    follow_up: FollowUp | None = None
    papers: tuple[VisitPaper, ...] = ()
    appointment_id: int | None = None
    draft_id: int | None = None
    minor: MinorAgreement = field(default_factory=MinorAgreement)
    session: Note | None = None
    ratings: tuple[Rating, ...] = ()

    @property
    def day(self) -> date:
        """The day on which it was held, that of signing or one before."""
        return self.started_at.astimezone().date()

    @property
    def is_prescribers(self) -> bool:
        """Whether it holds what only a prescriber may sign."""
        return bool(self.changes or self.reviews) or self.kind is VisitKind.MEDICATION


@dataclass(frozen=True, slots=True)
class SignedVisit:
    """The visit as it was signed, its changes of the plan, and what changed."""

    visit: Visit
    recorded: tuple[PlanChange, ...]
    changes: Changes


def sign_visit(clinic: Clinic, value: VisitToSign) -> SignedVisit:
    """Sign a visit, all of it or nothing: one transaction, one audit row.

    Raises Invalid for what is missing or wrong, StaleRecord where somebody changed the plan or
    ended a goal meanwhile, UnansweredFindings for findings without a reason, NotFound or
    NotPermitted.
    """
    _require(check_held(value.day, clinic.today()))
    _require(
        check_visit(
            value.risk_words,
            value.mental_status,
            value.follow_up,
            clinic.today(),
            value.consents,
        )
    )
    operation = Operation.SIGN_VISIT if value.is_prescribers else Operation.WRITE_NOTE
    with clinic.writing(operation, value.patient_id, kind=AuditKind.CREATE) as work:
        _require(missing_statements(_stated(clinic, work, value)))
        recorded: tuple[PlanChange, ...] = ()
        if value.changes:
            recorded = sign_changes_in(
                clinic, work, value.patient_id, value.changes, newest_event=value.newest_event
            )
        told = [_review(clinic, work, value, *each) for each in value.reviews]
        visit = _add_visit(clinic, work, value, recorded)
        told += _agree(clinic, work, value, recorded)
        told += _teach(clinic, work, value)
        told += [rate_in(clinic, work, value.patient_id, each, value.day) for each in value.ratings]
        told += _keep_times(clinic, work, value)
        if value.draft_id is not None:
            drafts.remove(work.connection, value.draft_id, clinic.session.user_name)
        work.kind = AuditKind.CREATE
        work.detail = ", ".join(
            (
                f"visit {visit.id} note {visit.note_id}",
                *(f"event {each.event_id}" for each in recorded),
                *told,
            )
        )
    return SignedVisit(visit, recorded, Changes.of(value.patient_id, *_NOUNS))


def needs_agreement(kind: PlanEventKind, before: Dosage | None, after: Dosage | None) -> bool:
    """Return whether somebody has to agree to a change first: a start, or more than before."""
    if kind is PlanEventKind.START:
        return True
    if kind is not PlanEventKind.CHANGE or after is None:
        return False
    old = None if before is None else before.total_daily_dose
    new = after.total_daily_dose
    if old is None or new is None or old.unit != new.unit:
        return True
    return new.amount > old.amount


def findings_to_read(checked: CheckedChange) -> frozenset[FindingKey]:
    """Return the findings that have to be read before the visit is signed."""
    return frozenset(
        finding_key(alert)
        for alert in checked.findings.alerts
        if alert.severity.rank <= READ_FROM.rank
    )


def _stated(clinic: Clinic, work: UnitOfWork, value: VisitToSign) -> Statements:
    """Return what was stated, against the chart as it is now and not as the screen shows it."""
    state = read_risk(work, value.patient_id)
    newest = state.assessment
    assessed = newest is not None and newest.happened_on >= value.day
    risk = value.risk
    if risk is RiskAnswer.ASSESSED and not assessed:
        risk = None
    agreeing = _to_agree(clinic, work, value)
    read = value.findings_read
    is_read = read is not None
    if read is not None and value.changes:
        found = check_changes_in(clinic, work, value.patient_id, value.changes)
        is_read = findings_to_read(found) <= read
    return Statements(
        risk,
        value.risk_words,
        bool(state.open),
        bool(value.changes),
        is_read,
        tuple(each.name for each, _ in agreeing),
        _counted(agreeing, value.consents),
        value.follow_up,
        value.minor if _is_minor(work, value) else None,
    )


def _is_minor(work: UnitOfWork, value: VisitToSign) -> bool:
    return people.patients.get(work.connection, value.patient_id).is_minor(value.day)


def _to_agree(
    clinic: Clinic, work: UnitOfWork, value: VisitToSign
) -> tuple[tuple[Medication, PlanEventKind], ...]:
    """Return the medications that are started or raised, each with which of it."""
    items = {i.medication.id: i for i in read_plan(work, value.patient_id, clinic.today())}
    found = []
    for change in value.changes:
        item = items.get(change.medication_id)
        medication = change.medication or (None if item is None else item.medication)
        before = None if item is None else item.dosage
        ours = medication is not None and medication.origin is Origin.CLINIC
        after = change.entry.dosage
        if change.entry.regimen is not None:
            after = change.entry.regimen.steps[-1].dosage
        if medication is not None and ours and needs_agreement(change.kind, before, after):
            found.append((medication, change.kind))
    return tuple(found)


def _counted(
    agreeing: Iterable[tuple[Medication, PlanEventKind]], talks: Iterable[ConsentTalk]
) -> tuple[ConsentTalk, ...]:
    """Return the *talks* without parts of which nothing was said."""
    kinds = {medication.name: (medication, kind) for medication, kind in agreeing}
    return tuple(
        counted(
            talk,
            told_of(*kinds[talk.medication], talk.language) if talk.medication in kinds else {},
        )
        for talk in talks
    )


def _review(
    clinic: Clinic, work: UnitOfWork, value: VisitToSign, report_id: int, review: Review
) -> str:
    """Keep a decision of the visit's day, or of the day of a report that came after it."""
    report = adverse_events.get(work.connection, report_id)
    day = max(value.day, report.told_on)
    entry = AdverseEventReview(
        value.patient_id, report_id, day, review, clinic.now(), clinic.session.user_name
    )
    return follow_in(clinic, work, entry)


def _add_visit(
    clinic: Clinic, work: UnitOfWork, value: VisitToSign, recorded: Sequence[PlanChange]
) -> Visit:
    on = None if value.follow_up is None else value.follow_up.on
    assert value.risk is not None  # it was stated
    visit = Visit(
        value.patient_id,
        value.kind,
        value.day,
        value.started_at,
        clinic.now(),
        clinic.session.user_name,
        _add_note(clinic, work, value),
        value.risk,
        value.risk_words.strip(),
        _talk(value.note),
        value.mental_status,
        value.consents,
        value.taught,
        on,
        tuple(each.event_id for each in recorded),
        value.papers,
        value.appointment_id,
    )
    return replace(visit, id=visits.add(work.connection, visit))


def _talk(note: Iterable[NoteSection]) -> str:
    """Return what was talked about, for the visit's own row; longer text is in the note alone."""
    text = next((each.text.strip() for each in note if each.key == TALK), "")
    return text if len(text) <= LONGEST else ""


def _add_note(clinic: Clinic, work: UnitOfWork, value: VisitToSign) -> int:
    now = clinic.now()
    lasted = now - value.started_at
    times = value.day == clinic.today() and _SHORTEST <= lasted <= _LONGEST
    note = Note(
        value.patient_id,
        _NOTE_KINDS[value.kind],
        value.day,
        value.note,
        clinic.session.user_name,
        now,
        begun_at=value.started_at,
        started_at=value.started_at if times else None,
        ended_at=now if times else None,
    )
    said = value.session
    if said is not None:
        until = None if said.started_at is None else note.ended_at
        note = replace(
            note,
            kind=said.kind,
            started_at=said.started_at,
            ended_at=said.ended_at or until,
            therapy_minutes=said.therapy_minutes,
            modality=said.modality,
            participants=said.participants,
            group_size=said.group_size,
            codes=said.codes,
        )
    return sign_note_in(clinic, work, note).id or 0


def _agree(
    clinic: Clinic, work: UnitOfWork, value: VisitToSign, recorded: Sequence[PlanChange]
) -> list[str]:
    """Keep each consent as it was given by word in the visit; return the words for the trail.

    One of a minor for whom no adult agreed waits for a signature, which Today tells.
    """
    patient = people.patients.get(work.connection, value.patient_id)
    minor = value.minor if patient.is_minor(value.day) else None
    said_at = clinic.now() if value.day == clinic.today() else value.started_at
    changed = {}
    for change, each in zip(value.changes, recorded, strict=True):
        medication = plan.medications.get(work.connection, each.medication_id)
        changed[medication.name] = (medication, change.kind)
    signature = Signature(patient.legal_name, Relation.PATIENT, said_at)
    if minor is not None and minor.relation is not None:
        signature = Signature(minor.name.strip(), minor.relation, said_at)
    told = []
    for talk in value.consents:
        if talk.is_whole and talk.medication in changed:
            provision = provision_of(*changed[talk.medication], talk)
            if minor is not None and minor.assent is not None:
                provision = replace(provision, assent=minor.assent)
            consent = Consent(value.patient_id, provision, clinic.now(), clinic.session.user_name)
            if minor is None or minor.is_given:
                number = add_agreed(
                    clinic, work, consent, (signature,), SignedHow.SPOKEN, on=value.day
                )
                told.append(f"consent {number}")
            else:
                told.append(f"consent {add_consent(clinic, work, consent)} to be signed")
    return told


def _teach(clinic: Clinic, work: UnitOfWork, value: VisitToSign) -> list[str]:
    """Keep what was explained and how it was said back; return the words for the trail."""
    patient = people.patients.get(work.connection, value.patient_id)
    items = read_plan(work, value.patient_id, clinic.today())
    medications = {each.medication.name: each.medication for each in items}
    told = []
    for taught in value.taught:
        medication = medications.get(taught.medication)
        if medication is None or not medication.concept_id:
            continue
        given = EducationGiven(
            value.patient_id,
            HandoutKind.MEDICATION,
            medication.concept_id,
            medication.name,
            languages_for(patient.language)[0],
            value.day,
            clinic.session.user_name,
            clinic.now(),
            taught.result,
            medication_id=medication.id,
        )
        _require(check_education(given, clinic.today()))
        told.append(f"education {education_given.add(work.connection, given)}")
    return told


def _keep_times(clinic: Clinic, work: UnitOfWork, value: VisitToSign) -> list[str]:
    """Mark today's appointment as done and ask for the next; return the words for the trail."""
    told: list[str] = []
    done = _own_appointment(work, value)
    if done is not None and done.status in EXPECTED:
        schedule.appointments.save(
            work.connection, replace(done, status=AppointmentStatus.FULFILLED)
        )
        told.append(f"appointment {done.id} done")
    on = None if value.follow_up is None else value.follow_up.on
    if on is not None:
        at = clinic.now() if done is None else done.starts_at
        wanted = Appointment(
            value.patient_id,
            moment_of(on, at.astimezone().time().replace(second=0, microsecond=0)),
            30 if done is None else done.minutes,
            None if done is None else done.practitioner_id,
            value.kind,
            AppointmentStatus.PROPOSED,
            FOLLOW_UP,
        )
        _require(check_appointment(wanted))
        told.append(f"appointment {schedule.appointments.add(work.connection, wanted)} proposed")
    return told


def _own_appointment(work: UnitOfWork, value: VisitToSign) -> Appointment | None:
    if value.appointment_id is None:
        return None
    found = schedule.appointments.get(work.connection, value.appointment_id)
    if found.patient_id != value.patient_id:
        raise NotFound("This appointment is not in this chart.", "Open the chart again.")
    return found


def _require(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise Invalid(problems)
