"""The key slots file: its schema, its public checksum and who has an account.

Reading it needs no secret and imports no cryptography, so the unlock window can list the users at
once. The first line carries a SHA-256 of everything after it: a damaged copy is told apart from a
wrong passphrase before one is asked for. Deliberate tampering is caught by the MACs, which need
the data key (see `key_slots`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from filelock import FileLock, Timeout
from msgspec import Meta

from practice_desk.credentials.atomic_file import write_problem
from practice_desk.domain.errors import (
    ClinicBusy,
    ClinicTooNew,
    KeySlotsDamaged,
    KeySlotsMissing,
    StorageFailed,
)

FORMAT: Final = 2
"""Format 1 had no chain head; it is read, and written anew as format 2."""
_MAX_FILE_BYTES = 4 << 20
_FIRST_LINE = re.compile(rb'\{"checksum": "([0-9a-f]{64})",\n')
_MIN_KIB_PER_LANE = 8

_LOCK_SECONDS = 30

Generation = Annotated[int, Meta(ge=1)]


class KdfRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a slot's secret is stretched; bounded so that a forged file cannot exhaust memory."""

    algorithm: Literal["argon2id"]
    version: Literal[19]
    memory_kib: Annotated[int, Meta(ge=_MIN_KIB_PER_LANE, le=1 << 20)]
    iterations: Annotated[int, Meta(ge=1, le=16)]
    lanes: Annotated[int, Meta(ge=1, le=16)]
    salt: Annotated[bytes, Meta(min_length=16, max_length=16)]

    def __post_init__(self) -> None:
        """Refuse what Argon2 itself would refuse."""
        if self.memory_kib < _MIN_KIB_PER_LANE * self.lanes:
            raise ValueError("too little memory for the lanes")


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way in: a key pair whose private half is under a secret, and the data keys sealed to it.

    `workstation` names the workstation secret that is needed as well, without revealing it.
    """

    id: Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
    kind: Literal["account", "recovery"]
    user: Annotated[str, Meta(min_length=1, max_length=64)]
    public_key: Annotated[bytes, Meta(min_length=32, max_length=32)]
    private_key: Annotated[bytes, Meta(min_length=60, max_length=60)]
    workstation: Annotated[bytes, Meta(min_length=16, max_length=16)] | None
    kdf: KdfRecord
    sealed: dict[Generation, bytes]


class ChainHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The newest link of the audit chain that was noted here: how many rows, the last one's MAC.

    A log that was cut, or a database put back from before, ends short of it or differs at it.
    """

    count: Annotated[int, Meta(ge=0)]
    mac: Annotated[bytes, Meta(min_length=32, max_length=32)]


# Without its defaults, so that a file of format 1 keeps the encoding that its MACs cover.
class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything the MACs cover. `seq` counts the changes of who may open the clinic."""

    format: Literal[1, 2]
    clinic_id: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    seq: Annotated[int, Meta(ge=1)]
    current: Generation
    generations: tuple[Generation, ...]
    slots: tuple[Slot, ...]
    chain: ChainHead | None = None

    def __post_init__(self) -> None:
        """Refuse a header whose parts contradict each other."""
        generations = set(self.generations)
        names = [folded(slot.user) for slot in self.slots if slot.kind == "account"]
        consistent = (
            self.current in generations
            and len(generations) == len(self.generations)
            and names
            and len(set(names)) == len(names)
            and len({slot.id for slot in self.slots}) == len(self.slots)
            and all(set(slot.sealed) == generations for slot in self.slots)
            and [slot.kind for slot in self.slots].count("recovery") == 1
            and (self.format > 1 or self.chain is None)
        )
        if not consistent:
            raise ValueError("contradictory header")

    def account(self, user: str) -> Slot | None:
        """Return the slot of `user`, whose name is matched without regard to case."""
        wanted = folded(user)
        accounts = (slot for slot in self.slots if slot.kind == "account")
        return next((slot for slot in accounts if folded(slot.user) == wanted), None)

    @property
    def recovery(self) -> Slot:
        """The one slot of the recovery code."""
        return next(slot for slot in self.slots if slot.kind == "recovery")


class SlotFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The header and, for each generation, its MAC under that generation's data key."""

    header: Header
    macs: dict[Generation, Annotated[bytes, Meta(min_length=32, max_length=32)]]

    def __post_init__(self) -> None:
        """Refuse a generation without a MAC."""
        if set(self.macs) != set(self.header.generations):
            raise ValueError("a generation lacks its MAC")


class _FormatOnly(msgspec.Struct):
    format: int


class _Envelope(msgspec.Struct):
    """The part that every later format keeps."""

    header: _FormatOnly


def folded(user: str) -> str:
    """Return the form in which user names are compared."""
    return unicodedata.normalize("NFKC", user).strip().casefold()


def canonical(value: object) -> bytes:
    """Return the encoding of `value` that is authenticated; decoding keeps every order."""
    return msgspec.json.encode(value)


def encode(file: SlotFile) -> bytes:
    """Return the file's bytes, with the public checksum in the first line."""
    body = msgspec.json.format(canonical(file), indent=1)[2:] + b"\n"
    return b'{"checksum": "' + hashlib.sha256(body).hexdigest().encode() + b'",\n' + body


def decode(data: bytes) -> SlotFile:
    """Return what `encode` made. Raises `KeySlotsDamaged` or `ClinicTooNew`."""
    first_line = _FIRST_LINE.match(data)
    if first_line is None:
        raise _damaged()
    body = data[first_line.end() :]
    if hashlib.sha256(body).hexdigest().encode() != first_line.group(1):
        raise _damaged()
    try:
        if msgspec.json.decode(b"{" + body, type=_Envelope).header.format > FORMAT:
            raise ClinicTooNew("This clinic's key slots were written by a newer Practice Desk.")
        return msgspec.json.decode(b"{" + body, type=SlotFile)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged() from error


def read_bytes(path: Path) -> bytes:
    """Return the file's bytes. Raises `KeySlotsMissing`, `KeySlotsDamaged` or `StorageFailed`."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise KeySlotsMissing("The clinic's key slots file is missing.") from error
    except OSError as error:
        raise StorageFailed("The clinic's key slots file could not be read.") from error
    if len(data) > _MAX_FILE_BYTES:
        raise _damaged()
    return data


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Keep other threads and programs from changing the file while the block does.

    Reading needs no lock: the file is always replaced whole. Raises `ClinicBusy`, and what writing
    raises.
    """
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=_LOCK_SECONDS, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise ClinicBusy("Another program is changing the clinic's key slots just now.") from None
    except OSError as error:
        raise write_problem(error, path.name) from error
    try:
        yield
    finally:
        lock.release()


def users_bytes(data: bytes) -> tuple[str, ...]:
    """Return the account names, as the unlock window lists them."""
    return tuple(slot.user for slot in decode(data).header.slots if slot.kind == "account")


def users(path: Path) -> tuple[str, ...]:
    """Return the account names in the key slots file at `path`."""
    return users_bytes(read_bytes(path))


def requires_workstation_secret(path: Path, user: str) -> bool:
    """Tell whether `user` is also bound to a secret in this computer's keyring."""
    slot = decode(read_bytes(path)).header.account(user)
    return slot is not None and slot.workstation is not None


def clinic_id(path: Path) -> str:
    """Return the clinic's random identifier, under which the keyring entry is filed."""
    return decode(read_bytes(path)).header.clinic_id


def _damaged() -> KeySlotsDamaged:
    return KeySlotsDamaged("The clinic's key slots file is damaged.")
