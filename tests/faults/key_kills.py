"""Killing a program that changes the clinic's key, for the tests and for the bench."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from practice_desk.domain.errors import ExpectedError
from practice_desk.services import start_up
from practice_desk.services.clinic import Clinic
from practice_desk.services.verification import verify_clinic
from tests.factories import MadeClinic
from tests.faults.kills import Writers, present
from tests.faults.writer import STEPS

LONGEST_LIFE = 0.8  # seconds until the kill: some changes of the key long
_LOOK_CLOSELY_EVERY = 20


@dataclass
class KeyChangeFigures:
    """What came of killing changes of the key; `wrong` says what was harmed, as sentences."""

    kills: int = 0
    changed: int = 0
    unopenable: int = 0
    lost: int = 0
    generation: int = 1
    patients: set[int] = field(default_factory=set)
    events: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The line at the end of a test run."""
        return (
            f"change of the key: {self.kills} kills ({self.changed} found the clinic under another "
            f"key), {len(self.patients) + len(self.events)} acknowledged rows, {self.lost} lost, "
            f"{self.unopenable} unopenable, {len(self.wrong)} with something left over"
        )


def kill_while_changing_the_key(
    made: MadeClinic, kills: int, told: Callable[[int], object] = lambda _kill: None
) -> KeyChangeFigures:
    """Kill a program that changes the key and saves meanwhile, at random moments.

    *made* is closed. *told* hears of every kill.
    """
    moments = random.Random(20261125)  # moments of a test, no secret
    found = KeyChangeFigures()
    with Writers(made, "change key", made.passphrase) as writers:
        for kill in range(kills):
            acknowledged = writers.run_and_kill(moments.uniform(0, LONGEST_LIFE))
            _look(made, found, f"kill {kill}", acknowledged, closely=not kill % _LOOK_CLOSELY_EVERY)
            told(kill)
    _look(made, found, "at the end", [], closely=True)
    found.kills -= 1  # the last look follows none
    return found


def kill_after_each_step(made: MadeClinic) -> KeyChangeFigures:
    """Cut a change of the key off after each of its steps in turn. *made* is closed."""
    found = KeyChangeFigures()
    for step in STEPS:
        with Writers(made, "change key until", made.passphrase, step) as writers:
            acknowledged = writers.run_to_its_end()
        if len(acknowledged) != 1:
            found.wrong.append(f"after {step}: nothing was saved before")
        _look(made, found, f"after {step}", acknowledged, closely=True)
    return found


def _look(
    made: MadeClinic,
    found: KeyChangeFigures,
    when: str,
    acknowledged: list[tuple[int, int]],
    *,
    closely: bool,
) -> None:
    """Open the clinic as the person does, and compare it with what was acknowledged."""
    found.kills += 1
    found.patients |= {patient for patient, _ in acknowledged}
    found.events |= {event for _, event in acknowledged}
    try:
        clinic = start_up.open_clinic(made.root, made.user, made.passphrase)
    except ExpectedError as error:
        found.unopenable += 1
        found.wrong.append(f"{when}: {error}")
        return
    try:
        found.wrong += [f"{when}: {what}" for what in _left_over(clinic)]
        kept, kept_events, medications = present(clinic.store)
        found.lost += len(found.patients - kept) + len(found.events - kept_events)
        if medications != len(kept_events):
            found.wrong.append(f"{when}: half a transaction")
        if closely:
            found.wrong += [f"{when}: {f.sentence}" for f in verify_clinic(clinic).findings]
        found.changed += clinic.unlocked.generation != found.generation
        found.generation = clinic.unlocked.generation
    finally:
        clinic.close()


def _left_over(clinic: Clinic) -> list[str]:
    """Return what opening should have removed."""
    others = [generation.root.name for generation in clinic.folder.others()]
    left = [f"generation {name} is still there" for name in others]
    if len(clinic.unlocked.data_keys) != 1:
        left.append(f"{len(clinic.unlocked.data_keys)} keys are in the key slots")
    if clinic.store.generation.mark.exists():
        left.append("the mark is still there")
    return left
