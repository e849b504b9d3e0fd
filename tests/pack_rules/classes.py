"""Ids, sources and classes; and that functional classes agree with the flags they come from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.pack_rules.source import Entry, Pack

_ID = re.compile(r"[a-z][a-z0-9_]*")
_CYP = re.compile(r"(cyp\w+?)_(strong|moderate)_(inhibitor|inducer)")
_LISTS = (
    ("medications", "", True),
    ("classes", "", False),
    ("classes", "exposures", False),
    ("side_effects", "", True),
    ("monitoring", "", True),
    ("conditions", "", True),
    ("interactions", "", True),
    ("patient_rules", "", True),
    ("patient_rules", "count_rules", True),
    ("allergies", "allergy_rules", True),
    ("controlled", "rules", True),
    ("instruments", "", True),
    ("instruments", "not_bundled", False),
)
_NEVER_EMPTY = (
    "maoi", "mao_inhibitor_any", "opioid_agonist_any", "benzodiazepine", "cns_depressant",
    "qt_known_risk", "cyp2d6_strong_inhibitor", "cyp3a4_strong_inhibitor", "cyp3a4_strong_inducer",
    "serotonergic", "serotonergic_antidepressant",
)  # fmt: skip
_SEROTONIN = {"serotonergic_antidepressant", "strong_serotonin_reuptake_inhibitor"}


def class_problems(pack: Pack) -> Iterator[str]:
    """Yield what is wrong with ids, sources, versions, counts and classes."""
    for file, key, needs_sources in _LISTS:
        yield from _ids(pack, file, key, needs_sources=needs_sources)
    meds, classes, exposures = pack.medications, pack.classes, pack.exposures
    for clash in (meds & classes) | (exposures & (meds | classes)):
        yield f"{clash} is the id of two kinds of things"
    yield from _versions(pack)
    members: Counter[str] = Counter()
    for med in pack.entries("medications"):
        members.update(med["classes"])
        yield from _flags(med, classes)
    for entry in pack.entries("classes"):
        yield from _class(pack, entry)
    parents = {entry.get("parent") for entry in pack.entries("classes")}
    for name in _NEVER_EMPTY:
        if not members[name] and name not in parents:
            yield f"no medication belongs to {name}"


def _ids(pack: Pack, file: str, key: str, *, needs_sources: bool) -> Iterator[str]:
    entries = pack.entries(file, key)
    for name, count in Counter(entry["id"] for entry in entries).items():
        if count > 1:
            yield f"{name} is there twice"
        if not _ID.fullmatch(name):
            yield f"{name} is no id"
    for entry in entries if needs_sources else ():
        sources = entry.get("sources")
        if not sources or any(not isinstance(s, str) or len(s) < 5 for s in sources):
            yield f"{entry['id']} names no source"


def _versions(pack: Pack) -> Iterator[str]:
    versions = {name: content.get("pack_version") for name, content in pack.files.items()}
    if len(set(versions.values())) != 1:
        yield f"the files are of different versions: {versions}"
    lists = {
        "medications": pack.entries("medications"),
        "medications_prescribed": [
            med for med in pack.entries("medications") if med["role"] == "prescribed"
        ],
        "count_rules": pack.entries("patient_rules", "count_rules"),
        "allergy_rules": pack.entries("allergies", "allergy_rules"),
        "controlled_rules": pack.entries("controlled", "rules"),
        "not_bundled": pack.entries("instruments", "not_bundled"),
        **{
            name: pack.entries(name)
            for name in (
                "interactions", "side_effects", "monitoring", "classes", "conditions",
                "patient_rules", "instruments",
            )
        },
    }  # fmt: skip
    for name, entries in lists.items():
        told = pack.files["pack"]["counts"].get(name)
        if told != len(entries):
            yield f"pack.yaml counts {told} {name}, there are {len(entries)}"


def _class(pack: Pack, entry: Entry) -> Iterator[str]:
    name, parents = entry["id"], {e["id"]: e.get("parent") for e in pack.entries("classes")}
    listed = set(entry["members"])
    real = {m["id"] for m in pack.entries("medications") if name in m["classes"]}
    if listed != real:
        yield f"{name} lists other members than say so: {sorted(listed ^ real)}"
    seen: set[str] = set()
    above = parents.get(name)
    while above:
        if above not in parents:
            yield f"{name}: no class {above}"
        if above in seen:
            yield f"{name} is its own parent"
            return
        seen.add(above)
        above = parents.get(above)


def _flags(med: Entry, known: set[str]) -> Iterator[str]:
    name, classes, cyp = med["id"], set(med["classes"]), med.get("cyp") or {}
    levels = {
        kind: {(each["enzyme"], each["level"]) for each in cyp.get(kind, [])}
        for kind in ("inhibitor", "inducer")
    }
    for risk in ("known", "possible", "conditional"):
        if (f"qt_{risk}_risk" in classes) != (med["qt_risk"] == risk):
            yield f"{name}: its QT class disagrees with its QT risk"
    if ("serotonergic" in classes) != med["serotonergic"]:
        yield f"{name}: serotonergic by class or by flag, not both"
    if ("anticholinergic_high" in classes) != (med["anticholinergic_burden"] >= 3):
        yield f"{name}: its anticholinergic class disagrees with its burden"
    for kind, found in levels.items():
        for enzyme, level in found:
            wanted = f"{enzyme}_{level}_{kind}"
            if wanted in known and wanted not in classes:
                yield f"{name} lacks the class {wanted}"
    blocks_2c19 = {("cyp2c19", "strong"), ("cyp2c19", "moderate")} & levels["inhibitor"]
    if blocks_2c19 and "cyp2c19_inhibitor" not in classes:
        yield f"{name} lacks the class cyp2c19_inhibitor"
    for each in classes:
        match = _CYP.fullmatch(each)
        if match and (match[1], match[2]) not in levels[match[3]]:
            yield f"{name} is in {each} without such an entry under cyp"
    if classes & {"ssri", "snri"} and not classes >= _SEROTONIN:
        yield f"{name} lacks serotonin classes"
