"""What resources become, as plain values: this is all that leaves the reading process."""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.condition import Condition
from practice_desk.domain.dosage import MAX_NOTE, Dosage
from practice_desk.domain.encounter import Encounter
from practice_desk.domain.medication import Medication
from practice_desk.domain.observation import Observation
from practice_desk.domain.patient import Patient, RelatedPerson
from practice_desk.domain.plan_event import PlanEvent


@dataclass(frozen=True, slots=True)
class ReadPatient:
    """A patient and the people around them; their `patient_id` is 0 until there is a chart."""

    patient: Patient
    related: tuple[RelatedPerson, ...]


@dataclass(frozen=True, slots=True)
class ReportedMedication:
    """A plan item with its first event, and the stop where its source says that it ended.

    `source_text` is what the source calls the medication.
    """

    medication: Medication
    events: tuple[PlanEvent, ...]
    source_text: str

    def recognised(self, name: str, concept_id: str, schedule: str) -> ReportedMedication:
        """Return it under the clinical pack's *name*; the source's words go to the directions."""
        medication = replace(self.medication, name=name, concept_id=concept_id, schedule=schedule)
        report, *others = self.events
        report = replace(report, dosage=self._with_source_words(report.dosage, name))
        return ReportedMedication(medication, (report, *others), self.source_text)

    def _with_source_words(self, dosage: Dosage | None, name: str) -> Dosage | None:
        words = self.source_text
        if words.casefold() == name.casefold():
            return dosage
        if dosage is None:
            return Dosage.free(words)
        if dosage.is_free_text:
            return Dosage.free(f"{words}: {dosage.text}"[:MAX_NOTE])
        return replace(dosage, note=words)


Record = Condition | AllergyIntolerance | ReportedMedication | Observation | Encounter
"""What a resource other than Patient becomes."""


def in_chart(record: Record, patient_id: int) -> Record:
    """Return *record* as one of the chart *patient_id*."""
    if isinstance(record, ReportedMedication):
        return replace(record, medication=replace(record.medication, patient_id=patient_id))
    return replace(record, patient_id=patient_id)
