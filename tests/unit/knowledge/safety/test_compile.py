"""The compiled facts are those of the YAML, and a pack with a hole does not compile."""

from __future__ import annotations

import copy

import pytest
import yaml

from practice_desk.assets import asset
from practice_desk.knowledge.compile import compile_safety_facts
from practice_desk.knowledge.safety.compile import FILE_NAME, SOURCES, compile_safety

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@pytest.fixture(scope="module")
def files():
    return {
        name: yaml.load(asset("resources", "knowledge", name).read_text("utf-8"), Loader=LOADER)
        for name in SOURCES
    }


def test_that_the_compiled_facts_are_up_to_date():
    assert asset("resources", "knowledge", FILE_NAME).read_bytes() == compile_safety_facts()


def test_that_a_misspelled_field_stops_the_build(files):
    broken = copy.deepcopy(files)
    broken["interactions.yaml"]["interactions"][0]["severty"] = "minor"
    with pytest.raises(ValueError, match="severty"):
        compile_safety(broken)


def test_that_a_reference_to_nothing_stops_the_build(files):
    broken = copy.deepcopy(files)
    broken["patient_rules.yaml"]["patient_rules"][0]["applies_to"] = ["unobtainium"]
    with pytest.raises(ValueError, match="unobtainium"):
        compile_safety(broken)


def test_that_an_emptied_safety_class_stops_the_build(files):
    broken = copy.deepcopy(files)
    for medication in broken["medications.yaml"]["medications"]:
        medication["classes"] = [name for name in medication["classes"] if name != "ssri"]
    with pytest.raises(ValueError, match="ssri"):
        compile_safety(broken)
