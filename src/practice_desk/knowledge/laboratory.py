"""The tests that results are entered for, their units, molar masses and panels.

`resources/knowledge/laboratory.json` is ours beside the clinical pack: the pack says what to
measure and what is too high, this says what the tests are called and how their units convert.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.laboratory import LabPanel, LabTest
from practice_desk.domain.observation import ObservationCategory
from practice_desk.domain.units import Linear, Substance, find_unit

FILE_NAME = "laboratory.json"
FORMAT = 1


class _Linear(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    target: str
    factor: Decimal
    constant: Decimal


class _Test(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: str
    category: ObservationCategory
    unit: str = ""
    units: tuple[str, ...] = ()
    likely: tuple[Decimal, Decimal] | None = None
    part: str = ""
    also: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    derived: bool = False
    molar_mass: Decimal | None = None
    charge: int | None = None
    linear: _Linear | None = None
    sources: tuple[str, ...] = ()


class _Panel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    name: str
    codes: tuple[str, ...]


class CloserFollowUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shorter interval while the last result of a test is below a bound."""

    rule: str
    code: str
    unit: str
    below: Decimal
    every: str
    words: str
    sources: tuple[str, ...]


class _Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    of: str
    days: int | None
    why: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    about: str
    tests: tuple[_Test, ...]
    panels: tuple[_Panel, ...]
    closer: tuple[CloserFollowUp, ...]
    baseline: tuple[_Baseline, ...]


class Laboratory:
    """Looks tests up, by any code of theirs."""

    def __init__(self, content: _File) -> None:
        self.tests = tuple(map(_lab_test, content.tests))
        self.panels = tuple(LabPanel(each.id, each.name, each.codes) for each in content.panels)
        self.closer = content.closer
        self.canonical = {
            code: test.code for test in self.tests for code in (test.code, *test.also)
        }
        self.baseline_days = {each.of: each.days for each in content.baseline}
        """By test code or check: how old a result may be at the start; None for any age."""
        self._by_code = {test.code: test for test in self.tests}

    def find(self, code: str) -> LabTest | None:
        """Return the test of a code, of another method too; None for an unknown code."""
        return self._by_code.get(self.canonical.get(code, code))


def _lab_test(each: _Test) -> LabTest:
    linear = each.linear
    convention = None
    if linear is not None:
        convention = Linear(linear.source, linear.target, linear.factor, linear.constant)
    return LabTest(
        each.code,
        each.name,
        each.category,
        each.unit,
        each.units,
        each.part,
        each.also,
        each.words,
        each.choices,
        each.derived,
        Substance(each.molar_mass, each.charge, convention),
        each.sources,
        each.likely,
    )


@cache
def laboratory() -> Laboratory:
    """Return the table of tests, read on the first call.

    Raises RuntimeError for a broken installation: the file is missing or of another format.
    """
    try:
        return read_laboratory(asset("resources", "knowledge", FILE_NAME).read_bytes())
    except (OSError, ValueError) as error:
        raise RuntimeError("Practice Desk's table of tests is damaged: reinstall it") from error


def read_laboratory(content: bytes) -> Laboratory:
    """Read the table. Raises ValueError for another format, a unit unknown here, a code twice."""
    found = msgspec.json.decode(content, type=_File)
    if found.format != FORMAT:
        raise ValueError("a table of tests of another format")
    if faults := list(_faults(found)):
        raise ValueError("; ".join(faults))
    return Laboratory(found)


def _faults(found: _File) -> Iterator[str]:
    seen: set[str] = set()
    for test in found.tests:
        for unit in (*test.units, *filter(None, (test.unit,))):
            known = find_unit(unit)
            if known is None or known.code != unit:
                yield f"{test.code}: {unit} is no unit known here"
        for code in (test.code, *test.also):
            if code in seen:
                yield f"{code} stands there twice"
            seen.add(code)
    known_codes = {test.code for test in found.tests}
    for panel in found.panels:
        for code in panel.codes:
            if code not in known_codes:
                yield f"{panel.id}: {code} is no test"
