"""Archives forged by somebody who even holds the backup's key touch nothing that is live."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from practice_desk.credentials import key_slots
from practice_desk.domain.errors import ExpectedError
from practice_desk.exchange import backup_archive
from practice_desk.exchange.backup_contents import Header, Manifest, Member
from practice_desk.services import backups, restores
from practice_desk.services.backup_keys import ContainerCipher, container_cipher, unlock
from practice_desk.services.backups import ByPassphrase
from practice_desk.services.restore_drills import hold_drill
from tests.factories import PASSPHRASE, USER, MadeClinic, a_medication, a_patient, make_clinic

no_links = pytest.mark.skipif(os.name == "nt", reason="only administrators may make links there")
SECRET = ByPassphrase(USER, PASSPHRASE)
DOCUMENT = "documents/ab/" + "ab" * 32 + ".sealed"
PATHS = [
    "../../../keyslots.json",
    "../CURRENT",
    "/etc/passwd",
    "C:\\Windows\\system.ini",
    "documents/../../clinic.db",
    "documents/ab/../" + "ab" * 32 + ".sealed",
    "documents/ab/" + "ab" * 32 + ".sealed/../../../CURRENT",
    "documents\\ab\\" + "ab" * 32 + ".sealed",
    "generations/000001/clinic.db",
    "clinic.db\0.sealed",
    "CURRENT",
    "CON",
    "",
]


@dataclass(frozen=True)
class Genuine:
    """A real backup taken apart, and what is needed to put another one together."""

    header: Header
    cipher: ContainerCipher
    manifest: Manifest
    members: dict[str, bytes]

    def forged(self, members: dict[str, bytes], **changes: object) -> bytes:
        """Return a container of *members*, sealed properly, whose manifest lists just them."""
        listed = tuple(
            Member(name, len(content), hashlib.sha256(content).hexdigest())
            for name, content in members.items()
        )
        contents = msgspec.structs.replace(self.manifest.contents, **changes)
        manifest = msgspec.structs.replace(self.manifest, contents=contents, members=listed)
        lines = [(name, len(content), content) for name, content in members.items()]
        return self.sealed(lines, manifest)

    def sealed(self, lines: list[tuple[str, int, bytes]], manifest: object) -> bytes:
        """Return a container whose stream holds just these lines."""
        encoded = msgspec.json.encode(self.header)
        opening = b"PDBKUP\r\n" + len(encoded).to_bytes(4, "big") + encoded
        body = io.BytesIO()
        context = b"practice-desk backup " + hashlib.sha256(opening).digest()
        stream = self.cipher.seal(body, context)
        for name, size, content in lines:
            stream.write(_line({"name": name, "size": size}) + content)
        stream.write(_line({"manifest": manifest}))
        stream.close()
        whole = opening + body.getvalue()
        return whole + hashlib.sha256(whole).digest()


def _line(value: object) -> bytes:
    encoded = msgspec.json.encode(value)
    return len(encoded).to_bytes(4, "big") + encoded


def _taken_apart(path: Path) -> Genuine:
    header = backup_archive.read_header(path).header
    cipher = container_cipher(header, unlock(header, SECRET).data_key)
    members: dict[str, io.BytesIO] = {}

    @contextmanager
    def receive(name: str, size: int) -> Iterator[io.BytesIO]:
        members[name] = io.BytesIO()
        yield members[name]

    manifest = backup_archive.unpack(path, cipher.unseal, receive, lambda _count: None)
    plain = {name: content.getvalue() for name, content in members.items()}
    return Genuine(header, cipher, manifest, plain)


Forge = Callable[[Genuine], bytes]
FORGERIES: dict[str, Forge] = {
    f"a member called {name!r}": lambda real, name=name: real.forged(real.members | {name: b"x"})
    for name in PATHS
} | {
    "a document that no record names": lambda real: real.forged(real.members | {DOCUMENT: b"x"}),
    "a member of a petabyte": lambda real: real.sealed(
        [(DOCUMENT, 1 << 50, b"bomb")], real.manifest
    ),
    "a member of negative size": lambda real: real.sealed([(DOCUMENT, -1, b"")], real.manifest),
    "key slots of a gigabyte": lambda real: real.sealed(
        [("keyslots.json", 1 << 30, b"bomb")], real.manifest
    ),
    "a hundred thousand members": lambda real: real.sealed(
        [(DOCUMENT, 0, b"")] * 100_000, real.manifest
    ),
    "the database twice": lambda real: real.sealed(
        [("clinic.db", 1, b"x"), ("clinic.db", 1, b"y")], real.manifest
    ),
    "no database": lambda real: real.forged({"keyslots.json": real.members["keyslots.json"]}),
    "a database that is none": lambda real: real.forged(real.members | {"clinic.db": b"SQLite"}),
    "a plaintext database": lambda real: real.forged(
        real.members | {"clinic.db": b"SQLite format 3\0" + bytes(8176)}
    ),
    "key slots that are none": lambda real: real.forged(real.members | {"keyslots.json": b"{}"}),
    "another number of rows": lambda real: real.forged(
        real.members, counts=real.manifest.contents.counts | {"patient": 7}
    ),
    "another hash of a table": lambda real: real.forged(
        real.members, table_hashes=real.manifest.contents.table_hashes | {"patient": "0" * 64}
    ),
    "a table more": lambda real: real.forged(
        real.members, counts=real.manifest.contents.counts | {"invented": 0}
    ),
    "another end of the audit trail": lambda real: real.forged(real.members, chain_mac=b"x" * 32),
    "another schema": lambda real: real.forged(real.members, schema_revision="9999"),
    "a manifest that is a list": lambda real: real.sealed([("clinic.db", 1, b"x")], []),
}


def _state(folder: Path) -> dict[str, bytes]:
    """Return every file and link below *folder* but what the clinic writes about itself."""
    changing = ("-wal", "-shm", ".lock")
    files = [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]
    kept = [path for path in files if not path.name.endswith(changing)]
    return {str(path): b"link" if path.is_symlink() else path.read_bytes() for path in kept}


@pytest.fixture
def genuine(made: MadeClinic, tmp_path: Path) -> Genuine:
    a_medication(made.clinic, a_patient(made.clinic))
    return _taken_apart(backups.create_backup(made.clinic, tmp_path / "a.pdbackup").path)


def test_that_putting_a_genuine_backup_together_again_gives_a_good_one(
    made: MadeClinic, genuine: Genuine, tmp_path: Path
) -> None:
    """Else every forgery below would be refused for a mistake of this test."""
    again = tmp_path / "again.pdbackup"
    again.write_bytes(genuine.forged(genuine.members))
    assert hold_drill(made.clinic, again).compared
    restores.restore_backup(again, SECRET, tmp_path / "restored")


def test_that_no_forged_archive_touches_live_data(
    made: MadeClinic,
    genuine: Genuine,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    other = make_clinic(tmp_path, name="other")
    foreign = backups.create_backup(other.clinic, tmp_path / "foreign.pdbackup").path.read_bytes()
    other.clinic.close()
    made.clinic.close()
    forgeries = {name: forge(genuine) for name, forge in FORGERIES.items()}
    forgeries["another clinic's"] = foreign
    forged, target = tmp_path / "forged.pdbackup", tmp_path / "restored"
    forged.touch()
    before, touched = _state(tmp_path), 0
    for name, content in forgeries.items():
        forged.write_bytes(content)
        before[str(forged)] = content
        attempts: list[Callable[[], object]] = [
            lambda: restores.restore_over(forged, SECRET, made.root)
        ]
        if name != "another clinic's":  # which is a clinic of its own in a new folder
            attempts.append(lambda: restores.restore_backup(forged, SECRET, target))
        for attempt in attempts:
            with pytest.raises(ExpectedError) as refused:
                attempt()
            assert refused.value.sentence.endswith("."), name
            assert refused.value.next_step, name
        touched += _state(tmp_path) != before
        assert not target.exists(), name
        assert sorted(path.name for path in (made.root / "generations").iterdir()) == ["000001"]
    assert touched == 0
    figures = f"forged backups: {len(forgeries)}, accepted 0, live data touched {touched}"
    record_property("figures", figures)


@pytest.mark.parametrize("name", FORGERIES)
def test_that_a_drill_refuses_every_forgery_and_leaves_nothing(
    made: MadeClinic, genuine: Genuine, tmp_path: Path, name: str
) -> None:
    forged = tmp_path / "forged.pdbackup"
    forged.write_bytes(FORGERIES[name](genuine))
    slots = made.clinic.folder.key_slots.read_bytes()
    with pytest.raises(ExpectedError):
        hold_drill(made.clinic, forged)
    assert list(made.clinic.folder.scratch.iterdir()) == []
    assert made.clinic.folder.key_slots.read_bytes() == slots
    assert key_slots.users(made.clinic.folder.key_slots) == (USER,)


@no_links
def test_that_a_backup_is_never_written_through_a_link_planted_on_the_stick(
    made: MadeClinic, tmp_path: Path
) -> None:
    stick, precious = tmp_path / "stick", tmp_path / "precious"
    stick.mkdir()
    precious.write_bytes(b"untouched")
    for name in ("a.pdbackup", "a.pdbackup.partial"):
        (stick / name).symlink_to(precious)
    backups.create_backup(made.clinic, stick / "a.pdbackup")
    assert precious.read_bytes() == b"untouched"
    assert not (stick / "a.pdbackup").is_symlink()


@no_links
def test_that_a_restore_does_not_follow_a_link_in_the_place_of_the_new_folder(
    made: MadeClinic, tmp_path: Path
) -> None:
    backup = backups.create_backup(made.clinic, tmp_path / "a.pdbackup").path
    (tmp_path / "link").symlink_to(made.root)
    before = made.clinic.folder.key_slots.read_bytes()
    with pytest.raises(ExpectedError):
        restores.restore_backup(backup, SECRET, tmp_path / "link")
    assert made.clinic.folder.key_slots.read_bytes() == before
