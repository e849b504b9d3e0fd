"""What goes with opioids beside sedatives, and with a positive screen for self-harm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    SafetyAlert,
    TakenMedication,
)
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.safety.plan_state import PlanState

OPIOIDS = "opioid_agonist_any"
SEDATIVES = frozenset(
    {
        "benzodiazepine", "z_drug", "barbiturate", "gabapentinoid", "muscle_relaxant",
        "orexin_antagonist", "sedating_antihistamine",
    }
)  # fmt: skip
_RESCUE = "opioid_rescue"
_SMALL_SUPPLY = 14
"""Days; the labels ask for the smallest quantity that fits good management."""
_LETHAL = frozenset({"tca", "lithium", "opioid_agonist_any", "barbiturate", "beta_blocker"})
_SOURCES = ("FDA Drug Safety Communication, naloxone with opioids, July 2020",)
_QUANTITY_SOURCES = ("FDA class labelling, antidepressants, section 5 (suicide: small quantities)",)


def naloxone_pairs(pack: SafetyPack, plan: Iterable[TakenMedication]) -> list[tuple[str, str]]:
    """Return each opioid with each sedative beside it; none where naloxone is in the plan."""
    meds = list(dict.fromkeys(taken.med for taken in plan))
    if any(_RESCUE in pack.groups(med) for med in meds):
        return []
    opioids = [med for med in meds if OPIOIDS in pack.groups(med)]
    sedatives = [med for med in meds if SEDATIVES & pack.groups(med) and med not in opioids]
    return [(opioid, sedative) for opioid in opioids for sedative in sedatives]


def check_naloxone(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the offer of naloxone where an opioid and a sedative meet."""
    pairs = naloxone_pairs(state.pack, state.everything)
    if not pairs:
        return
    names = tuple(dict.fromkeys(med for pair in pairs for med in pair))
    yield SafetyAlert(
        AlertKind.NALOXONE_OFFER,
        "naloxone",
        AlertSeverity.INFORMATION,
        "An opioid and a sedative are taken together, and no naloxone is in the plan.",
        names,
        "Offer naloxone and show somebody at home how to give it.",
        _SOURCES,
    )


def check_quantity(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield a supply that is large after thoughts of self-harm were told.

    Where the days of supply are not known, it is said for what is dangerous in overdose. Where a
    small enough limit is recorded, only that it holds.
    """
    taken, days, limit = state.changed, state.change.days_supply, state.change.limit_days
    if taken is None or not state.patient.self_harm_screen:
        return
    is_lethal = bool(_LETHAL & state.pack.groups(taken.med))
    is_small = not is_lethal if days is None else days <= _SMALL_SUPPLY
    if is_small:
        return
    name = state.pack.name(taken.med)
    if limit is not None and limit <= _SMALL_SUPPLY and (days is None or days <= limit):
        yield _limited(taken.med, name, limit)
        return
    what = f"{days} days of {name}" if days is not None else f"the supply of {name}"
    yield SafetyAlert(
        AlertKind.QUANTITY_LIMIT,
        taken.med,
        AlertSeverity.MAJOR if is_lethal else AlertSeverity.MODERATE,
        f"The newest screen tells of thoughts of self-harm; limit {what}.",
        (taken.med,),
        f"Dispense at most {_SMALL_SUPPLY} days at a time, or have somebody keep it;"
        " see the patient again within days.",
        _QUANTITY_SOURCES,
    )


def _limited(med: str, name: str, days: int) -> SafetyAlert:
    return SafetyAlert(
        AlertKind.QUANTITY_LIMIT,
        med,
        AlertSeverity.INFORMATION,
        f"The newest screen tells of thoughts of self-harm; {name} is limited to"
        f" {days} {'day' if days == 1 else 'days'} at a time.",
        (med,),
        "Keep the limit, or have somebody keep the supply; see the patient again within days.",
        _QUANTITY_SOURCES,
    )
