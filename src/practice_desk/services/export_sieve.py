"""What of a chart may be in an export: by period, by label and consent, and by the words in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from practice_desk.domain.chart_export import ExportChoice
from practice_desk.domain.release import Gate, Record
from practice_desk.domain.sensitivity import RecordNoun, SensitivityLabel
from practice_desk.domain.told_words import names_told


class ExportSieve:
    """One reading of a chart for one export; keeps which records are in, and how many are not.

    A text that names a withheld record stays here too, as letters do not leave with such words.
    """

    def __init__(self, choice: ExportChoice, gate: Gate, names: tuple[str, ...]) -> None:
        self._choice, self._gate, self._names = choice, gate, names
        self.records: list[Record] = []
        self.withheld = 0
        self.earlier_or_later = 0

    @property
    def for_patient(self) -> bool:
        """Whether the patient is given it, who may see all of the own record."""
        return self._gate.to_patient

    def lets(
        self,
        texts: Iterable[str],
        *records: Record,
        day: date | None = None,
    ) -> bool:
        """Return whether something goes in that says *texts* and tells of *records*."""
        if not self._choice.covers(day):
            self.earlier_or_later += 1
            return False
        if not self._may_leave(records) or names_told(texts, self._names):
            self.withheld += 1
            return False
        self.records += records
        return True

    @property
    def looks_for_names(self) -> bool:
        """Whether texts are looked through for the names of withheld records."""
        return bool(self._names)

    def opens(self, labels: Iterable[SensitivityLabel]) -> bool:
        """Return whether a consent covers records of every kind with these labels."""
        return self.for_patient or all(
            any(label in each.labels and not each.nouns for each in self._gate.openings)
            for label in labels
        )

    def _may_leave(self, records: tuple[Record, ...]) -> bool:
        if not records and self._gate.whole:
            return self.opens([SensitivityLabel.PART2])
        return all(self._gate.lets(*record) for record in records)


def record_of(noun: RecordNoun, number: int | None) -> tuple[Record, ...]:
    """Return the record of that id, none where there is no id."""
    return () if number is None else ((noun, number),)
