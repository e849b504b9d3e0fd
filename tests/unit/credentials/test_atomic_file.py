"""Small files are replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys

import pytest

from practice_desk.credentials.atomic_file import write_atomically
from practice_desk.domain.errors import DiskFull, FolderReadOnly, StorageFailed


def names_in(folder):
    return sorted(entry.name for entry in folder.iterdir())


def failing(number):
    def fail(*_args, **_kwargs):
        raise OSError(number, os.strerror(number))

    return fail


def test_that_the_new_content_takes_the_place_of_the_old(tmp_path):
    path = tmp_path / "small.json"
    for content in (b"old", b"new and longer"):
        write_atomically(path, content)
        assert path.read_bytes() == content
    assert names_in(tmp_path) == ["small.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_that_the_file_is_private_to_its_user(tmp_path):
    path = tmp_path / "small.json"
    write_atomically(path, b"x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_that_a_disk_writing_little_at_a_time_still_gets_everything(tmp_path, monkeypatch):
    whole_write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: whole_write(fd, bytes(data[:3])))
    write_atomically(tmp_path / "small.json", b"0123456789")
    assert (tmp_path / "small.json").read_bytes() == b"0123456789"


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EROFS, FolderReadOnly),
        (errno.EACCES, FolderReadOnly),
        (errno.EIO, StorageFailed),
    ],
)
def test_that_a_failing_call_keeps_the_old_content_and_leaves_nothing_behind(
    tmp_path, monkeypatch, call, number, expected
):
    path = tmp_path / "small.json"
    write_atomically(path, b"old")
    with monkeypatch.context() as patch:
        if call == "replace":
            patch.setattr(type(path), "replace", failing(number))
        else:
            patch.setattr(os, call, failing(number))
        with pytest.raises(expected) as caught:
            write_atomically(path, b"new")
    assert str(tmp_path) not in str(caught.value)
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["small.json"]


def test_that_an_interrupt_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupt(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_atomically(tmp_path / "small.json", b"new")
    assert names_in(tmp_path) == []
