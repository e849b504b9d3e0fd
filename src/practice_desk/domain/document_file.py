"""What a file from outside is, by its content: the name it comes with proves nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from practice_desk.domain.errors import UnreadableInput

MAX_BYTES = 20 << 20
"""Bytes of one document at most."""

MAX_PAGES = 1000
"""Pages of a document at most that are looked into."""

MAX_PIXELS = 70_000_000
"""Dots of one picture at most; a sheet of 11 × 17 inches scanned at 600 dpi has 67 million."""


class FileType(StrEnum):
    """The formats that can be filed."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    HEIC = "heic"
    TEXT = "text"

    @property
    def media_type(self) -> str:
        """Its name in the registry of media types."""
        return _MEDIA_TYPES[self]

    @property
    def ending(self) -> str:
        """The ending of a file's name, with its dot."""
        return ".txt" if self is FileType.TEXT else f".{_ENDINGS.get(self, self.value)}"


_MEDIA_TYPES = {
    FileType.PDF: "application/pdf",
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.TIFF: "image/tiff",
    FileType.HEIC: "image/heic",
    FileType.TEXT: "text/plain",
}
_ENDINGS = {FileType.JPEG: "jpg"}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_HEAD = 1024  # a PDF may begin with some other bytes (ISO 32000-1, annex H.3.4.1)
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1b")
_AS_PDF = "Save or print it as a PDF and file that."


def recognise(content: bytes) -> FileType:
    """Return what *content* is. Raises UnreadableInput with what to do, for all that is not filed.

    Zero bytes, more than `MAX_BYTES`, archives, programs, web pages and drawings are not.
    """
    if not content:
        raise UnreadableInput("The file is empty.", "Scan or save it again.")
    if len(content) > MAX_BYTES:
        raise UnreadableInput(
            f"The file is larger than {MAX_BYTES >> 20} MB.",
            "Scan it with fewer dots per inch, or in parts.",
        )
    head = content[:_HEAD]
    found = _by_signature(head)
    if found is not None:
        return found
    _refuse_others(head)
    if decode_text(content) is None:
        raise UnreadableInput(
            "The file is none of the formats that can be filed.",
            "PDF, JPEG, PNG, TIFF and plain text can.",
        )
    return FileType.TEXT


def decode_text(content: bytes) -> str | None:
    """Return plain text, whichever of the usual ways it is written in, or None where it is none."""
    encoding = "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif any(byte < 32 and byte not in _TEXT_CONTROLS for byte in set(content)):
        return None
    for each in (encoding, "cp1252"):
        try:
            text = content.decode(each)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text.replace("\r\n", "\n").replace("\r", "\n")
    return None


def _by_signature(head: bytes) -> FileType | None:
    if head.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if head.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return FileType.TIFF
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return FileType.HEIC
    if b"%PDF-" in head and not head.startswith(_ARCHIVES):
        return FileType.PDF
    return None


def _refuse_others(head: bytes) -> None:
    if head.startswith(_ARCHIVES):
        raise UnreadableInput(
            "The file is an archive or an office document, which are not filed.",
            "Unpack it, or save it as a PDF, and file that.",
        )
    if head.startswith(_PROGRAMS):
        raise UnreadableInput("The file is a program, which is never filed.", "Delete it.")
    if head.startswith(_OFFICE):
        raise UnreadableInput("The file is an office document.", _AS_PDF)
    if head.startswith(b"{\\rtf"):
        raise UnreadableInput("The file is an office document.", _AS_PDF)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<?xml", b"<svg", b"<!doctype", b"<html")):
        raise UnreadableInput("The file is a web page or a drawing, which are not filed.", _AS_PDF)


@dataclass(frozen=True, slots=True)
class Seen:
    """What another process saw in a file: pixels and text, nothing that could be run.

    `pixels` are rows of red, green and blue bytes of the first page in small. `texts` has one item
    per page, empty where there is no text.
    """

    pages: int
    width: int
    height: int
    pixels: bytes
    texts: tuple[str, ...] = ()


class ViewerLost(UnreadableInput):
    """The process that looks into files ended or did not start, perhaps not by the file's fault."""


class Refusal(StrEnum):
    """Why a file can't be shown, by what the process that looks into it says."""

    DAMAGED = "damaged"
    PASSWORD = "password"
    MANY_PAGES = "many_pages"
    LARGE = "large"
    FORMAT = "format"
    SLOW = "slow"
    MEMORY = "memory"
    LOST = "lost"

    @property
    def error(self) -> UnreadableInput:
        """The sentence for it, and what to do."""
        kind = ViewerLost if self is Refusal.LOST else UnreadableInput
        return kind(*_REFUSALS[self])


_FEWER_DOTS = "Scan it again with fewer dots per inch."
_REFUSALS = {
    Refusal.DAMAGED: ("The file is damaged or cut off.", "Ask for it again, or scan it again."),
    Refusal.PASSWORD: (
        "The PDF is locked with a password.",
        "Ask for one without, or print it and scan it.",
    ),
    Refusal.MANY_PAGES: (f"The file has more than {MAX_PAGES:,} pages.", "Ask for it in parts."),
    Refusal.LARGE: (
        "One page of the file holds too much to be shown safely.",
        "Scan it again with fewer dots per inch, or print it to a new PDF.",
    ),
    Refusal.FORMAT: (
        "Photos of this format can't be shown on this computer.",
        "Save the photo as JPEG and file that.",
    ),
    Refusal.SLOW: ("Looking into the file took too long.", "Print it to a new PDF and file that."),
    Refusal.MEMORY: ("The file takes too much memory to be shown.", _FEWER_DOTS),
    Refusal.LOST: (
        "The file could not be looked into: it made its viewer fail.",
        "Ask for it again, or print it and scan it.",
    ),
}


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture of a page: rows of red, green and blue bytes, without gaps."""

    width: int
    height: int
    data: bytes
