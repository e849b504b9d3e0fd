"""What a patient is asked at check-in, and what they answered: plain data.

The same pages are shown on the screen and printed on paper. FHIR: Questionnaire and
QuestionnaireResponse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.suicide_words import speaks_of_suicide

ENGLISH, SPANISH = "en", "es"
MOST_PAGES = 200
LONGEST_ANSWER = 1000
"""Characters of one answer in the patient's own words, at most."""
TRIES = 3
"""Wrong birth dates after which the screen is over."""
CRISIS, TELL_NOW = "crisis", "tell_now"
NO = "0"
"""The code of an answer that says nothing of note: no, not at all, never."""
MEASURE, EFFECT, ADHERENCE, SUBSTANCE = "measure:", "effect:", "adherence:", "substance:"
"""How the keys of items begin: then comes a measure's id and its item's, a side effect's id, a
medication's number in the chart, a substance.
"""
OTHER_EFFECTS, NEW_MEDICINES, PREGNANCY, TOPIC = (
    "side_effects_other", "new_medicines", "pregnancy", "topic",
)  # fmt: skip
TOLD_BY, SELF, PROXY = "told_by", "self", "proxy"
"""Who answers, asked where a minor or somebody with a guardian checks in: the patient, or somebody
for them.
"""
TYPED = "typed"
"""Stands in an alarm for a choice: something of the kind was typed."""
_MORE = ":more"


class CheckInEnd(StrEnum):
    """How the patient's turn at the screen ended; HANDED_OVER while it lasts."""

    HANDED_OVER = "handed_over"
    ANSWERED = "answered"
    LEFT = "left"
    NOT_RECOGNIZED = "not_recognized"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to tap. `asks_more` opens the item's text.

    `alarm` names what is said at once: CRISIS where help is, TELL_NOW to tell the front desk.
    """

    code: str
    words: str
    asks_more: bool = False
    alarm: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One question: choices to tap, a text to type, or a text that some choices ask for.

    `shown` is what the chart says, and stands in a text without choices. `length` is the longest
    text in characters, 0 where nothing is typed.
    """

    key: str
    words: str
    choices: tuple[Choice, ...] = ()
    text_words: str = ""
    length: int = 0
    shown: str = ""
    is_tall: bool = False

    @property
    def text_key(self) -> str:
        """The key of what is typed."""
        return self.key + _MORE if self.choices else self.key

    def choice(self, code: str) -> Choice | None:
        """Return the choice with a code, or None."""
        return next((each for each in self.choices if each.code == code), None)


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at once: a question, or a few that belong together.

    `note` is said plainly below the title, such as that a questionnaire is in English only; `foot`
    is small print. The page is asked where of each group of keys in `needs` one was answered with
    more than `NO`, and `for_patient` only of the patient.
    """

    key: str
    title: str
    items: tuple[Item, ...]
    intro: str = ""
    note: str = ""
    foot: str = ""
    needs: tuple[tuple[str, ...], ...] = ()
    for_patient: bool = False

    def is_asked(self, given: Mapping[str, str]) -> bool:
        """Whether what was answered before calls for this page."""
        if self.for_patient and given.get(TOLD_BY) != SELF:
            return False
        return all(any(given.get(key, NO) != NO for key in group) for group in self.needs)


@dataclass(frozen=True, slots=True)
class Wording:
    """All that the screen says in one language.

    Items of the same key are the same question in every language. A questionnaire without an
    official translation is a page that says so.
    """

    language: str
    name: str
    words: dict[str, str]
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class CheckInSheet:
    """All that the check-in screen knows of the clinic. The first wording is shown first.

    `public_half` is what answers are sealed to, and `about` what they are bound to.
    """

    birth_date: date = field(repr=False)
    name: str = field(repr=False)
    wordings: tuple[Wording, ...] = field(repr=False)
    public_half: bytes = b""
    about: bytes = b""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered so far: choices' codes and texts by the items' keys.

    `skipped` are pages whose questions somebody would rather not answer. `alarms` are the answers
    (an item's key, a choice's code or `TYPED`) at which was said at once what to do: they stay,
    also where such an answer was changed or taken back afterwards. `on_paper`: somebody of the
    clinic has entered what was answered on paper.
    """

    ending: CheckInEnd = CheckInEnd.LEFT
    language: str = ENGLISH
    given: dict[str, str] = field(default_factory=dict, repr=False)
    skipped: tuple[str, ...] = ()
    alarms: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    on_paper: bool = False

    @property
    def by_proxy(self) -> bool:
        """Whether a parent or guardian answered for the patient."""
        return self.given.get(TOLD_BY) == PROXY


def answered_for_patient(pages: tuple[Page, ...], answers: Answers) -> bool:
    """Return whether it was asked who answers, and the patient was not named."""
    asked = any(page.key == TOLD_BY for page in pages)
    return asked and answers.given.get(TOLD_BY) != SELF


@dataclass(frozen=True, slots=True)
class Alarming:
    """An answer that calls for something at once; it no longer stands where `taken_back`."""

    page: Page
    item: Item
    choice: Choice
    taken_back: bool

    @property
    def told(self) -> str:
        """The answer in words, and whether it was taken back."""
        return f"{self.choice.words} ({TAKEN_BACK})" if self.taken_back else self.choice.words


TAKEN_BACK = "answered, then taken back"


def alarming(pages: tuple[Page, ...], answers: Answers) -> tuple[Alarming, ...]:
    """Return what calls for something at once, each question once.

    That is what stands, and where nothing of the same kind does any more, the gravest answer at
    which something was said.
    """
    return tuple(
        found
        for page in pages
        for item in page.items
        if (found := _alarming(page, item, answers)) is not None
    )


_TYPED = Choice(TYPED, "words that may be about suicide", alarm=CRISIS)


def _alarms_of(item: Item) -> tuple[Choice, ...]:
    """Return the answers to *item* that call for something at once."""
    typed = (_TYPED,) if item.length else ()
    return (*(each for each in item.choices if each.alarm), *typed)


def _alarming(page: Page, item: Item, answers: Answers) -> Alarming | None:
    stands = item.choice(answers.given.get(item.key, ""))
    if stands is not None and stands.alarm:
        return Alarming(page, item, stands, taken_back=False)
    if types_of_suicide(item, answers.given):
        return None  # whoever files the answers reads the words themselves
    shown = [each for each in _alarms_of(item) if (item.key, each.code) in answers.alarms]
    return Alarming(page, item, shown[-1], taken_back=True) if shown else None


def types_of_suicide(item: Item, given: Mapping[str, str]) -> bool:
    """Return whether what is typed there may speak of suicide; what the chart says is not typed."""
    text = given.get(item.text_key, "") if item.length else ""
    return text != item.shown and speaks_of_suicide(text)


def accepted(pages: tuple[Page, ...], answers: Answers) -> Answers:
    """Return the *answers* that *pages* ask for: only their choices, texts cleaned and cut.

    What comes from the screen is not believed to be anything else. Of a page that was skipped only
    the alarms stay.
    """
    given: dict[str, str] = {}
    skipped = tuple(page.key for page in pages if page.key in set(answers.skipped))
    for page in pages:
        if page.key not in skipped:
            for item in page.items:
                given.update(_of_item(item, answers.given))
    told = {(key, code) for key, code in answers.alarms}
    alarms = tuple(
        (item.key, choice.code)
        for page in pages
        for item in page.items
        for choice in _alarms_of(item)
        if (item.key, choice.code) in told
    )
    return Answers(answers.ending, answers.language, given, skipped, alarms)


def unanswered(pages: tuple[Page, ...], given: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of the pages on which nothing was chosen, or typed that was not there."""
    return tuple(
        page.key
        for page in pages
        if not any(
            given.get(key, item.shown) != item.shown
            for item in page.items
            for key in {item.key, item.text_key}
        )
    )


def _of_item(item: Item, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    chosen = item.choice(given.get(item.key, ""))
    if item.choices:
        if chosen is None:
            return
        yield item.key, chosen.code
        if not chosen.asks_more:
            return
    if item.length and item.text_key in given:
        yield item.text_key, clean(given[item.text_key], item.length)


def clean(text: str, longest: int) -> str:
    """Return *text* on one line, without what can't be seen, cut to *longest* characters."""
    spaced = text.replace("\n", " ").replace("\t", " ")
    visible = "".join(char for char in spaced if not has_control_characters(char))
    return " ".join(visible.split())[:longest]
