"""Letter for work: absence, adjustments or return, without a diagnosis unless it is released."""

from __future__ import annotations

from functools import cache

from practice_desk.letters.kind import LetterKind
from practice_desk.letters.released import (
    RELEASED,
    ReleasedContent,
    build,
    check,
    offer_of,
    page_of,
    problems,
)
from practice_desk.letters.wording import LetterWording, load_wording

CODE = "work_letter"


@cache
def _wording() -> LetterWording:
    return load_wording(CODE, LetterWording)


KIND = LetterKind(
    CODE,
    "Letter for work",
    ReleasedContent,
    offer_of("work"),
    RELEASED,
    build,
    problems,
    page_of(_wording),
    check=check,
    hint="Absence, adjustments or return. The letterhead tells that the patient is seen here.",
)
