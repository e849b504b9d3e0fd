"""What a consent and what follows it must say before it is kept.

What a form needs before it is printed or signed is data beside its wording, in
`resources/letters/consent_*.yaml`, each with its source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.consent import (
    AgreementConsent,
    Assent,
    Consent,
    ConsentCase,
    ConsentEntry,
    ConsentState,
    Details,
    EnteredInError,
    MedicationConsent,
    Part2Consent,
    Printed,
    Provision,
    Relation,
    ReleaseConsent,
    Revoked,
    Signature,
    Signed,
    SignedHow,
    Stroke,
)
from practice_desk.domain.errors import Problem
from practice_desk.domain.text import fold

LONGEST = 4000
LONGEST_LINE = 300
ADULT = 18
"""Years. Many states let younger people consent to some care: then the signature says why."""
MOST_POINTS = 6000
"""Points of all strokes of one signature; a long name has some 800."""
FIELD_WIDTH, FIELD_HEIGHT = 1000, 400
"""Extent of the field that signatures are drawn in, in thousandths of its width."""

_ONE_LINE = ("medication", "recipient", "discloser", "purpose", "pharmacy")
_FIRST = {
    MedicationConsent: ("medication", "Say which medication or class it is about."),
    ReleaseConsent: ("recipient", "Say who is to get the information."),
    Part2Consent: ("recipient", "Say who is to get the records."),
    AgreementConsent: ("medications", "Say which medications it is about."),
}
NO_END = frozenset(
    {"none", "no", "never", "no end", "n a", "na", "does not end", "indefinite", "ninguno", "nunca"}
)
"""What people write where a consent has no end, folded."""
_NO_END_SENTENCE = (
    "This has to end: name a day, or an event such as “end of treatment here”. Only a Part 2"
    " consent for care, payment and running the clinic may say “none”."
)
_FARTHEST = timedelta(days=30 * 366)
"""A day farther off than this is a slip of the keyboard."""
_MINOR_SIGNS = (
    "The patient is a minor: their own signature is needed, a parent's alone is not enough"
    " (42 CFR 2.14)."
)
_OVER = (ConsentState.REVOKED, ConsentState.REPLACED, ConsentState.ENTERED_IN_ERROR)
_ADULT_FOR_CHILD = (Relation.PARENT, Relation.GUARDIAN, Relation.REPRESENTATIVE)


def check_consent(value: Consent, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with a consent that is being drawn up on *today*."""
    problems: list[Problem] = []
    provision = value.provision
    if type(provision) in _FIRST:
        field, sentence = _FIRST[type(provision)]
        if not getattr(provision, field).strip():
            problems.append(Problem(field, sentence))
    for each in fields(provision):
        text = getattr(provision, each.name)
        if isinstance(text, str):
            longest = LONGEST_LINE if each.name in _ONE_LINE else LONGEST
            problems += _check_text(each.name, text, longest)
    problems += _check_text("expires_when", value.expires_when, LONGEST_LINE)
    if fold(value.expires_when) in NO_END and not _may_be_open_ended(provision):
        problems.append(Problem("expires_when", _NO_END_SENTENCE))
    if value.expires_on is not None and value.expires_on < today:
        problems.append(Problem("expires_on", "This day is over. Choose a later one."))
    elif value.expires_on is not None and value.expires_on > today + _FARTHEST:
        problems.append(Problem("expires_on", "This day is very far off. Check the year."))
    return tuple(problems)


IN_WRITING = (ReleaseConsent, Part2Consent)
"""What has to be agreed to in writing: 45 CFR 164.508(c) and 42 CFR 2.31(a) ask for a signature."""


def check_next(case: ConsentCase, details: Details) -> Problem | None:
    """Return why *details* can't follow a consent as it stands, None where they can."""
    match details:
        case Printed() if case.state in _OVER:
            return Problem("state", "This consent has ended. Make a new one.")
        case Signed() if waits_for_scan(case) and details.document_id is not None:
            return None
        case Signed() if case.state not in (ConsentState.DRAFT, ConsentState.PRINTED):
            return Problem("state", "This consent is signed or has ended. Make a new one.")
        case Signed(how=SignedHow.SPOKEN) if isinstance(case.consent.provision, IN_WRITING):
            return Problem("how", "This has to be agreed to in writing. Print it, or sign here.")
        case Revoked() if case.signed is None or case.state in _OVER:
            return Problem("state", "Only a signed consent can be revoked.")
        case EnteredInError() if case.state is ConsentState.ENTERED_IN_ERROR:
            return Problem("state", "This is marked as entered in error already.")
    return None


def waits_for_scan(case: ConsentCase) -> bool:
    """Return whether a consent was signed on paper that is not scanned in yet."""
    signed = case.signed
    return case.holds and signed is not None and _is_paper_alone(signed)


def _is_paper_alone(signed: Signed) -> bool:
    return signed.how is SignedHow.PAPER and signed.document_id is None


def check_entry(value: ConsentEntry, made_on: date, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with an entry about a consent that was drawn up on *made_on*."""
    problems: list[Problem] = []
    if value.happened_on > today:
        problems.append(Problem("happened_on", "The date is in the future. Check it."))
    match value.details:
        case Signed() as signed:
            problems += _check_signed(signed)
        case Revoked() as revoked:
            if not revoked.by.strip():
                problems.append(Problem("by", "Say who revoked it."))
            problems += _check_text("by", revoked.by, LONGEST_LINE)
            problems += _check_text("reason", revoked.reason, LONGEST)
            if value.happened_on < made_on:
                sentence = "It can't be revoked before it was made. Check the date."
                problems.append(Problem("happened_on", sentence))
        case EnteredInError() as error:
            if not error.reason.strip():
                problems.append(Problem("reason", "Say why it was entered in error."))
            problems += _check_text("reason", error.reason, LONGEST)
    return tuple(problems)


def check_signers(
    signatures: tuple[Signature, ...], age: int | None, provision: Provision | None = None
) -> tuple[Problem, ...]:
    """Return whose signature is missing, given the patient's age in years, None if not known.

    For a minor an adult signs as well, or the patient's own signature says why it is enough.
    Part 2 records of a minor go out by the minor's own signature, with or without a parent's, as
    the state has it (42 CFR 2.14); somebody signs instead who says why, as 2.15 lets them.
    """
    parties = [each for each in signatures if each.relation is not Relation.WITNESS]
    if not parties:
        return (Problem("name", "Say who agreed."),)
    if age is None or age >= ADULT:
        return ()
    if isinstance(provision, Part2Consent) and not any(map(_is_own_or_instead, parties)):
        return (Problem("relation", _MINOR_SIGNS),)
    if any(each.relation in _ADULT_FOR_CHILD or each.authority.strip() for each in parties):
        return ()
    sentence = (
        f"The patient is {age}. Add a parent's or guardian's signature, or say why the law of your"
        " state lets the patient agree alone."
    )
    return (Problem("authority", sentence),)


def check_assent(provision: Provision, age: int | None) -> tuple[Problem, ...]:
    """Return whether it has to be said if a minor agrees too, given the age in years."""
    if age is None or age >= ADULT or not isinstance(provision, MedicationConsent):
        return ()
    if provision.assent is not Assent.NOT_NEEDED:
        return ()
    sentence = f"The patient is {age}. Draw it up again and say whether the young person agrees."
    return (Problem("assent", sentence),)


def signed_at(signed: Signed) -> datetime | None:
    """Return when the last signature was made."""
    return max((each.signed_at for each in signed.signatures), default=None)


def check_signature(value: Signature) -> tuple[Problem, ...]:
    """Return what is wrong with one signature for itself."""
    problems: list[Problem] = []
    if not value.name.strip():
        problems.append(Problem("name", "Write the name of who signed."))
    if value.relation is Relation.REPRESENTATIVE and not value.authority.strip():
        sentence = "Say why this person may sign for the patient (45 CFR 164.508(c))."
        problems.append(Problem("authority", sentence))
    problems += _check_text("name", value.name, LONGEST_LINE)
    problems += _check_text("authority", value.authority, LONGEST_LINE)
    problems += _check_strokes(value.strokes)
    return tuple(problems)


def _may_be_open_ended(provision: Provision) -> bool:
    """Return whether “none” will do for an end: 42 CFR 2.31(a)(7), for care; 164.508 knows none."""
    return not isinstance(provision, IN_WRITING) or (
        isinstance(provision, Part2Consent) and provision.for_care
    )


def _is_own_or_instead(value: Signature) -> bool:
    is_instead = value.relation is Relation.REPRESENTATIVE and bool(value.authority.strip())
    return value.relation is Relation.PATIENT or is_instead


def _check_signed(signed: Signed) -> Iterator[Problem]:
    for each in signed.signatures:
        yield from check_signature(each)
    if signed.how is SignedHow.POINTER:
        if not all(each.strokes for each in signed.signatures):
            yield Problem("strokes", "Sign in the field first.")
        if not signed.shown_sha256:
            yield Problem("strokes", "Open the form first: what is signed has to be seen.")


def _check_strokes(strokes: tuple[Stroke, ...]) -> Iterator[Problem]:
    points = [point for stroke in strokes for point in stroke]
    if len(points) > MOST_POINTS:
        yield Problem("strokes", "This signature is too long. Clear it and sign again.")
    if any(
        not (0 <= x <= FIELD_WIDTH and 0 <= y <= FIELD_HEIGHT and at >= 0) for x, y, at in points
    ):
        yield Problem("strokes", "This signature leaves its field. Clear it and sign again.")


def _check_text(field: str, text: str, longest: int) -> Iterator[Problem]:
    if len(text) > longest:
        yield Problem(field, f"This text has {len(text):,} characters; {longest:,} fit.")
    elif has_control_characters(text):
        yield Problem(field, "This text holds invisible characters. Type it again.")
