"""Reads who writes a letter, to whom and about whom, and reserves the letter's number."""

from __future__ import annotations

import secrets

from practice_desk.domain.directory import Organization
from practice_desk.domain.patient import Patient
from practice_desk.domain.supply import limits, part2_of
from practice_desk.services.directory import read_profile
from practice_desk.services.letter_content import NoticeFacts, NoticeOptions
from practice_desk.storage import people, registry, supply
from practice_desk.storage.unit_of_work import UnitOfWork

# Without 0 O 1 I L, which are misread on paper, and without vowels, which make words.
_CODE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
_CODE_LENGTH = 5


def new_code(work: UnitOfWork) -> str:
    """Return a random letter number that no letter has yet: "L-7F3K9"."""
    while True:
        code = "L-" + "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        if registry.letters.by_code(work.connection, code) is None:
            return code


def read_facts(
    work: UnitOfWork, patient_id: int, user_name: str, options: NoticeOptions
) -> NoticeFacts:
    """Read the facts of a letter that the person *user_name* signs. Raises NotFound."""
    patient = people.patients.get(work.connection, patient_id)
    account = registry.accounts.by_user_name(work.connection, user_name)
    profile = read_profile(work)
    entries = supply.supply_entries.for_patient(work.connection, patient_id)
    own_phone = ""
    if account is not None and account.practitioner_id is not None:
        own_phone = people.practitioners.get(work.connection, account.practitioner_id).phone
    return NoticeFacts(
        patient=patient,
        profile=profile,
        pharmacy=_pharmacy(work, patient, options),
        signatory=account.display_name if account else user_name,
        credentials=account.credentials if account else "",
        callback=own_phone or profile.phone,
        part2=part2_of(entries),
        most_days=limits(entries, to_name=True),
    )


def _pharmacy(work: UnitOfWork, patient: Patient, options: NoticeOptions) -> Organization | None:
    pharmacy_id = options.pharmacy_id or patient.preferred_pharmacy_id
    if pharmacy_id is None:
        return None
    return people.organizations.get(work.connection, pharmacy_id)
