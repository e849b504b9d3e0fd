"""Reading resources from files: every shape of file, damaged and hostile ones."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest

from practice_desk.domain.errors import UnreadableInput
from practice_desk.exchange.fhir import bundle as reading
from practice_desk.exchange.fhir import json_stream
from practice_desk.exchange.fhir.bundle import Entry, read_entries
from tests import fhir_samples as sample

_TOO_LARGE_NUMBER = "The file holds a number that is too large to be one."


def entries(content: bytes, *, by_lines: bool = False) -> list[Entry]:
    return list(read_entries(io.BytesIO(content), by_lines=by_lines))


def readable(content: bytes) -> tuple[list[Entry], str]:
    """Return the entries before the file breaks off, and why it does."""
    found = []
    try:
        for entry in read_entries(io.BytesIO(content)):
            found.append(entry)  # noqa: PERF402 - the list must survive the failure
    except UnreadableInput as error:
        return found, error.sentence
    return found, ""


def as_bytes(content: object) -> bytes:
    return json.dumps(content).encode()


@pytest.mark.parametrize("kind", ["transaction", "collection", "searchset", "batch"])
def test_that_every_kind_of_bundle_gives_its_resources(kind):
    content = {**sample.everything(), "type": kind}
    assert [entry.resource_type for entry in entries(as_bytes(content))] == [
        "Patient", "Condition", "AllergyIntolerance", "MedicationRequest", "Observation",
        "Encounter",
    ]  # fmt: skip


def test_that_a_bundle_is_read_whatever_the_order_of_its_fields():
    content = {"type": "batch", "entry": [{"resource": sample.patient()}], "resourceType": "Bundle"}
    assert [entry.resource_id for entry in entries(as_bytes(content))] == ["p1"]


@pytest.mark.parametrize(
    "content",
    [
        as_bytes(sample.patient()),
        b"\xef\xbb\xbf" + as_bytes(sample.patient()),
        as_bytes([sample.patient()]),
    ],
    ids=["single", "byte order mark", "array"],
)
def test_that_a_resource_outside_a_bundle_is_read(content):
    assert [entry.resource_type for entry in entries(content)] == ["Patient"]


def test_that_a_broken_line_of_ndjson_does_not_stop_the_next():
    lines = as_bytes(sample.patient()) + b"\r\n{oops\n\n" + as_bytes(sample.condition())
    found = entries(lines, by_lines=True)
    assert [entry.resource_type for entry in found] == ["Patient", "", "Condition"]
    assert found[1].problem


def test_that_numbers_keep_their_digits():
    content = b'{"resourceType":"Observation","valueQuantity":{"value":92.00}}'
    (entry,) = entries(content)
    assert entry.resource is not None
    assert str(entry.resource["valueQuantity"]["value"]) == "92.00"
    assert isinstance(entry.resource["valueQuantity"]["value"], Decimal)


def test_that_long_digits_and_exponents_in_texts_are_no_numbers():
    content = {"resourceType": "Patient", "id": "1e1234567890123456", "x": "9" * 900}
    (entry,) = entries(as_bytes(content))
    assert entry.resource == content


def test_that_a_cut_file_gives_what_was_readable():
    whole = as_bytes(sample.everything())
    found, why = readable(whole[: whole.index(b'"AllergyIntolerance"') + 5])
    assert [entry.resource_type for entry in found] == ["Patient", "Condition"]
    assert why == "The file ends in the middle."


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (b"hello", "From here on the file is not JSON."),
        ('{"a": 1}'.encode("utf-16"), "The file is not in UTF-8."),
        (b'{"a": "\xff"}', "From here on the file is not JSON."),
        (b'{"a": ' + b"9" * 6000 + b"}", _TOO_LARGE_NUMBER),
        (b'{"a": 1e99999999999999999999}', _TOO_LARGE_NUMBER),
        (b'{"a": ' + b" " * 65_000 + b"-" + b"9" * 900_000, _TOO_LARGE_NUMBER),
        (b"[" * 100_000, "The file ends in the middle."),
    ],
)
def test_that_what_is_no_json_is_refused_with_a_sentence(content, why):
    assert readable(content)[1] == why


def test_that_nesting_without_end_costs_one_entry_only():
    deep = b"[" * 50_000 + b"]" * 50_000
    content = b'{"resourceType":"Bundle","entry":[{"resource":%s},{"resource":%s}]}' % (
        deep,
        as_bytes(sample.patient()),
    )
    first, second = entries(content)
    assert first.problem == "It is nested deeper than a record can be."
    assert second.resource_type == "Patient"


@pytest.mark.parametrize(
    ("unit", "why"), [(b"1", "number that is too large"), (b" ", "never ends"), (b'"', "no FHIR")]
)
def test_that_a_value_without_end_is_given_up(monkeypatch, unit, why):
    monkeypatch.setattr(json_stream, "MAX_TOKEN", 1 << 20)

    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            self.given += size
            return unit * size

    endless = Endless()
    with pytest.raises(UnreadableInput, match=why):
        list(read_entries(endless))
    assert endless.given < 4 << 20


def test_that_a_resource_that_is_too_large_is_kept_aside(monkeypatch):
    monkeypatch.setattr(json_stream, "MAX_TEXT", 1000)
    monkeypatch.setattr(reading, "MAX_TEXT", 1000)
    large = sample.patient(text={"status": "generated", "div": "x" * 2000})
    first, second = entries(as_bytes(sample.bundle(large, sample.condition())))
    assert first.problem == json_stream.TOO_LARGE
    assert second.resource_type == "Condition"
    assert entries(as_bytes(large))[0].problem == json_stream.TOO_LARGE


def test_that_an_entry_without_a_resource_is_still_an_entry():
    content = {"resourceType": "Bundle", "entry": [{"request": {"method": "DELETE"}}, 5, None]}
    assert [bool(entry.problem) for entry in entries(as_bytes(content))] == [True, True, True]
