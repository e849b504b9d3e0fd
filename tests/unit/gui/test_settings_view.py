"""What the settings say."""

from __future__ import annotations

from datetime import date

from practice_desk.domain.account import Role
from practice_desk.domain.permission import TABLE, Operation, in_words
from practice_desk.gui.models.settings_view import (
    ROLE_NAMES,
    pack_sentence,
    permission_groups,
    roles_text,
    workstation_sentence,
)
from practice_desk.gui.pages.settings_sections import passphrase_problems
from practice_desk.knowledge.identity import PackIdentity
from practice_desk.services.workstation import WorkstationStatus


def test_that_the_table_shown_is_the_one_in_force():
    shown = {row.words: row.permitted for group in permission_groups() for row in group.rows}
    assert len(shown) == len(Operation)
    for operation in Operation:
        words = in_words(operation)
        permitted = shown[f"{words[0].upper()}{words[1:]}"]
        roles = {role for role, may in zip(ROLE_NAMES, permitted, strict=True) if may}
        assert roles == TABLE[operation]


def test_that_every_role_has_a_name():
    assert set(ROLE_NAMES) == set(Role)
    assert roles_text(frozenset({Role.THERAPIST, Role.PRESCRIBER})) == "Prescriber, Therapist"


def test_that_a_computer_without_a_keyring_says_that_the_passphrase_works_alone():
    sentence = workstation_sentence(WorkstationStatus(available=False, bound=False))
    assert "no keyring" in sentence
    assert "passphrase alone" in sentence


def test_that_a_draft_pack_is_called_one():
    identity = PackIdentity(
        "0.1.0", date(2026, 11, 23), "DRAFT, not reviewed", (), date(2027, 11, 23)
    )
    assert "draft that no clinician has reviewed" in pack_sentence(identity, date(2026, 11, 25))
    reviewed = PackIdentity("1.0.0", date(2027, 1, 2), "Reviewed", (), date(2028, 1, 2))
    assert "draft" not in pack_sentence(reviewed, date(2026, 11, 25))
    assert "Not checked" in pack_sentence(reviewed, date(2029, 1, 1))


def test_that_a_new_passphrase_is_checked_before_the_slow_derivation():
    assert passphrase_problems("old one", "a new long passphrase", "a new long passphrase") == ()
    fields = [problem.field for problem in passphrase_problems("", "short", "other")]
    assert fields == ["old_passphrase", "passphrase", "passphrase_again"]
