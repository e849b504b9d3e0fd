"""Compile a package without its documentation: `python undocumented.py FOLDER`.

An open clinic holds all of SQLAlchemy's documentation in memory otherwise, 1.6 MB that nobody reads
there. Its assertions go too, as with `python -OO`; those of this program stay. Python takes the
result for its ordinary bytecode, until a source changes.
"""

from __future__ import annotations

import importlib.util
import py_compile
import sys
from pathlib import Path


def compile_without_documentation(folder: Path) -> None:
    """Compile every module below *folder*. Raises PyCompileError for what is no Python."""
    for source in folder.rglob("*.py"):
        target = importlib.util.cache_from_source(str(source), optimization="")
        py_compile.compile(str(source), cfile=target, doraise=True, optimize=2)


if __name__ == "__main__":
    compile_without_documentation(Path(sys.argv[1]))
