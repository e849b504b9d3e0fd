"""What is shown of a person to everybody: how to reach them and who is around them."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.directory import Practitioner, address_lines
from practice_desk.domain.patient import Patient, RelatedPerson
from practice_desk.gui.models.chart_header import Pill
from practice_desk.gui.models.related_people import ROLES
from practice_desk.services.demographics import Demographics


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a card: what, how it stands, and perhaps a pill."""

    label: str
    value: str = ""
    pill: Pill | None = None


def team_facts(person: Demographics) -> list[Fact]:
    """Return the care team and the pharmacy, with the numbers to call."""
    team = person.care_team
    facts = [
        Fact(title, _clinician(member))
        for title, member in (
            ("Prescriber", team.prescriber),
            ("Therapist", team.therapist),
            ("Primary care", team.primary_care),
        )
        if member is not None
    ]
    if team.pharmacy is not None:
        facts.append(Fact("Pharmacy", _lines(team.pharmacy.name, team.pharmacy.phone)))
    return facts


def contact_facts(person: Demographics) -> list[Fact]:
    """Return guardians and contacts, then the patient's own numbers."""
    facts = [Fact(ROLES[each.role], _lines(_kin(each), each.phone)) for each in _around(person)]
    return facts + _number_facts(person.patient)


def related_facts(person: Demographics) -> list[Fact]:
    """Return guardians, emergency contacts and supporters with all that is known of them."""
    return [
        Fact(ROLES[each.role], _lines(_kin(each), each.phone, each.email, each.note))
        for each in _around(person)
    ]


def own_facts(patient: Patient) -> list[Fact]:
    """Return how to reach and how to speak with the patient."""
    place = address_lines(patient.address_line, patient.city, patient.state, patient.postal_code)
    told = (("Address", _lines(*place)), ("Language", _language(patient)))
    return _number_facts(patient) + [Fact(label, text) for label, text in told if text]


def _number_facts(patient: Patient) -> list[Fact]:
    own = (("Mobile", patient.phone_mobile), ("Phone", patient.phone), ("Email", patient.email))
    return [Fact(label, text) for label, text in own if text]


def _around(person: Demographics) -> list[RelatedPerson]:
    return [each for each in person.related_people if not each.retracted_reason]


def _kin(person: RelatedPerson) -> str:
    return f"{person.name} ({person.relationship})" if person.relationship else person.name


def _language(patient: Patient) -> str:
    if not patient.interpreter_needed:
        return patient.language
    return f"{patient.language}, with an interpreter" if patient.language else "Interpreter needed"


def _clinician(person: Practitioner) -> str:
    return _lines(person.display_name, person.phone)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
