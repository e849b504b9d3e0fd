"""Who of those in treatment was measured, got better, responded and is in remission, by a measure.

What response and remission are is the instrument's own rule (`ChangeRule`), never one made up here.
Everybody in treatment is in exactly one `Standing`: whoever was not measured too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.instrument import ChangeRule, Instrument
from practice_desk.domain.measure_series import baseline_among
from practice_desk.domain.period import Period
from practice_desk.domain.report import Counted, counted
from practice_desk.domain.scoring import ScoreChange, change
from practice_desk.domain.waiting_time import Wait, WaitSummary, summary_of


class Standing(StrEnum):
    """Where one patient stands by one measure at the end of a period."""

    NOT_MEASURED = "not_measured"
    NOT_AGAIN = "not_again"
    """There is a baseline, and no later total in the period."""
    NOT_JUDGED = "not_judged"
    """Measured again, but the baseline was too low to show a response, or there is no rule."""
    NO_RESPONSE = "no_response"
    RESPONSE = "response"
    REMISSION = "remission"


_JUDGED = frozenset({Standing.NO_RESPONSE, Standing.RESPONSE, Standing.REMISSION})
_AGAIN = _JUDGED | {Standing.NOT_JUDGED}


@dataclass(frozen=True, slots=True)
class DatedTotal:
    """One total of a measure on a day at the clinic; `id` is its observation's."""

    on: date
    total: Decimal
    id: int


@dataclass(frozen=True, slots=True)
class TreatedPatient:
    """Somebody in treatment since a day, with the totals of one measure, the oldest first.

    `chosen` is the id of the total that a person chose as the baseline, None without a choice.
    """

    patient_id: int
    since: date
    totals: tuple[DatedTotal, ...] = ()
    chosen: int | None = None


@dataclass(frozen=True, slots=True)
class PatientOutcome:
    """Where one patient stands. `to_response` is None for whoever is not judged."""

    patient_id: int
    standing: Standing
    baseline: DatedTotal | None = None
    latest: DatedTotal | None = None
    change: ScoreChange | None = None
    to_response: Wait | None = None


@dataclass(frozen=True, slots=True)
class MeasureOutcomes:
    """What a measure says of all who are in treatment."""

    instrument: Instrument
    patients: tuple[PatientOutcome, ...]

    def those(self, *standings: Standing) -> Counted:
        """Return who stands at one of these."""
        return counted({each.patient_id for each in self.patients if each.standing in standings})

    @property
    def treated(self) -> Counted:
        """Everybody in treatment."""
        return self.those(*Standing)

    @property
    def measured(self) -> Counted:
        """Who has a baseline."""
        return self.those(*(set(Standing) - {Standing.NOT_MEASURED}))

    @property
    def again(self) -> Counted:
        """Who was measured again in the period."""
        return self.those(*_AGAIN)

    @property
    def judged(self) -> Counted:
        """Of whom the rules say whether there is a response or remission."""
        return self.those(*_JUDGED)

    @property
    def responded(self) -> Counted:
        """Who responded; whoever is in remission did."""
        return self.those(Standing.RESPONSE, Standing.REMISSION)

    @property
    def remitted(self) -> Counted:
        """Who is in remission."""
        return self.those(Standing.REMISSION)

    def moved(self, *, better: bool) -> Counted:
        """Return who got *better*, or worse, by a change that counts for patients (MCID)."""
        return counted({each.patient_id for each in self.patients if _moved(each, better=better)})

    @property
    def to_response(self) -> WaitSummary:
        """The days from the baseline to the first response of all who are judged."""
        return summary_of(each.to_response for each in self.patients if each.to_response)


def outcomes(
    instrument: Instrument, treated: Iterable[TreatedPatient], period: Period
) -> MeasureOutcomes:
    """Return where everybody in treatment stands at the end of *period*."""
    found = tuple(outcome_of(instrument, each, period) for each in treated)
    return MeasureOutcomes(instrument, found)


def outcome_of(instrument: Instrument, patient: TreatedPatient, period: Period) -> PatientOutcome:
    """Return where one patient stands at the end of *period*.

    The baseline is as in the chart: chosen, else the last total up to the start of the treatment,
    else the first. A rating that is itself of a change, such as the CGI-I, needs none.
    """
    rule, number = instrument.change, patient.patient_id
    totals = tuple(each for each in patient.totals if each.on <= period.last)
    if not totals:
        return PatientOutcome(number, Standing.NOT_MEASURED)
    if _tells_change(rule):
        first, later = totals[0], totals
        begun = patient.since
    else:
        chosen = next((each for each in totals if each.id == patient.chosen), None)
        first = chosen or baseline_among(totals, patient.since)
        later = totals[totals.index(first) + 1 :]
        begun = first.on
    if not later or later[-1].on < period.first:
        return PatientOutcome(number, Standing.NOT_AGAIN, first, first)
    latest = later[-1]
    moved = change(instrument, first.total, latest.total)
    if not is_judged(rule, first.total):
        return PatientOutcome(number, Standing.NOT_JUDGED, first, latest, moved)
    wait = _to_response(instrument, first, later, begun)
    return PatientOutcome(number, _standing(moved), first, latest, moved, wait)


def is_judged(rule: ChangeRule, baseline: Decimal) -> bool:
    """Whether a response or remission can be told from *baseline* on.

    Whoever was in remission to begin with, or hardly ill, can show neither.
    """
    if not rule.has_goal:
        return False
    if _tells_change(rule):
        return True
    if rule.remission_below is not None and baseline < rule.remission_below:
        return False
    return rule.response_percent is None or rule.judges_from(baseline)


def latest_in(patient: TreatedPatient, period: Period) -> DatedTotal | None:
    """Return the newest total of *period*, None without one."""
    return next((each for each in reversed(patient.totals) if period.has(each.on)), None)


def _tells_change(rule: ChangeRule) -> bool:
    return rule.response_at_most is not None and rule.response_percent is None


def _standing(moved: ScoreChange) -> Standing:
    if moved.remission:
        return Standing.REMISSION
    return Standing.RESPONSE if moved.response else Standing.NO_RESPONSE


def _to_response(
    instrument: Instrument, first: DatedTotal, later: tuple[DatedTotal, ...], begun: date
) -> Wait:
    """Return the days to the first total at which there was a response or remission."""
    for each in later:
        moved = change(instrument, first.total, each.total)
        if moved.remission or moved.response:
            return Wait(max((each.on - begun).days, 0), ended=True)
    return Wait(max((later[-1].on - begun).days, 0), ended=False)


def _moved(outcome: PatientOutcome, *, better: bool) -> bool:
    found = outcome.change
    return found is not None and bool(found.counts) and found.is_better is better
