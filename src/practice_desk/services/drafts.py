"""Unsaved typing: kept while it is typed, given back to its author, gone once it is saved.

The first time a form is kept is a row of the audit trail, and so is a draft that is thrown away.
What is typed between them has no rows of its own, nor has the end of a draft whose form was saved
or closed: the form's own row tells of that.
"""

from __future__ import annotations

from dataclasses import replace

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.draft import Draft
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import people
from practice_desk.storage.drafts import drafts

_KEEP = Operation.KEEP_DRAFT


def own_drafts(clinic: Clinic) -> list[Draft]:
    """Return what the person at the keyboard typed and has not saved, the oldest first."""
    with clinic.reading(_KEEP) as work:
        return drafts.of(work.connection, clinic.session.user_name)


def keep_draft(clinic: Clinic, draft: Draft) -> int:
    """Keep *draft* for the person at the keyboard; return its id, to go on with it.

    With an id it replaces what was kept of the same form; kept anew where that is gone. Raises
    NotFound for a chart that was purged meanwhile, and what writing raises.
    """
    draft = replace(draft, user_name=clinic.session.user_name, kept_at=clinic.now())
    if draft.id is not None and _go_on(clinic, draft):
        return draft.id
    with clinic.writing(_KEEP, draft.patient_id, kind=AuditKind.CREATE) as work:
        if draft.patient_id is not None:
            people.patients.get(work.connection, draft.patient_id)
        number = drafts.add(work.connection, draft)
        work.detail = f"draft {number}: {draft.kind}"
    return number


def finish_draft(clinic: Clinic, draft_id: int) -> None:
    """The form was saved, or its author closed it: the draft goes. Repeating it is harmless."""
    with clinic.revising(_KEEP) as work:
        drafts.remove(work.connection, draft_id, clinic.session.user_name)


def discard_draft(clinic: Clinic, draft: Draft) -> None:
    """Throw away what was kept of a form that is not open. Repeating it is harmless."""
    assert draft.id is not None  # it was kept
    with clinic.writing(_KEEP, draft.patient_id, kind=AuditKind.RETRACT) as work:
        drafts.remove(work.connection, draft.id, clinic.session.user_name)
        work.detail = f"draft {draft.id} discarded"


def _go_on(clinic: Clinic, draft: Draft) -> bool:
    with clinic.revising(_KEEP, draft.patient_id) as work:
        return drafts.replace(work.connection, draft)
