"""Every write call failing once: a clear sentence, nothing harmed, and it can be tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.write_scenarios import (
    ERRORS,
    Runner,
    Scenario,
    compiled,
    runner,
    scenarios,
    try_every_write,
)

AT_MOST = 5
"""Writes of each job that are tried here; the bench tries every one."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """The program whose writes fail."""
    library = compiled(tmp_path_factory.mktemp("library"))
    if library is None:
        pytest.skip("needs a C compiler on Linux")
    with runner(library) as running:
        yield running


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> list[Scenario]:
    """Every job that is tried."""
    return scenarios(tmp_path_factory.mktemp("templates"))


def _spread(writes: int) -> range:
    return range(1, writes + 1, max(1, writes // AT_MOST))


def test_that_a_write_that_fails_once_harms_no_clinic(
    found: Runner,
    every: list[Scenario],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    runs, wrong = 0, []
    for scenario in every:
        tried, problems = try_every_write(found, scenario, tmp_path / "work", _spread)
        runs += tried
        wrong += problems
    record_property(
        "figures",
        f"failing writes: {runs} runs of {len(every)} jobs with {len(ERRORS)} errors each, "
        f"harmed clinics {len(wrong)}",
    )
    assert not wrong, "\n".join(wrong)
