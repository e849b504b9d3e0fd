"""Importing modules without PySide reading the source of each.

PySide puts a function of its own in the place of `__import__`. It looks for the word PySide6 in the
source of every module imported from then on, because its `snake_case` and `true_property` switches
work module by module. Nothing here uses them, and the looking costs 5 ms before the first paint and
24 MB: `linecache` keeps every line that was read.
"""

from __future__ import annotations

import builtins
import linecache

import PySide6.QtCore  # noqa: F401 - it is what replaces `__import__`


def restore() -> None:
    """Make `import` Python's own again, and let go of the source that was read until now.

    Call it on the GUI thread, before the other imports.
    """
    linecache.clearcache()
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
