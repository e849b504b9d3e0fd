"""Changing the key in the real windows with real workers: people work on, lock and come back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from practice_desk.app import paths
from practice_desk.app.flow import Flow
from practice_desk.domain.account import Role
from practice_desk.gui.pages.registry import SETTINGS
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.tasks import Tasks
from practice_desk.services import rotation
from practice_desk.services.start_up import open_clinic
from practice_desk.services.verification import verify_clinic
from practice_desk.storage.rekey import SoleUser
from tests.factories import PASSPHRASE, USER, MadeClinic, a_colleague, a_patient, make_clinic
from tests.ui.flows import COLLEAGUE, started, unlock, unlock_colleague, window_of

PATIENCE = 30_000
"""Milliseconds that real workers get on a busy machine."""


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep this computer's settings out of the test."""
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path)


@pytest.fixture
def closed(tmp_path: Path) -> MadeClinic:
    """A clinic of two people, closed."""
    made = make_clinic(tmp_path)
    a_patient(made.clinic)
    a_colleague(made.clinic, Role.PRESCRIBER, user=COLLEAGUE)
    made.clinic.close()
    return made


@pytest.fixture
def flow(look: QApplication, closed: MadeClinic, qtbot: QtBot) -> Iterator[Flow]:
    """The application with its two workers, unlocked."""
    with started(closed.root, Tasks(), Tasks()) as flow:
        unlock(flow, USER)
        qtbot.waitUntil(lambda: flow.window is not None, timeout=PATIENCE)
        yield flow


def settings(flow: Flow) -> SettingsPage:
    window = window_of(flow)
    window.show_page_of(SETTINGS)
    page = window.pages[window.page]
    assert isinstance(page, SettingsPage)
    return page


class Held:
    """Holds a step of the change until the test lets it go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
        self.reached, self._go = threading.Event(), threading.Event()
        original = getattr(owner, name)

        def held(*given: object, **named: object) -> object:
            self.reached.set()
            assert self._go.wait(PATIENCE / 1000)
            return original(*given, **named)

        monkeypatch.setattr(owner, name, held)

    def let_go(self) -> None:
        self._go.set()


def changed(flow: Flow, page: SettingsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.key.work.is_running, timeout=PATIENCE)
    assert "has a new key" in page.key.result.text


def charts_in(made: MadeClinic) -> int:
    clinic = open_clinic(made.root, USER, PASSPHRASE)
    assert verify_clinic(clinic).findings == ()
    assert len(clinic.unlocked.data_keys) == 1
    with clinic.store.read() as work:
        found = work.connection.exec_driver_sql("SELECT count(*) FROM patient").scalar_one()
    clinic.close()
    return int(found)


def test_that_a_save_that_had_to_wait_is_kept_under_the_new_key(
    flow: Flow, closed: MadeClinic, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying = Held(monkeypatch, SoleUser, "copy_under")
    page, context = settings(flow), window_of(flow).context
    page.change_key()
    qtbot.waitUntil(copying.reached.is_set, timeout=PATIENCE)
    saved: list[int] = []
    context.tasks.run(lambda: a_patient(context.clinic, family_name="Meanwhile"), done=saved.append)
    qtbot.wait(50)
    assert saved == [], "it waits for the new key"
    copying.let_go()
    qtbot.waitUntil(lambda: bool(saved), timeout=PATIENCE)
    changed(flow, page, qtbot)
    flow.shut_down()
    assert charts_in(closed) == 2


def test_that_people_work_on_while_documents_are_encrypted(
    flow: Flow, closed: MadeClinic, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    checking = Held(monkeypatch, rotation.trail, "walk_trail")
    page, context = settings(flow), window_of(flow).context
    page.change_key()
    qtbot.waitUntil(checking.reached.is_set, timeout=PATIENCE)
    saved: list[int] = []
    context.tasks.run(lambda: a_patient(context.clinic, family_name="Meanwhile"), done=saved.append)
    qtbot.waitUntil(lambda: bool(saved), timeout=PATIENCE)
    checking.let_go()
    changed(flow, page, qtbot)
    flow.shut_down()
    assert charts_in(closed) == 2


@pytest.mark.parametrize("somebody_else", [False, True])
def test_that_it_goes_on_behind_the_lock_and_whoever_comes_in_has_the_new_key(
    flow: Flow,
    closed: MadeClinic,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    somebody_else: bool,
) -> None:
    checking = Held(monkeypatch, rotation.trail, "walk_trail")
    page = settings(flow)
    key = window_of(flow).context.clinic.data_key.raw
    page.change_key()
    qtbot.waitUntil(checking.reached.is_set, timeout=PATIENCE)
    flow.lock()
    unlock_colleague(flow) if somebody_else else unlock(flow, USER)
    qtbot.waitUntil(lambda: flow.window is not None, timeout=PATIENCE)
    context = window_of(flow).context
    assert context.user_name == (COLLEAGUE if somebody_else else USER)
    checking.let_go()
    qtbot.waitUntil(lambda: context.clinic.data_key.raw != key, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not page.key.work.is_running, timeout=PATIENCE)
    saved: list[int] = []
    context.tasks.run(
        lambda: a_patient(context.clinic, family_name="Afterwards"), done=saved.append
    )
    qtbot.waitUntil(lambda: bool(saved), timeout=PATIENCE)
    flow.shut_down()
    assert charts_in(closed) == 2


def test_that_leaving_the_program_stops_it_and_leaves_the_clinic_as_it_was(
    flow: Flow, closed: MadeClinic, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    checking = Held(monkeypatch, rotation.trail, "walk_trail")
    page = settings(flow)
    page.change_key()
    qtbot.waitUntil(checking.reached.is_set, timeout=PATIENCE)
    threading.Timer(0.05, checking.let_go).start()
    flow.shut_down()
    assert charts_in(closed) == 1
