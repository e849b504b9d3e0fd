"""The first unlock with a passphrase that an administrator gave."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from practice_desk.app.flow import Flow
from practice_desk.domain.account import Role
from practice_desk.domain.errors import DiskFull, WrongPassphrase
from practice_desk.domain.progress import Progress
from practice_desk.gui.dialogs.new_passphrase_dialog import OwnPassphraseDialog
from practice_desk.services.start_up import open_clinic
from practice_desk.storage import store
from tests.factories import COLLEAGUES_PASSPHRASE, MadeClinic, a_colleague
from tests.ui.flows import COLLEAGUE, started, unlock, window_of

OWN = "ten copper spoons ring"


@pytest.fixture
def closed(made: MadeClinic) -> MadeClinic:
    """A clinic with somebody in it who has not come in yet."""
    a_colleague(made.clinic, Role.FRONT_DESK, one_time=True)
    made.clinic.close()
    return made


def asked(flow: Flow) -> OwnPassphraseDialog:
    """Unlock with the passphrase that was given, and return what is asked."""
    unlock(flow, COLLEAGUE, COLLEAGUES_PASSPHRASE)
    assert flow.window is None
    assert flow.unlock is not None
    (dialog,) = [d for d in flow.unlock.findChildren(OwnPassphraseDialog) if d.isVisible()]
    return dialog


def choose(dialog: OwnPassphraseDialog, passphrase: str) -> None:
    """Type *passphrase* twice and press the button."""
    dialog.form.passphrase.setText(passphrase)
    dialog.form.passphrase_again.setText(passphrase)
    dialog.form.save_button.click()


def test_that_a_person_chooses_their_own_before_anything_is_shown(closed: MadeClinic) -> None:
    with started(closed.root) as flow:
        choose(asked(flow), OWN)
        window = window_of(flow)
        assert window.context.clinic.session.roles == {Role.FRONT_DESK}
        assert not window.context.clinic.session.must_change_passphrase
        assert flow.unlock is None
    open_clinic(closed.root, COLLEAGUE, OWN).close()
    with pytest.raises(WrongPassphrase):
        open_clinic(closed.root, COLLEAGUE, COLLEAGUES_PASSPHRASE)


def test_that_the_one_that_was_given_is_not_taken_again(closed: MadeClinic) -> None:
    with started(closed.root) as flow:
        dialog = asked(flow)
        choose(dialog, COLLEAGUES_PASSPHRASE)
        assert "another one" in dialog.problems.sentence("passphrase")
        choose(dialog, "bo.lind bo.lind bo.lind")
        assert dialog.problems.sentence("passphrase")
        choose(dialog, OWN)
        assert window_of(flow).isVisible()


def test_that_who_gives_up_stays_outside_and_may_try_again(closed: MadeClinic) -> None:
    with started(closed.root) as flow:
        asked(flow).form.cancel_button.click()
        assert flow.window is None
        assert flow.unlock is not None
        assert flow.unlock.form.unlock_button.isEnabled()
        open_clinic(closed.root, closed.user, closed.passphrase).close()  # nothing was left open
        choose(asked(flow), OWN)
        assert window_of(flow).isVisible()


def test_that_somebody_sees_that_their_clinic_is_brought_up_to_date(
    made: MadeClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.clinic.close()
    seen: list[tuple[str, str]] = []

    def slow(_engine: Engine, _database: Path, _key: bytes, progress: Progress) -> bool:
        for done in (0, 4):
            progress(done, 4, "")
            assert flow.unlock is not None
            form = flow.unlock.form
            assert form.problem_frame.isVisible()
            seen.append((form.problem.text(), form.unlock_button.text()))
        raise DiskFull("The disk is full.")

    with started(made.root) as flow:
        with monkeypatch.context() as patched:
            patched.setattr(store, "upgrade", slow)
            unlock(flow)
        assert flow.unlock is not None
        assert flow.unlock.form.problem.text().startswith("The disk is full.")
        assert flow.unlock.form.unlock_button.text() == "Un&lock"
        unlock(flow)
        window_of(flow)
    (first, word), (last, _) = seen
    assert "step 1 of 4" in first
    assert "Leave the computer on" in first
    assert word == "Updating…"
    assert "step 4 of 4" in last
