"""Where things lie in a clinic folder, and the pointer to the live generation."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from practice_desk.domain.errors import ClinicDamaged, ClinicMissing
from practice_desk.storage.faults import translated
from practice_desk.storage.scratch import remove_unused

_GENERATION = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class ClinicFolder:
    """The paths of one clinic."""

    root: Path

    @property
    def key_slots(self) -> Path:
        """The sealed data keys."""
        return self.root / "keyslots.json"

    @property
    def current(self) -> Path:
        """The pointer to the live generation."""
        return self.root / "CURRENT"

    @property
    def generations(self) -> Path:
        """The folder of generations."""
        return self.root / "generations"

    @property
    def scratch(self) -> Path:
        """Private temporary files, emptied on open and close."""
        return self.root / "tmp"

    @property
    def lock(self) -> Path:
        """The lock against a second writer."""
        return self.root / "clinic.lock"

    def live(self) -> Generation:
        """Return the live generation.

        Raises ClinicMissing where there is no clinic, ClinicDamaged where its pointer is broken.
        """
        if self.root.is_file():
            raise ClinicMissing("This is a file, not the folder of a clinic.")
        try:
            with translated():
                name = self.current.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            if any(self.generations.glob("*/clinic.db")):
                raise ClinicMissing(  # a restore that was cut off looks the same
                    "This folder holds parts of a clinic, but its pointer CURRENT is missing.",
                    "Delete nothing. Restore the newest backup, into a new folder.",
                ) from None
            raise ClinicMissing("This folder holds no Practice Desk clinic.") from None
        except UnicodeDecodeError:
            name = ""
        generation = Generation(self.generations / name)
        if not _GENERATION.fullmatch(name) or not generation.root.is_dir():
            raise ClinicDamaged("The clinic's pointer to its data (CURRENT) is damaged.")
        return generation

    def new_generation(self) -> Generation:
        """Create the next empty generation, which is not live until `make_live`."""
        with translated():
            self.generations.mkdir(mode=0o700, exist_ok=True)
            taken = [p.name for p in self.generations.iterdir() if _GENERATION.fullmatch(p.name)]
            generation = Generation(self.generations / f"{max(map(int, taken), default=0) + 1:06d}")
            generation.root.mkdir(mode=0o700)
            generation.documents.mkdir(mode=0o700)
        return generation

    def adopt(self, generation: Generation) -> Generation:
        """Move a generation from the private folder to the next place among this clinic's."""
        with translated():
            place = self.new_generation()
            place.documents.rmdir()
            place.root.rmdir()
            generation.root.rename(place.root)
            sync_folder(self.generations)
        return place

    def make_live(self, generation: Generation) -> None:
        """Point CURRENT at *generation*, atomically and on the disk."""
        with translated():
            temporary = self.root / ".CURRENT.new"
            temporary.touch(mode=0o600)
            with temporary.open("w", encoding="ascii") as sink:
                sink.write(generation.root.name + "\n")
                sink.flush()
                os.fsync(sink.fileno())
            temporary.replace(self.current)
            sync_folder(self.root)

    def empty_scratch(self) -> None:
        """Remove temporary files, but for those that another program works with."""
        if self.root.is_dir():  # the stick may be gone when the clinic is closed
            remove_unused(self.scratch)


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of the clinic's data; restoring and key rotation make new ones."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLCipher file."""
        return self.root / "clinic.db"

    @property
    def documents(self) -> Path:
        """The folder of encrypted documents."""
        return self.root / "documents"


def sync_folder(folder: Path) -> None:
    """Make a rename in *folder* durable, where the system offers it."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems cannot sync folders
            os.fsync(handle)
    finally:
        os.close(handle)
