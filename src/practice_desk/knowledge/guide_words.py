"""Conditions, side effects, measures, classes and usual limits in words, for reading and review."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from practice_desk.knowledge.laboratory import laboratory
from practice_desk.knowledge.safety.guide_records import (
    AnswerOption,
    Band,
    ConditionFacts,
    InstrumentFacts,
    InstrumentItem,
    SideEffectFacts,
)
from practice_desk.knowledge.safety.records import ClassFacts, UpperLimit

GuideEntry = ClassFacts | ConditionFacts | InstrumentFacts | SideEffectFacts | UpperLimit
Names = Callable[[str], str]
Lines = list[tuple[str, str]]
LEVELS = {"none": "no", "same_day": "the same day", "emergency": "at once: an emergency"}
_METHODS = {"sum": "Sum of the answers", "single": "One answer", "rule": "A rule", "none": "None"}


def guide_title(entry: GuideEntry) -> str:
    """Return what an entry is called in a list."""
    match entry:
        case SideEffectFacts():
            return entry.clinical_term
        case UpperLimit():
            return f"Usual upper limit: {_test(entry)}"
        case _:
            return entry.name


def guide_lines(entry: GuideEntry, names: Names) -> Lines:
    """Return the facts of an entry as labels and texts."""
    match entry:
        case SideEffectFacts():
            return _side_effect(entry, names)
        case ConditionFacts():
            return [
                ("Kind", entry.kind.replace("_", " ")),
                ("ICD-10-CM", ", ".join(entry.icd10cm)),
                ("Topics", ", ".join(entry.topics).replace("_", " ")),
                ("Labelled medications", _all(entry.labelled_medications, names)),
            ]
        case InstrumentFacts():
            return _instrument(entry)
        case ClassFacts():
            twice = "yes" if entry.duplicate_note else "no"
            parent = names(entry.parent) if entry.parent else ""
            return [("Kind", entry.kind), ("Within", parent), ("Two at once are noted", twice)]
        case UpperLimit():
            return [("Limit", f"{entry.high.normalize():f} {entry.unit}"), ("LOINC", entry.loinc)]


def _test(limit: UpperLimit) -> str:
    test = laboratory().find(limit.loinc)
    return limit.loinc if test is None else test.name


def _side_effect(entry: SideEffectFacts, names: Names) -> Lines:
    return [
        ("Asked as", entry.plain_words),
        ("Needs action", LEVELS[entry.red_flag.level]),
        ("What the patient does", entry.red_flag.do),
        ("What clinicians do", "; ".join(entry.management)),
        ("Begins", entry.typical_onset),
        ("Caused by", _all(entry.caused_by, names)),
        ("Classes", _all(entry.related_classes, names)),
        ("MedDRA", entry.meddra_pt),
        ("Body system", entry.body_system),
    ]


def _instrument(entry: InstrumentFacts) -> Lines:
    lowest, highest = entry.scoring.range
    how = f"{_METHODS[entry.scoring.method]}, {lowest} to {highest}"
    more = (entry.scoring.missing, entry.scoring.gate, entry.scoring.note)
    reverse = f"counted in reverse: {', '.join(entry.scoring.reverse)}"
    mcid = entry.mcid
    points = f"{mcid.points} points" if mcid and mcid.points is not None else ""
    notable = filter(None, (points, mcid.direction, mcid.note)) if mcid else ()
    triggers = (f"{t.item}, {t.min_value} or more: {t.action}" for t in entry.safety_triggers)
    return [
        ("For", entry.population),
        ("Answered by", entry.rater),
        ("About", entry.recall),
        ("Total", "; ".join(filter(None, (how, *more, reverse if entry.scoring.reverse else "")))),
        ("Meaning of the total", "\n".join(map(_band, entry.bands))),
        ("Positive", entry.positive_rule),
        ("Notable change", ", ".join(notable)),
        ("Response", entry.response),
        ("Remission", entry.remission),
        ("Answers that need action", "\n".join(triggers)),
        ("Begins with", entry.stem),
        ("Answers", _options(entry.response_options)),
        ("Questions", "\n".join(map(_question, entry.items))),
        ("LOINC", ", ".join(filter(None, (entry.loinc.panel, entry.loinc.total))))
        if entry.loinc
        else ("LOINC", ""),
        ("Licence", f"{entry.licence.status.replace('_', ' ')}: {entry.licence.evidence}"),
        ("Its owner asks to print", entry.licence.attribution),
        ("Note", entry.note),
    ]


def _band(band: Band) -> str:
    if band.min is None or band.max is None:
        return f"{band.rule}: {band.label}"
    return f"{band.min} to {band.max}: {band.label}"


def _options(options: Iterable[AnswerOption]) -> str:
    return "; ".join(
        each.label if each.value is None else f"{each.value} {each.label}" for each in options
    )


def _question(item: InstrumentItem) -> str:
    words = [item.text, _options(item.options), "" if item.scored else "not counted"]
    return f"{item.id}: {' – '.join(filter(None, words))}"


def _all(refs: Iterable[str], names: Names) -> str:
    return ", ".join(map(names, refs))
