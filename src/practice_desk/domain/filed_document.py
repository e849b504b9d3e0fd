"""What came from outside and was filed in a chart: scans, PDFs, photos. FHIR: DocumentReference."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required, has_control_characters
from practice_desk.domain.document_file import FileType
from practice_desk.domain.document_topic import GENERAL
from practice_desk.domain.errors import Problem


class FiledKind(StrEnum):
    """What sort of paper it is."""

    LETTER = "letter"
    REPORT = "report"
    RESULT = "result"
    HOSPITAL = "hospital"
    REFERRAL = "referral"
    CONSENT = "consent"
    FORM = "form"
    INSURANCE = "insurance"
    PHOTO = "photo"
    OTHER = "other"


class LookState(StrEnum):
    """Whether the file was looked into: its pages counted, its picture made, its text read."""

    WAITING = "waiting"
    SEEN = "seen"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """One document of a chart. `topic` is the key of the folder that it lies in.

    `document_id` names the stored file, which others in the clinic may share; `size` is its bytes.
    `dated_on` is the day that the document itself gives, `source` who sent it. `pages` is 0 while
    it was not looked into.
    """

    patient_id: int
    document_id: int
    title: str
    topic: str
    kind: FiledKind
    file_type: FileType
    size: int
    filed_at: datetime
    filed_by: str
    dated_on: date | None = None
    source: str = ""
    file_name: str = ""
    look: LookState = LookState.WAITING
    pages: int = 0
    reviewed_at: datetime | None = None
    reviewed_by: str = ""
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None

    @property
    def waits_for_review(self) -> bool:
        """Whether nobody has signed off yet that they read it."""
        return self.reviewed_at is None and not self.retracted_reason

    @property
    def day(self) -> date:
        """The day it is listed under: its own, else the one it was filed on."""
        return self.dated_on or self.filed_at.astimezone().date()


@dataclass(frozen=True, slots=True)
class Filing:
    """What is said of a document when it is filed; without a title its name becomes one."""

    title: str = ""
    topic: str = GENERAL
    kind: FiledKind = FiledKind.OTHER
    dated_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class DocumentLook:
    """A small picture of a document's first page: rows of red, green and blue bytes, deflated."""

    patient_id: int
    filed_document_id: int
    width: int
    height: int
    pixels: bytes
    id: int | None = None


LENGTHS = {
    "title": 200,
    "topic": 40,
    "source": 200,
    "file_name": 200,
    "filed_by": 64,
    "reviewed_by": 64,
    "retracted_reason": 500,
}
_UNTITLED = "Document"


def check_filed_document(value: FiledDocument, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *value* on the day *today*."""
    problems = [
        *check_required(value, title="Give the document a title.", topic="Choose a folder."),
        *check_lengths(value, LENGTHS),
    ]
    if value.dated_on is not None and value.dated_on > today:
        problems.append(Problem("dated_on", "That day has not come yet. Check it."))
    return tuple(problems)


def plain_file_name(name: str) -> str:
    """Return the last part of a file's *name* as it can be shown: nothing hidden, not too long.

    Characters that are invisible or turn the direction of writing go, so that a name can't read
    as another one; the ending stays when the name is shortened.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in last if _is_shown(char))
    shown = " ".join(shown.split())
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = shown, "", ""
    room = LENGTHS["file_name"] - len(dot) - len(ending)
    return f"{stem[:room].rstrip()}{dot}{ending}"


def title_from(file_name: str) -> str:
    """Return a title made of a file's name: without its ending, underscores as spaces."""
    shown = plain_file_name(file_name)
    stem, dot, ending = shown.rpartition(".")
    words = " ".join((stem if dot and 0 < len(ending) <= 5 else shown).replace("_", " ").split())
    return words[: LENGTHS["title"]].strip() or _UNTITLED


def _is_shown(char: str) -> bool:
    return not has_control_characters(char) and unicodedata.category(char) not in ("Cf", "Co", "Cn")
