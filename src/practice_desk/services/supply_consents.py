"""What consents tell of the supply: treatment agreements, and consent to share Part 2 records.

They are kept once, as consents, and read here as the entries that the Supply page knows. Such an
entry has an id that no row of the supply has, and comes after what was said on the same day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from practice_desk.domain.consent import (
    AgreementConsent,
    ConsentCase,
    ConsentState,
    Part2Consent,
)
from practice_desk.domain.supply import Agreement, Answer, Details, Part2Records, SupplyEntry

_BEYOND_ROWS = 10**12
_STANDS = (ConsentState.SIGNED, ConsentState.EXPIRED)


def with_consents(
    entries: Iterable[SupplyEntry], cases: Iterable[ConsentCase]
) -> tuple[SupplyEntry, ...]:
    """Return what is known of a supply with what the chart's consents add, in order."""
    return tuple(sorted((*entries, *_told_by(cases)), key=lambda entry: entry.order))


def is_consent(entry: SupplyEntry) -> bool:
    """Return whether an entry is a consent, kept on the Consents page."""
    return (entry.id or 0) > _BEYOND_ROWS


def _told_by(cases: Iterable[ConsentCase]) -> Iterator[SupplyEntry]:
    for case in cases:
        consent, signed_on = case.consent, case.signed_on
        provision = consent.provision
        if signed_on is None:
            continue
        if isinstance(provision, AgreementConsent) and case.state in _STANDS:
            details: Details = Agreement(consent.expires_on, provision.medications)
            yield _entry(case, details)
        elif isinstance(provision, Part2Consent) and case.holds:
            yield _entry(case, Part2Records(Answer.YES, signed_on, provision.what))
        elif isinstance(provision, Part2Consent) and case.ended_on is not None:
            yield _entry(case, Part2Records(Answer.YES))


def _entry(case: ConsentCase, details: Details) -> SupplyEntry:
    consent = case.consent
    day = consent.made_at.astimezone().date() if case.signed_on is None else case.signed_on
    if not case.holds and case.ended_on is not None and isinstance(details, Part2Records):
        day = case.ended_on
    return SupplyEntry(
        consent.patient_id,
        day,
        details,
        consent.made_at,
        consent.made_by,
        id=_BEYOND_ROWS + (consent.id or 0),
    )
