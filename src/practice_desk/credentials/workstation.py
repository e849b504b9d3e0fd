"""The workstation secret: 32 random bytes in the operating system's keyring, per clinic.

Alone it opens nothing; with it, a copied clinic folder and a guessed passphrase are not enough.
Importing `keyring` is slow: import this module only when a workstation secret is asked for.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable
from typing import TypeVar

import keyring
import keyring.backends.fail
import keyring.backends.null

from practice_desk.domain.errors import KeyringUnavailable

SERVICE = "Practice Desk"
SECRET_BYTES = 32
_PROBE = "probe"

_Result = TypeVar("_Result")


def available() -> bool:
    """Tell whether this computer's keyring really keeps what is written to it.

    Writes, reads back and removes a probe; the system may ask the user to unlock the keyring.
    """
    probe = _encoded(secrets.token_bytes(SECRET_BYTES))
    try:
        _put(_PROBE, probe)
        _guarded(lambda: keyring.delete_password(SERVICE, _PROBE))
    except KeyringUnavailable:
        return False
    return True


def load(clinic_id: str) -> bytes | None:
    """Return the clinic's workstation secret; None if it is not there or no keyring answers."""
    try:
        return _decoded(_get(clinic_id))
    except KeyringUnavailable:
        return None


def store(clinic_id: str) -> bytes:
    """Return the clinic's workstation secret, made now if there is none yet.

    An existing one is kept, since other accounts on this computer may be bound to it.
    Raises `KeyringUnavailable` unless the keyring gives back what was written.
    """
    existing = _decoded(_get(clinic_id))
    if existing is not None:
        return existing
    secret = secrets.token_bytes(SECRET_BYTES)
    _put(clinic_id, _encoded(secret))
    return secret


def forget(clinic_id: str) -> None:
    """Remove the clinic's workstation secret if there is one.

    Accounts bound to it then need the recovery code. Raises `KeyringUnavailable`.
    """
    if _get(clinic_id) is not None:
        _guarded(lambda: keyring.delete_password(SERVICE, clinic_id))


def _get(name: str) -> str | None:
    return _guarded(lambda: keyring.get_password(SERVICE, name))


def _put(name: str, value: str) -> None:
    """Write and read back: the null backend accepts every write and keeps nothing."""
    _guarded(lambda: keyring.set_password(SERVICE, name, value))
    if _get(name) != value:
        raise _unavailable()


def _guarded(call: Callable[[], _Result]) -> _Result:
    """Run one keyring call and turn whatever its backend raises into `KeyringUnavailable`."""
    backend = keyring.get_keyring()
    if isinstance(backend, keyring.backends.fail.Keyring | keyring.backends.null.Keyring):
        raise _unavailable()
    try:
        return call()
    # Backends are plugins over D-Bus, COM and macOS frameworks; each raises types of its own.
    except Exception as error:
        raise _unavailable() from error


def _unavailable() -> KeyringUnavailable:
    return KeyringUnavailable("This computer offers no keyring that keeps a secret.")


def _encoded(secret: bytes) -> str:
    return base64.b64encode(secret).decode("ascii")


def _decoded(entry: str | None) -> bytes | None:
    """Return the secret in an entry; None if the entry is not one of ours."""
    try:
        secret = base64.b64decode(entry or "", validate=True)
    except (binascii.Error, ValueError):
        return None
    return secret if len(secret) == SECRET_BYTES else None
