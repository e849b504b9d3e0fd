"""Imported answers to safety questions: recent ones open the path to an assessment."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.permission import Operation
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.domain.risk import AlertAnswer, AlertDecision
from practice_desk.gui.models.measure_view import entry_rows
from practice_desk.gui.models.retraction import retraction_of
from practice_desk.services import patients
from practice_desk.services.charts import open_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.import_answers import RECENT_DAYS
from practice_desk.services.imports import import_files
from practice_desk.services.measures import read_measures
from practice_desk.services.risk import decide_alert, open_risks
from practice_desk.services.timeline import read_timeline
from practice_desk.storage import health
from tests import fhir_samples as sample
from tests.factories import a_medication, a_patient, make_clinic

LOINC = "http://loinc.org"
REAL_INPUT = Path(__file__).resolve().parents[4] / "shared" / "real_input"
SHARED = REAL_INPUT if REAL_INPUT.is_dir() else Path("/work/shared/real_input")
TOTALS = {
    "44261-6": "PHQ-9",
    "55758-7": "PHQ-2",
    "70274-6": "GAD-7",
    "75626-2": "AUDIT-C",
    "82667-7": "DAST-10",
    "72106-8": "MMSE",
}
ITEM_9, TOTAL = "44260-8", "44261-6"


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    made = make_clinic(tmp_path / "clinic").clinic
    yield made
    made.close()


def survey(clinic: Clinic, code: str, days_ago: int = 0, **value: Any) -> sample.Resource:
    """Return a survey answer of so many days ago."""
    at = clinic.now() - timedelta(days=days_ago)
    made = sample.observation(
        f"{code}-{days_ago}",
        category=[sample.code("http://hl7.org/fhir/observation-category", "survey", "Survey")],
        code=sample.code(LOINC, code, f"PHQ-9 {code}"),
        effectiveDateTime=at.isoformat(),
    )
    del made["valueQuantity"]
    return {**made, **value}


def number(value: int) -> sample.Resource:
    return {"valueQuantity": {"value": value, "unit": "{score}", "code": "{score}"}}


def bring_in(clinic: Clinic, folder: Path, *found: sample.Resource) -> int:
    report = import_files(
        clinic, (sample.write(folder / "a.json", sample.bundle(sample.patient(), *found)),)
    )
    assert report.kept_aside == 0
    return next(iter(patients.find_patients(clinic, "")))


def test_that_a_recent_item_9_and_its_total_open_the_path_once(clinic, tmp_path):
    item, total = survey(clinic, ITEM_9, **number(3)), survey(clinic, TOTAL, **number(26))
    patient_id = bring_in(clinic, tmp_path, item, total)
    (risk,) = open_risks(clinic)
    (response,) = risk.state.open
    assert (risk.patient_id, response.mode) == (patient_id, AnswerMode.IMPORTED)
    assert [(each.item, each.value, each.chosen) for each in response.answers] == [
        ("q9", 3, "Nearly every day")
    ]
    found = read_measures(clinic, patient_id)
    assert [(each.name, each.latest.total) for each in found.series] == [("PHQ-9", 26)]
    import_files(clinic, (tmp_path / "a.json",))
    assert len(open_risks(clinic)[0].state.open) == 1
    decide_alert(clinic, patient_id, AlertDecision(response.id, AlertAnswer.LATER, "by phone"))
    assert len(open_risks(clinic)) == 1


def test_that_a_recent_total_alone_opens_it_where_item_9_is_implied(clinic, tmp_path):
    bring_in(clinic, tmp_path, survey(clinic, TOTAL, **number(25)))
    (risk,) = open_risks(clinic)
    assert risk.state.open[0].total == 25


def test_that_an_answer_in_words_counts_as_its_number(clinic, tmp_path):
    words = sample.code(LOINC, "LA6569-3", "Several days")
    bring_in(clinic, tmp_path, survey(clinic, ITEM_9, valueCodeableConcept=words))
    (risk,) = open_risks(clinic)
    assert risk.state.open[0].values() == {"q9": 1}


def test_that_an_answer_of_0_or_of_long_ago_opens_nothing_and_is_history(clinic, tmp_path):
    old = survey(clinic, ITEM_9, RECENT_DAYS + 1, **number(2))
    patient_id = bring_in(clinic, tmp_path, survey(clinic, ITEM_9, **number(0)), old)
    assert open_risks(clinic) == []
    rows = entry_rows(read_measures(clinic, patient_id), open_chart(clinic, patient_id))
    assert [row.cells[2:5] for row in rows] == [
        ("0", "One answer: Not at all", "Imported"),
        ("2", "One answer: More than half the days", "Imported"),
    ]


def without_bulk(path: Path, folder: Path) -> Path:
    """Return the bundle, of the largest one only the patient and the observations."""
    if path.stat().st_size < 5_000_000:
        return path
    bundle = json.loads(path.read_text("utf-8"))
    kinds = ("Patient", "Observation")
    bundle["entry"] = [e for e in bundle["entry"] if e["resource"]["resourceType"] in kinds]
    lean = folder / path.name
    lean.write_text(json.dumps(bundle), "utf-8")
    return lean


def raw_totals(path: Path) -> dict[str, list[tuple[datetime, Decimal]]]:
    """Return the totals of known measures as the raw JSON has them, the oldest first."""
    found = defaultdict(list)
    for entry in json.loads(path.read_text("utf-8"), parse_float=Decimal)["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] != "Observation":
            continue
        for coding in resource["code"]["coding"]:
            if coding["code"] in TOTALS:
                at = datetime.fromisoformat(resource["effectiveDateTime"])
                value = Decimal(resource["valueQuantity"]["value"])
                found[TOTALS[coding["code"]]].append((at, value))
    return {name: sorted(points) for name, points in found.items()}


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared example bundles are not on this computer"
)
def test_that_the_scores_of_real_bundles_are_the_series_of_their_measures(clinic, tmp_path):
    names = ("Elena_Zambrano", "Gustavo_Cortez", "Kendra_Conn", "Ram", "Gilberto_Orosco")
    seen = set()
    for name in names:
        (path,) = (each for each in SHARED.glob("*.json") if each.name.startswith(name))
        wanted = raw_totals(path)
        report = import_files(clinic, (without_bulk(path, tmp_path),))
        (patient_id,) = report.patient_ids
        found = {
            each.name: [(point.at, point.total) for point in each.points]
            for each in read_measures(clinic, patient_id).series
            if each.instrument is not None
        }
        assert {key.split(" (")[0]: points for key, points in found.items()} == wanted, name
        seen |= set(wanted)
    assert seen == set(TOTALS.values())


def test_that_a_score_sent_as_a_laboratory_result_is_a_measure(clinic, tmp_path):
    lab = sample.code("http://hl7.org/fhir/observation-category", "laboratory", "Laboratory")
    sent = {**survey(clinic, TOTAL, **number(12)), "category": [lab]}
    patient_id = bring_in(clinic, tmp_path, sent)
    (found,) = read_measures(clinic, patient_id).series
    assert (found.name, found.latest.total) == ("PHQ-9", 12)
    assert open_chart(clinic, patient_id).laboratory == ()


def test_that_a_total_filed_as_a_laboratory_result_before_is_seen_as_a_measure_and_left_as_it_is(
    clinic,
):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, concept_id="sertraline")
    at = clinic.now() - timedelta(days=3)
    value = Observation(
        patient_id, ObservationCategory.LABORATORY, "PHQ-9 score", at, TOTAL, Decimal(12), "{score}"
    )
    with clinic.writing(Operation.ENTER_RESULTS, patient_id) as work:
        number = health.observations.add(work.connection, value)
    (series,) = read_measures(clinic, patient_id).series
    assert (series.name, series.latest.total) == ("PHQ-9", 12)
    chart = open_chart(clinic, patient_id)
    assert chart.laboratory == ()
    (track,) = read_timeline(clinic, chart).timeline.measures
    assert track.name == "PHQ-9"
    (row,) = entry_rows(read_measures(clinic, patient_id), chart)
    assert row.cells[1:4] == ("PHQ-9 score", "12", "moderate")
    retraction_of(patient_id, row.record)(clinic, "another patient's")
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        kept = health.observations.get(work.connection, number)
    assert kept.category is ObservationCategory.LABORATORY
    assert (kept.value, kept.retracted_reason) == (12, "another patient's")
    assert read_measures(clinic, patient_id).series == ()
