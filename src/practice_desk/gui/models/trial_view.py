"""Trials of medications as the History page writes them. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.medication_trial import Adequacy, Adherence, TrialResponse
from practice_desk.domain.observation_text import value_text
from practice_desk.domain.quantity import amount_text
from practice_desk.gui.models.chart_facts import RecordRow, write_day
from practice_desk.services.trials import ScorePair, Trial

HEADERS = ("Medication", "From – to", "Highest dose", "Trial", "Response", "Why stopped")
RESPONSES = {
    TrialResponse.NOT_JUDGED: "Not judged yet",
    TrialResponse.NONE: "No response",
    TrialResponse.PARTIAL: "Partial response",
    TrialResponse.RESPONSE: "Response",
    TrialResponse.REMISSION: "Remission",
    TrialResponse.WORSE: "Got worse",
}
ADHERENCES = {
    Adherence.NOT_ASKED: "Not asked",
    Adherence.AS_AGREED: "As agreed",
    Adherence.MOSTLY: "Mostly",
    Adherence.PARTLY: "Partly",
    Adherence.HARDLY: "Hardly",
}
_ADEQUACIES = {
    Adequacy.ADEQUATE: "Adequate",
    Adequacy.TOO_SHORT: "Too short",
    Adequacy.TOO_LOW: "Too low",
    Adequacy.NOT_COMPUTED: "Not computed",
}
_DRAFT = "The rule is a draft that no clinician has reviewed."


def trial_rows(trials: Iterable[Trial]) -> list[RecordRow]:
    """Return a row for each trial, the trial as its record."""
    return [
        RecordRow(
            (
                trial.record.name,
                _days(trial),
                "Not known" if trial.highest is None else _a_day(trial),
                _ADEQUACIES[trial.assessment.adequacy],
                RESPONSES[trial.record.response],
                "Goes on" if trial.goes_on else trial.stop_reason or "Not known",
            ),
            trial,
            trial.record.retracted_reason,
        )
        for trial in trials
    ]


def trial_facts(trial: Trial, people: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return everything that is known of one trial, as pairs of label and text."""
    record = trial.record
    facts = [
        ("Trial", trial.assessment.sentence),
        ("Rule", _rule(trial)),
        ("Scores", "; ".join(map(_pair, trial.scores)) or "None near its beginning or end"),
        ("Response", RESPONSES[record.response]),
        ("Taken", ADHERENCES[record.adherence]),
        ("Side effects", ", ".join(trial.side_effects) or "None reported"),
        ("Why stopped", "Goes on" if trial.goes_on else trial.stop_reason or "Not known"),
        ("Told by", record.told_by),
        ("Note", record.note),
        ("Recorded by", people.get(record.recorded_by, record.recorded_by)),
    ]
    return [(label, text) for label, text in facts if text]


def _rule(trial: Trial) -> str:
    if trial.rule is None:
        return ""
    return f"{_DRAFT} Source: {'; '.join(trial.rule.sources)}"


def _days(trial: Trial) -> str:
    begun = "Not known" if trial.first_day is None else write_date(trial.first_day)
    if trial.goes_on:
        return f"since {begun}"
    return f"{begun} – {'not known' if trial.last_day is None else write_date(trial.last_day)}"


def _a_day(trial: Trial) -> str:
    assert trial.highest is not None  # the caller has looked
    return f"{amount_text(trial.highest.amount)} {trial.highest.unit} a day"


def _pair(pair: ScorePair) -> str:
    before = "not taken" if pair.before is None else value_text(pair.before)
    after = "not taken" if pair.after is None else value_text(pair.after)
    days = [write_day(each.observed_at) for each in (pair.before, pair.after) if each is not None]
    return f"{pair.name} {before} → {after} ({' → '.join(days)})"
