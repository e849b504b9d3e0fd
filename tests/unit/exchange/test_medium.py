"""Reading a file from its medium gives the file's bytes, whatever the file system offers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from practice_desk.exchange import medium
from practice_desk.exchange.medium import open_medium

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
