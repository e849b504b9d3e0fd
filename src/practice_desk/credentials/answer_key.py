"""The private half for one patient's answers: made at the hand-over, kept in the encrypted store,
and gone once they are filed.

`cryptography` is imported where something of it is used: most unlocks find no answers to open.
"""

from __future__ import annotations

from practice_desk.domain.errors import Damaged


def new_private_half() -> bytes:
    """Return 32 new random bytes."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.generate().private_bytes_raw()


def public_half(private_half: bytes) -> bytes:
    """Return the public half of a private one."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private_half).public_key().public_bytes_raw()


def open_sealed(private_half: bytes, about: bytes, sealed: bytes) -> bytes:
    """Return what was sealed. Raises Damaged where it was changed or is somebody else's."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from practice_desk.credentials.answer_seal import SUITE

    private = X25519PrivateKey.from_private_bytes(private_half)
    try:
        return SUITE.decrypt(sealed, private, info=about)
    except (InvalidTag, ValueError) as error:
        raise Damaged("The answers of a check-in were cut or changed.") from error
