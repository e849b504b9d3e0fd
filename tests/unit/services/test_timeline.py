"""What a chart's timeline is made of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.adverse_event import AdverseEvent, Course
from practice_desk.domain.adverse_event_review import Told
from practice_desk.domain.encounter import Encounter
from practice_desk.domain.note import NoteKind
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.timeline import DoseState, HappeningKind, Reached, Severity
from practice_desk.services import charts, plan, side_effects
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import measures, save_score
from practice_desk.services.monitoring import save_results
from practice_desk.services.timeline import PatientTimeline, read_timeline
from practice_desk.services.timeline_happenings import life_of, therapy_of
from tests.factories import a_dosage, a_medication, a_note, a_patient, overriding


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def timeline(clinic: Clinic, patient_id: int) -> PatientTimeline:
    return read_timeline(clinic, charts.reload_chart(clinic, patient_id))


@pytest.fixture
def patient_id(clinic: Clinic) -> int:
    return a_patient(clinic)


def weeks_ago(clinic: Clinic, weeks: int) -> date:
    return clinic.today() - timedelta(weeks=weeks)


def score(clinic: Clinic, patient_id: int, total: str, day: date) -> None:
    phq9 = next(each for each in measures() if each.id == "phq9")
    save_score(clinic, phq9.observation(patient_id, total, noon(day)))


def test_that_doses_changes_and_holds_follow_the_plan(clinic: Clinic, patient_id: int):
    began, changed, held = (weeks_ago(clinic, weeks) for weeks in (12, 8, 2))
    made = a_medication(clinic, patient_id, started=began, concept_id="sertraline")
    entry = plan.PlanEntry(changed, "partial_response", a_dosage("100"))
    overriding(
        lambda given: plan.change_dose(clinic, patient_id, made.medication_id, given),
        entry,
    )
    overriding(
        lambda given: plan.hold_medication(clinic, patient_id, made.medication_id, given),
        plan.PlanEntry(held, "side_effect"),
    )
    (track,) = timeline(clinic, patient_id).timeline.medications
    assert [(s.start, s.end, s.amount, s.state) for s in track.spells] == [
        (began, changed, 50.0, DoseState.TAKEN),
        (changed, held, 100.0, DoseState.TAKEN),
        (held, None, 100.0, DoseState.HELD),
    ]
    assert [spell.text for spell in track.spells] == ["50 mg a day", "100 mg a day", "on hold"]
    assert track.record.id == made.medication_id


def test_that_response_is_held_against_the_last_score_before_treatment(
    clinic: Clinic, patient_id: int
):
    began = weeks_ago(clinic, 12)
    a_medication(clinic, patient_id, started=began, concept_id="sertraline")
    for total, week in (("10", 40), ("22", 13), ("16", 8), ("11", 4), ("4", 1)):
        score(clinic, patient_id, total, weeks_ago(clinic, week))
    (track,) = timeline(clinic, patient_id).timeline.measures
    assert [reading.reached for reading in track.readings] == [
        Reached.NOTHING, Reached.NOTHING, Reached.NOTHING, Reached.RESPONSE, Reached.REMISSION,
    ]  # fmt: skip
    assert [(bound.name, bound.value) for bound in track.bounds] == [
        ("response: 11 or less", 11.0), ("remission: under 5", 5.0),
    ]  # fmt: skip
    assert track.bands[0].name == "minimal"
    assert track.readings[-1].text == "4 of 27, minimal"


def test_that_a_score_older_than_the_newest_two_hundred_is_drawn(clinic: Clinic, patient_id: int):
    for back in range(1, 206):
        score(clinic, patient_id, "5", clinic.today() - timedelta(days=back))
    (track,) = timeline(clinic, patient_id).timeline.measures
    assert len(track.readings) == 205


def test_that_a_side_effect_is_as_bad_as_it_ever_was_and_ends_when_it_is_gone(
    clinic: Clinic, patient_id: int
):
    made = a_medication(clinic, patient_id, concept_id="sertraline")
    told = weeks_ago(clinic, 3)
    value = AdverseEvent(
        patient_id, "feel sick", told, "Nausea", onset_on=told - timedelta(days=2), severity=5,
        suspected_medication_id=made.medication_id,
    )  # fmt: skip
    report = side_effects.report_side_effect(clinic, value).id
    gone = weeks_ago(clinic, 1)
    side_effects.tell_again(clinic, patient_id, report, Told(Course.GONE, 0, ended_on=gone))
    (spell,) = timeline(clinic, patient_id).timeline.effects
    assert (spell.name, spell.start, spell.end) == ("Nausea", told - timedelta(days=2), gone)
    assert spell.severity is Severity.SEVERE
    assert spell.suspect is not None
    assert spell.suspect.id == made.medication_id
    assert spell.detail == "at worst 5 of 6, now 0 of 6"


def test_that_a_test_is_quiet_unless_it_is_a_level_or_something_stands_out(
    clinic: Clinic, patient_id: int
):
    a_medication(
        clinic, patient_id, concept_id="lithium", name="lithium",
        dosage=a_dosage("900", tablet="300"),
    )  # fmt: skip
    for code, name, value, unit in (
        ("14334-7", "Lithium level", "0.8", "mmol/L"),
        ("17861-6", "Calcium", "9.5", "mg/dL"),
        ("3016-3", "TSH", "12", "m[IU]/L"),
    ):
        result = Observation(
            patient_id, ObservationCategory.LABORATORY, name, noon(weeks_ago(clinic, 1)), code,
            Decimal(value), unit,
        )  # fmt: skip
        save_results(clinic, patient_id, [result])
    quiet = {track.name: track.quiet for track in timeline(clinic, patient_id).timeline.laboratory}
    assert quiet["Lithium level"] is False
    assert quiet["Calcium"] is True
    assert quiet["TSH"] is False


def test_that_sessions_come_from_notes_and_stays_from_imported_encounters(
    clinic: Clinic, patient_id: int
):
    day = weeks_ago(clinic, 4)
    for kind in (NoteKind.INDIVIDUAL, NoteKind.MEDICATION, NoteKind.TELEPHONE):
        a_note(clinic, patient_id, "Seen.", kind, seen_on=day)
    found = timeline(clinic, patient_id).timeline.therapy
    assert [each.kind for each in found] == [HappeningKind.SESSION, HappeningKind.VISIT]
    stay = Encounter(
        patient_id, "finished", "IMP", "Inpatient", noon(day), noon(day + timedelta(days=3)), id=1
    )
    visit = Encounter(patient_id, "finished", "AMB", "Check-up", noon(day), id=2)
    called_off = Encounter(patient_id, "cancelled", "AMB", "Check-up", noon(day), id=3)
    (inpatient,) = life_of((), (stay, visit, called_off))
    assert (inpatient.kind, inpatient.end) == (HappeningKind.HOSPITAL_STAY, day + timedelta(days=3))
    assert [each.record.id for each in therapy_of((), (stay, visit, called_off), ())] == [2]


def test_that_an_empty_chart_has_an_empty_timeline(clinic: Clinic, patient_id: int):
    assert timeline(clinic, patient_id).timeline.is_empty


def test_that_a_click_on_a_visit_that_was_imported_too_finds_its_note(
    clinic: Clinic, patient_id: int
):
    note = a_note(clinic, patient_id, kind=NoteKind.MEDICATION)
    came = Encounter(patient_id, "finished", "AMB", "Check-up", noon(note.seen_on), id=1)
    both = therapy_of((), (came,), (note,))
    assert [each.record.noun for each in both] == ["note", "encounter"]
