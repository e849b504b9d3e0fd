"""Unsaved typing: kept for its author, and for nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from practice_desk.domain.account import Role
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import NotFound
from practice_desk.services import drafts, start_up
from practice_desk.services.clinic import Clinic
from practice_desk.storage.purge import move_records, purge_chart
from practice_desk.storage.record_rows import AUDIT_EVENT
from tests.factories import (
    COLLEAGUES_PASSPHRASE,
    PASSPHRASE,
    USER,
    MadeClinic,
    a_colleague,
    a_draft,
    a_patient,
)


def kept(clinic: Clinic, draft: Draft) -> Draft:
    """Keep *draft* and return it as it can be gone on with."""
    return replace(draft, id=drafts.keep_draft(clinic, draft))


def audit_rows(clinic: Clinic) -> list[tuple[str, str]]:
    """Return what the audit trail tells of drafts."""
    with clinic.store.read() as work:
        rows = work.connection.execute(
            select(AUDIT_EVENT.c.kind, AUDIT_EVENT.c.detail).where(
                AUDIT_EVENT.c.operation == "keep draft"
            )
        )
        return [(str(kind), str(detail)) for kind, detail in rows]


def test_that_a_draft_outlives_the_program(made: MadeClinic):
    patient_id = a_patient(made.clinic)
    kept(made.clinic, a_draft(patient_id, body={"state": {"note": "Ł\n“½ tablet”"}, "n": [1]}))
    made.clinic.close()
    again = start_up.open_clinic(made.root, USER, PASSPHRASE)
    (draft,) = drafts.own_drafts(again)
    again.close()
    assert draft.body == {"state": {"note": "Ł\n“½ tablet”"}, "n": [1]}
    assert (draft.patient_id, draft.kind, draft.user_name) == (patient_id, "condition", USER)


def test_that_going_on_replaces_what_was_kept(clinic: Clinic):
    draft = kept(clinic, a_draft())
    later = replace(draft, body={"state": {"display": "Half typed and more"}})
    assert drafts.keep_draft(clinic, later) == draft.id
    (found,) = drafts.own_drafts(clinic)
    assert found.body == later.body


def test_that_a_draft_stays_in_the_chart_in_which_it_was_begun(clinic: Clinic):
    first, second = a_patient(clinic), a_patient(clinic, family_name="Berg")
    draft = kept(clinic, a_draft(first))
    drafts.keep_draft(clinic, replace(draft, patient_id=second))
    assert [found.patient_id for found in drafts.own_drafts(clinic)] == [first]


def test_that_nobody_gets_at_another_persons_drafts(made: MadeClinic):
    mine = kept(made.clinic, a_draft())
    a_colleague(made.clinic, Role.ADMINISTRATOR, Role.PRESCRIBER)
    made.clinic.close()
    colleague = start_up.open_clinic(made.root, "bo.lind", COLLEAGUES_PASSPHRASE)
    assert mine.id is not None
    assert drafts.own_drafts(colleague) == []
    drafts.finish_draft(colleague, mine.id)
    drafts.discard_draft(colleague, mine)
    assert drafts.keep_draft(colleague, replace(mine, body={})) != mine.id
    colleague.close()
    again = start_up.open_clinic(made.root, USER, PASSPHRASE)
    assert [found.body for found in drafts.own_drafts(again)] == [mine.body]
    again.close()


def test_that_typing_fills_no_audit_trail(clinic: Clinic):
    draft = kept(clinic, a_draft())
    for text in ("m", "mo", "mor", "more"):
        drafts.keep_draft(clinic, replace(draft, body={"text": text}))
    assert draft.id is not None
    drafts.finish_draft(clinic, draft.id)
    assert audit_rows(clinic) == [("create", f"draft {draft.id}: condition")]
    assert drafts.own_drafts(clinic) == []


def test_that_a_draft_thrown_away_is_recorded(clinic: Clinic):
    draft = kept(clinic, a_draft())
    drafts.discard_draft(clinic, draft)
    assert drafts.own_drafts(clinic) == []
    assert audit_rows(clinic)[1:] == [("retract", f"draft {draft.id} discarded")]


def test_that_what_was_typed_is_not_in_the_audit_trail(clinic: Clinic):
    kept(clinic, a_draft(title="Stop CANARY", body={"comment": "CANARY"}))
    with clinic.store.read() as work:
        rows = work.connection.execute(select(AUDIT_EVENT)).all()
    assert "CANARY" not in repr(rows)


def test_that_a_purge_takes_drafts_and_a_merge_moves_them(clinic: Clinic):
    first, second = a_patient(clinic), a_patient(clinic, family_name="Berg")
    kept(clinic, a_draft(first))
    with clinic.store.write() as work:
        move_records(work.connection, first, second)
        work.commit()
    assert [found.patient_id for found in drafts.own_drafts(clinic)] == [second]
    with clinic.store.write() as work:
        purge_chart(work.connection, second)
        work.commit()
    assert drafts.own_drafts(clinic) == []
    with pytest.raises(NotFound):  # the form may still be open
        kept(clinic, a_draft(second))


@pytest.mark.parametrize("times", [1, 2])
def test_that_finishing_twice_does_no_harm(clinic: Clinic, times: int):
    draft = kept(clinic, a_draft())
    assert draft.id is not None
    for _ in range(times):
        drafts.finish_draft(clinic, draft.id)
    assert drafts.own_drafts(clinic) == []
