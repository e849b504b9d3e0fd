"""Patient, with the people around them that it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from practice_desk.domain.patient import (
    LENGTHS,
    Patient,
    PatientStatus,
    RelatedPerson,
    RelatedPersonRole,
    SexAssigned,
    check_patient,
    check_related_person,
)
from practice_desk.domain.text import fold
from practice_desk.exchange.fhir.coded import coded, first_text
from practice_desk.exchange.fhir.dates import when
from practice_desk.exchange.fhir.filing import refuse_problems
from practice_desk.exchange.fhir.keep_aside import KeepAside
from practice_desk.exchange.fhir.node import Node
from practice_desk.exchange.fhir.records import ReadPatient
from practice_desk.exchange.fhir.references import person_name

_US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition"
_BASE = "http://hl7.org/fhir/StructureDefinition"
_BIRTH_SEX = f"{_US_CORE}/us-core-birthsex"
_GENDER_IDENTITY = (f"{_US_CORE}/us-core-genderIdentity", f"{_BASE}/individual-genderIdentity")
_PRONOUNS = f"{_BASE}/individual-pronouns"
_INTERPRETER = (f"{_BASE}/patient-interpreterRequired", f"{_US_CORE}/us-core-interpreter-needed")
_SEXES = {"F": SexAssigned.FEMALE, "M": SexAssigned.MALE, "OTH": SexAssigned.OTHER}
_NAME_ORDER = ("official", "usual", "", "temp", "anonymous", "maiden", "nickname", "old")
_ORGANISATIONS = frozenset("EFIS")  # HL7 v2 0131: employer, agencies and insurers are no people


def read_patient(node: Node, today: date) -> ReadPatient:
    """Return the chart's person. Raises KeepAside with what is wrong.

    Administrative gender is not sex assigned at birth: without US Core's birth sex it is unknown.
    """
    names = sorted(node.children("name"), key=_name_rank)
    name = names[0] if names else Node()
    given, family = _given_and_family(name)
    phones = _phones(node)
    born = when(node.text("birthDate"))
    patient = Patient(
        family_name=family,
        given_name=given[0] if given else "",
        middle_name=" ".join(given[1:]),
        suffix=" ".join(name.texts("suffix")),
        preferred_name=_nickname(node),
        pronouns=_concept_extension(node, _PRONOUNS),
        birth_date=born.day,
        sex_assigned=_SEXES.get(_extension(node, _BIRTH_SEX).text("valueCode"), _UNKNOWN),
        gender_identity=_gender_identity(node),
        phone=phones.get("home") or phones.get("work") or phones.get("") or "",
        phone_mobile=phones.get("mobile", ""),
        email=next((t.text("value") for t in _telecom(node, "email")), ""),
        language=_language(node),
        interpreter_needed=_interpreter_needed(node),
        status=_status(node),
        alert=f"Birth date in the imported record: {born.text}." if born.is_vague else "",
    )
    patient = _with_address(patient, node)
    refuse_problems(check_patient(patient, today))
    _refuse_endless_names(patient)
    return ReadPatient(patient, tuple(_related_people(node)))


_UNKNOWN = SexAssigned.UNKNOWN


def _refuse_endless_names(patient: Patient) -> None:
    """Raise KeepAside for a name whose plain letters, by which it is sorted, are too many."""
    names = ("family_name", "given_name", "middle_name", "preferred_name")
    if any(len(fold(getattr(patient, name))) > LENGTHS[name] for name in names):
        raise KeepAside("The name is longer than a name can be.")


def _name_rank(name: Node) -> int:
    use = name.text("use")
    return _NAME_ORDER.index(use) if use in _NAME_ORDER else len(_NAME_ORDER)


def _given_and_family(name: Node) -> tuple[list[str], str]:
    given, family = name.texts("given"), name.text("family")
    if not given and not family:
        *given, family = name.text("text").split() or [""]
    elif not family:
        *given, family = given
    return given, family


def _nickname(node: Node) -> str:
    for name in node.children("name"):
        if name.text("use") == "nickname":
            return " ".join(name.texts("given")) or name.text("text")
    return ""


def _extension(node: Node, *urls: str) -> Node:
    for extension in node.children("extension"):
        if extension.text("url") in urls:
            return extension
    return Node()


def _concept_extension(node: Node, *urls: str) -> str:
    extension = _extension(node, *urls)
    nested = _extension(extension, "value")
    return coded((nested or extension).child("valueCodeableConcept")).text


def _gender_identity(node: Node) -> str:
    return _concept_extension(node, *_GENDER_IDENTITY)


def _interpreter_needed(node: Node) -> bool:
    extension = _extension(node, *_INTERPRETER)
    answer = extension.child("valueCoding").text("code")
    return extension.flag("valueBoolean") is True or answer in ("373066001", "Y")  # SNOMED: yes


def _telecom(node: Node, system: str) -> Iterator[Node]:
    for telecom in node.children("telecom"):
        if telecom.text("system") == system and telecom.text("use") != "old":
            yield telecom


def _phones(node: Node) -> dict[str, str]:
    phones: dict[str, str] = {}
    for telecom in _telecom(node, "phone"):
        phones.setdefault(telecom.text("use"), telecom.text("value"))
    return phones


def _with_address(patient: Patient, node: Node) -> Patient:
    current = [found for found in node.children("address") if found.text("use") != "old"]
    home = next((found for found in current if found.text("use") == "home"), None)
    address = home or (current[0] if current else Node())
    line = ", ".join(address.texts("line"))
    return replace(
        patient,
        address_line=line or ("" if address.text("city") else address.text("text")),
        city=address.text("city"),
        state=address.text("state"),
        postal_code=address.text("postalCode"),
    )


def _language(node: Node) -> str:
    spoken = list(node.children("communication"))
    spoken.sort(key=lambda item: item.flag("preferred") is not True)
    return next((text for item in spoken if (text := coded(item.child("language")).text)), "")


def _status(node: Node) -> PatientStatus:
    if node.text("deceasedDateTime") or node.flag("deceasedBoolean"):
        return PatientStatus.DECEASED
    return PatientStatus.INACTIVE if node.flag("active") is False else PatientStatus.ACTIVE


def _related_people(node: Node) -> Iterator[RelatedPerson]:
    """Yield the contacts that can be kept; one that can't does not hold up the patient."""
    for contact in node.children("contact"):
        codes = {code for item in contact.children("relationship") for code in coded(item).values()}
        person = RelatedPerson(
            patient_id=0,
            role=_role(codes),
            name=person_name(contact.child("name")),
            relationship=first_text(contact, "relationship"),
            phone=next((t.text("value") for t in _telecom(contact, "phone")), ""),
            email=next((t.text("value") for t in _telecom(contact, "email")), ""),
            note="Imported.",
        )
        if not codes & _ORGANISATIONS and not check_related_person(person):
            yield person


def _role(codes: set[str]) -> RelatedPersonRole:
    if "GUARD" in codes:
        return RelatedPersonRole.GUARDIAN
    return RelatedPersonRole.EMERGENCY_CONTACT if "C" in codes else RelatedPersonRole.SUPPORT
