"""The file of failed attempts: what it remembers, and what it makes of being tampered with."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.credentials.attempts import FILE_NAME, KEPT_FAILURES, AttemptLog
from practice_desk.domain.attempts import FREE_FAILURES, LONGEST_WAIT, Secret

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def log(tmp_path):
    result = AttemptLog(tmp_path)
    result.begin()
    return result


def fail(log, times=1, user="ana", now=NOW, secret=Secret.PASSPHRASE):
    waits = [log.failed(user, secret, now, "DESK") for _ in range(times)]
    return waits[-1].total_seconds()


def test_that_the_wait_is_there_for_the_next_program_too(log, tmp_path):
    assert fail(log, 4) == 0
    assert fail(log) == 10
    again = AttemptLog(tmp_path)
    assert again.wait("Ana", NOW + 3 * SECOND).total_seconds() == 7
    assert again.wait("ana", NOW + 10 * SECOND).total_seconds() == 0


def test_that_each_account_waits_for_its_own_failures(log):
    fail(log, 6)
    assert not log.wait("li.wei", NOW)
    assert fail(log, user="li.wei") == 0


def test_that_a_clock_set_back_begins_the_wait_anew_once(log):
    fail(log, 6)
    past = NOW - timedelta(days=400)
    assert log.wait("ana", past) == 20 * SECOND
    assert log.wait("ana", past + 15 * SECOND) == 5 * SECOND
    assert not log.wait("ana", past + 20 * SECOND)


def test_that_a_failure_in_a_wrong_future_locks_nobody_out(log):
    fail(log, 20, now=NOW + timedelta(days=4000))
    assert log.wait("ana", NOW) == LONGEST_WAIT
    assert not log.wait("ana", NOW + LONGEST_WAIT)


def test_that_a_wrong_recovery_code_is_noted_and_nobody_waits(log):
    assert fail(log, 20, secret=Secret.RECOVERY_CODE) == 0
    assert not log.wait("ana", NOW)
    assert len(log.collected().failures) == 20


def test_that_what_was_collected_is_dropped_and_what_came_since_stays(log):
    fail(log, 6)
    fail(log, 2, user="li.wei")
    collected = log.collected()
    assert [each.in_a_row for each in collected.failures] == [1, 2, 3, 4, 5, 6, 1, 2]
    fail(log, 1, user="li.wei")
    log.succeeded("ana", collected)
    assert [(each.user_name, each.in_a_row) for each in log.collected().failures] == [("li.wei", 3)]
    assert not log.wait("ana", NOW)
    assert fail(log, 2, user="li.wei") == 10


def test_that_endless_failures_leave_a_small_file_and_their_number(log, tmp_path):
    fail(log, KEPT_FAILURES + 30)
    collected = log.collected()
    assert (len(collected.failures), collected.uncounted) == (KEPT_FAILURES, 30)
    assert collected.failures[-1].in_a_row == KEPT_FAILURES + 30
    assert (tmp_path / FILE_NAME).stat().st_size < 30_000
    log.succeeded("ana", collected)
    assert log.collected().uncounted == 0


def test_that_nothing_is_written_while_nothing_fails(log, tmp_path):
    before = (tmp_path / FILE_NAME).stat().st_mtime_ns
    log.succeeded("ana", log.collected())
    assert not log.wait("ana", NOW)
    assert (tmp_path / FILE_NAME).stat().st_mtime_ns == before


def damage(path, how):
    if how == "deleted":
        path.unlink()
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:-20])
    elif how == "huge":
        path.write_bytes(b" " * (2 << 20))
    elif how == "newer":
        path.write_text(json.dumps({"format": 2}))
    elif how == "naive":
        path.write_text(json.dumps({"accounts": {"ana": {"failures": 9, "last": "2026-01-01"}}}))
    else:
        path.write_bytes(b"\xff\x00" * 50)


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_that_whatever_the_file_holds_nothing_fails_and_nobody_waits_for_ever(
    tmp_path_factory, data
):
    folder = tmp_path_factory.mktemp("clinic")
    log = AttemptLog(folder)
    log.begin()
    fail(log, 6)
    content = bytearray((folder / FILE_NAME).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(32, 126))
    (folder / FILE_NAME).write_bytes(content)
    assert log.wait("ana", NOW) <= LONGEST_WAIT
    assert fail(log) <= LONGEST_WAIT.total_seconds()
    log.succeeded("ana", log.collected())
    assert not log.wait("ana", NOW)


@pytest.mark.parametrize("how", ["deleted", "cut", "huge", "newer", "naive", "noise"])
def test_that_taking_the_record_away_gives_one_try_and_is_noticed(log, tmp_path, how):
    fail(log, 9)
    damage(tmp_path / FILE_NAME, how)
    assert log.collected().lost
    assert not log.wait("ana", NOW)
    assert fail(log) == 10
    assert fail(log, user="li.wei") == 10
    assert log.collected().lost
    log.succeeded("ana", log.collected())
    assert not log.collected().lost
    assert fail(log, FREE_FAILURES) == 0


def test_that_the_record_holds_no_more_than_names_times_and_counts(log, tmp_path):
    fail(log, 5)
    text = (tmp_path / FILE_NAME).read_text()
    assert set(json.loads(text)["failures"][0]) == {
        "user",
        "secret",
        "at",
        "workstation",
        "in_a_row",
    }


def test_that_failures_at_the_same_moment_all_count(log):
    threads = [threading.Thread(target=fail, args=(log, 5)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.in_a_row for each in log.collected().failures) == list(range(1, 21))


def test_that_a_folder_that_cannot_be_written_keeps_no_record_and_fails_nothing(tmp_path):
    (tmp_path / "no folder").touch()
    log = AttemptLog(tmp_path / "no folder")
    assert fail(log) == 10
    assert log.collected().failures == ()
    log.succeeded("ana", log.collected())
