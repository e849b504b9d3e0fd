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


def test_that_no_label_reads_what_it_is_given_as_markup():
    guessing = [
        f"{form.name}: {label.get('name')}"
        for form in sorted(FORMS.rglob("*.ui"))
        for label in ElementTree.parse(form).getroot().iter("widget")
        if label.get("class") == "QLabel" and not _is_fixed(label)
    ]
    assert not guessing


def _is_fixed(label: ElementTree.Element) -> bool:
    """Whether a label shows plain text or a picture, or names the field that is its buddy."""
    said = {each.get("name"): "".join(each.itertext()).strip() for each in label.iter("property")}
    plain = "PlainText" in said.get("textFormat", "")
    return plain or "buddy" in said or "pixmap" in said
