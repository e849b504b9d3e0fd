"""Opening charts for imported patients, and recognising those that are here."""

from __future__ import annotations

from dataclasses import replace

from practice_desk.domain.imported_resource import ImportedResource
from practice_desk.domain.patient import LENGTHS, Patient
from practice_desk.domain.text import fold
from practice_desk.exchange.fhir.keep_aside import KeepAside
from practice_desk.exchange.fhir.messages import Found
from practice_desk.exchange.fhir.records import ReadPatient
from practice_desk.services.import_batch import NEWER, Batch, Filed
from practice_desk.services.patients import new_chart_number
from practice_desk.storage import imports, people


def file_patient(batch: Batch, found: Found, resource: ImportedResource) -> Filed | None:
    """Open a chart for a Patient unless it is here, and learn which chart is whose.

    Raises KeepAside; the patient's records then are kept aside with them, but for a newer version
    of a patient whose chart is known.
    """
    before = batch.same(resource)
    if before is not None and before.is_filed:
        batch.scope.learn(found.keys, before.patient_id)
        return None
    if found.person is None:
        batch.scope.learn(found.keys, None)
        raise KeepAside(found.refused or found.unfit)
    known = _chart_of_other_version(batch, resource, found.person.patient)
    if known is not None:
        batch.scope.learn(found.keys, known)
        raise KeepAside(NEWER)
    patient_id = _open_chart(batch, found.person)
    batch.scope.learn(found.keys, patient_id)
    return Filed(patient_id, patient_id, opened_chart=True)


def _chart_of_other_version(
    batch: Batch, resource: ImportedResource, patient: Patient
) -> int | None:
    """Return the chart of the same patient's other version.

    The same number alone proves nothing: two sources may both have a patient 1. Birth date and one
    of the names must agree, too.
    """
    for version in batch.other_versions(resource):
        if version.patient_id is None:
            continue
        chart = people.patients.get(batch.work.connection, version.patient_id)
        agrees = fold(chart.family_name) == fold(patient.family_name) or (
            fold(chart.given_name) == fold(patient.given_name)
        )
        if agrees and chart.birth_date == patient.birth_date:
            return chart.id
    return None


def _open_chart(batch: Batch, read: ReadPatient) -> int:
    connection = batch.work.connection
    twin = imports.chart_of_same_person(connection, read.patient)
    alerts = [read.patient.alert, f"Possible duplicate of {twin}." if twin else ""]
    patient = replace(
        read.patient,
        chart_number=new_chart_number(batch.work),
        alert=" ".join(filter(None, alerts))[: LENGTHS["alert"]],
    )
    while people.patients.by_chart_number(connection, patient.chart_number) is not None:
        patient = replace(patient, chart_number=new_chart_number(batch.work))
    patient_id = people.patients.put(connection, patient)
    for person in read.related:
        people.related_people.add(connection, replace(person, patient_id=patient_id))
    return patient_id
