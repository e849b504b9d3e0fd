"""Failed attempts: the wait they lead to, and what the audit trail and the person hear of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.account import Role
from practice_desk.domain.attempts import MustWait
from practice_desk.domain.errors import WrongPassphrase, WrongRecoveryCode
from practice_desk.services import attempts, staff
from practice_desk.services.accounts import change_passphrase
from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import open_clinic, open_with_recovery_code
from practice_desk.storage.record_rows import AUDIT_EVENT
from tests.factories import CHEAP, PASSPHRASE, USER, MadeClinic, a_colleague, make_clinic

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def closed(tmp_path: Path, clock: Clock) -> MadeClinic:
    made = make_clinic(tmp_path, clock=clock)
    made.clinic.close()
    return made


def unlock(closed: MadeClinic, clock: Clock, passphrase: str = PASSPHRASE) -> Clinic:
    return open_clinic(closed.root, USER, passphrase, clock=clock)


def fail(closed: MadeClinic, clock: Clock, times: int = 1, user: str = USER) -> None:
    """Type a wrong passphrase so many times, waiting where one must."""
    for _ in range(times):
        clock.forward(minutes=15)
        with pytest.raises((WrongPassphrase, MustWait), match="does not open this clinic"):
            open_clinic(closed.root, user, "not the passphrase", clock=clock)


def failed_rows(clinic: Clinic) -> list[tuple[datetime, str, str]]:
    with clinic.store.read() as work:
        query = (
            select(AUDIT_EVENT).where(AUDIT_EVENT.c.outcome == "failed").order_by(AUDIT_EVENT.c.id)
        )
        rows = work.connection.execute(query).all()
    assert all(row.operation == "unlock" for row in rows)
    return [(row.occurred_at, row.user_name, row.detail) for row in rows]


def test_that_four_slips_cost_nothing_and_the_fifth_a_wait(closed: MadeClinic, clock: Clock):
    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            unlock(closed, clock, "not the passphrase")
    with pytest.raises(MustWait) as caught:
        unlock(closed, clock, "not the passphrase")
    assert caught.value.seconds == 10
    with pytest.raises(MustWait, match="Too many wrong passphrases"):
        unlock(closed, clock)
    clock.forward(seconds=10)
    unlock(closed, clock).close()


def test_that_nothing_is_tried_while_one_must_wait(closed: MadeClinic, clock: Clock):
    fail(closed, clock, 5)
    for _ in range(3):
        with pytest.raises(MustWait) as caught:
            unlock(closed, clock, "not the passphrase")
        assert caught.value.seconds == 10


def test_that_a_success_starts_afresh(closed: MadeClinic, clock: Clock):
    fail(closed, clock, 7)
    clock.forward(minutes=15)
    unlock(closed, clock).close()
    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            unlock(closed, clock, "not the passphrase")


def test_that_the_recovery_code_is_taken_while_one_must_wait(closed: MadeClinic, clock: Clock):
    fail(closed, clock, 9)
    open_with_recovery_code(closed.root, USER, closed.recovery_code, clock=clock).close()
    unlock(closed, clock).close()


def test_that_the_unlock_window_can_ask_who_must_wait(closed: MadeClinic, clock: Clock):
    assert attempts.waits(closed.root, clock=clock) == {}
    fail(closed, clock, 6)
    clock.forward(seconds=5.5)
    assert attempts.waits(closed.root, clock=clock) == {USER: 15}


def test_that_more_failures_than_are_kept_are_still_told(
    closed: MadeClinic, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("practice_desk.credentials.attempts.KEPT_FAILURES", 3)
    fail(closed, clock, 5)
    clock.forward(minutes=15)
    clinic = unlock(closed, clock)
    assert failed_rows(clinic)[0][2] == f"{attempts.MORE_FAILED}: 2"
    found = attempts.failures_since(clinic)
    assert (found.count, found.and_more) == (3, True)
    clinic.close()


def test_that_failures_become_audit_rows_with_their_own_time(closed: MadeClinic, clock: Clock):
    fail(closed, clock, 6)
    clock.forward(days=1)
    clinic = unlock(closed, clock)
    rows = failed_rows(clinic)
    assert [at for at, _, _ in rows] == [MORNING + timedelta(minutes=15 * n) for n in range(1, 7)]
    assert {user for _, user, _ in rows} == {USER}
    assert rows[0][2] == "wrong passphrase, number 1 in a row"
    assert rows[5][2] == "wrong passphrase, number 6 in a row, then a wait of 20 seconds"
    with clinic.store.read() as work:
        assert clinic.store.audit.verify(work.connection).broken_at is None
    clinic.close()
    again = unlock(closed, clock)
    assert len(failed_rows(again)) == 6
    again.close()


def test_that_a_name_without_an_account_is_not_kept(closed: MadeClinic, clock: Clock):
    typed = "maybe my passphrase"
    fail(closed, clock, 2, user=typed)
    assert typed not in (closed.root / "attempts.json").read_text()
    clinic = unlock(closed, clock)
    assert [user for _, user, _ in failed_rows(clinic)] == [attempts.UNKNOWN_USER] * 2
    clinic.close()


def test_that_a_wrong_code_is_noted_and_a_mistyped_one_is_not(closed: MadeClinic, clock: Clock):
    with pytest.raises(WrongRecoveryCode):
        open_with_recovery_code(closed.root, USER, "ABCD-EFGH", clock=clock)
    other = RecoveryCode.generate().text
    with pytest.raises(WrongRecoveryCode):
        open_with_recovery_code(closed.root, USER, other, clock=clock)
    clinic = unlock(closed, clock)
    assert [detail for _, _, detail in failed_rows(clinic)] == ["wrong recovery code"]
    clinic.close()


def test_that_a_record_taken_away_is_noticed(closed: MadeClinic, clock: Clock):
    fail(closed, clock, 3)
    (closed.root / "attempts.json").unlink()
    clinic = unlock(closed, clock)
    assert [detail for _, _, detail in failed_rows(clinic)] == [attempts.RECORD_LOST]
    found = attempts.failures_since(clinic)
    assert (found.record_lost, found.count) == (True, 0)
    clinic.close()
    clinic = unlock(closed, clock)
    assert not attempts.failures_since(clinic).record_lost
    clinic.close()


@pytest.mark.parametrize(
    "forged",
    [
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"user": "x" * 64},
        {"user": "\x00'); DROP TABLE audit_event--"},
        {"workstation": "\u202e" * 120},
        {"in_a_row": 1_000_000_000},
    ],
)
def test_that_a_forged_record_keeps_nobody_out(
    closed: MadeClinic, clock: Clock, forged: dict[str, object]
):
    fail(closed, clock)
    clock.forward(minutes=15)
    file = closed.root / "attempts.json"
    plain = json.loads(file.read_text())
    plain["failures"][0] |= forged
    file.write_text(json.dumps(plain))
    clinic = unlock(closed, clock)
    assert len(failed_rows(clinic)) == 1
    attempts.failures_since(clinic)
    clinic.close()


def test_that_the_present_passphrase_cannot_be_guessed_in_the_settings_either(
    closed: MadeClinic, clock: Clock
):
    clinic = unlock(closed, clock)

    def guess() -> None:
        change_passphrase(clinic, "not the passphrase", "spoon asphalt gravity", profile=CHEAP)

    for _ in range(4):
        with pytest.raises(WrongPassphrase):
            guess()
    for _ in range(2):
        with pytest.raises(MustWait):
            guess()
    clinic.close()


def test_that_who_is_given_a_new_passphrase_need_not_wait(closed: MadeClinic, clock: Clock):
    clinic = unlock(closed, clock)
    bo = a_colleague(clinic, Role.FRONT_DESK)
    fail(closed, clock, 8, user="bo.lind")
    new = staff.FirstPassphrase("ten copper spoons ring", one_time=False)
    staff.replace_passphrase(clinic, bo, new, profile=CHEAP)
    clinic.close()
    clinic = open_clinic(closed.root, "bo.lind", new.text, clock=clock)
    assert len(failed_rows(clinic)) == 8
    clinic.close()


def told(clinic: Clinic) -> tuple[int, datetime | None, tuple[str, ...]]:
    found = attempts.failures_since(clinic)
    clinic.close()
    return found.count, found.since, found.user_names


def test_that_the_person_is_told_of_failures_since_the_last_time(closed: MadeClinic, clock: Clock):
    assert told(unlock(closed, clock)) == (0, None, ())
    first = clock.now
    fail(closed, clock, 3)
    open_clinic(closed.root, USER, PASSPHRASE, clock=clock, beside=True).close()  # a backup job
    assert told(unlock(closed, clock)) == (3, first, (USER,))
    assert told(unlock(closed, clock))[0] == 0


@pytest.mark.parametrize(
    ("roles", "count"), [({Role.ADMINISTRATOR, Role.THERAPIST}, 3), ({Role.FRONT_DESK}, 1)]
)
def test_that_only_an_administrator_is_told_of_other_people(
    closed: MadeClinic, clock: Clock, roles: set[Role], count: int
):
    unlock(closed, clock).close()
    fail(closed, clock)
    fail(closed, clock, 2, user="somebody.else")
    clinic = unlock(closed, clock)
    clinic.session = replace(clinic.session, roles=frozenset(roles))
    assert told(clinic)[0] == count


def test_that_a_kill_after_the_audit_rows_tells_them_twice_rather_than_never(
    closed: MadeClinic, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    fail(closed, clock, 2)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(attempts, "forget", killed)
        with pytest.raises(KeyboardInterrupt):
            unlock(closed, clock)
    clinic = unlock(closed, clock)
    assert len(failed_rows(clinic)) == 4
    clinic.close()
