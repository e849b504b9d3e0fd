"""Which labelled records may leave the clinic, to whom, by which consent. Pure.

Sources: 42 CFR 2.13 and 2.31 to 2.33 (records of a substance use disorder program go out by
written consent, and only what it covers), 2.23 (patients see their own records without one).
What a state's law asks for other sensitive records is the clinic's own: a label stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from practice_desk.domain.consent import ConsentCase, Part2Consent, ReleaseConsent
from practice_desk.domain.disclosure import NEEDS_PART2_CONSENT, DisclosureBasis
from practice_desk.domain.sensitivity import Labels, RecordNoun, SensitivityLabel
from practice_desk.domain.supply import Part2Records
from practice_desk.domain.text import fold

Record = tuple[RecordNoun, int]
"""A record of a chart, by its kind and id."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """To whom something is about to go, and on what ground; ids are the directory's."""

    basis: DisclosureBasis
    recipient: str = ""
    organization_id: int | None = None
    practitioner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A consent that opens records with some labels; no `nouns` means records of every kind."""

    labels: frozenset[SensitivityLabel]
    nouns: frozenset[RecordNoun]
    given_on: date
    scope: str
    consent_id: int | None = None

    def opens(self, noun: RecordNoun, label: SensitivityLabel) -> bool:
        """Return whether a record of this kind may go out in spite of this label."""
        return label in self.labels and (not self.nouns or noun in self.nouns)


@dataclass(frozen=True, slots=True)
class Gate:
    """What of one chart may go to one recipient now.

    With `whole` the chart holds Part 2 records and says of none which they are: then every record
    counts as one. `copies` are the gates of further recipients: what goes has to pass them too.
    """

    labels: Labels = field(default_factory=dict)
    openings: tuple[Opening, ...] = ()
    whole: bool = False
    to_patient: bool = False
    copies: tuple[Gate, ...] = ()

    def lets(self, noun: RecordNoun, record_id: int | None) -> bool:
        """Return whether a record may go out."""
        if not all(each.lets(noun, record_id) for each in self.copies):
            return False
        if self.to_patient:
            return True
        needed = self._labels_of(noun, record_id)
        return all(any(each.opens(noun, label) for each in self.openings) for label in needed)

    def is_part2(self, noun: RecordNoun, record_id: int | None) -> bool:
        """Return whether a record is protected by 42 CFR Part 2."""
        return SensitivityLabel.PART2 in self._labels_of(noun, record_id)

    def withheld(self, records: Iterable[Record]) -> tuple[Record, ...]:
        """Return those of *records* that stay in the clinic."""
        return tuple(each for each in records if not self.lets(*each))

    def notice(self, records: Iterable[Record]) -> Opening | None:
        """Return the consent whose scope and notice go along with *records* (42 CFR 2.32)."""
        if self.to_patient:
            told = list(records)
            found = (each.notice(told) for each in self.copies)
            return next((each for each in found if each is not None), None)
        for noun, record_id in records:
            if self.is_part2(noun, record_id):
                for each in self.openings:
                    if each.opens(noun, SensitivityLabel.PART2):
                        return each
        return None

    def _labels_of(self, noun: RecordNoun, record_id: int | None) -> frozenset[SensitivityLabel]:
        own = self.labels.get((noun, record_id), frozenset()) if record_id is not None else None
        return (own or frozenset()) | (
            frozenset({SensitivityLabel.PART2}) if self.whole else frozenset()
        )


def gate_of(
    labels: Labels,
    cases: Sequence[ConsentCase],
    statement: Part2Records | None,
    outgoing: Outgoing,
) -> Gate:
    """Return what may go out.

    *statement* is what the Supply page says of records under Part 2, with an older consent.
    """
    has_part2 = any(SensitivityLabel.PART2 in each for each in labels.values())
    return Gate(
        labels,
        openings_for(cases, statement, outgoing),
        whole=statement is not None and not has_part2,
        to_patient=outgoing.basis is DisclosureBasis.PATIENT,
    )


def openings_for(
    cases: Sequence[ConsentCase], statement: Part2Records | None, outgoing: Outgoing
) -> tuple[Opening, ...]:
    """Return the consents that hold and are for this recipient and ground, the newest first."""
    found = [_opening(case, outgoing) for case in reversed(cases) if case.holds]
    return tuple(each for each in (*found, _stated(cases, statement, outgoing)) if each is not None)


def part2_consent_holds(cases: Sequence[ConsentCase], statement: Part2Records | None) -> bool:
    """Return whether some consent to share Part 2 records holds, whoever it is for."""
    kept = any(case.holds and isinstance(case.consent.provision, Part2Consent) for case in cases)
    return kept or _stated(cases, statement, Outgoing(DisclosureBasis.TREATMENT)) is not None


def _opening(case: ConsentCase, outgoing: Outgoing) -> Opening | None:
    provision, given_on = case.consent.provision, case.signed_on
    if given_on is None:
        return None
    if isinstance(provision, Part2Consent):
        if not (_for_care(provision, outgoing) or _is_named(provision, outgoing)):
            return None
        labels = frozenset({SensitivityLabel.PART2})
    elif isinstance(provision, ReleaseConsent):
        if not _is_named(provision, outgoing):
            return None
        # A release under HIPAA alone is no consent under Part 2: 42 CFR 2.31 has its own elements.
        labels = frozenset(provision.labels) - {SensitivityLabel.PART2}
    else:
        return None
    return Opening(labels, frozenset(provision.nouns), given_on, provision.what, case.consent.id)


def _for_care(provision: Part2Consent, outgoing: Outgoing) -> bool:
    return provision.for_care and outgoing.basis in NEEDS_PART2_CONSENT


def _is_named(provision: Part2Consent | ReleaseConsent, outgoing: Outgoing) -> bool:
    bound = (provision.recipient_organization_id, provision.recipient_practitioner_id)
    known = (outgoing.organization_id, outgoing.practitioner_id)
    if any(bound) and any(known):
        return any(own is not None and own == to for own, to in zip(bound, known, strict=True))
    first_line = outgoing.recipient.partition("\n")[0]
    return bool(fold(first_line)) and fold(provision.recipient) == fold(first_line)


def _spoke_since(case: ConsentCase, day: date) -> bool:
    """Return whether a Part 2 consent was signed, or ended, on that day or later."""
    if not isinstance(case.consent.provision, Part2Consent) or case.signed_on is None:
        return False
    return max(case.signed_on, case.ended_on or case.signed_on) >= day


def _stated(
    cases: Sequence[ConsentCase], statement: Part2Records | None, outgoing: Outgoing
) -> Opening | None:
    """Return the consent that only the Supply page tells of, unless a newer one was kept here."""
    if statement is None or statement.consent_on is None:
        return None
    if outgoing.basis not in NEEDS_PART2_CONSENT:
        return None
    if any(_spoke_since(case, statement.consent_on) for case in cases):
        return None
    labels = frozenset({SensitivityLabel.PART2})
    return Opening(labels, frozenset(), statement.consent_on, statement.scope)
