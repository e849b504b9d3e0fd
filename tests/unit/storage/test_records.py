"""What goes into the store comes out equal, and nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from practice_desk.domain.account import Role
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import NotFound, StaleRecord
from practice_desk.domain.note_section import NotePart, NoteSection, Origin
from practice_desk.domain.observation import Observation, ObservationCategory, ObservationComponent
from practice_desk.domain.patient import Patient
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.questionnaire_response import Answer
from practice_desk.services.clinic import Clinic
from practice_desk.storage import (
    adverse_event,
    education,
    follow_up,
    health,
    measures,
    note,
    people,
    plan,
    registry,
)
from practice_desk.storage.records import Records
from practice_desk.storage.unit_of_work import UnitOfWork
from tests.factories import a_dosage, a_medication, a_note, a_patient, make_clinic

TEXT = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
EDITABLE: dict[str, Records[Any]] = {
    "patient": people.patients,
    "organization": people.organizations,
    "practitioner": people.practitioners,
    "related person": people.related_people,
    "condition": health.conditions,
    "allergy": health.allergies,
    "observation": health.observations,
    "substance use": health.substance_uses,
    "note": note.notes,
    "phrase": note.note_phrases,
    "trial": follow_up.trials,
    "measure": measures.responses,
    "event": follow_up.chart_events,
    "account": registry.accounts,
    "education": education.education_given,
}
ADDED_ONLY: dict[str, Records[Any]] = {
    "allergy statement": health.allergy_statements,
    "encounter": health.encounters,
    "medication": plan.medications,
    "side effect": adverse_event.adverse_events,
    "note signature": note.note_signatures,
    "document": registry.documents,
    "disclosure": registry.disclosures,
}
SEARCHED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ONCE = settings(SEARCHED, max_examples=2)

COMPONENTS = st.lists(
    st.builds(
        ObservationComponent,
        st.text(TEXT, max_size=20),
        st.text(TEXT, max_size=40),
        st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=3),
        st.text(TEXT, max_size=10),
        st.text(TEXT, max_size=40),
    ),
    max_size=3,
).map(tuple)
ANSWERS = st.lists(
    st.builds(
        Answer, st.text(TEXT, max_size=20), st.none() | st.integers(0, 9), st.text(TEXT),
        st.text(TEXT, max_size=20),
    ),
    max_size=3,
).map(tuple)  # fmt: skip
SECTIONS = st.lists(
    st.builds(
        NoteSection,
        st.text(TEXT, max_size=20),
        st.text(TEXT, max_size=40),
        st.lists(
            st.builds(
                NotePart, st.text(TEXT), st.sampled_from(Origin), st.text(TEXT, max_size=20),
                st.none() | st.dates(), st.booleans(),
            ),
            max_size=2,
        ).map(tuple),
        st.text(TEXT, max_size=20),
    ),
    max_size=2,
).map(tuple)  # fmt: skip
BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "id": st.none(),
    "version": st.none(),
    "answers": ANSWERS,
    "safety": st.lists(st.text(TEXT), max_size=2).map(tuple),
    "observation_ids": st.lists(st.integers(1, 99), max_size=2).map(tuple),
    "components": COMPONENTS,
    "sections": SECTIONS,
    "codes": st.lists(st.text(TEXT, max_size=5), max_size=3).map(tuple),
    "note_id": st.just(1),
    "roles": st.frozensets(st.sampled_from(Role)),
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Clinic, int]]:
    """An open clinic with one chart, in which every test works without committing."""
    made = make_clinic(tmp_path_factory.mktemp("clinic"))
    patient_id = a_patient(made.clinic)
    a_medication(made.clinic, patient_id)
    a_note(made.clinic, patient_id)
    yield made.clinic, patient_id
    made.clinic.close()


def values_of(records: Records[Any], patient_id: int) -> st.SearchStrategy[Any]:
    """Return values of the records' type with any content that its columns hold."""
    value_type = records.value_type
    hints = get_type_hints(value_type)
    strategies = {}
    for name in records.field_names:
        if name == "patient_id":
            strategies[name] = st.just(patient_id)
        elif name.endswith("_id") and type(None) in get_args(hints[name]):
            strategies[name] = st.none()  # references
        elif name in BY_NAME:
            strategies[name] = BY_NAME[name]
        else:
            strategies[name] = _of_type(hints[name], records.table.c[name].type)
    return st.builds(value_type, **strategies)


def _of_type(hint: Any, column_type: Any) -> st.SearchStrategy[Any]:
    if isinstance(hint, UnionType):
        (inner,) = (part for part in get_args(hint) if part is not type(None))
        return st.none() | _of_type(inner, column_type)
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    if hint is str:
        return st.text(TEXT, max_size=min(60, column_type.length or 60))
    return {
        bool: st.booleans(),
        int: st.integers(0, 2**40),
        date: st.dates(),
        datetime: st.datetimes(timezones=st.just(UTC)),
        Decimal: st.decimals(-(10**12), 10**12, allow_nan=False, places=6),
    }[hint]


def read_back(work: UnitOfWork, records: Records[Any], value: Any) -> Any:
    """Store *value*, read it, and take away what the store gave it."""
    stored = records.get(work.connection, records.put(work.connection, value))
    given_by_store = {"id": None}
    if "version" in records.field_names:
        assert stored.version == 1
        given_by_store["version"] = None
    return replace(stored, **given_by_store)


@pytest.mark.parametrize("noun", [*EDITABLE, *ADDED_ONLY])
@SEARCHED
@given(data=st.data())
def test_that_a_value_comes_back_as_it_was_put(
    noun: str, data: st.DataObject, shared: tuple[Clinic, int]
) -> None:
    clinic, patient_id = shared
    records = {**EDITABLE, **ADDED_ONLY}[noun]
    value = data.draw(values_of(records, patient_id))
    with clinic.store.write() as work:
        assert read_back(work, records, value) == value


@SEARCHED
@given(
    comment=st.text(TEXT, max_size=200),
    day=st.dates(),
    milligrams=st.sampled_from(["1", "12.5", "600"]),
)
def test_that_a_plan_event_comes_back_as_it_was_put(
    comment: str, day: date, milligrams: str, shared: tuple[Clinic, int]
) -> None:
    clinic, _ = shared
    dosage: Dosage = a_dosage(milligrams)
    event = PlanEvent(
        PlanEventKind.CHANGE, day, "dose", clinic.now(), "ana", dosage, comment, medication_id=1
    )
    with clinic.store.write() as work:
        assert read_back(work, plan.plan_events, event) == event


def test_that_a_decimal_keeps_every_digit(shared: tuple[Clinic, int]) -> None:
    clinic, patient_id = shared
    for text in ("0.1", "12.50", "1E-7", "100000000000000000000.000000001"):
        value = Observation(
            patient_id,
            ObservationCategory.VITAL_SIGNS,
            "Weight",
            clinic.now(),
            value=Decimal(text),
            unit="kg",
        )
        with clinic.store.write() as work:
            assert str(read_back(work, health.observations, value).value) == text


def test_that_a_time_is_the_same_moment_in_utc(shared: tuple[Clinic, int]) -> None:
    clinic, patient_id = shared
    moment = datetime(2026, 3, 8, 1, 30, tzinfo=timezone(timedelta(hours=-8)))
    value = Observation(patient_id, ObservationCategory.SURVEY, "PHQ-9", moment, value=Decimal(9))
    with clinic.store.write() as work:
        stored = read_back(work, health.observations, value)
    assert stored.observed_at == moment
    assert stored.observed_at.utcoffset() == timedelta(0)


def test_that_a_time_without_its_zone_is_refused(shared: tuple[Clinic, int]) -> None:
    clinic, patient_id = shared
    naive = datetime(2026, 3, 8)  # noqa: DTZ001  # the mistake under test
    value = Observation(patient_id, ObservationCategory.SURVEY, "PHQ-9", naive)
    with pytest.raises(Exception, match="needs its zone"), clinic.store.write() as work:
        health.observations.put(work.connection, value)


@pytest.mark.parametrize("noun", EDITABLE)
@ONCE
@given(data=st.data())
def test_that_a_stale_value_is_refused_and_the_newer_one_stays(
    noun: str, data: st.DataObject, shared: tuple[Clinic, int]
) -> None:
    clinic, patient_id = shared
    records = EDITABLE[noun]
    value = data.draw(values_of(records, patient_id))
    with clinic.store.write() as work:
        record_id = records.put(work.connection, value)
        first = records.get(work.connection, record_id)
        records.save(work.connection, first)
        with pytest.raises(StaleRecord):
            records.save(work.connection, first)
        assert records.get(work.connection, record_id).version == 2


@pytest.mark.parametrize("noun", EDITABLE)
@ONCE
@given(data=st.data())
def test_that_saving_what_is_not_there_is_refused(
    noun: str, data: st.DataObject, shared: tuple[Clinic, int]
) -> None:
    clinic, patient_id = shared
    records = EDITABLE[noun]
    value = replace(data.draw(values_of(records, patient_id)), id=987654, version=1)
    with clinic.store.write() as work, pytest.raises(NotFound):
        records.save(work.connection, value)


def test_that_the_database_itself_refuses_oversize_text(shared: tuple[Clinic, int]) -> None:
    clinic, _ = shared
    with (
        pytest.raises(DBAPIError, match="ck_patient_family_name_length"),
        clinic.store.write() as work,
    ):
        people.patients.put(work.connection, Patient("x" * 121, "Given"))


def test_that_the_database_itself_refuses_a_record_without_its_chart(
    shared: tuple[Clinic, int],
) -> None:
    clinic, _ = shared
    value = Observation(987654, ObservationCategory.SURVEY, "PHQ-9", clinic.now())
    with pytest.raises(DBAPIError, match="FOREIGN KEY"), clinic.store.write() as work:
        health.observations.put(work.connection, value)


def test_that_work_left_without_commit_is_undone(shared: tuple[Clinic, int]) -> None:
    clinic, _ = shared
    with clinic.store.write() as work:
        before = people.patients.count(work.connection)
        people.patients.put(work.connection, Patient("Undone", "Given", chart_number="U1"))
    with clinic.store.read() as work:
        assert people.patients.count(work.connection) == before


def test_that_text_that_looks_like_code_is_only_text(shared: tuple[Clinic, int]) -> None:
    clinic, _ = shared
    name = "<b>Robert</b>'); DROP TABLE--"
    with clinic.store.write() as work:
        patient_id = people.patients.put(work.connection, Patient(name, name, chart_number=name))
        found = people.patients.by_chart_number(work.connection, name)
        assert found is not None
        assert (found.id, found.family_name) == (patient_id, name)


def test_that_a_reader_sees_the_moment_at_which_it_began(shared: tuple[Clinic, int]) -> None:
    clinic, _ = shared
    with clinic.store.read() as reader:
        before = people.patients.count(reader.connection)
        a_patient(clinic)
        assert people.patients.count(reader.connection) == before
    with clinic.store.read() as reader:
        assert people.patients.count(reader.connection) == before + 1


def test_that_a_setting_is_guarded_against_a_stale_write(shared: tuple[Clinic, int]) -> None:
    clinic, _ = shared
    with clinic.store.write() as work:
        registry.put_setting(work.connection, "test", {"a": [1, "ü"]}, 0)
        assert registry.setting(work.connection, "test") == ({"a": [1, "ü"]}, 1)
        registry.put_setting(work.connection, "test", 2, 1)
        with pytest.raises(StaleRecord):
            registry.put_setting(work.connection, "test", 3, 1)
        assert [registry.next_number(work.connection, "counter") for _ in range(3)] == [1, 2, 3]
