"""What a file is by its content, whatever it is called."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.document_file import MAX_BYTES, FileType, decode_text, recognise
from practice_desk.domain.document_topic import DEFAULT_TOPICS, Topic, renamed, shown_topics
from practice_desk.domain.errors import Problem, UnreadableInput
from practice_desk.domain.filed_document import LENGTHS, plain_file_name, title_from


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7 rest", FileType.PDF),
        (b"\r\njunk %PDF-1.4", FileType.PDF),
        (b"\xff\xd8\xff\xe0rest", FileType.JPEG),
        (b"\x89PNG\r\n\x1a\nrest", FileType.PNG),
        (b"II*\0rest", FileType.TIFF),
        (b"MM\0*rest", FileType.TIFF),
        (b"\0\0\0\x18ftypheicrest", FileType.HEIC),
        ("Schlaf für Łukasz".encode(), FileType.TEXT),
        ("café".encode("cp1252"), FileType.TEXT),
        ("café".encode("utf-16"), FileType.TEXT),
    ],
)
def test_that_a_file_is_known_by_its_content(content: bytes, found: FileType) -> None:
    assert recognise(content) is found


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"x" * (MAX_BYTES + 1), "larger than 20 MB"),
        (b"PK\x03\x04 %PDF-1.4 inside", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"\x1f\x8b\x08", "archive"),
        (b"MZ\x90\0", "program"),
        (b"\x7fELF\x02", "program"),
        (b"#!/bin/sh\nrm", "program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
        (b"{\\rtf1 text}", "office"),
        (b"<svg onload='x'/>", "drawing"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "drawing"),
        (b"<!DOCTYPE html><script>", "web page"),
        (b"GIF89a\x01\0", "none of the formats"),
        (b"BM\0\x01binary", "none of the formats"),
        (b"words\0and more", "none of the formats"),
    ],
)
def test_that_what_is_never_filed_is_refused_with_a_reason(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said) as refused:
        recognise(content)
    assert refused.value.next_step


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_that_any_bytes_are_either_known_or_refused(content: bytes) -> None:
    try:
        found = recognise(content)
    except UnreadableInput:
        return
    assert found is not FileType.TEXT or decode_text(content) is not None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("../../etc/passwd", "passwd"),
        ("C:\\scans\\sleep.pdf", "sleep.pdf"),
        ("  odd\tname\n.pdf ", "odd name.pdf"),
        ("zero\u200bwidth\u2066.pdf", "zerowidth.pdf"),
        ("🧠 brain.jpg", "🧠 brain.jpg"),
    ],
)
def test_that_a_name_shows_what_it_is(name: str, shown: str) -> None:
    assert plain_file_name(name) == shown


@given(st.text(max_size=320))
@settings(max_examples=80)
def test_that_every_name_becomes_a_title_that_fits(name: str) -> None:
    assert 0 < len(title_from(name)) <= LENGTHS["title"]
    assert len(plain_file_name(name)) <= LENGTHS["file_name"]
    assert not set(plain_file_name(name)) & set("/\\\n\t\0\u202e")


def test_that_a_long_name_keeps_its_ending() -> None:
    assert plain_file_name("x" * 300 + ".pdf").endswith("x.pdf")
    assert title_from("sleep_study__2026.pdf") == "sleep study 2026"
    assert title_from("\u200b.pdf") == "Document"


def test_that_folders_keep_their_keys_and_none_is_lost() -> None:
    found = renamed(DEFAULT_TOPICS, [("sleep", "Nights"), ("", "Court papers"), ("", "Sleep")])
    assert not isinstance(found, Problem)
    shown = [(topic.key, topic.label) for topic in found if not topic.hidden]
    assert shown == [
        ("sleep", "Nights"), ("court-papers", "Court papers"), ("sleep-2", "Sleep"),
        ("general", "General"),
    ]  # fmt: skip
    assert {topic.key for topic in DEFAULT_TOPICS} <= {topic.key for topic in found}
    again = renamed(found, [("", "grief"), ("", "Grief 2")])
    assert not isinstance(again, Problem)
    assert [topic.key for topic in again][:2] == ["grief", "grief-2"]  # its documents come back


@pytest.mark.parametrize("labels", [["A", "a"], [" "], ["…"], ["x" * 41], ["a\u202eb"]])
def test_that_a_label_that_can_not_be_told_apart_is_refused(labels: list[str]) -> None:
    assert isinstance(renamed(DEFAULT_TOPICS, [("", label) for label in labels]), Problem)


def test_that_a_hidden_folder_is_shown_where_something_lies_in_it() -> None:
    topics = (Topic("a", "A"), Topic("b", "B", hidden=True), Topic("c", "C", hidden=True))
    assert [t.label for t in shown_topics(topics, ["b", "gone"])] == ["A", "B", "gone"]
