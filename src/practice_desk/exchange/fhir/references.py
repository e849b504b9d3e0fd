"""References between resources: how they are named, and the words of what they point to."""

from __future__ import annotations

from practice_desk.exchange.fhir.bundle import Entry
from practice_desk.exchange.fhir.coded import RXNORM, Coded, coded
from practice_desk.exchange.fhir.node import Node

_NAMED_TYPES = frozenset({"Medication", "Condition", "Practitioner", "Organization"})
_MAX_NAMES = 200_000
_MAX_KEY = 1000
_MAX_WORDS = 500
"""More than a medication, a diagnosis or a person can be called here: such words are refused."""
_VERSION = "/_history/"


def entry_keys(entry: Entry) -> tuple[str, ...]:
    """Return what a reference may call the entry's resource.

    Its address in the bundle, its type and id, and for a patient the conditional references by
    identifier. An address on a server never matches by its end alone: another server's patient
    may have the same id.
    """
    node = Node(entry.resource)
    keys = []
    if entry.full_url:
        keys.append(entry.full_url)
    if node.text("id"):
        keys.append(f"{entry.resource_type}/{node.text('id')}")
    if entry.resource_type == "Patient":
        for identifier in node.children("identifier"):
            system, value = identifier.text("system"), identifier.text("value")
            if system and value:
                keys.append(f"Patient?identifier={system}|{value}")
    return tuple(keys)


def reference_key(reference: Node) -> str:
    """Return what a Reference points to, without the version; empty where it says nothing."""
    return reference.text("reference").partition(_VERSION)[0]


class References:
    """The words of the resources that others in the same file point to."""

    def __init__(self) -> None:
        self._names: dict[str, Coded] = {}

    def learn(self, entry: Entry) -> None:
        """Remember the words of *entry* if anything may point to it for them."""
        if entry.resource_type not in _NAMED_TYPES or len(self._names) >= _MAX_NAMES:
            return
        named = _name(Node(entry.resource), entry.resource_type)
        if named.text or named.codes:
            codes = tuple(code for code in named.codes if code[0] == RXNORM)[:1]
            kept = Coded(named.text[:_MAX_WORDS], codes)
            keys = (key for key in entry_keys(entry) if len(key) <= _MAX_KEY)
            self._names.update(dict.fromkeys(keys, kept))

    def concept(self, reference: Node, holder: Node) -> Coded:
        """Return the words of what *reference*, a field of *holder*, points to.

        Looks in the holder's contained resources, then in the file, then takes the reference's own
        display.
        """
        key = reference_key(reference)
        if key.startswith("#"):
            for contained in holder.children("contained"):
                if contained.text("id") == key[1:]:
                    return _name(contained, contained.text("resourceType"))
        return self._names.get(key) or Coded(reference.text("display"))

    def name(self, reference: Node, holder: Node) -> str:
        """Return the display of *reference* itself, else the words of what it points to."""
        return reference.text("display") or self.concept(reference, holder).text


def _name(node: Node, resource_type: str) -> Coded:
    if resource_type == "Organization":
        return Coded(node.text("name"))
    if resource_type == "Practitioner":
        return Coded(person_name(next(node.children("name"), Node())))
    return coded(node.child("code"))


def person_name(name: Node) -> str:
    """Return a HumanName as one text, as written or from its parts."""
    parts = (*name.texts("given"), name.text("family"), *name.texts("suffix"))
    return name.text("text") or " ".join(part for part in parts if part)
