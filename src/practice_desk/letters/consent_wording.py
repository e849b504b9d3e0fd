"""The wording of consent forms and what the law asks of each, as data with its source.

Nothing here draws: what is missing is told without ReportLab.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from functools import cache

from practice_desk.domain.consent import Consent, ConsentCategory, Language
from practice_desk.domain.consent_rules import NO_END
from practice_desk.domain.errors import Problem
from practice_desk.domain.text import fold
from practice_desk.letters.dates import long_date, spanish_date
from practice_desk.letters.wording import Wording, load_wording

EXPIRES = "expires"
"""The fact that is a day or an event, whichever is set."""


class Element(Wording, frozen=True):
    """Something that a form must say: a fact that is filled in, or a statement of the wording."""

    id: str
    source: str
    field: str = ""
    statement: str = ""
    missing: str = ""


class FormText(Wording, frozen=True):
    """A form in one language; `facts` are headings by field, in the order of the page."""

    title: str
    intro: str
    facts: dict[str, str]
    statements: dict[str, str]


class FormWording(Wording, frozen=True):
    """`resources/letters/consent_<kind>.yaml`; `law` is told to the clinic, not printed."""

    law: str
    elements: tuple[Element, ...]
    en: FormText
    es: FormText

    def text(self, language: Language) -> FormText:
        """Return the form in one language."""
        return self.es if language is Language.SPANISH else self.en


class CommonText(Wording, frozen=True):
    """What all forms share, in one language."""

    document_title: str
    patient: str
    phone: str
    medication_class: str
    born: str
    page: str
    code: str
    continued: str
    expires: str
    or_event: str
    off_label: str
    labels: str
    nouns: str
    every_kind: str
    agreement: str
    signature: str
    name: str
    date: str
    relation: str
    minor: str
    signed_with_pointer: str
    bound: str
    agreed: str
    relations: dict[str, str]
    sensitive: dict[str, str]
    kinds_of_record: dict[str, str]


class CommonForms(Wording, frozen=True):
    """`resources/letters/consent.yaml`."""

    en: CommonText
    es: CommonText


@cache
def form_wording(category: ConsentCategory) -> FormWording:
    """Return the wording of a kind of consent."""
    return load_wording(f"consent_{category.value}", FormWording)


@cache
def _common() -> CommonForms:
    return load_wording("consent", CommonForms)


def common_text(language: Language) -> CommonText:
    """Return what all forms share."""
    return _common().es if language is Language.SPANISH else _common().en


def form_title(category: ConsentCategory, language: Language) -> str:
    """Return what a form is called."""
    return form_wording(category).text(language).title


def expires_text(value: Consent) -> str:
    """Return when a consent ends, in the language of its form; empty where that is not said."""
    event = value.expires_when.strip()
    if value.expires_on is None:
        return event
    day = day_text(value.expires_on, value.language)
    if not event or fold(event) in NO_END:
        return day
    text = common_text(value.language).or_event
    return text.replace("{day}", day).replace("{event}", event)


def day_text(day: date, language: Language) -> str:
    """Return a day in words."""
    return spanish_date(day) if language is Language.SPANISH else long_date(day)


def fact_of(value: Consent, name: str) -> str:
    """Return what a consent says under one heading."""
    if name == EXPIRES:
        return expires_text(value)
    known = {each.name for each in fields(value.provision)}
    return str(getattr(value.provision, name)).strip() if name in known else ""


def missing_facts(value: Consent) -> tuple[Problem, ...]:
    """Return which facts the form still lacks, each with what asks for it."""
    return tuple(
        Problem(element.field, f"{element.missing} ({element.source})")
        for element in form_wording(value.category).elements
        if element.field and not fact_of(value, element.field)
    )


def law_of(category: ConsentCategory) -> str:
    """Return what the clinic should know of the law behind a form."""
    return form_wording(category).law
