"""What is said about the clinic's key and about changing it; no widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_desk.gui.wording import write_moment

if TYPE_CHECKING:
    from practice_desk.services.key_status import KeyStatus
    from practice_desk.services.rotation import KeyChanged

WHY = (
    "Everything in the clinic is encrypted under one key. Change it when somebody has left, or "
    "when a stick, a backup or a copy of the clinic's folder may be in other hands. All records "
    "and documents are encrypted again; passphrases and the recovery code stay as they are."
)
HOW = (
    "It takes seconds for a small clinic and minutes for a very large one. You can go on working; "
    "near the end everybody waits for a moment. A crash or a full disk never leaves it half done."
)
LIMITS = (
    "It can't reach what is elsewhere: a copy of the whole folder made before, and every backup "
    "made before, still open with the passphrases of their day. Destroy those you no longer need. "
    "What was under the old key is overwritten and removed, but a disk may keep old data where no "
    "program reaches it."
)
AFTERWARDS = (
    "Back up now: older backups keep the old key. If somebody who left has seen the emergency "
    "sheet, make a new recovery code, too."
)
OLDER = (
    "The restored backup is from before the clinic's key was changed, so its old key counts again, "
    "for copies of the key file that others may have, too. Change the key."
)
WAIT_TITLE = "The clinic is getting its new key"
WAIT = "What you typed stays. Reading and saving go on in a moment."


def status_sentence(status: KeyStatus) -> str:
    """Say when the key was changed last."""
    if status.changed_at is None:
        return "The clinic has the key it was created with."
    return f"Changed {write_moment(status.changed_at)} by {status.changed_by}."


def people_who_left(status: KeyStatus) -> str:
    """Name everybody who left since the last change; empty when nobody did."""
    *others, last = status.left_since or ("",)
    return f"{', '.join(others)} and {last}" if others else last


def reason_sentence(status: KeyStatus) -> str:
    """Say why the key should be changed; empty when there is no particular reason."""
    if status.is_older:
        return OLDER
    who = people_who_left(status)
    if not who:
        return ""
    one = len(status.left_since) == 1
    opens = "their passphrase still opens" if one else "their passphrases still open"
    return (
        f"{who} left since then. With a copy of the clinic's key file from before, {opens} the "
        "clinic. Change the key."
    )


def earlier_sentence(count: int) -> str:
    """Name the choice about earlier states kept from restores; empty when there are none."""
    if not count:
        return ""
    states = "the earlier state" if count == 1 else f"the {count} earlier states"
    return f"A&lso delete {states} kept from restores, which would stay under the old key"


def done_sentence(changed: KeyChanged) -> str:
    """Say what holds now."""
    documents = "1 document" if changed.documents == 1 else f"{changed.documents:,} documents"
    at = write_moment(changed.at)
    parts = [
        f"The clinic has a new key since {at}. All records and {documents} are encrypted under it."
    ]
    if changed.complete and not changed.under_old_key:
        parts.append("The old key opens nothing in the clinic's folder any more.")
    if count := len(changed.under_old_key):
        states = "One earlier state" if count == 1 else f"{count} earlier states"
        parts.append(f"{states} kept from restores still under the old key.")
    if changed.lost_documents:
        lost = changed.lost_documents
        what = "1 document" if lost == 1 else f"{lost:,} documents"
        parts.append(f"{what} could not be read, before this already.")
    if not changed.complete:
        parts.append(
            "Something under the old key could not be removed yet: that is done when the clinic is "
            "opened next."
        )
    return " ".join(parts)
