"""Counts of things that a patient may have several of, with the patients behind them."""

from __future__ import annotations

from collections.abc import Iterable

from practice_desk.domain.report import Counted


def count_each(patient_ids: Iterable[int]) -> Counted:
    """Return how many things there are, from the patient of each."""
    given = tuple(patient_ids)
    return Counted(len(given), frozenset(given))
