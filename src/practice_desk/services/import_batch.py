"""Filing some hundred resources in one transaction, each with exactly one outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.condition import Condition
from practice_desk.domain.encounter import Encounter
from practice_desk.domain.import_report import ImportOutcome, ImportReport, KeptAside
from practice_desk.domain.imported_resource import ImportedResource
from practice_desk.domain.observation import Observation
from practice_desk.domain.permission import Operation
from practice_desk.exchange.fhir.keep_aside import KeepAside
from practice_desk.exchange.fhir.messages import Found
from practice_desk.exchange.fhir.records import Record, ReportedMedication, in_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.import_answers import as_survey, open_risk_path
from practice_desk.services.import_matching import recognised
from practice_desk.services.import_scope import ImportScope
from practice_desk.storage import health, imports, plan
from practice_desk.storage.unit_of_work import UnitOfWork

SIZE = 500
"""Resources in one transaction."""

NEWER = "A newer version of an imported record: compare it by hand."


@dataclass(frozen=True, slots=True)
class Original:
    """The kept original that resources come from."""

    file_name: str
    document_id: int
    sealed_name: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A resource that became the record *record_id* of a chart."""

    patient_id: int
    record_id: int
    opened_chart: bool = False


@dataclass(slots=True)
class Batch:
    """One transaction's work; its outcomes count once the transaction is committed."""

    clinic: Clinic
    work: UnitOfWork
    scope: ImportScope
    original: Original
    known: dict[imports.ResourceKey, list[ImportedResource]]
    outcomes: list[tuple[str, ImportOutcome]] = field(default_factory=list)
    kept: list[KeptAside] = field(default_factory=list)
    changed: dict[tuple[str, str, str], ImportedResource] = field(default_factory=dict)
    patient_ids: set[int] = field(default_factory=set)
    charts: int = 0

    def same(self, resource: ImportedResource) -> ImportedResource | None:
        """Return the very same version where it was met before."""
        versions = self.known.get((resource.resource_type, resource.resource_id), [])
        return next((v for v in versions if v.fingerprint == resource.fingerprint), None)

    def other_versions(self, resource: ImportedResource) -> list[ImportedResource]:
        """Return the other versions that became records."""
        versions = self.known.get((resource.resource_type, resource.resource_id), [])
        return [v for v in versions if v.is_filed and v.fingerprint != resource.fingerprint]

    def remember(self, resource: ImportedResource) -> None:
        """Note what became of a resource, over what was known of the same version."""
        before = self.same(resource)
        if before is not None:
            resource = replace(resource, id=before.id)
            if before.id is not None and not resource.is_filed:
                return
        key = (resource.resource_type, resource.resource_id)
        others = [v for v in self.known.get(key, []) if v is not before]
        self.known[key] = [*others, resource]
        self.changed[(*key, resource.fingerprint)] = resource

    def merge_into(self, report: ImportReport) -> None:
        """Account for the committed batch."""
        for kind, outcome in self.outcomes:
            report.count(kind, outcome)
        for item in self.kept:
            report.keep_aside(item)
        report.patients += self.charts
        report.patient_ids |= self.patient_ids


FileOne = Callable[[Batch, Found, ImportedResource], Filed | None]
"""Files one resource; None when the very same was filed before. Raises KeepAside."""


def file_resources(
    clinic: Clinic,
    scope: ImportScope,
    original: Original,
    found: Sequence[Found],
    file_one: FileOne,
    report: ImportReport,
) -> None:
    """Give everything *found* its outcome, in one transaction with an audit row per patient."""
    resources = [_identity(clinic, original, each) for each in found]
    with clinic.writing(Operation.IMPORT_RECORDS, kind=AuditKind.IMPORT) as work:
        keys = {(resource.resource_type, resource.resource_id) for resource in resources}
        known = imports.known_resources(work.connection, keys)
        batch = Batch(clinic, work, scope, original, known)
        for each, resource in zip(found, resources, strict=True):
            _give_outcome(batch, each, resource, file_one)
        imports.put_resources(work.connection, batch.changed.values())
        work.patient_ids = frozenset(batch.patient_ids)
        filed = sum(outcome is ImportOutcome.IMPORTED for _, outcome in batch.outcomes)
        work.detail = f"document {original.document_id}: {filed} of {len(found)} filed"
    batch.merge_into(report)


def _identity(clinic: Clinic, original: Original, found: Found) -> ImportedResource:
    """Return what was found as a resource with no outcome yet.

    One without an id is known by what it holds; one that could not be read, by its place.
    """
    if not found.fingerprint:
        place = f"{original.document_id}:{found.position}"
        return ImportedResource("", place, "", original.document_id, clinic.now())
    return ImportedResource(
        found.resource_type,
        found.resource_id or found.fingerprint,
        found.fingerprint,
        original.document_id,
        clinic.now(),
    )


def _give_outcome(
    batch: Batch, found: Found, resource: ImportedResource, file_one: FileOne
) -> None:
    kind = resource.resource_type
    try:
        filed = file_one(batch, found, resource)
    except KeepAside as aside:
        reason = aside.reason
        name = batch.original.file_name
        batch.kept.append(KeptAside(name, found.position, kind, found.resource_id, reason))
        before = batch.same(resource)
        if before is None or not before.is_filed:
            batch.remember(replace(resource, reason=reason[:500]))
        return
    if filed is None:
        batch.outcomes.append((kind, ImportOutcome.ALREADY_HERE))
        return
    batch.outcomes.append((kind, ImportOutcome.IMPORTED))
    batch.patient_ids.add(filed.patient_id)
    batch.charts += filed.opened_chart
    batch.remember(replace(resource, patient_id=filed.patient_id, record_id=filed.record_id))


def file_clinical(batch: Batch, found: Found, resource: ImportedResource) -> Filed | None:
    """File a resource other than Patient into its chart. Raises KeepAside."""
    before = batch.same(resource)
    if before is not None and before.is_filed and found.fingerprint:
        if _chart(batch, found) != before.patient_id:
            raise KeepAside("The same record is filed in another chart: compare them by hand.")
        return None
    if found.refused:
        raise KeepAside(found.refused)
    patient_id = _chart(batch, found)
    if any(version.patient_id == patient_id for version in batch.other_versions(resource)):
        raise KeepAside(NEWER)
    if found.record is None:
        raise KeepAside(found.unfit)
    known = knowledge_in(batch.clinic, batch.work)
    record = recognised(in_chart(found.record, patient_id), known.pack)
    if isinstance(record, Observation):
        record = as_survey(record, known.instruments)
    number = add_record(batch.work, record)
    if isinstance(record, Observation):
        open_risk_path(batch.clinic, batch.work, record, number)
    return Filed(patient_id, number)


def _chart(batch: Batch, found: Found) -> int:
    """Return the patient whose record it is. Raises KeepAside."""
    if not found.subject:
        raise KeepAside("It does not say which patient it belongs to.")
    return batch.scope.chart(found.subject)


def add_record(work: UnitOfWork, record: Record) -> int:
    """Insert *record* and return its id."""
    connection = work.connection
    if isinstance(record, Condition):
        return health.conditions.add(connection, record)
    if isinstance(record, AllergyIntolerance):
        return health.allergies.add(connection, record)
    if isinstance(record, Encounter):
        return health.encounters.add(connection, record)
    if isinstance(record, ReportedMedication):
        medication_id = plan.medications.add(connection, record.medication)
        for event in record.events:
            plan.plan_events.add(connection, replace(event, medication_id=medication_id))
        return medication_id
    return health.observations.add(connection, record)
