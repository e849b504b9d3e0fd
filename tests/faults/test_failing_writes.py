"""Every write call failing once: a clear sentence, nothing harmed, and it can be tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.write_scenarios import (
    ERRORS,
    KILL,
    Runner,
    Scenario,
    compiled,
    runner,
    scenarios,
    try_every_write,
    try_kill_states,
)

AT_MOST = 5
"""Writes of each job that are tried here; the bench tries every one."""
AT_MOST_OF_AN_UPGRADE = 10
AT_MOST_OF_A_KEY_CHANGE = 30
PARTS = 4
"""Of the released schemas, so that no test takes minutes."""


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


def _spread(writes: int, at_most: int = AT_MOST) -> range:
    return range(1, writes + 1, max(1, writes // at_most))


def _spread_of_an_upgrade(writes: int) -> list[int]:
    return sorted({*_spread(writes), *_spread(writes, AT_MOST_OF_AN_UPGRADE)})


def _is_upgrade(scenario: Scenario) -> bool:
    return scenario.name.startswith("upgrade")


def _harm(
    found: Runner,
    some: list[Scenario],
    work: Path,
    record_property: Callable[[str, object], None],
    what: str,
) -> list[str]:
    """Let writes of each of the jobs fail; return what went wrong."""
    runs, wrong = 0, []
    for scenario in some:
        tried, problems = try_every_write(found, scenario, work, _spread)
        runs += tried
        wrong += problems
    record_property(
        "figures",
        f"failing writes: {runs} runs of {len(some)} {what} with {len(ERRORS)} errors each, "
        f"harmed clinics {len(wrong)}",
    )
    return wrong


def test_that_a_write_that_fails_once_harms_no_clinic(
    found: Runner,
    every: list[Scenario],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    jobs = [scenario for scenario in every if not _is_upgrade(scenario)]
    wrong = _harm(found, jobs, tmp_path / "work", record_property, "jobs")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("part", range(PARTS))
def test_that_a_write_that_fails_once_harms_no_clinic_that_is_upgraded(
    part: int,
    found: Runner,
    every: list[Scenario],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    upgrades = list(filter(_is_upgrade, every))[part::PARTS]
    wrong = _harm(found, upgrades, tmp_path / "work", record_property, "upgrades")
    assert not wrong, "\n".join(wrong)


def test_that_an_upgrade_killed_at_any_step_leaves_a_clinic_that_opens(
    found: Runner,
    every: list[Scenario],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    kills, wrong = 0, []
    upgrades = list(filter(_is_upgrade, every))
    for scenario in upgrades:
        tried, problems = try_kill_states(found, scenario, tmp_path / "work", _spread_of_an_upgrade)
        kills += tried
        wrong += problems
    record_property(
        "figures",
        f"upgrades: {kills} kills, from the first write to the last, of {len(upgrades)} released "
        f"schemas, unopenable {len(wrong)}",
    )
    assert not wrong, "\n".join(wrong)


def test_that_an_upgrade_really_killed_leaves_what_standing_still_there_shows(
    found: Runner, every: list[Scenario], tmp_path: Path
) -> None:
    oldest, work = next(filter(_is_upgrade, every)), tmp_path / "work"
    writes = found.run(oldest, work, 0, 0).writes
    states = dict(found.kill_states(oldest, work, _spread(writes)))
    assert len(states) >= AT_MOST
    for number, standing in states.items():
        assert found.run(oldest, work, number, *KILL).outcome == "killed"
        assert oldest.state is not None
        assert oldest.state(work) == oldest.state(standing)


def test_that_a_job_killed_at_a_write_harms_no_clinic(
    found: Runner, every: list[Scenario], tmp_path: Path
) -> None:
    wrong = []
    for scenario in every:
        if not _is_upgrade(scenario):
            wrong += try_every_write(found, scenario, tmp_path / "work", _spread, KILL)[1]
    assert not wrong, "\n".join(wrong)


def test_that_a_change_of_the_key_survives_a_failure_and_a_kill_at_any_write(
    found: Runner,
    every: list[Scenario],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    scenario = next(each for each in every if each.name == "change key")
    runs, wrong = try_every_write(
        found,
        scenario,
        tmp_path / "work",
        lambda writes: _spread(writes, AT_MOST_OF_A_KEY_CHANGE),
        ERRORS + KILL,
    )
    record_property(
        "figures",
        f"change of the key at its writes: {runs} runs with no space, I/O error, read-only and "
        f"kill, harmed clinics {len(wrong)}",
    )
    assert not wrong, "\n".join(wrong)
