"""What patients type at check-in in their own words, looked at for what can't wait.

Words of suicide and words that name a warning sign are found by rules: nobody has read them yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from practice_desk.domain.adverse_event import Urgency
from practice_desk.domain.check_in_sheet import (
    ADHERENCE,
    NEW_MEDICINES,
    OTHER_EFFECTS,
    SUBSTANCE,
    TOPIC,
    Answers,
    Item,
    Page,
    types_of_suicide,
)
from practice_desk.domain.suicide_words import speaks_of_suicide
from practice_desk.knowledge.denial import without_denied
from practice_desk.knowledge.side_effects import named_in
from practice_desk.knowledge.warning_signs import warning_signs

_LOOKED_AT = (OTHER_EFFECTS, TOPIC, ADHERENCE, NEW_MEDICINES, SUBSTANCE)
_SELF_HARM = "suicidal_thoughts"
_EVERYDAY = frozenset({"depression_worse"})
"""What most visits of such a clinic are about: named as a topic it is no warning sign."""
_END = re.compile(r"[.!?;]+\s")


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A text that a patient typed. `signs` are the terms of what it names that can't wait."""

    page: Page
    item: Item
    text: str
    urgency: Urgency
    signs: tuple[str, ...]
    of_suicide: bool

    @property
    def question(self) -> str:
        """What was asked."""
        return self.item.words or self.page.title


def own_words(
    pages: tuple[Page, ...],
    answers: Answers,
    taken: Collection[str],
    groups_of: Callable[[str], Collection[str]],
) -> Iterator[OwnWords]:
    """Yield every text in the patient's own words, with what it may call for.

    *taken* are the medications taken now or until lately, *groups_of* gives a medication's classes.
    """
    for page in pages:
        for item in page.items:
            text = answers.given.get(item.text_key, "")
            if item.length and text and _is_looked_at(item, answers):
                yield _looked_at(page, item, text, taken, groups_of)


def _is_looked_at(item: Item, answers: Answers) -> bool:
    return item.key.startswith(_LOOKED_AT) or types_of_suicide(item, answers.given)


def _looked_at(
    page: Page,
    item: Item,
    text: str,
    taken: Collection[str],
    groups_of: Callable[[str], Collection[str]],
) -> OwnWords:
    parts = _END.split(without_denied(text))
    named = {each.id: each for part in parts for each in named_in(part)}
    of_suicide = speaks_of_suicide(text) or _SELF_HARM in named
    signs = [
        sign
        for each in named
        if each != _SELF_HARM and not (item.key == TOPIC and each in _EVERYDAY)
        for sign in warning_signs([each], taken, groups_of, set(named) - {each})
    ]
    urgencies = [sign.urgency for sign in signs]
    if of_suicide:
        urgencies.append(Urgency.NOW)
    urgency = max(urgencies, key=lambda each: each.rank, default=Urgency.ROUTINE)
    terms = tuple(dict.fromkeys(sign.effect for sign in signs))
    return OwnWords(page, item, text, urgency, terms, of_suicide)
