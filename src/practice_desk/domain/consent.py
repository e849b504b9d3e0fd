"""What a patient agrees to, on which paper, and how that ends. FHIR: Consent.

A consent is written down once and never changed: a change is a new one that replaces it. What
follows, such as printing, signing and revoking, are entries that are only added. Neither tells the
law of a state: federal elements are in `consent_rules`, the rest is the clinic's own wording.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel

NOUN = "consent"


class ConsentCategory(StrEnum):
    """What kind of consent it is. FHIR: category."""

    TREATMENT = "treatment"
    MEDICATION = "medication"
    RELEASE = "release"
    PART2 = "part2"
    TELEHEALTH = "telehealth"
    AGREEMENT = "agreement"


class Language(StrEnum):
    """The language of the form."""

    ENGLISH = "en"
    SPANISH = "es"


class Assent(StrEnum):
    """Whether a minor agrees too; a guardian's signature does not say so."""

    NOT_NEEDED = "not_needed"
    GIVEN = "given"
    DECLINED = "declined"
    NOT_ABLE = "not_able"


@dataclass(frozen=True, slots=True)
class TreatmentConsent:
    """Consent to being treated here; `services` says to what."""

    services: str


@dataclass(frozen=True, slots=True)
class MedicationConsent:
    """Consent to one medication, or to a class of them, and what was told before.

    `medication` is its name, or the class's with `is_class`; `medication_id` the plan item, where
    there is one. `off_label` says why it is used beyond its labeling, empty where it is not.
    """

    medication: str
    purpose: str
    benefits: str
    risks: str
    alternatives: str
    no_treatment: str
    questions: str = ""
    is_class: bool = False
    off_label: str = ""
    assent: Assent = Assent.NOT_NEEDED
    medication_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReleaseConsent:
    """An authorization to release information (45 CFR 164.508) to one recipient.

    `labels` are the kinds of sensitive records that may go along, `nouns` the kinds of record that
    it is about; no nouns means all of what `what` describes. `recipient_organization_id` or
    `recipient_practitioner_id` is set where the recipient is in the directory: then it opens for no
    other of the same name.
    """

    recipient: str
    what: str
    purpose: str
    discloser: str = ""
    labels: tuple[SensitivityLabel, ...] = ()
    nouns: tuple[RecordNoun, ...] = ()
    recipient_organization_id: int | None = None
    recipient_practitioner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Part2Consent:
    """Consent to disclose records of a substance use disorder program (42 CFR 2.31).

    With `for_care` it is the single consent for treatment, payment and health care operations;
    else it holds for the one `recipient`.
    """

    recipient: str
    what: str
    purpose: str
    discloser: str = ""
    for_care: bool = False
    nouns: tuple[RecordNoun, ...] = ()
    recipient_organization_id: int | None = None
    recipient_practitioner_id: int | None = None


@dataclass(frozen=True, slots=True)
class TelehealthConsent:
    """Consent to visits by video or telephone, and what happens when the connection breaks."""

    how: str
    place: str
    emergency: str


@dataclass(frozen=True, slots=True)
class AgreementConsent:
    """A treatment agreement about controlled medications, until it is to be renewed."""

    medications: str
    pharmacy: str
    terms: str = ""


Provision = (
    TreatmentConsent
    | MedicationConsent
    | ReleaseConsent
    | Part2Consent
    | TelehealthConsent
    | AgreementConsent
)
PROVISIONS: dict[ConsentCategory, type[Provision]] = {
    ConsentCategory.TREATMENT: TreatmentConsent,
    ConsentCategory.MEDICATION: MedicationConsent,
    ConsentCategory.RELEASE: ReleaseConsent,
    ConsentCategory.PART2: Part2Consent,
    ConsentCategory.TELEHEALTH: TelehealthConsent,
    ConsentCategory.AGREEMENT: AgreementConsent,
}
"""What each kind of consent says."""
_CATEGORY_OF = {made: category for category, made in PROVISIONS.items()}


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent as it was drawn up. FHIR: Consent.

    It ends on `expires_on` (the last day on which it holds), or with the event that `expires_when`
    names, of which somebody has to tell by revoking it.
    """

    patient_id: int
    provision: Provision
    made_at: datetime
    made_by: str
    language: Language = Language.ENGLISH
    expires_on: date | None = None
    expires_when: str = ""
    replaces_id: int | None = None
    id: int | None = None

    @property
    def category(self) -> ConsentCategory:
        """What kind of consent it is."""
        return _CATEGORY_OF[type(self.provision)]


class SignedHow(StrEnum):
    """How somebody agreed."""

    PAPER = "paper"
    POINTER = "pointer"
    SPOKEN = "spoken"


class Relation(StrEnum):
    """Who signs, for the patient."""

    PATIENT = "patient"
    PARENT = "parent"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"
    WITNESS = "witness"


Stroke = tuple[tuple[int, int, int], ...]
"""Points of one line: x and y in thousandths of the field's width, milliseconds since the first."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's signature. `strokes` are what was drawn, none where it is on paper.

    `authority` says why a representative may sign (45 CFR 164.508(c)(1)(vi)).
    """

    name: str
    relation: Relation
    signed_at: datetime
    authority: str = ""
    strokes: tuple[Stroke, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """The form left as these pages, kept as a document."""

    document_id: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Signed:
    """It was agreed to. `document_id` is what was signed: the scan, or the pages with the strokes.

    `shown_sha256` are the exact pages that were on the screen while somebody signed with a pointer,
    and `sha256` those kept with the strokes on them. Both are empty for what was only spoken.
    """

    how: SignedHow
    signatures: tuple[Signature, ...]
    document_id: int | None = None
    sha256: str = ""
    shown_document_id: int | None = None
    shown_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Revoked:
    """It was taken back by the patient, or has ended; from that moment nothing goes out by it."""

    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EnteredInError:
    """It was never meant: why."""

    reason: str


Details = Printed | Signed | Revoked | EnteredInError
DETAILS: dict[str, type[Details]] = {
    "printed": Printed,
    "signed": Signed,
    "revoked": Revoked,
    "entered_in_error": EnteredInError,
}
"""Every kind of entry by the name under which it is stored."""


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """What followed a consent. `happened_on` is the day of the signature or revocation."""

    patient_id: int
    consent_id: int
    happened_on: date
    details: Details
    recorded_at: datetime
    recorded_by: str
    id: int | None = None

    @property
    def kind(self) -> str:
        """The name under which the details are stored."""
        return next(kind for kind, made in DETAILS.items() if made is type(self.details))


class ConsentState(StrEnum):
    """Where a consent stands. FHIR: status."""

    DRAFT = "draft"
    PRINTED = "printed"
    SIGNED = "signed"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    ENTERED_IN_ERROR = "entered_in_error"


@dataclass(frozen=True, slots=True)
class ConsentCase:
    """A consent with what followed it, and where it stands on the day it was read."""

    consent: Consent
    entries: tuple[ConsentEntry, ...]
    state: ConsentState

    @property
    def holds(self) -> bool:
        """Whether it is agreed to and neither ended nor taken back."""
        return self.state is ConsentState.SIGNED

    @property
    def signed(self) -> Signed | None:
        """How it was agreed to, None where it was not."""
        found = [each.details for each in self.entries if isinstance(each.details, Signed)]
        return found[-1] if found else None

    @property
    def signed_on(self) -> date | None:
        """The day it was agreed to."""
        found = [each.happened_on for each in self.entries if isinstance(each.details, Signed)]
        return found[-1] if found else None

    @property
    def ended_on(self) -> date | None:
        """The day it was revoked, or the first on which it no longer holds by its own terms."""
        for entry in self.entries:
            if isinstance(entry.details, Revoked):
                return entry.happened_on
        return self.consent.expires_on if self.state is ConsentState.EXPIRED else None


def consent_cases(
    consents: Iterable[Consent], entries: Iterable[ConsentEntry], today: date
) -> tuple[ConsentCase, ...]:
    """Return every consent of a chart with where it stands on *today*, in the order given.

    One that is signed is replaced once its successor is signed, a draft at once.
    """
    known, all_entries = list(consents), list(entries)
    by_consent = {each.id: [e for e in all_entries if e.consent_id == each.id] for each in known}
    states = {each.id: _own_state(each, by_consent[each.id], today) for each in known}
    for each in known:
        former = states.get(each.replaces_id)
        own = states[each.id]
        if former is None or own is ConsentState.ENTERED_IN_ERROR:
            continue
        is_open = former in (ConsentState.DRAFT, ConsentState.PRINTED)
        if is_open or (_was_signed(by_consent[each.id]) and former is ConsentState.SIGNED):
            states[each.replaces_id] = ConsentState.REPLACED
    return tuple(ConsentCase(each, tuple(by_consent[each.id]), states[each.id]) for each in known)


def _was_signed(entries: Iterable[ConsentEntry]) -> bool:
    return any(isinstance(each.details, Signed) for each in entries)


def _own_state(consent: Consent, entries: list[ConsentEntry], today: date) -> ConsentState:
    kinds = {type(each.details) for each in entries}
    if EnteredInError in kinds:
        return ConsentState.ENTERED_IN_ERROR
    if Revoked in kinds:
        return ConsentState.REVOKED
    if Signed in kinds:
        ended = consent.expires_on is not None and consent.expires_on < today
        return ConsentState.EXPIRED if ended else ConsentState.SIGNED
    return ConsentState.PRINTED if Printed in kinds else ConsentState.DRAFT
