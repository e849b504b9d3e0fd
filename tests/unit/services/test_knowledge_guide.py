"""Side effects, conditions, measures and classes of the pack are reviewed like its rules."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from practice_desk.assets import asset_path
from practice_desk.domain.condition import Condition
from practice_desk.domain.errors import Invalid
from practice_desk.domain.knowledge import EntryKey, EntryKind, ReviewState, RevisionKind
from practice_desk.knowledge.compile import compile_pack_file
from practice_desk.knowledge.editable import correction, editable_facts
from practice_desk.knowledge.pack_diff import ChangeKind
from practice_desk.knowledge.pack_file import read_pack_file
from practice_desk.knowledge.safety.pack import SafetyPack, entries_of, safety_pack
from practice_desk.knowledge.side_effects import hold_triggers
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.health import save_condition
from practice_desk.services.knowledge_entries import (
    Said,
    correct_entry,
    list_entries,
    read_entry,
    review_entry,
)
from practice_desk.services.knowledge_packs import examine_pack
from practice_desk.services.knowledge_usage import review_share
from practice_desk.services.measures import measures, save_score
from practice_desk.services.terms import find_conditions, find_side_effects
from tests.factories import a_medication, a_patient
from tests.unit.services.test_knowledge_entries import found

RASH = EntryKey(EntryKind.SIDE_EFFECT, "nausea")
PHQ9 = EntryKey(EntryKind.INSTRUMENT, "phq9")
DEPRESSION = EntryKey(EntryKind.CONDITION, "major_depressive_disorder")
SSRI = EntryKey(EntryKind.CLASS, "ssri")
SOURCE = Said("Letter of our pharmacist, 2026")


def corrected_with(clinic, key, **texts):
    """Correct facts by their names, as the form does."""
    entry = read_entry(clinic, key).entry
    paths = {fact.name: fact.path for fact in editable_facts(entry)}
    body, problems = correction(entry, {paths[name]: text for name, text in texts.items()})
    assert problems == ()
    correct_entry(clinic, key, body, SOURCE)


def test_that_every_kind_of_the_pack_can_be_read_corrected_and_reviewed(clinic):
    lines = list_entries(clinic).lines
    assert {line.key.kind for line in lines} == set(EntryKind)
    for kind in EntryKind:
        key = next(line.key for line in lines if line.key.kind is kind)
        detail = read_entry(clinic, key)
        assert detail.facts
        assert editable_facts(detail.entry) or kind is EntryKind.INSTRUMENT
        review_entry(clinic, key, RevisionKind.ACCEPT, SOURCE, detail.fingerprint)
        assert read_entry(clinic, key).line.standing.state is ReviewState.REVIEWED


def test_that_every_side_effect_and_measure_names_its_sources():
    kinds = (EntryKind.SIDE_EFFECT, EntryKind.INSTRUMENT, EntryKind.CONDITION)
    for kind, entry in entries_of(safety_pack().facts):
        if kind in kinds:
            assert entry.sources, entry.id


def test_that_a_corrected_side_effect_needs_action_where_its_level_says_so(clinic):
    corrected_with(
        clinic, RASH, red_flag_level="emergency", red_flag_do="Call 911.", caused_by="lithium"
    )
    entry = read_entry(clinic, RASH).entry
    assert entry.red_flag.is_flag
    assert entry.red_flag.do == "Call 911."
    assert entry.caused_by == ("lithium",)
    assert entry.sources[0].startswith("Letter of our pharmacist")


def test_that_a_measure_is_reviewed_and_stays_as_its_owner_made_it(clinic):
    detail = read_entry(clinic, PHQ9)
    assert editable_facts(detail.entry) == ()
    with pytest.raises(Invalid):
        correct_entry(clinic, PHQ9, {"name": "Our PHQ"}, SOURCE)
    with pytest.raises(Invalid):
        review_entry(clinic, PHQ9, RevisionKind.REJECT, SOURCE, detail.fingerprint)


def test_that_side_effects_are_looked_up_as_the_clinic_has_them(clinic):
    corrected_with(clinic, RASH, plain_words="Is your stomach upset?", caused_by="lithium")
    used = knowledge_of(clinic).side_effects
    (term, *_) = find_side_effects("nausea", among=used)
    assert term.found_as == "Is your stomach upset?"
    corrected_with(clinic, RASH, red_flag_level="emergency", red_flag_do="Call 911.")
    used = knowledge_of(clinic).side_effects
    hold = {each.id: each.do for each in hold_triggers("lithium", used)}
    assert hold["nausea"] == "Call 911."
    assert "nausea" not in {each.id for each in hold_triggers("sertraline", used)}
    detail = read_entry(clinic, RASH)
    review_entry(clinic, RASH, RevisionKind.REJECT, SOURCE, detail.fingerprint)
    used = knowledge_of(clinic).side_effects
    assert "nausea" not in {each.pack_id for each in find_side_effects("nausea", among=used)}


def test_that_a_corrected_code_is_found_when_a_condition_is_typed(clinic):
    corrected_with(clinic, DEPRESSION, icd10cm="F32.9; F99")
    pack = knowledge_of(clinic).pack
    assert DEPRESSION.id in {term.pack_id for term in find_conditions(pack, "F99")}
    assert pack.conditions.by_code("F33.0") == ()


def test_that_a_rejected_class_is_noted_no_more_and_says_not_checked(clinic):
    before = {alert.ref for alert in found(clinic, "sertraline", taking="citalopram")}
    assert "ssri" in before
    detail = read_entry(clinic, SSRI)
    review_entry(clinic, SSRI, RevisionKind.REJECT, SOURCE, detail.fingerprint)
    after = {a.ref: a.message for a in found(clinic, "sertraline", taking="citalopram")}
    assert "ssri" not in after
    assert "two at once of one class" in after["rejected_ssri"]
    assert "ssri" in knowledge_of(clinic).rules.groups("sertraline")  # rules still rely on it


def test_that_the_share_counts_conditions_and_measures_of_current_patients(clinic):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, concept_id="sertraline")
    save_condition(clinic, Condition(patient_id, "Depression", icd10cm="F32.1"))
    phq9 = next(each for each in measures() if each.id == "phq9")
    save_score(clinic, phq9.observation(patient_id, "12", clinic.now()))
    assert review_share(clinic).others == (0, 2)
    for key in (PHQ9, DEPRESSION):
        detail = read_entry(clinic, key)
        review_entry(clinic, key, RevisionKind.ACCEPT, SOURCE, detail.fingerprint)
    assert review_share(clinic).others == (2, 2)


@pytest.fixture(scope="module")
def delivered() -> bytes:
    with asset_path("resources", "knowledge") as folder:
        return compile_pack_file(Path(folder))


def test_that_a_newer_pack_shows_what_it_changes_of_side_effects_and_measures(
    clinic, delivered, tmp_path
):
    pack = read_pack_file(delivered)
    effects = tuple(
        msgspec.structs.replace(each, plain_words="Do you feel sick?")
        if each.id == RASH.id
        else each
        for each in pack.safety.side_effects
    )
    left = tuple(each for each in pack.safety.instruments if each.id != PHQ9.id)
    safety = msgspec.structs.replace(pack.safety, side_effects=effects, instruments=left)
    path = tmp_path / "newer.pdpack"
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(pack, safety=safety)))
    changes = {change.key: change for change in examine_pack(clinic, path).changes}
    assert changes[PHQ9].kind is ChangeKind.REMOVED
    (fact,) = changes[RASH].facts
    assert (fact.label, fact.after) == ("Asked as", "Do you feel sick?")
    assert len(changes) == 2


def test_that_a_pack_file_without_side_effects_leaves_the_delivered_ones_in_use(delivered):
    pack = read_pack_file(delivered)
    older = msgspec.structs.replace(
        pack.safety, side_effects=(), condition_facts=(), instruments=()
    )
    read = read_pack_file(msgspec.json.encode(msgspec.structs.replace(pack, safety=older)))
    assert {each.id for each in read.safety.side_effects} == {
        each.id for each in safety_pack().facts.side_effects
    }
    assert SafetyPack(read.safety).standing(PHQ9) is not None
