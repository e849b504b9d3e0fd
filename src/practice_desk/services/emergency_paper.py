"""The emergency paper: gathering who is on it, making the pages, and recording that it was printed.

Who is on it is decided by a `PaperScope`: a name, and a function that returns the charts in order,
with the time and the practitioner where there are any. Somebody with two visits is on it once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergyState,
    allergy_state,
    is_current,
)
from practice_desk.domain.appointment import EXPECTED, day_bounds
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.calendar_text import write_date, write_time
from practice_desk.domain.changes import Changes
from practice_desk.domain.disclosure import Disclosure, DisclosureBasis
from practice_desk.domain.errors import NotFound
from practice_desk.domain.medication import Origin, PlanItem, PlanStatus
from practice_desk.domain.patient import Patient, RelatedPersonRole
from practice_desk.domain.patient_search import read_patient_query
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_text import item_directions, next_step_text
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.domain.release import Outgoing
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.services.appointments import entries_of
from practice_desk.services.clinic import Clinic
from practice_desk.services.copies import undone_on_failure, write_copy
from practice_desk.services.demographics import Demographics, read_demographics
from practice_desk.services.directory import read_profile
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.sensitivity import lets_case, read_gate
from practice_desk.services.side_effects import read_cases
from practice_desk.storage import access, health, people, registry, schedule
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.emergency_paper import (
        EmergencyPaper,
        PaperContact,
        PaperMedication,
        PaperPatient,
    )
    from practice_desk.letters.rendering import RenderedLetter

RECIPIENT = "Emergency paper, in the clinic"
PURPOSE = "Treatment: paper for hours without the computer"
WHAT = "Name, birth date, contacts, allergies, medications, open side effects"
_COMING = ("planned", "arrived", "triaged", "in-progress", "onleave")
_ROLES = {
    RelatedPersonRole.GUARDIAN: "Guardian",
    RelatedPersonRole.EMERGENCY_CONTACT: "Emergency contact",
    RelatedPersonRole.SUPPORT: "Support",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One chart on the paper; when the visit begins (aware) and with whom, if there is one."""

    patient_id: int
    at: datetime | None = None
    practitioner: str = ""


@dataclass(frozen=True, slots=True)
class PaperScope:
    """Who is on the paper: its words, and what returns the charts in order."""

    who: str
    slots: Callable[[Clinic, UnitOfWork], Sequence[Slot]]


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A paper that was gathered: its content and the charts that are on it."""

    content: EmergencyPaper
    patient_ids: tuple[int, ...]


def _appointments_today(clinic: Clinic, work: UnitOfWork) -> Sequence[Slot]:
    """Return who is still to be seen today, by the time of the appointment."""
    found = schedule.appointments.starting(work.connection, *day_bounds(clinic.today()))
    expected = entries_of(work, [each for each in found if each.status in EXPECTED])
    return [
        Slot(each.appointment.patient_id, each.appointment.starts_at, each.practitioner)
        for each in expected
    ]


def _visits_today(clinic: Clinic, work: UnitOfWork) -> Sequence[Slot]:
    """Return who has a visit today, by the time it begins."""
    found = health.encounters.starting(work.connection, *day_bounds(clinic.today()))
    coming = [visit for visit in found if visit.status in _COMING]
    return [Slot(visit.patient_id, visit.started_at) for visit in coming]


def _active(clinic: Clinic, work: UnitOfWork) -> Sequence[Slot]:
    """Return every active chart, by name."""
    everybody = read_patient_query("", clinic.today())
    found = clinic.store.finder.find(work.connection, everybody, active_only=True)
    return [Slot(patient_id) for patient_id in found]


APPOINTMENTS_TODAY = PaperScope("Patients with an appointment today", _appointments_today)
VISITS_TODAY = PaperScope("Patients with a visit today", _visits_today)
ACTIVE = PaperScope("All active patients", _active)
SCOPES = (APPOINTMENTS_TODAY, VISITS_TODAY, ACTIVE)
"""What can be chosen, the likeliest first."""


def chosen_charts(chart_numbers: Sequence[str]) -> PaperScope:
    """Return the scope of the charts with these numbers. Reading it raises NotFound."""

    def slots(_clinic: Clinic, work: UnitOfWork) -> Sequence[Slot]:
        found = []
        for number in chart_numbers:
            patient = people.patients.by_chart_number(work.connection, number)
            if patient is None or patient.id is None:
                raise NotFound("There is no chart with one of these numbers.", "Check them.")
            found.append(Slot(patient.id))
        return found

    return PaperScope("Chosen patients", slots)


def count_on_paper(clinic: Clinic) -> dict[str, int]:
    """Return how many charts each scope would put on the paper, by its words."""
    with clinic.reading(Operation.PRINT_PAPER) as work:
        return {
            scope.who: len({slot.patient_id for slot in scope.slots(clinic, work)})
            for scope in SCOPES
        }


def likeliest_scope(counts: Mapping[str, int]) -> PaperScope:
    """Return the first scope that has anybody on it, by what `count_on_paper` found."""
    return next((scope for scope in SCOPES if counts[scope.who]), ACTIVE)


def paper_draft(clinic: Clinic, scope: PaperScope, progress: Progress = no_progress) -> PaperDraft:
    """Gather the paper; restricted charts that are closed to the person are left out, and counted.

    Raises NotPermitted, NotFound or Cancelled.
    """
    from practice_desk.letters.emergency_paper import EmergencyPaper  # imports the big ReportLab

    entries: list[PaperPatient] = []
    ids: list[int] = []
    with clinic.viewing(Operation.PRINT_PAPER) as work:
        visits = _by_patient(scope.slots(clinic, work))
        for number, (patient_id, slots) in enumerate(visits.items()):
            progress(number, len(visits), "Gathering the charts")
            if not _is_closed(clinic, work, patient_id):
                entries.append(_entry(clinic, work, patient_id, slots))
                ids.append(patient_id)
        work.detail = f"emergency paper of {len(ids)} charts"
        work.patient_ids = frozenset(ids)
        profile = read_profile(work)
        content = EmergencyPaper(
            clinic_name=profile.name,
            who=scope.who,
            as_of=clinic.now(),
            printed_by=clinic.session.display_name,
            patients=tuple(entries),
            left_out=len(visits) - len(ids),
            a4=profile.look.a4,
        )
    return PaperDraft(content, tuple(ids))


def render_paper(draft: PaperDraft) -> RenderedLetter:
    """Return the finished pages. Writes nothing."""
    from practice_desk.letters.emergency_paper import render_emergency_paper

    return render_emergency_paper(draft.content)


def record_paper(
    clinic: Clinic, draft: PaperDraft, rendered: RenderedLetter, save_to: Path | None = None
) -> Changes:
    """Record that the pages left the application: an audit row and a disclosure for each chart.

    With *save_to* they are written there, all or nothing, in clear: a paper whose file could not
    be written is not recorded. Raises DiskFull, FolderReadOnly or StorageFailed.
    """
    kind = AuditKind.PRINT if save_to is None else AuditKind.EXPORT
    with (
        undone_on_failure() as undo,
        clinic.writing(Operation.PRINT_PAPER, kind=kind) as work,
    ):
        for patient_id in draft.patient_ids:
            registry.disclosures.add(
                work.connection,
                Disclosure(
                    patient_id=patient_id,
                    disclosed_at=clinic.now(),
                    disclosed_by=clinic.session.user_name,
                    recipient=RECIPIENT,
                    purpose=PURPOSE,
                    what=WHAT,
                    basis=DisclosureBasis.TREATMENT,
                ),
            )
        how = "printed" if save_to is None else "saved as a file"
        work.detail = f"emergency paper of {len(draft.patient_ids)} charts {how}"
        work.patient_ids = frozenset(draft.patient_ids)
        if save_to is not None:
            write_copy(save_to, rendered.pdf, undo)
    return Changes(frozenset(draft.patient_ids), frozenset({"disclosure"}))


def _is_closed(clinic: Clinic, work: UnitOfWork, patient_id: int) -> bool:
    me = clinic.session
    return access.is_closed_to(
        work.connection, patient_id, me.practitioner_id, me.user_name, clinic.now()
    )


def _by_patient(slots: Sequence[Slot]) -> dict[int, list[Slot]]:
    """Return the slots of each patient, in the order in which the patients come first."""
    found: dict[int, list[Slot]] = {}
    for slot in slots:
        found.setdefault(slot.patient_id, []).append(slot)
    return found


def _entry(
    clinic: Clinic, work: UnitOfWork, patient_id: int, slots: Sequence[Slot]
) -> PaperPatient:
    from practice_desk.letters.emergency_paper import PaperPatient

    who = read_demographics(work, patient_id)
    patient = who.patient
    gate = read_gate(clinic, work, patient_id, Outgoing(DisclosureBasis.TREATMENT, RECIPIENT))
    plan = read_plan(work, patient_id, clinic.today())
    told = _medications(
        [each for each in plan if gate.lets(RecordNoun.MEDICATION, each.medication.id)]
    )
    cases = [case for case in read_cases(clinic, work, patient_id) if case.is_open]
    open_cases = [case for case in cases if lets_case(gate, case)]
    allergies = tuple(health.allergies.for_patient(work.connection, patient_id))
    statement = health.allergy_statements.newest(work.connection, patient_id)
    state = allergy_state(allergies, statement)
    told_allergies = [each for each in allergies if gate.lets(RecordNoun.ALLERGY, each.id)]
    current, told_lines = _allergy_lines(allergies, state), _allergy_lines(told_allergies, state)
    keeps_allergy = current != told_lines
    return PaperPatient(
        name=_listed_name(patient),
        birth_date=patient.birth_date,
        chart_number=patient.chart_number,
        preferred_name=patient.preferred_name,
        phone=patient.phone or patient.phone_mobile,
        time=", ".join(write_time(slot.at) for slot in slots if slot.at is not None),
        practitioner="; ".join(dict.fromkeys(s.practitioner for s in slots if s.practitioner)),
        alert=patient.alert,
        allergies=(*(told_lines or ()), _NOT_ALL) if keeps_allergy else current,
        medications=tuple(told),
        contacts=_contacts(who),
        side_effects=tuple(map(_side_effect, open_cases)),
        withheld=keeps_allergy
        or len(told) < len(_medications(plan))
        or len(open_cases) < len(cases),
    )


_NOT_ALL = "there are more than this paper may tell: ask before giving anything"
"""Among allergies: without it the paper would say that there are no others."""


def _side_effect(case: SideEffectCase) -> str:
    told = write_date(case.report.told_on)
    if case.recheck_on is None:
        return f"{case.effect} (told {told}, to be reviewed)"
    return f"{case.effect} (told {told}, looked at again {write_date(case.recheck_on)})"


def _listed_name(patient: Patient) -> str:
    """Return the legal name as lists are ordered: "Díaz, Marta Luz"."""
    given = f"{patient.given_name} {patient.middle_name}".strip()
    family = f"{patient.family_name} {patient.suffix}".strip()
    return f"{family}, {given}" if given and family else family or given


def _allergy_lines(
    allergies: Sequence[AllergyIntolerance], state: AllergyState
) -> tuple[str, ...] | None:
    if state is AllergyState.NOT_ASKED:
        return None
    current = [allergy for allergy in allergies if is_current(allergy)]
    return tuple(
        f"{allergy.substance} ({allergy.reaction})" if allergy.reaction else allergy.substance
        for allergy in current
    )


def _medications(items: Sequence[PlanItem]) -> Sequence[PaperMedication]:
    from practice_desk.letters.emergency_paper import PaperMedication

    taken = (PlanStatus.ACTIVE, PlanStatus.ON_HOLD, PlanStatus.REPORTED)
    shown = sorted(
        (item for item in items if item.status in taken),
        key=lambda item: (taken.index(item.status), item.medication.name.casefold()),
    )
    return [
        PaperMedication(
            item.medication.name,
            "\n".join(filter(None, (item_directions(item), next_step_text(item)))),
            _note(item),
        )
        for item in shown
    ]


def _note(item: PlanItem) -> str:
    since = "" if item.since is None else write_date(item.since)
    if item.status is PlanStatus.ON_HOLD:
        return f"ON HOLD since {since}"
    told = item.status is PlanStatus.REPORTED or item.medication.origin is not Origin.CLINIC
    return f"{since}, as told" if told and since else since or ("as told" if told else "")


def _contacts(who: Demographics) -> tuple[PaperContact, ...]:
    from practice_desk.letters.emergency_paper import PaperContact

    found, team = [], who.care_team
    for person in who.related_people:
        if not person.retracted_reason:
            kin = f" ({person.relationship})" if person.relationship else ""
            found.append(PaperContact(f"{_ROLES[person.role]}: {person.name}{kin}", person.phone))
    for title, member in (
        ("Prescriber", team.prescriber),
        ("Therapist", team.therapist),
        ("Primary care", team.primary_care),
    ):
        if member is not None:
            name = f"{member.given_name} {member.family_name}".strip()
            found.append(PaperContact(f"{title}: {name}", member.phone))
    if team.pharmacy is not None:
        found.append(PaperContact(f"Pharmacy: {team.pharmacy.name}", team.pharmacy.phone))
    return tuple(found)
