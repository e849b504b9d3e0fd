"""Small FHIR bundles for tests, of people who do not exist."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Resource = dict[str, Any]


def patient(number: str = "p1", **changes: Any) -> Resource:
    """Return a Patient with an accented name."""
    fields: Resource = {
        "resourceType": "Patient",
        "id": number,
        "name": [{"use": "official", "family": "Gálvez", "given": ["Ramón", "José"]}],
        "birthDate": "1993-03-09",
        "gender": "male",
    }
    return {**fields, **changes}


def about(number: str = "p1") -> Resource:
    """Return a reference to a patient."""
    return {"reference": f"Patient/{number}"}


def code(system: str, value: str, display: str) -> Resource:
    """Return a CodeableConcept with one code."""
    return {"coding": [{"system": system, "code": value, "display": display}]}


def condition(number: str = "c1", **changes: Any) -> Resource:
    """Return a Condition."""
    fields: Resource = {
        "resourceType": "Condition",
        "id": number,
        "subject": about(),
        "code": code("http://hl7.org/fhir/sid/icd-10-cm", "F33.1", "Major depressive disorder"),
        "clinicalStatus": code(
            "http://terminology.hl7.org/CodeSystem/condition-clinical", "active", ""
        ),
        "onsetDateTime": "2019-05-02",
    }
    del fields["clinicalStatus"]["coding"][0]["display"]
    return {**fields, **changes}


def allergy(number: str = "a1", **changes: Any) -> Resource:
    """Return an AllergyIntolerance."""
    fields: Resource = {
        "resourceType": "AllergyIntolerance",
        "id": number,
        "patient": about(),
        "code": {"text": "Lamotrigine"},
        "reaction": [{"manifestation": [{"text": "Rash"}], "severity": "severe"}],
    }
    return {**fields, **changes}


def medication_request(number: str = "m1", **changes: Any) -> Resource:
    """Return a MedicationRequest for fluoxetine."""
    fields: Resource = {
        "resourceType": "MedicationRequest",
        "id": number,
        "status": "active",
        "intent": "order",
        "subject": about(),
        "authoredOn": "2023-01-15T09:30:00-05:00",
        "medicationCodeableConcept": code(
            "http://www.nlm.nih.gov/research/umls/rxnorm", "310385", "FLUoxetine 20 MG Oral Capsule"
        ),
    }
    return {**fields, **changes}


def observation(number: str = "o1", **changes: Any) -> Resource:
    """Return a body weight in kilograms."""
    fields: Resource = {
        "resourceType": "Observation",
        "id": number,
        "status": "final",
        "category": [
            code("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs", "v")
        ],
        "code": code("http://loinc.org", "29463-7", "Body weight"),
        "subject": about(),
        "effectiveDateTime": "2023-02-08T02:43:19+00:00",
        "valueQuantity": {"value": 70.50, "unit": "kg"},
    }
    return {**fields, **changes}


def encounter(number: str = "e1", **changes: Any) -> Resource:
    """Return an Encounter."""
    fields: Resource = {
        "resourceType": "Encounter",
        "id": number,
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": about(),
        "period": {"start": "2023-02-08T02:43:19+00:00", "end": "2023-02-08T03:43:19+00:00"},
    }
    return {**fields, **changes}


def bundle(*resources: Resource) -> Resource:
    """Return a transaction Bundle of *resources*."""
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"resource": resource} for resource in resources],
    }


def everything() -> Resource:
    """Return a Bundle with one of each kind that charts keep."""
    return bundle(
        patient(), condition(), allergy(), medication_request(), observation(), encounter()
    )


def write(path: Path, content: Resource) -> Path:
    """Write *content* as JSON and return the file's path."""
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path
