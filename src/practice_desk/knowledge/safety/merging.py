"""What a clinic says about the pack, laid over it: own entries, corrections, rejections, reviews.

Pure: revisions and facts go in, a pack for the checks comes out. A correction that no longer fits
its entry, because a newer pack has made another of it, is left out and the entry asks for review.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from practice_desk.domain.knowledge import (
    EntryKey,
    EntryKind,
    KnowledgeRevision,
    ReviewState,
    RevisionKind,
    Standing,
)
from practice_desk.knowledge.compiled import MedicationRecord
from practice_desk.knowledge.names_of import name_record
from practice_desk.knowledge.safety.pack import SafetyPack, entries_of
from practice_desk.knowledge.safety.records import (
    ENTRY_LISTS,
    ENTRY_TYPES,
    ClassFacts,
    Entry,
    MedicationFacts,
    SafetyFacts,
)

Plain = Mapping[str, object]


@dataclass
class _Said:
    """All that the clinic said of one entry, revision by revision."""

    own: KnowledgeRevision | None = None
    corrections: list[KnowledgeRevision] = field(default_factory=list)
    review: KnowledgeRevision | None = None
    """The newest revision that judged the entry: accepted, rejected, or wrote it as a reviewer."""


def merged(
    facts: SafetyFacts, revisions: Iterable[KnowledgeRevision], names: Mapping[str, str]
) -> SafetyPack:
    """Return *facts* as the clinic uses them; *names* gives people's names by user name."""
    said = _said(revisions)
    if not said:
        return SafetyPack(facts)
    entries = {EntryKey(kind, entry.id): entry for kind, entry in entries_of(facts)}
    standings: dict[EntryKey, Standing] = {}
    for key, words in said.items():
        entry, lost = _written(key, words, entries.get(key))
        if entry is None:
            continue  # it was of another pack
        entries[key] = entry
        standings[key] = _standing(words, entry, names, lost=lost)
    return _packed(facts, entries, standings)


def fingerprint(entry: Entry) -> str:
    """Return what tells whether an entry is still the one that was reviewed."""
    return hashlib.sha256(msgspec.json.encode(entry)).hexdigest()


def own_entry(key: EntryKey, body: Plain, source: str) -> Entry:
    """Return the clinic's own entry from its plain facts. Raises ValueError for wrong ones."""
    plain = {name: value for name, value in body.items() if name != "brand_names"}
    if key.kind is EntryKind.INTERACTION:
        plain = {"mechanism_group": key.id, "mechanism": "Entered by this clinic.", **plain}
    elif key.kind is EntryKind.MEDICATION:
        plain = {"role": "prescribed", **plain}
    elif key.kind is EntryKind.INSTRUMENT:
        licence = {"evidence_basis": "stated by this clinic", **_dict(plain.get("licence"))}
        plain = {**plain, "licence": licence}
        plain.pop("rules", None)  # what the measure's scoring follows, and nobody reviews here
    plain |= {"id": key.id, "sources": [source]}
    return msgspec.convert(plain, ENTRY_TYPES[key.kind], strict=False)


def _dict(plain: object) -> dict[str, object]:
    return plain if isinstance(plain, dict) else {}


def corrected(entry: Entry, body: Plain, source: str) -> Entry:
    """Return *entry* with the facts in *body*; None takes one away. Raises ValueError."""
    plain = msgspec.to_builtins(entry)
    _lay_over(plain, body)
    plain["sources"] = [f"{source} (corrected by this clinic)", *plain.get("sources", ())]
    return msgspec.convert(plain, type(entry), strict=False)


def own_names(revisions: Iterable[KnowledgeRevision]) -> tuple[MedicationRecord, ...]:
    """Return the clinic's own medications for the lists that names are looked up in."""
    found = []
    for key, words in _said(revisions).items():
        if key.kind is EntryKind.MEDICATION and words.own is not None:
            entry, _ = _written(key, words, None)
            assert isinstance(entry, MedicationFacts)  # of that kind
            brands = words.own.body.get("brand_names", ())
            assert isinstance(brands, list | tuple)  # as it was written
            found.append(name_record(entry, tuple(map(str, brands))))
    return tuple(found)


def _said(revisions: Iterable[KnowledgeRevision]) -> dict[EntryKey, _Said]:
    said: dict[EntryKey, _Said] = {}
    for revision in revisions:
        words = said.setdefault(revision.key, _Said())
        match revision.kind:
            case RevisionKind.OWN:
                words.own, words.corrections = revision, []
                words.review = revision if revision.fingerprint else None
            case RevisionKind.CORRECT:
                words.corrections.append(revision)
                if revision.fingerprint:
                    words.review = revision
            case RevisionKind.ACCEPT | RevisionKind.REJECT:
                words.review = revision
            case RevisionKind.WITHDRAW:
                del said[revision.key]
    return said


def _written(key: EntryKey, words: _Said, entry: Entry | None) -> tuple[Entry | None, bool]:
    """Return the entry as the clinic has it, and whether a correction no longer fits it."""
    lost = False
    if words.own is not None:
        entry = own_entry(key, words.own.body, words.own.source)
    for correction in words.corrections:
        if entry is None:
            break
        try:
            entry = corrected(entry, correction.body, correction.source)
        except msgspec.ValidationError:
            lost = True
    return entry, lost


def _standing(words: _Said, entry: Entry, names: Mapping[str, str], *, lost: bool) -> Standing:
    own, corrected_here = words.own is not None, bool(words.corrections)
    review = words.review
    if review is None:
        state = ReviewState.CHANGED if lost else ReviewState.DRAFT
        return Standing(state, is_own=own, is_corrected=corrected_here)
    if review.kind is RevisionKind.REJECT:
        state = ReviewState.REJECTED
    elif lost or review.fingerprint != fingerprint(entry):
        state = ReviewState.CHANGED
    else:
        state = ReviewState.REVIEWED
    return Standing(
        state,
        review.reviewer or names.get(review.made_by, review.made_by),
        review.made_at.astimezone().date(),
        own,
        corrected_here,
        review.source,
        review.note,
    )


def _packed(
    facts: SafetyFacts, entries: Mapping[EntryKey, Entry], standings: Mapping[EntryKey, Standing]
) -> SafetyPack:
    """Sort the entries into what is used and what was rejected."""
    used: dict[str, list[Entry]] = {name: [] for name in ENTRY_LISTS.values()}
    rejected: dict[str, list[Entry]] = {name: [] for name in ENTRY_LISTS.values()}
    for key, entry in entries.items():
        name = ENTRY_LISTS[key.kind]
        standing = standings.get(key)
        if standing is None or standing.state is not ReviewState.REJECTED:
            used[name].append(entry)
        elif isinstance(entry, MedicationFacts):
            used[name].append(_classes_only(entry))
        elif isinstance(entry, ClassFacts):
            used[name].append(msgspec.structs.replace(entry, duplicate_note=False))
            rejected[name].append(entry)
        else:
            rejected[name].append(entry)
    not_used = {
        key: entries[key] for key, each in standings.items() if each.state is ReviewState.REJECTED
    }
    left = None
    if any(rejected.values()):
        meds = [_classes_only(med) for med in used["medications"]]  # type: ignore[arg-type]  # its list
        classes = [_noted_if(each, rejected["classes"]) for each in used["classes"]]
        left = SafetyPack(_with(facts, {**rejected, "medications": [*meds], "classes": classes}))
    return SafetyPack(_with(facts, used), standings, left, not_used)


def _with(facts: SafetyFacts, lists: Mapping[str, list[Entry]]) -> SafetyFacts:
    return msgspec.structs.replace(facts, **{name: tuple(each) for name, each in lists.items()})


def _classes_only(med: MedicationFacts) -> MedicationFacts:
    """Return a medication of which only its name and classes count, for rules about those."""
    return MedicationFacts(
        med.id, med.generic_name, "interaction_only", med.classes, med.dea_schedule, med.sources
    )


def _noted_if(entry: Entry, rejected: list[Entry]) -> Entry:
    """Return a class of which two at once are noted only where that was rejected."""
    assert isinstance(entry, ClassFacts)  # its list
    noted = any(each.id == entry.id and _is_noted(each) for each in rejected)
    return msgspec.structs.replace(entry, duplicate_note=noted)


def _is_noted(entry: Entry) -> bool:
    return isinstance(entry, ClassFacts) and entry.duplicate_note


def _lay_over(plain: dict[str, object], body: Plain) -> None:
    for name, value in body.items():
        present = plain.get(name)
        if isinstance(value, Mapping) and isinstance(present, dict):
            _lay_over(present, value)
        elif value is None:
            plain.pop(name, None)
        else:
            plain[name] = value
