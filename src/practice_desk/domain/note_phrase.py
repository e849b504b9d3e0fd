"""Phrases that a slash and a few letters write: those delivered, the clinic's and one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem

LENGTHS = {"owner": 64, "shortcut": 20, "text": 4000}
_SHORTCUT = re.compile(r"[a-z][a-z0-9]{0,19}")


@dataclass(frozen=True, slots=True)
class NotePhrase:
    """One phrase. `owner` is the user name of whose it is, empty for the whole clinic's."""

    shortcut: str
    text: str
    owner: str = ""
    id: int | None = None
    version: int | None = None


def check_phrase(value: NotePhrase, others: Iterable[NotePhrase]) -> tuple[Problem, ...]:
    """Return what is wrong with *value* beside the *others* that are kept."""
    problems = [
        *check_required(value, text="Write what the phrase writes."),
        *check_lengths(value, LENGTHS),
    ]
    if not _SHORTCUT.fullmatch(value.shortcut):
        sentence = "A shortcut is one to twenty small letters and digits, such as mse."
        problems.append(Problem("shortcut", sentence))
    same = (each for each in others if (each.shortcut, each.owner) == (value.shortcut, value.owner))
    if any(each.id != value.id for each in same):
        problems.append(Problem("shortcut", f"There is a phrase /{value.shortcut} already."))
    return tuple(problems)


def offered_phrases(
    delivered: Iterable[NotePhrase], kept: Iterable[NotePhrase], user_name: str
) -> tuple[NotePhrase, ...]:
    """Return one phrase for each shortcut, one's own before the clinic's before the delivered."""
    found = {each.shortcut: each for each in delivered}
    theirs = sorted((each for each in kept if each.owner in ("", user_name)), key=_own_last)
    found |= {each.shortcut: each for each in theirs}
    return tuple(found[shortcut] for shortcut in sorted(found))


def _own_last(value: NotePhrase) -> bool:
    return bool(value.owner)


def matching(phrases: Iterable[NotePhrase], typed: str) -> tuple[NotePhrase, ...]:
    """Return the phrases that *typed* may mean: by shortcut first, then by words in the text."""
    wanted = typed.casefold()
    given = tuple(phrases)
    begins = [each for each in given if each.shortcut.startswith(wanted)]
    inside = [each for each in given if each not in begins and wanted in each.text.casefold()]
    return (*begins, *inside) if len(wanted) > 1 else tuple(begins)
