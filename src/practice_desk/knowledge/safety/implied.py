"""What the facts about a patient say without saying it: a narrower condition is the wider one too.

Only what follows from the meaning of the words is here, no clinical judgment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from practice_desk.domain.laboratory import is_positive
from practice_desk.domain.safety import LabResult, PatientFacts

_WIDER = {
    "acute_angle_closure_glaucoma": ("angle_closure_glaucoma",),
    "alcohol_withdrawal": ("abrupt_sedative_or_alcohol_withdrawal",),
    "bipolar_depression": ("bipolar_i_disorder",),
    "bipolar_maintenance": ("bipolar_i_disorder",),
    "bipolar_mania": ("bipolar_i_disorder",),
    "cocaine_use_disorder": ("stimulant_use_disorder", "substance_use_disorder"),
    "coronary_artery_disease": ("cardiac_disease",),
    "dementia_agitation": ("dementia",),
    "heart_failure": ("cardiac_disease",),
    "hypertension_uncontrolled": ("hypertension",),
    "hyperthyroidism": ("thyroid_disease",),
    "lewy_body_dementia": ("dementia",),
    "obstructive_sleep_apnea": ("sleep_apnea",),
    "opioid_use_disorder": ("substance_use_disorder",),
    "parkinson_psychosis": ("parkinson_disease", "psychosis_other"),
    "recent_mi": ("coronary_artery_disease",),
    "schizoaffective_disorder": ("psychosis_other",),
    "sedative_use_disorder": ("substance_use_disorder",),
    "severe_hepatic_impairment": ("hepatic_impairment",),
    "stimulant_use_disorder": ("substance_use_disorder",),
    "structural_heart_disease": ("cardiac_disease",),
}
PREGNANCY_TEST = "2106-3"
"""LOINC: choriogonadotropin in urine, positive or negative."""
CONTRACEPTIVES = frozenset({"estrogen_contraceptive", "progestin_contraceptive"})
ALL_GRADES = frozenset({"mild", "moderate", "severe"})


def with_implied(
    patient: PatientFacts, labs: Iterable[LabResult], groups: frozenset[str]
) -> PatientFacts:
    """Return *patient* with what follows from it, from today's *labs*, and from *groups*, the
    medications and classes that are taken.
    """
    conditions = {wider for each in patient.conditions for wider in _WIDER.get(each, ())}
    conditions |= patient.conditions
    hepatic, pregnant, contraception = patient.hepatic, patient.pregnant, patient.contraception
    if "severe_hepatic_impairment" in conditions and not hepatic:
        hepatic = "severe"
    if hepatic in ALL_GRADES:
        conditions.add("hepatic_impairment")
    if hepatic == "severe":
        conditions.add("severe_hepatic_impairment")
    tested = any(_is_positive_test(result) for result in labs)
    if pregnant is None and (tested or "pregnancy_any" in conditions):
        pregnant = True
    if contraception is None and groups & CONTRACEPTIVES:
        contraception = True
    childbearing = patient.childbearing_potential
    if childbearing is None and (pregnant or contraception):
        childbearing = True
    return replace(
        patient,
        conditions=frozenset(conditions),
        hepatic=hepatic,
        pregnant=pregnant,
        contraception=contraception,
        childbearing_potential=childbearing,
    )


def _is_positive_test(result: LabResult) -> bool:
    value = result.value
    return result.loinc == PREGNANCY_TEST and (isinstance(value, str) and is_positive(value))
