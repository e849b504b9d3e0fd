"""Which letters of a batch are to be printed, and what became of each; without widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from practice_desk.gui.letters.batch_making import BatchLetter

NO_PHARMACY = "No pharmacy in the chart"


class BatchState(StrEnum):
    """Where one letter of the batch stands."""

    READY = "Ready"
    MISSING = "Can’t be printed yet"
    PRINTING = "Printing…"
    PRINTED = "Printed"
    NOT_PRINTED = "Not printed"
    NOT_KEPT = "Printed, not in the chart"


_WAITS = (BatchState.READY, BatchState.NOT_PRINTED, BatchState.NOT_KEPT)


@dataclass(slots=True)
class BatchLine:
    """One letter, whether it is ticked, and what became of it."""

    letter: BatchLetter
    state: BatchState
    ticked: bool

    @property
    def waits(self) -> bool:
        """Whether it is still to be printed, or only to be recorded."""
        return self.ticked and self.state in _WAITS


@dataclass(slots=True)
class BatchModel:
    """The lines in the order in which they come out of the printer."""

    lines: list[BatchLine] = field(default_factory=list)

    @classmethod
    def of(cls, letters: Iterable[BatchLetter]) -> BatchModel:
        """Return a batch in which all that can be printed is ticked."""
        return cls(
            [
                BatchLine(
                    letter,
                    BatchState.MISSING if letter.rendered is None else BatchState.READY,
                    letter.rendered is not None,
                )
                for letter in letters
            ]
        )

    @property
    def waiting(self) -> list[BatchLine]:
        """The lines that are still to be printed."""
        return [line for line in self.lines if line.waits]

    @property
    def printed(self) -> int:
        """How many were printed and are in their charts."""
        return sum(line.state is BatchState.PRINTED for line in self.lines)

    @property
    def pharmacies(self) -> list[tuple[str, list[BatchLine]]]:
        """The lines by pharmacy, in order."""
        found: list[tuple[str, list[BatchLine]]] = []
        last: tuple[str, int | None] | None = None
        for line in self.lines:
            key = (line.letter.pharmacy, line.letter.draft.organization_id)
            if key != last:
                found.append((line.letter.pharmacy or NO_PHARMACY, []))
                last = key
            found[-1][1].append(line)
        return found

    def summary(self) -> str:
        """Return how many letters to how many pharmacies wait."""
        waiting = self.waiting
        places = {line.letter.draft.organization_id for line in waiting}
        if not waiting:
            return "No letter is ticked." if self.lines else "No letter waits to be written."
        letters = "1 letter" if len(waiting) == 1 else f"{len(waiting)} letters"
        return f"{letters} to {len(places)} {'pharmacy' if len(places) == 1 else 'pharmacies'}"
