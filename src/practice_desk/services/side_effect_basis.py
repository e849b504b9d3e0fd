"""What a review of a side effect is decided on, worked out from an open chart; nothing is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from practice_desk.domain.adverse_event import Urgency
from practice_desk.domain.allergy_intolerance import AllergyIntolerance, is_current
from practice_desk.domain.challenge import Challenge, challenge_of, told_history
from practice_desk.domain.exposure import Exposure, concepts_taken, exposure_of
from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.domain.naranjo import ProposedAnswer
from practice_desk.domain.observation import Observation
from practice_desk.domain.side_effect_case import CaseStatus, SideEffectCase
from practice_desk.knowledge.causality import Level, Record, proposed_answers
from practice_desk.knowledge.laboratory import laboratory
from practice_desk.knowledge.safety.guide_records import SideEffectFacts
from practice_desk.knowledge.side_effects import by_term, search
from practice_desk.knowledge.suspicion import RECENT_DAYS, Suspicion, rank, washout_days
from practice_desk.knowledge.warning_signs import WarningSign, signs_told
from practice_desk.services.charts import Chart

_LEVEL_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Judged:
    """One medication: what speaks for and against it, and what the chart answers."""

    suspicion: Suspicion
    challenge: Challenge
    answers: tuple[ProposedAnswer, ...]


@dataclass(frozen=True, slots=True)
class ReviewBasis:
    """One side effect in its chart, as it may be judged on *today*."""

    chart: Chart
    case: SideEffectCase
    today: date

    def facts(self, effect_id: str) -> SideEffectFacts | None:
        """Return what the clinic's pack says of a side effect; None for own words."""
        found = self.chart.rules.facts.side_effects
        return next((each for each in found if each.id == effect_id), None)

    def standing(self, effect_id: str) -> str:
        """Return how the pack's entry stands, such as "Draft"; empty for own words."""
        found = self.chart.rules.standing(EntryKey(EntryKind.SIDE_EFFECT, effect_id))
        return "" if found is None else found.mark

    def judged(self, effect_id: str, onset: date | None) -> tuple[Judged, ...]:
        """Return every medication of the plan, the likeliest first, for that effect and day."""
        rules = self.chart.rules
        ranked = rank(self._exposures(), self.facts(effect_id), onset, rules)
        return tuple(self._judge(each, ranked, effect_id, onset) for each in ranked)

    @property
    def words(self) -> str:
        """What was told last, in words."""
        return self.case.told.words or self.case.report.words

    def warnings(self, effect_id: str) -> tuple[WarningSign, ...]:
        """Return what calls for something now if it is that effect; by its words without one.

        An emergency in the words counts whatever harmless effect is coded, as where a report is
        kept.
        """
        beside = [
            case.effect_id
            for case in self.chart.side_effects
            if case.goes_on and case.id != self.case.id and case.effect_id
        ]
        in_words = signs_in_chart(self.chart, "", self.today, beside, self.words)
        if not effect_id:
            return in_words
        coded = signs_in_chart(self.chart, effect_id, self.today, beside)
        if any(each.urgency is Urgency.NOW for each in coded):
            return coded
        return (*(each for each in in_words if each.urgency is Urgency.NOW), *coded)

    def _judge(
        self,
        suspicion: Suspicion,
        ranked: tuple[Suspicion, ...],
        effect_id: str,
        onset: date | None,
    ) -> Judged:
        wash = washout_days(suspicion.exposure, self.chart.rules)
        told = told_history(self.case)
        days = RECENT_DAYS if wash is None else wash
        challenge = challenge_of(suspicion.exposure, told, onset, days, self.today)
        record = Record(
            tuple(self._levels(suspicion, onset)), tuple(self._earlier(suspicion, effect_id))
        )
        report = self.case.report
        answers = proposed_answers(report, onset, suspicion, ranked, challenge, record)
        return Judged(suspicion, challenge, answers)

    def _exposures(self) -> list[Exposure]:
        found = (exposure_of(item) for item in self.chart.plan)
        return [each for each in found if each is not None]

    def _levels(self, suspicion: Suspicion, onset: date | None) -> Iterator[Level]:
        codes = _level_codes(self.chart.rules.name(_concept(suspicion)))
        for result in self.chart.laboratory:
            day = result.observed_at.astimezone().date()
            near = onset is not None and abs(day - onset) <= _LEVEL_WITHIN
            if near and not result.retracted_reason and result.code in codes:
                yield Level(_result_text(result), day, None)

    def _earlier(self, suspicion: Suspicion, effect_id: str) -> Iterator[str]:
        """Yield like reactions of before: allergies to it, and closed side effects laid to it."""
        item = suspicion.exposure.item.medication
        for allergy in self.chart.allergies:
            same = allergy.substance_id == item.concept_id != ""
            to_it = same or allergy.substance.casefold() == item.name.casefold()
            if is_current(allergy) and to_it and self._is_earlier(allergy, effect_id):
                yield f"Reacted to {allergy.substance} before: {allergy.reaction}."
        for case in self.chart.side_effects:
            same = case.effect_id == effect_id != "" and case.id != self.case.id
            if same and case.status is CaseStatus.CLOSED and item.id in case.suspected_ids:
                yield f"{case.effect} was laid to it in {case.report.told_on:%Y}."

    def _is_earlier(self, allergy: AllergyIntolerance, effect_id: str) -> bool:
        """Whether an allergy tells of a like reaction, and of one before this case.

        Without a day, one that this case's own review could have recorded tells nothing.
        """
        began = self.case.onset_on or self.case.report.told_on
        if allergy.onset_on is not None:
            before = allergy.onset_on < began
        else:
            before = self.case.review is None
        return before and _is_like(allergy.reaction, effect_id)


def _is_like(reaction: str, effect_id: str) -> bool:
    """Whether the words of a reaction mean that effect."""
    if not reaction.strip() or not effect_id:
        return False
    named = by_term(reaction)
    meant = [named] if named is not None else search(reaction, 2)
    return effect_id in {each.id for each in meant}


def _concept(suspicion: Suspicion) -> str:
    return suspicion.exposure.item.medication.concept_id


def _level_codes(name: str) -> frozenset[str]:
    """Return the LOINC codes of the tests that measure a medication's level."""
    return frozenset(
        code
        for test in laboratory().tests
        if test.name.endswith("level") and test.name.casefold().startswith(f"{name.casefold()} ")
        for code in (test.code, *test.also)
    )


def signs_in_chart(
    chart: Chart,
    effect_id: str,
    today: date,
    beside: Collection[str] | None = None,
    words: str = "",
) -> tuple[WarningSign, ...]:
    """Return what calls for something now if a patient with this chart has that effect.

    *words* of the patient count beside the code, as where a report is kept.
    """
    if beside is None:
        beside = [case.effect_id for case in chart.side_effects if case.goes_on and case.effect_id]
    taken = concepts_taken(chart.plan, today, RECENT_DAYS)
    return signs_told(effect_id, words, taken, chart.rules.groups, beside)


def _result_text(result: Observation) -> str:
    value = "" if result.value is None else f"{result.value.normalize():f} {result.unit}"
    return f"{result.display} {value or result.value_text}".strip()
