"""One accessor for ui/, resources/ and migrations/ in every way of running."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

KINDS = ("ui", "resources", "migrations")


@cache
def _root() -> Traversable:
    here = Path(__file__).resolve().parent
    if (here / "_assets").is_dir():  # wheel and frozen bundle
        return here / "_assets"
    checkout = here.parents[1]  # editable install
    if (checkout / "pyproject.toml").is_file() and all(
        (checkout / kind).is_dir() for kind in KINDS
    ):
        return checkout
    from importlib.resources import files  # slow to import, and only needed for a zip

    packed = files(__package__) / "_assets"
    if packed.is_dir():
        return packed
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
    found = asset(kind, *parts)
    if isinstance(found, Path):
        return nullcontext(found)
    from importlib.resources import as_file

    return as_file(found)
