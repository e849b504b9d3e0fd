"""Measures of a clinic's own, from a file of the pack's schema.

A file holds one entry as `resources/knowledge/instruments.yaml` has them, with what that says in
words under `rules`, as in `instrument_rules.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec

from practice_desk.domain.instrument import Instrument
from practice_desk.domain.knowledge import EntryKind, KnowledgeRevision, RevisionKind
from practice_desk.knowledge.instrument_source import Entry, Rules, instrument_of

OWN_VERSION = "own"
Plain = dict[str, object]


def read_own_instrument(text: str) -> Plain:
    """Return the plain entry in *text*, checked. Raises ValueError in a sentence."""
    plain = _plain(text)
    made = own_instrument(plain)
    options = {
        item.id: [{"value": each.value, "label": each.label} for each in item.options]
        for item in made.items
    }
    entry = msgspec.convert(plain, Entry)
    items = [
        {
            "id": item.id,
            "text": item.text,
            "options": options[item.id],
            "group": item.group,
            "ask_only_if": item.ask_only_if,
        }
        for item in entry.items
    ]
    return {**_DEFAULTS, **plain, "items": items}


def own_instrument(plain: Mapping[str, object], own_id: str = "") -> Instrument:
    """Return the measure of a plain entry, under *own_id*. Raises ValueError in a sentence."""
    try:
        entry = msgspec.convert(dict(plain), Entry)
    except msgspec.ValidationError as error:
        raise ValueError(f"It does not follow the schema: {error}.") from error
    rules = entry.rules or Rules()
    entry.rules = rules
    made = instrument_of(entry, rules, OWN_VERSION)
    return replace(made, id=own_id or made.id, is_own=True)


def clinic_instruments(
    delivered: tuple[Instrument, ...], revisions: Iterable[KnowledgeRevision]
) -> tuple[Instrument, ...]:
    """Return the measures of the pack and the clinic's own, those by total only at the end."""
    own: dict[str, KnowledgeRevision] = {}
    for each in revisions:
        if each.entry_kind is not EntryKind.INSTRUMENT:
            continue
        if each.kind is RevisionKind.OWN:
            own[each.entry_id] = each
        elif each.kind is RevisionKind.WITHDRAW:
            own.pop(each.entry_id, None)
    found = (*delivered, *(own_instrument(each.body, name) for name, each in own.items()))
    return tuple(sorted(found, key=lambda each: not each.has_items))


_DEFAULTS: Plain = {
    "population": "any", "rater": "patient", "recall": "", "stem": "", "safety_triggers": [],
}  # fmt: skip


def _plain(text: str) -> Plain:
    import yaml  # takes long to import, and hardly any clinic ever needs it

    class Loader(yaml.SafeLoader):
        """Refuses references, with which a small file can grow without end."""

        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            if self.check_event(yaml.AliasEvent):
                raise ValueError("It holds references (& and *), which are not read.")
            return super().compose_node(parent, index)

    try:
        plain = yaml.load(text, Loader)
    except yaml.YAMLError as error:
        raise ValueError(f"It is no YAML: {error}") from error
    if isinstance(plain, dict) and isinstance(plain.get("instruments"), list):
        listed = plain["instruments"]
        if len(listed) != 1:
            raise ValueError("It holds more than one measure. Put each into a file of its own.")
        plain = listed[0]
    if not isinstance(plain, dict):
        raise ValueError("It holds no measure.")  # noqa: TRY004 - of the file, not of a type
    return plain
