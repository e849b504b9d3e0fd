"""What a kind of letter is: its content, its rules, its page, and what it lets one choose.

`Kind` is what rendering knows. `PaperKind` is a paper that its own service fills, such as a consent
form. `LetterKind` is composed: from `LetterFacts` and the choices of a person, by any kind-neutral
service and window. Nothing here imports ReportLab, nor does a kind's module: its page is imported
when it is first composed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from practice_desk.domain.consent import Language
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.errors import LetterRefused, Problem
from practice_desk.domain.letter_asking import Expects
from practice_desk.domain.letter_choice import CareRole, ItemSort, RecipientSort
from practice_desk.domain.permission import Operation
from practice_desk.letters.controlled import ControlledRule
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.sheet import Sheet

if TYPE_CHECKING:
    from practice_desk.letters.pages import Composition

Content = TypeVar("Content")
Taken = TypeVar("Taken", contravariant=True)

BASES = {
    RecipientSort.PHARMACY: DisclosureBasis.TREATMENT,
    RecipientSort.CLINICIAN: DisclosureBasis.TREATMENT,
    RecipientSort.PATIENT: DisclosureBasis.PATIENT,
    RecipientSort.PAYER: DisclosureBasis.PAYMENT,
    RecipientSort.SCHOOL_OR_EMPLOYER: DisclosureBasis.AUTHORIZATION,
}
"""On what ground a letter goes to each sort of recipient; labels and consents depend on it."""


class Need(StrEnum):
    """What of a chart a kind wants whole. What one chooses from the chart needs no entry here."""

    PLAN = "plan"
    """Every medication that is taken, planned or on hold, in `LetterFacts.medications`."""
    SUPPLY = "supply"
    """The entries about the supply of each medication among the facts."""
    ALLERGIES = "allergies"
    CONDITIONS = "conditions"
    """The active problems."""
    RESULTS = "results"
    """The newest laboratory result and examination of each kind."""
    SCORES = "scores"
    """The newest totals of measures."""
    VITAL_SIGNS = "vital_signs"
    SIDE_EFFECTS = "side_effects"
    """Those that go on."""
    TRIALS = "trials"
    CARE_PLAN = "care_plan"
    SAFETY_PLAN = "safety_plan"
    APPOINTMENTS = "appointments"
    """Those that are booked from today on."""
    CARE_TEAM = "care_team"
    RELATED_PEOPLE = "related_people"


@dataclass(frozen=True, slots=True)
class ItemOffer:
    """What the letter can be about: at least and at most so many items of one sort.

    `label` stands above the list on screen. At most None means as many as there are.
    """

    sort: ItemSort
    label: str
    least: int = 1
    most: int | None = None


class AnswerSort(StrEnum):
    """How a question of a kind is answered on screen, and what the answer's text then is."""

    TICK = "tick"
    """A box; the answer is "yes" or empty."""
    CHOICE = "choice"
    """One of `Question.choices`; the answer is the value."""
    NUMBER = "number"
    """A whole number in digits."""
    DAY = "day"
    """A date as 2026-11-26."""
    TEXT = "text"
    """One line of plain text."""
    ORGANIZATION = "organization"
    """One of the directory's organizations; the answer is its id in digits."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a kind asks who writes the letter, beside items and passages.

    `choices` are pairs of value and words. `default` is the answer that stands until another is
    given; `longest` limits a text. A `required` one without an answer keeps the letter back.
    """

    name: str
    label: str
    sort: AnswerSort
    choices: tuple[tuple[str, str], ...] = ()
    default: str = ""
    longest: int = 80
    required: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of the letter that may be edited: up to `longest` characters.

    `default` gives the delivered words of a language; empty ones mean that the passage is left out
    unless somebody writes it.
    """

    name: str
    label: str
    longest: int = 600
    default: Callable[[Language], str] = lambda _language: ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What a kind lets one choose.

    The first of `recipients` is meant unless told otherwise. `answer_days` and `urgent_days` say
    after how many working days an answer is overdue, None where none is asked for.
    """

    recipients: tuple[RecipientSort, ...]
    items: tuple[ItemOffer, ...] = ()
    questions: tuple[Question, ...] = ()
    passages: tuple[Passage, ...] = ()
    languages: tuple[Language, ...] = (Language.ENGLISH,)
    usual_roles: tuple[CareRole, ...] = ()
    """Whom of the care team the letter means unless told otherwise, the likeliest first."""
    may_be_urgent: bool = False
    may_be_copied: bool = False
    """Whether copies may go to others of the care team."""
    answer_days: int | None = None
    urgent_days: int | None = None
    expects: Expects = Expects.ACKNOWLEDGEMENT
    """What has to come back, where an answer is asked for at all."""

    @property
    def organizations(self) -> tuple[str, ...]:
        """The names of the questions that are answered with an organization."""
        sort = AnswerSort.ORGANIZATION
        return tuple(each.name for each in self.questions if each.sort is sort)

    @property
    def asks(self) -> bool:
        """Whether the letter awaits an answer."""
        return self.answer_days is not None


class Page(Protocol[Taken]):
    """The module of a page: what `PaperKind` takes from it."""

    def problems(self, content: Taken) -> tuple[Problem, ...]: ...
    def compose(self, content: Taken) -> Composition: ...


class Kind(ABC):
    """One kind of letter or paper, as rendering knows it."""

    code: str
    title: str

    @abstractmethod
    def problems(self, content: object) -> tuple[Problem, ...]:
        """Return what keeps this content from being sent; raises TypeError for another type."""

    @abstractmethod
    def compose(self, content: object) -> Composition:
        """Return the composed letter; raises LetterRefused and, for another type, TypeError."""


@dataclass(frozen=True)
class PaperKind(Kind, Generic[Content]):
    """A paper that its own service fills: its code, title on screen, content type and page."""

    code: str
    title: str
    content_type: type[Content]
    page: Callable[[], Page[Content]]

    def problems(self, content: object) -> tuple[Problem, ...]:
        """Return what keeps this content from being sent; raises TypeError for another type."""
        return self.page().problems(own(self.code, self.content_type, content))

    def compose(self, content: object) -> Composition:
        """Return the composed letter; raises LetterRefused and, for another type, TypeError."""
        refuse(self.problems(content))
        return self.page().compose(own(self.code, self.content_type, content))


def _nothing(_facts: LetterFacts) -> Iterable[Problem]:
    return ()


@dataclass(frozen=True)
class LetterKind(Kind, Generic[Content]):
    """A letter that is composed of the chart's facts and a person's choices.

    `content_type` is the whitelist of the page; `carries` names the facts that may get there, as
    dotted paths of `LetterFacts` ("patient.family_name"), by which it is tested that no other
    does. `needs` is what it wants of the chart beside what is chosen. `build` makes the content;
    `check` says what may not be chosen, where that takes more than the content knows, and
    `find_problems` what is missing in the content; `make_page` lays it out: as a `Sheet` of shared
    parts, or as a composition of its own. `name` is what the chart calls the letter, such as
    "Refill authorization: sertraline"; without one it is called by `title`.
    """

    code: str
    title: str
    content_type: type[Content]
    offer: Offer
    carries: frozenset[str]
    build: Callable[[LetterFacts], Content]
    find_problems: Callable[[Content], Iterable[Problem]]
    make_page: Callable[[Content], Sheet | Composition]
    controlled: ControlledRule = ControlledRule.NAME
    needs: frozenset[Need] = field(default_factory=frozenset)
    check: Callable[[LetterFacts], Iterable[Problem]] = _nothing
    name: Callable[[LetterFacts], str] | None = None
    operation: Operation = Operation.SEND_LETTER
    listed: str = ""
    """What lists on screen call it, where the title does not say all that it is for."""
    hint: str = ""
    """One line on screen that says when to use it."""

    @property
    def on_screen(self) -> str:
        """What lists on screen call it."""
        return self.listed or self.title

    def purpose(self, basis: DisclosureBasis) -> str:
        """Return what the accounting of disclosures says that it was for."""
        return f"{_GROUNDS[basis]}: {self.title[:1].lower()}{self.title[1:]}"

    def called(self, facts: LetterFacts) -> str:
        """Return what the chart calls the letter."""
        return self.title if self.name is None else self.name(facts)

    def problems(self, content: object) -> tuple[Problem, ...]:
        """Return what keeps this content from being sent; raises TypeError for another type."""
        return tuple(self.find_problems(own(self.code, self.content_type, content)))

    def compose(self, content: object) -> Composition:
        """Return the composed letter; raises LetterRefused and, for another type, TypeError."""
        refuse(self.problems(content))
        page = self.make_page(own(self.code, self.content_type, content))
        if not isinstance(page, Sheet):
            return page
        from practice_desk.letters.sheet_page import compose  # imports the big ReportLab

        return compose(page)


_GROUNDS = {
    DisclosureBasis.TREATMENT: "Treatment",
    DisclosureBasis.PAYMENT: "Payment",
    DisclosureBasis.PATIENT: "Given to the patient",
    DisclosureBasis.AUTHORIZATION: "By the patient's authorization",
}


def own(code: str, content_type: type[Content], content: object) -> Content:
    """Return *content* as the type it is to have; raises TypeError."""
    if not isinstance(content, content_type):
        raise TypeError(f"{code} takes {content_type.__name__}")
    return content


def refuse(found: tuple[Problem, ...]) -> None:
    """Raise LetterRefused where there are problems."""
    if found:
        raise LetterRefused(
            " ".join(problem.sentence for problem in found),
            "Complete or correct it in the chart or the settings, then make the letter.",
        )
