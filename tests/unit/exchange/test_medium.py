"""What is written to a medium and read from it is the same, whatever the file system offers."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from practice_desk.exchange import medium
from practice_desk.exchange.medium import MediumWriter, open_medium

SIZES = (0, 1, 4095, 4096, 4097, (4 << 20) - 1, 4 << 20, (8 << 20) + 4096, (9 << 20) + 7)


def _read(path: Path, size: int) -> bytes:
    with open_medium(path) as source:
        return b"".join(iter(lambda: source.read(size), b""))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("uncached", [True, False])
def test_that_every_byte_is_read_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, uncached: bool
) -> None:
    if not uncached:
        monkeypatch.setattr(medium, "passes_cache", lambda _path: False)
    content = os.urandom(size)
    path = tmp_path / "file"
    path.write_bytes(content)
    assert _read(path, 1 << 20) == content
    assert _read(path, (5 << 20) + 3) == content


def test_that_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_medium(tmp_path / "gone"):
        pass


class _Odd:
    """A file that refuses to pass the cache, or takes a part only."""

    def __init__(self, file: BinaryIO, refuses: int, most: int) -> None:
        self._file, self._refuses, self._most = file, refuses, most

    def write(self, data: memoryview, /) -> int:
        if self._refuses:
            self._refuses -= 1
            raise OSError(errno.EINVAL, "not aligned as I like it")
        return self._file.write(data[: self._most])

    def fileno(self) -> int:
        return self._file.fileno()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("pieces", [1000, (1 << 20) + 16, 20 << 20])
def test_that_every_byte_is_written_in_its_place(tmp_path: Path, size: int, pieces: int) -> None:
    content = os.urandom(size)
    with (tmp_path / "file").open("xb", buffering=0) as file:
        writer = MediumWriter(file)
        for begin in range(0, size, pieces):
            writer.write(content[begin : begin + pieces])
        writer.flush()
    assert (tmp_path / "file").read_bytes() == content


@pytest.mark.parametrize("most", [4096, 5000, 1 << 30])
def test_that_a_file_system_that_wants_it_otherwise_gets_every_byte_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(medium, "_PIECE_BYTES", 64 << 10)
    content = os.urandom((200 << 10) + 7)
    with (tmp_path / "file").open("xb", buffering=0) as file:
        odd = _Odd(file, 1 if MediumWriter(file).is_uncached else 0, most)
        writer = MediumWriter(odd)
        writer.write(content)
        writer.flush()
        assert not writer.is_uncached
    assert (tmp_path / "file").read_bytes() == content


def test_that_a_failing_write_is_an_error(tmp_path: Path) -> None:
    with (tmp_path / "file").open("xb", buffering=0) as file:
        writer = MediumWriter(_Odd(file, 2, 1))
        writer.write(b"content")
        with pytest.raises(OSError, match="as I like it"):
            writer.flush()
