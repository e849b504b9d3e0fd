"""The base of every fact of the clinical pack."""

from __future__ import annotations

import msgspec


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Declared facts only: an unknown field is refused."""
