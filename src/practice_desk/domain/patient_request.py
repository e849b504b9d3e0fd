"""A patient's request to see the own record or to have it amended, and what became of it.

Sources: 45 CFR 164.524, access of individuals to protected health information; 45 CFR 164.526,
amendment of protected health information.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem
from practice_desk.domain.sensitivity import RecordNoun


class RequestKind(StrEnum):
    """What is asked for."""

    ACCESS = "access"
    AMENDMENT = "amendment"


class Asker(StrEnum):
    """Who asks: 45 CFR 164.502(g) treats a personal representative as the individual."""

    PATIENT = "patient"
    REPRESENTATIVE = "representative"


DAYS_TO_ACT = {RequestKind.ACCESS: 30, RequestKind.AMENDMENT: 60}
"""Days after receipt within which the clinic acts: 164.524(b)(2)(i) and 164.526(b)(2)(i)."""
DAYS_OF_EXTENSION = 30
"""By how much the time may be extended, once: 164.524(b)(2)(ii) and 164.526(b)(2)(ii)."""
DAYS_TO_REVIEW = 30
"""Days after a review of a denial was asked for: the clinic's own measure. The law says "within a
reasonable period of time" (164.524(d)(4))."""
SOON = timedelta(days=7)
"""How long before the last day a request is told of as due soon."""


class DenialGround(StrEnum):
    """Why access is denied, or an amendment; the values say of which law's list they are."""

    PSYCHOTHERAPY_NOTES = "access:psychotherapy notes"
    LEGAL_PROCEEDING = "access:legal proceeding"
    RESEARCH = "access:research"
    CONFIDENTIAL_SOURCE = "access:confidential source"
    INMATE = "access:inmate"
    DANGER = "access:danger"
    HARM_TO_ANOTHER = "access:harm to another"
    HARM_BY_REPRESENTATIVE = "access:harm by representative"
    NOT_KEPT_HERE = "access:not kept here"
    NOT_OURS = "amendment:not ours"
    NOT_OF_RECORD_SET = "amendment:not of record set"
    NOT_OPEN_TO_ACCESS = "amendment:not open to access"
    ACCURATE = "amendment:accurate and complete"

    @property
    def kind(self) -> RequestKind:
        """Which requests may be denied on this ground."""
        return RequestKind(self.partition(":")[0])


REVIEWABLE = frozenset(
    {DenialGround.DANGER, DenialGround.HARM_TO_ANOTHER, DenialGround.HARM_BY_REPRESENTATIVE}
)
"""Grounds on which a licensed professional decided: the patient may have another, who took no part
in it, review them (164.524(a)(3) and (4)). The other grounds of access are of (a)(2), and of (d)(3)
where the clinic does not keep what is asked for; those of amendment of 164.526(a)(2)."""


class RequestStep(StrEnum):
    """Something that happened to a request."""

    EXTENDED = "extended"
    GIVEN = "given"
    ACCEPTED = "accepted"
    DENIED = "denied"
    DENIED_IN_PART = "denied in part"
    REVIEW_ASKED = "review asked"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    DISAGREEMENT = "disagreement"
    REBUTTAL = "rebuttal"
    GOES_ALONG = "goes along"
    TOLD = "told"
    REMARK = "remark"


ANSWERS = frozenset(
    {
        RequestStep.GIVEN,
        RequestStep.ACCEPTED,
        RequestStep.DENIED,
        RequestStep.DENIED_IN_PART,
        RequestStep.WITHDRAWN,
    }
)
"""The steps that end a request."""
DENIALS = frozenset({RequestStep.DENIED, RequestStep.DENIED_IN_PART})


@dataclass(frozen=True, slots=True)
class PatientRequest:
    """A request as it was received; only `is_open` changes, with what happens to it.

    `asked_by` names a representative. `what` is asked for, in the patient's words; `wanted_form`
    the form and format of a copy, or how an entry should read. `identity` is how it was checked who
    asks. `about_noun` and `about_id` point at the record to amend, `about` says it in words.
    """

    patient_id: int
    kind: RequestKind
    received_on: date
    asker: Asker
    asked_by: str
    how: str
    identity: str
    what: str
    wanted_form: str
    recorded_at: datetime
    recorded_by: str
    about: str = ""
    about_noun: RecordNoun | None = None
    about_id: int | None = None
    is_open: bool = True
    id: int | None = None


@dataclass(frozen=True, slots=True)
class RequestEntry:
    """One step; only added to. `ground` is that of a denial, `letter_id` the pages that went."""

    patient_id: int
    request_id: int
    step: RequestStep
    happened_on: date
    words: str
    recorded_at: datetime
    recorded_by: str
    ground: DenialGround | None = None
    letter_id: int | None = None
    id: int | None = None


LENGTHS = {"asked_by": 200, "how": 100, "identity": 200, "wanted_form": 500, "about": 200}
ENTRY_LENGTHS = {"words": 4000}
WHAT_LENGTH = 4000


class Standing(StrEnum):
    """Where a request stands, for lists."""

    OPEN = "open"
    EXTENDED = "extended"
    REVIEW = "review asked"
    GIVEN = "given"
    ACCEPTED = "accepted"
    DENIED = "denied"
    DENIED_IN_PART = "denied in part"
    WITHDRAWN = "withdrawn"


_STANDINGS = {
    RequestStep.GIVEN: Standing.GIVEN,
    RequestStep.ACCEPTED: Standing.ACCEPTED,
    RequestStep.DENIED: Standing.DENIED,
    RequestStep.DENIED_IN_PART: Standing.DENIED_IN_PART,
    RequestStep.WITHDRAWN: Standing.WITHDRAWN,
    RequestStep.REVIEW_ASKED: Standing.REVIEW,
}


@dataclass(frozen=True, slots=True)
class RequestCase:
    """A request with its steps, in the order in which they were recorded."""

    request: PatientRequest
    entries: tuple[RequestEntry, ...] = ()

    @property
    def answer(self) -> RequestEntry | None:
        """The step that ended it, unless it was opened again since."""
        found = None
        for entry in self.entries:
            if entry.step in ANSWERS:
                found = entry
            elif entry.step is RequestStep.REOPENED:
                found = None
        return found

    @property
    def review_asked(self) -> bool:
        """Whether the patient asked for a review of the denial, and nobody has answered since."""
        last = [e.step for e in self.entries if e.step in ANSWERS or e.step in _BEGIN_AGAIN]
        return bool(last) and last[-1] is RequestStep.REVIEW_ASKED

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.answer is None or self.review_asked

    @property
    def is_extended(self) -> bool:
        """Whether the one extension was taken."""
        return any(entry.step is RequestStep.EXTENDED for entry in self.entries)

    @property
    def due_on(self) -> date:
        """The last day to act; a review that the patient asked for has its own."""
        if self.review_asked:
            asked = self.words_of(RequestStep.REVIEW_ASKED)[-1]
            return asked.happened_on + timedelta(days=DAYS_TO_REVIEW)
        return due_on(self.request.kind, self.request.received_on, extended=self.is_extended)

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        if self.review_asked:
            return Standing.REVIEW
        if self.answer is not None:
            return _STANDINGS[self.answer.step]
        return Standing.EXTENDED if self.is_extended else Standing.OPEN

    def words_of(self, step: RequestStep) -> tuple[RequestEntry, ...]:
        """Return the entries of one step."""
        return tuple(entry for entry in self.entries if entry.step is step)

    @property
    def travels(self) -> bool:
        """Whether request and denial go along with later disclosures of the record.

        They do once the patient disagreed in writing, or asked for that (164.526(d)(5)).
        """
        along = (RequestStep.DISAGREEMENT, RequestStep.GOES_ALONG)
        denied = self.answer is not None and self.answer.step in DENIALS
        is_amendment = self.request.kind is RequestKind.AMENDMENT
        return is_amendment and denied and any(e.step in along for e in self.entries)


_BEGIN_AGAIN = frozenset({RequestStep.REOPENED, RequestStep.REVIEW_ASKED})


def first_due_on(kind: RequestKind, received_on: date) -> date:
    """Return the last day to act or to extend: "no later than 30 days after receipt"."""
    return received_on + timedelta(days=DAYS_TO_ACT[kind])


def due_on(kind: RequestKind, received_on: date, *, extended: bool) -> date:
    """Return the last day to act; an extension is of "no more than 30 days", and only one."""
    extra = DAYS_OF_EXTENSION if extended else 0
    return first_due_on(kind, received_on) + timedelta(days=extra)


def cases_of(
    requests: Sequence[PatientRequest], entries: Iterable[RequestEntry]
) -> tuple[RequestCase, ...]:
    """Return requests with their steps: open ones first by their last day, then the newest."""
    steps: dict[int, list[RequestEntry]] = {}
    for entry in entries:
        steps.setdefault(entry.request_id, []).append(entry)
    cases = [RequestCase(each, tuple(steps.get(each.id or 0, ()))) for each in requests]
    pending = sorted((c for c in cases if c.is_open), key=lambda c: (c.due_on, c.request.id or 0))
    ended = [c for c in cases if not c.is_open]
    ended.sort(key=lambda c: (c.request.received_on, c.request.id or 0), reverse=True)
    return (*pending, *ended)


def check_request(value: PatientRequest, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with a request that is about to be recorded."""
    problems = [
        *check_required(
            value,
            how="Say how it came: in person, by letter, by phone.",
            what="Say what is asked for, in the patient's words.",
            identity="Say how you made sure who asks (45 CFR 164.514(h)).",
        ),
        *check_lengths(value, {**LENGTHS, "what": WHAT_LENGTH}),
    ]
    if value.received_on > today:
        problems.append(Problem("received_on", "That day has not come yet. Check it."))
    if value.asker is Asker.REPRESENTATIVE and not value.asked_by.strip():
        problems.append(Problem("asked_by", "Name the representative."))
    if value.kind is RequestKind.AMENDMENT and not (value.about.strip() or value.about_id):
        problems.append(Problem("about", "Say which entry of the chart it is about."))
    return tuple(problems)


def offered_steps(case: RequestCase) -> tuple[RequestStep, ...]:
    """Return what can happen to a request next, the likely ones first."""
    amends = case.request.kind is RequestKind.AMENDMENT
    if case.is_open:
        fulfilled = RequestStep.ACCEPTED if amends else RequestStep.GIVEN
        steps = [fulfilled, RequestStep.DENIED, RequestStep.DENIED_IN_PART]
        if not case.is_extended and case.answer is None:
            steps.append(RequestStep.EXTENDED)
        return (*steps, RequestStep.WITHDRAWN, RequestStep.REMARK)
    assert case.answer is not None  # no answer is an open request
    steps = []
    if amends and case.answer.step in DENIALS:
        steps += [RequestStep.DISAGREEMENT, RequestStep.GOES_ALONG]
        if case.words_of(RequestStep.DISAGREEMENT):
            steps.append(RequestStep.REBUTTAL)
    if amends and case.answer.step is RequestStep.ACCEPTED:
        steps.append(RequestStep.TOLD)
    if case.answer.ground in REVIEWABLE:
        steps.append(RequestStep.REVIEW_ASKED)
    return (*steps, RequestStep.REMARK, RequestStep.REOPENED)


_MISSING = {
    RequestStep.EXTENDED: "Give the reason for the delay, as written to the patient.",
    RequestStep.ACCEPTED: "Say what was amended, and who has to be told of it.",
    RequestStep.DENIED: "Say in plain words why.",
    RequestStep.DENIED_IN_PART: "Say in plain words what was denied and why.",
    RequestStep.REOPENED: "Say why it is opened again.",
    RequestStep.WITHDRAWN: "Say how the patient took it back.",
    RequestStep.DISAGREEMENT: "Enter the patient's statement.",
    RequestStep.REBUTTAL: "Enter the clinic's answer to the statement.",
    RequestStep.TOLD: "Say who was told.",
    RequestStep.REMARK: "Say what to remember.",
}


def check_entry(case: RequestCase, entry: RequestEntry, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with a step that is about to be recorded.

    An extension counts only if the patient is told within the first period, with the reason and the
    new last day (164.524(b)(2)(ii)(A) and 164.526(b)(2)(ii)(A)).
    """
    problems = list(check_lengths(entry, ENTRY_LENGTHS))
    if entry.step not in offered_steps(case):
        problems.append(Problem("step", "This can't follow now. Look at the request again."))
    if not entry.words.strip() and entry.step in _MISSING:
        problems.append(Problem("words", _MISSING[entry.step]))
    if entry.happened_on > today:
        problems.append(Problem("happened_on", "That day has not come yet. Check it."))
    elif entry.happened_on < case.request.received_on:
        problems.append(Problem("happened_on", "This was before the request was received."))
    first = first_due_on(case.request.kind, case.request.received_on)
    if entry.step is RequestStep.EXTENDED and entry.happened_on > first:
        sentence = "The patient had to be told within the first period, so it can't be extended."
        problems.append(Problem("happened_on", sentence))
    if entry.step in DENIALS and (
        entry.ground is None or entry.ground.kind is not case.request.kind
    ):
        problems.append(Problem("ground", "Choose the ground."))
    return tuple(problems)
