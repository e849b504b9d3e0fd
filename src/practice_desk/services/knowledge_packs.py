"""Which clinical pack the clinic uses: comparing another one, loading it, going back.

A loaded pack is kept as a document of the clinic, so it is in every backup.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from practice_desk.domain.changes import Changes
from practice_desk.domain.document import Document, DocumentKind
from practice_desk.domain.errors import UnreadableInput
from practice_desk.domain.knowledge import PackChoice
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert
from practice_desk.knowledge.identity import PackIdentity
from practice_desk.knowledge.names_of import condition_records
from practice_desk.knowledge.pack import delivered_names, knowledge_pack, made_of
from practice_desk.knowledge.pack_diff import EntryChange, compare_packs
from practice_desk.knowledge.pack_file import LONGEST, PackFile, read_pack_file
from practice_desk.knowledge.safety.merging import merged, own_names
from practice_desk.knowledge.safety.pack import SafetyPack, safety_pack
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in, pack_file_of
from practice_desk.services.knowledge_patients import CurrentPlan, current_plans, found_in
from practice_desk.storage import knowledge, registry
from practice_desk.storage.faults import translated
from practice_desk.storage.unit_of_work import UnitOfWork

PackSource = Path | PackChoice | None
"""A file, a pack that was loaded before, or None for the one that the program brings."""


@dataclass(frozen=True, slots=True)
class PackHistory:
    """The pack in use, the one that the program brings, and every choice, the newest first.

    `choices` are of loaded packs and of going back; `people` gives names by user name.
    """

    in_use: PackIdentity
    delivered: PackIdentity
    choices: tuple[PackChoice, ...]
    people: dict[str, str]

    @property
    def is_delivered(self) -> bool:
        """Whether the program's own pack is in use."""
        return not self.choices or self.choices[0].document_id is None


@dataclass(frozen=True, slots=True)
class Effect:
    """One finding that another pack would bring or take away, and in how many current plans.

    `patients` names them, for those only whose charts the person at the keyboard may see.
    """

    message: str
    severity: AlertSeverity
    kind: AlertKind
    appears: bool
    count: int
    patients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackProposal:
    """What another pack would change, for a person to decide about.

    `plans` is how many current plans were compared.
    """

    source: PackSource
    content: bytes
    identity: PackIdentity
    in_use: PackIdentity
    changes: tuple[EntryChange, ...]
    effects: tuple[Effect, ...]
    plans: int

    @property
    def is_older(self) -> bool:
        """Whether it is of an earlier day than the pack in use."""
        return self.identity.released_on < self.in_use.released_on


def pack_history(clinic: Clinic) -> PackHistory:
    """Return which pack is in use and which were. Raises NotPermitted."""
    with clinic.viewing(Operation.VIEW_KNOWLEDGE) as work:
        known = knowledge_in(clinic, work)
        choices = tuple(reversed(knowledge.pack_choices.listed(work.connection)))
        return PackHistory(
            known.pack.identity, knowledge_pack().identity, choices, dict(known.people)
        )


def examine_pack(
    clinic: Clinic, source: PackSource, progress: Progress = no_progress
) -> PackProposal:
    """Compare a pack with the one in use, also in the plans of current patients; changes nothing.

    Raises UnreadableInput for a file that is no pack, NotPermitted and Cancelled.
    """
    with clinic.viewing(Operation.CHOOSE_PACK) as work:
        known = knowledge_in(clinic, work)
        content, file = _read(work, source)
        names = delivered_names() if file is None else file.names
        facts = safety_pack().facts if file is None else file.safety
        rules = merged(facts, known.revisions, known.people)
        pack = made_of(names, own_names(known.revisions), condition_records(rules.facts))
        compared = _Compared()
        on = clinic.today()
        for plan in current_plans(work, on, progress):
            before = found_in(plan, known.pack, known.rules, on)
            after = found_in(plan, pack, rules, on)
            compared.add(plan, before, after, seen=clinic.sees_chart(work, plan.patient_id))
        work.detail = f"pack {pack.identity.version} compared"
    return PackProposal(
        source,
        content,
        pack.identity,
        known.pack.identity,
        compare_packs(known.pack_rules, SafetyPack(facts)),
        compared.effects(),
        compared.plans,
    )


def choose_pack(clinic: Clinic, proposal: PackProposal) -> Changes:
    """Use the pack that was examined, from now on. Raises NotPermitted and what writing raises."""
    with clinic.writing(Operation.CHOOSE_PACK) as work:
        source = proposal.source
        document_id = source.document_id if isinstance(source, PackChoice) else None
        if isinstance(source, Path):
            document_id = _kept(clinic, work, proposal)
        choice = PackChoice(
            proposal.identity.version,
            proposal.identity.released_on,
            clinic.session.user_name,
            clinic.now(),
            hashlib.sha256(proposal.content).hexdigest() if proposal.content else "",
            document_id,
        )
        number = knowledge.pack_choices.add(work.connection, choice)
        work.detail = f"choice {number}: pack {choice.version} of {choice.released_on}"
    return Changes.of(None, "knowledge")


def _read(work: UnitOfWork, source: PackSource) -> tuple[bytes, PackFile | None]:
    if source is None or (isinstance(source, PackChoice) and source.document_id is None):
        return b"", None
    if isinstance(source, PackChoice):
        return b"", pack_file_of(work, source)
    with translated(), source.open("rb") as file:
        content = file.read(LONGEST + 1)
    try:
        return content, read_pack_file(content)
    except ValueError as error:
        raise UnreadableInput(
            f"This file is no clinical pack that can be used: {error}.",
            "Choose a pack file that was made for this version of Practice Desk.",
        ) from error


def _kept(clinic: Clinic, work: UnitOfWork, proposal: PackProposal) -> int:
    """Keep the file as a document; the same file is kept once."""
    stored = work.documents.add(io.BytesIO(proposal.content))
    present = registry.documents.by_sealed_name(work.connection, stored.sealed_name)
    if present is not None and present.id is not None:
        return present.id
    document = Document(
        DocumentKind.KNOWLEDGE_PACK,
        f"Clinical pack {proposal.identity.version}",
        "application/json",
        stored.sha256,
        stored.size,
        stored.sealed_name,
        clinic.now(),
        clinic.session.user_name,
    )
    return registry.documents.add(work.connection, document)


_Finding = tuple[AlertKind, str, AlertSeverity, str]


class _Compared:
    """Gathers, finding by finding, in whose plans it appears or vanishes."""

    def __init__(self) -> None:
        self.plans = 0
        self._found: dict[tuple[_Finding, bool], list[str]] = {}

    def add(
        self,
        plan: CurrentPlan,
        before: Iterable[SafetyAlert],
        after: Iterable[SafetyAlert],
        *,
        seen: bool,
    ) -> None:
        """Take one patient's findings before and after; *seen* says whether to keep the name."""
        self.plans += 1
        name = plan.chart.patient.display_name if seen else ""
        old, new = set(map(_finding, before)), set(map(_finding, after))
        for findings, appears in ((new - old, True), (old - new, False)):
            for finding in findings:
                self._found.setdefault((finding, appears), []).append(name)

    def effects(self) -> tuple[Effect, ...]:
        """Return all of them, the worst first, what vanishes before what appears."""
        found = [
            Effect(message, severity, kind, appears, len(names), tuple(sorted(filter(None, names))))
            for ((kind, _, severity, message), appears), names in self._found.items()
        ]
        return tuple(sorted(found, key=lambda e: (e.severity.rank, e.appears, e.message)))


def _finding(alert: SafetyAlert) -> _Finding:
    return alert.kind, alert.ref, alert.severity, alert.message
