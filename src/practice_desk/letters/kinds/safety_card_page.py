"""The sheet with a safety plan for the wallet."""

from __future__ import annotations

from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.letters import layout
from practice_desk.letters.blocks import Gap, Stack
from practice_desk.letters.checks import check_length, check_named
from practice_desk.letters.dates import long_date
from practice_desk.letters.drawing import TextBlock
from practice_desk.letters.kinds.safety_card import CardStep, SafetyCardContent
from practice_desk.letters.pages import Composition, Furniture
from practice_desk.letters.text import Markup, bold, clean, escape, fill
from practice_desk.letters.wallet_card import wallet_cards
from practice_desk.letters.wording import Wording, load_wording

_LONGEST = 4000


class SafetyCardWording(Wording, frozen=True):
    """`resources/letters/safety_card.yaml`."""

    document_title: str
    title: str
    how: str
    for_patient: str
    card_title: str
    crisis: tuple[str, ...]
    clinic: str
    panel: str


@cache
def _wording() -> SafetyCardWording:
    return load_wording("safety_card", SafetyCardWording)


def problems(content: SafetyCardContent) -> tuple[Problem, ...]:
    """Return what is missing or too long, in the order of the page."""
    named = (
        (content.patient.legal_name, "patient.legal_name", "the patient's name"),
        (content.code, "code", "the paper's code"),
    )
    found = [*check_named(named)]
    found += check_length(content.letterhead.phone, "letterhead.phone", "the clinic's phone number")
    for number, step in enumerate(content.steps):
        found += check_length(step.text, f"steps.{number}", "a step", _LONGEST)
    if not content.steps:
        found.append(Problem("steps", "The chart has no safety plan yet. Write one first."))
    return tuple(found)


def compose(content: SafetyCardContent) -> Composition:
    """Return the sheets ready for the printer; `problems` must have found none."""
    wording = _wording()
    cards = wallet_cards(
        layout.plain(wording.card_title),
        _front(content),
        (_step(each) for each in content.steps),
        wording.panel,
    )
    name = bold(escape(content.patient.legal_name, "patient's name"))
    day = layout.plain(long_date(content.written_on))
    head = Stack(
        [
            TextBlock(bold(layout.plain(wording.title)), layout.BODY),
            TextBlock(fill(wording.for_patient, name=name, date=day), layout.SMALL),
            Gap(2),
            TextBlock(layout.plain(wording.how), layout.SMALL),
            Gap(8),
        ]
    )
    blocks = (head, *cards)
    title = clean(wording.document_title.replace("{code}", content.code), "paper's code")
    furniture = Furniture(head, layout.PageFooter(content.code))
    return Composition(title, blocks, furniture, layout.paper(content.letterhead))


def _front(content: SafetyCardContent) -> list[Markup]:
    """Return whom to call first."""
    wording, phone = _wording(), content.letterhead.phone
    told = [layout.plain(line) for line in wording.crisis]
    if phone:
        told.append(bold(fill(wording.clinic, phone=escape(phone, "clinic's phone number"))))
    return told


def _step(step: CardStep) -> list[Markup]:
    said = (escape(line, "safety plan") for line in step.text.splitlines())
    return [bold(escape(step.heading, "heading")), *said]
