"""What is said about failed attempts to unlock; no widgets."""

from __future__ import annotations

from practice_desk.gui.wording import write_count, write_moment
from practice_desk.services.attempts import UNKNOWN_USER, FailuresSince

SLIPS = 4
"""So many wrong passphrases on one's own account are typing errors, and said in passing."""


def needs_care(found: FailuresSince, own_name: str) -> bool:
    """Tell whether the failures are more than one's own slips."""
    others = set(found.user_names) - {own_name}
    return bool(found.record_lost or found.and_more or others or found.count > SLIPS)


def failures_sentence(found: FailuresSince, own_name: str) -> str:
    """Say how often unlocking failed since the last time, and on whose accounts; or nothing."""
    sentences = []
    if found.count:
        count = write_count(found.count, "failed attempt")
        start = f"More than {count}" if found.and_more else count
        since = "" if found.since is None else f" since {write_moment(found.since)}"
        sentences.append(f"{start} to unlock{since}{_on_accounts(found, own_name)}.")
    if found.record_lost:
        sentences.append(
            "There was no record of failed attempts. After restoring a backup that is so; else "
            "somebody took it away."
        )
    return " ".join(sentences)


def failures_line(found: FailuresSince, own_name: str) -> str:
    """Return the sentence for the settings, also when nothing happened."""
    if sentence := failures_sentence(found, own_name):
        return sentence
    since = "" if found.since is None else f" since {write_moment(found.since)}"
    return f"No failed attempts to unlock{since}."


def next_step(found: FailuresSince, own_name: str) -> str:
    """Say what to do about failures that may not be one's own."""
    if own_name in found.user_names and found.count > SLIPS:
        return "If that was not you, change your passphrase."
    return ""


def _on_accounts(found: FailuresSince, own_name: str) -> str:
    if found.user_names == (own_name,):
        return " on your account"
    names = [
        "a name without an account" if name == UNKNOWN_USER else name for name in found.user_names
    ]
    return f": {', '.join(names)}"
