"""The questions of a check-in that come from the chart: measures, side effects, medications, facts.

Pure over what was read. Each function gives the pages of one kind in the words of one language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TypeVar

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.check_in_sheet import (
    ADHERENCE,
    CRISIS,
    EFFECT,
    ENGLISH,
    LONGEST_ANSWER,
    MEASURE,
    NEW_MEDICINES,
    NO,
    OTHER_EFFECTS,
    PREGNANCY,
    PROXY,
    SELF,
    SUBSTANCE,
    TELL_NOW,
    TOLD_BY,
    Choice,
    Item,
    Page,
)
from practice_desk.domain.instrument import Instrument, Rater, TriggerKind
from practice_desk.domain.instrument import Item as Question
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.patient import RelatedPersonRole, SexAssigned
from practice_desk.domain.patient_fact import known_facts
from practice_desk.domain.plan_text import patient_item_directions
from practice_desk.knowledge.side_effects import SideEffectRecord, side_effects
from practice_desk.services.charts import Chart
from practice_desk.services.check_in_wording import CheckInWords, page
from practice_desk.services.measures import find_measure

MOST_EFFECTS = 25
"""How many side effects are asked for: warning signs first, then what most medications cause."""
SUBSTANCES = {
    "alcohol": "Alcohol",
    "tobacco": "Tobacco",
    "cannabis": "Cannabis",
    "other": "Other drugs",
}
"""What is asked, and what the chart calls it."""
SUBSTANCES_FROM = 12
"""Years of age from which substances are asked for. The rule is ours, no guideline's."""
_EFFECTS_A_PAGE, _MEDICATIONS_A_PAGE = 5, 1
_TITLE_LENGTH = 110
_FOR_STAFF = re.compile(r"\s*\([^()]*\bscore\b[^()]*\)")
"""A remark on scoring among the words of a questionnaire, which is no business of the patient."""
_SELF_HARM = "suicidal_thoughts"
_CHILDBEARING = range(12, 56)
"""Years of age in which pregnancy is asked for."""
T = TypeVar("T")


def due_measures(chart: Chart, today: date) -> tuple[Instrument, ...]:
    """Return the measures that are due and that a patient of this age fills in alone."""
    age = chart.patient.age(today)
    found = (
        find_measure(each.instrument_id, chart.known)
        for each in chart.due_measures
        if each.due_on <= today
    )
    return tuple(
        each
        for each in found
        if each is not None
        and each.has_items
        and each.rater is Rater.PATIENT
        and (each.youngest is None or age is None or age >= each.youngest)
        and (each.oldest is None or age is None or age <= each.oldest)
    )


def measure_pages(
    words: CheckInWords,
    language: str,
    instruments: Sequence[Instrument],
    *,
    asks_who: bool = False,
) -> Iterator[Page]:
    """Yield a page for each question; what there is no official translation of is left to staff.

    Where *asks_who* answers, nobody but the patient is asked: a measure of how somebody feels is
    another one when a parent fills it in.
    """
    for instrument in instruments:
        if language in instrument.languages:
            for question in instrument.items:
                made = _question_page(instrument, question)
                note = words.items["measures_own"] if question is instrument.items[0] else ""
                yield replace(made, note=note, for_patient=True) if asks_who else made
    if left := [each.short_name for each in instruments if language not in each.languages]:
        said = words.items["measures_elsewhere"].replace("{measures}", ", ".join(left))
        yield page(words, "measures_elsewhere", note=said)


def _question_page(instrument: Instrument, question: Question) -> Page:
    stem = _FOR_STAFF.sub("", instrument.stem)
    is_short = len(stem) <= _TITLE_LENGTH
    prefix = f"{MEASURE}{instrument.id}:"
    first = question is instrument.items[0]
    needs = [tuple(prefix + each for each in question.only_if)] if question.only_if else []
    if instrument.gate and question.id != instrument.gate:
        needs.append((prefix + instrument.gate,))
    return Page(
        prefix + question.id,
        stem if is_short else question.group or _recall(instrument),
        (Item(prefix + question.id, question.text, tuple(_choices(instrument, question))),),
        intro="" if is_short or not first else stem,
        foot=instrument.licence.attribution,
        needs=tuple(needs),
    )


def _recall(instrument: Instrument) -> str:
    return f"In the {instrument.recall}:" if instrument.recall else instrument.short_name


def _choices(instrument: Instrument, question: Question) -> Iterator[Choice]:
    values = [option.value for option in question.options]
    if question.between:
        values = list(range(min(values), max(values) + 1))
    for value in values:
        yield Choice(str(value), question.label(value), alarm=_alarm(instrument, question, value))


def _alarm(instrument: Instrument, question: Question, value: int) -> str:
    for trigger in instrument.safety:
        if trigger.item == question.id and value >= trigger.at_least:
            return CRISIS if trigger.kind is TriggerKind.SELF_HARM else TELL_NOW
    return ""


def current(chart: Chart) -> tuple[PlanItem, ...]:
    """Return what the patient takes now, by whomever it is prescribed."""
    taken = (PlanStatus.ACTIVE, PlanStatus.REPORTED)
    return tuple(item for item in chart.plan if item.status in taken)


def asked_effects(
    chart: Chart, used: Mapping[str, SideEffectRecord] | None = None
) -> tuple[SideEffectRecord, ...]:
    """Return the side effects that are asked for, in the order in which they are.

    *used* are the clinic's, as it corrected them, in the place of the delivered ones.
    """
    known = (side_effects() if used is None else used).values()
    taken = {item.medication.concept_id for item in current(chart)} - {""}
    caused = {each.id: len(taken.intersection(each.caused_by)) for each in known}
    found = [each for each in known if caused[each.id]]
    found.sort(key=lambda each: (-each.urgency.rank, -caused[each.id]))
    return tuple(sorted(found[:MOST_EFFECTS], key=lambda each: each.urgency.rank))


def effect_pages(
    words: CheckInWords,
    language: str,
    chart: Chart,
    used: Mapping[str, SideEffectRecord] | None = None,
) -> Iterator[Page]:
    """Yield the checklist, everyday complaints first; and what else there is, in own words."""
    asked = asked_effects(chart, used)
    if not asked:
        return
    questions = {} if language == ENGLISH else effect_questions(language)
    for number, some in enumerate(_batched(asked, _EFFECTS_A_PAGE)):
        items = (_effect(words, each, questions.get(each.id, each.question)) for each in some)
        yield page(words, "side_effects", *items, key=f"{EFFECT}{number}")
    other = Item(OTHER_EFFECTS, "", length=LONGEST_ANSWER, is_tall=True)
    yield page(words, "side_effects_other", other)


def _effect(words: CheckInWords, record: SideEffectRecord, question: str) -> Item:
    alarm = CRISIS if record.id == _SELF_HARM else TELL_NOW if record.is_warning_sign else ""
    choices = (
        Choice(NO, words.choices[NO]),
        *(Choice(code, words.choices[code], alarm=alarm) for code in ("little", "lot")),
    )
    return Item(EFFECT + record.id, question, choices)


@cache
def effect_questions(language: str) -> Mapping[str, str]:
    """Return how each side effect is asked for in another language than English, by its id."""
    data = asset("resources", "i18n", language, "side_effects.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=dict[str, str])


def adherence_pages(words: CheckInWords, language: str, chart: Chart) -> Iterator[Page]:
    """Yield how each current medication is really taken."""
    codes = ("as_prescribed", "sometimes_miss", "stopped", "differently")
    choices = tuple(
        Choice(NO if code == codes[0] else code, words.choices[code], asks_more=code in codes[2:])
        for code in codes
    )
    for number, some in enumerate(_batched(current(chart), _MEDICATIONS_A_PAGE)):
        items = (
            Item(
                f"{ADHERENCE}{each.medication.id}",
                _named(each, language),
                choices,
                words.items["adherence"],
                LONGEST_ANSWER,
            )
            for each in some
        )
        yield page(words, "adherence", *items, key=f"{ADHERENCE}{number}")


def _named(item: PlanItem, language: str) -> str:
    """Return the name with its directions, which there are in English only."""
    told = patient_item_directions(item) if language == ENGLISH else ""
    return f"{item.medication.name}: {told}" if told else item.medication.name


def asks_who(chart: Chart, today: date) -> bool:
    """Whether somebody else may answer: for a minor, and where the chart has a guardian."""
    role = RelatedPersonRole.GUARDIAN
    people = (each for each in chart.related_people if not each.retracted_reason)
    return chart.patient.is_minor(today) or any(each.role is role for each in people)


def told_by_page(words: CheckInWords) -> Page:
    """Return whether the patient answers, or somebody for them."""
    choices = (Choice(SELF, words.choices[SELF]), Choice(PROXY, words.choices[PROXY]))
    return page(words, TOLD_BY, Item(TOLD_BY, words.items[TOLD_BY], choices))


def asks_substances(chart: Chart, today: date) -> bool:
    """Whether the patient is old enough, or of an unknown age."""
    age = chart.patient.age(today)
    return age is None or age >= SUBSTANCES_FROM


def new_medicines_page(words: CheckInWords) -> Page:
    """Return whether anything new is taken."""
    choices = (Choice(NO, words.choices["no"]), Choice("yes", words.choices["yes"], asks_more=True))
    which = words.items["new_medicines_which"]
    asked = Item(NEW_MEDICINES, words.items["new_medicines"], choices, which, LONGEST_ANSWER)
    return page(words, "new_medicines", asked)


def substances_page(words: CheckInWords) -> Page:
    """Return what was used in the last month."""
    return page(words, "substances", *(_substance(words, name) for name in SUBSTANCES))


def _substance(words: CheckInWords, name: str) -> Item:
    more = name == "other"
    choices = (
        Choice(NO, words.choices["never"]),
        *(Choice(code, words.choices[code], asks_more=more) for code in ("sometimes", "most_days")),
    )
    which = words.items["substance_other_which"] if more else ""
    length = LONGEST_ANSWER if more else 0
    return Item(SUBSTANCE + name, words.items[f"substance_{name}"], choices, which, length)


def asks_pregnancy(chart: Chart, today: date) -> bool:
    """Whether the question makes sense: by sex, age, and what the chart knows."""
    age = chart.patient.age(today)
    facts = known_facts(chart.social_history, today)
    return (
        chart.patient.sex_assigned is not SexAssigned.MALE
        and (age is None or age in _CHILDBEARING)
        and facts.childbearing_potential is not False
        and facts.pregnant is not True
    )


def pregnancy_page(words: CheckInWords) -> Page:
    """Return whether somebody may be pregnant."""
    codes = ("pregnant", "maybe", "trying", "not_pregnant")
    choices = tuple(
        Choice(NO if code == "not_pregnant" else code, words.choices[code]) for code in codes
    )
    return page(words, "pregnancy", Item(PREGNANCY, words.items["pregnancy"], choices))


def _batched(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
