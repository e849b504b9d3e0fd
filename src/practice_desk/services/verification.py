"""Checking the whole clinic: pages, structure, references, audit chain and documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from practice_desk.credentials.key_slots import Unlocked
from practice_desk.domain import audit_trail
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.errors import Cancelled, ExpectedError, NotPermitted
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.services import trail
from practice_desk.services.backup_comparison import end_in_backup
from practice_desk.services.clinic import Clinic
from practice_desk.storage import integrity, registry
from practice_desk.storage.integrity import KeepOn
from practice_desk.storage.search import TEXT_INDEX, rebuild_text_index
from practice_desk.storage.store import Access, Store
from practice_desk.storage.upgrade import HEAD, revision

MISSING_DOCUMENT = "missing document"
AUDIT_TRAIL = "audit trail"
_STRUCTURE = "structure"
_COMPARING = "Comparing with the backup"
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, as a sentence; a note (not `serious`) is no damage."""

    kind: str
    sentence: str
    serious: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check found, and how many things it looked at."""

    findings: tuple[Finding, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """All findings, and how many audit rows, documents and database pages were checked."""

    findings: tuple[Finding, ...]
    audit_rows: int
    documents: int
    pages: int = 0

    @property
    def sound(self) -> bool:
        """True when nothing serious was found."""
        return not any(finding.serious for finding in self.findings)


def verify_clinic(
    clinic: Clinic, progress: Progress = no_progress, *, backup: Path | None = None
) -> VerificationReport:
    """Check everything that can be checked, and record that it was; damage is no exception here.

    With a *backup* of the clinic, also whether the clinic still has all that was in it: a whole
    folder that was put back to an earlier moment shows in no other way. Raises NotPermitted, and
    Cancelled when stopped.
    """
    store = clinic.store
    checks: tuple[tuple[str, Callable[[KeepOn], Checked]], ...] = (
        ("Checking every page of the database", lambda _: check_pages(store)),
        ("Checking tables and indexes", lambda keep_on: check_structure(store, keep_on)),
        ("Checking the schema", lambda _: check_schema(store)),
        (
            "Checking the end of the audit trail",
            lambda _: check_witnesses(store, clinic.folder.key_slots, clinic.unlocked),
        ),
        (_COMPARING, lambda keep_on: _check_against(clinic, backup, keep_on)),
        ("Checking the audit trail", lambda keep_on: check_audit_chain(store, keep_on)),
        ("Checking the documents", lambda keep_on: check_documents(store, keep_on)),
    )
    if backup is None:
        checks = tuple(check for check in checks if check[0] != _COMPARING)
    _require(clinic)
    done: list[Checked] = []
    for number, (what, check) in enumerate(checks):
        keep_on = partial(progress, number, len(checks), what)
        keep_on()
        done.append(_guarded(what, partial(check, keep_on)))
    progress(len(checks), len(checks), "Checked")
    findings = _mended(store, [finding for checked in done for finding in checked.findings])
    return VerificationReport(
        (*findings, *_recorded(clinic, findings)), done[-2].count, done[-1].count, done[0].count
    )


def _mended(store: Store, findings: list[Finding]) -> list[Finding]:
    """Make the index of texts anew where that alone is damaged: it holds nothing of its own."""
    harmed = [f for f in findings if f.kind == _STRUCTURE and TEXT_INDEX in f.sentence]
    others = [finding for finding in findings if finding not in harmed]
    if not harmed or store.access is not Access.FULL or any(f.serious for f in others):
        return findings
    with store.write() as work:
        rebuild_text_index(work.connection)
        work.commit()
    sentence = "The index of the search was damaged, and has been made anew from the texts."
    return [*others, Finding("search", sentence, serious=False)]


def check_pages(store: Store) -> Checked:
    """Authenticate every page of the database file."""
    pages = integrity.damaged_pages(store)
    findings = [
        Finding("damaged page", f"Page {page} of the database was changed or is damaged.")
        for page in pages.damaged
    ]
    if not pages.whole:
        note = "The newest changes were still being written, so their pages were not checked."
        findings.append(Finding("busy", note, serious=False))
    return Checked(_shortened(findings), pages.count)


def check_structure(store: Store, keep_on: KeepOn = lambda: None) -> Checked:
    """Let SQLite check its trees and indexes, and that every reference leads somewhere.

    *keep_on* is called meanwhile and may raise to stop.
    """
    findings = [
        Finding(_STRUCTURE, f"The database's structure is damaged: {text}.")
        for text in integrity.structure_problems(store, keep_on)
    ]
    for table, count in integrity.orphans(store, keep_on).items():
        sentence = f"{count} rows of {table} refer to a record that is not there."
        findings.append(Finding("orphan", sentence))
    return Checked(_shortened(findings))


def check_schema(store: Store) -> Checked:
    """Compare the schema with this program's."""
    findings = []
    found = revision(store.engine)
    if found != HEAD:
        sentence = f"The database's schema is {found or 'unknown'}; this program's is {HEAD}."
        findings.append(Finding("schema", sentence))
    findings += [
        Finding("schema", f"The table {table} is missing.")
        for table in integrity.missing_tables(store)
    ]
    findings += [
        Finding("protection", f"Nothing keeps the history in {table} from being changed.")
        for table in integrity.missing_protection(store)
    ]
    return Checked(tuple(findings))


def check_audit_chain(store: Store, keep_on: KeepOn = lambda: None) -> Checked:
    """Walk the whole audit chain. What an administrator took note of is no damage any more.

    *keep_on* is called meanwhile and may raise to stop.
    """
    walk = trail.walk_trail(store, lambda *_: keep_on())
    findings = [Finding(AUDIT_TRAIL, doubt.sentence) for doubt in walk.doubts]
    if noted := trail.noted_before(store) & frozenset(walk.broken):
        named = audit_trail.write_ranges(noted)
        sentence = f"Entries of the audit trail do not fit and were taken note of: {named}."
        findings.append(Finding(AUDIT_TRAIL, sentence, serious=False))
    return Checked(tuple(findings), walk.head.count)


def check_witnesses(store: Store, slots: Path, unlocked: Unlocked) -> Checked:
    """Compare the end of the audit chain with what is known of it outside the database."""
    doubts = trail.compare_with_witnesses(store, slots, unlocked)
    return Checked(tuple(Finding(AUDIT_TRAIL, doubt.sentence) for doubt in doubts))


def _check_against(clinic: Clinic, backup: Path | None, keep_on: KeepOn = lambda: None) -> Checked:
    """Look whether the clinic has the end of the audit chain that a *backup* of it has."""
    if backup is None:
        return Checked()
    found = end_in_backup(clinic.store, clinic.data_key, backup, lambda *_: keep_on())
    return Checked((Finding(AUDIT_TRAIL, found.sentence, serious=found.is_behind),))


def check_documents(store: Store, keep_on: KeepOn = lambda: None) -> Checked:
    """Decrypt every document and compare it with its record. Files without a record are a note.

    *keep_on* is called before each and may raise to stop.
    """
    with store.read() as work:
        documents = registry.documents.listed(work.connection)
    present = store.documents.names()
    findings = []
    digests: dict[str, str] = {}
    for document in documents:
        keep_on()
        name = document.sealed_name
        if name not in present:
            sentence = f"The file of document {document.id} is missing."
            findings.append(Finding(MISSING_DOCUMENT, sentence))
            continue
        try:
            if name not in digests:
                digests[name] = store.documents.digest(name)
        except ExpectedError:
            digests[name] = ""
        if digests[name] != document.sha256:
            sentence = f"The file of document {document.id} was changed or is damaged."
            findings.append(Finding("damaged document", sentence))
    if unknown := len(present - {document.sealed_name for document in documents}):
        sentence = f"{unknown} files in the documents folder belong to no record; they do no harm."
        findings.append(Finding("file without record", sentence, serious=False))
    return Checked(_shortened(findings), len(documents))


def _require(clinic: Clinic) -> None:
    """Raise NotPermitted, after recording it; a clinic too damaged to be read may be checked."""
    try:
        with clinic.reading(Operation.VERIFY_CLINIC):
            return
    except NotPermitted:
        raise
    except ExpectedError:
        return


def _guarded(what: str, check: Callable[[], Checked]) -> Checked:
    try:
        return check()
    except Cancelled:
        raise
    except ExpectedError as error:
        return Checked((Finding("unreadable", f"{what} stopped: {error.sentence}"),))


def _recorded(clinic: Clinic, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Add the audit row; a clinic that can't take it says so, and one too damaged is unsound."""
    if not clinic.can_record:
        sentence = "This check could not be recorded: the clinic's folder may not be written."
        return (Finding("not recorded", sentence, serious=False),)
    serious = sum(1 for finding in findings if finding.serious)
    try:
        with clinic.writing(Operation.VERIFY_CLINIC, kind=AuditKind.CHECK) as work:
            work.detail = f"{serious} findings"
    except ExpectedError as error:
        return (Finding("unreadable", f"This check could not be recorded: {error.sentence}"),)
    return ()


def _shortened(findings: list[Finding]) -> tuple[Finding, ...]:
    """Name the first findings of each kind, and count the others."""
    counts = Counter(finding.kind for finding in findings)
    named: Counter[str] = Counter()
    kept = []
    for finding in findings:
        named[finding.kind] += 1
        if named[finding.kind] <= _MOST_NAMED:
            kept.append(finding)
        elif named[finding.kind] == counts[finding.kind]:
            rest = counts[finding.kind] - _MOST_NAMED
            kept.append(replace(finding, sentence=f"{rest} more like these were found."))
    return tuple(kept)
