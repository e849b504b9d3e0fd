"""The page of the notice about an appointment that was missed or cancelled late."""

from __future__ import annotations

from functools import cache

from practice_desk.domain.consent import Language
from practice_desk.domain.errors import Problem
from practice_desk.letters import layout
from practice_desk.letters.blocks import Block, Columns, Gap, Rule, Stack
from practice_desk.letters.checks import check_length, check_named
from practice_desk.letters.dates import clock_time, long_date, spanish_date, weekday_date
from practice_desk.letters.drawing import TextBlock, TextStyle
from practice_desk.letters.kinds.missed_notice import MissedNoticeContent
from practice_desk.letters.pages import Composition, Furniture
from practice_desk.letters.text import Markup, bold, clean, escape, fill
from practice_desk.letters.wording import PatientWording, load_wording

_LARGE = TextStyle(size=12, leading=17)
_LONGEST = 600


@cache
def _wording() -> PatientWording:
    return load_wording("missed_notice", PatientWording)


def problems(content: MissedNoticeContent) -> tuple[Problem, ...]:
    """Return what is missing or too long, in the order of the page."""
    named = (
        (content.letterhead.name, "letterhead.name", "the clinic's name"),
        (content.patient.legal_name, "patient.legal_name", "the patient's name"),
        (content.code, "code", "the paper's code"),
    )
    found = [*check_named(named)]
    found += check_length(content.policy, "policy", "the policy", _LONGEST)
    found += check_length(content.fee, "fee", "the sentence about a fee", _LONGEST)
    return tuple(found)


def compose(content: MissedNoticeContent) -> Composition:
    """Return the notice ready for its page; `problems` must have found none."""
    wording = _wording().of(content.language)
    words, labels = wording.words, wording.labels
    spanish = content.language is Language.SPANISH
    made = (spanish_date if spanish else long_date)(content.written_on)
    title = TextBlock(layout.plain(wording.title), layout.TITLE)
    blocks: list[Block] = [
        layout.letterhead(content.letterhead),
        Gap(28),
        Columns([title, TextBlock(layout.plain(made), layout.BODY)], [0.7, 0.3], bottom=True),
        Gap(14),
        TextBlock(_what_happened(content), _LARGE),
        Gap(8),
        TextBlock(layout.plain(words["care"]), _LARGE),
        Gap(16),
        TextBlock(bold(layout.plain(labels["again"])), _LARGE),
        TextBlock(_call(content), _LARGE),
    ]
    if content.policy or content.fee:
        blocks += [Gap(16), Rule(0.5, 0.7), Gap(10)]
        blocks.append(TextBlock(bold(layout.plain(labels["policy"])), layout.BODY))
        for text in (content.policy, content.fee):
            if text:
                blocks += [Gap(3), TextBlock(escape(text, "policy"), layout.BODY)]
    document = clean(wording.document_title.replace("{code}", content.code), "paper's code")
    heading = TextBlock(bold(layout.plain(wording.title)), layout.BODY)
    furniture = Furniture(Stack([heading, Gap(10)]), layout.PageFooter(content.code))
    return Composition(
        document,
        tuple(blocks),
        furniture,
        layout.paper(content.letterhead),
        language=f"{content.language}-US",
    )


def _what_happened(content: MissedNoticeContent) -> Markup:
    words = _wording().of(content.language).words
    day = weekday_date(content.starts_at.date(), content.language)
    return fill(
        words["late" if content.came_off_late else "missed"],
        name=escape(content.patient.legal_name, "patient's name"),
        when=layout.plain(f"{day}, {clock_time(content.starts_at)}"),
    )


def _call(content: MissedNoticeContent) -> Markup:
    words, phone = _wording().of(content.language).words, content.letterhead.phone
    if not phone:
        return layout.plain(words["again_without"])
    return fill(words["again"], phone=bold(escape(phone, "clinic's phone number")))
