"""The YAML of the pack in `resources/knowledge`, and the ids that it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from practice_desk.knowledge.compile import delivered

FILES = (
    "medications", "interactions", "side_effects", "monitoring", "classes", "conditions",
    "instruments", "patient_rules", "allergies", "controlled", "pack",
)  # fmt: skip
SEVERITIES = ("contraindicated", "major", "moderate", "minor")
Entry = dict[str, Any]


@dataclass
class Pack:
    """The parsed files by name."""

    files: dict[str, Entry]

    def entries(self, file: str, key: str = "") -> list[Entry]:
        """Return a list of entries of a file."""
        found: list[Entry] = self.files[file][key or file]
        return found

    def ids(self, file: str, key: str = "") -> set[str]:
        """Return the ids of those entries."""
        return {entry["id"] for entry in self.entries(file, key)}

    @property
    def medications(self) -> set[str]:
        """The medications' ids."""
        return self.ids("medications")

    @property
    def classes(self) -> set[str]:
        """The classes' ids."""
        return self.ids("classes")

    @property
    def exposures(self) -> set[str]:
        """The exposures' ids."""
        return self.ids("classes", "exposures")

    def groups(self, medication: Entry) -> set[str]:
        """Return the classes of a medication with their parents."""
        parents = {each["id"]: each.get("parent") for each in self.entries("classes")}
        found: set[str] = set()
        for name in medication["classes"]:
            while name and name not in found:
                found.add(name)
                name = parents.get(name)
        return found


def read_pack_yaml() -> Pack:
    """Return the delivered pack."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Pack({name: yaml.load(delivered(f"{name}.yaml"), Loader=loader) for name in FILES})


def unknown(where: str, kind: str, refs: Any, known: set[str]) -> list[str]:
    """Return a sentence for each reference that leads nowhere."""
    return [f"{where}: no {kind} {ref}" for ref in refs or () if ref not in known]


def is_number(value: object) -> bool:
    """Return whether a YAML value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)
