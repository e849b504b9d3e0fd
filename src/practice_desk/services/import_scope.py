"""Which chart a resource belongs to, by what the files of one source call its patient."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from practice_desk.exchange.fhir.files import is_by_lines
from practice_desk.exchange.fhir.keep_aside import KeepAside

_KEPT_ASIDE = 0
_AMBIGUOUS = -1


class ImportScope:
    """The patients and names that the resources of some files may refer to.

    A file is a scope of its own, since another source's "Patient/1" is another person. The NDJSON
    files of one folder are one scope: a bulk export has a file for each kind of resource.
    """

    def __init__(self) -> None:
        self._charts: dict[str, int] = {}

    def learn(self, keys: Iterable[str], patient_id: int | None) -> None:
        """Remember the chart of a patient, None for one that was kept aside.

        What two patients are both called by leads to neither.
        """
        chart = _KEPT_ASIDE if patient_id is None else patient_id
        for key in keys:
            known = self._charts.setdefault(key, chart)
            if known != chart:
                self._charts[key] = _AMBIGUOUS

    def chart(self, key: str) -> int:
        """Return the patient id for a reference. Raises KeepAside."""
        chart = self._charts.get(key)
        if chart is None:
            raise KeepAside("The patient it belongs to is not in the file.")
        if chart == _KEPT_ASIDE:
            raise KeepAside("The patient it belongs to was kept aside.")
        if chart == _AMBIGUOUS:
            raise KeepAside("The file has several patients that it may belong to.")
        return chart


def scopes(files: Iterable[Path]) -> list[list[Path]]:
    """Return the files grouped into scopes, in their order."""
    groups: dict[tuple[Path, str], list[Path]] = {}
    for file in files:
        own_name = "" if is_by_lines(file.name) else file.name
        groups.setdefault((file.parent, own_name), []).append(file)
    return list(groups.values())
