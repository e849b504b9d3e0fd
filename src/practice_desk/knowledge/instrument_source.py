"""Reads instruments as YAML has them, checks them, and makes them the values that the program uses.

The schema is that of `resources/knowledge/instruments.yaml`. What that says in words stands in
`instrument_rules.yaml` in a form that can be followed; a clinic's own instrument has such rules in
its own entry, under `rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import msgspec

from practice_desk.domain.instrument import (
    ANY_ITEM,
    TOTAL,
    Band,
    ChangeRule,
    CountRule,
    Instrument,
    Item,
    Licence,
    Option,
    Rater,
    SafetyTrigger,
    ScoringMethod,
    Subscale,
    TriggerKind,
)
from practice_desk.domain.measure_schedule import ScheduleRule

_METHODS = {
    "sum": ScoringMethod.SUM,
    "single": ScoringMethod.SINGLE,
    "rule": ScoringMethod.RULE,
}
_YES_NO = (Option(0, "No"), Option(1, "Yes"))


class _Said(msgspec.Struct, forbid_unknown_fields=True):
    """A rule, and the words of the pack that it stands for."""

    says: str = ""


class _Missing(_Said):
    allowed: int = 0


class _Response(_Said):
    percent: int | None = None
    at_most: int | None = None


class _Remission(_Said):
    below: int | None = None


class _Gate(_Said, kw_only=True):
    id: str
    text: str


class _OnlyIf(_Said, kw_only=True):
    items: tuple[str, ...]


class _Between(_Said, kw_only=True):
    items: tuple[str, ...]


class _Finding(msgspec.Struct, forbid_unknown_fields=True):
    label: str
    items: tuple[str, ...]
    at_least: int
    how_many: int = 1
    open_counts: bool = False


class _Findings(_Said, kw_only=True):
    rules: list[_Finding]
    otherwise: str = ""


class _Ours(msgspec.Struct, forbid_unknown_fields=True):
    """What counts as a change, response and remission where the pack says nothing; ours."""

    sources: tuple[str, ...]
    counts: int | None = None
    response_percent: int | None = None
    response_from: int | None = None
    remission_below: int | None = None


class Rules(msgspec.Struct, forbid_unknown_fields=True):
    """What of an instrument its entry says in words only."""

    missing: _Missing = msgspec.field(default_factory=_Missing)
    response: _Response = msgspec.field(default_factory=_Response)
    remission: _Remission = msgspec.field(default_factory=_Remission)
    gate: _Gate | None = None
    only_if: dict[str, _OnlyIf] = {}
    between: _Between | None = None
    findings: _Findings | None = None
    optional: list[str] = []
    ours: _Ours | None = None
    sensitive: bool = False
    self_harm: list[str] = []
    codes: dict[str, str] = {}
    youngest: int | None = None
    oldest: int | None = None
    languages: tuple[str, ...] = ("en",)


class _Option(msgspec.Struct, forbid_unknown_fields=True):
    value: int
    label: str


class _Item(msgspec.Struct):
    id: str
    text: str
    options: list[_Option | str] = []
    group: str = ""
    ask_only_if: str = ""


class _Scoring(msgspec.Struct):
    method: Literal["sum", "single", "rule", "none"]
    range: tuple[int, int]
    items: tuple[str, ...] = ()
    reverse: tuple[str, ...] = ()
    subscales: dict[str, tuple[str, ...]] = {}
    missing: str = ""
    gate: str = ""
    note: str = ""


class _Band(msgspec.Struct):
    label: str
    min: int | None = None
    max: int | None = None


class _Trigger(msgspec.Struct):
    item: str
    min_value: int
    action: str


class _Change(msgspec.Struct):
    points: int | None = None
    reliable_change: int | None = None
    direction: Literal["lower is better", "higher is better"] = "lower is better"


class _Loinc(msgspec.Struct):
    total: str = ""


class _Licence(msgspec.Struct):
    status: str
    evidence: str
    attribution: str


class Entry(msgspec.Struct):
    """One instrument as YAML has it."""

    id: str
    name: str
    licence: _Licence
    scoring: _Scoring
    items: list[_Item]
    rater: str = "patient"
    population: str = ""
    recall: str = ""
    stem: str = ""
    response_options: list[_Option] = []
    bands: list[_Band] = []
    positive_rule: str = ""
    mcid: _Change = msgspec.field(default_factory=_Change)
    response: str = ""
    remission: str = ""
    safety_triggers: list[_Trigger] = []
    loinc: _Loinc = msgspec.field(default_factory=_Loinc)
    note: str = ""
    sources: tuple[str, ...] = ()
    rules: Rules | None = None


class _NotBundled(msgspec.Struct):
    id: str
    name: str


class Source(msgspec.Struct):
    """`instruments.yaml`."""

    pack_version: str
    instruments: list[dict[str, object]]
    not_bundled: list[_NotBundled]


class _SelfHarm(msgspec.Struct, forbid_unknown_fields=True):
    at_least: int
    action: str


class _ScoreOnly(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    range: tuple[int, int]
    name: str = ""
    loinc: str = ""
    note: str = ""
    higher_is_better: bool = False
    sensitive: bool = False
    ours: _Ours | None = None
    self_harm: _SelfHarm | None = None


class RulesSource(msgspec.Struct, forbid_unknown_fields=True):
    """`instrument_rules.yaml`."""

    rules: dict[str, Rules]
    score_only: list[_ScoreOnly]
    schedules: tuple[ScheduleRule, ...]


def instruments_of(plain: object, rules: object) -> tuple[Instrument, ...]:
    """Return the pack's instruments from its two parsed files. Raises ValueError.

    Those whose wording may not be shown come last and have no items.
    """
    source = msgspec.convert(plain, Source)
    known = msgspec.convert(rules, RulesSource)
    found = []
    for each in source.instruments:
        entry = msgspec.convert(each, Entry)
        if entry.scoring.method == "none":
            continue
        if entry.id not in known.rules:
            raise ValueError(f"{entry.id}: instrument_rules.yaml says nothing of it")
        found.append(instrument_of(entry, known.rules[entry.id], source.pack_version))
    names = {each.id: each.name for each in source.not_bundled}
    version = source.pack_version
    return (*found, *(_score_only(each, names, version) for each in known.score_only))


def schedules_of(rules: object, known: Iterable[Instrument]) -> tuple[ScheduleRule, ...]:
    """Return when measures are due by the plan, each with the youngest age of its measure.

    Raises ValueError for a measure not *known*.
    """
    found = msgspec.convert(rules, RulesSource).schedules
    youngest = {each.id: each.youngest for each in known}
    for each in found:
        if each.instrument_id not in youngest:
            raise ValueError(f"a schedule names the measure {each.instrument_id}, which is unknown")
    return tuple(replace(each, youngest=youngest[each.instrument_id]) for each in found)


def instrument_of(entry: Entry, rules: Rules, version: str) -> Instrument:
    """Return one instrument. Raises ValueError in a sentence that names what is wrong."""
    made = replace(
        _made(entry, rules, version),
        gate="" if rules.gate is None else rules.gate.id,
        missing_allowed=rules.missing.allowed,
        findings=_findings(rules),
        otherwise=rules.findings.otherwise if rules.findings else "",
        change=_change(entry, rules),
        safety=tuple(_trigger(each, rules) for each in entry.safety_triggers),
        youngest=rules.youngest,
        oldest=rules.oldest,
        languages=rules.languages,
        sensitive=rules.sensitive,
    )
    differences = () if entry.rules is not None else _differences(entry, rules)
    for sentence in (*differences, *_slips(made, entry)):
        raise ValueError(f"{entry.id}: {sentence}")
    return made


def _change(entry: Entry, rules: Rules) -> ChangeRule:
    given = ChangeRule(
        entry.mcid.points,
        entry.mcid.reliable_change,
        rules.response.percent,
        rules.response.at_most,
        rules.remission.below,
        entry.mcid.direction == "lower is better",
    )
    return _with_ours(given, rules.ours)


def _with_ours(given: ChangeRule, ours: _Ours | None) -> ChangeRule:
    """Return the rule with what is ours. Raises ValueError where the pack itself says something."""
    if ours is None:
        return given
    added = {
        name: getattr(ours, name)
        for name in ("counts", "response_percent", "response_from", "remission_below")
        if getattr(ours, name) is not None
    }
    if said := [name for name in added if getattr(given, name) is not None]:
        raise ValueError(f"the pack says {', '.join(said)} itself: take it out of “ours”")
    return replace(given, **added, ours=ours.sources)


def _made(entry: Entry, rules: Rules, version: str) -> Instrument:
    scoring, licence = entry.scoring, entry.licence
    bands = (each for each in entry.bands if each.min is not None and each.max is not None)
    items = [_item(each, entry, rules) for each in entry.items]
    if rules.gate is not None:
        items.insert(0, Item(rules.gate.id, rules.gate.text, _YES_NO))
    return Instrument(
        entry.id,
        entry.name,
        *scoring.range,
        entry.loinc.total,
        version,
        _METHODS.get(scoring.method, ScoringMethod.TOTAL_ONLY),
        entry.stem,
        entry.recall,
        Rater.PATIENT if entry.rater.startswith("patient") else Rater.CLINICIAN,
        entry.population,
        items=tuple(items),
        scored=scoring.items,
        reverse=scoring.reverse,
        subscales=tuple(Subscale(name, items) for name, items in scoring.subscales.items()),
        bands=tuple(Band(each.min or 0, each.max or 0, each.label) for each in bands),
        licence=Licence(licence.status, licence.evidence, licence.attribution),
        note=entry.note,
        sources=entry.sources,
    )


def _item(item: _Item, entry: Entry, rules: Rules) -> Item:
    options: list[_Option | str] = item.options or [*entry.response_options]
    only_if = rules.only_if.get(item.id)
    return Item(
        item.id,
        item.text,
        tuple(
            Option(number, each) if isinstance(each, str) else Option(each.value, each.label)
            for number, each in enumerate(options)
        ),
        item.group,
        rules.between is not None and item.id in rules.between.items,
        () if only_if is None else only_if.items,
        item.id in rules.optional,
        rules.codes.get(item.id, ""),
    )


def _findings(rules: Rules) -> tuple[CountRule, ...]:
    given = [] if rules.findings is None else rules.findings.rules
    return tuple(
        CountRule(each.label, each.items, each.at_least, each.how_many, each.open_counts)
        for each in given
    )


def _trigger(trigger: _Trigger, rules: Rules) -> SafetyTrigger:
    kind = TriggerKind.SELF_HARM if trigger.item in rules.self_harm else TriggerKind.URGENT
    return SafetyTrigger(trigger.item, trigger.min_value, trigger.action, kind)


def _score_only(entry: _ScoreOnly, names: dict[str, str], version: str) -> Instrument:
    name = entry.name or names.get(entry.id, "")
    if not name:
        raise ValueError(f"{entry.id}: instruments.yaml does not list it as not bundled")
    harm = entry.self_harm
    safety = (
        SafetyTrigger(TOTAL, harm.at_least, harm.action, TriggerKind.SELF_HARM) if harm else None
    )
    return Instrument(
        entry.id,
        name,
        *entry.range,
        entry.loinc,
        version,
        change=_with_ours(ChangeRule(lower_is_better=not entry.higher_is_better), entry.ours),
        safety=() if safety is None else (safety,),
        note=entry.note,
        sensitive=entry.sensitive,
    )


def _differences(entry: Entry, rules: Rules) -> Iterator[str]:
    """Yield where the rules stand for other words than those of the entry."""
    asked = {each.id: each.ask_only_if for each in entry.items}
    pairs = [
        (entry.scoring.missing, rules.missing.says),
        (entry.scoring.gate, rules.gate.says if rules.gate else ""),
        (entry.scoring.note, rules.between.says if rules.between else ""),
        (entry.response, rules.response.says),
        (entry.remission, rules.remission.says),
        (entry.positive_rule, rules.findings.says if rules.findings else ""),
        *(
            (asked[each], rules.only_if[each].says if each in rules.only_if else "")
            for each in asked
        ),
    ]
    yield from (
        f"“{said}” is not what its rule stands for: “{meant}”"
        for said, meant in pairs
        if said != meant
    )


def _slips(made: Instrument, entry: Entry) -> Iterator[str]:
    """Yield what can't be followed: names that lead nowhere, ranges that do not add up."""
    ids = [each.id for each in made.items]
    if len(set(ids)) < len(ids):
        yield "two questions have the same id"
    for item in made.items:
        if len(item.options) < 2 or len({each.value for each in item.options}) < len(item.options):
            yield f"question {item.id} needs two answers or more, each with a number of its own"
    named = [
        *made.scored, *made.reverse, *(each for part in made.subscales for each in part.items),
        *(each for rule in made.findings for each in rule.items),
        *(each for item in made.items for each in item.only_if),
    ]  # fmt: skip
    yield from (f"there is no question {each}" for each in named if each not in ids)
    for trigger in made.safety:
        if trigger.item not in {*ids, ANY_ITEM, TOTAL}:
            yield f"a safety rule names the question {trigger.item}, which is not there"
    if not made.scored:
        yield "scoring names no question that counts"
    if not made.licence.attribution:
        yield "licence says nothing that could stand under it"
    yield from _range_slips(made)


def _range_slips(made: Instrument) -> Iterator[str]:
    options = [item.options for item in made.items if item.id in made.scored]
    lowest = sum(min(each.value for each in given) for given in options if given)
    highest = sum(max(each.value for each in given) for given in options if given)
    if (lowest, highest) != (made.lowest, made.highest):
        yield (
            f"its answers add up to {lowest} to {highest}, and its range says "
            f"{made.lowest} to {made.highest}"
        )
    if not made.bands:
        return
    if (made.bands[0].lowest, made.bands[-1].highest) != (made.lowest, made.highest):
        yield "its bands do not cover its range"
    if any(after.lowest != before.highest + 1 for before, after in pairwise(made.bands)):
        yield "its bands overlap or leave a gap"
