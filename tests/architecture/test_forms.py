"""Designer forms as files: no window opens here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

FORMS = Path(__file__).resolve().parents[2] / "ui"
NAMED = ("widget", "layout", "action", "actiongroup", "buttongroup", "spacer")


def test_that_every_form_is_xml_and_names_nothing_twice():
    repeated = {}
    for form in sorted(FORMS.rglob("*.ui")):
        root = ElementTree.parse(form).getroot()
        assert root.tag == "ui", form.name
        names = Counter(
            element.get("name")
            for kind in NAMED
            for element in root.iter(kind)
            if element.get("name")
        )
        if twice := [name for name, count in names.items() if count > 1]:
            repeated[form.name] = twice
    assert not repeated
