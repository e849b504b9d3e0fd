"""The demo clinic's letterhead and directory. Fictional: example streets, 555-01xx numbers."""

from __future__ import annotations

from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.directory import (
    Organization,
    OrganizationKind,
    Practitioner,
    PractitionerKind,
)

CLINIC = ClinicProfile(
    "Harbor Mind Clinic",
    "210 Example Street, Suite 4",
    "Portland",
    "OR",
    "97201",
    "(503) 555-0100",
    "(503) 555-0101",
    "office@harbor-mind.example.org",
)


def _pharmacy(number: int, name: str, line: str, postal_code: str, note: str = "") -> Organization:
    return Organization(
        name,
        OrganizationKind.PHARMACY,
        f"(503) 555-01{2 * number + 10}",
        f"(503) 555-01{2 * number + 11}",
        "",
        line,
        "Portland",
        "OR",
        postal_code,
        note=note,
    )


PHARMACIES = (
    _pharmacy(0, "Riverside Pharmacy", "400 Example River Road", "97202"),
    _pharmacy(1, "Burnside Corner Drugs", "18 Sample Street", "97209", "Closes at 6 p.m."),
    _pharmacy(2, "Alder & Ash Pharmacy", "77 Example Alder Avenue", "97205", "Blister packs."),
    _pharmacy(3, "Cedar Hills Community Pharmacy", "1250 Specimen Boulevard", "97225"),
    _pharmacy(4, "St. Johns Family Pharmacy", "9 Example Bridge Way", "97203", "Delivers."),
    _pharmacy(5, "Hawthorne Apothecary", "3306 Sample Hawthorne Street", "97214"),
)


def _outside(
    number: int,
    given: str,
    family: str,
    credentials: str,
    kind: PractitionerKind,
    organization: str,
) -> Practitioner:
    return Practitioner(
        family,
        given,
        credentials,
        kind,
        organization_name=organization,
        phone=f"(503) 555-01{2 * number + 30}",
        fax=f"(503) 555-01{2 * number + 31}",
        email=f"office{number + 1}@example.org",
        address_line=f"{100 + 35 * number} Example Avenue",
        city="Portland",
        state="OR",
        postal_code="97210",
    )


_PRIMARY, _THERAPIST = PractitionerKind.PRIMARY_CARE, PractitionerKind.THERAPIST

OUTSIDE_CLINICIANS = (
    _outside(0, "Chidi", "Okafor", "MD", _PRIMARY, "Example Family Medicine"),
    _outside(1, "Sinéad", "Gallagher", "DO", _PRIMARY, "Example Family Medicine"),
    _outside(2, "Ruth", "Abrahamsen", "MD", _PRIMARY, "Sample Pediatrics"),
    _outside(3, "Hiroshi", "Tanabe", "MD", _PRIMARY, "Specimen Internal Medicine"),
    _outside(4, "Lucía", "Fernández Ortega", "LCSW", _THERAPIST, "Example Counseling"),
    _outside(5, "Beth", "Lindqvist", "PhD", _THERAPIST, "Sample Psychology Group"),
    _outside(6, "Marcus", "Whitfield", "LMFT", _THERAPIST, "Example Family Therapy"),
    _outside(7, "Nadia", "Chowdhury", "PsyD", _THERAPIST, "Specimen Trauma Center"),
)
"""Four in primary care (the third for children), then four therapists."""

PEDIATRICIAN = 2
