"""The clinical pack as this clinic uses it: the pack it chose, and what it says about its entries.

It is read when it is asked for, and again only after something about it changed. The facts for the
safety checks, which are the larger part, are not read before a check asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from practice_desk.domain.errors import ClinicDamaged
from practice_desk.domain.instrument import Instrument
from practice_desk.domain.knowledge import EntryKind, KnowledgeRevision, PackChoice
from practice_desk.domain.permission import Operation
from practice_desk.knowledge.instruments import instruments
from practice_desk.knowledge.names_of import condition_records
from practice_desk.knowledge.pack import KnowledgePack, delivered_names, knowledge_pack, made_of
from practice_desk.knowledge.pack_file import PackFile, read_pack_file
from practice_desk.knowledge.safety.merging import merged, own_names
from practice_desk.knowledge.safety.pack import SafetyPack, safety_pack
from practice_desk.knowledge.side_effects import SideEffectRecord, as_reviewed, side_effects
from practice_desk.services.clinic import Clinic
from practice_desk.storage import knowledge, registry
from practice_desk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ClinicKnowledge:
    """Everything that is looked up. `revisions` are the clinic's, the oldest first.

    `choice` is the pack that was loaded from a file; None is the one that the program brings.
    `newest` tells whether anything was said or chosen since it was read.
    """

    choice: PackChoice | None
    revisions: tuple[KnowledgeRevision, ...]
    people: dict[str, str]
    newest: tuple[int, int]
    file: PackFile | None = None

    @cached_property
    def pack(self) -> KnowledgePack:
        """The lists that names, conditions and substances are looked up in."""
        own = own_names(self.revisions)
        spoken_of = any(each.entry_kind is EntryKind.CONDITION for each in self.revisions)
        if self.file is None and not own and not spoken_of:
            return knowledge_pack()
        names = self.file.names if self.file else delivered_names()
        return made_of(names, own, condition_records(self.rules.facts) if spoken_of else None)

    @cached_property
    def rules(self) -> SafetyPack:
        """The facts of the safety checks with the clinic's own entries laid over them."""
        if self.file is None and not self.revisions:
            return safety_pack()
        return merged(self.pack_rules.facts, self.revisions, self.people)

    @cached_property
    def side_effects(self) -> Mapping[str, SideEffectRecord]:
        """The side effects by id, as the clinic corrected them, without those it rejected."""
        spoken_of = any(each.entry_kind is EntryKind.SIDE_EFFECT for each in self.revisions)
        if self.file is None and not spoken_of:
            return side_effects()
        return as_reviewed(self.rules.facts.side_effects)

    @cached_property
    def instruments(self) -> tuple[Instrument, ...]:
        """The measures of the pack, and the clinic's own."""
        if not any(each.entry_kind is EntryKind.INSTRUMENT for each in self.revisions):
            return instruments()
        from practice_desk.knowledge.own_instruments import clinic_instruments  # rarely needed

        return clinic_instruments(instruments(), self.revisions)

    @cached_property
    def pack_rules(self) -> SafetyPack:
        """The facts as the pack itself has them."""
        return safety_pack() if self.file is None else SafetyPack(self.file.safety)


def knowledge_of(clinic: Clinic) -> ClinicKnowledge:
    """Return what the clinic looks things up in. Raises NotPermitted, and what reading raises."""
    with clinic.reading(Operation.VIEW_KNOWLEDGE) as work:
        return knowledge_in(clinic, work)


def knowledge_in(clinic: Clinic, work: UnitOfWork) -> ClinicKnowledge:
    """Return the same inside a running unit of work. Raises ClinicDamaged for a lost pack file."""
    newest = knowledge.newest(work.connection)
    kept = clinic.kept.get(__name__)
    if isinstance(kept, ClinicKnowledge) and kept.newest == newest:
        return kept
    clinic.kept[__name__] = found = _read(work, newest)
    return found


def _read(work: UnitOfWork, newest: tuple[int, int]) -> ClinicKnowledge:
    connection = work.connection
    choices = knowledge.pack_choices.listed(connection)
    choice = choices[-1] if choices and choices[-1].document_id is not None else None
    return ClinicKnowledge(
        choice,
        tuple(knowledge.revisions.listed(connection)),
        registry.accounts.names(connection),
        newest,
        None if choice is None else pack_file_of(work, choice),
    )


def pack_file_of(work: UnitOfWork, choice: PackChoice) -> PackFile:
    """Return the pack file that a choice refers to. Raises ClinicDamaged."""
    assert choice.document_id is not None  # else there is no file
    document = registry.documents.get(work.connection, choice.document_id)
    content = work.documents.read(document.sealed_name)
    try:
        return read_pack_file(content)
    except ValueError as error:
        raise ClinicDamaged(
            f"The clinical pack {choice.version} that was loaded can't be read.",
            "Go back to another pack in the settings, under Knowledge.",
        ) from error
