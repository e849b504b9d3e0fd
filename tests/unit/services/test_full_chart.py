"""The full chart and the full clinic of the tests leave no table out, however many there are."""

from __future__ import annotations

from practice_desk.storage.rows import metadata
from tests.full_chart import EMPTY, empty_tables, full_chart, full_clinic, rows_about

NOT_OF_A_CHART = {"audit_event", "approval"}
"""They name a patient and outlive the chart."""


def test_that_a_full_chart_has_a_record_in_every_table_of_a_patient(clinic):
    of_patients = {table.name for table in metadata.sorted_tables if "patient_id" in table.c}
    assert set(rows_about(clinic, full_chart(clinic))) == of_patients - NOT_OF_A_CHART


def test_that_a_full_clinic_has_a_record_in_every_table(clinic):
    full_clinic(clinic)
    assert empty_tables(clinic) == EMPTY
