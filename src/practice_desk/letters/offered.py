"""Choices against what a kind offers: what stands where nothing was chosen, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_choice import Choices
from practice_desk.letters.controlled import reads_like_prescription
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.kind import AnswerSort, Offer, Question


def with_defaults(offer: Offer, choices: Choices) -> Choices:
    """Return *choices* with the kind's own words and answers where none were given."""
    answers = {each.name: each.default for each in offer.questions if each.default}
    passages = {each.name: each.default(choices.language) for each in offer.passages}
    return replace(
        choices,
        answers=tuple((answers | dict(choices.answers)).items()),
        passages=tuple((passages | dict(choices.passages)).items()),
    )


def offer_problems(offer: Offer, choices: Choices) -> Iterator[Problem]:
    """Yield what is wrong with *choices*, the defaults being filled in, by the choice's name."""
    needed = any(each.least for each in offer.items)
    if needed and not any(choices.ids(each.sort) for each in offer.items):
        yield Problem("items", "Choose what the letter is about.")
    else:
        for each in offer.items:
            count = len(choices.ids(each.sort))
            if count < each.least:
                yield Problem("items", f"Choose from the list “{each.label}”.")
            if each.most is not None and count > each.most:
                yield Problem("items", f"Choose at most {each.most} under “{each.label}”.")
    for question in offer.questions:
        yield from _answer_problems(question, choices)
    for passage in offer.passages:
        text = (choices.passage(passage.name) or "").strip()
        field = f"passages.{passage.name}"
        if len(text) > passage.longest:
            yield Problem(
                field, f"“{passage.label}” is longer than {passage.longest} characters: shorten it."
            )
        elif passage.required and not text:
            yield Problem(field, f"Write “{passage.label}”.")


def _answer_problems(question: Question, choices: Choices) -> Iterator[Problem]:
    answer, field = choices.answer(question.name), f"answers.{question.name}"
    if not answer:
        if question.required:
            yield Problem(field, f"Answer “{question.label}”.")
    elif len(answer) > question.longest:
        yield Problem(field, f"“{question.label}” is longer than {question.longest} characters.")
    elif question.sort is AnswerSort.CHOICE and answer not in dict(question.choices):
        yield Problem(field, f"Choose one of the answers under “{question.label}”.")
    elif question.sort in _NUMBERS and choices.number(question.name) is None:
        yield Problem(field, f"“{question.label}” is a whole number.")
    elif question.sort is AnswerSort.DAY and choices.day(question.name) is None:
        yield Problem(field, f"“{question.label}” is a date.")


_NUMBERS = (AnswerSort.NUMBER, AnswerSort.ORGANIZATION)


def passage_problems(offer: Offer, facts: LetterFacts) -> Iterator[Problem]:
    """Yield the free texts that would make a prescription of a letter about a controlled substance.

    Delivered words are ours and say nothing of the kind.
    """
    names = [each.name for each in facts.controlled]
    if not names:
        return
    written = [(f"passages.{each.name}", each.label) for each in offer.passages]
    texts = [facts.choices.passage(each.name) or "" for each in offer.passages]
    free = [each for each in offer.questions if each.sort is AnswerSort.TEXT]
    written += [(f"answers.{each.name}", each.label) for each in free]
    texts += [facts.choices.answer(each.name) for each in free]
    for (field, label), text in zip(written, texts, strict=True):
        if reads_like_prescription(text):
            yield Problem(
                field,
                f"{names[0]} is a controlled medication: say nothing of amounts, refills or"
                f" directions under “{label}”.",
            )
