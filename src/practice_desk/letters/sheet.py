"""A letter as parts in their order, without a drawing call: what most kinds are laid out as.

`sheet_page` sets them. All texts are plain; they are cleaned, checked and escaped there.
"""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.letters.parties import LetterFrame


@dataclass(frozen=True, slots=True)
class Headline:
    """The message of the letter in a few large words: "Early refill: APPROVED"; `beside` follows.

    It stands in a frame right under the patient, so that it is what one reads first.
    """

    text: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of a small label and its value, one below the other; an empty value is left out."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; line ends are kept."""

    text: str
    bold: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of what follows; it never stands alone at the end of a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """Short points, one below the other."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: a small label, what is to be found at a glance, the rest, an explanation.

    Each begins on a line of its own, and what is empty is left out.
    """

    text: str = ""
    strong: str = ""
    label: str = ""
    small: str = ""
    beside: str = ""
    """Follows `strong` on its line: the form of a medication."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with headings, which are repeated on each page; `shares` divide the width."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[float, ...]
    arrow_before: int | None = None
    """The column that a small arrow points into, from the one before."""
    to_fill_in: bool = False
    """Whether the reader writes into it: rows are taller and lines stand between the columns."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Boxes for the recipient to tick under a question; `write_on` labels lines to write on."""

    question: str
    choices: tuple[str, ...] = ()
    write_on: tuple[str, ...] = ()
    side_by_side: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A boxed sentence that is not to be overlooked, with a word before it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class WalletCard:
    """A card to cut out: rows of label and value in front, then a name with its text each.

    `panel` numbers the panels: "{number} of {panels}".
    """

    title: str
    front: tuple[tuple[str, str], ...]
    entries: tuple[tuple[str, str], ...]
    panel: str


Part = Headline | Facts | Text | Heading | Bullets | Grid | Ticks | Notice | WalletCard


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The strip at the end that is ticked, signed and sent back: what can be ticked in it.

    It asks the pharmacy by that word, others without one.
    """

    ticks: tuple[str, ...]
    by_pharmacy: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """One letter. `title` stands above the patient, `document_title` is the file's.

    With `prescription_notice` the NOT A PRESCRIPTION statement stands on it, which only letters
    without any medication may leave out. `urgent` is the word in a box beside the title, where the
    letter is urgent.
    """

    document_title: str
    title: str
    frame: LetterFrame
    parts: tuple[Part, ...]
    urgent: str = ""
    closing: tuple[Part, ...] = ()
    """What stays together with the signature at the end."""
    acknowledgement: Acknowledgement | None = None
    prescription_notice: bool = True
    language: str = "en-US"
