"""Document files, the pointer to the live generation, and the writer lock."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_desk.credentials.data_key import DataKey
from practice_desk.domain.errors import ClinicBusy, ClinicDamaged, ClinicMissing
from practice_desk.services.document_cipher import SealedDocuments
from practice_desk.storage.document_files import DocumentFiles
from practice_desk.storage.layout import ClinicFolder
from practice_desk.storage.writer_lock import WriterLock

KEY = DataKey(bytes(range(32)))


@pytest.fixture
def files(tmp_path: Path) -> DocumentFiles:
    """An empty document store."""
    return DocumentFiles(tmp_path / "documents", SealedDocuments(KEY))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=300) | st.integers(0, 3 << 20).map(lambda size: b"x" * size))
def test_that_a_document_comes_back_as_it_was(files: DocumentFiles, content: bytes) -> None:
    stored = files.add(io.BytesIO(content))
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.size == len(content)
    assert files.read(stored.sealed_name) == content
    assert files.digest(stored.sealed_name) == stored.sha256


def test_that_the_same_content_is_kept_once(files: DocumentFiles) -> None:
    names = {files.add(io.BytesIO(b"the same")).sealed_name for _ in range(3)}
    assert files.names() == names
    assert len(names) == 1


def test_that_neither_name_nor_file_tells_the_content(files: DocumentFiles) -> None:
    stored = files.add(io.BytesIO(b"Canary-Quetzalcoatl"))
    assert stored.sealed_name != stored.sha256
    assert b"Canary" not in files.path(stored.sealed_name).read_bytes()
    other = SealedDocuments(DataKey(bytes(32)))
    assert other.name(bytes.fromhex(stored.sha256)) != stored.sealed_name


@pytest.mark.parametrize("at", [0, 10, 60, -1])
def test_that_a_changed_document_is_never_returned(files: DocumentFiles, at: int) -> None:
    stored = files.add(io.BytesIO(b"content" * 100))
    path = files.path(stored.sealed_name)
    changed = bytearray(path.read_bytes())
    changed[at] ^= 1
    path.write_bytes(changed)
    with pytest.raises(ClinicDamaged):
        files.read(stored.sealed_name)


def test_that_a_cut_document_is_never_returned(files: DocumentFiles) -> None:
    stored = files.add(io.BytesIO(b"c" * (2 << 20)))
    path = files.path(stored.sealed_name)
    content = path.read_bytes()
    for size in (0, 8, 40, 1 << 20, len(content) - 1):
        path.write_bytes(content[:size])
        with pytest.raises(ClinicDamaged):
            files.read(stored.sealed_name)


def test_that_a_missing_document_is_a_clear_sentence(files: DocumentFiles) -> None:
    with pytest.raises(ClinicDamaged, match="missing"):
        files.read("ab" * 32)


def test_that_a_source_that_fails_leaves_no_partial_file(
    files: DocumentFiles, tmp_path: Path
) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 0:
                raise ValueError("the source broke")
            return super().read(10)

    with pytest.raises(ValueError, match="broke"):
        files.add(Failing(b"x" * 100))
    assert list((tmp_path / "documents").rglob("*.partial")) == []
    assert files.names() == set()


def test_that_a_generation_is_live_only_once_pointed_at(tmp_path: Path) -> None:
    folder = ClinicFolder(tmp_path)
    first = folder.new_generation()
    with pytest.raises(ClinicMissing):
        folder.live()
    folder.make_live(first)
    second = folder.new_generation()
    assert folder.live() == first
    folder.make_live(second)
    assert folder.live() == second
    assert (first.root.name, second.root.name) == ("000001", "000002")
    assert not list(tmp_path.glob(".CURRENT*"))


@pytest.mark.parametrize("text", ["", "000009", "..", "/etc", "000001/..", "abc", "٠٠٠٠٠١"])
def test_that_a_broken_pointer_is_damage(tmp_path: Path, text: str) -> None:
    folder = ClinicFolder(tmp_path)
    folder.new_generation()
    folder.current.write_text(text, encoding="utf-8")
    with pytest.raises(ClinicDamaged):
        folder.live()


def test_that_emptying_the_scratch_folder_touches_nothing_else(tmp_path: Path) -> None:
    folder = ClinicFolder(tmp_path)
    folder.empty_scratch()
    (folder.scratch / "left.tmp").write_text("left")
    (tmp_path / "keyslots.json").write_text("{}")
    folder.empty_scratch()
    assert list(folder.scratch.iterdir()) == []
    assert (tmp_path / "keyslots.json").exists()


def test_that_the_lock_is_held_once_and_can_be_taken_again(tmp_path: Path) -> None:
    first, second = WriterLock(tmp_path / "clinic.lock"), WriterLock(tmp_path / "clinic.lock")
    first.acquire()
    with pytest.raises(ClinicBusy, match=str(os.getpid())):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_that_a_killed_program_frees_the_lock(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from practice_desk.storage.writer_lock import WriterLock\n"
        "lock = WriterLock(Path(sys.argv[1]))\n"
        "lock.acquire()\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    path = tmp_path / "clinic.lock"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ClinicBusy, match=str(holder.pid)):
            WriterLock(path).acquire()
        holder.kill()
        holder.wait()
    lock = WriterLock(path)
    lock.acquire()
    lock.release()


_HOLDER = """
import sys
from pathlib import Path
from practice_desk.storage.scratch import temporary_folder
with temporary_folder(Path(sys.argv[1]), "backup") as folder:
    (folder / "clinic.db").write_bytes(b"copy")
    print("held", flush=True)
    sys.stdin.read()
"""


def test_that_scratch_in_use_stays_and_what_a_kill_leaves_goes(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLDER, str(tmp_path / "tmp")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        ClinicFolder(tmp_path).empty_scratch()
        (copy,) = (tmp_path / "tmp").glob("*/clinic.db")
        assert copy.read_bytes() == b"copy"
        other.kill()
        other.wait()
        assert copy.exists()
    ClinicFolder(tmp_path).empty_scratch()
    assert list((tmp_path / "tmp").iterdir()) == []
