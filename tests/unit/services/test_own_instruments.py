"""A measure of the clinic's own: added from a file, used like the pack's, refused in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from practice_desk.domain.errors import UnreadableInput
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.domain.scoring import typed_row
from practice_desk.services.charts import open_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.knowledge_entries import withdraw_entry
from practice_desk.services.measures import (
    ResponseEntry,
    measures,
    read_measures,
    save_response,
)
from practice_desk.services.own_instruments import add_measure, read_measure_file
from practice_desk.services.timeline import read_timeline
from tests.factories import a_patient, make_clinic

SLEEP = """
id: sleep_check
name: Sleep check (our own)
licence: {status: own_work, evidence: Written here., attribution: Harbor Street Clinic}
stem: In the last week
response_options:
  - {value: 0, label: Never}
  - {value: 1, label: Sometimes}
  - {value: 2, label: Always}
items:
  - {id: q1, text: Awake at night}
  - {id: q2, text: Rested in the morning}
scoring: {method: sum, items: [q1, q2], reverse: [q2], range: [0, 4]}
bands:
  - {min: 0, max: 1, label: good}
  - {min: 2, max: 4, label: poor}
mcid: {points: 2}
rules:
  missing: {allowed: 1}
  remission: {below: 2}
"""


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    made = make_clinic(tmp_path / "clinic").clinic
    yield made
    made.close()


def own(clinic: Clinic) -> Instrument:
    (found,) = [each for each in measures(knowledge_of(clinic)) if each.is_own]
    return found


def test_that_an_own_measure_is_filled_in_and_scored_like_the_packs(clinic: Clinic):
    add_measure(clinic, SLEEP, "our team")
    instrument = own(clinic)
    assert instrument.short_name == "Sleep check"
    patient_id = a_patient(clinic)
    answers = typed_row(instrument, "20")
    entry = ResponseEntry(instrument, answers, AnswerMode.PAPER, "the patient")
    made = save_response(clinic, patient_id, entry)
    assert (made.response.total, made.response.meaning) == (4, "poor")
    (series,) = read_measures(clinic, patient_id).series
    assert series.instrument == instrument


def test_that_an_own_measure_has_its_bands_and_goals_on_the_timeline(clinic: Clinic):
    add_measure(clinic, SLEEP, "our team")
    patient_id = a_patient(clinic)
    for days, row in ((40, "20"), (1, "02")):
        at = clinic.now() - timedelta(days=days)
        entry = ResponseEntry(
            own(clinic), typed_row(own(clinic), row), AnswerMode.PAPER, "the patient", at
        )
        save_response(clinic, patient_id, entry)
    found = read_timeline(clinic, open_chart(clinic, patient_id))
    (track,) = found.timeline.measures
    assert [band.name for band in track.bands] == ["good", "poor"]
    assert track.readings[-1].text == "0 of 4, good"
    assert next(s.said for s in found.summary if s.subject == "Sleep check") == "remission"


def test_that_a_measure_taken_back_is_no_longer_offered_and_stays_readable(clinic: Clinic):
    saved = add_measure(clinic, SLEEP, "our team")
    patient_id = a_patient(clinic)
    entry = ResponseEntry(own(clinic), {"q1": 1, "q2": 1}, AnswerMode.PAPER, "the patient")
    save_response(clinic, patient_id, entry)
    withdraw_entry(clinic, saved.key, "not used any more")
    assert not any(each.is_own for each in measures(knowledge_of(clinic)))
    (response,) = read_measures(clinic, patient_id).responses
    assert response.answers[0].question == "Awake at night"


@dataclass
class Broken:
    """A slip in the file, and what is said of it."""

    before: str
    after: str
    sentence: str


@pytest.mark.parametrize(
    "slip",
    [
        Broken("range: [0, 4]", "range: [0, 5]", "add up to 0 to 4"),
        Broken("reverse: [q2]", "reverse: [q7]", "no question q7"),
        Broken("min: 2, max: 4", "min: 3, max: 4", "leave a gap"),
        Broken("name: Sleep check (our own)\n", "", "name"),
        Broken("stem: In", "stem: &a In", "references"),
        Broken("id: sleep_check", "id: [", "no YAML"),
        Broken("allowed: 1", "permitted: 1", "permitted"),
    ],
    ids=lambda slip: slip.sentence,
)
def test_that_a_slip_in_the_file_is_said_in_a_sentence(clinic: Clinic, slip: Broken):
    text = SLEEP.replace(slip.before, slip.after)
    if slip.sentence == "references":
        text = text.replace("text: Awake at night", "text: *a")
    with pytest.raises(UnreadableInput, match=slip.sentence):
        add_measure(clinic, text, "our team")


def test_that_a_file_that_is_no_text_is_refused(tmp_path: Path):
    path = tmp_path / "measure.yaml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableInput, match="text"):
        read_measure_file(path)
