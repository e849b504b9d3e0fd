"""Makes the file of handouts from `resources/education/*.yaml` and the pack's facts.

What is misspelled, refers to nothing, or leaves a medication of the pack without a class or a boxed
warning without plain words stops the build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec

from practice_desk.domain.education import HandoutKind
from practice_desk.domain.handout import REQUIRED
from practice_desk.knowledge import education_records as records

_T = TypeVar("_T")
_COMPOSED = frozenset({"how_to_take", "common", "serious", "missed", "alcohol", "driving"})
"""Sections of a medication that rules and the pack fill; a class need not write them."""
_OF_CLASS = frozenset({*REQUIRED[HandoutKind.CLASS], "serious"})
_BY_RULE = _COMPOSED | {"pregnancy", "stopping", "storage"}
FILES = ("words", "rules", "boxed", "classes", "medications", "conditions", "skills")


class _PackMedication(msgspec.Struct):
    id: str
    generic_name: str
    classes: tuple[str, ...]
    dea_schedule: str
    taper: dict[str, object]
    pregnancy_level: str
    sedating: bool
    boxed_warnings: tuple[str, ...]
    common_side_effects: tuple[str, ...]
    serious_side_effects: tuple[str, ...]
    sources: tuple[str, ...]
    forms: list[dict[str, object]] = []


def education_of(
    texts: Callable[[str], object],
    medications: Iterable[object],
    levels: Mapping[str, str],
    names: Mapping[str, str],
    pack_version: str,
) -> records.EducationFile:
    """Return all handouts' texts with the pack's facts. Raises ValueError naming what is wrong.

    *texts* returns a YAML file's content by its name; *medications* are the pack's prescribed
    ones as its YAML has them; *levels* are the pack's side effects with how soon each is told;
    *names* the medications' display names by id.
    """
    words = _convert(texts("words"), records.Words)
    boxed = _convert(texts("boxed"), tuple[records.Boxed, ...])
    classes = _convert(texts("classes"), tuple[records.ClassText, ...])
    prescribed = (_convert(entry, _PackMedication) for entry in medications)
    facts = tuple(_facts(each, classes, boxed, names) for each in prescribed)
    made = records.EducationFile(
        records.FORMAT,
        words,
        _convert(texts("rules"), records.RuleTexts),
        boxed,
        classes,
        _convert(texts("medications"), tuple[records.MedicationText, ...]),
        _convert(texts("conditions"), tuple[records.ConditionText, ...]),
        _convert(texts("skills"), tuple[records.SkillText, ...]),
        facts,
        {
            each: level
            for each, level in {**levels, **words.levels}.items()
            if each in words.effects
        },
        pack_version,
    )
    _check(made)
    return made


def _convert(value: object, kind: type[_T]) -> _T:
    return msgspec.convert(value, kind)


def _facts(
    entry: _PackMedication,
    classes: tuple[records.ClassText, ...],
    boxed: tuple[records.Boxed, ...],
    names: Mapping[str, str],
) -> records.MedicationFacts:
    return records.MedicationFacts(
        id=entry.id,
        name=names.get(entry.id, entry.generic_name),
        group=_group(entry, classes),
        forms=tuple(dict.fromkeys(str(form["form"]) for form in entry.forms)),
        schedule="" if entry.dea_schedule == "none" else entry.dea_schedule,
        taper=str(entry.taper["urgency"]),
        pregnancy=entry.pregnancy_level,
        sedating=entry.sedating,
        common=entry.common_side_effects,
        serious=entry.serious_side_effects,
        boxed=tuple(_boxed(entry, warning, boxed) for warning in entry.boxed_warnings),
        sources=entry.sources,
    )


def _group(entry: _PackMedication, classes: tuple[records.ClassText, ...]) -> str:
    named = [each.id for each in classes if entry.id in each.medications]
    named += [each.id for own in entry.classes for each in classes if own in each.classes]
    if not named:
        raise ValueError(f"{entry.id}: no class of handouts has it")
    return named[0]


def _boxed(entry: _PackMedication, warning: str, boxed: tuple[records.Boxed, ...]) -> str:
    found = next((each.id for each in boxed if warning.startswith(each.pack)), None)
    if found is None:
        raise ValueError(f"{entry.id}: the boxed warning “{warning[:40]}” has no plain words")
    return found


def _check(made: records.EducationFile) -> None:
    """Raise ValueError where a handout would lack a section, a word or a source."""
    rules, words = made.rules, made.words
    ids = {each.id for each in made.facts}
    for entry in made.classes:
        _known(entry.id, {entry.missed}, rules.missed)
        _known(entry.id, {entry.alcohol}, rules.alcohol)
        _known(entry.id, {entry.driving} - {""}, rules.driving)
        _known(entry.id, entry.sections, _OF_CLASS)
        _known(entry.id, set(REQUIRED[HandoutKind.CLASS]) - _BY_RULE, entry.sections)
        _known(entry.id, entry.medications, ids)
        _known(entry.id, entry.instead, entry.sections)
    for own in made.medications:
        _known(own.id, {own.id}, ids)
        _known(own.id, own.sections, _OF_CLASS)
        _known(own.id, own.instead, own.sections)
    for condition in made.conditions:
        _known(condition.id, REQUIRED[HandoutKind.CONDITION], condition.sections)
    for skill in made.skills:
        _known(skill.id, REQUIRED[HandoutKind.SKILL], skill.sections)
    _known("words.levels", words.levels, words.effects)
    for facts in made.facts:
        _known(facts.id, {*facts.common, *facts.serious}, words.effects)
        _known(facts.id, facts.serious, made.levels)
        _known(facts.id, {facts.pregnancy}, rules.pregnancy)
        _known(facts.id, {facts.taper}, rules.stopping)
        _known(facts.id, facts.forms, {*rules.forms, "tablet", "capsule"})
    for name, text in _texts(made):
        if not text.sources or not text.en.strip() or not text.es.strip():
            raise ValueError(f"{name}: a text has both languages and its source")


def _texts(made: records.EducationFile) -> Iterable[tuple[str, records.Text]]:
    rules = made.rules
    for name in rules.__struct_fields__:
        for key, text in getattr(rules, name).items():
            yield f"{name}.{key}", text
    owners: list[tuple[str, records.Sections]] = [
        *((each.id, each.sections) for each in made.classes),
        *((each.id, each.sections) for each in made.medications),
        *((each.id, each.sections) for each in made.conditions),
        *((each.id, each.sections) for each in made.skills),
    ]
    for owner, sections in owners:
        for key, text in sections.items():
            yield f"{owner}.{key}", text


def _known(owner: str, named: Iterable[str], known: Iterable[str]) -> None:
    if missing := set(named) - set(known):
        raise ValueError(f"{owner}: there is no {min(missing)}")
