"""The backup container itself, with a cipher that leaves everything plain."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_desk.domain.errors import BackupDamaged, BackupTooNew, ExpectedError, NotABackup
from practice_desk.exchange.backup_archive import (
    ArchiveWriter,
    check_keyless,
    discard,
    read_header,
    unpack,
)
from practice_desk.exchange.backup_contents import (
    FORMAT,
    Contents,
    Header,
    Manifest,
    Wrap,
    is_member_name,
)

HEADER = Header(FORMAT, "1.2.3", "c" * 32, "2026-01-31T12:00:00+00:00", b"{}", (Wrap("k", b"s"),))
CONTENTS = Contents("0001", "000001", {"patient": 3}, 7, b"m" * 32)
EVIL = [
    "../keyslots.json",
    "/etc/passwd",
    "documents/../../x.sealed",
    "documents/ab/" + "AB" * 32 + ".sealed",
    "documents/ab/" + "cd" * 32 + ".sealed",
    "documents/ab/" + "ab" * 32 + ".sealed/x",
    "documents\\ab\\" + "ab" * 32 + ".sealed",
    "clinic.db\n",
    "CURRENT",
    "",
]


class Plain:
    """A cipher that changes nothing: what is tested is the container."""

    def __init__(self, file: BinaryIO, context: bytes) -> None:
        self._file = file

    def write(self, data: bytes | memoryview) -> object:
        """Pass on."""
        return self._file.write(data)

    def read(self, size: int) -> bytes:
        """Pass on."""
        return self._file.read(size)

    def close(self) -> None:
        """Write no end."""


def advance(count: int) -> None:
    """Show no progress."""


def document_name(number: int) -> str:
    """Return a name that documents have."""
    sealed = hashlib.sha256(str(number).encode()).hexdigest()
    return f"documents/{sealed[:2]}/{sealed}.sealed"


def write(path: Path, members: dict[str, bytes], header: Header = HEADER) -> Manifest:
    """Write a container."""
    with path.open("wb") as sink:
        writer = ArchiveWriter(sink, header, Plain)
        for name, content in members.items():
            writer.add(name, io.BytesIO(content), len(content), advance)
        return writer.finish(CONTENTS)


def read(path: Path) -> tuple[Manifest, dict[str, bytes]]:
    """Read a container."""
    found: dict[str, io.BytesIO] = {}

    @contextmanager
    def receive(name: str, size: int) -> Iterator[io.BytesIO]:
        found[name] = io.BytesIO()
        yield found[name]

    manifest = unpack(path, Plain, receive, advance)
    return manifest, {name: sink.getvalue() for name, sink in found.items()}


def raw(path: Path, *lines: bytes) -> None:
    """Write a container whose stream is *lines* as they are, with a right closing hash."""
    encoded = json.dumps({"format": FORMAT, "program_version": "", "clinic_id": "", "made_at": "",
                          "key_slots": "", "wraps": []}).encode()  # fmt: skip
    body = b"PDBKUP\r\n" + len(encoded).to_bytes(4, "big") + encoded + b"".join(lines)
    path.write_bytes(body + hashlib.sha256(body).digest())


def record(value: object) -> bytes:
    """Return a line as the stream holds it."""
    encoded = json.dumps(value, separators=(",", ":")).encode()
    return len(encoded).to_bytes(4, "big") + encoded


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(database=st.binary(max_size=5000), documents=st.lists(st.binary(max_size=2000), max_size=5))
def test_that_members_come_back_as_they_were(
    tmp_path: Path, database: bytes, documents: list[bytes]
) -> None:
    members = {"clinic.db": database}
    members |= {document_name(number): content for number, content in enumerate(documents)}
    written = write(tmp_path / "a.pdbackup", members)
    assert read(tmp_path / "a.pdbackup") == (written, members)
    assert [member.size for member in written.members] == [len(c) for c in members.values()]


def test_that_a_member_larger_than_memory_pieces_comes_back(tmp_path: Path) -> None:
    content = bytes(range(251)) * 40_000
    write(tmp_path / "a.pdbackup", {"clinic.db": content})
    assert read(tmp_path / "a.pdbackup")[1]["clinic.db"] == content


def test_that_the_header_is_readable_without_a_key(tmp_path: Path) -> None:
    write(tmp_path / "a.pdbackup", {"clinic.db": b"x"})
    assert read_header(tmp_path / "a.pdbackup").header == HEADER
    assert check_keyless(tmp_path / "a.pdbackup", advance) == HEADER


def test_that_every_changed_byte_is_noticed_without_a_key(tmp_path: Path) -> None:
    path = tmp_path / "a.pdbackup"
    write(path, {"clinic.db": b"content"})
    original = path.read_bytes()
    for position in range(len(original)):
        changed = bytearray(original)
        changed[position] ^= 0x41
        path.write_bytes(changed)
        with pytest.raises((BackupDamaged, NotABackup)):
            check_keyless(path, advance)


def test_that_every_cut_is_noticed_without_a_key(tmp_path: Path) -> None:
    path = tmp_path / "a.pdbackup"
    write(path, {"clinic.db": b"content"})
    original = path.read_bytes()
    for size in range(len(original)):
        path.write_bytes(original[:size])
        with pytest.raises((BackupDamaged, NotABackup)):
            check_keyless(path, advance)


def test_that_a_newer_format_is_told_apart_from_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.pdbackup"
    header = Header(FORMAT + 1, "9", "c" * 32, "2031-01-01T00:00:00+00:00", b"{}", ())
    write(path, {"clinic.db": b"content"}, header)
    with pytest.raises(BackupTooNew):
        check_keyless(path, advance)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BackupDamaged):
        check_keyless(path, advance)


@pytest.mark.parametrize("name", EVIL)
def test_that_a_name_outside_the_known_patterns_is_refused(tmp_path: Path, name: str) -> None:
    assert not is_member_name(name)
    with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
        write(tmp_path / "a.pdbackup", {name: b"x"})
    raw(tmp_path / "b.pdbackup", record({"name": name, "size": 1}), b"x")
    with pytest.raises(BackupDamaged):
        read(tmp_path / "b.pdbackup")


def _manifest(*members: tuple[str, bytes]) -> bytes:
    contents = {"schema_revision": "0001", "generation": "000001", "counts": {}, "chain_count": 0,
                "chain_mac": ""}  # fmt: skip
    listed = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members
    ]
    return record({"manifest": {"format": FORMAT, "contents": contents, "members": listed}})


DATABASE = record({"name": "clinic.db", "size": 1}) + b"x"
CONTRADICTIONS = {
    "nothing at all": [],
    "no database": [_manifest()],
    "no manifest": [DATABASE],
    "a member that is not listed": [DATABASE, _manifest()],
    "a listed member that is not there": [
        DATABASE,
        _manifest(("clinic.db", b"x"), (document_name(1), b"y")),
    ],
    "another content than listed": [DATABASE, _manifest(("clinic.db", b"y"))],
    "the database twice": [
        DATABASE,
        DATABASE,
        _manifest(("clinic.db", b"x"), ("clinic.db", b"x")),
    ],
    "more behind the end": [DATABASE, _manifest(("clinic.db", b"x")), b"more"],
    "a member without its end": [record({"name": "clinic.db", "size": 1000}), b"x"],
    "a negative size": [record({"name": "clinic.db", "size": -1})],
    "an endless line": [b"\xff\xff\xff\xff"],
    "a line that is no JSON": [(4).to_bytes(4, "big") + b"{{{{"],
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_that_a_container_that_contradicts_itself_is_refused(tmp_path: Path, case: str) -> None:
    path = tmp_path / "a.pdbackup"
    raw(path, *CONTRADICTIONS[case])
    with pytest.raises(BackupDamaged):
        read(path)


def test_that_a_whole_container_made_by_hand_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "a.pdbackup"
    raw(path, DATABASE, _manifest(("clinic.db", b"x")))
    assert read(path)[1] == {"clinic.db": b"x"}


def test_that_verifying_keeps_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.pdbackup"
    written = write(path, {"clinic.db": b"content"})
    assert unpack(path, Plain, discard, advance) == written
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.pdbackup"]


@pytest.mark.parametrize("content", [b"", b"PDBKUP", b"%PDF-1.7" * 100, b"PDBKUP\r\n", b"\0" * 99])
def test_that_another_file_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.pdbackup"
    path.write_bytes(content)
    for look in (lambda: check_keyless(path, advance), lambda: read(path)):
        with pytest.raises(ExpectedError) as refused:
            look()
        assert refused.value.sentence.endswith(".")
