"""What has to hold of the YAML of a clinical pack beyond its schema, each rule as a sentence.

`problems` runs all of them. They were the checks of the pack's own `validate.py`.
"""

from __future__ import annotations

from tests.pack_rules.classes import class_problems
from tests.pack_rules.instruments import instrument_problems
from tests.pack_rules.medications import medication_problems
from tests.pack_rules.rules import rule_problems
from tests.pack_rules.source import Pack, read_pack_yaml


def problems(pack: Pack) -> list[str]:
    """Return everything that is wrong with *pack*, as sentences that name the entry."""
    return [
        *class_problems(pack),
        *medication_problems(pack),
        *rule_problems(pack),
        *instrument_problems(pack),
    ]


__all__ = ["Pack", "problems", "read_pack_yaml"]
