"""The demo clinic: whole, plausible and sound. One is made for all of these tests."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from practice_desk.app.demo import clinic as demo
from practice_desk.app.demo.access import DEMO_PASSPHRASE, DEMO_ROLES, DEMO_USER
from practice_desk.domain.account import Role
from practice_desk.domain.allergy_intolerance import AllergyState, check_allergy
from practice_desk.domain.appointment import AppointmentStatus
from practice_desk.domain.condition import ConditionCategory, ConditionStatus, check_condition
from practice_desk.domain.directions import directions
from practice_desk.domain.directory import OrganizationKind, PractitionerKind
from practice_desk.domain.dosage_rules import check as check_dosage
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.medication import (
    Horizon,
    Origin,
    PlanStatus,
    check_medication,
    check_sequence,
)
from practice_desk.domain.observation import check_observation, check_substance_use
from practice_desk.domain.patient import (
    PatientStatus,
    RelatedPersonRole,
    check_patient,
    check_related_person,
)
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.supply import part2_of
from practice_desk.domain.supply_pattern import FactKind
from practice_desk.knowledge.pack import knowledge_pack
from practice_desk.services import (
    appointments,
    approvals,
    chart_access,
    directory,
    letters,
    patients,
    staff,
)
from practice_desk.services.charts import Chart, reload_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_events import unsent_in
from practice_desk.services.start_up import clinic_users, open_clinic
from practice_desk.services.supply_view import supply_overview
from practice_desk.services.verification import verify_clinic
from tests.factories import CHEAP

TODAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """The demo clinic as on TODAY, open."""
    root = tmp_path_factory.mktemp("demo") / "clinic"
    demo.make_demo_clinic(root, today=TODAY, profile=CHEAP)
    opened = open_clinic(root, DEMO_USER, DEMO_PASSPHRASE, clock=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def charts(clinic: Clinic) -> list[Chart]:
    """Every chart."""
    return [reload_chart(clinic, patient_id) for patient_id in patients.find_patients(clinic, "")]


def test_that_it_has_many_of_every_kind_of_record(charts: list[Chart]):
    assert len(charts) == 41
    counts = Counter[str]()
    for chart in charts:
        for noun in Chart.__slots__:
            value = getattr(chart, noun)
            counts[noun] += len(value) if isinstance(value, tuple) else value is not None
    least = {
        "related_people": 25, "allergies": 15, "allergy_statement": 15, "conditions": 60,
        "plan": 70, "vital_signs": 800, "scores": 400, "laboratory": 15, "substance_uses": 50,
        "encounters": 300, "letters": 50, "disclosures": 50,
    }  # fmt: skip
    assert {noun: counts[noun] for noun in least if counts[noun] < least[noun]} == {}


def test_that_the_directory_is_filled(clinic: Clinic):
    kinds = Counter(person.kind for person in directory.list_practitioners(clinic))
    assert len(directory.list_organizations(clinic, OrganizationKind.PHARMACY)) == 6
    assert kinds[PractitionerKind.PRIMARY_CARE] == 4
    assert kinds[PractitionerKind.THERAPIST] == 5  # one of them is ours
    assert directory.clinic_profile(clinic).phone


def test_that_people_are_as_different_as_patients_are(charts: list[Chart]):
    people = [chart.patient for chart in charts]
    minors = [chart for chart in charts if chart.patient.is_minor(TODAY)]
    assert len(minors) >= 4
    for chart in minors:
        roles = {person.role for person in chart.related_people}
        assert RelatedPersonRole.GUARDIAN in roles
    assert {chart.allergy_state for chart in charts} == set(AllergyState)
    assert any(allergy.retracted_reason for chart in charts for allergy in chart.allergies)
    assert sum(person.interpreter_needed for person in people) >= 4
    assert sum(bool(person.preferred_name) for person in people) >= 10
    assert any(person.status is PatientStatus.INACTIVE for person in people)
    scripts = "".join(person.legal_name for person in people)
    assert all(letter in scripts for letter in "Łễóλа")
    assert len({person.chart_number for person in people}) == 41


def test_that_every_record_passes_its_own_checks(charts: list[Chart]):
    for chart in charts:
        problems = [
            *check_patient(chart.patient, TODAY),
            *(p for v in chart.related_people for p in check_related_person(v)),
            *(p for v in chart.conditions for p in check_condition(v, TODAY)),
            *(p for v in chart.allergies for p in check_allergy(v, TODAY)),
            *(p for v in chart.substance_uses for p in check_substance_use(v, TODAY)),
            *(p for v in _observations(chart) for p in check_observation(v, NOW)),
            *(p for item in chart.plan for p in check_medication(item.medication)),
            *(p for item in chart.plan for p in check_sequence(item.events)),
        ]
        assert problems == [], chart.patient.chart_number


def test_that_every_dosage_is_sound_and_has_directions(charts: list[Chart]):
    dosages = [
        event.dosage
        for chart in charts
        for item in chart.plan
        for event in item.events
        if event.dosage is not None
    ]
    assert len(dosages) > 150
    for dosage in dosages:
        assert check_dosage(dosage) == ()
        assert directions(dosage)


def test_that_ours_are_coded_medications_of_the_pack(charts: list[Chart]):
    pack = knowledge_pack().medications
    for chart in charts:
        for item in chart.plan:
            if item.medication.origin is Origin.CLINIC:
                concept = pack.by_id(item.medication.concept_id)
                assert concept is not None
                assert item.medication.name == concept.display_name
                assert item.medication.schedule == concept.dea_schedule
                assert item.medication.prescriber_id == chart.patient.prescriber_id


def test_that_plans_show_every_status_origin_and_horizon(charts: list[Chart]):
    items = [item for chart in charts for item in chart.plan]
    events = [event for item in items for event in item.events]
    assert {item.medication.origin for item in items} == set(Origin)
    assert {item.medication.horizon for item in items} == set(Horizon)
    assert {event.kind for event in events} == set(PlanEventKind)
    shown = {item.status for item in items}
    assert shown >= set(PlanStatus) - {PlanStatus.PLANNED, PlanStatus.ENTERED_IN_ERROR}
    short = [item for item in items if item.medication.review_on and item.status == "active"]
    assert {item.medication.review_on < TODAY for item in short} == {True, False}
    assert any(item.dosage is not None and item.dosage.as_needed for item in items)
    assert len({event.reason_code for event in events}) >= 15


def test_that_nothing_lies_in_the_future_but_one_planned_change(charts: list[Chart]):
    ahead = [
        event
        for chart in charts
        for item in chart.plan
        for event in item.events
        if event.effective_on > TODAY
    ]
    assert [event.kind for event in ahead] == [PlanEventKind.CHANGE]
    for chart in charts:
        assert all(value.observed_at < NOW for value in _observations(chart))
        assert all(visit.ended_at and visit.ended_at < NOW for visit in chart.encounters)
        assert all(letter.made_at < NOW for letter in chart.letters)
        recorded = [event.recorded_at for item in chart.plan for event in item.events]
        assert all(moment < NOW for moment in recorded)


def test_that_events_were_recorded_on_the_day_they_took_effect(charts: list[Chart]):
    for chart in charts:
        for item in chart.plan:
            for event in item.events:
                late = event.recorded_at.astimezone().date() - event.effective_on
                planned = event.effective_on > TODAY
                reported = event.kind is PlanEventKind.REPORT
                assert planned or reported or late == timedelta(0)


def test_that_scores_follow_the_treatment(charts: list[Chart]):
    improved = Counter[bool]()
    for chart in charts:
        totals = [score.value for score in chart.scores if score.code == "44261-6"]
        if len(totals) > 4 and totals[0] is not None and totals[-1] is not None:
            improved[totals[0] < totals[-1]] += 1  # newest first
    assert improved[True] >= 25
    assert improved[False] <= 3


def test_that_conditions_are_coded_settled_and_of_every_category(charts: list[Chart]):
    conditions = [value for chart in charts for value in chart.conditions]
    assert {value.category for value in conditions} == set(ConditionCategory)
    assert any(value.status is ConditionStatus.REMISSION for value in conditions)
    assert sum(bool(value.topic) for value in conditions) >= 38
    assert all(value.icd10cm for value in conditions)


def test_that_letters_are_kept_and_some_changes_still_need_one(clinic: Clinic, charts: list[Chart]):
    first = next(letter for chart in charts for letter in chart.letters)
    assert first.delivery is LetterDelivery.PRINTED
    assert letters.letter_bytes(clinic, first.patient_id, first.id or 0).startswith(b"%PDF")
    untold = [chart for chart in charts if unsent_in(chart.plan, chart.letters)]
    assert 1 <= len(untold) <= 12


def test_that_it_is_sound_and_everything_was_done_by_its_user_in_order(clinic: Clinic):
    report = verify_clinic(clinic)
    assert [finding.sentence for finding in report.findings] == []
    assert report.audit_rows > 1500


def test_that_every_role_has_an_account_with_the_passphrase_that_the_demo_shows(clinic: Clinic):
    users = clinic_users(clinic.folder.root)
    assert users[0] == DEMO_USER
    members = {member.account.user_name: member.account for member in staff.list_staff(clinic)}
    assert {frozenset({role}) for role in Role} <= {each.roles for each in members.values()}
    shown = {user: DEMO_ROLES[user].casefold() for user in users}
    assert {user: _in_words(each.roles) for user, each in members.items()} == shown
    for user in users[1:]:
        open_clinic(clinic.folder.root, user, DEMO_PASSPHRASE, beside=True).close()


def _in_words(roles: frozenset[Role]) -> str:
    words = [role.value.replace("_", " ") for role in Role if role in roles]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def test_that_something_waits_for_a_second_person_and_for_a_review(clinic: Clinic):
    (waiting,) = approvals.list_approvals(clinic)
    assert waiting.may_decide
    (access,) = chart_access.accesses_to_review(clinic)
    assert access.patient_name
    assert access.access.user_name != DEMO_USER


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the demo clinic belongs, with making one replaced by something quick."""

    def make(folder: Path, *, today: date, progress: object) -> None:
        folder.mkdir()
        (folder / "CURRENT").write_text("made")

    monkeypatch.setattr(demo, "demo_place", lambda: tmp_path / "demo-clinic")
    monkeypatch.setattr(demo, "make_demo_clinic", make)
    return tmp_path / "demo-clinic"


def test_that_the_demo_clinic_is_made_once(place: Path):
    assert demo.ensure_demo_clinic() == place
    (place / "typed by the user").touch()
    assert demo.ensure_demo_clinic() == place
    assert (place / "typed by the user").exists()
    assert sorted(p.name for p in place.parent.iterdir()) == ["demo-clinic", "demo-clinic.json"]


def test_that_the_tour_has_the_present_week_and_leaves_an_older_clinic_alone(place: Path):
    kept = demo.ensure_demo_clinic()
    (kept / "typed by the user").touch()
    demo.copy_demo_clinic(place.with_name("same day"))
    assert (place.with_name("same day") / "typed by the user").exists()
    note = kept.with_name("demo-clinic.json")
    told = json.loads(note.read_text())
    yesterday = date.fromisoformat(told["today"]) - timedelta(days=1)
    note.write_text(json.dumps({**told, "today": yesterday.isoformat()}))
    demo.copy_demo_clinic(place.with_name("later"))
    assert not (place.with_name("later") / "typed by the user").exists()
    assert (kept / "typed by the user").exists()


def test_that_an_outdated_demo_clinic_is_made_anew(place: Path):
    demo.ensure_demo_clinic()
    (place / "old").touch()
    note = place.with_name("demo-clinic.json")
    note.write_text(note.read_text().replace('"today": "20', '"today": "19'))
    demo.ensure_demo_clinic()
    assert not (place / "old").exists()


def test_that_a_demo_clinic_that_is_open_is_left_alone(place: Path):
    demo.ensure_demo_clinic()
    (place / "old").touch()
    place.with_name("demo-clinic.json").unlink()
    lock = demo.WriterLock(place / "clinic.lock")
    lock.acquire()
    try:
        demo.ensure_demo_clinic()
    finally:
        lock.release()
    assert (place / "old").exists()


def test_that_a_failure_leaves_no_half_made_demo_clinic(
    place: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(folder: Path, *, today: date, progress: object) -> None:
        folder.mkdir()
        raise demo.ClinicBusy("no")

    monkeypatch.setattr(demo, "make_demo_clinic", fail)
    with pytest.raises(demo.ClinicBusy):
        demo.ensure_demo_clinic()
    assert list(place.parent.iterdir()) == []


def _observations(chart: Chart) -> list[object]:
    return [*chart.vital_signs, *chart.scores, *chart.laboratory, *chart.social_history]


def test_that_supply_shows_a_journey_and_part_2_records(charts: list[Chart]) -> None:
    followed = [chart for chart in charts if chart.supply]
    minors = [chart for chart in followed if (chart.patient.age(TODAY) or 0) < 18]
    (teenager,) = minors
    roles = {person.role for person in teenager.related_people}
    assert RelatedPersonRole.GUARDIAN in roles
    facts = {fact.kind for fact in supply_overview(teenager, TODAY).facts}
    assert FactKind.EARLY_FILLS in facts
    (protected,) = [chart for chart in followed if part2_of(chart.supply)]
    overview = supply_overview(protected, TODAY)
    assert overview.part2 is not None
    assert overview.part2.consent_on
    assert overview.screen is not None
    assert overview.naloxone is not None
    assert protected.letters
    assert all(card.until is not None for card in overview.cards)


def test_that_today_is_a_full_day_and_the_weeks_to_come_have_visits(clinic: Clinic) -> None:
    today = appointments.day_schedule(clinic, TODAY)
    assert len(today) == 11
    assert len({entry.practitioner for entry in today}) > 1
    assert [entry.appointment.status for entry in today].count(AppointmentStatus.CANCELLED) == 1
    monday = TODAY + timedelta(days=28 - TODAY.weekday())
    assert len(appointments.day_schedule(clinic, monday)) == 5
