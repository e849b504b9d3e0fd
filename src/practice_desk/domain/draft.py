"""What somebody typed into a form and has not saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
"""Plain data, as it is stored."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One form as it was left: kept while it is typed, given back to its author alone.

    `kind` says which form, `body` what stood in it and which record it is about. `patient_id` is
    the chart in which it was typed, and the only one it can be saved to.
    """

    kind: str
    title: str
    body: dict[str, Json]
    user_name: str
    kept_at: datetime
    patient_id: int | None = None
    id: int | None = None
