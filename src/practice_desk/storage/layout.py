"""Where things lie in a clinic folder, and the pointer to the live generation."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from practice_desk.domain.errors import ClinicDamaged, ClinicMissing
from practice_desk.storage.faults import translated
from practice_desk.storage.scratch import remove_unused

_GENERATION = re.compile(r"\d{6}")
_UNFINISHED = "unfinished"


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
    def check_ins(self) -> Path:
        """Sealed answers of check-ins that wait for somebody to unlock."""
        return self.root / "check-in"

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

    def others(self) -> tuple[Generation, ...]:
        """Return the generations that are not live: earlier ones, and what was left unfinished."""
        live = self.live()
        with translated():
            found = [p for p in self.generations.iterdir() if _GENERATION.fullmatch(p.name)]
        return tuple(Generation(path) for path in sorted(found) if path != live.root)

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
            replace_text(self.current, generation.root.name)

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

    @property
    def key_name(self) -> Path:
        """The public name of the data key that everything here is under; older ones lack it."""
        return self.root / "key-name"

    @property
    def key_slots(self) -> Path:
        """Key slots that take the place of the clinic's once this generation is live."""
        return self.root / "keyslots.json"

    @property
    def mark(self) -> Path:
        """While it is there: the generation is unfinished, or what it replaces not yet removed."""
        return self.root / "REPLACES"

    def names_key(self, name: str) -> bool | None:
        """Tell whether the key called *name* is the one noted here; None where none is noted."""
        try:
            return self.key_name.read_text(encoding="ascii", errors="replace").strip() == name
        except OSError:
            return None

    def note_key(self, name: str) -> None:
        """Note the name of the data key, unless it is noted already."""
        if self.names_key(name):
            return
        with translated():
            replace_text(self.key_name, name)

    def replaces(self) -> tuple[str, ...]:
        """Return the names of the generations that this one takes the place of."""
        return tuple(word for word in self._marked() if _GENERATION.fullmatch(word))

    @property
    def is_unfinished(self) -> bool:
        """Whether it was still being made when somebody last worked on it."""
        return _UNFINISHED in self._marked()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was put into it yet: neither records nor documents."""
        return not self.database.exists() and not any(self.documents.glob("*"))

    def mark_unfinished(self) -> None:
        """Say that this generation may be removed as it stands, until `mark_replacing`."""
        with translated():
            replace_text(self.mark, _UNFINISHED)

    def mark_replacing(self, generations: Iterable[Generation]) -> None:
        """Say that this one is whole, and what goes once it is live."""
        with translated():
            replace_text(self.mark, " ".join(generation.root.name for generation in generations))

    def clear_mark(self) -> None:
        """Take the mark away, where that is possible; what is left of it does no harm."""
        with contextlib.suppress(OSError):
            self.mark.unlink(missing_ok=True)

    def _marked(self) -> list[str]:
        try:
            return self.mark.read_text(encoding="ascii", errors="replace").split()
        except OSError:
            return []


def replace_text(path: Path, line: str) -> None:
    """Make *path* hold one line of ASCII, atomically and on the disk. Raises OSError."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.touch(mode=0o600)
    with temporary.open("w", encoding="ascii") as sink:
        sink.write(line + "\n")
        sink.flush()
        os.fsync(sink.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


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
