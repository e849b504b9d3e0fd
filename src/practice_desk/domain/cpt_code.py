"""CPT codes of a note: which minutes each takes, and which fit. Nothing is ever chosen by itself.

Source of the rules: AMA CPT and CMS, named with each code in ``resources/notes/codes.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from practice_desk.domain.note import NoteKind


class MinutesOf(StrEnum):
    """Which minutes a code counts."""

    NONE = ""
    THERAPY = "therapy"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class CptCode:
    """One code. `kinds` are the notes that it may be suggested for; `least` and `most` are whole
    minutes, both included. An add-on stands only beside one of `adds_to`."""

    code: str
    words: str
    source: str
    kinds: frozenset[NoteKind] = frozenset()
    prescriber: bool = False
    of: MinutesOf = MinutesOf.NONE
    least: int | None = None
    most: int | None = None
    adds_to: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The minutes rule in words: "38 to 52 minutes of psychotherapy"."""
        if self.least is None:
            return "no minutes rule"
        if self.of is MinutesOf.TOTAL:
            return f"by complexity, or {self.least} minutes or more of your time that day"
        if self.most is None:
            return f"{self.least} minutes or more of psychotherapy"
        return f"{self.least} to {self.most} minutes of psychotherapy"

    def takes(self, minutes: int) -> bool:
        """Return whether *minutes* are what the code takes."""
        least, most = self.least or 0, self.most
        return minutes >= least and (most is None or minutes <= most)


def suggested_codes(
    codes: Iterable[CptCode],
    kind: NoteKind,
    minutes: int | None,
    therapy_minutes: int | None,
    *,
    prescribes: bool,
) -> tuple[CptCode, ...]:
    """Return the codes that fit a note of *kind* and its minutes, for a person to choose from.

    Without *therapy_minutes* all minutes of a session count as psychotherapy, but for a combined
    one, where only the clinician knows. A code without a minutes rule fits any length.
    """
    therapy = therapy_minutes
    if therapy is None and kind is not NoteKind.COMBINED:
        therapy = minutes
    found = []
    for code in codes:
        if kind not in code.kinds or (code.prescriber and not prescribes):
            continue
        counted = therapy if code.of is MinutesOf.THERAPY else minutes
        if code.of is MinutesOf.NONE or (counted is not None and code.takes(counted)):
            found.append(code)
    return tuple(found)


def code_cautions(
    codes: Iterable[CptCode],
    chosen: Sequence[str],
    minutes: int | None,
    therapy_minutes: int | None,
) -> tuple[str, ...]:
    """Return a sentence for each of the *chosen* codes that does not go with the rest."""
    known = {code.code: code for code in codes}
    said = []
    for each in chosen:
        code = known.get(each)
        if code is None:
            said.append(f"{each} is not a code of the list.")
            continue
        if code.adds_to and not set(code.adds_to) & set(chosen):
            said.append(
                f"{each} is an add-on: it needs one of {', '.join(code.adds_to)} beside it."
            )
        counted = minutes
        if code.of is MinutesOf.THERAPY and therapy_minutes is not None:
            counted = therapy_minutes
        if code.of is MinutesOf.THERAPY and counted is not None and not code.takes(counted):
            said.append(f"{each} takes {code.rule}; this note has {counted}.")
    return tuple(said)
