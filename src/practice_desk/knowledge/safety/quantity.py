"""How much is handed out at a time: after thoughts of self-harm, and over a recorded limit."""

from __future__ import annotations

from collections.abc import Iterator

from practice_desk.domain.directions import joined
from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert, TakenMedication
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.safety.plan_state import PlanState

_SMALL_SUPPLY = 14
"""Days; the labels ask for the smallest quantity that fits good management."""
_LETHAL = frozenset({"tca", "lithium", "opioid_agonist_any", "barbiturate", "beta_blocker"})
_CODED = frozenset({"suicidal_ideation", "suicide_attempt_history"})
_SOURCES = ("FDA class labelling, antidepressants, section 5 (suicide: small quantities)",)
_LIMIT_SOURCES = ("The quantity limit recorded in this chart",)
_SCREEN = "The chart tells of a risk of self-harm; "
_KEEP = "Keep the limit, or have somebody keep the supply; see the patient again within days."


def check_quantity(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what the days' supply of what begins or changes means for a patient at risk.

    Its days' supply is as entered, or else as it was handed out last.
    """
    taken, change = state.changed, state.change
    if taken is None:
        return
    days = change.days_supply if change.days_supply is not None else change.filled_days
    found, is_known = _about(state, taken.med, days, change.limit_days)
    yield from found
    if not is_known:
        yield _not_entered(state.pack, (taken.med,), screened=_is_screened(state))


def review_quantity(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the same for each medication of the standing plan; what is not known in one finding."""
    unknown: list[str] = []
    for taken in state.everything:
        found, is_known = _about(state, taken.med, taken.days_supply, taken.limit_days)
        yield from found
        if not is_known and _is_prescribed(state.pack, taken):
            unknown.append(taken.med)
    if unknown:
        names = tuple(dict.fromkeys(unknown))
        yield _not_entered(state.pack, names, screened=_is_screened(state))


def _about(
    state: PlanState, med: str, days: int | None, limit: int | None
) -> tuple[list[SafetyAlert], bool]:
    """Return what is found about one medication, and whether its days' supply was needed and known.

    Where the days are not known it is said all the same for what is dangerous in overdose, unless a
    small limit is recorded.
    """
    is_lethal = bool(_LETHAL & state.pack.groups(med))
    screened, name = _is_screened(state), state.pack.name(med)
    if limit is not None and days is not None and days > limit:
        return [_over(med, name, days, limit, is_lethal=is_lethal, screened=screened)], True
    if not screened:
        return [], limit is None or days is not None
    if limit is not None and limit <= _SMALL_SUPPLY:
        return [_limited(med, name, limit)], days is not None
    if days is None and not is_lethal:
        return [], False
    if days is None and _is_told_by_a_rule(state, med):
        return [], True
    if days is not None and days <= _SMALL_SUPPLY:
        return [], True
    what = f"the supply of {name} has to be small"
    if days is not None:
        what = f"{_days(days)} of {name} are too many at a time"
    return [_too_much(med, what, is_lethal=is_lethal)], True


def _is_screened(state: PlanState) -> bool:
    return bool(state.patient.self_harm_screen)


def _is_told_by_a_rule(state: PlanState, med: str) -> bool:
    """Return whether a rule about a coded risk of suicide says the same of this medication."""
    conditions = state.patient.conditions & _CODED
    return any(conditions & {*rule.when.condition} for rule in state.pack.patient_rules_of(med))


def _is_prescribed(pack: SafetyPack, taken: TakenMedication) -> bool:
    facts = pack.medication(taken.med)
    return facts is not None and facts.role == "prescribed"


def _over(
    med: str, name: str, days: int, limit: int, *, is_lethal: bool, screened: bool
) -> SafetyAlert:
    why = _SCREEN if screened else ""
    what = f"{_days(days)} of {name} go over the limit of {_days(limit)} at a time."
    return _alert(
        med, f"{why}{what}", _KEEP, _severity(is_lethal=is_lethal), (*_LIMIT_SOURCES, *_SOURCES)
    )


def _too_much(med: str, what: str, *, is_lethal: bool) -> SafetyAlert:
    advice = (
        f"Limit it to {_SMALL_SUPPLY} days at a time, or have somebody keep it;"
        " see the patient again within days."
    )
    return _alert(
        med,
        f"{_SCREEN}{what}.",
        advice,
        _severity(is_lethal=is_lethal),
        _SOURCES,
    )


def _limited(med: str, name: str, limit: int) -> SafetyAlert:
    message = f"{_SCREEN}{name} is limited to {_days(limit)} at a time."
    return _alert(med, message, _KEEP, AlertSeverity.INFORMATION, _SOURCES)


def _severity(*, is_lethal: bool) -> AlertSeverity:
    return AlertSeverity.MAJOR if is_lethal else AlertSeverity.MODERATE


def _alert(
    med: str, message: str, management: str, severity: AlertSeverity, sources: tuple[str, ...]
) -> SafetyAlert:
    return SafetyAlert(
        AlertKind.QUANTITY_LIMIT, med, severity, message, (med,), management, sources
    )


def _not_entered(pack: SafetyPack, meds: tuple[str, ...], *, screened: bool) -> SafetyAlert:
    why = "which matters at a risk of self-harm" if screened else "which a limit is set for"
    names = joined([pack.name(med) for med in meds])
    return SafetyAlert(
        AlertKind.NOT_CHECKED,
        "days_supply",
        AlertSeverity.INFORMATION,
        f"Not checked: days' supply of {names} (not entered), {why}.",
        meds,
        "Enter it with the medication, or record the fill on the Supply page.",
    )


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
