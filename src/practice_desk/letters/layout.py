"""The parts that letters share: letterhead, addresses, patient box, statement, sign-off, footer."""

from __future__ import annotations

from datetime import date

from practice_desk.domain.letter_code import code_problem
from practice_desk.letters.blocks import Block, Box, Columns, Gap, Rule, Stack, Tick, WriteOn
from practice_desk.letters.dates import birth_date, long_date, spanish_date
from practice_desk.letters.drawing import Pen, TextBlock, TextStyle
from practice_desk.letters.fonts import BOLD, REGULAR
from practice_desk.letters.logo import LogoBlock
from practice_desk.letters.pages import (
    A4_AS_LETTER,
    BOTTOM,
    MARGIN,
    PAGE_WIDTH,
    US_LETTER,
    WIDTH,
    Furniture,
    PaperSize,
)
from practice_desk.letters.parties import (
    ConsentToDisclose,
    Letterhead,
    LetterPatient,
    Recipient,
    ReplacedLetter,
    Signatory,
)
from practice_desk.letters.qr import QrCode
from practice_desk.letters.sheet import Acknowledgement
from practice_desk.letters.text import (
    Clean,
    Markup,
    bold,
    clean,
    escape,
    escape_wording,
    fill,
    join,
    lines,
)
from practice_desk.letters.wording import ENGLISH, common_wording

BODY = TextStyle(size=10, leading=13.5)
TITLE = TextStyle(size=17, leading=21, bold=True)
LABEL = TextStyle(size=7.5, leading=10, gray=0.35)
SMALL = TextStyle(size=8.5, leading=11.5)
FINE = TextStyle(size=7.5, leading=9.5, gray=0.25)
LARGE = TextStyle(size=19, leading=23, bold=True)
LARGE_LONG = TextStyle(size=12, leading=15, bold=True)
MEDIUM = TextStyle(size=13, leading=17, bold=True)
_LONG_NAME = 60  # characters; a longer name is set smaller so that the page stays one page


def plain(text: str) -> Markup:
    """Return our own wording as markup."""
    return escape_wording(text)


def paper(clinic: Letterhead) -> PaperSize:
    """Return the clinic's sheet, for what is laid out for the width of US Letter."""
    return A4_AS_LETTER if clinic.a4 else US_LETTER


def letterhead(clinic: Letterhead, phone: str = "") -> Block:
    """Return the clinic's name, address and numbers above a rule.

    *phone* is how a telephone number reads where it is not English: "Tel. {number}".
    """
    name = TextBlock(
        escape(clinic.name, "clinic's name"),
        TextStyle(size=15, leading=19, bold=True),
    )
    contact = TextBlock(
        lines(
            [
                *_address(clinic.address_lines, "clinic's address"),
                _numbers(clinic.phone, clinic.fax, "clinic's", phone),
            ]
        ),
        TextStyle(size=8.5, leading=11.5, align="right"),
    )
    row: list[Block] = [name, contact]
    shares = [0.58, 0.42]
    if clinic.logo:
        logo = LogoBlock(clinic.logo)
        row = [logo, *row]
        shares = [logo.width / WIDTH, 0.58 - logo.width / WIDTH, 0.42]
    return Stack([Columns(row, shares, bottom=True), Gap(7), Rule(1.5)])


def addresses(recipient: Recipient, written_on: date, code: str, language: str = ENGLISH) -> Block:
    """Return the recipient's block beside date and letter code."""
    labels = common_wording(language).labels
    day = long_date(written_on) if language == ENGLISH else spanish_date(written_on)
    to = lines(
        [
            bold(escape(recipient.name, "recipient's name")),
            *_address(recipient.address_lines, "recipient's address"),
            _numbers(recipient.phone, recipient.fax, "recipient's", labels.phone),
        ]
    )
    right = [
        labelled(labels.date, TextBlock(plain(day), BODY)),
        Gap(6),
        labelled(labels.letter, TextBlock(bold(escape(code, "letter's code")), BODY)),
    ]
    return Columns([labelled(labels.to, TextBlock(to, BODY)), Stack(right)], [0.72, 0.28])


def title(text: Markup, flag: Markup | None = None) -> Block:
    """Return the letter's title, with a boxed word ("URGENT") at its right where asked."""
    heading = TextBlock(text, TITLE)
    if flag is None:
        return heading
    word = TextBlock(flag, TextStyle(size=13, leading=16, bold=True, align="center"))
    return Columns([heading, Box(word, pad_x=6, pad_y=3, weight=2)], [0.82, 0.18])


def replaces_notice(replaced: ReplacedLetter | None, language: str = ENGLISH) -> list[Block]:
    """Return the boxed sentence that an earlier letter does not count any more."""
    if replaced is None:
        return []
    day = replaced.written_on
    told = fill(
        common_wording(language).labels.replaces,
        code=escape(replaced.code, "number of the letter that is replaced"),
        date=plain(long_date(day) if language == ENGLISH else spanish_date(day)),
    )
    return [Box(TextBlock(bold(told), BODY), pad_y=5, weight=1.5), Gap(10)]


def patient_box(patient: LetterPatient, language: str = ENGLISH) -> Block:
    """Return the patient's name, large, and birth date in a frame."""
    labels = common_wording(language).labels
    style = LARGE if len(patient.legal_name) <= _LONG_NAME else LARGE_LONG
    name: list[Block] = [TextBlock(escape(patient.legal_name, "patient's name"), style)]
    if patient.preferred_name:
        preferred = escape(patient.preferred_name, "patient's preferred name")
        name.append(TextBlock(fill(labels.goes_by, name=preferred), BODY))
    born = TextBlock(plain(birth_date(patient.birth_date)), LARGE)
    return Box(
        Columns(
            [labelled(labels.patient, Stack(name)), labelled(labels.birth_date, born)],
            [0.7, 0.3],
        ),
        weight=1.5,
    )


def not_a_prescription(language: str = ENGLISH) -> Block:
    """Return the shaded statement that nothing may be dispensed from this letter."""
    wording = common_wording(language).not_a_prescription
    heading = TextBlock(plain(wording.title), TextStyle(size=11, leading=14, bold=True))
    return Box(
        Columns([heading, TextBlock(plain(wording.text), SMALL)], [0.3, 0.7]),
        pad_y=6,
        shade=True,
    )


def part2_notice(consent: ConsentToDisclose | None) -> list[Block]:
    """Return the notice that 42 CFR 2.32 wants with each disclosure, and the consent's scope."""
    if consent is None:
        return []
    wording = common_wording().part2
    given = escape(clean(long_date(consent.given_on), "consent's date"), "consent's date")
    scope = escape(clean(consent.scope, "consent's scope"), "consent's scope")
    text = lines([bold(plain(wording.notice)), fill(wording.consent, date=given, scope=scope)])
    return [Gap(6), Box(TextBlock(text, SMALL), pad_y=5)]


def part2_text(consent: ConsentToDisclose) -> str:
    """Return the same notice as plain text, to go along with a file that is not ours."""
    wording = common_wording().part2
    told = wording.consent.replace("{date}", long_date(consent.given_on))
    return f"{wording.notice}\n{told.replace('{scope}', consent.scope)}\n"


def sign_off(signatory: Signatory, language: str = ENGLISH) -> Block:
    """Return the prescriber's line to sign and, large, the number to call with questions."""
    labels = common_wording(language).labels
    name = escape(signatory.name, "prescriber's name")
    if signatory.credentials:
        name = name + Markup(", ") + escape(signatory.credentials, "prescriber's credentials")
    signed = Stack(
        [
            WriteOn(TextBlock(plain(labels.signature), LABEL), room=26),
            TextBlock(bold(name), BODY),
        ]
    )
    phone = TextBlock(escape(signatory.callback_phone, "callback number"), LARGE_LONG)
    call = Stack([TextBlock(plain(labels.questions), LABEL), phone])
    return Columns([signed, call], [0.62, 0.38], gap=24, bottom=True)


def acknowledgement(clinic: Letterhead, code: str, *, cancels: bool) -> Block:
    """Return the part to tick, sign and send back; it carries the code and no patient data."""
    wording = common_wording().acknowledgement
    ticks = (wording.received, *([wording.cancelled] if cancels else []), wording.question)
    return return_strip(clinic, code, Acknowledgement(ticks))


def return_strip(clinic: Letterhead, code: str, asked: Acknowledgement) -> Block:
    """Return what is cut off, ticked, signed and sent back; it carries no patient data."""
    wording = common_wording().acknowledgement
    if clinic.fax:
        told = wording.title if asked.by_pharmacy else wording.others
        heading = fill(told, fax=escape(clinic.fax, "clinic's fax number"))
    else:
        told = wording.title_without_fax if asked.by_pharmacy else wording.others_without_fax
        heading = fill(told, clinic=escape(clinic.name, "clinic's name"))
    code_line = fill(common_wording().labels.letter_code, code=escape(code, "letter's code"))
    heading_row = Columns(
        [
            TextBlock(bold(heading), BODY),
            TextBlock(bold(code_line), TextStyle(size=10, leading=13.5, align="right")),
        ],
        [0.72, 0.28],
    )
    fields = [wording.name, wording.signature, wording.date]
    answer: Block = Stack(
        [
            _boxes(asked.ticks),
            Columns([WriteOn(TextBlock(plain(text), LABEL)) for text in fields], [0.4, 0.38, 0.22]),
        ]
    )
    if not code_problem(code):  # else it is none that can be looked for
        answer = Columns([answer, QrCode(code)], [0.86, 0.14])
    return Stack([Rule(0.75, dashes=(4, 3)), Gap(9), heading_row, Gap(5), answer])


def _boxes(texts: tuple[str, ...]) -> Block:
    """Return boxes to tick in two columns, the last text on the right."""
    done: list[Block] = []
    for text in texts[:-1]:
        done += [Tick(TextBlock(plain(text), BODY)), Gap(3)]
    last = Tick(TextBlock(plain(texts[-1]), BODY))
    return Columns([Stack(done), last], [0.56, 0.44])


def furniture(
    clinic: Letterhead,
    patient: LetterPatient,
    code: str,
    callback: str,
    language: str = ENGLISH,
) -> Furniture:
    """Return the heading of later pages and the footer of all."""
    labels = common_wording(language).labels
    letter_code = fill(labels.letter_code, code=escape(code, "letter's code"))
    who = bold(escape(patient.legal_name, "patient's name"))
    born = fill(labels.born, date=plain(birth_date(patient.birth_date)))
    left = TextBlock(who + Markup(", ") + born, BODY)
    right = TextBlock(letter_code, TextStyle(size=10, leading=13.5, align="right"))
    continuation = Stack([Columns([left, right], [0.75, 0.25]), Gap(5), Rule(1), Gap(14)])
    return Furniture(continuation, _footer(clinic, code, callback, language))


def _footer(clinic: Letterhead, code: str, callback: str, language: str) -> _Footer:
    wording = common_wording(language)
    notice = fill(
        wording.wrong_recipient,
        clinic=escape(clinic.name, "clinic's name"),
        phone=escape(clinic.phone or callback, "clinic's phone number"),
    )
    label = wording.labels.letter_code.replace("{code}", clean(code, "letter's code"))
    return _Footer(TextBlock(notice, FINE), Clean(label), language)


class _Footer:
    """Wrong-recipient notice, letter code, statement and "Page x of y", as pages get separated."""

    def __init__(self, notice: TextBlock, code: Clean, language: str) -> None:
        self._wording = common_wording(language)
        self._notice = notice
        self._code = code
        statement = self._wording.not_a_prescription.title
        self._statement = clean(statement, "letter's wording")

    def __call__(self, pen: Pen, number: int, pages: int) -> None:
        Rule(0.5).draw(pen, MARGIN, BOTTOM - 6, WIDTH)
        self._notice.draw(pen, MARGIN, BOTTOM - 10, WIDTH)
        pen.setFont(REGULAR, 8.5)
        pen.setFillGray(0)
        text = self._wording.labels.page
        page = Clean(text.replace("{number}", str(number)).replace("{pages}", str(pages)))
        pen.drawString(MARGIN, 24, self._code)
        pen.setFont(BOLD, 8.5)
        pen.drawCentredString(PAGE_WIDTH / 2, 24, self._statement)
        pen.setFont(REGULAR, 8.5)
        pen.drawRightString(PAGE_WIDTH - MARGIN, 24, page)


class PageFooter:
    """Code and "Page x of y", as pages get separated; *words* in the place of a letter's code."""

    def __init__(self, code: str, words: str = "") -> None:
        label = words or common_wording().labels.letter_code.replace("{code}", code)
        self._code = clean(label, "paper's code")

    def __call__(self, pen: Pen, number: int, pages: int) -> None:
        text = common_wording().labels.page
        page = Clean(text.replace("{number}", str(number)).replace("{pages}", str(pages)))
        pen.setFillGray(0)
        pen.setFont(REGULAR, 9)
        pen.drawString(MARGIN, 36, self._code)
        pen.drawRightString(PAGE_WIDTH - MARGIN, 36, page)


class StatementFooter:
    """Letter code, a statement and "Page x of y", as pages get separated."""

    def __init__(self, code: str, statement: str) -> None:
        label = common_wording().labels.letter_code.replace("{code}", code)
        self._code = clean(label, "letter's code")
        self._statement = clean(statement, "letter's wording")

    def __call__(self, pen: Pen, number: int, pages: int) -> None:
        text = common_wording().labels.page
        page = Clean(text.replace("{number}", str(number)).replace("{pages}", str(pages)))
        pen.setFillGray(0)
        pen.setFont(REGULAR, 9)
        pen.drawString(MARGIN, 36, self._code)
        pen.setFont(BOLD, 9)
        pen.drawCentredString(PAGE_WIDTH / 2, 36, self._statement)
        pen.setFont(REGULAR, 9)
        pen.drawRightString(PAGE_WIDTH - MARGIN, 36, page)


def labelled(label: str, block: Block) -> Block:
    """Return a block under its small label."""
    return Stack([TextBlock(plain(label), LABEL), block])


def _address(address_lines: tuple[str, ...], field: str) -> list[Markup]:
    return [escape(clean(line, field), field) for line in address_lines]


def _numbers(phone: str, fax: str, whose: str, phone_label: str = "") -> Markup:
    labels = common_wording().labels
    telephone = phone_label or labels.phone
    parts = [
        fill(label, number=escape(number, f"{whose} {noun} number"))
        for label, number, noun in ((telephone, phone, "phone"), (labels.fax, fax, "fax"))
        if number
    ]
    return join(Markup(" · "), parts)
