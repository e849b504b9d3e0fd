"""The delivered pack keeps every rule of its own, and each kind of slip would be noticed."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from practice_desk.knowledge.pack_diff import relied_on_classes
from practice_desk.knowledge.safety.pack import safety_pack
from tests.pack_rules import problems, read_pack_yaml

PACK = read_pack_yaml()
KEPT = Path(__file__).with_name("safety_classes.json")
"""For every medication the classes that rules rely on. A class that a medication is taken out of on
purpose is taken out here by hand, in the same commit; new ones are added the same way."""


def slip(file, key, entry_id, change):
    """Return the problems of the pack with one entry changed."""
    pack = copy.copy(PACK)
    pack.files = {**PACK.files, file: copy.deepcopy(PACK.files[file])}
    (entry,) = [each for each in pack.entries(file, key) if each["id"] == entry_id]
    change(entry)
    return problems(pack)


def test_that_the_delivered_pack_keeps_all_rules():
    assert problems(PACK) == []


@pytest.mark.parametrize(
    ("file", "key", "entry_id", "change", "words"),
    [
        ("medications", "", "sertraline", lambda e: e["classes"].remove("ssri"), "members"),
        ("medications", "", "sertraline", lambda e: e.update(serotonergic=False), "serotonergic"),
        ("medications", "", "sertraline", lambda e: e.update(sources=[]), "source"),
        ("medications", "", "sertraline", lambda e: e["adult_dose"].update(usual_max=10), "order"),
        ("medications", "", "alprazolam", lambda e: e.update(dea_schedule="CV"), "CIV"),
        ("medications", "", "sertraline", lambda e: e["forms"][0].update(form="pill"), "form"),
        ("interactions", "", "int_maoi_ssri", lambda e: e.update(a="maois"), "no class maois"),
        ("interactions", "", "int_maoi_ssri", lambda e: e.update(management=""), "what to do"),
        ("interactions", "", "int_maoi_ssri", lambda e: e.update(severity="grave"), "grave"),
        ("monitoring", "", "mon_lithium_level", lambda e: e.update(loinc=["3719-3"]), "LOINC"),
        ("monitoring", "", "mon_lithium_level", lambda e: e.update(steps=[]), "never due"),
        ("conditions", "", "bipolar_i_disorder", lambda e: e.update(icd10cm=["F-31"]), "code"),
        ("instruments", "", "phq9", lambda e: e["scoring"].update(range=[0, 30]), "scores"),
        ("instruments", "", "phq9", lambda e: e["licence"].update(status="asked"), "licence"),
        ("side_effects", "", "rash_mild", lambda e: e.update(plain_words="Rash."), "ask"),
    ],
)
def test_that_a_slip_is_noticed(file, key, entry_id, change, words):
    assert any(words in problem for problem in slip(file, key, entry_id, change))


def test_that_no_medication_loses_a_class_that_rules_rely_on():
    pack = safety_pack()
    relied_on = relied_on_classes(pack)
    now = {med: sorted(pack.groups(med) & relied_on) for med in pack.medications}
    kept = json.loads(KEPT.read_text("utf-8"))
    lost = {med: sorted(set(names) - set(now.get(med, ()))) for med, names in kept.items()}
    assert not {med: names for med, names in lost.items() if names}
    assert now == kept, "add what is new to safety_classes.json"
