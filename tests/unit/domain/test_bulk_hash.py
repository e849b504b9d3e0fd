"""Hashing much data."""

from __future__ import annotations

import hashlib
import sys

from practice_desk.domain.bulk_hash import bulk_sha256

DATA = bytes(range(256)) * 1000


def test_that_the_hash_is_the_same_with_and_without_openssl(monkeypatch):
    grown = bulk_sha256(DATA[:100])
    grown.update(memoryview(DATA)[100:])
    monkeypatch.setitem(sys.modules, "_hashlib", None)
    assert grown.digest() == bulk_sha256(DATA).digest() == hashlib.sha256(DATA).digest()
    assert grown.hexdigest() == grown.digest().hex()
