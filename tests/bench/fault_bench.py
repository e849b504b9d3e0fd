"""Bad days in full: kills and failing writes, more of each than a test run has time for."""

from __future__ import annotations

from pathlib import Path

from practice_desk.services import backups
from tests.bench.measure import Measure, say
from tests.factories import PASSPHRASE, USER, a_document, make_clinic
from tests.faults.key_kills import kill_while_changing_the_key
from tests.faults.kills import kill_while_saving
from tests.faults.mutations import killed_clinic, try_backups, try_clinic_files
from tests.faults.write_scenarios import ERRORS, KILL, compiled, runner, scenarios, try_every_write

KILLS = 1000
MUTATED_BACKUPS = 10_000
MUTATED_FILES = 2_000
_EVERY = 100


def kills(folder: Path) -> list[Measure]:
    """Kill a writing program a thousand times; nothing acknowledged may be lost."""
    made = make_clinic(folder, name="kills")
    made.clinic.close()
    found = kill_while_saving(made, KILLS, lambda kill: None if kill % _EVERY else say(f"{kill} …"))
    for sentence in found.wrong:
        say(sentence)
    return [
        _none("kills_rows_lost", found.lost, "rows", found.acknowledged),
        _none("kills_unopenable", found.unopenable, "clinics", found.kills),
    ]


def key_kills(folder: Path) -> list[Measure]:
    """Kill a program that changes the key and saves meanwhile a thousand times."""
    made = make_clinic(folder, name="key-kills")
    for number in range(20):
        a_document(made.clinic, b"document %d" % number * 10_000)
    made.clinic.close()
    found = kill_while_changing_the_key(
        made, KILLS, lambda kill: None if kill % _EVERY else say(f"{kill} …")
    )
    say(str(found))
    for sentence in found.wrong:
        say(sentence)
    return [
        _none("key_change_rows_lost", found.lost, "rows", len(found.patients) + len(found.events)),
        _none("key_change_unopenable", found.unopenable, "clinics", found.kills),
        _none("key_change_left_over", len(found.wrong), "clinics", found.kills),
    ]


def writes(folder: Path) -> list[Measure]:
    """Let every write of every job fail once with every error, and kill it there; none harms."""
    library = compiled(folder)
    if library is None:
        say("Failing writes need a C compiler on Linux.")
        return []
    runs, wrong = 0, []
    with runner(library) as found:
        for scenario in scenarios(folder / "writes"):
            tried, problems = try_every_write(
                found, scenario, folder / "work", lambda count: range(1, count + 1), ERRORS + KILL
            )
            say(f"{scenario.name}: {tried} runs, {len(problems)} harmed")
            runs += tried
            wrong += problems
    for sentence in wrong:
        say(sentence)
    return [_none("writes_harmed", len(wrong), "clinics", runs)]


def mutations(folder: Path) -> list[Measure]:
    """Change backups and clinic files in every way; none may be accepted as good."""
    made = make_clinic(folder, name="mutations")
    killed = killed_clinic(made, folder / "killed")
    backup = backups.create_backup(made.clinic, folder / "good.pdbackup").path
    made.clinic.close()
    secret = backups.ByPassphrase(USER, PASSPHRASE)
    copies = try_backups(backup, secret, folder, MUTATED_BACKUPS)
    say(f"backups: {copies}")
    files = try_clinic_files(killed, folder / "mutant", MUTATED_FILES)
    say(f"clinic files: {files}")
    for sentence in (*copies.wrong, *files.wrong):
        say(sentence)
    return [
        _none("mutated_backups_accepted", len(copies.wrong), "backups", copies.tried),
        _none("mutated_files_accepted", len(files.wrong), "clinics", files.tried),
    ]


def _none(name: str, value: int, unit: str, of: int) -> Measure:
    """Return a figure that has to be 0, beside how many were tried."""
    return Measure(name, value, unit, of, 0.0).emit()
