"""Composes the sections of one handout from the texts of the library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import structs

from practice_desk.domain.education import HandoutKind, Topic
from practice_desk.domain.handout import REQUIRED, Handout, HandoutPart, HandoutSection
from practice_desk.knowledge.education_records import (
    ClassText,
    ConditionText,
    EducationFile,
    MedicationFacts,
    MedicationText,
    Said,
    Sections,
    SkillText,
    Text,
)

_LEVELS = ("emergency", "same_day", "none")
_FRAMED = frozenset({"warnings", "serious", "call"})
_RULED = frozenset({"how_to_take", "missed", "alcohol", "driving", "pregnancy", "storage"})
"""Sections that begin with what the rules say."""
_NUMBERED = frozenset({"steps"})
_PACK = "Practice Desk clinical pack {version}"


class Library:
    """The texts by their ids."""

    def __init__(self, file: EducationFile) -> None:
        self.file = file
        self.classes: dict[str, ClassText] = {each.id: each for each in file.classes}
        self.conditions: dict[str, ConditionText] = {each.id: each for each in file.conditions}
        self.skills: dict[str, SkillText] = {each.id: each for each in file.skills}
        self.facts: dict[str, MedicationFacts] = {each.id: each for each in file.facts}
        self.own: dict[str, MedicationText] = {each.id: each for each in file.medications}
        self.boxed = {each.id: each for each in file.boxed}

    @property
    def pack_source(self) -> str:
        """How the pack is named among the sources."""
        return _PACK.format(version=self.file.pack_version)


def medication_handout(
    library: Library,
    medication_id: str,
    language: str,
    name: str = "",
    schedule: str = "",
    form: str = "",
) -> Handout:
    """Return the handout of one medication; of one that is not known, what holds for all.

    With a *form* it says how to take that one, else how to take each that is made.
    """
    facts = library.facts.get(medication_id)
    if facts is None:
        told = name or medication_id
        facts = MedicationFacts(
            medication_id, told, "", (), schedule, "", "", False, (), (), (), ()
        )
    if form:
        facts = structs.replace(facts, forms=(form,))
    made = _Composition(library, facts, language)
    topic = Topic(HandoutKind.MEDICATION, medication_id)
    return _handout(library, topic, name or facts.name, language, made.sections())


def class_handout(library: Library, entry: ClassText, language: str) -> Handout:
    """Return the handout of a class, without what differs from one medication to another."""
    facts = MedicationFacts(entry.id, "", entry.id, (), "", "", "", False, (), (), (), ())
    made = _Composition(library, facts, language, of_class=True)
    topic = Topic(HandoutKind.CLASS, entry.id)
    return _handout(library, topic, entry.name.in_language(language), language, made.sections())


def plain_handout(
    library: Library, topic: Topic, name: Said, sections: Sections, language: str
) -> Handout:
    """Return the handout of a condition or a skill."""
    order = [*REQUIRED[topic.kind], *(key for key in sections if key not in REQUIRED[topic.kind])]
    made = [_section(library, key, (sections[key],), language) for key in order if key in sections]
    return _handout(library, topic, name.in_language(language), language, made)


def _handout(
    library: Library,
    topic: Topic,
    name: str,
    language: str,
    sections: Iterable[HandoutSection],
) -> Handout:
    words = library.file.words
    title = words.titles[topic.kind].in_language(language).replace("{name}", name)
    kind = topic.kind
    asked = words.questions["medication" if kind is HandoutKind.CLASS else kind.value]
    questions = tuple(asked.in_language(language).strip().splitlines())
    return Handout(topic, language, name, title, tuple(sections), questions)


class _Composition:
    """The sections of one medication or class in one language."""

    def __init__(
        self, library: Library, facts: MedicationFacts, language: str, *, of_class: bool = False
    ) -> None:
        self._library = library
        self._rules = library.file.rules
        self._facts = facts
        self._language = language
        self._of_class = of_class
        self._group = library.classes.get(facts.group)
        self._own = library.own.get(facts.id) if not of_class else None

    def sections(self) -> Iterator[HandoutSection]:
        """Yield the sections in their order; none is left out for want of facts."""
        if self._facts.boxed:
            yield self._warnings()
        kind = HandoutKind.CLASS if self._of_class else HandoutKind.MEDICATION
        for key in REQUIRED[kind]:
            if key in ("common", "serious"):
                yield self._effects(key)
            else:
                texts = tuple(self._texts(key))
                yield _section(self._library, key, texts, self._language)
        if self._facts.schedule:
            text = self._rules.storage["controlled_here" if self._is_kept_here else "controlled"]
            yield _section(self._library, "controlled", (text,), self._language)

    @property
    def _is_kept_here(self) -> bool:
        return any(each is not None and each.kept_here for each in (self._group, self._own))

    def _texts(self, key: str) -> Iterator[Text]:
        """Yield what is said on *key*: by the rule, for the class, and for this one alone."""
        own = self._own
        mine = own.sections.get(key) if own is not None else None
        if mine is not None and own is not None and key in own.instead:
            yield mine
            return
        common = self._group.sections.get(key) if self._group is not None else None
        ruled = tuple(self._ruled(key))
        replaced = self._group is not None and key in self._group.instead
        if key in _RULED and not replaced:
            yield from ruled
        said = [each for each in (common, mine) if each is not None]
        yield from said
        if key == "stopping" and common is None:
            yield from ruled
        elif not said and key in ("purpose", "expect"):
            yield self._rules.fallback[key]

    def _ruled(self, key: str) -> Iterator[Text]:
        rules, facts, group = self._rules, self._facts, self._group
        match key:
            case "how_to_take":
                yield rules.forms["all"]
                named = (form for form in facts.forms if form in rules.forms)
                yield from dict.fromkeys(rules.forms[form] for form in named)
            case "missed":
                yield rules.missed[group.missed if group is not None else "unknown"]
            case "alcohol":
                yield rules.alcohol[group.alcohol if group is not None else "unknown"]
            case "driving":
                rule = group.driving if group is not None else ""
                by_pack = "sedating" if facts.sedating else "not_sedating"
                fallback = by_pack if group is not None and not self._of_class else "unknown"
                yield rules.driving[rule or fallback]
            case "pregnancy":
                yield rules.pregnancy["all"]
                yield rules.pregnancy[facts.pregnancy or "unknown"]
            case "stopping":
                yield rules.stopping[facts.taper or "unknown"]
            case "storage":
                yield rules.storage["here" if self._is_kept_here else "all"]

    def _warnings(self) -> HandoutSection:
        said = (self._library.boxed[each].in_language(self._language) for each in self._facts.boxed)
        return self._made("warnings", (HandoutPart("", tuple(said)),))

    def _effects(self, key: str) -> HandoutSection:
        """Return the side effects; serious ones by how soon somebody is told."""
        words = self._library.file.words
        ids = self._facts.common if key == "common" else self._facts.serious
        if not ids:
            text = self._rules.fallback[key]
            return _section(self._library, key, (text,), self._language)
        named = {each: words.effects[each].in_language(self._language) for each in ids}
        if key == "common":
            lead = words.leads["common"].in_language(self._language)
            last = words.leads["common_after"].in_language(self._language)
            return self._made(
                key, (HandoutPart(lead, tuple(named.values())), HandoutPart("", (last,)))
            )
        levels = self._library.file.levels
        parts = []
        for level in _LEVELS:
            points = tuple(name for each, name in named.items() if levels[each] == level)
            if points:
                parts.append(HandoutPart(words.leads[level].in_language(self._language), points))
        mine = self._own.sections.get(key) if self._own is not None else None
        if mine is not None:
            parts += _parts(mine.in_language(self._language))
        return self._made(key, tuple(parts), () if mine is None else mine.sources)

    def _made(
        self, key: str, parts: tuple[HandoutPart, ...], more: tuple[str, ...] = ()
    ) -> HandoutSection:
        heading = self._library.file.words.headings[key].in_language(self._language)
        sources = (self._library.pack_source, *self._facts.sources, *more)
        return HandoutSection(key, heading, parts, sources, key in _FRAMED)


def _section(library: Library, key: str, texts: tuple[Text, ...], language: str) -> HandoutSection:
    headings: Mapping[str, Said] = library.file.words.headings
    parts = tuple(part for text in texts for part in _parts(text.in_language(language)))
    sources = tuple(dict.fromkeys(source for text in texts for source in text.sources))
    heading = headings[key].in_language(language)
    return HandoutSection(key, heading, parts, sources, key in _FRAMED, key in _NUMBERED)


def _parts(text: str) -> Iterator[HandoutPart]:
    """Yield the points of a text; a line that ends with a colon leads those below it."""
    lead, points = "", list[str]()
    for line in filter(None, map(str.strip, text.splitlines())):
        if not line.endswith(":"):
            points.append(line)
            continue
        if points:
            yield HandoutPart(lead, tuple(points))
        lead, points = line, []
    if points:
        yield HandoutPart(lead, tuple(points))
