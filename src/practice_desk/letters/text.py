"""The one way by which text reaches a page: cleaned, checked for glyphs, escaped.

Text stays in reading order until `mixed_text` puts its lines into the order in which they are seen.
`escape` makes `Markup`, and only `Markup` can become a paragraph; plain `str` is rejected by the
type checker and at run time. ReportLab would otherwise read `<img src="/…">` as an order to embed
a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import NewType

from practice_desk.letters.bidi import END_ISOLATE, ISOLATE
from practice_desk.letters.fonts import JOINERS, faces_of, printable_characters
from practice_desk.letters.mixed_text import can_shape, has_right_to_left
from practice_desk.letters.refusals import unprintable

Clean = NewType("Clean", str)
"""Plain text that has been normalised and can be printed; for drawing without markup."""

# Invisible, and without effect where each value's direction is isolated: soft hyphen, zero-width
# characters, byte order mark, direction marks, isolates and pops, the look of emoji.
_HARMLESS = dict.fromkeys(
    map(ord, "\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a\u202c\u202d\u2066\u2068\u2069\ufe0e\ufe0f")
)
_WITHOUT_JOINERS = dict.fromkeys(map(ord, JOINERS))
_SAME_LOOK = {ord("\u2212"): "-", ord("\u2011"): "-"}  # minus, non-breaking hyphen
_LINE_END = re.compile("\r\n|[\r\n\u000b\u000c\u0085\u2028\u2029]")
_SPACES = re.compile("[ \t\u2000-\u200a\u3000]+")
_DATE_OR_DOSE = re.compile(
    r"(?<=[A-Z][a-z]{2}) (?=\d{1,2}, \d{4})|(?<=\d,) (?=\d{4}\b)|"
    r"(?<=[\d½]) (?=(?:mg|mcg|g|mL|mEq|units?|tablets?|capsules?|patch(?:es)?)\b)"
)
_ELEMENT = re.compile(r"<[^>]*>")
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Markup:
    """Text in ReportLab's paragraph markup. Made by `escape` and joined from other markup only."""

    source: str

    def __add__(self, other: Markup) -> Markup:
        """Return both, one after the other."""
        return Markup(self.source + other.source)

    def __bool__(self) -> bool:
        """Tell whether there is anything to print."""
        return bool(self.source)

    @property
    def plain(self) -> str:
        """The words alone."""
        return unescape(_ELEMENT.sub(" ", self.source))


LINE_BREAK = Markup("<br/>")


def clean(text: str, field: str) -> Clean:
    """Return *text* on one line, in Unicode NFC, without invisible characters.

    *field* names the text in a sentence ("patient's name"). Raises LetterRefused, naming field and
    character, for control characters, reversed reading direction and characters without a glyph.
    """
    return Clean(" ".join(part for part in _clean_lines(text, field) if part))


def escape(text: str, field: str) -> Markup:
    """Return *text* as markup that prints as it stands; line ends become line breaks.

    Raises LetterRefused as `clean` does.
    """
    return Markup("<br/>".join(_isolated(line) for line in _clean_lines(text, field)))


def unbroken(text: str) -> str:
    """Return *text* with spaces at which no line breaks within "Dec 7, 2026" and "2 tablets"."""
    return _DATE_OR_DOSE.sub("\u00a0", text)


def stand_in(text: str) -> Clean:
    """Return *text* with a "?" for every character that can't be printed, on lines as it came.

    For what has to be printed in any case; letters refuse such text instead, see `clean`.
    """
    normal, known = _normal(text), printable_characters()
    printed = faces_of(normal) if _shapes(normal) else [char in known for char in normal]
    return Clean(
        "".join(
            char if face or _is_space(char) else "?"
            for char, face in zip(normal, printed, strict=True)
        )
    )


def bold(markup: Markup) -> Markup:
    """Return the markup in bold."""
    return Markup(f"<b>{markup.source}</b>")


def strong(markup: Markup) -> Markup:
    """Return the markup bold and larger, for what must be found at a glance."""
    return Markup(f'<font size="11"><b>{markup.source}</b></font>')


def small(markup: Markup) -> Markup:
    """Return the markup a size smaller, for what explains and is not the message."""
    return Markup(f'<font size="8">{markup.source}</font>')


def join(separator: Markup, parts: Iterable[Markup]) -> Markup:
    """Return the parts that are not empty with *separator* between them."""
    return Markup(separator.source.join(part.source for part in parts if part))


def lines(parts: Iterable[Markup]) -> Markup:
    """Return the parts that are not empty, each on a line of its own."""
    return join(LINE_BREAK, parts)


def fill(template: str, **values: Markup) -> Markup:
    """Return our own wording with `{name}` replaced by values; the wording is escaped too.

    Raises KeyError for a name that has no value.
    """
    pieces = _PLACE.split(template)
    wording = [escape_wording(piece).source for piece in pieces[0::2]]
    filled = [values[name].source for name in pieces[1::2]]
    return Markup("".join(a + b for a, b in zip(wording, [*filled, ""], strict=True)))


def escape_wording(text: str) -> Markup:
    """Return a piece of our own wording as markup, keeping spaces at its ends."""
    return Markup(_escaped(_checked(text, "letter's wording")))


def _clean_lines(text: str, field: str) -> list[str]:
    checked = _checked(text, field)
    if checked.isascii() and checked.isprintable() and "  " not in checked:
        return [checked.strip()]
    return [_SPACES.sub(" ", line).strip() for line in _LINE_END.split(checked.strip())]


def _checked(text: str, field: str) -> str:
    normal = _normal(text)
    unknown = set(normal) - printable_characters()
    if not unknown:
        return normal
    faces = zip(normal, faces_of(normal), strict=True)
    missing = dict.fromkeys(char for char, face in faces if face is None)
    if not _shapes(normal):
        missing = dict.fromkeys(sorted(unknown))
    named = "".join(char for char in missing if not _is_space(char) and char not in JOINERS)
    if named:
        raise unprintable(named, field)
    return normal


def _normal(text: str) -> str:
    normal = unicodedata.normalize("NFC", text).translate(_HARMLESS).translate(_SAME_LOOK)
    if printable_characters().issuperset(char for char in normal if char not in JOINERS):
        return normal.translate(_WITHOUT_JOINERS)
    return normal


def _shapes(text: str) -> bool:
    return all(can_shape(line) for line in _LINE_END.split(text))


def _is_space(char: str) -> bool:
    return bool(_LINE_END.fullmatch(char) or _SPACES.fullmatch(char))


def _isolated(line: str) -> str:
    """Return a value as markup whose direction does not spread to the words around it."""
    escaped = _escaped(line)
    return f"{ISOLATE}{escaped}{END_ISOLATE}" if has_right_to_left(line) else escaped


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
