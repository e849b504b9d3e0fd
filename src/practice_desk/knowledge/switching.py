"""What the pack says about a switch of medications: washout, taper, start, cautions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from practice_desk.domain.safety import AlertSeverity
from practice_desk.knowledge.safety.interactions import is_contraindicated
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.safety.records import MedicationFacts, Titration


@dataclass(frozen=True, slots=True)
class SwitchFact:
    """One thing that the pack says, with what it rests on."""

    text: str
    sources: tuple[str, ...]
    severity: AlertSeverity = AlertSeverity.INFORMATION


@dataclass(frozen=True, slots=True)
class SwitchAdvice:
    """What the pack says about a switch; what it does not say is absent, never "no problem".

    *washout_days* lie between the last dose of the one and the first of the other; None where the
    pack gives none. *may_overlap* is False where the two are contraindicated together or a washout
    is needed. *taper_advised* is None where the pack does not say. *start_dose* and *titration* are
    the label's for adults, in *start_unit* a day, both from *start_sources*.
    """

    from_name: str
    to_name: str
    is_known: bool
    washout_days: int | None
    may_overlap: bool
    taper_advised: bool | None
    facts: tuple[SwitchFact, ...]
    start_dose: Decimal | None = None
    start_unit: str = "mg"
    titration: tuple[Titration, ...] = ()
    start_sources: tuple[str, ...] = ()


def switch_advice(pack: SafetyPack, from_med: str, to_med: str) -> SwitchAdvice:
    """Return what the pack says about stopping *from_med* and starting *to_med*, both by id."""
    leaving, entering = pack.medication(from_med), pack.medication(to_med)
    washouts = [
        each
        for each in (leaving.washouts if leaving else ())
        if each.before_starting in pack.groups(to_med)
    ]
    longest = max(washouts, key=lambda each: each.days, default=None)
    strict = is_contraindicated(pack, from_med, to_med)
    facts: list[SwitchFact] = []
    if leaving is not None and longest is not None:
        text = f"{longest.days} days between the last {pack.name(from_med)} and the first"
        text = f"{text} {pack.name(to_med)}. {longest.note}".strip()
        facts.append(SwitchFact(text, leaving.sources, AlertSeverity.MAJOR))
    facts += _interactions(pack, from_med, to_med)
    if leaving is not None and leaving.taper is not None and leaving.taper.note:
        facts.append(SwitchFact(leaving.taper.note, leaving.sources))
    usual = entering.adult_dose if entering else None
    return SwitchAdvice(
        from_name=pack.name(from_med),
        to_name=pack.name(to_med),
        is_known=leaving is not None and entering is not None,
        washout_days=None if longest is None else longest.days,
        may_overlap=longest is None and not strict,
        taper_advised=leaving.taper.advised if leaving and leaving.taper else None,
        facts=(*facts, *_start(entering)),
        start_dose=_start_dose(entering),
        start_unit="mg" if usual is None else usual.unit.partition("/")[0],
        titration=entering.titration if entering else (),
        start_sources=entering.sources if entering else (),
    )


def _interactions(pack: SafetyPack, first: str, second: str) -> list[SwitchFact]:
    return [
        SwitchFact(f"{rule.effect}. {rule.management}", rule.sources, AlertSeverity(rule.severity))
        for rule in pack.interactions(first, second)
    ]


def _start_dose(facts: MedicationFacts | None) -> Decimal | None:
    usual = None if facts is None else facts.adult_dose
    if usual is None or usual.basis != "per_day":
        return None
    return usual.start_mg_per_day or usual.start_per_day or usual.usual_min


def _start(facts: MedicationFacts | None) -> list[SwitchFact]:
    usual = None if facts is None else facts.adult_dose
    if facts is None or usual is None:
        return []
    dose = _start_dose(facts)
    start = "" if dose is None else f"starts at {dose} {usual.unit} a day, "
    text = f"Usual adult dose of {facts.generic_name}: {start}{usual.usual_min} to"
    return [
        SwitchFact(f"{text} {usual.usual_max} {usual.unit}. {usual.note}".strip(), facts.sources)
    ]
