"""Measures that clinicians and patients fill in, and their total scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.observation import Observation, ObservationCategory

SCORE = "{score}"
"""UCUM's annotation for a bare score."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One measure with the range of its total; `total_code` is a LOINC code or empty."""

    id: str
    name: str
    lowest: int
    highest: int
    total_code: str = ""

    @property
    def short_name(self) -> str:
        """The name without what it is for: "PHQ-9"."""
        return self.name.split(" (", maxsplit=1)[0]

    @property
    def total_name(self) -> str:
        """What its total is called in charts: "PHQ-9 total score"."""
        return f"{self.short_name} total score"

    def observation(
        self, patient_id: int, typed: str, observed_at: datetime, note: str = ""
    ) -> Observation:
        """Return the total *typed* as an observation. Raises Invalid."""
        sentence = f"Enter a whole number from {self.lowest} to {self.highest}."
        if not typed.isascii() or not typed.isdecimal() or len(typed) > len(str(self.highest)):
            raise Invalid((Problem("total", sentence),))
        total = Decimal(int(typed))
        if not self.lowest <= total <= self.highest:
            raise Invalid((Problem("total", sentence),))
        category = ObservationCategory.SURVEY
        return Observation(
            patient_id, category, self.total_name, observed_at, self.total_code, total, SCORE,
            note=note,
        )  # fmt: skip
