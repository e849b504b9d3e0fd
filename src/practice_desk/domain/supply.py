"""What is known of a patient's supply: fills, what happened to it, and what oversees it.

An entry is never changed or deleted. A mistake is a further entry, a retraction, which names the
entry it takes back and stays visible. FHIR: MedicationDispense, Observation, Consent, Contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class SupplyKind(StrEnum):
    """What an entry tells."""

    FILL = "fill"
    EVENT = "event"
    DECISION = "decision"
    COUNT = "count"
    AGREEMENT = "agreement"
    PDMP = "pdmp"
    SCREEN = "screen"
    LIMIT = "limit"
    NALOXONE = "naloxone"
    SELF_HARM = "self_harm"
    FOLLOWING = "following"
    PART2 = "part2"
    RETRACTION = "retraction"


class FillSource(StrEnum):
    """Who told of a fill."""

    PHARMACY = "pharmacy"
    PATIENT = "patient"
    PDMP = "pdmp"


class EventKind(StrEnum):
    """What happened to a supply, as told."""

    EARLY = "early"
    TRAVEL = "travel"
    LOST = "lost"
    STOLEN = "stolen"
    OTHER = "other"


class Decided(StrEnum):
    """What the prescriber decided about an event."""

    NOT_YET = "not_yet"
    APPROVED = "approved"
    IN_PART = "in_part"
    DECLINED = "declined"


class PdmpOutcome(StrEnum):
    """What the state's prescription drug monitoring program showed, beside our own plan."""

    AS_PLANNED = "as_planned"
    OTHER_FILLS = "other_fills"
    NOT_AVAILABLE = "not_available"


class ScreenResult(StrEnum):
    """What a drug screen showed, beside what is prescribed."""

    AS_PRESCRIBED = "as_prescribed"
    DIFFERS = "differs"
    PENDING = "pending"
    NOT_USABLE = "not_usable"


class Confirmation(StrEnum):
    """Whether a laboratory confirmed a screen by a definitive method."""

    NOT_SENT = "not_sent"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"


class NaloxoneAnswer(StrEnum):
    """What the patient answered to the offer of naloxone."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    HAS_IT = "has_it"


class Answer(StrEnum):
    """Yes or no, where a statement can be withdrawn by the next one."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Fill:
    """What a pharmacy handed out on the entry's day.

    `quantity` counts pieces, or mL of a liquid. `days` is the days' supply as told; None where it
    is computed from the directions. `prescriber` is the name on the prescription.
    """

    quantity: Decimal
    source: FillSource
    days: int | None = None
    pharmacy: str = ""
    prescriber: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SupplyEvent:
    """A wish to fill early, travel, or a supply that was lost or stolen; and what was decided.

    `pieces` is how many are gone, where known. `decision` is the prescriber's, with the `reason`.
    """

    kind: EventKind
    told: str = ""
    pieces: Decimal | None = None
    decision: Decided = Decided.NOT_YET
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The prescriber's decision about the event with the id `event_id`, made later."""

    event_id: int
    decision: Decided
    reason: str


@dataclass(frozen=True, slots=True)
class PillCount:
    """What was found at a count and what was expected, before that day's doses."""

    found: Decimal
    expected: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A treatment agreement signed on the entry's day, and when it is to be renewed."""

    renew_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PdmpCheck:
    """A look into the prescription drug monitoring program: who looked, and what it showed."""

    checked_by: str
    outcome: PdmpOutcome
    found: str = ""


@dataclass(frozen=True, slots=True)
class DrugScreen:
    """A drug screen: the panel, what it showed in words, and whether it was confirmed."""

    panel: str
    result: ScreenResult
    found: str = ""
    confirmed: Confirmation = Confirmation.NOT_SENT


@dataclass(frozen=True, slots=True)
class QuantityLimit:
    """The most days' supply of a medication to hand out at a time; None lifts the limit.

    With `tell_pharmacy` the medication notice names it.
    """

    days: int | None
    reason: str = ""
    tell_pharmacy: Answer = Answer.NO


@dataclass(frozen=True, slots=True)
class NaloxoneOffer:
    """Naloxone was offered on the entry's day."""

    answer: NaloxoneAnswer
    note: str = ""


@dataclass(frozen=True, slots=True)
class SelfHarmScreen:
    """A screen for self-harm, where its answers are not among the chart's scores."""

    instrument: str
    positive: Answer
    note: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """Whether a medication's supply is followed. A controlled one is, unless this says no."""

    followed: Answer
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Part2Records:
    """Whether the chart holds records under 42 CFR Part 2, and the patient's written consent.

    `consent_on` is the day of the consent to disclose for treatment, payment and operations
    (42 CFR 2.31, 2.33), None without one; `scope` is what it covers, as letters will say.
    """

    applies: Answer
    consent_on: date | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Retraction:
    """Why an entry was made in error."""

    reason: str


Details = (
    Fill
    | SupplyEvent
    | Decision
    | PillCount
    | Agreement
    | PdmpCheck
    | DrugScreen
    | QuantityLimit
    | NaloxoneOffer
    | SelfHarmScreen
    | Following
    | Part2Records
    | Retraction
)

DETAILS: dict[SupplyKind, type[Details]] = {
    SupplyKind.FILL: Fill,
    SupplyKind.EVENT: SupplyEvent,
    SupplyKind.DECISION: Decision,
    SupplyKind.COUNT: PillCount,
    SupplyKind.AGREEMENT: Agreement,
    SupplyKind.PDMP: PdmpCheck,
    SupplyKind.SCREEN: DrugScreen,
    SupplyKind.LIMIT: QuantityLimit,
    SupplyKind.NALOXONE: NaloxoneOffer,
    SupplyKind.SELF_HARM: SelfHarmScreen,
    SupplyKind.FOLLOWING: Following,
    SupplyKind.PART2: Part2Records,
    SupplyKind.RETRACTION: Retraction,
}
"""What each kind of entry holds."""
_KIND_OF = {details: kind for kind, details in DETAILS.items()}

OF_A_MEDICATION = frozenset(
    {
        SupplyKind.FILL,
        SupplyKind.EVENT,
        SupplyKind.DECISION,
        SupplyKind.COUNT,
        SupplyKind.LIMIT,
        SupplyKind.FOLLOWING,
    }
)
"""The kinds of entry that are about one plan item; all others are about the patient."""


@dataclass(frozen=True, slots=True)
class SupplyEntry:
    """One thing known of a patient's supply.

    `happened_on` is the day of the fill, event, count, check or signature; `recorded_at` (aware)
    when it was written down. `medication_id` is set for the kinds `OF_A_MEDICATION`, and
    `retracts_id` for a retraction.
    """

    patient_id: int
    happened_on: date
    details: Details
    recorded_at: datetime
    recorded_by: str
    medication_id: int | None = None
    retracts_id: int | None = None
    id: int | None = None

    @property
    def kind(self) -> SupplyKind:
        """What this entry tells."""
        return _KIND_OF[type(self.details)]

    @property
    def order(self) -> tuple[date, int]:
        """Sort key: by the day it happened, and within a day as recorded."""
        return (self.happened_on, self.id if self.id is not None else 2**62)


def standing(entries: Iterable[SupplyEntry]) -> list[SupplyEntry]:
    """Return the entries that were not taken back, in order, without the retractions."""
    known = list(entries)
    taken_back = {entry.retracts_id for entry in known}
    kept = (e for e in known if e.kind is not SupplyKind.RETRACTION and e.id not in taken_back)
    return sorted(kept, key=lambda entry: entry.order)


def of_kind(
    entries: Iterable[SupplyEntry], kind: SupplyKind, medication_id: int | None = None
) -> list[SupplyEntry]:
    """Return the standing entries of one kind, the oldest first; of one medication if given."""
    return [
        entry
        for entry in standing(entries)
        if entry.kind is kind and medication_id in (None, entry.medication_id)
    ]


def newest(
    entries: Iterable[SupplyEntry], kind: SupplyKind, medication_id: int | None = None
) -> SupplyEntry | None:
    """Return the standing entry of one kind that counts: the last one."""
    return next(reversed(of_kind(entries, kind, medication_id)), None)


def decision_on(event: SupplyEntry, entries: Iterable[SupplyEntry]) -> Decision | None:
    """Return what was decided about *event*, with it or later; None while it waits."""
    later = [
        entry.details
        for entry in of_kind(entries, SupplyKind.DECISION)
        if isinstance(entry.details, Decision) and entry.details.event_id == event.id
    ]
    if later:
        return later[-1]
    told = event.details
    if isinstance(told, SupplyEvent) and told.decision is not Decided.NOT_YET:
        return Decision(event.id or 0, told.decision, told.reason)
    return None


def limit_of(entries: Iterable[SupplyEntry], medication_id: int) -> QuantityLimit | None:
    """Return the limit that holds for a medication, None where there is none or it was lifted."""
    entry = newest(entries, SupplyKind.LIMIT, medication_id)
    details = None if entry is None else entry.details
    limited = isinstance(details, QuantityLimit) and details.days is not None
    return details if limited and isinstance(details, QuantityLimit) else None


def limits(entries: Iterable[SupplyEntry], *, to_name: bool = False) -> dict[int, int]:
    """Return the days of each limit that holds, by the medication's id.

    With *to_name* only those that letters to the pharmacy name.
    """
    known = list(entries)
    of = {e.medication_id for e in known if e.medication_id and e.kind is SupplyKind.LIMIT}
    found = {}
    for medication_id in of:
        limit = limit_of(known, medication_id)
        named = limit is not None and limit.tell_pharmacy is Answer.YES
        if limit is not None and limit.days and (named or not to_name):
            found[medication_id] = limit.days
    return found


def part2_of(entries: Iterable[SupplyEntry]) -> Part2Records | None:
    """Return what holds of records under 42 CFR Part 2, None where the chart has none."""
    entry = newest(entries, SupplyKind.PART2)
    details = None if entry is None else entry.details
    if isinstance(details, Part2Records) and details.applies is Answer.YES:
        return details
    return None
