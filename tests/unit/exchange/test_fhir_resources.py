"""From FHIR resources to domain values."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from practice_desk.domain.allergy_intolerance import AllergySeverity
from practice_desk.domain.condition import ConditionCategory, ConditionStatus
from practice_desk.domain.directions import directions
from practice_desk.domain.medication import Origin
from practice_desk.domain.observation import ObservationStatus
from practice_desk.domain.patient import PatientStatus, RelatedPersonRole, SexAssigned
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.exchange.fhir.bundle import Entry
from practice_desk.exchange.fhir.filing import Filing
from practice_desk.exchange.fhir.keep_aside import KeepAside
from practice_desk.exchange.fhir.references import References
from practice_desk.exchange.fhir.resources import read_person, read_record, valid_resource
from tests import fhir_samples as sample

TODAY = date(2026, 11, 23)


def filing(*others):
    references = References()
    for position, other in enumerate(others):
        references.learn(Entry(position, other))
    return Filing(7, datetime(2026, 11, 23, 12, tzinfo=UTC), TODAY, "ana.berg", references)


def read(resource, *others):
    resource = json.loads(json.dumps(resource), parse_float=Decimal)
    valid = valid_resource(Entry(1, resource))
    reader = read_person if resource["resourceType"] == "Patient" else read_record
    return reader(valid, filing(*others))


def reason(resource):
    with pytest.raises(KeepAside) as caught:
        read(resource)
    return caught.value.reason


def test_that_a_patient_keeps_accents_and_every_given_name():
    person = read(sample.patient()).patient
    assert person.legal_name == "Ramón José Gálvez"
    assert person.birth_date == date(1993, 3, 9)


def test_that_sex_assigned_comes_from_birth_sex_and_not_from_gender():
    assert read(sample.patient()).patient.sex_assigned is SexAssigned.UNKNOWN
    url = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"
    extension = [{"url": url, "valueCode": "F"}]
    person = read(sample.patient(extension=extension)).patient
    assert person.sex_assigned is SexAssigned.FEMALE


def test_that_contacts_address_and_people_arrive():
    found = read(
        sample.patient(
            telecom=[
                {"system": "phone", "use": "old", "value": "1"},
                {"system": "phone", "use": "mobile", "value": "503-555-0142"},
                {"system": "email", "value": "r@example.org"},
            ],
            address=[{"use": "home", "line": ["1 Main St", "Apt 2"], "city": "Salem"}],
            communication=[{"language": {"text": "Spanish"}, "preferred": True}],
            contact=[
                {"relationship": [sample.code("x", "GUARD", "guardian")], "name": {"text": "A B"}}
            ],
            deceasedBoolean=True,
        )
    )
    person = found.patient
    assert (person.phone, person.phone_mobile) == ("", "503-555-0142")
    assert (person.email, person.address_line) == ("r@example.org", "1 Main St, Apt 2")
    assert (person.language, person.status) == ("Spanish", PatientStatus.DECEASED)
    assert [(p.name, p.role) for p in found.related] == [("A B", RelatedPersonRole.GUARDIAN)]


def test_that_a_birth_year_alone_is_not_bent_into_a_day():
    person = read(sample.patient(birthDate="1985")).patient
    assert person.birth_date is None
    assert "1985" in person.alert


def test_that_a_birth_date_in_the_future_is_refused_with_the_domains_sentence():
    assert "birth date is in the future" in reason(sample.patient(birthDate="2100-01-01"))


def test_that_a_condition_keeps_its_code_and_dates():
    found = read(sample.condition(abatementDateTime="2020-01-01", clinicalStatus=None))
    assert (found.icd10cm, found.onset_on) == ("F33.1", date(2019, 5, 2))
    assert (found.status, found.category) == (ConditionStatus.RESOLVED, ConditionCategory.HISTORY)
    assert found.reported


@pytest.mark.parametrize("make", [sample.condition, sample.allergy])
def test_that_what_was_entered_in_error_is_kept_aside(make):
    status = {"coding": [{"code": "entered-in-error"}]}
    assert "entered in error" in reason(make(verificationStatus=status))


def test_that_an_allergy_keeps_reaction_and_severity():
    found = read(sample.allergy())
    assert (found.substance, found.reaction) == ("Lamotrigine", "Rash")
    assert found.severity is AllergySeverity.SEVERE


def test_that_no_known_allergies_is_not_taken_over_from_elsewhere():
    none_known = sample.code("http://snomed.info/sct", "716186003", "No known allergy")
    assert "ask the patient" in reason(sample.allergy(code=none_known))


def test_that_a_weight_in_kilograms_keeps_its_digits_and_is_not_judged_in_pounds():
    content = sample.observation(valueQuantity={"value": 2000.25, "unit": "kg"})
    found = read(content)
    assert (found.value, found.unit) == (Decimal("2000.25"), "kg")


def test_that_a_panel_keeps_its_parts():
    parts = [
        {"code": sample.code("http://loinc.org", "8480-6", "Systolic"),
         "valueQuantity": {"value": 120, "unit": "mm[Hg]"}},
        {"code": sample.code("http://loinc.org", "8462-4", "Diastolic"),
         "dataAbsentReason": {"text": "unknown"}},
    ]  # fmt: skip
    content = sample.observation(component=parts)
    del content["valueQuantity"]
    found = read(content)
    assert [(part.code, part.value) for part in found.components] == [("8480-6", Decimal(120))]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"valueString": "Positive"}, "Positive"),
        ({"valueBoolean": False}, "No"),
        ({"valueCodeableConcept": {"text": "Former smoker"}}, "Former smoker"),
        ({"valueQuantity": {"value": 5, "comparator": "<", "unit": "mg/dL"}}, "<5 mg/dL"),
    ],
)
def test_that_a_result_in_words_stays_words(value, words):
    content = sample.observation()
    del content["valueQuantity"]
    assert read({**content, **value}).value_text == words


def test_that_an_observation_without_result_or_of_another_kind_is_kept_aside():
    content = sample.observation()
    del content["valueQuantity"]
    assert reason(content) == "It holds no result."
    exam = sample.observation(category=[sample.code("x", "imaging", "Exam")])
    assert "keeps no imaging observations" in reason(exam)


def test_that_a_medication_arrives_as_reported_only():
    found = read(sample.medication_request())
    assert found.medication.origin is Origin.OUTSIDE
    assert [event.kind for event in found.events] == [PlanEventKind.REPORT]
    assert found.events[0].effective_on == date(2023, 1, 15)


@pytest.mark.parametrize("status", ["stopped", "completed"])
def test_that_a_medication_that_has_ended_does_not_fill_the_plan(status):
    found = read(sample.medication_request(status=status))
    assert [event.kind for event in found.events] == [PlanEventKind.REPORT, PlanEventKind.STOP]


@pytest.mark.parametrize(
    "changes",
    [{"status": "draft"}, {"status": "cancelled"}, {"intent": "proposal"}, {"doNotPerform": True}],
)
def test_that_what_is_not_taken_is_kept_aside(changes):
    assert reason(sample.medication_request(**changes))


def test_that_a_medication_is_named_by_what_it_refers_to():
    request = sample.medication_request(
        reasonReference=[{"reference": "Condition/c1"}],
        requester={"reference": "Practitioner/d1"},
        medicationReference={"reference": "Medication/x"},
    )
    del request["medicationCodeableConcept"]
    medication = {"resourceType": "Medication", "id": "x", "code": {"text": "Lithium"}}
    doctor = {"resourceType": "Practitioner", "id": "d1", "name": [{"text": "Ana Berg"}]}
    found = read(request, medication, sample.condition(), doctor).medication
    assert (found.name, found.prescriber_name) == ("Lithium", "Ana Berg")
    assert found.indication == "Major depressive disorder"
    contained = {**request, "contained": [medication], "medicationReference": {"reference": "#x"}}
    assert read(contained).medication.name == "Lithium"


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ({"text": "1 tab PO qAM"}, "1 tab PO qAM"),
        (
            {"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
             "doseAndRate": [{"doseQuantity": {"value": 50, "unit": "mg"}}]},
            "Use 50 mg 2 times a day.",
        ),
        (
            {"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
             "doseAndRate": [{"doseQuantity": {"value": 1}}]},
            "1 per dose, 2 times a day",
        ),
        ({"asNeededBoolean": True}, "as needed"),
    ],
)  # fmt: skip
def test_that_directions_are_structured_only_where_the_source_is(instruction, expected):
    found = read(sample.medication_request(dosageInstruction=[instruction]))
    assert directions(found.events[0].dosage) == expected


def test_that_an_unknown_element_is_no_fault_and_a_wrong_one_is_named():
    assert read(sample.condition(vendorField=1)).icd10cm == "F33.1"
    assert "“onsetDateTime”" in reason(sample.condition(onsetDateTime="soon"))


def test_that_other_kinds_are_kept_aside_by_name():
    claim = {"resourceType": "Claim", "id": "1"}
    assert reason(claim).startswith("Practice Desk keeps no Claim")


def test_that_a_laboratory_result_keeps_its_unit_range_and_state():
    category = "http://terminology.hl7.org/CodeSystem/observation-category"
    quantity = {"value": 1.30, "unit": "milliequivalents", "code": "meq/L"}
    value = read(
        sample.observation(
            status="preliminary",
            category=[sample.code(category, "laboratory", "Laboratory")],
            code=sample.code("http://loinc.org", "14334-7", "Lithium"),
            valueQuantity={**quantity, "system": "http://unitsofmeasure.org"},
            referenceRange=[
                {"low": {"value": 0.6, "unit": "mEq/L"}, "high": {"value": 1.2, "unit": "mEq/L"}},
            ],
        )
    )
    assert (value.value, value.unit) == (Decimal("1.30"), "meq/L")
    assert (value.reference_low, value.reference_high) == (Decimal("0.6"), Decimal("1.2"))
    assert value.status is ObservationStatus.PRELIMINARY


def test_that_a_range_in_another_unit_is_not_taken_for_the_results_own():
    value = read(
        sample.observation(
            referenceRange=[{"high": {"value": 90000, "unit": "g"}}],
        )
    )
    assert value.reference_high is None
