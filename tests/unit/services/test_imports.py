"""Importing: every resource has one outcome, and nothing is filed twice or into a wrong chart."""

from __future__ import annotations

import json
import os
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.errors import Cancelled, UnreadableInput
from practice_desk.domain.import_report import ImportReport
from practice_desk.domain.medication import PlanStatus
from practice_desk.gui.models.monitoring_view import result_text, verdict
from practice_desk.knowledge.pack import knowledge_pack
from practice_desk.services import charts, import_batch, monitoring, patients, plan, verification
from practice_desk.services.clinic import Clinic
from practice_desk.services.import_matching import find_medication
from practice_desk.services.imports import import_files, list_kept_aside
from tests import fhir_samples as sample
from tests.audit_rows import audit_rows
from tests.factories import a_medication, a_patient

REAL_INPUT = Path(__file__).resolve().parents[4] / "shared" / "real_input"
needs_real_input = pytest.mark.skipif(
    not REAL_INPUT.is_dir(), reason="the shared example bundles are not on this computer"
)


def run(clinic: Clinic, *paths: Path) -> ImportReport:
    report = import_files(clinic, paths)
    assert_accounted(report)
    return report


def assert_accounted(report: ImportReport) -> None:
    assert report.read == report.imported + report.already_here + report.kept_aside
    assert report.read == sum(report.by_type.values())
    assert report.kept_aside == sum(report.reasons.values())


def only_chart(clinic: Clinic) -> Any:
    (patient_id,) = patients.find_patients(clinic, "")
    return charts.open_chart(clinic, patient_id)


def reasons(report: ImportReport) -> list[str]:
    return [item.reason for item in report.kept]


def test_that_one_of_each_kind_is_filed_and_findable(clinic, tmp_path):
    report = run(clinic, sample.write(tmp_path / "a.json", sample.everything()))
    assert (report.read, report.imported, report.patients) == (6, 6, 1)
    found = patients.find_patients(clinic, "galvez")
    assert list(found) == list(patients.find_patients(clinic, ""))
    (item,) = plan.plan_as_of(clinic, next(iter(report.patient_ids)), clinic.today())
    assert item.status is PlanStatus.REPORTED
    assert item.medication.concept_id == "fluoxetine"


def test_that_importing_twice_adds_nothing(clinic, tmp_path):
    path = sample.write(tmp_path / "a.json", sample.everything())
    run(clinic, path)
    before = only_chart(clinic)
    again = run(clinic, path)
    assert (again.imported, again.already_here, again.patients) == (0, 6, 0)
    assert only_chart(clinic) == before


def test_that_the_original_is_kept_once_and_the_clinic_verifies(clinic, tmp_path):
    path = sample.write(tmp_path / "a.json", sample.everything())
    run(clinic, path)
    run(clinic, path)
    (name,) = clinic.store.documents.names()
    assert clinic.store.documents.read(name) == path.read_bytes()
    assert not verification.verify_clinic(clinic).findings


def test_that_a_newer_version_changes_nothing_silently(clinic, tmp_path):
    path = tmp_path / "a.json"
    run(clinic, sample.write(path, sample.everything()))
    before = only_chart(clinic)
    changed = sample.bundle(
        sample.patient(gender="female"), sample.allergy(code={"text": "Penicillin"})
    )
    report = run(clinic, sample.write(path, changed))
    assert reasons(report) == [import_batch.NEWER] * 2
    assert only_chart(clinic) == before


def test_that_new_records_of_a_known_patient_go_to_the_same_chart(clinic, tmp_path):
    run(clinic, sample.write(tmp_path / "a.json", sample.everything()))
    more = sample.bundle(sample.patient(), sample.allergy("a2", code={"text": "Latex"}))
    report = run(clinic, sample.write(tmp_path / "b.json", more))
    assert (report.imported, report.already_here) == (1, 1)
    assert len(patients.find_patients(clinic, "")) == 1


def test_that_another_sources_patient_of_the_same_number_gets_another_chart(clinic, tmp_path):
    run(clinic, sample.write(tmp_path / "a.json", sample.everything()))
    stranger = sample.patient(name=[{"family": "Osei", "given": ["Ama"]}], birthDate="1970-01-01")
    other = sample.bundle(stranger, sample.observation(valueQuantity={"value": 1, "unit": "kg"}))
    report = run(clinic, sample.write(tmp_path / "b.json", other))
    assert (report.imported, report.patients) == (2, 1)
    assert len(patients.find_patients(clinic, "")) == 2


def test_that_the_same_person_from_elsewhere_is_marked_and_not_merged(clinic, tmp_path):
    a_patient(clinic, family_name="Galvez", given_name="Ramon", birth_date=date_of("1993-03-09"))
    report = run(clinic, sample.write(tmp_path / "a.json", sample.everything()))
    imported = patients.get_patient(clinic, next(iter(report.patient_ids)))
    assert imported.alert == "Possible duplicate of PD000001."


def date_of(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


def test_that_records_of_unknown_ambiguous_and_refused_patients_are_kept_aside(clinic, tmp_path):
    content = sample.bundle(
        sample.patient("p1", birthDate="2100-01-01"),
        sample.patient("p2"),
        sample.patient("p2", name=[{"family": "Twin"}]),
        sample.condition("c1"),
        sample.condition("c2", subject=sample.about("p2")),
        sample.condition("c3", subject=sample.about("p9")),
    )
    report = run(clinic, sample.write(tmp_path / "a.json", content))
    assert report.imported == 2
    assert reasons(report) == [
        "The birth date is in the future. Check the year.",
        "The patient it belongs to was kept aside.",
        "The file has several patients that it may belong to.",
        "The patient it belongs to is not in the file.",
    ]


def test_that_what_was_kept_aside_stays_listed_and_can_be_filed_later(clinic, tmp_path):
    alone = sample.write(tmp_path / "a.json", sample.bundle(sample.condition()))
    assert run(clinic, alone).kept_aside == 1
    assert run(clinic, alone).kept_aside == 1
    assert [item.resource_id for item in list_kept_aside(clinic).listed] == ["c1"]
    both = sample.write(tmp_path / "b.json", sample.bundle(sample.patient(), sample.condition()))
    assert run(clinic, both).imported == 2
    assert list_kept_aside(clinic).listed == ()
    assert not list_kept_aside(clinic).reasons


def test_that_the_ndjson_files_of_a_folder_belong_together(clinic, tmp_path):
    lines = {
        "Condition.ndjson": [sample.condition("c1"), sample.condition("c2")],
        "Patient.ndjson": [sample.patient()],
    }
    for name, resources in lines.items():
        text = "\n".join(json.dumps(resource) for resource in resources)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run(clinic, *(tmp_path / name for name in lines)).imported == 3


def test_that_a_cut_and_a_foreign_file_are_named_and_the_rest_is_imported(clinic, tmp_path):
    whole = json.dumps(sample.everything())
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "cut.json").write_text(whole[: whole.index("MedicationRequest")], encoding="utf-8")
    (folder / "picture.json").write_bytes(b"\x89PNG\r\n")
    report = run(clinic, folder)
    assert report.imported == 3
    assert [item.file_name for item in report.unreadable] == ["cut.json", "picture.json"]


def test_that_a_path_that_is_not_there_is_refused(clinic, tmp_path):
    with pytest.raises(UnreadableInput, match="There is no file or folder"):
        import_files(clinic, [tmp_path / "nowhere"])


def test_that_stopping_keeps_what_was_committed(clinic, tmp_path, monkeypatch):
    monkeypatch.setattr("practice_desk.services.imports.SIZE", 10)
    conditions = [
        sample.condition(f"c{number}", note=[{"text": "x" * 3000}]) for number in range(99)
    ]
    path = sample.write(tmp_path / "a.json", sample.bundle(sample.patient(), *conditions))
    total = path.stat().st_size

    def stop_in_the_last_reading(done: int, whole: int, what: str) -> None:
        if done * 1024 > 2.4 * total:
            raise Cancelled

    report = import_files(clinic, [path], stop_in_the_last_reading)
    assert_accounted(report)
    assert report.stopped
    assert 1 < report.imported < 100
    assert len(only_chart(clinic).conditions) == report.imported - 1
    rest = run(clinic, path)
    assert (rest.already_here, rest.imported) == (report.imported, 100 - report.imported)


def test_that_the_report_in_plain_data_holds_the_counts(clinic, tmp_path):
    report = run(clinic, sample.write(tmp_path / "a.json", sample.bundle(sample.condition())))
    plain = json.loads(json.dumps(report.to_plain()))
    assert (plain["read"], plain["kept_aside"], plain["patients"]) == (1, 1, 0)
    assert plain["kept"][0]["resource_id"] == "c1"


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("24 HR Methylphenidate Hydrochloride 27 MG Oral Tablet", "methylphenidate"),
        ("Diazepam [Valium]", "diazepam"),
        ("sertraline 100 MG Oral Tablet", "sertraline"),
        ("Acetaminophen 325 MG / oxyCODONE Hydrochloride 5 MG Oral Tablet", None),
        ("Haloperidol 5 MG/ML Injection", None),
        ("Camila 28 Day Pack", None),
    ],
)  # fmt: skip
def test_that_a_medication_is_recognised_only_beyond_doubt(text, concept):
    found = find_medication(knowledge_pack().medications, text)
    assert (found and found.id) == concept


_JUNK: list[Any] = [
    None, True, 0, -1, 1.5, 10**40, "", "x" * 5000, "\x00", "🤷", [], {}, [None], [[]],
    {"x": 1}, "2023-02-30", "9999-12-31T23:59:59-23:59", "p1",
]  # fmt: skip


def _spoil(value: Any, choose: random.Random, odds: float) -> Any:
    """Return *value* with parts replaced by junk, dropped or doubled."""
    if choose.random() < odds:
        return choose.choice(_JUNK)
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if choose.random() > odds / 4}
        return {key: _spoil(item, choose, odds) for key, item in kept.items()}
    if isinstance(value, list):
        items = [_spoil(item, choose, odds) for item in value]
        return items + items[:1] if choose.random() < odds else items
    return value


def test_that_wrong_values_anywhere_never_stop_an_import(clinic, tmp_path):
    choose = random.Random(20261123)
    folder = tmp_path / "spoiled"
    folder.mkdir()
    for number in range(40):
        whole = json.loads(json.dumps(sample.everything()).replace("p1", f"p{number}"))
        odds = (0.0, 0.01, 0.05, 0.3)[number % 4]
        entries = [
            {"resource": _spoil(entry["resource"], choose, odds)} for entry in whole["entry"] * 2
        ]
        content = {"resourceType": "Bundle", "type": "batch", "entry": entries}
        sample.write(folder / f"{number:03}.json", content)
    report = run(clinic, folder)
    assert (report.read, report.unreadable) == (40 * 12, [])
    assert report.imported > 60
    assert run(clinic, folder).imported == 0


@needs_real_input
def test_that_every_example_bundle_is_accounted_for_and_adds_nothing_twice(clinic):
    files = sorted(REAL_INPUT.glob("*.json"))
    small = [path for path in files if path.stat().st_size < 700_000]
    entries = sum(len(json.loads(path.read_text("utf-8"))["entry"]) for path in small)
    report = run(clinic, *small)
    assert (report.read, report.patients, report.unreadable) == (entries, len(small), [])
    again = run(clinic, *small)
    assert (again.imported, again.kept_aside) == (0, report.kept_aside)


@needs_real_input
def test_that_the_largest_example_with_an_accented_neighbour_imports_whole(clinic):
    (large,) = [path for path in REAL_INPUT.glob("*.json") if path.stat().st_size > 10_000_000]
    (accented,) = REAL_INPUT.glob("Ram*lvez*.json")
    entries = [len(json.loads(path.read_text("utf-8"))["entry"]) for path in (large, accented)]
    report = run(clinic, large, accented)
    assert (report.read, report.patients) == (sum(entries), 2)
    assert len(patients.find_patients(clinic, "galvez")) == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_that_a_folder_that_can_not_be_read_is_no_empty_folder(clinic: Clinic, tmp_path: Path):
    closed = tmp_path / "records" / "closed"
    closed.mkdir(parents=True)
    closed.chmod(0)
    try:
        with pytest.raises(UnreadableInput, match="can't be read"):
            import_files(clinic, [tmp_path / "records"])
    finally:
        closed.chmod(0o700)


def test_that_each_patient_of_a_batch_has_an_audit_row_of_their_own(clinic, tmp_path):
    bundle = sample.bundle(
        sample.patient("p1"), sample.patient("p2", name=[{"family": "Okafor", "given": ["Chidi"]}])
    )
    report = run(clinic, sample.write(tmp_path / "two.json", bundle))
    assert len(report.patient_ids) == 2
    rows = [row for row in audit_rows(clinic) if row.operation == "import records"]
    assert {row.patient_id for row in rows} >= report.patient_ids
    assert all(row.kind is AuditKind.IMPORT for row in rows)


def laboratory(number: str, code: str, value: float, unit: str) -> dict[str, Any]:
    category = "http://terminology.hl7.org/CodeSystem/observation-category"
    quantity = {"value": value, "unit": unit, "code": unit, "system": "http://unitsofmeasure.org"}
    return sample.observation(
        number,
        category=[sample.code(category, "laboratory", "Laboratory")],
        code=sample.code("http://loinc.org", code, code),
        valueQuantity=quantity,
    )


def test_that_imported_results_arrive_in_monitoring_converted_and_flagged(clinic, tmp_path):
    results = (
        laboratory("l1", "14334-7", 1.31, "mmol/L"),
        laboratory("l2", "1558-6", 7.2, "mmol/L"),
        laboratory("l3", "38483-4", 88, "umol/L"),
        laboratory("l4", "17861-6", 5.6, "meq/L"),
        laboratory("l5", "2947-0", 131, "meq/L"),
        laboratory("l6", "3016-3", 2.1, "strange"),
    )
    content = sample.bundle(sample.patient(), *results)
    report = run(clinic, sample.write(tmp_path / "labs.json", content))
    assert report.imported == 7
    (patient_id,) = report.patient_ids
    started = date(2018, 1, 1)
    a_medication(clinic, patient_id, name="lithium", concept_id="lithium", started=started)
    a_medication(clinic, patient_id, name="olanzapine", concept_id="olanzapine", started=started)
    state = charts.reload_chart(clinic, patient_id).monitoring
    judged = monitoring.read_results(clinic, patient_id, state).judged
    told = {each.test.code: (result_text(each), verdict(each)) for each in judged}
    assert told["14334-7"] == ("1.31 mmol/L (1.31 mEq/L)", "Above 1.2 mEq/L")
    assert told["1558-6"] == ("7.2 mmol/L (129.7 mg/dL)", "Above 126 mg/dL")
    assert told["2160-0"][0] == "88 umol/L (0.9955 mg/dL)"
    assert told["17861-6"] == ("5.6 mEq/L (11.22 mg/dL)", "Above 10.5 mg/dL")
    assert told["2951-2"][0] == "131 mEq/L (131 mmol/L)"
    assert "Not checked: unit strange" in told["3016-3"][1]
