"""Recognising a resource by what it contains."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from practice_desk.exchange.fhir.json_stream import Json


def fingerprint(resource: Mapping[str, Json]) -> str:
    """Return the SHA-256 of the resource in canonical JSON, in hexadecimal.

    `meta` is left out: it says how and when the source stores the record, not what it records.
    """
    content = {name: value for name, value in resource.items() if name != "meta"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
