"""What the unlock window shows before the slow modules are loaded: names, and nothing decided."""

from __future__ import annotations

import json
from pathlib import Path


def user_names_quickly(folder: Path) -> tuple[str, ...]:
    """Return the account names in a clinic's key slots; none where they cannot be read.

    Only the names in the list come from here. Unlocking reads and checks the file properly.
    """
    try:
        slots = json.loads((folder / "keyslots.json").read_bytes())["header"]["slots"]
        names = [slot["user"] for slot in slots if slot["kind"] == "account"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(name for name in names if isinstance(name, str))
