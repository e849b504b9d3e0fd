"""From a typed secret to key material: NFKC, then Argon2id."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.passphrase import normal_form

SALT_BYTES = 16
_OUTPUT_BYTES = 32


@dataclass(frozen=True, slots=True)
class KdfProfile:
    """The cost of one Argon2id derivation: memory in KiB, passes over it, parallel lanes."""

    memory_kib: int
    iterations: int
    lanes: int

    def is_weaker_than(self, other: KdfProfile) -> bool:
        """Tell whether guessing costs less memory or fewer passes than under `other`."""
        return self.memory_kib < other.memory_kib or self.iterations < other.iterations


STANDARD = KdfProfile(memory_kib=131_072, iterations=3, lanes=4)
"""128 MiB, 3 passes, 4 lanes: a quarter of a second on an office computer."""


def normalised(secret: str) -> bytes:
    """Return the bytes of a typed secret, the same however the keyboard composes its accents."""
    # Undecodable bytes on standard input arrive as lone surrogates: wrong, but not a crash.
    return normal_form(secret).encode("utf-8", "surrogatepass")


def derive(secret: str, salt: bytes, profile: KdfProfile) -> bytes:
    """Return 32 bytes for `secret` by Argon2id. Raises ExpectedError if memory does not suffice."""
    from argon2.exceptions import HashingError  # not for a window whose keys a helper opens
    from argon2.low_level import Type, hash_secret_raw

    try:
        return hash_secret_raw(
            normalised(secret),
            salt,
            time_cost=profile.iterations,
            memory_cost=profile.memory_kib,
            parallelism=profile.lanes,
            hash_len=_OUTPUT_BYTES,
            type=Type.ID,
        )
    except HashingError as error:
        raise ExpectedError(
            "This computer has too little free memory to derive the key.",
            "Close other programs and try again.",
        ) from error
