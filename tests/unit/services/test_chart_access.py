"""A restricted chart opens to its care team, and in an emergency for one hour."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from practice_desk.domain.account import Account, Role
from practice_desk.domain.errors import ChartRestricted, Invalid, NotPermitted
from practice_desk.services import chart_access, charts, demographics, patients, plan
from practice_desk.services.clinic import Clinic, Session
from practice_desk.services.patients import find_patients
from practice_desk.storage import registry
from practice_desk.storage.record_rows import AUDIT_EVENT
from tests.factories import MadeClinic, a_medication, a_patient, a_practitioner, make_clinic

REASON = "a colleague is the patient"
EMERGENCY = "collapsed in the waiting room"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class SetClock:
    """A clock that stands where it was put."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def made(tmp_path, clock: SetClock) -> Iterator[MadeClinic]:
    made = make_clinic(tmp_path, clock=clock)
    yield made
    made.clinic.close()


@pytest.fixture
def clinic(made: MadeClinic) -> Clinic:
    return made.clinic


@contextmanager
def signed_in(clinic: Clinic, user: str, *roles: Role, practitioner_id: int | None = None):
    """Let somebody else sit at the keyboard, with an account of their own."""
    account = Account(user, "Person", user, frozenset(roles), practitioner_id=practitioner_id)
    with clinic.store.write() as work:
        if registry.accounts.by_user_name(work.connection, user) is None:
            registry.accounts.add(work.connection, account)
        work.commit()
    mine, clinic.session = clinic.session, Session.of(account)
    try:
        yield
    finally:
        clinic.session = mine


@pytest.fixture
def restricted(clinic: Clinic) -> int:
    """A chart of the person who made the clinic, restricted."""
    patient_id = a_patient(clinic, prescriber_id=clinic.session.practitioner_id)
    chart_access.restrict_chart(clinic, patient_id, REASON)
    return patient_id


def test_that_the_care_team_opens_a_restricted_chart_as_ever(clinic, restricted):
    chart = charts.open_chart(clinic, restricted)
    assert chart.access.restriction is not None
    assert chart.access.restriction.reason == REASON
    assert chart.access.emergency is None


@pytest.mark.parametrize("role", [Role.PRESCRIBER, Role.THERAPIST])
def test_that_another_clinician_is_refused_and_the_refusal_recorded(clinic, restricted, role):
    with signed_in(clinic, "ben.ito", role, practitioner_id=a_practitioner(clinic)):
        with pytest.raises(ChartRestricted):
            charts.open_chart(clinic, restricted)
        with pytest.raises(ChartRestricted):
            charts.reload_chart(clinic, restricted)
    with clinic.store.read() as work:
        rows = work.connection.execute(
            select(AUDIT_EVENT.c.outcome).where(
                AUDIT_EVENT.c.user_name == "ben.ito", AUDIT_EVENT.c.patient_id == restricted
            )
        )
        assert set(rows.scalars()) == {"refused"}


def test_that_a_restricted_chart_cannot_be_changed_from_outside_the_team(clinic, restricted):
    told = a_medication(clinic, restricted)
    entry = plan.PlanEntry(clinic.today(), "side_effect")
    with (
        signed_in(clinic, "ben.ito", Role.PRESCRIBER),
        pytest.raises(ChartRestricted),
    ):
        plan.stop_medication(clinic, restricted, told.medication_id, entry)


def test_that_the_front_desk_still_finds_whom_to_call(clinic, restricted):
    with signed_in(clinic, "pat.desk", Role.FRONT_DESK):
        assert demographics.open_demographics(clinic, restricted).patient.phone
        assert restricted in find_patients(clinic, "")


def test_that_breaking_the_glass_opens_the_chart_for_one_hour(clinic, restricted, clock):
    with signed_in(clinic, "ben.ito", Role.THERAPIST):
        opened = chart_access.break_glass(clinic, restricted, EMERGENCY)
        assert opened.ends_at == NOON + timedelta(hours=1)
        assert charts.open_chart(clinic, restricted).access.emergency == opened
        clock.now = NOON + timedelta(minutes=59)
        charts.reload_chart(clinic, restricted)
        clock.now = NOON + timedelta(hours=1)
        with pytest.raises(ChartRestricted):
            charts.reload_chart(clinic, restricted)


def test_that_a_clock_set_back_does_not_keep_the_glass_broken(clinic, restricted, clock):
    with signed_in(clinic, "ben.ito", Role.THERAPIST):
        chart_access.break_glass(clinic, restricted, EMERGENCY)
        clock.now = NOON - timedelta(minutes=1)
        with pytest.raises(ChartRestricted):
            charts.open_chart(clinic, restricted)


def test_that_one_persons_emergency_lets_nobody_else_in(clinic, restricted):
    with signed_in(clinic, "ben.ito", Role.THERAPIST):
        chart_access.break_glass(clinic, restricted, EMERGENCY)
    with signed_in(clinic, "eve.moss", Role.THERAPIST), pytest.raises(ChartRestricted):
        charts.open_chart(clinic, restricted)


def test_that_an_emergency_opens_the_one_chart_alone(clinic, restricted):
    other = a_patient(clinic, family_name="Other")
    chart_access.restrict_chart(clinic, other, REASON)
    with signed_in(clinic, "ben.ito", Role.THERAPIST):
        chart_access.break_glass(clinic, restricted, EMERGENCY)
        with pytest.raises(ChartRestricted):
            charts.open_chart(clinic, other)


@pytest.mark.parametrize("reason", ["", "   ", "because", "x" * 1001])
def test_that_breaking_the_glass_takes_a_reason(clinic, restricted, reason):
    with signed_in(clinic, "ben.ito", Role.THERAPIST), pytest.raises(Invalid):
        chart_access.break_glass(clinic, restricted, reason)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.ADMINISTRATOR])
def test_that_only_clinicians_break_the_glass(clinic, restricted, role):
    with signed_in(clinic, "pat.desk", role), pytest.raises(NotPermitted):
        chart_access.break_glass(clinic, restricted, EMERGENCY)


def test_that_nobody_breaks_a_glass_that_is_open(clinic):
    patient_id = a_patient(clinic)
    with pytest.raises(Invalid):
        chart_access.break_glass(clinic, patient_id, EMERGENCY)


def test_that_an_emergency_waits_for_an_administrator_to_sign_it_off(clinic, restricted):
    with signed_in(clinic, "ben.ito", Role.THERAPIST):
        opened = chart_access.break_glass(clinic, restricted, EMERGENCY)
    (waiting,) = chart_access.accesses_to_review(clinic)
    assert (waiting.access.user_name, waiting.access.reason) == ("ben.ito", EMERGENCY)
    assert waiting.opened_by == "ben.ito Person"
    chart_access.sign_off_access(clinic, opened.id, "spoke with Ben")
    assert chart_access.accesses_to_review(clinic) == []
    with pytest.raises(Invalid):
        chart_access.sign_off_access(clinic, opened.id, "again")


def test_that_nobody_signs_off_their_own_emergency(clinic, restricted):
    both = (Role.THERAPIST, Role.ADMINISTRATOR)
    with signed_in(clinic, "ben.ito", *both):
        opened = chart_access.break_glass(clinic, restricted, EMERGENCY)
        with pytest.raises(NotPermitted):
            chart_access.sign_off_access(clinic, opened.id, "")
    assert len(chart_access.accesses_to_review(clinic)) == 1


def test_that_a_chart_is_restricted_once(clinic, restricted):
    with pytest.raises(Invalid):
        chart_access.restrict_chart(clinic, restricted, REASON)


def test_that_without_a_directory_entry_nobody_is_of_a_care_team(clinic):
    patient_id = a_patient(clinic)  # nobody cares for this one yet
    chart_access.restrict_chart(clinic, patient_id, REASON)
    clinic.session = replace(clinic.session, practitioner_id=None)
    with pytest.raises(ChartRestricted):
        charts.open_chart(clinic, patient_id)


def test_that_an_administrator_is_told_of_a_restricted_chart_that_nobody_can_open(
    clinic, restricted
):
    assert not chart_access.charts_of_nobody(clinic)
    patient = patients.get_patient(clinic, restricted)
    patients.save_patient(clinic, replace(patient, prescriber_id=None))
    assert [each.id for each in chart_access.charts_of_nobody(clinic)] == [restricted]
