"""One noun, one set of names: the value's fields are the row's columns."""

from __future__ import annotations

from dataclasses import fields

import pytest

from practice_desk.domain.permission import TABLE, Operation
from practice_desk.gui.models.audit_view import WHAT
from practice_desk.storage import (
    access,
    adverse_event,
    care_plan,
    consent,
    deferral,
    desk,
    drafts,
    education,
    filed_document,
    follow_up,
    health,
    knowledge,
    letter_entry,
    letter_told,
    measures,
    message,
    note,
    patient_request,
    people,
    plan,
    psychotherapy_note,
    reconciliation,
    registry,
    safety,
    schedule,
    search,
    supply,
    visits,
    worklist,
)
from practice_desk.storage.records import Records
from practice_desk.storage.rows import metadata

DERIVED = {
    "patient": {"sort_key"},
    "supply_entry": {"kind"},
    "care_plan_entry": {"kind", "review_on"},
    "consent": {"category"},
    "consent_entry": {"kind"},
    "adverse_event_review": {"kind", "ends"},
    "letter_entry": {"kind"},
    "message": {"is_open"},
    "message_entry": {"kind"},
}
"""Columns computed from a value's fields."""
WITHOUT_VALUE = {
    "audit_event",
    "audit_part",
    "imported_resource",
    "name_word",
    "patient_list",
    "setting",
}
"""Tables that are no noun of the chart; the audit trail has its own chain."""

REPOSITORIES = [
    found
    for module in (
        adverse_event,
        care_plan,
        consent,
        patient_request,
        people,
        health,
        knowledge,
        letter_told,
        letter_entry,
        measures,
        message,
        follow_up,
        note,
        psychotherapy_note,
        plan,
        reconciliation,
        registry,
        access,
        deferral,
        desk,
        drafts,
        filed_document,
        education,
        safety,
        schedule,
        search,
        supply,
        visits,
        worklist,
    )
    for found in vars(module).values()
    if isinstance(found, Records)
]


@pytest.mark.parametrize("records", REPOSITORIES, ids=lambda records: records.table.name)
def test_that_a_value_and_its_row_have_the_same_names(records):
    columns = {column.name for column in records.table.columns}
    assert set(records.field_names) == columns - DERIVED.get(records.table.name, set())


def test_that_every_table_belongs_to_a_noun():
    named = {records.table.name for records in REPOSITORIES}
    assert set(metadata.tables) == named | WITHOUT_VALUE


@pytest.mark.parametrize("records", REPOSITORIES, ids=lambda records: records.table.name)
def test_that_editable_values_carry_the_version_they_were_read_with(records):
    names = {field.name for field in fields(records.value_type)}
    assert ("version" in names) == ("version" in records.table.columns)


def test_that_every_operation_has_a_row_in_the_permission_table():
    assert set(TABLE) == set(Operation)


def test_that_every_operation_is_open_to_somebody():
    assert all(TABLE.values())


def test_that_the_audit_trail_has_words_for_every_operation():
    assert set(WHAT) == set(Operation)
