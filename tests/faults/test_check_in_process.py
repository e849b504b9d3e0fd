"""The check-in screen as a real process: what it imports, what it says, and what a kill costs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from practice_desk.credentials.answer_key import new_private_half, open_sealed, public_half
from practice_desk.domain.check_in_sheet import CheckInEnd, CheckInSheet, Item, Page, Wording
from practice_desk.exchange.check_in_messages import (
    LEAVE,
    TASK,
    Look,
    Said,
    decode_answers,
    encode_look,
    encode_sheet,
    split,
)
from practice_desk.exchange.frames import framed
from practice_desk.exchange.helper_process import HelperProcess
from practice_desk.exchange.own_process import HelperEnded, little_environment, own_command
from practice_desk.services.check_in_wording import check_in_words
from tests.check_ins import BORN

FORBIDDEN = (
    "practice_desk.services",
    "practice_desk.storage",
    "practice_desk.knowledge",
    "practice_desk.letters",
    "practice_desk.exchange.fhir",
    "practice_desk.credentials.data_key",
    "practice_desk.credentials.key_slots",
    "practice_desk.credentials.slot_crypto",
    "practice_desk.credentials.slot_file",
    "practice_desk.credentials.answer_key",
    "practice_desk.app.flow",
    "practice_desk.gui.pages",
    "practice_desk.gui.dialogs",
    "sqlalchemy",
    "sqlcipher3",
    "keyring",
    "logging.handlers",
    "PySide6.QtPrintSupport",
    "PySide6.QtNetwork",
)


def sheet(private: bytes) -> CheckInSheet:
    words = check_in_words("en")
    page = Page("topic", "Today", (Item("topic", "", length=100),))
    wording = Wording("en", "English", words.screen, (page,))
    return CheckInSheet(BORN, "Canary-Name", (wording,), public_half(private), b"about")


@pytest.fixture
def offscreen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")


def test_that_the_screen_imports_neither_the_store_nor_a_key() -> None:
    code = "import practice_desk.app.check_in_process, sys; print(*sys.modules, sep='\\n')"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert [name for name in loaded if name.startswith(FORBIDDEN)] == []
    assert "practice_desk.credentials.answer_seal" in loaded


@pytest.mark.usefixtures("offscreen")
def test_that_the_screen_answers_sealed_and_gives_itself_back() -> None:
    private = new_private_half()
    helper = HelperProcess(own_command(TASK), lambda: None)
    helper.send(encode_look(Look(dark=True, scale=1.5)))
    helper.send(encode_sheet(sheet(private)))
    assert split(helper.receive()) == (Said.UP, b"")
    helper.send(LEAVE)
    what, sealed = split(helper.receive())
    assert what is Said.SEALED
    answers = decode_answers(open_sealed(private, b"about", sealed))
    assert answers.ending is CheckInEnd.LEFT
    assert split(helper.receive()) == (Said.OVER, b"")
    helper.close()
    with pytest.raises(HelperEnded):
        helper.receive()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.usefixtures("offscreen")
def test_that_nothing_of_the_patient_is_in_its_arguments_or_environment_and_it_ends_with_us(
    tmp_path: Path,
) -> None:
    process = subprocess.Popen(
        own_command(TASK), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(
        framed(encode_look(Look())) + framed(encode_sheet(sheet(new_private_half())))
    )
    process.stdin.flush()
    process.stdout.read(5)  # it is up
    place = Path("/proc") / str(process.pid)
    assert b"Canary" not in (place / "cmdline").read_bytes()
    assert _limit(place, "Max core file size") == "0"
    process.stdin.close()  # as when the other side is killed
    process.stdout.close()
    assert process.wait(20) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="ends with SIGKILL")
@pytest.mark.usefixtures("offscreen")
def test_that_a_killed_screen_is_one_sentence_to_the_other_side() -> None:
    helper = HelperProcess(own_command(TASK), lambda: None)
    helper.send(encode_look(Look()))
    helper.send(encode_sheet(sheet(new_private_half())))
    assert split(helper.receive()) == (Said.UP, b"")
    os.kill(helper.process_id, signal.SIGKILL)
    with pytest.raises(HelperEnded):
        helper.receive()
    helper.close()


def _limit(place: Path, name: str) -> str:
    lines = (place / "limits").read_text().splitlines()
    return next(line for line in lines if line.startswith(name)).split()[4]


@pytest.mark.usefixtures("offscreen")
def test_that_the_screen_sees_nothing_of_the_surroundings_but_what_a_window_needs() -> None:
    kept = little_environment(
        {"PATH": "/bin", "LC_ALL": "C", "SECRET_TOKEN": "x", "QT_PLUGIN_PATH": "/x"}
    )
    assert kept == {"PATH": "/bin", "LC_ALL": "C"}
    helper = HelperProcess(own_command(TASK), lambda: None, little_environment())
    helper.send(encode_look(Look()))
    helper.send(encode_sheet(sheet(new_private_half())))
    assert split(helper.receive())[0] is Said.UP
    helper.close()
