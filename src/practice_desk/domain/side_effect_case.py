"""Where a side effect stands: its report and all that followed, read together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practice_desk.domain.adverse_event import AdverseEvent, Course, Urgency
from practice_desk.domain.adverse_event_review import (
    AdverseEventReview,
    CaseOutcome,
    Causality,
    Handover,
    Reply,
    Retraction,
    Review,
    Suspect,
    Told,
    ToldAgain,
)


class CaseStatus(StrEnum):
    """Where it stands. OPEN: nobody who may decide has looked at what was told last."""

    OPEN = "open"
    REVIEWED = "reviewed"
    RECHECK_DUE = "recheck_due"
    CLOSED = "closed"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class SideEffectCase:
    """One side effect as of a day. `entries` are all that followed, in order."""

    report: AdverseEvent
    entries: tuple[AdverseEventReview, ...]
    status: CaseStatus
    effect: str
    effect_id: str
    told: Told
    """How it was when it was told last; what was not asked then is as told before."""
    owner: str
    urgency: Urgency
    review: Review | None = None
    """What was decided last."""
    reviewed_by: str = ""
    reviewed_on: date | None = None

    @property
    def id(self) -> int | None:
        """The report's."""
        return self.report.id

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide or look again."""
        return self.status in (CaseStatus.OPEN, CaseStatus.REVIEWED, CaseStatus.RECHECK_DUE)

    @property
    def goes_on(self) -> bool:
        """Whether the patient still has it, as far as is known."""
        if self.status is CaseStatus.RETRACTED or self.ended_on is not None:
            return False
        return self.told.course is not Course.GONE and self.outcome not in _OVER

    @property
    def recheck_on(self) -> date | None:
        """The day on which it is looked at again, while it is open."""
        return self.review.recheck_on if self.review is not None and self.is_open else None

    @property
    def outcome(self) -> CaseOutcome | None:
        """How it ended, once it is closed."""
        closed = self.review is not None and self.status is CaseStatus.CLOSED
        return self.review.outcome if closed and self.review is not None else None

    @property
    def onset_on(self) -> date | None:
        """The day on which it began, if it is known."""
        reviewed = None if self.review is None else self.review.onset_on
        return reviewed or self.report.onset_on

    @property
    def ended_on(self) -> date | None:
        """The day on which it ended, if it is known."""
        return self.told.ended_on

    @property
    def over_by(self) -> date | None:
        """The day on which it ended, or was first known to be over; None while it goes on."""
        if self.goes_on:
            return None
        said = self.report.told_on if self.report.course is Course.GONE else None
        for entry in self.entries:
            told = getattr(entry.details, "told", None)
            if isinstance(told, Told) and told.course not in (Course.UNKNOWN, Course.GONE):
                said = None
            elif _says_over(entry):
                said = said or entry.happened_on
        return self.ended_on or said

    @property
    def suspects(self) -> tuple[Suspect, ...]:
        """The medications as they were judged last."""
        reviews = (e.details for e in reversed(self.entries) if isinstance(e.details, Review))
        return next((review.suspects for review in reviews if review.suspects), ())

    @property
    def suspected_ids(self) -> frozenset[int]:
        """The plan items that are suspected: by the last review that judged any, else as reported.

        What a review holds for unrelated or doubtful is not.
        """
        if self.suspects:
            return frozenset(s.medication_id for s in self.suspects if s.causality not in _NOT_IT)
        told = self.report.suspected_medication_id
        return frozenset() if told is None else frozenset({told})

    @property
    def retracted_reason(self) -> str:
        """Why the report was entered in error, empty where it stands."""
        found = (e.details.reason for e in self.entries if isinstance(e.details, Retraction))
        return next(found, "")

    @property
    def is_serious(self) -> bool:
        """Whether the last review names something that makes it serious."""
        return self.review is not None and bool(self.review.seriousness)

    @property
    def answers(self) -> tuple[AdverseEventReview, ...]:
        """What others decided or wrote since whoever reported it last read or wrote something."""
        reporter = self.report.reported_by
        new: list[AdverseEventReview] = []
        for entry in self.entries:
            if entry.recorded_by == reporter:
                new.clear()
            elif entry.recorded_by and isinstance(entry.details, Review | Reply | Retraction):
                new.append(entry)
        return tuple(new)

    @property
    def questions(self) -> tuple[AdverseEventReview, ...]:
        """What whoever reported it wrote since anybody else last wrote or decided something."""
        reporter = self.report.reported_by
        new: list[AdverseEventReview] = []
        for entry in self.entries:
            if entry.recorded_by != reporter:
                new.clear()
            elif isinstance(entry.details, Reply):
                new.append(entry)
        return tuple(new)

    def may_be_retracted_by(self, user_name: str) -> bool:
        """Whether it is that person's own report, and nobody has decided about it yet."""
        return self.review is None and self.report.reported_by == user_name != ""

    def age_days(self, today: date) -> int:
        """Return the days since it was told."""
        return max((today - self.report.told_on).days, 0)


_NOT_IT = frozenset({Causality.UNRELATED, Causality.DOUBTFUL})
_OVER = frozenset({CaseOutcome.RECOVERED, CaseOutcome.LASTING_EFFECTS, CaseOutcome.DIED})


def _says_over(entry: AdverseEventReview) -> bool:
    details = entry.details
    if isinstance(details, Review) and details.outcome in _OVER:
        return True
    told = getattr(details, "told", None)
    return isinstance(told, Told) and told.course is Course.GONE


def cases(
    reports: Iterable[AdverseEvent], entries: Iterable[AdverseEventReview], today: date
) -> tuple[SideEffectCase, ...]:
    """Return every report with what followed it, the most urgent open ones first."""
    following: dict[int, list[AdverseEventReview]] = {}
    for entry in entries:
        following.setdefault(entry.adverse_event_id, []).append(entry)
    found = [case_of(report, following.get(report.id or 0, ()), today) for report in reports]
    return tuple(sorted(found, key=lambda case: case_order(case, today)))


def case_order(case: SideEffectCase, today: date) -> tuple[int, ...]:
    """Sort key: open before closed, what waits before what rests, urgent, overdue, severe, old."""
    waits = (CaseStatus.OPEN, CaseStatus.RECHECK_DUE)
    late = (today - case.recheck_on).days if case.recheck_on is not None else 0
    newest_last = case.report.told_on.toordinal()
    return (
        not case.is_open,
        case.status not in waits,
        -case.urgency.rank,
        -max(late, 0),
        -(case.told.severity or 0),
        newest_last if case.is_open else -newest_last,
    )


def case_of(
    report: AdverseEvent, entries: Sequence[AdverseEventReview], today: date
) -> SideEffectCase:
    """Return where *report* stands on *today* after *entries*, which are all its own."""
    ordered = sorted(entries, key=lambda entry: entry.id or 0)
    newest = next((e for e in reversed(ordered) if isinstance(e.details, Review)), None)
    review = newest.details if newest is not None and isinstance(newest.details, Review) else None
    owner, urgency = report.owner, report.urgency
    for entry in ordered:
        details = entry.details
        if isinstance(details, Handover):
            owner, urgency = details.owner, details.urgency
        elif isinstance(details, ToldAgain | Review) and details.urgency is not None:
            urgency = max(urgency, details.urgency, key=lambda each: each.rank)
    return SideEffectCase(
        report=report,
        entries=tuple(ordered),
        status=_status(ordered, review, today),
        effect=report.title if review is None else review.effect,
        effect_id=report.effect_id if review is None else review.effect_id,
        told=_told(report, ordered),
        owner=owner,
        urgency=urgency,
        review=review,
        reviewed_by="" if newest is None else newest.recorded_by,
        reviewed_on=None if newest is None else newest.happened_on,
    )


def _status(
    ordered: Sequence[AdverseEventReview], review: Review | None, today: date
) -> CaseStatus:
    if any(isinstance(entry.details, Retraction) for entry in ordered):
        return CaseStatus.RETRACTED
    moves = [e.details for e in ordered if isinstance(e.details, Review | ToldAgain)]
    if review is None or moves[-1] is not review:
        return CaseStatus.OPEN
    if review.outcome is not None:
        return CaseStatus.CLOSED
    due = review.recheck_on is not None and review.recheck_on <= today
    return CaseStatus.RECHECK_DUE if due else CaseStatus.REVIEWED


def _told(report: AdverseEvent, ordered: Sequence[AdverseEventReview]) -> Told:
    now = Told(
        report.course, report.severity, report.bother, report.limits, report.words, report.ended_on
    )
    for entry in ordered:
        told = getattr(entry.details, "told", None)
        if isinstance(told, Told):
            now = _after(now, told)
    return now


def _after(before: Told, told: Told) -> Told:
    """Return *told* with what was not asked as it was *before*; an end holds only if told again."""
    return Told(
        before.course if told.course is Course.UNKNOWN else told.course,
        before.severity if told.severity is None else told.severity,
        before.bother if told.bother is None else told.bother,
        before.limits if told.limits is None else told.limits,
        told.words or before.words,
        told.ended_on if told.course is not Course.UNKNOWN else told.ended_on or before.ended_on,
    )
