"""Imported answers to safety questions: recent ones open the path to an assessment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.domain.risk import AlertAnswer, AlertDecision
from practice_desk.gui.models.measure_view import entry_rows
from practice_desk.services import patients
from practice_desk.services.charts import open_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.import_answers import RECENT_DAYS
from practice_desk.services.imports import import_files
from practice_desk.services.measures import read_measures
from practice_desk.services.risk import decide_alert, open_risks
from tests import fhir_samples as sample
from tests.factories import make_clinic

LOINC = "http://loinc.org"
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
