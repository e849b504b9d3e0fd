"""Turns one demo patient and the story of the treatment into acts of the clinic, day by day."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from practice_desk.app.demo.agenda import Agenda
from practice_desk.app.demo.consents import write_consents
from practice_desk.app.demo.happenings import LIFE_WEEKS, life_acts, session_acts
from practice_desk.app.demo.measures import Measure, filled_in, lab_result, vital_signs
from practice_desk.app.demo.notes import told_trials, visit_note
from practice_desk.app.demo.person import ALLERGIES, BACKGROUND, DemoPerson
from practice_desk.app.demo.plan_writer import PlanWriter
from practice_desk.app.demo.questionnaires import aims_acts, fill_in
from practice_desk.app.demo.side_effects import ToldSideEffect, take_call
from practice_desk.app.demo.story import Diagnosis, Step, outside
from practice_desk.app.demo.supply import write_supply
from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergySeverity,
    AllergyStatementKind,
    AllergyType,
)
from practice_desk.domain.condition import Condition, ConditionCategory, ConditionStatus
from practice_desk.domain.encounter import Encounter
from practice_desk.domain.observation import SubstanceUse, SubstanceUseStatus
from practice_desk.domain.patient import (
    Patient,
    PatientStatus,
    RelatedPerson,
    RelatedPersonRole,
)
from practice_desk.domain.permission import Operation
from practice_desk.domain.text import fold
from practice_desk.knowledge.pack import knowledge_pack
from practice_desk.services import health, patients, trials, vitals
from practice_desk.services.clinic import Clinic
from practice_desk.storage import health as stored_health

LONGEST_GAP = 13.0
"""Weeks between visits in a calm course."""

_ROLES = {
    "guardian": RelatedPersonRole.GUARDIAN,
    "emergency": RelatedPersonRole.EMERGENCY_CONTACT,
    "support": RelatedPersonRole.SUPPORT,
}
_STREETS = ("Example Street", "Sample Avenue", "Specimen Lane", "Example Court", "Sample Road")


@dataclass(frozen=True, slots=True)
class CareTeamIds:
    """Ids in the directory: our prescriber and what each patient's team is taken from."""

    prescriber: int
    primary_care: tuple[int, ...]
    pediatrician: int
    therapists: tuple[int, ...]
    pharmacies: tuple[int, ...]


@dataclass
class ChartWriter:
    """One patient's acts. The chart's id is known once the first of them has been done."""

    number: int
    person: DemoPerson
    team: CareTeamIds
    today: date
    chance: random.Random
    patient_id: int = 0
    began: date = field(init=False)

    def __post_init__(self) -> None:
        """Find the day of the first visit."""
        self.began = self.today - timedelta(weeks=self.person.weeks, days=2 + self.number % 4)

    def write(self, agenda: Agenda) -> None:
        """Put everything that happens to this patient on the *agenda*."""
        call = agenda.book(self.began - timedelta(days=4))
        agenda.add(call, self._register)
        if not self.person.visits:
            return
        steps = (*self.person.story.steps, *self._background_steps(), *self.person.extra)
        weeks = self._visit_weeks(steps)
        played = sorted((s for s in steps if s.week in weeks), key=lambda step: step.week)
        last = {step.drug: step for step in played}.values()
        plan = PlanWriter(lambda: self.patient_id, self.team.prescriber, self.today, last)
        for week in weeks:
            day = self.began + timedelta(weeks=week)
            start = agenda.book(day)
            if week == 0:
                self._first_visit(agenda, start)
            self._measure(agenda, start, week)
            due = [step for step in steps if step.week == week]
            self._side_effects(agenda, start + timedelta(minutes=18), due, plan)
            plan.write(agenda, start + timedelta(minutes=20), due)
            note = visit_note(lambda: self.patient_id, week, due, self.chance)
            agenda.add(start + timedelta(minutes=29), note)
            agenda.add(start + timedelta(minutes=30), self._visit(start, week))
        self._between_visits(agenda)
        if any(step.drug == "lamotrigine" for step in played) and not self.person.allergies:
            yesterday = self.today - timedelta(days=1)
            agenda.add(agenda.book(yesterday), take_call(lambda: self.patient_id))
        self._live(agenda)
        if self.person.supply:
            kind, whose = self.person.supply, lambda: self.patient_id
            write_supply(agenda, kind, whose, self.today, self.began)
        supply, patient_id = self.person.supply, lambda: self.patient_id
        write_consents(agenda, self.number, supply, patient_id, self.today, self.began)

    def _live(self, agenda: Agenda) -> None:
        """Record what happens beside the treatment; every third patient has much of it."""
        whose = lambda: self.patient_id  # noqa: E731 - known only later
        acts = life_acts(whose, self.number) if self.number % 3 == 0 else []
        acts += session_acts(whose) if acts and self.person.therapy else []
        ago = max(0, self.person.weeks - LIFE_WEEKS)  # where it is seen in the year shown first
        acts = [(ago + week, act) for week, act in acts]
        acts += aims_acts(whose, self.person.story) if self.number % 2 == 0 else []
        for week, act in acts:
            day = self.began + timedelta(weeks=week)
            if day < self.today - timedelta(days=1) and week < self.person.until:
                agenda.add(agenda.book(day), act)

    def _side_effects(
        self, agenda: Agenda, when: datetime, due: list[Step], plan: PlanWriter
    ) -> None:
        for step in due:
            if step.reason == "side_effect" and step.comment:
                told = ToldSideEffect(lambda: self.patient_id, step, self.today)
                plan.told[step.drug, step.week] = told
                agenda.add(when, told.report)
                if (ended := when + timedelta(days=9)).date() < self.today:
                    agenda.add(told.again_at(ended), told.look_again)

    def _visit_weeks(self, steps: tuple[Step, ...]) -> list[float]:
        wanted = sorted({0.0, *(step.week for step in steps), *self.person.story.visits})
        last = min(((self.today - self.began).days - 1) / 7, self.person.until)
        weeks: list[float] = []
        for week in (*(week for week in wanted if week <= last), last):
            while weeks and week - weeks[-1] > LONGEST_GAP:
                weeks.append(weeks[-1] + LONGEST_GAP - self.chance.randint(0, 3))
            if week in wanted:
                weeks.append(week)
        return weeks

    def _background_steps(self) -> tuple[Step, ...]:
        known = (BACKGROUND[key] for key in self.person.background)
        return tuple(
            outside(0, entry.drug, entry.dosage, entry.display)
            for entry in known
            if entry.dosage is not None
        )

    def _between_visits(self, agenda: Agenda) -> None:
        for lab in self.person.story.labs:
            day = self.began + timedelta(weeks=lab.week, days=-1 if lab.week else 0)
            if day < self.today - timedelta(days=1) and lab.week < self.person.until:
                when = agenda.book(day)
                self._observe(agenda, when, [lab_result(lab)])
        if self.person.until < self.person.weeks:
            day = self.began + timedelta(weeks=self.person.until + 26)
            if day < self.today:
                agenda.add(agenda.book(day), self._close)

    # The acts

    def _register(self, clinic: Clinic) -> None:
        person, number = self.person, self.number
        age, month, day = person.born
        email_name = re.sub(r"[^a-z]+", ".", fold(f"{person.given} {person.family}")).strip(".")
        minor = age < 18
        primary = self.team.primary_care[number % len(self.team.primary_care)]
        therapists, pharmacies = self.team.therapists, self.team.pharmacies
        value = Patient(
            person.family,
            person.given,
            person.middle,
            person.suffix,
            person.preferred,
            person.pronouns,
            date(self.today.year - age, month, day),
            person.sex,
            person.gender,
            phone=f"(971) 555-01{number:02d}" if number % 3 else "",
            phone_mobile=f"(360) 555-01{number + 40:02d}",
            email="" if minor else f"{email_name or f'patient{number}'}@example.org",
            address_line=f"{120 + 17 * number} {_STREETS[number % len(_STREETS)]}",
            city="Portland",
            state="OR",
            postal_code=f"972{1 + number % 33:02d}",
            language=person.language,
            interpreter_needed=person.interpreter,
            alert=person.alert,
            preferred_pharmacy_id=pharmacies[number % len(pharmacies)] if person.visits else None,
            prescriber_id=self.team.prescriber,
            therapist_id=therapists[number % len(therapists)] if person.therapy else None,
            primary_care_id=self.team.pediatrician if minor else primary,
        )
        self.patient_id = patients.save_patient(clinic, value).id
        for place, (role, name, relationship) in enumerate(person.contacts):
            phone = f"(541) 555-01{(3 * number + place) % 100:02d}"
            contact = RelatedPerson(self.patient_id, _ROLES[role], name, relationship, phone)
            patients.save_related_person(clinic, contact)

    def _close(self, clinic: Clinic) -> None:
        patient = patients.get_patient(clinic, self.patient_id)
        patients.save_patient(clinic, replace(patient, status=PatientStatus.INACTIVE))

    def _first_visit(self, agenda: Agenda, start: datetime) -> None:
        agenda.add(start + timedelta(minutes=2), self._ask_allergies)
        agenda.add(start + timedelta(minutes=10), self._take_history)
        if self.person.mistaken_allergy:
            agenda.add(start + timedelta(minutes=12), self._mistake_allergy)
        for diagnosis in self.person.story.diagnoses:
            self._diagnose(agenda, start + timedelta(minutes=15), diagnosis)

    def _ask_allergies(self, clinic: Clinic) -> None:
        keys = self.person.allergies
        if keys is None:
            return
        if not keys:
            stated = AllergyStatementKind.NO_KNOWN_ALLERGIES
            health.state_allergies(clinic, self.patient_id, stated)
        for key in keys:
            self._add_allergy(clinic, key)

    def _mistake_allergy(self, clinic: Clinic) -> None:
        """Enter somebody else's allergy here, notice it, and take it back."""
        wrong = self._add_allergy(clinic, self.person.mistaken_allergy)
        health.retract_allergy(clinic, wrong, "Belongs in another chart.")

    def _add_allergy(self, clinic: Clinic, key: str) -> AllergyIntolerance:
        known = ALLERGIES[key]
        kind = AllergyType.INTOLERANCE if known.intolerance else AllergyType.ALLERGY
        value = AllergyIntolerance(
            self.patient_id,
            known.substance,
            kind,
            known.substance_id,
            known.reaction,
            AllergySeverity(known.severity),
            onset_on=self._years_before(self.chance.randint(4, 9)),
        )
        return replace(value, id=health.save_allergy(clinic, value).id, version=1)

    def _take_history(self, clinic: Clinic) -> None:
        for key in self.person.background:
            known = BACKGROUND[key]
            category = ConditionCategory.HISTORY if known.past else ConditionCategory.PROBLEM
            status = ConditionStatus.RESOLVED if known.past else ConditionStatus.ACTIVE
            onset = self._years_before(known.years)
            value = Condition(
                self.patient_id, known.display, category, known.icd10cm, status, onset
            )
            health.save_condition(clinic, value)
        for code, text in self.person.family_history:
            relative = Condition(self.patient_id, text, ConditionCategory.FAMILY, code)
            health.save_condition(clinic, relative)
        for told in told_trials(self.patient_id, self.number):
            trials.save_trial(clinic, told)
        for substance, use, amount in self.person.use:
            status_of_use = SubstanceUseStatus(use)
            spoken = SubstanceUse(self.patient_id, substance, status_of_use, clinic.today(), amount)
            health.save_substance_use(clinic, spoken)

    def _diagnose(self, agenda: Agenda, when: datetime, diagnosis: Diagnosis) -> None:
        code = diagnosis.icd10cm
        saved: list[Condition] = []

        def made(clinic: Clinic) -> None:
            onset = min(self._years_before(diagnosis.years_before), clinic.today())
            topic = knowledge_pack().conditions.topic_of(code)
            value = Condition(
                self.patient_id, diagnosis.display, icd10cm=code, onset_on=onset, topic=topic
            )
            record_id = health.save_condition(clinic, value).id
            saved.append(replace(value, id=record_id, version=1))

        def settled(clinic: Clinic) -> None:
            health.save_condition(clinic, replace(saved[0], status=diagnosis.settled_as))

        first = when
        if diagnosis.years_before < 0:  # it only came in the course of the story
            onset_day = self._years_before(diagnosis.years_before)
            if onset_day >= self.today:
                return
            first = agenda.book(onset_day)
        agenda.add(first, made)
        if diagnosis.settled_week is not None:
            day = self.began + timedelta(weeks=diagnosis.settled_week)
            if day < self.today and diagnosis.settled_week < self.person.until:
                agenda.add(max(agenda.book(day), first + timedelta(minutes=1)), settled)

    def _measure(self, agenda: Agenda, start: datetime, week: float) -> None:
        self._observe(
            agenda, start + timedelta(minutes=5), vital_signs(self.person, week, self.chance)
        )
        whose = lambda: self.patient_id  # noqa: E731 - known only later
        for place, (name, answers) in enumerate(filled_in(self.person.story, week, self.chance)):
            fill_in(agenda, start + timedelta(minutes=6 + 2 * place), whose, name, answers)

    def _observe(self, agenda: Agenda, when: datetime, makes: Iterable[Measure]) -> None:
        measures = list(makes)

        def record(clinic: Clinic) -> None:
            values = [make(self.patient_id, when) for make in measures]
            vitals.save_visit(clinic, self.patient_id, values)

        if measures:
            agenda.add(when, record)

    def _visit(self, start: datetime, week: float) -> Callable[[Clinic], None]:
        remote = week > 0 and self.chance.random() < 0.3
        what = "First visit" if week == 0 else "Medication visit"
        minutes = 60 if week == 0 else 30

        def record(clinic: Clinic) -> None:
            value = Encounter(
                self.patient_id,
                "finished",
                "VR" if remote else "AMB",
                f"{what} by video" if remote else what,
                start,
                start + timedelta(minutes=minutes),
            )
            # Until visits have a service of their own, the demo files them as an import does.
            with clinic.writing(Operation.EDIT_HEALTH_RECORD, self.patient_id) as work:
                work.detail = f"encounter {stored_health.encounters.add(work.connection, value)}"

        return record

    def _years_before(self, years: float) -> date:
        return self.began - timedelta(days=round(years * 365.25))
