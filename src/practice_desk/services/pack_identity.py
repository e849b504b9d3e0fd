"""Which clinical pack the clinic uses, without reading what is in it."""

from __future__ import annotations

from practice_desk.domain.permission import Operation
from practice_desk.knowledge.identity import PackIdentity, delivered_identity
from practice_desk.services.clinic import Clinic
from practice_desk.storage import knowledge


def pack_identity(clinic: Clinic) -> PackIdentity:
    """Return version, date and review of the pack in use. Raises ClinicDamaged for a lost file."""
    with clinic.reading(Operation.VIEW_KNOWLEDGE) as work:
        choices = knowledge.pack_choices.listed(work.connection)
        if not choices or choices[-1].document_id is None:
            return delivered_identity()
        from practice_desk.services.clinic_knowledge import knowledge_in  # reads the pack

        return knowledge_in(clinic, work).pack.identity
