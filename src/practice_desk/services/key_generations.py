"""Which data key each generation of the clinic is under, and dropping what no longer counts.

While the key is being changed the key slots hold the old key and the new one. Whatever moment it
was cut off at, one whole generation is live and its key is in the slots: opening finds out which,
and removes the rest.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

from practice_desk.credentials import key_slots, slot_file
from practice_desk.credentials.atomic_file import write_atomically
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.domain.errors import ExpectedError, KeyWasChanged
from practice_desk.services.clinic import Clinic
from practice_desk.storage.faults import translated
from practice_desk.storage.layout import ClinicFolder, Generation


@dataclass(frozen=True, slots=True)
class Tidied:
    """How tidying up ended.

    `earlier` names the generations that stay, `under_old_key` those of them whose key is no longer
    the clinic's; `complete` is False when something has to be removed another time.
    """

    earlier: tuple[str, ...]
    under_old_key: tuple[str, ...]
    complete: bool


def fitting(folder: ClinicFolder, unlocked: Unlocked) -> Unlocked:
    """Return *unlocked* with the data key that the live generation is under.

    Raises KeyWasChanged where none of its keys is, ClinicMissing or ClinicDamaged.
    """
    live = folder.live()
    if not live.database.is_file():
        return unlocked  # opening says so
    found = _keys_of(live, unlocked)
    if found:
        return key_slots.under(unlocked, min(found))
    if live.names_key(unlocked.data_key.name) is None:
        return unlocked  # an older clinic whose first page is damaged: opening says so
    raise KeyWasChanged(
        "The clinic's key was changed after this key slots file was made: it no longer opens the "
        "records."
    )


def take_up_key_slots(folder: ClinicFolder) -> None:
    """Put key slots that came with the live generation in the place of the clinic's own.

    A restore leaves them there, so that pointer and key slots change in one step: whoever opens the
    clinic after it finishes. The former ones are kept beside. Raises what writing raises.
    """
    try:
        live = folder.live()
    except ExpectedError:
        return  # opening says so
    with slot_file.changing(folder.key_slots) if live.key_slots.is_file() else nullcontext():
        if not live.key_slots.is_file():
            return
        if folder.key_slots.exists():
            kept = folder.root / f"keyslots.before-{live.root.name}.json"
            write_atomically(kept, folder.key_slots.read_bytes())
        write_atomically(folder.key_slots, slot_file.read_bytes(live.key_slots))
        with translated():
            for path in live.root.glob(f"*{live.key_slots.name}*"):  # its lock, too
                path.unlink()


def tidy(
    opened: Clinic, advance: Callable[[int], None] | None = None, *, overwrite: bool = False
) -> Tidied:
    """Remove generations that were replaced or never finished, and the keys that nothing needs.

    Called with the writer lock held. A failure leaves the rest for another time. *advance* is told
    the bytes overwritten.
    """
    from practice_desk.storage.removal import remove_generation  # there is seldom one to remove

    live = opened.store.generation
    others = opened.folder.others()
    goes = _to_remove(live, others)
    gone = [
        remove_generation(other, advance or _nowhere, overwrite=overwrite)
        for other in others
        if other.root.name in goes
    ]
    stays = [other for other in others if other.root.name not in goes]
    keys = {other.root.name: _keys_of(other, opened.unlocked) for other in stays}
    dropped = _drop_keys(opened, keys)
    complete = all(gone) and dropped
    if complete:
        for generation in (live, *stays):
            generation.clear_mark()
    if complete and not stays:
        _remove_former_slots(opened.folder)
    old = tuple(name for name, found in keys.items() if opened.unlocked.generation not in found)
    return Tidied(tuple(keys), old, complete)


def tidy_up(opened: Clinic) -> None:
    """Tidy where a change of the key may have been cut off; what fails waits for another time.

    Does nothing while the key is being changed.
    """
    others = opened.folder.others()
    marked = any(generation.mark.exists() for generation in (opened.store.generation, *others))
    if marked or len(opened.unlocked.data_keys) > 1 or any(other.is_empty for other in others):
        with contextlib.suppress(ExpectedError), opened.changing_key():
            tidy(opened)


def _to_remove(live: Generation, others: tuple[Generation, ...]) -> set[str]:
    """Return the names of what never went live, and of what something whole has replaced."""
    never_live = {
        other.root.name
        for other in others
        if other.is_unfinished or other.is_empty or live.root.name in other.replaces()
    }
    whole = [g for g in (live, *others) if g.root.name not in never_live]
    replaced = {name for generation in whole for name in generation.replaces()}
    return (never_live | replaced) - {live.root.name}


def _keys_of(generation: Generation, unlocked: Unlocked) -> set[int]:
    """Return the number of the key that *generation* is under; empty when none is known to be."""
    keys = unlocked.data_keys
    named = {number for number, key in keys.items() if generation.names_key(key.name)}
    if named:
        return named
    from practice_desk.storage.rekey import key_opens  # only of a clinic that names no key

    with translated():
        return {number for number, key in keys.items() if key_opens(generation.database, key.raw)}


def _drop_keys(clinic: Clinic, keys: dict[str, set[int]]) -> bool:
    """Keep only the data keys of generations that exist; return whether that is so now.

    A generation that no key is known to open, perhaps a damaged one, keeps them all.
    """
    every = set(clinic.unlocked.data_keys)
    needed = {number for found in keys.values() for number in found or every}
    current = clinic.unlocked.generation
    try:
        with clinic.gate.alone():
            if clinic.is_closed:  # the program ends: the next start goes on here
                return False
            kept = key_slots.keep_data_keys(
                clinic.folder.key_slots, clinic.unlocked, current, needed
            )
            clinic.take_keys(kept)
            with clinic.store.write() as work:
                clinic.slots_changed(work, kept)
                work.commit()
    except ExpectedError:
        return False
    return True


def _remove_former_slots(folder: ClinicFolder) -> None:
    """Remove key slots kept from restores: no generation needs their keys any more."""
    for path in folder.root.glob("keyslots.before-*.json"):
        with contextlib.suppress(OSError):
            path.unlink()


def _nowhere(_count: int) -> None:
    """Count for nobody."""
