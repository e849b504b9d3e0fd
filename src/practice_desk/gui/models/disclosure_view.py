"""What was told to others about a patient, in words. No widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.disclosure import NOT_REQUIRED, Disclosure, DisclosureBasis

HEADERS = ("Date", "To whom", "What was told", "What for", "Ground")

GROUNDS = {
    DisclosureBasis.TREATMENT: "Treatment",
    DisclosureBasis.PAYMENT: "Payment",
    DisclosureBasis.OPERATIONS: "Running the clinic",
    DisclosureBasis.PATIENT: "Given to the patient",
    DisclosureBasis.AUTHORIZATION: "Patient’s written authorization",
    DisclosureBasis.REQUIRED_BY_LAW: "Required by law",
    DisclosureBasis.PUBLIC_HEALTH: "Public health report",
    DisclosureBasis.ABUSE: "Abuse, neglect or violence",
    DisclosureBasis.OVERSIGHT: "Health oversight agency",
    DisclosureBasis.COURT: "Court or other legal proceeding",
    DisclosureBasis.LAW_ENFORCEMENT: "Law enforcement",
    DisclosureBasis.THREAT: "Serious threat to somebody",
    DisclosureBasis.WORKERS_COMPENSATION: "Workers’ compensation",
    DisclosureBasis.OTHER: "Another ground",
}
NOT_KNOWN = "Not recorded"


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One disclosure as the table shows it."""

    disclosure: Disclosure
    cells: tuple[str, ...]


def disclosure_rows(disclosures: Iterable[Disclosure]) -> tuple[DisclosureRow, ...]:
    """Return the rows of a list that is in order."""
    return tuple(DisclosureRow(value, _cells(value)) for value in disclosures)


def ground(basis: DisclosureBasis | None) -> str:
    """Return a ground in words."""
    return NOT_KNOWN if basis is None else GROUNDS[basis]


def ground_hint(basis: DisclosureBasis) -> str:
    """Return what the ground means for the list that a patient may ask for."""
    if basis in NOT_REQUIRED:
        return "The rule lets the patient’s list leave this out (45 CFR 164.528(a)(1))."
    return "The patient’s list must tell this (45 CFR 164.528)."


def facts(value: Disclosure) -> str:
    """Return everything about a disclosure, for the lines under the table."""
    by = f"recorded by {value.disclosed_by}"
    letter = " · by letter" if value.letter_id is not None else ""
    return (
        f"{write_date(value.disclosed_at.astimezone().date())} · {_line(value.recipient)}\n"
        f"{_line(value.what)} · {_line(value.purpose)} · {ground(value.basis)} · {by}{letter}"
    )


def _cells(value: Disclosure) -> tuple[str, ...]:
    return (
        write_date(value.disclosed_at.astimezone().date()),
        _line(value.recipient),
        _line(value.what),
        _line(value.purpose),
        ground(value.basis),
    )


def _line(text: str) -> str:
    return ", ".join(part.strip() for part in text.splitlines() if part.strip())
