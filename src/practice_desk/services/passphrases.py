"""Whether a new passphrase is good enough, for the people of this clinic.

zxcvbn is slow to import and may take 200 ms: everything here belongs on a worker.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from practice_desk.domain.errors import Problem
from practice_desk.domain.passphrase import SENTENCES, check_passphrase


def passphrase_problems(passphrase: str, names: Iterable[str]) -> tuple[Problem, ...]:
    """Return why *passphrase* is refused, where *names* of the clinic and its people are known.

    Medications are known everywhere. At most one problem, of the field ``passphrase``.
    """
    if problems := check_passphrase(passphrase):
        return problems
    from practice_desk.credentials.strength import strength_of  # imports zxcvbn

    found = strength_of(passphrase, (*names, *_medication_names()))
    if found.is_enough:
        return ()
    return (Problem("passphrase", SENTENCES[found.weakness]),)


@cache
def _medication_names() -> tuple[str, ...]:
    from practice_desk.knowledge.pack import knowledge_pack  # only once a passphrase is chosen

    medications = knowledge_pack().medications.all
    return tuple(name for each in medications for name in (each.generic_name, *each.brand_names))
