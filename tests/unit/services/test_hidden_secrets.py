"""Secrets stay out of what tracebacks and logs print."""

from __future__ import annotations

from practice_desk.app.opening import Opened
from practice_desk.services.clinic import Clinic
from practice_desk.services.document_cipher import store_keys


def test_that_no_key_or_recovery_code_shows_in_a_repr(clinic: Clinic):
    keys = store_keys(clinic.data_key)
    shown = repr((keys, clinic.data_key, Opened(clinic, "", clinic.folder.root, "ABCD-EFGH")))
    assert repr(clinic.data_key.raw) not in shown
    assert repr(keys.audit) not in shown
    assert "ABCD" not in shown
