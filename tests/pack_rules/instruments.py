"""Instruments: a licence to print them, scores that add up, bands without gaps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tests.pack_rules.source import Entry, Pack

_LICENCES = ("free_to_reproduce", "public_domain_us_government", "own_work")
_BUNDLED = {
    "phq9", "phq2", "gad7", "gad2", "pcl5", "pc_ptsd5", "aims", "cgi_s", "cgi_i",
}  # fmt: skip
_NOT_BUNDLED = {
    "asrs_v1_1", "audit", "audit_c", "dast10", "vanderbilt", "mdq", "ymrs", "cssrs", "who5",
    "whodas2", "isi", "asec", "fibser", "gass", "bars", "sas", "uku", "epworth", "phq_a",
}  # fmt: skip
"""Of these the pack has no wording, because no licence to print it was found."""


def instrument_problems(pack: Pack) -> Iterator[str]:
    """Yield what is wrong with instruments."""
    bundled, left_out = pack.ids("instruments"), pack.ids("instruments", "not_bundled")
    yield from (f"the instrument {name} is missing" for name in _BUNDLED - bundled)
    yield from (f"{name} is not listed as left out" for name in _NOT_BUNDLED - left_out)
    yield from (f"{name} is bundled and left out" for name in bundled & left_out)
    for instrument in pack.entries("instruments"):
        yield from _instrument(instrument)


def _instrument(entry: Entry) -> Iterator[str]:
    name, licence, scoring = entry["id"], entry["licence"], entry["scoring"]
    if licence["status"] not in _LICENCES or not (licence["evidence"] and licence["attribution"]):
        yield f"{name} may not be printed by its licence"
    items = {item["id"]: item for item in entry["items"]}
    if len(items) != len(entry["items"]):
        yield f"{name} has an item twice"
    scored = [
        *(scoring.get("items") or ()),
        *(item for part in (scoring.get("subscales") or {}).values() for item in part),
        *(scoring.get("reverse") or ()),
    ]
    yield from (f"{name} scores {item}, which it lacks" for item in scored if item not in items)
    for trigger in entry.get("safety_triggers") or ():
        if trigger["item"] not in {*items, "any", "total"}:
            yield f"{name}: a trigger on {trigger['item']}"
    if scoring.get("items") and scoring["method"] == "sum":
        yield from _range(entry, [items[item] for item in scoring["items"] if item in items])


def _range(entry: Entry, items: list[Entry]) -> Iterator[str]:
    common = entry.get("response_options") or []
    values = [
        [each["value"] for each in (item.get("options") or common) if isinstance(each, dict)]
        for item in items
    ]
    if not all(values):
        yield f"{entry['id']}: an item without answers"
        return
    lowest, highest = sum(map(min, values)), sum(map(max, values))
    if [lowest, highest] != entry["scoring"]["range"]:
        yield f"{entry['id']} scores from {lowest} to {highest}, and says otherwise"
    bands = [band for band in entry.get("bands") or () if "min" in band]
    if bands and (bands[0]["min"], bands[-1]["max"]) != (lowest, highest):
        yield f"{entry['id']}: its bands do not cover the score"
    if any(after["min"] != before["max"] + 1 for before, after in pairwise(bands)):
        yield f"{entry['id']}: a gap between bands"
