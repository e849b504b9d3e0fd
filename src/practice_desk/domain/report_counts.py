"""Counts of things that a patient may have several of, with the patients behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from practice_desk.domain.report import Counted

K = TypeVar("K", bound=Hashable)


def count_each(patient_ids: Iterable[int]) -> Counted:
    """Return how many things there are, from the patient of each."""
    given = tuple(patient_ids)
    return Counted(len(given), frozenset(given))


def told_apart(names: Mapping[K, str]) -> dict[K, str]:
    """Return the names by what they are of; of two that are alike the later gets a number."""
    seen: Counter[str] = Counter()
    found = {}
    for key, name in names.items():
        seen[name] += 1
        found[key] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return found
