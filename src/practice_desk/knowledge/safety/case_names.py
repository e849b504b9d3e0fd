"""Names in a file of cases: an id of the pack, or a generic name, a brand or a salt of it."""

from __future__ import annotations

from practice_desk.knowledge.pack import knowledge_pack
from practice_desk.knowledge.safety.pack import SafetyPack

_BESIDE_THE_NAME = frozenset(
    {
        "acetate", "besylate", "bitartrate", "bromide", "carbonate", "citrate", "dimesylate",
        "fumarate", "hbr", "hcl", "hydrobromide", "hydrochloride", "maleate", "malate", "mesylate",
        "oxalate", "pamoate", "phosphate", "sodium", "succinate", "sulfate", "tartrate", "tosylate",
        "cr", "dr", "er", "hs", "ir", "la", "odt", "sr", "xl", "xr",
    }
)  # fmt: skip
"""Salts and release forms, which a label names after the substance."""


def medication_id(name: str, pack: SafetyPack) -> str:
    """Return the pack's id of *name*, whatever its case; *name* itself where nothing is found.

    A salt or a release form after the name is passed over, as in "sertraline hydrochloride".
    """
    plain = name.strip()
    if plain in pack.medications or not plain:
        return plain
    id_ = plain.casefold().replace(" ", "_").replace("-", "_")
    if id_ in pack.medications:
        return id_
    words = plain.split()
    while words:
        if (found := _named(" ".join(words), pack)) is not None:
            return found
        if words.pop().casefold().strip("().,") not in _BESIDE_THE_NAME:
            break
    return name


def _named(name: str, pack: SafetyPack) -> str | None:
    medications = knowledge_pack().medications
    concepts = [*medications.by_name(name)]
    part = medications.by_part_of_name(name)
    concepts += [part] if part is not None else []
    return next((each.id for each in concepts if each.id in pack.medications), None)
