"""The keys of a backup: a random one for the container, sealed under the clinic's data key."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass, field
from typing import BinaryIO

from practice_desk.credentials import key_slots
from practice_desk.credentials.data_key import KEY_BYTES, DataKey
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.credentials.stream import SealedReader, SealedWriter
from practice_desk.domain.errors import (
    BackupDamaged,
    ClinicTooNew,
    Damaged,
    KeySlotsDamaged,
)
from practice_desk.exchange.backup_contents import Header, Wrap

_UNDER_DATA_KEY = "data key"
_PURPOSE = "backup wrap"


@dataclass(frozen=True, slots=True)
class ByPassphrase:
    """Opens a backup as one of the accounts that the clinic had when it was made."""

    user_name: str
    passphrase: str = field(repr=False)
    workstation_secret: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ByRecoveryCode:
    """Opens a backup with the recovery code that was valid when it was made."""

    code: str = field(repr=False)


BackupSecret = ByPassphrase | ByRecoveryCode


class ContainerCipher:
    """Seals and unseals the container's stream; a new one has a new random key."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = secrets.token_bytes(KEY_BYTES) if key is None else key

    def seal(self, sink: BinaryIO, context: bytes) -> SealedWriter:
        """Start encrypting into *sink*."""
        return SealedWriter(sink, self._key, context)

    def unseal(self, source: BinaryIO, context: bytes) -> SealedReader:
        """Start decrypting *source*."""
        return SealedReader(source, self._key, context)

    def wrapped(self, data_key: DataKey, clinic_id: str) -> Wrap:
        """Return the key sealed under the clinic's data key."""
        sealed = io.BytesIO()
        with SealedWriter(sealed, data_key.derive(_PURPOSE), _context(clinic_id)) as writer:
            writer.write(self._key)
        return Wrap(_UNDER_DATA_KEY, sealed.getvalue())


def unlock(header: Header, secret: BackupSecret) -> Unlocked:
    """Open the key slots carried in a backup.

    Raises WrongPassphrase, WrongRecoveryCode, WorkstationSecretMissing or BackupDamaged.
    """
    try:
        if isinstance(secret, ByRecoveryCode):
            code = RecoveryCode.parse(secret.code)
            return key_slots.unlock_with_recovery_bytes(header.key_slots, code)
        return key_slots.unlock_bytes(
            header.key_slots,
            secret.user_name,
            secret.passphrase,
            workstation_secret=secret.workstation_secret,
        )
    except (KeySlotsDamaged, ClinicTooNew):
        raise BackupDamaged("The key slots in this backup are damaged.") from None


def container_cipher(header: Header, data_key: DataKey) -> ContainerCipher:
    """Return the cipher whose key the header holds under *data_key*. Raises BackupDamaged."""
    for wrap in header.wraps:
        if wrap.kind == _UNDER_DATA_KEY:
            try:
                reader = SealedReader(
                    io.BytesIO(wrap.sealed), data_key.derive(_PURPOSE), _context(header.clinic_id)
                )
                return ContainerCipher(reader.read())
            except Damaged:
                break
    raise BackupDamaged("The sealed key in this backup's header is damaged.")


def _context(clinic_id: str) -> bytes:
    return b"practice-desk backup key of clinic " + clinic_id.encode()
