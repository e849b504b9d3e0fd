"""Naranjo's questions answered from a chart, as far as it answers them, with the evidence shown.

Nothing is assumed: where the chart is silent the answer is "not known", and the question is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from practice_desk.domain.adverse_event import AdverseEvent, ToldBy
from practice_desk.domain.adverse_event_review import (
    Dechallenge,
    NaranjoAnswer,
    Rechallenge,
)
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.challenge import Challenge
from practice_desk.domain.naranjo import ProposedAnswer
from practice_desk.knowledge.suspicion import Suspicion

_YES, _NO = NaranjoAnswer.YES, NaranjoAnswer.NO
_SILENT = ProposedAnswer()


@dataclass(frozen=True, slots=True)
class Level:
    """A measured level of the medication; `is_toxic` None where nobody knows a limit."""

    text: str
    on: date
    is_toxic: bool | None


@dataclass(frozen=True, slots=True)
class Record:
    """What the chart knows beside plan and reports. `earlier` are like reactions of before."""

    levels: tuple[Level, ...] = ()
    earlier: tuple[str, ...] = ()


def proposed_answers(
    report: AdverseEvent,
    onset: date | None,
    suspicion: Suspicion,
    ranked: Sequence[Suspicion],
    challenge: Challenge,
    record: Record,
) -> tuple[ProposedAnswer, ...]:
    """Return an answer to each of the ten questions, in their order."""
    return (
        _reports(suspicion),
        _after(suspicion, onset),
        _improved(challenge),
        _came_back(challenge),
        _other_causes(suspicion, ranked, onset),
        ProposedAnswer(evidence="The chart knows of no placebo."),
        _toxic(record),
        _follows_dose(challenge),
        _before(record),
        _objective(report),
    )


def _reports(suspicion: Suspicion) -> ProposedAnswer:
    if suspicion.is_known:
        return ProposedAnswer(_YES, suspicion.grounds[0].text)
    return ProposedAnswer(evidence=suspicion.grounds[0].text)


def _after(suspicion: Suspicion, onset: date | None) -> ProposedAnswer:
    if onset is None:
        return ProposedAnswer(evidence="Nobody knows since when it is there.")
    takings = suspicion.exposure.takings
    if not takings:
        return ProposedAnswer(evidence="Since when it is taken is not known.")
    day = takings[0].start
    began = f"Started {write_date(day)}, it began {write_date(onset)}."
    return ProposedAnswer(_YES if day <= onset else _NO, began)


def _improved(challenge: Challenge) -> ProposedAnswer:
    answers = {Dechallenge.BETTER: _YES, Dechallenge.NOT_BETTER: _NO}
    found = answers.get(challenge.dechallenge, NaranjoAnswer.NOT_KNOWN)
    return ProposedAnswer(found, challenge.dechallenge_why or "It was not stopped or lowered.")


def _came_back(challenge: Challenge) -> ProposedAnswer:
    answers = {Rechallenge.CAME_BACK: _YES, Rechallenge.DID_NOT: _NO}
    found = answers.get(challenge.rechallenge, NaranjoAnswer.NOT_KNOWN)
    return ProposedAnswer(found, challenge.rechallenge_why or "It was not given again.")


def _other_causes(
    suspicion: Suspicion, ranked: Sequence[Suspicion], onset: date | None
) -> ProposedAnswer:
    """Another medication that is known for it and was taken then is a cause of its own."""
    others = [
        each.name
        for each in ranked
        if each.is_known and each.is_possible and each.medication_id != suspicion.medication_id
    ]
    if others and onset is None:
        return ProposedAnswer(evidence=f"Also in the plan, and known for it: {', '.join(others)}.")
    if others:
        return ProposedAnswer(_YES, f"Also taken then, and known for it: {', '.join(others)}.")
    return ProposedAnswer(evidence="No other medication of the plan is known for it. Ask the rest.")


def _toxic(record: Record) -> ProposedAnswer:
    if not record.levels:
        return ProposedAnswer(evidence="No level was measured near the day on which it began.")
    level = next((each for each in record.levels if each.is_toxic), record.levels[-1])
    text = f"{level.text}, {write_date(level.on)}."
    if level.is_toxic is None:
        return ProposedAnswer(evidence=text)
    return ProposedAnswer(_YES if level.is_toxic else _NO, text)


def _follows_dose(challenge: Challenge) -> ProposedAnswer:
    if challenge.follows_dose:
        return ProposedAnswer(_YES, challenge.follows_dose_why)
    return ProposedAnswer(evidence="Nothing was told after a new dose.")


def _before(record: Record) -> ProposedAnswer:
    if record.earlier:
        return ProposedAnswer(_YES, "; ".join(record.earlier))
    return ProposedAnswer(evidence="The chart knows of none.")


def _objective(report: AdverseEvent) -> ProposedAnswer:
    if report.told_by is ToldBy.SEEN:
        return ProposedAnswer(_YES, "Seen by the clinic.")
    return _SILENT
