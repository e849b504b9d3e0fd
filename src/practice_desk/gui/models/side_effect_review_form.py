"""What stands in the review of a side effect, from the chart to what is signed. No widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from practice_desk.domain.adverse_event import Course, Urgency
from practice_desk.domain.adverse_event_review import (
    ABOUT_ONE,
    Action,
    CaseOutcome,
    Causality,
    Dechallenge,
    Decision,
    NaranjoAnswer,
    Rechallenge,
    Review,
    Seriousness,
    Suspect,
    Told,
)
from practice_desk.domain.naranjo import band, total
from practice_desk.gui.models.plan_cause import IN_PLAN, PlanCause, WantedChange
from practice_desk.knowledge.side_effects import by_term, search
from practice_desk.knowledge.warning_signs import WarningSign
from practice_desk.services.side_effect_basis import Judged, ReviewBasis

RECHECK_DAYS = {Urgency.NOW: 1, Urgency.TODAY: 3, Urgency.SOON: 7, Urgency.ROUTINE: 14}
"""Days to the recheck that is proposed; the reviewer decides."""


@dataclass(slots=True)
class SuspectState:
    """One medication as the reviewer judges it.

    `answers` are None until Naranjo's questions were gone through for it.
    """

    judged: Judged
    is_suspected: bool
    causality: Causality = Causality.NOT_ASSESSED
    dechallenge: Dechallenge = Dechallenge.NOT_DONE
    rechallenge: Rechallenge = Rechallenge.NOT_DONE
    answers: tuple[NaranjoAnswer, ...] | None = None
    touched: set[str] = field(default_factory=set)
    """The fields that the reviewer set by hand: nothing is proposed over them."""

    @property
    def shown_answers(self) -> tuple[NaranjoAnswer, ...]:
        """The answers given, else what the chart says."""
        proposed = tuple(each.answer for each in self.judged.answers)
        return proposed if self.answers is None else self.answers

    def answer(self, answers: tuple[NaranjoAnswer, ...]) -> None:
        """Take the answers over; their band becomes the likelihood."""
        self.answers = answers
        self.causality = band(total(answers))
        self.touched |= {"answers", "causality"}

    def judge(
        self, causality: Causality, dechallenge: Dechallenge, rechallenge: Rechallenge
    ) -> None:
        """Take over what was chosen; what differs counts as set by hand."""
        chosen = {
            "causality": causality,
            "dechallenge": dechallenge,
            "rechallenge": rechallenge,
        }
        self._take({name: v for name, v in chosen.items() if v is not getattr(self, name)})

    def choose(self, is_suspected: bool) -> None:
        """Take over whether it is suspected."""
        self._take({"is_suspected": is_suspected})

    def keep_touched_of(self, former: SuspectState) -> None:
        """Take over what was set by hand in *former*."""
        self._take({name: getattr(former, name) for name in former.touched})

    def _take(self, chosen: Mapping[str, object]) -> None:
        for name, value in chosen.items():
            setattr(self, name, value)
            self.touched.add(name)

    def suspect(self) -> Suspect:
        """Return what is signed of it."""
        suspicion = self.judged.suspicion
        return Suspect(
            suspicion.medication_id,
            suspicion.name,
            self.causality,
            self.dechallenge,
            self.rechallenge,
            tuple(ground.text for ground in suspicion.grounds),
            () if self.answers is None else self.answers,
            None if self.answers is None else total(self.answers),
        )


@dataclass(slots=True)
class ReviewModel:
    """The suspected medications for the effect and day that stand in the form.

    What is not coded is judged by what its words mean most likely.
    """

    basis: ReviewBasis
    states: list[SuspectState] = field(default_factory=list)
    _effect_id: str = ""
    _judged_as: str = ""
    _onset: date | None = None

    def look(self, effect: str, onset: date | None) -> bool:
        """Rank anew for *effect* and *onset*; return whether anything about them changed."""
        record = by_term(effect)
        effect_id = "" if record is None else record.id
        judged_as = effect_id or self._meant(effect)
        now = (effect_id, judged_as, onset)
        if self.states and now == (self._effect_id, self._judged_as, self._onset):
            return False
        self._effect_id, self._judged_as, self._onset = now
        former = {state.judged.suspicion.medication_id: state for state in self.states}
        judged = self.basis.judged(judged_as, onset)
        self.states = [self._state(each, former, judged) for each in judged]
        return True

    @property
    def effect_id(self) -> str:
        """The pack's id of the effect in the form, empty for own words."""
        return self._effect_id

    @property
    def judged_as(self) -> str:
        """The pack's id by which it is judged: its code, else what the words mean most likely."""
        return self._judged_as

    def signs(self) -> tuple[WarningSign, ...]:
        """Return what calls for something now, as it is coded, or in its words."""
        return self.basis.warnings(self._effect_id)

    def recheck(self) -> date:
        """Return the day of the recheck that is proposed as it is coded now."""
        urgencies = [self.basis.case.urgency, *(sign.urgency for sign in self.signs())]
        return proposed_recheck(max(urgencies, key=lambda each: each.rank), self.basis.today)

    def _meant(self, own_words: str) -> str:
        found = [*search(own_words, 1), *search(self.basis.words, 1)]
        return found[0].id if found else ""

    def _state(
        self, judged: Judged, former: dict[int, SuspectState], everything: Sequence[Judged]
    ) -> SuspectState:
        state = self._proposed(judged, everything)
        if (kept := former.get(judged.suspicion.medication_id)) is not None:
            state.keep_touched_of(kept)
        return state

    def _proposed(self, judged: Judged, everything: Sequence[Judged]) -> SuspectState:
        number = judged.suspicion.medication_id
        challenge = judged.challenge
        before = {each.medication_id: each for each in self.basis.case.suspects}
        if (signed := before.get(number)) is not None:
            return SuspectState(
                judged, True, signed.causality,
                _newer(challenge.dechallenge, signed.dechallenge),
                challenge.rechallenge
                if challenge.rechallenge is not Rechallenge.NOT_DONE
                else signed.rechallenge,
                signed.answers or None,
            )  # fmt: skip
        suspected = number == self.basis.case.report.suspected_medication_id
        if not before and not suspected:
            suspected = judged is everything[0] and _is_likely(judged)
        return SuspectState(
            judged, suspected, dechallenge=challenge.dechallenge, rechallenge=challenge.rechallenge
        )

    def suspects(self) -> tuple[Suspect, ...]:
        """Return the medications that are suspected, as they are signed."""
        return tuple(state.suspect() for state in self.states if state.is_suspected)

    def first_suspect(self) -> int | None:
        """Return the plan item that a decision is most likely about."""
        found = (s.judged.suspicion.medication_id for s in self.states if s.is_suspected)
        return next(found, None)


def _newer(seen: Dechallenge, signed: Dechallenge) -> Dechallenge:
    """Return what the chart shows now where it says something, else what was signed before.

    That nobody has told it to be better takes back no "better" that was signed.
    """
    says = seen is Dechallenge.BETTER or (
        seen is Dechallenge.NOT_BETTER and signed is not Dechallenge.BETTER
    )
    return seen if says or signed is Dechallenge.NOT_DONE else signed


def _is_likely(judged: Judged) -> bool:
    suspicion = judged.suspicion
    return suspicion.is_known and suspicion.is_possible


@dataclass(frozen=True, slots=True)
class TypedReview:
    """What stands in the fields."""

    effect: str
    onset_on: date | None
    course: Course
    severity: int | None
    words: str
    seriousness: tuple[Seriousness, ...]
    assessment: str
    action: Action | None
    also: Action | None
    medication_id: int | None
    comment: str
    recheck_on: date | None
    outcome: CaseOutcome | None


def review_of(model: ReviewModel, typed: TypedReview) -> Review:
    """Return what is signed; what is missing is told by the service."""
    told = Told(typed.course, typed.severity, words=typed.words)
    actions = [action for action in (typed.action, typed.also) if action is not None]
    decisions = tuple(
        Decision(action, typed.medication_id if action in ABOUT_ONE else None, typed.comment)
        for action in dict.fromkeys(actions)
    )
    return Review(
        effect=typed.effect,
        decisions=decisions,
        effect_id=model.effect_id,
        onset_on=typed.onset_on,
        told=None if told == Told() else told,
        suspects=model.suspects(),
        seriousness=typed.seriousness,
        assessment=typed.assessment,
        recheck_on=None if typed.outcome is not None else typed.recheck_on,
        outcome=typed.outcome,
    )


def needs_medication(typed: TypedReview) -> bool:
    """Return whether a decision changes a medication and none is named."""
    return typed.medication_id is None and bool({typed.action, typed.also} & ABOUT_ONE)


def wanted_changes(report_id: int, review: Review) -> tuple[WantedChange, ...]:
    """Return the changes of the plan that *review* decides, in its order."""
    words = f"Side effect: {review.effect}."
    return tuple(
        WantedChange(
            decision.action,
            decision.medication_id,
            PlanCause(report_id, f"{words} {decision.comment}".strip()),
        )
        for decision in review.decisions
        if decision.action in IN_PLAN
    )


def proposed_recheck(urgency: Urgency, today: date) -> date:
    """Return the day of the recheck that the form begins with."""
    return today + timedelta(days=RECHECK_DAYS[urgency])
