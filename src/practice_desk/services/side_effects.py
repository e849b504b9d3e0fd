"""Side effects: what was told, what was told again, and what a prescriber decided.

Nothing here is overwritten: a report stays as it was taken down, and all that follows is added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from practice_desk.domain.account import Role
from practice_desk.domain.adverse_event import (
    AdverseEvent,
    ReportSource,
    ToldBy,
    Urgency,
    check_adverse_event,
)
from practice_desk.domain.adverse_event_review import (
    AdverseEventReview,
    Details,
    Handover,
    Noted,
    Reply,
    Retraction,
    Review,
    Told,
    ToldAgain,
    check_review,
)
from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.domain.side_effect_case import (
    CaseStatus,
    SideEffectCase,
    case_of,
    case_order,
    cases,
)
from practice_desk.knowledge.side_effects import by_term, find_side_effect
from practice_desk.services.clinic import Clinic
from practice_desk.services.health import ALLERGY_NOUN, add_allergy
from practice_desk.services.patients import Saved
from practice_desk.services.side_effect_urgency import (
    require_may_lower,
    require_may_retract,
    urgency_of_report,
    urgency_of_review,
    urgency_of_told,
)
from practice_desk.storage import people, plan, registry
from practice_desk.storage.adverse_event import adverse_event_reviews, adverse_events
from practice_desk.storage.unit_of_work import UnitOfWork

NOUN = "adverse_event"
"""What `Changes` call reports and what followed them."""


@dataclass(frozen=True, slots=True)
class OpenSideEffect:
    """One side effect that somebody still has to decide about, for lists over the clinic.

    `owner` and `reported_by` are user names; `age_days` counts from the day it was told.
    """

    report_id: int
    patient: Patient
    age_days: int
    case: SideEffectCase

    @property
    def patient_id(self) -> int:
        """In whose chart it is."""
        return self.case.report.patient_id

    @property
    def patient_name(self) -> str:
        """What the patient is called in lists."""
        return self.patient.display_name

    @property
    def effect(self) -> str:
        """The coded term, else the words."""
        return self.case.effect

    @property
    def severity(self) -> int | None:
        """How bad it was when it was told last, 0 to 6."""
        return self.case.told.severity

    @property
    def owner(self) -> str:
        """For whom it waits, empty for anybody who may decide."""
        return self.case.owner

    @property
    def urgency(self) -> Urgency:
        """How soon somebody has to look at it."""
        return self.case.urgency

    @property
    def status(self) -> CaseStatus:
        """Where it stands."""
        return self.case.status

    @property
    def recheck_on(self) -> date | None:
        """When it is to be looked at again, if somebody has decided so."""
        return self.case.recheck_on


def report_side_effect(clinic: Clinic, value: AdverseEvent) -> Saved:
    """Keep a report as it was told, by the person at the keyboard.

    A warning sign with what the patient takes raises its urgency, coded or in words. Raises
    Invalid, or NotFound where the suspected medication is in another chart.
    """
    value = _signed(clinic, value)
    _require(check_adverse_event(value, clinic.today()))
    with clinic.writing(
        Operation.REPORT_SIDE_EFFECT, value.patient_id, kind=AuditKind.CREATE
    ) as work:
        (number,) = add_reports(clinic, work, (value,))
        work.detail = f"side effect {number}"
    return Saved(number, Changes.of(value.patient_id, NOUN))


def take_down_call(
    clinic: Clinic,
    patient_id: int,
    words: str,
    told_by: ToldBy = ToldBy.PATIENT,
    urgency: Urgency = Urgency.SOON,
) -> Saved:
    """Keep a call word by word, without seeing the chart. Raises Invalid.

    Words that may mean a warning sign wait for today at the latest, or for nobody by the plan.
    """
    value = AdverseEvent(
        patient_id,
        words.strip(),
        clinic.today(),
        told_by=told_by,
        source=ReportSource.CALL,
        urgency=urgency,
    )
    value = _signed(clinic, value)
    _require(check_adverse_event(value, clinic.today()))
    with clinic.writing(Operation.TAKE_DOWN_CALL, patient_id, kind=AuditKind.CREATE) as work:
        (number,) = add_reports(clinic, work, (value,))
        work.detail = f"side effect {number}, call"
    return Saved(number, Changes.of(patient_id, NOUN))


def add_reports(clinic: Clinic, work: UnitOfWork, values: Iterable[AdverseEvent]) -> list[int]:
    """Add reports inside a running unit of work; return their ids.

    For whoever takes several down in one go, such as a check-in. Each waits for the chart's own
    prescriber, where they have an account, unless it says for whom. Raises Invalid or NotFound.
    """
    added = []
    for told in values:
        value = _signed(clinic, told)
        _require(check_adverse_event(value, clinic.today()))
        patient = people.patients.get(work.connection, value.patient_id)
        require_own_medication(work, value.patient_id, value.suspected_medication_id)
        owner = value.owner or _prescriber_of(work, patient)
        known = read_cases(clinic, work, value.patient_id)
        urgency = urgency_of_report(clinic, work, value, known)
        value = replace(value, urgency=urgency, owner=owner)
        added.append(adverse_events.add(work.connection, value))
    return added


def tell_again(clinic: Clinic, patient_id: int, report_id: int, told: Told) -> Saved:
    """Keep how it is now, as told; it then waits for a prescriber. Raises Invalid or NotFound."""
    return _follow(clinic, patient_id, report_id, ToldAgain(told), Operation.REPORT_SIDE_EFFECT)


def hand_over(clinic: Clinic, patient_id: int, report_id: int, handover: Handover) -> Saved:
    """Let it wait for somebody else, or otherwise urgently.

    Only who may decide about side effects may let it wait longer. Raises Invalid or NotFound.
    """
    return _follow(clinic, patient_id, report_id, handover, Operation.REPORT_SIDE_EFFECT)


def reply_about(clinic: Clinic, patient_id: int, report_id: int, text: str) -> Saved:
    """Write to whoever reported it, or as them to whom it waits for. Raises Invalid or NotFound."""
    return _follow(clinic, patient_id, report_id, Reply(text.strip()), Operation.REPORT_SIDE_EFFECT)


def note_answers(clinic: Clinic, patient_id: int, report_id: int) -> Saved:
    """Keep that the person at the keyboard, who reported it, has read the answers.

    Raises Invalid for somebody else, or NotFound.
    """
    return _follow(clinic, patient_id, report_id, Noted(), Operation.REPORT_SIDE_EFFECT)


def review_side_effect(
    clinic: Clinic,
    patient_id: int,
    report_id: int,
    review: Review,
    allergies: Sequence[AllergyIntolerance] = (),
) -> Saved:
    """Keep what a prescriber judged and decided, with the *allergies* that follow from it.

    All of it or nothing. Raises Invalid, NotPermitted or NotFound.
    """

    def add(work: UnitOfWork) -> None:
        for allergy in allergies:
            add_allergy(clinic, work, allergy)
        if allergies:
            work.detail += ", with allergies"

    operation = Operation.REVIEW_SIDE_EFFECT
    saved = _follow(clinic, patient_id, report_id, review, operation, also=add)
    added = Changes.of(patient_id, ALLERGY_NOUN) if allergies else Changes()
    return Saved(saved.id, saved.changes | added)


def retract_side_effect(clinic: Clinic, patient_id: int, report_id: int, reason: str) -> Saved:
    """Take back a report made in error; it stays readable.

    Whoever reported it may while nobody has decided about it, else who may decide. Raises Invalid
    or NotFound.
    """
    details = Retraction(reason.strip())
    return _follow(clinic, patient_id, report_id, details, Operation.REPORT_SIDE_EFFECT)


def side_effect_case(clinic: Clinic, patient_id: int, report_id: int) -> SideEffectCase:
    """Return where one side effect stands now. Raises NotFound."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        return read_case(clinic, work, patient_id, report_id)


def read_case(clinic: Clinic, work: UnitOfWork, patient_id: int, report_id: int) -> SideEffectCase:
    """Return the same inside a running unit of work. Raises NotFound."""
    report = adverse_events.find(work.connection, report_id)
    if report is None or report.patient_id != patient_id:
        raise NotFound("This side effect is not in this chart.", "Open the chart again.")
    entries = adverse_event_reviews.of_report(work.connection, report_id)
    return case_of(report, entries, clinic.today())


def read_cases(clinic: Clinic, work: UnitOfWork, patient_id: int) -> tuple[SideEffectCase, ...]:
    """Return a chart's side effects inside a running unit of work, the most urgent open first."""
    return cases(
        adverse_events.for_patient(work.connection, patient_id),
        adverse_event_reviews.for_patient(work.connection, patient_id),
        clinic.today(),
    )


def open_side_effects(clinic: Clinic) -> list[OpenSideEffect]:
    """Return every side effect of the clinic that is not closed, the most urgent first.

    Charts that are closed to the person at the keyboard are left out.
    """
    with clinic.viewing(Operation.LIST_SIDE_EFFECTS) as work:
        work.detail = "open side effects"
        found = read_open(clinic, work)
        work.patient_ids = frozenset(each.patient_id for each in found)
    return found


def read_open(clinic: Clinic, work: UnitOfWork) -> list[OpenSideEffect]:
    """Return the same inside a running unit of work."""
    found = [
        listed(clinic, work, report)
        for report in adverse_events.open(work.connection)
        if clinic.sees_chart(work, report.patient_id)
    ]
    return sorted(found, key=lambda each: case_order(each.case, clinic.today()))


def require_own_medication(work: UnitOfWork, patient_id: int, medication_id: int | None) -> None:
    """Raise NotFound where a medication is in another chart."""
    if medication_id is None:
        return
    if plan.medications.get(work.connection, medication_id).patient_id != patient_id:
        raise NotFound("This medication is not in this chart.", "Open the chart again.")


def listed(clinic: Clinic, work: UnitOfWork, report: AdverseEvent) -> OpenSideEffect:
    """Return one report as lists show it, inside a running unit of work."""
    number = report.id or 0
    case = case_of(report, adverse_event_reviews.of_report(work.connection, number), clinic.today())
    patient = people.patients.get(work.connection, report.patient_id)
    return OpenSideEffect(number, patient, case.age_days(clinic.today()), case)


def _follow(
    clinic: Clinic,
    patient_id: int,
    report_id: int,
    details: Details,
    operation: Operation,
    *,
    also: Callable[[UnitOfWork], None] | None = None,
) -> Saved:
    entry = AdverseEventReview(
        patient_id, report_id, clinic.today(), details, clinic.now(), clinic.session.user_name
    )
    kind = AuditKind.RETRACT if isinstance(details, Retraction) else AuditKind.CREATE
    with clinic.writing(operation, patient_id, kind=kind) as work:
        work.detail = follow_in(clinic, work, entry)
        if also is not None:
            also(work)
    return Saved(report_id, Changes.of(patient_id, NOUN))


def follow_in(clinic: Clinic, work: UnitOfWork, entry: AdverseEventReview) -> str:
    """Add what follows a report inside a running unit of work; return its words for the trail.

    Raises Invalid or NotFound.
    """
    _require(check_review(entry, clinic.today()))
    case = read_case(clinic, work, entry.patient_id, entry.adverse_event_id)
    if isinstance(entry.details, Noted):
        _require_reporter(case, entry.recorded_by)
    elif case.status is CaseStatus.RETRACTED:
        sentence = "This was marked as entered in error. Report it anew instead."
        raise Invalid((Problem("retracted_reason", sentence),))
    entry = replace(entry, details=_checked(clinic, work, case, entry.details))
    adverse_event_reviews.add(work.connection, entry)
    return f"side effect {entry.adverse_event_id}, {entry.kind}{_change(case, entry)}"


def _checked(clinic: Clinic, work: UnitOfWork, case: SideEffectCase, details: Details) -> Details:
    """Return *details* with how urgent they make it. Raises Invalid or NotFound."""
    if isinstance(details, Retraction):
        require_may_retract(clinic, case, details)
    elif isinstance(details, Handover):
        require_may_lower(clinic, case, details)
        if details.owner:
            _require_account(work, details.owner)
    elif isinstance(details, ToldAgain):
        known = read_cases(clinic, work, case.report.patient_id)
        return replace(details, urgency=urgency_of_told(clinic, work, case, details.told, known))
    elif isinstance(details, Review):
        _require_decision(case, details)
        concerned = [suspect.medication_id for suspect in details.suspects]
        for medication_id in (*concerned, *(each.medication_id for each in details.decisions)):
            require_own_medication(work, case.report.patient_id, medication_id)
        known = read_cases(clinic, work, case.report.patient_id)
        return replace(details, urgency=urgency_of_review(clinic, work, case, details, known))
    return details


def _require_decision(case: SideEffectCase, review: Review) -> None:
    """Raise Invalid where *review* would close what nobody has decided about."""
    reviews = (e.details for e in case.entries if isinstance(e.details, Review))
    if not any(each.decisions for each in (*reviews, review)):
        raise Invalid((Problem("action", "Choose what is done about it."),))


def _change(case: SideEffectCase, entry: AdverseEventReview) -> str:
    """Return what the audit trail says of a new urgency."""
    urgency = getattr(entry.details, "urgency", None)
    return "" if urgency in (None, case.urgency) else f", {case.urgency} to {urgency}"


def _require_reporter(case: SideEffectCase, user_name: str) -> None:
    if case.report.reported_by != user_name:
        sentence = "Somebody else reported this: the answer waits for them."
        raise Invalid((Problem("answer", sentence),))


def _prescriber_of(work: UnitOfWork, patient: Patient) -> str:
    if patient.prescriber_id is None:
        return ""
    found = (
        account.user_name
        for account in registry.accounts.listed(work.connection)
        if account.practitioner_id == patient.prescriber_id
        and account.active
        and Role.PRESCRIBER in account.roles
    )
    return next(found, "")


def _require_account(work: UnitOfWork, user_name: str) -> None:
    if registry.accounts.by_user_name(work.connection, user_name) is None:
        raise Invalid((Problem("owner", "Choose somebody of the clinic."),))


def _signed(clinic: Clinic, value: AdverseEvent) -> AdverseEvent:
    """Return *value* coded, with who reports it now and how."""
    known = find_side_effect(value.effect_id) or by_term(value.effect)
    source = value.source
    if source is ReportSource.PRESCRIBER and Role.PRESCRIBER not in clinic.session.roles:
        source = ReportSource.THERAPIST
    return replace(
        value,
        effect=" ".join(value.effect.split()),
        effect_id="" if known is None else known.id,
        source=source,
        reported_by=clinic.session.user_name,
        reported_at=clinic.now(),
    )


def _require(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise Invalid(problems)
