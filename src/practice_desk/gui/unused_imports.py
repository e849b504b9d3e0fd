"""Modules that libraries import and this program never uses, put off until somebody does.

SQLAlchemy imports asyncio for its asynchronous engines, and with it ssl and the network; pickle for
a type of column; and importlib.metadata, with the parser of e-mail, for plug-ins. logging.handlers
imports socket and queue for log servers, subprocess locale for text, and msgspec what describes
schemas. None of that is used here, and it took 5 MB of an open clinic. A stand-in takes the
module's place until something of it is asked for, and then the module is imported as usual.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Coroutine
from types import ModuleType

_OWN_SHA256 = "_sha2" if sys.version_info >= (3, 12) else "_sha256"
_NEVER_ASKED = (
    "importlib.metadata",
    "locale",
    "msgspec._json_schema",
    "msgspec.inspect",
    "msgspec.toml",
    "msgspec.yaml",
    "queue",
    "socket",
    "sqlalchemy.dialects.sqlite.aiosqlite",
)


class StandIn(ModuleType):
    """Stands in for the module of its name, which is then not imported yet."""

    def __getattr__(self, name: str) -> object:
        """Import the module and return what it has under *name*."""
        return getattr(self.itself(), name)

    def itself(self) -> ModuleType:
        """Return the module, imported now."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return importlib.import_module(self.__name__)


class _Asyncio(StandIn):
    @staticmethod
    def iscoroutine(value: object) -> bool:
        """Tell it as asyncio does: SQLAlchemy binds this when it is imported."""
        return isinstance(value, Coroutine)


class _Pickle(StandIn):
    HIGHEST_PROTOCOL = 5
    """SQLAlchemy has it as the default of a type of column that is not used here."""


class _Sysconfig(StandIn):
    def get_config_var(self, name: str) -> object:
        """Answer SQLAlchemy, which asks how Python was built, without reading all of that.

        Before Python 3.13 none could be built without the lock of its interpreter.
        """
        if name == "Py_GIL_DISABLED" and sys.version_info < (3, 13):
            return None
        answer: object = self.itself().get_config_var(name)
        return answer


def put_off() -> None:
    """Put off what is not imported yet. Call it on the GUI thread, before the other imports."""
    own = (_Asyncio("asyncio"), _Pickle("pickle"), _Sysconfig("sysconfig"))
    for stand_in in (*own, *map(StandIn, _NEVER_ASKED)):
        sys.modules.setdefault(stand_in.__name__, stand_in)
    _hash_without_openssl()


def _hash_without_openssl() -> None:
    """Let `hashlib` and `hmac` take the hashes that Python itself brings.

    Where `_hashlib` is missing they do so by themselves; with it comes the system's OpenSSL, 3.6 MB
    of an open clinic. What is hashed all the time is short; `domain.bulk_hash` is for the rest.
    """
    if "hashlib" in sys.modules or not importlib.util.find_spec(_OWN_SHA256):
        return
    sys.modules["_hashlib"] = None  # type: ignore[assignment]  # Python's way to say: not there
    try:
        importlib.import_module("hmac")  # and with it hashlib
    finally:
        del sys.modules["_hashlib"]
