"""Reads the facts of a letter: who writes to whom about whom, and of the chart what it may tell.

Of the chart no more is read than the kind needs and was chosen, and of that only what may go to
this recipient stays: a letter draws from `LetterFacts` alone.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TypeVar

from practice_desk.domain.account import Account
from practice_desk.domain.directory import Organization, Practitioner, address_lines
from practice_desk.domain.errors import NotFound
from practice_desk.domain.letter_choice import Addressee, CareRole, Choices, RecipientSort
from practice_desk.domain.patient import Patient, RelatedPerson
from practice_desk.domain.release import Gate, Outgoing
from practice_desk.domain.supply import limits, part2_of
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.kind import BASES, LetterKind, Need
from practice_desk.letters.parties import Recipient, ReplacedLetter
from practice_desk.services.clinic import Clinic
from practice_desk.services.demographics import Demographics, read_demographics
from practice_desk.services.directory import read_profile
from practice_desk.services.labelled_words import withheld_names
from practice_desk.services.letter_content import NoticeFacts, NoticeOptions
from practice_desk.services.letter_items import with_chart
from practice_desk.services.letter_sieve import Sieve
from practice_desk.services.sensitivity import read_gate
from practice_desk.storage import people, registry, supply
from practice_desk.storage.unit_of_work import UnitOfWork

# Without 0 O 1 I L, which are misread on paper, and without vowels, which make words.
_CODE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
_CODE_LENGTH = 5
Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class ReadFacts:
    """The facts of a letter, and what of the chart is not among them.

    `withheld` names what was chosen and may not go to this recipient without a consent,
    `left_out` what a whole list lacks for that reason. `names` are those of all that may not go to
    it, which no word of the letter may say.
    """

    facts: LetterFacts
    outgoing: Outgoing
    sort: RecipientSort
    withheld: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def new_code(work: UnitOfWork) -> str:
    """Return a random letter number that no letter has yet: "L-7F3K9"."""
    while True:
        code = "L-" + "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        if registry.letters.by_code(work.connection, code) is None:
            return code


def read_letter_facts(
    clinic: Clinic,
    work: UnitOfWork,
    patient_id: int,
    kind: LetterKind[Content],
    choices: Choices,
) -> ReadFacts:
    """Read the facts of a letter inside a running unit of work.

    Raises NotFound for a recipient or an item that is not in the directory or the chart, and for
    an item that is not to be told any more.
    """
    person = read_demographics(work, patient_id)
    chosen = choices.addressee or _meant(clinic, work, kind, person.patient)
    recipient, organization_id = _recipient(work, person, chosen)
    name = "" if recipient is None else recipient.name
    outgoing = Outgoing(BASES[chosen.sort], name, organization_id, chosen.practitioner_id)
    gate = _gate(clinic, work, person, choices, outgoing)
    account, callback = _author(work, clinic.session.user_name)
    profile = read_profile(work)
    team = person.care_team if Need.CARE_TEAM in kind.needs else None
    facts = LetterFacts(
        code=choices.code or new_code(work),
        today=clinic.today(),
        clinic=profile,
        author=account,
        callback=callback or profile.phone,
        patient=person.patient,
        recipient=recipient,
        copies=_copies(work, person, choices),
        replaces=_replaced(work, patient_id, choices),
        choices=choices,
        gate=gate,
        prescriber=None if team is None else team.prescriber,
        therapist=None if team is None else team.therapist,
        primary_care=None if team is None else team.primary_care,
        pharmacy=person.care_team.pharmacy,
        related_people=_related(person) if Need.RELATED_PEOPLE in kind.needs else (),
        named=_named(work, kind, choices),
    )
    sieve = Sieve(clinic, work, patient_id, kind.needs, choices, gate)
    return ReadFacts(
        with_chart(facts, sieve),
        outgoing,
        chosen.sort,
        tuple(dict.fromkeys(sieve.withheld)),
        tuple(dict.fromkeys(sieve.left_out)),
        withheld_names(clinic, work, patient_id, gate),
    )


def _replaced(work: UnitOfWork, patient_id: int, choices: Choices) -> ReplacedLetter | None:
    """Return the letter that is superseded. Raises NotFound for one of another chart."""
    if choices.replaces is None:
        return None
    former = registry.letters.get(work.connection, choices.replaces)
    if former.patient_id != patient_id:
        raise NotFound("The letter to be replaced is not in this chart.", "Open the chart again.")
    return ReplacedLetter(former.code, former.made_at.astimezone().date())


def _meant(
    clinic: Clinic, work: UnitOfWork, kind: LetterKind[Content], patient: Patient
) -> Addressee:
    """Return whom the kind means while nobody was chosen: of the care team only its roles.

    Nobody writes to themselves, nor unasked to who is not active any more.
    """
    me = clinic.session.user_name
    team = {
        CareRole.THERAPIST: patient.therapist_id,
        CareRole.PRESCRIBER: patient.prescriber_id,
        CareRole.PRIMARY_CARE: patient.primary_care_id,
    }
    listed = (team[role] for role in kind.offer.usual_roles)
    known = [number for number in listed if number is not None]
    team_members = (people.practitioners.get(work.connection, number) for number in known)
    others = (each.id for each in team_members if each.active and each.user_name != me)
    return Addressee(kind.offer.recipients[0], practitioner_id=next(others, None))


def _recipient(
    work: UnitOfWork, person: Demographics, to: Addressee
) -> tuple[Recipient | None, int | None]:
    """Return who is written to, with the organization's id where it is one of the directory."""
    connection, patient = work.connection, person.patient
    if to.organization_id is not None:
        return _organization(people.organizations.get(connection, to.organization_id))
    if to.practitioner_id is not None:
        found = people.practitioners.get(connection, to.practitioner_id)
        lines = (found.organization_name, *_address(found))
        told = tuple(line for line in lines if line)
        return Recipient(found.display_name, told, found.phone, found.fax), None
    if to.name.strip():
        return Recipient(to.name.strip(), to.address, to.phone, to.fax), None
    if to.sort is RecipientSort.PATIENT:
        return Recipient(patient.legal_name, _address(patient)), None
    pharmacy = person.care_team.pharmacy
    if to.sort is RecipientSort.PHARMACY and pharmacy is not None and pharmacy.active:
        return _organization(pharmacy)
    return None, None


def _address(whose: Practitioner | Patient) -> tuple[str, ...]:
    return address_lines(whose.address_line, whose.city, whose.state, whose.postal_code)


def _organization(found: Organization) -> tuple[Recipient, int | None]:
    return Recipient(found.name, found.address, found.phone, found.fax), found.id


def _copies(work: UnitOfWork, person: Demographics, choices: Choices) -> tuple[Recipient, ...]:
    found = (_recipient(work, person, each)[0] for each in choices.copies)
    return tuple(each for each in found if each is not None)


def _gate(
    clinic: Clinic, work: UnitOfWork, person: Demographics, choices: Choices, to: Outgoing
) -> Gate:
    """Return what may go to the recipient and to all who get a copy."""
    gate = read_gate(clinic, work, person.patient.id or 0, to)
    return replace(gate, copies=_gates_of_copies(clinic, work, person, choices))


def _gates_of_copies(
    clinic: Clinic, work: UnitOfWork, person: Demographics, choices: Choices
) -> tuple[Gate, ...]:
    """Return what may go to each who gets a copy: a letter tells all of them the same."""
    gates = []
    for each in choices.copies:
        recipient, organization_id = _recipient(work, person, each)
        name = "" if recipient is None else recipient.name
        to = Outgoing(BASES[each.sort], name, organization_id, each.practitioner_id)
        gates.append(read_gate(clinic, work, person.patient.id or 0, to))
    return tuple(gates)


def _named(
    work: UnitOfWork, kind: LetterKind[Content], choices: Choices
) -> tuple[tuple[str, Organization], ...]:
    """Return the organizations that answers name, with the question's name."""
    found = []
    for question in kind.offer.organizations:
        number = choices.number(question)
        if number is not None:
            found.append((question, people.organizations.get(work.connection, number)))
    return tuple(found)


def _author(work: UnitOfWork, user_name: str) -> tuple[Account, str]:
    """Return who signs, with their own number, empty where the clinic's is called."""
    account = registry.accounts.by_user_name(work.connection, user_name)
    if account is None:
        raise NotFound("Your account is not there any more.", "Ask the clinic's administrator.")
    if account.practitioner_id is None:
        return account, ""
    return account, people.practitioners.get(work.connection, account.practitioner_id).phone


def _related(person: Demographics) -> tuple[RelatedPerson, ...]:
    return tuple(each for each in person.related_people if not each.retracted_reason)


def read_facts(
    work: UnitOfWork, patient_id: int, user_name: str, options: NoticeOptions
) -> NoticeFacts:
    """Read what papers have, that the person *user_name* makes. Raises NotFound."""
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
