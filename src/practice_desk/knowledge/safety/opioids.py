"""What goes with opioids beside sedatives."""

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
_SOURCES = ("FDA Drug Safety Communication, naloxone with opioids, July 2020",)


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
