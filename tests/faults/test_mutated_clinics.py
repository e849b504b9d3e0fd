"""A clinic whose files were changed opens with a doubt, or not at all, or as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.factories import MadeClinic
from tests.faults.mutations import killed_clinic, try_clinic_files

MUTATIONS = 200


def test_that_no_mutated_clinic_is_accepted_as_good(
    made: MadeClinic, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    killed = killed_clinic(made, tmp_path / "killed")
    found = try_clinic_files(killed, tmp_path / "work", MUTATIONS)
    record_property("figures", f"mutated clinic files: {found}")
    assert not found.wrong, "\n".join(found.wrong)
    assert found.named
