"""The pages of a consent form, in English or Spanish."""

from __future__ import annotations

from collections.abc import Iterator

from practice_desk.domain.calendar_text import write_time
from practice_desk.domain.consent import Part2Consent, ReleaseConsent, Signature
from practice_desk.domain.errors import Problem
from practice_desk.letters import layout
from practice_desk.letters.blocks import Block, Box, Columns, Gap, Rule, Stack
from practice_desk.letters.checks import check_named
from practice_desk.letters.consent_wording import (
    EXPIRES,
    CommonText,
    FormText,
    common_text,
    day_text,
    expires_text,
    fact_of,
    form_wording,
    missing_facts,
)
from practice_desk.letters.drawing import Pen, TextBlock, TextStyle
from practice_desk.letters.fonts import REGULAR
from practice_desk.letters.kinds.consent import ConsentContent
from practice_desk.letters.pages import MARGIN, PAGE_WIDTH, Composition, Furniture
from practice_desk.letters.signature import StrokesBlock
from practice_desk.letters.text import Clean, bold, clean, escape, fill, lines

_LARGE = TextStyle(size=11.5, leading=15)
_HEADING = TextStyle(size=11.5, leading=15, bold=True)
_MOST_LINES, _CHARACTERS = 38, 80
"""Lines of one fact that fit a page, and the characters of a line of wide letters."""
_ROOM_TO_SIGN = 30.0
"""Points above a line that somebody signs on."""


def problems(content: ConsentContent) -> tuple[Problem, ...]:
    """Return what is missing, by the law or for the page, in the order of the page."""
    named = (
        (content.letterhead.name, "letterhead.name", "the clinic's name"),
        (content.patient.legal_name, "patient.legal_name", "the patient's name"),
        (content.code, "code", "the form's code"),
    )
    found = [*check_named(named)]
    found += missing_facts(content.consent)
    form = form_wording(content.consent.category).text(content.consent.language)
    for name, title in form.facts.items():
        if _lines_in(fact_of(content.consent, name)) > _MOST_LINES:
            found.append(Problem(name, f"“{title}” is too long for the form. Shorten it."))
    return tuple(found)


def _lines_in(text: str) -> int:
    return sum(1 + len(line) // _CHARACTERS for line in text.splitlines())


def compose(content: ConsentContent) -> Composition:
    """Return the form ready for its pages; `problems` must have found none."""
    language = content.consent.language
    common, form = common_text(language), form_wording(content.consent.category).text(language)
    heading = TextBlock(layout.plain(form.title), layout.TITLE)
    made = TextBlock(layout.plain(day_text(content.written_on, language)), layout.BODY)
    blocks: list[Block] = [
        layout.letterhead(content.letterhead, common.phone),
        Gap(10),
        Columns([heading, made], [0.75, 0.25], bottom=True),
        Gap(5),
        _patient(content, common),
        Gap(6),
        TextBlock(layout.plain(form.intro), _LARGE),
        Gap(4),
    ]
    for title, text in _facts(content, form, common):
        blocks += [Gap(4), _fact(title, text)]
    blocks.append(Gap(6))
    for statement in form.statements.values():
        blocks += [TextBlock(layout.plain(statement), layout.BODY), Gap(4)]
    blocks += [Gap(4), TextBlock(bold(layout.plain(common.agreement)), layout.BODY), Gap(6)]
    blocks += _signed(content, common) if content.signatures else _to_sign(content, common)
    title = common.document_title.replace("{code}", content.code)
    furniture = Furniture(_continued(content, form, common), _Footer(content.code, common))
    return Composition(
        clean(title, "form's code"),
        tuple(blocks),
        furniture,
        layout.paper(content.letterhead),
        f"{language}-US",
    )


def _patient(content: ConsentContent, common: CommonText) -> Block:
    name = bold(escape(content.patient.legal_name, "patient's name"))
    born = common.born.replace(
        "{date}", day_text(content.patient.birth_date, content.consent.language)
    )
    cells = [TextBlock(name, layout.MEDIUM), TextBlock(layout.plain(born), layout.BODY)]
    inside = Columns([layout.labelled(common.patient, cells[0]), cells[1]], [0.6, 0.4], bottom=True)
    return Box(inside, weight=1.2)


def _facts(
    content: ConsentContent, form: FormText, common: CommonText
) -> Iterator[tuple[str, str]]:
    consent = content.consent
    for name, title in form.facts.items():
        text = fact_of(consent, name)
        if text:
            of_class = name == "medication" and getattr(consent.provision, "is_class", False)
            yield common.medication_class if of_class else title, text
    if EXPIRES not in form.facts and (ends := expires_text(consent)):
        yield common.expires, ends
    provision = consent.provision
    if isinstance(provision, ReleaseConsent) and provision.labels:
        yield common.labels, "; ".join(common.sensitive[each] for each in provision.labels)
    if isinstance(provision, ReleaseConsent | Part2Consent):
        named = [common.kinds_of_record[each] for each in provision.nouns]
        yield common.nouns, "; ".join(named) or common.every_kind


def _fact(title: str, text: str) -> Block:
    said = lines([escape(line, title) for line in text.splitlines()])
    return Stack([TextBlock(layout.plain(title), _HEADING), TextBlock(said, _LARGE)])


def _to_sign(content: ConsentContent, common: CommonText) -> list[Block]:
    blocks: list[Block] = [_line(common.signature, common.name, common.date)]
    blocks += [Gap(8), _line(common.relation, common.name)]
    if content.with_minor:
        blocks += [Gap(8), _line(common.minor, common.name, common.date)]
    return blocks


def _line(*labels: str) -> Block:
    """Return rules side by side to write on, with what goes there below each."""
    shares = (0.5, 0.32, 0.18) if len(labels) == 3 else (0.62, 0.38)
    cells: list[Block] = [
        Stack([Gap(_ROOM_TO_SIGN), Rule(0.8), TextBlock(layout.plain(label), layout.FINE)])
        for label in labels
    ]
    return Columns(cells, list(shares), gap=10)


def _signed(content: ConsentContent, common: CommonText) -> list[Block]:
    blocks: list[Block] = []
    for signature in content.signatures:
        blocks += [_signature(signature, content, common), Gap(6)]
    drawn = any(each.strokes for each in content.signatures)
    if drawn:
        blocks.append(TextBlock(layout.plain(common.signed_with_pointer), layout.SMALL))
    if content.shown_sha256:
        told = common.bound.replace("{sha256}", content.shown_sha256)
        blocks.append(TextBlock(layout.plain(told), layout.FINE))
    return blocks


def _signature(signature: Signature, content: ConsentContent, common: CommonText) -> Block:
    at = signature.signed_at.astimezone()
    when = f"{day_text(at.date(), content.consent.language)}, {write_time(at)}"
    who = [
        bold(escape(signature.name, "signer's name")),
        layout.plain(common.relations[signature.relation]),
        layout.plain(when),
    ]
    if signature.authority:
        who.insert(2, escape(signature.authority, "signer's authority"))
    drawn: Block = StrokesBlock(signature.strokes) if signature.strokes else Gap(_ROOM_TO_SIGN)
    left = Stack([drawn, Rule(0.8), TextBlock(layout.plain(common.signature), layout.FINE)])
    return Columns([left, TextBlock(lines(who), layout.BODY)], [0.5, 0.5], gap=12, bottom=True)


def _continued(content: ConsentContent, form: FormText, common: CommonText) -> Block:
    name = bold(escape(clean(content.patient.legal_name, "patient's name"), "patient's name"))
    told = fill(common.continued, name=name, title=layout.plain(form.title))
    return Stack([TextBlock(told, layout.BODY), Gap(5), Rule(1), Gap(12)])


class _Footer:
    """Code and "Page x of y", as pages get separated."""

    def __init__(self, code: str, common: CommonText) -> None:
        self._code = clean(common.code.replace("{code}", code), "form's code")
        self._page = common.page

    def __call__(self, pen: Pen, number: int, pages: int) -> None:
        text = self._page.replace("{number}", str(number)).replace("{pages}", str(pages))
        pen.setFillGray(0)
        pen.setFont(REGULAR, 9)
        pen.drawString(MARGIN, 36, self._code)
        pen.drawRightString(PAGE_WIDTH - MARGIN, 36, Clean(text))
