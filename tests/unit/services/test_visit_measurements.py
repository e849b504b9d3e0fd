"""What was measured at one visit is saved as one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from practice_desk.domain.errors import Invalid, NotFound
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.services.charts import reload_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.verification import verify_clinic
from practice_desk.services.vitals import retract_visit, save_visit
from tests.factories import a_patient


def _visit(clinic: Clinic, patient_id: int) -> list[Observation]:
    pulse = Observation(
        patient_id,
        ObservationCategory.VITAL_SIGNS,
        "Heart rate",
        clinic.now(),
        "8867-4",
        Decimal(72),
        "/min",
    )
    weight = replace(pulse, display="Weight", code="29463-7", value=Decimal(160), unit="lb")
    return [pulse, weight]


def test_that_a_visits_measurements_are_one_audited_change(clinic: Clinic):
    patient_id = a_patient(clinic)
    reload_chart(clinic, patient_id)
    before = verify_clinic(clinic).audit_rows
    saved = save_visit(clinic, patient_id, _visit(clinic, patient_id))
    assert saved.changes.patient_ids == {patient_id}
    assert len(reload_chart(clinic, patient_id).vital_signs) == 2
    assert verify_clinic(clinic).audit_rows == before + 2  # the save, and the check before


def test_that_one_implausible_number_keeps_the_whole_visit_out(clinic: Clinic):
    patient_id = a_patient(clinic)
    pulse, weight = _visit(clinic, patient_id)
    with pytest.raises(Invalid):
        save_visit(clinic, patient_id, [pulse, replace(weight, value=Decimal(16000))])
    assert reload_chart(clinic, patient_id).vital_signs == ()


def test_that_a_visit_never_lands_in_another_chart(clinic: Clinic):
    typed_in, other = a_patient(clinic), a_patient(clinic, family_name="Other")
    with pytest.raises(NotFound):
        save_visit(clinic, other, _visit(clinic, typed_in))
    assert reload_chart(clinic, typed_in).vital_signs == ()


def test_that_a_visit_is_taken_back_only_in_its_own_chart(clinic: Clinic):
    patient_id, other = a_patient(clinic), a_patient(clinic, family_name="Other")
    save_visit(clinic, patient_id, _visit(clinic, patient_id))
    measured = reload_chart(clinic, patient_id).vital_signs
    with pytest.raises(NotFound):
        retract_visit(clinic, other, measured, "wrong chart")
    assert not any(each.retracted_reason for each in reload_chart(clinic, patient_id).vital_signs)
    retract_visit(clinic, patient_id, measured, "wrong chart")
    taken_back = reload_chart(clinic, patient_id).vital_signs
    assert {each.retracted_reason for each in taken_back} == {"wrong chart"}
