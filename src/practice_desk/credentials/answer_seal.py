"""Sealing what a patient answers, with a public half alone: for the process that holds no key.

HPKE (RFC 9180) as the key slots use it. Whoever seals can't open again.
"""

from __future__ import annotations

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
HALF_BYTES = 32


def seal(public_half: bytes, about: bytes, plain: bytes) -> bytes:
    """Return *plain* encrypted to the 32 bytes *public_half* and bound to *about*.

    Raises ValueError for what is no public half.
    """
    return SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public_half), info=about)
