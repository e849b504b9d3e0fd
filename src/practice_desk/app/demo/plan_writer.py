"""Plays a story's plan events through the plan's use cases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from practice_desk.app.demo.agenda import Agenda
from practice_desk.app.demo.letter_replies import follow_letter
from practice_desk.app.demo.side_effects import ToldSideEffect
from practice_desk.app.demo.story import Step
from practice_desk.domain.dispense_request import DispenseRequest, FirstVisit
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.safety_decision import (
    OverrideReason,
    UnansweredFindings,
    finding_key,
)
from practice_desk.knowledge.pack import knowledge_pack
from practice_desk.services import letters, plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.plan import PlanChange, PlanEntry
from practice_desk.storage import plan as stored_plan

_ADDING = {
    PlanEventKind.CHANGE: plan.change_dose,
    PlanEventKind.HOLD: plan.hold_medication,
    PlanEventKind.RESUME: plan.resume_medication,
    PlanEventKind.STOP: plan.stop_medication,
}
_LETTERS_OPEN = timedelta(days=12)
_RECENT = timedelta(weeks=40)
_WHY = "benefit_outweighs"
_REPORTED = "Records from the former clinic"


class PlanWriter:
    """One patient's plan. *patient_id* is asked when an act is done, not before.

    *last_steps* are the last of each medication.
    """

    def __init__(
        self,
        patient_id: Callable[[], int],
        prescriber_id: int,
        today: date,
        last_steps: Collection[Step],
    ) -> None:
        self._patient_id = patient_id
        self._prescriber_id = prescriber_id
        self._today = today
        self._last = last_steps
        self._medications: dict[str, int] = {}
        self.told: dict[tuple[str, float], ToldSideEffect] = {}
        """By medication and week, the side effect for which a step is taken."""

    def write(self, agenda: Agenda, when: datetime, steps: Sequence[Step]) -> None:
        """Put one visit's steps on the agenda, all at the moment *when*, and their letter after.

        What is not older than a few days has no letter yet: the clinic still has something to do.
        A letter takes long to make, so of older steps only each medication's last one has its own:
        it told the pharmacy where the medication stands.
        """
        letter: list[int] = []
        follow: list[int] = []
        for step in steps:
            self._write_step(agenda, when, step, letter)

        def tell_pharmacy(clinic: Clinic) -> None:
            draft = letters.pharmacy_notice_draft(clinic, self._patient_id(), letter)
            pages = letters.render_draft(draft)
            sent = letters.send_letter(clinic, draft, pages, LetterDelivery.PRINTED)
            follow.append(sent.letter_id)

        day = when.date()
        told = [s for s in steps if s.letter and (s in self._last or day > self._today - _RECENT)]
        if told and day < self._today - _LETTERS_OPEN:
            agenda.add(when + timedelta(minutes=5), tell_pharmacy)
            follow_letter(agenda, when, self._today, self._patient_id, follow)

    def _write_step(self, agenda: Agenda, when: datetime, step: Step, letter: list[int]) -> None:
        done: list[int] = []

        def take_step(clinic: Clinic) -> None:
            done.append(self._take(clinic, step))
            if step.letter:
                letter.append(done[0])

        def take_back(clinic: Clinic) -> None:
            comment = "Typed the wrong dose; nothing was sent to the pharmacy."
            plan.retract_event(clinic, self._patient_id(), done[0], step.retract, comment)

        agenda.add(when, take_step)
        if step.retract:
            agenda.add(when + timedelta(hours=1), take_back)

    def _take(self, clinic: Clinic, step: Step) -> int:
        """Record one step today and return its event's id."""
        effective_on = clinic.today()
        if step.ahead_days:
            effective_on = self._today + timedelta(days=step.ahead_days)
        told = self.told.get((step.drug, step.week))
        entry = PlanEntry(
            effective_on,
            step.reason,
            step.dosage,
            step.comment,
            step.regimen,
            dispense_request=_request(step),
            adverse_event_id=told.number if told is not None else None,
        )
        if step.kind is PlanEventKind.START:
            medication = self._medication(step, effective_on)
            change = _sign(lambda given: plan.start_medication(clinic, medication, given), entry)
            self._medications[step.drug] = change.medication_id
            return change.event_id
        if step.kind is PlanEventKind.REPORT:
            return self._report(clinic, step)
        add, patient_id = _ADDING[step.kind], self._patient_id()
        taken = self._medications[step.drug]
        return _sign(lambda given: add(clinic, patient_id, taken, given), entry).event_id

    def _medication(self, step: Step, day: date) -> Medication:
        concept = knowledge_pack().medications.by_id(step.drug)
        ours = step.origin is Origin.CLINIC
        short = bool(step.review_weeks)
        return Medication(
            self._patient_id(),
            concept.display_name if concept else step.drug,
            Horizon.SHORT_TERM if short else Horizon.LONG_TERM,
            step.origin,
            concept.id if concept else "",
            concept.rxcui if concept else "",
            concept.dea_schedule if concept else "",
            step.indication,
            day + timedelta(weeks=step.review_weeks) if short else None,
            "" if ours else _who(step),
            self._prescriber_id if ours else None,
        )

    def _report(self, clinic: Clinic, step: Step) -> int:
        """Keep a reported medication as an import does; no window enters one by hand."""
        event = PlanEvent(
            step.kind,
            clinic.today() - timedelta(days=30),
            step.reason,
            clinic.now(),
            clinic.session.user_name,
            step.dosage,
        )
        with clinic.writing(Operation.IMPORT_RECORDS, self._patient_id()) as work:
            medication = self._medication(step, clinic.today())
            medication_id = stored_plan.medications.add(work.connection, medication)
            stored = replace(event, medication_id=medication_id)
            event_id = stored_plan.plan_events.add(work.connection, stored)
            work.detail = f"medication {medication_id} reported"
        self._medications[step.drug] = medication_id
        return event_id


def _request(step: Step) -> DispenseRequest | None:
    """Return a month at a time for what is controlled and ours, without refills for Schedule II."""
    concept = knowledge_pack().medications.by_id(step.drug)
    new_dose = step.dosage is not None or step.regimen is not None
    if concept is None or not concept.is_controlled or not new_dose:
        return None
    if step.origin is not Origin.CLINIC:
        return None
    refills = 0 if concept.dea_schedule == "CII" else 1
    return DispenseRequest(refills, 30, FirstVisit.IN_PERSON)


def _sign(sign: Callable[[PlanEntry], PlanChange], entry: PlanEntry) -> PlanChange:
    """Sign a step, with a reason for whatever the safety checks find about it."""
    try:
        return sign(entry)
    except UnansweredFindings as refusal:
        reasons = (OverrideReason(finding_key(each), _WHY) for each in refusal.findings)
        return sign(replace(entry, reasons=tuple(reasons)))


def _who(step: Step) -> str:
    if step.kind is PlanEventKind.REPORT:
        return _REPORTED
    return "" if step.origin is Origin.OWN else "Primary care"
