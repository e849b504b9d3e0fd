"""A process beside us, and whatever may become of it."""

from __future__ import annotations

import sys

import pytest

from practice_desk.exchange.helper_process import HelperProcess
from practice_desk.exchange.own_process import HelperEnded, own_command

ECHO = """
import sys
from practice_desk.exchange.frames import framed, read_frame
while (message := read_frame(sys.stdin.buffer)) is not None:
    sys.stdout.buffer.write(framed(message[::-1]))
    sys.stdout.buffer.flush()
"""


class GivenUp(Exception):
    pass


def give_up() -> None:
    raise GivenUp


def process(code, waiting=lambda: None):
    return HelperProcess([sys.executable, "-P", "-c", code], waiting)


def answer_of(code, waiting=lambda: None):
    helper = process(code, waiting)
    try:
        return helper.receive()
    finally:
        helper.close()


def test_that_messages_go_there_and_back_in_order():
    helper = process(ECHO)
    messages = [b"ab", b"", bytes(range(256)) * 3000]
    for message in messages:
        helper.send(message)
    assert [helper.receive() for _ in messages] == [message[::-1] for message in messages]
    helper.close()


@pytest.mark.parametrize(
    "code",
    [
        "",
        "import os; os.abort()",
        "raise SystemExit(3)",
        "print('no message at all', flush=True)",
        "import sys; sys.stdout.write('x')",
        "import os; os.close(1); import time; time.sleep(600)",
    ],
    ids=["ends", "crashes", "fails", "prints", "half a message", "falls silent"],
)
def test_that_one_that_ends_or_talks_nonsense_is_told_as_ended(code):
    with pytest.raises(HelperEnded):
        answer_of(code)


def test_that_one_that_can_not_be_started_is_told_as_ended(tmp_path):
    with pytest.raises(HelperEnded):
        HelperProcess([str(tmp_path / "nowhere")], lambda: None)


def test_that_whoever_waits_can_give_up_on_one_that_hangs():
    with pytest.raises(GivenUp):
        answer_of("import time; time.sleep(600)", give_up)


def test_that_one_that_does_not_take_its_messages_holds_nobody_up():
    helper = process("import time; time.sleep(600)", give_up)
    for _ in range(50):
        helper.send(bytes(1 << 16))
    with pytest.raises(GivenUp):
        helper.receive()
    helper.close()


def test_that_one_that_floods_us_is_made_to_wait(tmp_path):
    counter = tmp_path / "chunks"
    flood = f"""
import sys
from practice_desk.exchange.frames import framed
with open({str(counter)!r}, "wb", buffering=0) as counter:
    while True:
        sys.stdout.buffer.write(framed(bytes(65532)))
        counter.write(b"x")
"""
    helper = process(flood)
    for _ in range(20):
        helper.receive()
    helper.close()
    assert counter.stat().st_size < 20 + 12  # what the pipe and the queue hold


def test_that_closing_twice_is_harmless():
    helper = process(ECHO)
    helper.close()
    helper.close()
    with pytest.raises(HelperEnded):
        helper.receive()


def test_that_a_frozen_build_runs_itself_and_any_other_looks_nowhere_strange(monkeypatch):
    assert own_command("read") == [sys.executable, "-P", "-m", "practice_desk", "read"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command("read") == [sys.executable, "read"]
