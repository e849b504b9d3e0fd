"""Lists of medications as told, and how their lines were resolved."""

from __future__ import annotations

from typing import Any

import msgspec

from practice_desk.domain.reconciliation import (
    CancellationTold,
    Details,
    MedicationsListed,
    ReconciliationEntry,
    Resolution,
)
from practice_desk.storage.reconciliation_rows import RECONCILIATION_ENTRY
from practice_desk.storage.records import Records

_IS = "is"
_KINDS: dict[str, type[Details]] = {
    "list": MedicationsListed,
    "resolution": Resolution,
    "cancellation told": CancellationTold,
}


def _details_out(details: Details) -> dict[str, Any]:
    kind = next(kind for kind, made in _KINDS.items() if made is type(details))
    return {_IS: kind, **msgspec.to_builtins(details)}


def _details_in(plain: dict[str, Any]) -> Details:
    fields = {name: value for name, value in plain.items() if name != _IS}
    found: Details = msgspec.convert(fields, _KINDS[plain[_IS]])
    return found


reconciliations: Records[ReconciliationEntry] = Records(
    "entry",
    ReconciliationEntry,
    RECONCILIATION_ENTRY,
    codecs={"details": (_details_out, _details_in)},
)
