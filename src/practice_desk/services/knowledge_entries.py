"""What a clinic adds to the clinical pack: own entries, corrections and reviews, entry by entry.

Nothing is overwritten: each call adds one revision.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import msgspec

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.knowledge import (
    EntryKey,
    EntryKind,
    KnowledgeRevision,
    RevisionKind,
    Standing,
    check_revision,
)
from practice_desk.domain.permission import Operation
from practice_desk.knowledge.entry_words import KIND_WORDS, Fact, facts, key_words, title
from practice_desk.knowledge.identity import PackIdentity
from practice_desk.knowledge.safety.entry_rules import check_entry
from practice_desk.knowledge.safety.merging import corrected, fingerprint, merged, own_entry
from practice_desk.knowledge.safety.pack import SafetyPack, entries_of
from practice_desk.knowledge.safety.records import Entry, MedicationFacts
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.storage import knowledge
from practice_desk.storage.unit_of_work import UnitOfWork

_NOUN = "knowledge"
OWNERS_OWN = frozenset({EntryKind.INSTRUMENT})
"""What is reviewed only: its wording and scoring are its owner's."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry in a list; `severity` is empty where it has none."""

    key: EntryKey
    title: str
    severity: str
    standing: Standing
    sources: tuple[str, ...]

    @property
    def words(self) -> str:
        """All that a search looks in, folded."""
        parts = (self.title, self.key.id.replace("_", " "), KIND_WORDS[self.key.kind])
        return " ".join((*parts, self.standing.mark)).casefold()


@dataclass(frozen=True, slots=True)
class EntryList:
    """Every entry as the clinic has it, rejected ones too, and which pack they are of."""

    lines: tuple[EntryLine, ...]
    pack: PackIdentity


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """One entry with its facts, and all that was said of it, the oldest first.

    `questions` are doubts that the pack's authors ask a pharmacist about.

    `fingerprint` goes into a review of just these facts; `people` gives names by user name.
    """

    line: EntryLine
    entry: Entry
    facts: tuple[Fact, ...]
    history: tuple[KnowledgeRevision, ...]
    people: Mapping[str, str]
    fingerprint: str
    pack: PackIdentity
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with a revision: the source, a note, and who judged it if it was somebody else."""

    source: str = ""
    note: str = ""
    reviewer: str = ""


@dataclass(frozen=True, slots=True)
class EntrySaved:
    """The own entry that was written, and what changed."""

    key: EntryKey
    changes: Changes


def list_entries(clinic: Clinic) -> EntryList:
    """Return every entry of the pack in use and the clinic's own. Raises NotPermitted."""
    with clinic.viewing(Operation.VIEW_KNOWLEDGE) as work:
        known = knowledge_in(clinic, work)
        entries = _entries(known)
        lines = tuple(_line(known.rules, key, entry) for key, entry in entries.items())
    return EntryList(lines, known.pack.identity)


def read_entry(clinic: Clinic, key: EntryKey) -> EntryDetail:
    """Return one entry with its history. Raises NotFound and NotPermitted."""
    with clinic.viewing(Operation.VIEW_KNOWLEDGE) as work:
        known = knowledge_in(clinic, work)
        entry = _entry(known, key)
    return EntryDetail(
        _line(known.rules, key, entry),
        entry,
        facts(entry, known.rules),
        tuple(each for each in known.revisions if each.key == key),
        known.people,
        fingerprint(entry),
        known.pack.identity,
        known.rules.questions(key.id),
    )


def write_own_entry(
    clinic: Clinic,
    kind: EntryKind,
    body: Mapping[str, object],
    said: Said,
    key: EntryKey | None = None,
) -> EntrySaved:
    """Add an entry of the clinic's own, or write one anew under its *key*. Raises Invalid.

    Written by somebody who may review, it counts as reviewed.
    """
    with clinic.writing(Operation.EDIT_KNOWLEDGE) as work:
        known = knowledge_in(clinic, work)
        chosen = key or _new_key(known, kind, body)
        entry = _valid(lambda: own_entry(chosen, body, said.source or "none"))
        if problems := check_entry(entry, known.rules, is_new=key is None):
            raise Invalid(problems)
        _add(clinic, work, known, chosen, RevisionKind.OWN, said, entry, body)
        work.kind = AuditKind.CREATE if key is None else AuditKind.CHANGE
    return EntrySaved(chosen, Changes.of(None, _NOUN))


def correct_entry(clinic: Clinic, key: EntryKey, body: Mapping[str, object], said: Said) -> Changes:
    """Replace some facts of an entry; *body* holds them by name. Raises Invalid and NotFound."""
    with clinic.writing(Operation.EDIT_KNOWLEDGE) as work:
        known = knowledge_in(clinic, work)
        present = _entry(known, key)
        entry = _valid(lambda: corrected(present, body, said.source or "none"))
        if not body:
            raise Invalid((Problem("", "Change a fact first."),))
        if problems := check_entry(entry, known.rules, is_new=False):
            raise Invalid(problems)
        _add(clinic, work, known, key, RevisionKind.CORRECT, said, entry, body)
    return Changes.of(None, _NOUN)


def review_entry(
    clinic: Clinic, key: EntryKey, decision: RevisionKind, said: Said, seen: str
) -> Changes:
    """Accept or reject an entry whose fingerprint was *seen*.

    Raises Invalid, NotFound, and Invalid where the entry is another one by now.
    """
    assert decision in (RevisionKind.ACCEPT, RevisionKind.REJECT)  # the two judgements
    with clinic.writing(Operation.REVIEW_KNOWLEDGE) as work:
        known = knowledge_in(clinic, work)
        entry = _entry(known, key)
        if decision is RevisionKind.REJECT and key.kind in OWNERS_OWN:
            raise Invalid((Problem("", "A measure is used or not; it is not rejected here."),))
        if fingerprint(entry) != seen:
            raise Invalid((Problem("", "The entry was changed meanwhile. Look at it again."),))
        _add(clinic, work, known, key, decision, said, entry, {})
    return Changes.of(None, _NOUN)


def withdraw_entry(clinic: Clinic, key: EntryKey, note: str) -> Changes:
    """Take back all that the clinic said of an entry. Raises NotFound where it said nothing."""
    with clinic.writing(Operation.EDIT_KNOWLEDGE, kind=AuditKind.RETRACT) as work:
        known = knowledge_in(clinic, work)
        if key not in known.rules.standings:
            raise NotFound("The clinic has said nothing about this entry.")
        _add(clinic, work, known, key, RevisionKind.WITHDRAW, Said(note=note), None, {})
    return Changes.of(None, _NOUN)


def _add(
    clinic: Clinic,
    work: UnitOfWork,
    known: ClinicKnowledge,
    key: EntryKey,
    kind: RevisionKind,
    said: Said,
    entry: Entry | None,
    body: Mapping[str, object],
) -> None:
    revision = KnowledgeRevision(
        key.kind,
        key.id,
        kind,
        clinic.session.user_name,
        clinic.now(),
        said.source.strip(),
        said.note.strip(),
        said.reviewer.strip(),
        pack_version=known.pack.identity.version,
        body=body,
    )
    if problems := check_revision(revision):
        raise Invalid(problems)
    counts = clinic.session.may(Operation.REVIEW_KNOWLEDGE)
    if entry is not None and counts:
        revision = replace(revision, fingerprint=_as_it_will_be(known, revision, entry))
    number = knowledge.revisions.add(work.connection, revision)
    work.detail = f"revision {number}: {kind} {key_words(key)}"


def _as_it_will_be(known: ClinicKnowledge, revision: KnowledgeRevision, entry: Entry) -> str:
    """Return the fingerprint that the entry has once *revision* is among the others."""
    if revision.kind in (RevisionKind.ACCEPT, RevisionKind.REJECT):
        return fingerprint(entry)
    later = merged(known.pack_rules.facts, (*known.revisions, revision), known.people)
    return fingerprint(_all_of(later)[revision.key])


def _all_of(rules: SafetyPack) -> dict[EntryKey, Entry]:
    found = {EntryKey(kind, entry.id): entry for kind, entry in entries_of(rules.facts)}
    found.update(rules.not_used)
    return found


def _entries(known: ClinicKnowledge) -> dict[EntryKey, Entry]:
    return _all_of(known.rules)


def _entry(known: ClinicKnowledge, key: EntryKey) -> Entry:
    entry = _entries(known).get(key)
    if entry is None:
        raise NotFound("The clinical pack in use has no such entry.")
    return entry


def _line(rules: SafetyPack, key: EntryKey, entry: Entry) -> EntryLine:
    severity = "" if isinstance(entry, MedicationFacts) else str(getattr(entry, "severity", ""))
    standing = rules.standings.get(key, Standing())
    return EntryLine(key, title(entry, rules), severity, standing, entry.sources)


def _valid(make: Callable[[], Entry]) -> Entry:
    try:
        return make()
    except msgspec.ValidationError as error:
        raise Invalid((Problem("", f"This can't be kept as an entry: {error}."),)) from error


def _new_key(known: ClinicKnowledge, kind: EntryKind, body: Mapping[str, object]) -> EntryKey:
    if kind is EntryKind.INTERACTION:
        name = f"{body.get('a', '')}_{body.get('b', '')}"
    elif kind is EntryKind.INSTRUMENT:
        name = str(body.get("id") or body.get("name"))
    else:
        of = body.get("applies_to")
        first = str(of[0]) if isinstance(of, list) and of else ""
        name = str(body.get("generic_name") or f"{first}_{kind}")
    slug = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:80] or str(kind)
    taken = {key.id for key in _entries(known)} | {each.entry_id for each in known.revisions}
    wanted, count = f"own_{slug}", 1
    while wanted in taken:
        count += 1
        wanted = f"own_{slug}_{count}"
    return EntryKey(kind, wanted)
