"""The kinds of resource that become records, and the sentence for all others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from practice_desk.exchange.fhir.allergy import read_allergy
from practice_desk.exchange.fhir.bundle import Entry
from practice_desk.exchange.fhir.condition import read_condition
from practice_desk.exchange.fhir.encounter import read_encounter
from practice_desk.exchange.fhir.filing import Filing
from practice_desk.exchange.fhir.json_stream import Json
from practice_desk.exchange.fhir.keep_aside import KeepAside
from practice_desk.exchange.fhir.medication import read_medication
from practice_desk.exchange.fhir.model_check import fault
from practice_desk.exchange.fhir.node import Node
from practice_desk.exchange.fhir.observation import read_observation
from practice_desk.exchange.fhir.patient import read_patient
from practice_desk.exchange.fhir.records import ReadPatient, Record
from practice_desk.exchange.fhir.references import reference_key

_READERS: Mapping[str, Callable[[Node, Filing], Record]] = {
    "Condition": read_condition,
    "AllergyIntolerance": read_allergy,
    "MedicationRequest": read_medication,
    "MedicationStatement": read_medication,
    "Observation": read_observation,
    "Encounter": read_encounter,
}


def valid_resource(entry: Entry) -> dict[str, Json]:
    """Return the entry's resource. Raises KeepAside if it is no resource of a kind we keep."""
    if entry.resource is None:
        raise KeepAside(entry.problem)
    kind = entry.resource_type
    if not kind:
        raise KeepAside("It does not say what kind of FHIR resource it is.")
    if kind == "Medication":
        raise KeepAside("It only names a medication; records that refer to it take its name.")
    if kind == "Appointment":
        raise KeepAside("Appointments are booked here; this one stays readable in the original.")
    if kind != "Patient" and kind not in _READERS:
        raise KeepAside(f"Practice Desk keeps no {kind}; it stays readable in the kept original.")
    if place := fault(kind, entry.resource):
        raise KeepAside(f"It is no valid {kind}: look at “{place}” in the original.")
    return entry.resource


def subject_key(resource: Mapping[str, Json]) -> str:
    """Return whom a clinical resource is about, as a reference. Raises KeepAside without one."""
    node = Node(resource)
    key = reference_key(node.child("subject")) or reference_key(node.child("patient"))
    if not key:
        raise KeepAside("It does not say which patient it belongs to.")
    return key


def read_person(resource: Mapping[str, Json], filing: Filing) -> ReadPatient:
    """Return the chart's person in a valid Patient. Raises KeepAside."""
    return read_patient(Node(resource), filing.today)


def read_record(resource: Mapping[str, Json], filing: Filing) -> Record:
    """Return what a valid clinical resource becomes in the chart. Raises KeepAside."""
    return _READERS[str(resource["resourceType"])](Node(resource), filing)
