"""What a service call changed, so that pages can decide whether to reload."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """The patients and the kinds of record (nouns such as ``"medication"``) touched by a call."""

    patient_ids: frozenset[int] = frozenset()
    nouns: frozenset[str] = frozenset()

    def __or__(self, other: Changes) -> Changes:
        """Join two sets of changes."""
        return Changes(self.patient_ids | other.patient_ids, self.nouns | other.nouns)

    @classmethod
    def of(cls, patient_id: int | None, *nouns: str) -> Changes:
        """Return the changes of *nouns* for one patient, or for none."""
        patients = frozenset() if patient_id is None else frozenset({patient_id})
        return cls(patients, frozenset(nouns))
