"""The cryptography of one key slot and of the header's MAC.

Secret → Argon2id (with the workstation secret, if bound) → HKDF → AES-256-GCM over the private
half of an X25519 key pair; the data key is sealed to the public half by HPKE (RFC 9180). So a new
data key can be sealed to everybody without anybody's passphrase.

The libraries are imported where a slot is opened or made: the window leaves that to another process
(`services.key_helper`). The header's MAC, which it checks and writes itself, needs none of them.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Literal

import msgspec

from practice_desk.credentials import kdf
from practice_desk.credentials.data_key import DataKey
from practice_desk.credentials.kdf import KdfProfile
from practice_desk.credentials.slot_file import Header, KdfRecord, Slot, SlotFile, canonical
from practice_desk.domain.errors import KeySlotsDamaged, WorkstationSecretMissing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hpke
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

_NONCE_BYTES = 12
# Deliberately constant: were the slot's other fields bound here, a changed one would look like a
# wrong passphrase. The header's MAC binds them all, and says that the file was changed.
_PRIVATE_HALF = b"practice-desk private half v1"


class SecretMismatch(Exception):
    """The secret does not open the slot; callers say which kind of secret it was."""


def load_libraries() -> None:
    """Import ahead what opening a slot needs, so that it does not wait for that."""
    import argon2.low_level  # noqa: F401
    from cryptography.hazmat.primitives import hpke  # noqa: F401


def profile_of(slot: Slot) -> KdfProfile:
    """Return what the slot's derivation costs."""
    return KdfProfile(slot.kdf.memory_kib, slot.kdf.iterations, slot.kdf.lanes)


def new_slot(
    clinic_id: str,
    kind: Literal["account", "recovery"],
    user: str,
    secret: str,
    data_keys: Mapping[int, DataKey],
    *,
    profile: KdfProfile,
    workstation_secret: bytes | None = None,
) -> Slot:
    """Return a slot with a fresh key pair that opens every generation in `data_keys`."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.generate()
    slot = Slot(
        id=secrets.token_hex(8),
        kind=kind,
        user=user,
        public_key=private.public_key().public_bytes_raw(),
        private_key=bytes(60),
        workstation=None,
        kdf=_kdf_record(profile),
        sealed={},
    )
    for generation, data_key in data_keys.items():
        slot = seal_data_key(clinic_id, slot, generation, data_key)
    return lock(slot, private, secret, profile, workstation_secret)


def lock(
    slot: Slot,
    private: X25519PrivateKey,
    secret: str,
    profile: KdfProfile,
    workstation_secret: bytes | None,
) -> Slot:
    """Return the slot with its private half under `secret` and a fresh salt."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    bound = None if workstation_secret is None else workstation_name(workstation_secret)
    slot = msgspec.structs.replace(slot, kdf=_kdf_record(profile), workstation=bound)
    key = _key_encryption_key(slot, secret, workstation_secret)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, private.private_bytes_raw(), _PRIVATE_HALF)
    return msgspec.structs.replace(slot, private_key=sealed)


def open_private(slot: Slot, secret: str, workstation_secret: bytes | None) -> X25519PrivateKey:
    """Return the slot's private half.

    Raises `SecretMismatch`, or `WorkstationSecretMissing` when the account is bound to a
    workstation secret that is not the one given.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if slot.workstation is None:
        workstation_secret = None
    elif workstation_secret is None or workstation_name(workstation_secret) != slot.workstation:
        raise WorkstationSecretMissing(
            "This account is bound to a secret in the computer's keyring, which is not there."
        )
    key = _key_encryption_key(slot, secret, workstation_secret)
    nonce, sealed = slot.private_key[:_NONCE_BYTES], slot.private_key[_NONCE_BYTES:]
    try:
        raw = AESGCM(key).decrypt(nonce, sealed, _PRIVATE_HALF)
    except InvalidTag:
        raise SecretMismatch from None
    return X25519PrivateKey.from_private_bytes(raw)


def seal_data_key(clinic_id: str, slot: Slot, generation: int, data_key: DataKey) -> Slot:
    """Return the slot with `data_key` sealed to it; needs no secret."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    public = X25519PublicKey.from_public_bytes(slot.public_key)
    info = _seal_info(clinic_id, slot, generation)
    sealed = {**slot.sealed, generation: _suite().encrypt(data_key.raw, public, info=info)}
    return msgspec.structs.replace(slot, sealed=sealed)


def open_data_keys(clinic_id: str, slot: Slot, private: X25519PrivateKey) -> dict[int, DataKey]:
    """Return the data key of each generation. Raises `KeySlotsDamaged` if one does not open."""
    from cryptography.exceptions import InvalidTag

    suite = _suite()
    try:
        return {
            generation: DataKey(
                suite.decrypt(sealed, private, info=_seal_info(clinic_id, slot, generation))
            )
            for generation, sealed in slot.sealed.items()
        }
    except (InvalidTag, ValueError) as error:
        raise tampered() from error


def authenticated(header: Header, data_keys: Mapping[int, DataKey]) -> SlotFile:
    """Return the file with a MAC of the header under each generation's data key."""
    return SlotFile(header, {number: _mac(header, key) for number, key in data_keys.items()})


def check_authentic(file: SlotFile, data_keys: Mapping[int, DataKey]) -> None:
    """Raise `KeySlotsDamaged` unless the header is what the holder of the data keys wrote."""
    if set(data_keys) != set(file.macs) or not all(
        hmac.compare_digest(_mac(file.header, key), file.macs[number])
        for number, key in data_keys.items()
    ):
        raise tampered()


def keys_that_fit(file: SlotFile, data_keys: Iterable[DataKey]) -> dict[int, DataKey]:
    """Return those of *data_keys* under which a MAC of the header fits, by their number."""
    return {
        number: key
        for key in data_keys
        for number, mac in file.macs.items()
        if hmac.compare_digest(_mac(file.header, key), mac)
    }


def is_authentic_under(file: SlotFile, data_key: DataKey) -> bool:
    """Tell whether a holder of *data_key*, as the present generation's key, wrote the header."""
    current = file.header.current
    return hmac.compare_digest(_mac(file.header, data_key), file.macs[current])


def workstation_name(workstation_secret: bytes) -> bytes:
    """Return 16 bytes that tell workstation secrets apart without revealing them."""
    return _hkdf(workstation_secret, b"practice-desk workstation secret name", 16)


def tampered() -> KeySlotsDamaged:
    """Return the error for a file that opens but was changed by somebody without the key."""
    return KeySlotsDamaged("The clinic's key slots file was changed outside Practice Desk.")


def _kdf_record(profile: KdfProfile) -> KdfRecord:
    return KdfRecord(
        algorithm="argon2id",
        version=19,
        memory_kib=profile.memory_kib,
        iterations=profile.iterations,
        lanes=profile.lanes,
        salt=secrets.token_bytes(kdf.SALT_BYTES),
    )


def _seal_info(clinic_id: str, slot: Slot, generation: int) -> bytes:
    return canonical(("practice-desk data key", clinic_id, slot.id, generation))


def _key_encryption_key(slot: Slot, secret: str, workstation_secret: bytes | None) -> bytes:
    stretched = kdf.derive(secret, slot.kdf.salt, profile_of(slot))
    return _hkdf(
        stretched + (workstation_secret or b""), b"practice-desk key encryption key v1", 32
    )


def _hkdf(secret: bytes, info: bytes, size: int) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(hashes.SHA256(), size, None, info).derive(secret)


@cache
def _suite() -> hpke.Suite:
    from cryptography.hazmat.primitives import hpke

    return hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def _mac(header: Header, data_key: DataKey) -> bytes:
    return hmac.digest(data_key.derive("key slots header"), canonical(header), "sha256")
