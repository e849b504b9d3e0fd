"""One accessor for ui/, resources/ and migrations/ in every way of running."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

KINDS = ("ui", "resources", "migrations")


@cache
def _root() -> Traversable:
    packed = files(__package__) / "_assets"  # wheel and frozen bundle
    if packed.is_dir():
        return packed
    checkout = Path(__file__).resolve().parents[2]  # editable install
    if (checkout / "pyproject.toml").is_file() and all(
        (checkout / kind).is_dir() for kind in KINDS
    ):
        return checkout
    raise RuntimeError("Practice Desk's files are missing: reinstall the program")


def asset(kind: str, *parts: str) -> Traversable:
    """Return the file or folder *parts* below *kind*, one of `KINDS`.

    Raises ValueError for an unknown kind and RuntimeError for a broken installation.
    """
    if kind not in KINDS:
        raise ValueError(kind)
    return _root().joinpath(kind, *parts)


def asset_path(kind: str, *parts: str) -> AbstractContextManager[Path]:
    """Return a context manager for a real file path, which Qt and Alembic want, also from a zip.

    Raises as `asset` does.
    """
    return as_file(asset(kind, *parts))
