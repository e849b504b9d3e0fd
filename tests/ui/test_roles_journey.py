"""Everybody unlocks with their own passphrase and walks everything that is offered to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.audit_event import Outcome
from practice_desk.services.clinic import Clinic
from practice_desk.storage.record_rows import AUDIT_EVENT
from tests.factories import COLLEAGUES_PASSPHRASE, MadeClinic, a_colleague
from tests.stage import CLINICAL_WORDS, set_the_stage
from tests.ui.flows import started, unlock, window_of
from tests.ui.walk import Walk

USER = "one.role"


def refused_operations(clinic: Clinic) -> list[str]:
    """Return what somebody was refused."""
    with clinic.store.read() as work:
        refused = AUDIT_EVENT.select().where(AUDIT_EVENT.c.outcome == Outcome.REFUSED.value)
        return [row.operation for row in work.connection.execute(refused)]


NO_CLINICIANS = (Role.FRONT_DESK, Role.ADMINISTRATOR, Role.PHARMACIST)
IN_THE_PACK = {"sertraline", "depressive", "Heart", "Asthma", "Tobacco"}
"""Words that the clinical pack says too, in which everybody may look things up: they tell of no
chart."""


@pytest.mark.parametrize("role", Role)
def test_that_nothing_a_role_is_offered_is_refused_and_nothing_clinical_shows_to_others(
    made: MadeClinic, role: Role, record_property: Callable[[str, object], None]
) -> None:
    stage = set_the_stage(made)
    a_colleague(made.clinic, role, user=USER)
    made.clinic.close()
    with started(made.root) as flow:
        unlock(flow, USER, COLLEAGUES_PASSPHRASE)
        window = window_of(flow)
        assert window.context.clinic.session.roles == {role}
        walk = Walk(window)
        walk.take(stage.patient_id)
        refused = refused_operations(window.context.clinic)
        read = "\n".join(walk.read)
    clinical = [word for word in CLINICAL_WORDS if word in read]
    if role in NO_CLINICIANS:
        clinical = [word for word in clinical if word not in IN_THE_PACK]
    record_property(
        "figures",
        f"permissions: as {role.value.replace('_', ' ')} {len(walk.pressed)} controls pressed in "
        f"the real window, refused {len(refused)}, clinical words seen {len(clinical)} of "
        f"{len(CLINICAL_WORDS)}",
    )
    assert refused == []
    assert len(walk.pressed) > 20
    if role in NO_CLINICIANS:
        assert clinical == []
    else:
        assert clinical == list(CLINICAL_WORDS)
