"""Modules that libraries import and this program never uses, put off until somebody does.

SQLAlchemy imports asyncio for its asynchronous engines, and with it ssl and the network; and
importlib.metadata, with the parser of e-mail, for plug-ins. None of that is used here, and it took
4 MB of an open clinic. A stand-in takes the module's place until something of it is asked for, and
then the module is imported as usual.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Coroutine
from types import ModuleType


class _StandIn(ModuleType):
    """Stands in for the module of its name."""

    def __getattr__(self, name: str) -> object:
        """Import the module and return what it has under *name*."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


class _Asyncio(_StandIn):
    @staticmethod
    def iscoroutine(value: object) -> bool:
        """Tell it as asyncio does: SQLAlchemy binds this when it is imported."""
        return isinstance(value, Coroutine)


def put_off() -> None:
    """Put off what is not imported yet. Call it on the GUI thread, before the other imports."""
    for stand_in in (_Asyncio("asyncio"), _StandIn("importlib.metadata")):
        sys.modules.setdefault(stand_in.__name__, stand_in)
