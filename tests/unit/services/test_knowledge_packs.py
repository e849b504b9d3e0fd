"""Another pack: compared with the one in use, chosen, kept in the clinic, left again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from practice_desk.assets import asset_path
from practice_desk.domain.account import Role
from practice_desk.domain.errors import UnreadableInput
from practice_desk.domain.knowledge import EntryKey, EntryKind, RevisionKind
from practice_desk.domain.safety import AlertKind
from practice_desk.knowledge.compile import compile_pack_file
from practice_desk.knowledge.pack_diff import ChangeKind
from practice_desk.knowledge.pack_file import read_pack_file
from practice_desk.services import backups, restores, start_up
from practice_desk.services.backups import ByPassphrase
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.knowledge_entries import Said, read_entry, review_entry, write_own_entry
from practice_desk.services.knowledge_packs import choose_pack, examine_pack, pack_history
from practice_desk.services.knowledge_usage import review_share
from practice_desk.services.salvage import salvage_clinic
from tests.factories import a_medication, a_patient

SSRI_MAOI = "int_maoi_ssri"


@pytest.fixture(scope="module")
def delivered() -> bytes:
    with asset_path("resources", "knowledge") as folder:
        return compile_pack_file(Path(folder))


@pytest.fixture
def newer(delivered: bytes, tmp_path: Path) -> Path:
    """A pack 0.2.0: sertraline up to 40 mg and no SSRI any more, one rule less, one changed."""
    pack = read_pack_file(delivered)
    facts = pack.safety
    medications = tuple(map(_changed, facts.medications))
    interactions = tuple(
        msgspec.structs.replace(rule, management="Call first.")
        if rule.id == "int_maoi_snri"
        else rule
        for rule in facts.interactions
        if rule.id != SSRI_MAOI
    )
    about = msgspec.structs.replace(pack.names.pack, version="0.2.0", date="2027-02-01")
    changed = msgspec.structs.replace(
        pack,
        names=msgspec.structs.replace(pack.names, pack=about),
        safety=msgspec.structs.replace(
            facts, version="0.2.0", medications=medications, interactions=interactions
        ),
    )
    path = tmp_path / "pack.pdpack"
    path.write_bytes(msgspec.json.encode(changed))
    return path


def _changed(med):
    if med.id != "sertraline":
        return med
    dose = msgspec.structs.replace(
        med.adult_dose, usual_max=Decimal(40), usual_min=Decimal(10), label_max=Decimal(40)
    )
    classes = tuple(name for name in med.classes if name != "ssri")
    return msgspec.structs.replace(med, adult_dose=dose, classes=classes)


@pytest.fixture
def patient_id(clinic):
    number = a_patient(clinic)
    a_medication(clinic, number, concept_id="sertraline")
    a_medication(clinic, number, name="phenelzine", concept_id="phenelzine")
    return number


def test_that_a_pack_shows_what_it_changes_before_it_is_used(clinic, patient_id, newer):
    proposal = examine_pack(clinic, newer)
    changes = {change.key.id: change for change in proposal.changes}
    assert changes[SSRI_MAOI].kind is ChangeKind.REMOVED
    assert [fact.label for fact in changes["int_maoi_snri"].facts] == ["What to do"]
    sertraline = changes["sertraline"]
    assert "Selective serotonin reuptake inhibitors (SSRI)" in sertraline.lost_classes
    assert proposal.changes[0] is sertraline  # a class lost is the first thing to see
    (fact,) = [each for each in sertraline.facts if each.label == "Adult dose"]
    assert fact.before.startswith("50 to 200 mg")
    assert fact.after.startswith("10 to 40 mg")
    assert knowledge_of(clinic).pack.identity.version == "0.1.0"


def test_that_a_pack_shows_which_findings_come_and_go_for_current_patients(
    clinic, patient_id, newer
):
    proposal = examine_pack(clinic, newer)
    assert proposal.plans == 1
    vanishing = [e for e in proposal.effects if not e.appears and e.kind is AlertKind.INTERACTION]
    assert vanishing
    assert vanishing[0].patients == ("Łukasz Dąbrowski",)
    assert any(e.kind is AlertKind.DOSE_ABOVE_MAX and e.appears for e in proposal.effects)


def test_that_an_administrator_compares_without_names(clinic, patient_id, newer):
    clinic.session = replace(clinic.session, roles=frozenset({Role.ADMINISTRATOR}))
    effects = examine_pack(clinic, newer).effects
    assert effects
    assert all(effect.count == 1 and not effect.patients for effect in effects)


def test_that_a_chosen_pack_is_used_and_one_can_go_back(clinic, patient_id, newer):
    choose_pack(clinic, examine_pack(clinic, newer))
    assert knowledge_of(clinic).pack.identity.version == "0.2.0"
    loaded = pack_history(clinic)
    assert not loaded.is_delivered
    choose_pack(clinic, examine_pack(clinic, None))
    assert knowledge_of(clinic).pack.identity.version == "0.1.0"
    choose_pack(clinic, examine_pack(clinic, loaded.choices[0]))
    assert knowledge_of(clinic).pack.identity.version == "0.2.0"
    assert len(pack_history(clinic).choices) == 3


def test_that_a_review_does_not_count_for_what_a_newer_pack_changed(clinic, newer):
    key = EntryKey(EntryKind.INTERACTION, "int_maoi_snri")
    said = Said("FDA label")
    review_entry(clinic, key, RevisionKind.ACCEPT, said, read_entry(clinic, key).fingerprint)
    choose_pack(clinic, examine_pack(clinic, newer))
    assert read_entry(clinic, key).line.standing.mark == "Changed since its review"


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"kind": "practice-desk-pack"}'])
def test_that_a_file_that_is_no_pack_is_refused(clinic, tmp_path, content):
    path = tmp_path / "other.pdpack"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match="no clinical pack"):
        examine_pack(clinic, path)


def test_that_a_pack_with_a_hole_is_refused(clinic, tmp_path, delivered):
    pack = msgspec.json.decode(delivered)
    pack["safety"]["interactions"][0]["a"] = "unobtainium"
    path = tmp_path / "hole.pdpack"
    path.write_bytes(msgspec.json.encode(pack))
    with pytest.raises(UnreadableInput, match="unobtainium"):
        examine_pack(clinic, path)


def test_that_own_entries_and_the_loaded_pack_are_in_a_backup(made, tmp_path, newer):
    clinic = made.clinic
    choose_pack(clinic, examine_pack(clinic, newer))
    pair = {
        "a": "sertraline", "a_type": "medication", "b": "lithium", "b_type": "medication",
        "severity": "minor", "effect": "Tremor", "management": "Watch for it.",
    }  # fmt: skip
    key = write_own_entry(clinic, EntryKind.INTERACTION, pair, Said("FDA label")).key
    backups.create_backup(clinic, tmp_path / "clinic.pdbackup")
    target = tmp_path / "restored"
    restores.restore_backup(
        tmp_path / "clinic.pdbackup", ByPassphrase(made.user, made.passphrase), target
    )
    restored = start_up.open_clinic(target, made.user, made.passphrase)
    try:
        assert knowledge_of(restored).pack.identity.version == "0.2.0"
        assert read_entry(restored, key).line.standing.is_own
    finally:
        restored.close()


def test_that_the_share_of_what_is_used_counts_medications_and_rules(clinic, patient_id):
    share = review_share(clinic)
    assert share.plans == 1
    assert share.medications == (0, 2)
    done, used = share.rules
    assert done == 0
    assert used >= 1
    key = EntryKey(EntryKind.MEDICATION, "sertraline")
    assert dict(share.waiting)[key] == 1
    accept = RevisionKind.ACCEPT
    review_entry(clinic, key, accept, Said("label"), read_entry(clinic, key).fingerprint)
    later = review_share(clinic)
    assert later.medications == (1, 2)
    assert key not in dict(later.waiting)


def test_that_what_was_said_outlives_a_salvage(made, tmp_path, newer):
    clinic = made.clinic
    choose_pack(clinic, examine_pack(clinic, newer))
    key = EntryKey(EntryKind.INTERACTION, "int_maoi_snri")
    said = Said("FDA label", "compared word by word")
    review_entry(clinic, key, RevisionKind.ACCEPT, said, read_entry(clinic, key).fingerprint)
    clinic.close()
    salvage_clinic(made.root, made.user, made.passphrase, tmp_path / "salvaged")
    saved = start_up.open_clinic(tmp_path / "salvaged", made.user, made.passphrase)
    try:
        assert knowledge_of(saved).pack.identity.version == "0.2.0"
        assert read_entry(saved, key).line.standing.is_reviewed
    finally:
        saved.close()
