"""Thresholds of a change: weight since the start, pressure on standing; unknown is said."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.safety import AlertKind, AlertSeverity
from practice_desk.services.safety_review import review_standing
from practice_desk.services.vitals import save_visit
from tests.factories import a_dosage, a_medication, a_patient

DAYS_ON = 100


@pytest.fixture
def patient_id(clinic):
    patient_id = a_patient(clinic)
    a_medication(
        clinic, patient_id, name="olanzapine", concept_id="olanzapine",
        dosage=a_dosage("10", tablet="10"), started=clinic.today() - timedelta(days=DAYS_ON),
    )  # fmt: skip
    return patient_id


def measured(clinic, patient_id, value, days_ago, code="29463-7", unit="[lb_av]"):
    at = clinic.now() - timedelta(days=days_ago)
    category = ObservationCategory.VITAL_SIGNS
    vital = Observation(patient_id, category, "Weight", at, code, Decimal(value), unit)
    save_visit(clinic, patient_id, [vital])


def weighed(clinic, patient_id, ref="mon_metabolic_weight"):
    """Return what is found about a check, and whether it is not checked."""
    alerts = review_standing(clinic, patient_id).findings.alerts
    found = [alert for alert in alerts if (alert.kind, alert.ref) == (AlertKind.LAB, ref)]
    return found, any(alert.ref == f"baseline_{ref}" for alert in alerts)


def test_that_weight_is_held_against_the_weight_before_the_start(clinic, patient_id):
    measured(clinic, patient_id, "160", DAYS_ON + 300)
    measured(clinic, patient_id, "200", DAYS_ON + 5)
    measured(clinic, patient_id, "216", 1)
    (alert,), missing = weighed(clinic, patient_id)
    assert (alert.severity, missing) == (AlertSeverity.MAJOR, False)
    assert "216, 8 % more than before the treatment" in alert.message


@pytest.mark.parametrize(("value", "unit"), [("100", "kg"), ("209", "[lb_av]")])
def test_that_a_small_rise_or_another_unit_is_no_finding(clinic, patient_id, value, unit):
    measured(clinic, patient_id, "200", DAYS_ON + 5)
    if unit == "kg":
        measured(clinic, patient_id, "90.72", DAYS_ON, unit="kg")
    measured(clinic, patient_id, value, 1, unit=unit)
    found, missing = weighed(clinic, patient_id)
    assert [alert.severity for alert in found] == ([AlertSeverity.MAJOR] if unit == "kg" else [])
    assert not missing


def test_that_without_a_weight_from_before_the_change_is_not_checked(clinic, patient_id):
    measured(clinic, patient_id, "200", 40)
    measured(clinic, patient_id, "240", 1)
    found, missing = weighed(clinic, patient_id)
    assert (found, missing) == ([], True)


def test_that_a_fall_on_standing_needs_two_pressures(clinic, patient_id):
    a_medication(
        clinic, patient_id, name="prazosin", concept_id="prazosin",
        dosage=a_dosage("1", tablet="1"), started=clinic.today() - timedelta(days=DAYS_ON),
    )  # fmt: skip
    measured(clinic, patient_id, "128", 1, "8480-6", "mm[Hg]")
    assert weighed(clinic, patient_id, "mon_prazosin_bp") == ([], True)
    measured(clinic, patient_id, "130", 1, "8461-6", "mm[Hg]")
    measured(clinic, patient_id, "104", 1, "8460-8", "mm[Hg]")
    (alert,), missing = weighed(clinic, patient_id, "mon_prazosin_bp")
    assert not missing
    assert "26 less than at rest" in alert.message
