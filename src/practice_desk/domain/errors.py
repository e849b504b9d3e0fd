"""Expected failures: each carries one clear sentence and what to do next.

Anything that is not an `ExpectedError` is a bug and goes to the crash dialog.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field of a value, as a sentence for the person who typed it."""

    field: str
    sentence: str


class ExpectedError(Exception):
    """A failure that the user can understand and act on."""

    default_next_step = ""

    def __init__(self, sentence: str, next_step: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = self.default_next_step if next_step is None else next_step

    def __str__(self) -> str:
        """Return sentence and next step on one line, as the command line prints it."""
        return f"{self.sentence} {self.next_step}".strip()


class Invalid(ExpectedError):
    """A value breaks its own rules; `problems` names the fields."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


class StaleRecord(ExpectedError):
    """Somebody saved the record after this form was opened."""

    default_next_step = "Look at the saved version; what you typed is still in the form."

    def __init__(self, noun: str) -> None:
        super().__init__(f"This {noun} was changed by somebody else while you were editing it.")


class NotFound(ExpectedError):
    """The record asked for does not exist."""


class NotPermitted(ExpectedError):
    """The account's roles do not allow the operation."""

    default_next_step = "Ask the clinic's administrator if you need this."


class ChartRestricted(NotPermitted):
    """The chart is closed to all but its care team."""

    default_next_step = "In an emergency a clinician may open it for one hour, with a reason."

    def __init__(self) -> None:
        super().__init__("This chart is restricted to its care team.")


class Locked(ExpectedError):
    """The windows are locked: whatever asked for the clinic comes too late."""

    default_next_step = "Unlock it first."

    def __init__(self) -> None:
        super().__init__("Practice Desk is locked.")


class RecordsMissing(ExpectedError):
    """Records are missing, and nothing is written until an administrator took note of that."""


class Cancelled(ExpectedError):
    """The user stopped the work; nothing half done is left behind."""

    def __init__(self) -> None:
        super().__init__("Stopped.", "Nothing half done was kept.")


class OneTimePassphrase(ExpectedError):
    """The passphrase was given by an administrator: it only lets a person choose their own."""

    default_next_step = "Choose your own."

    def __init__(self) -> None:
        super().__init__("This passphrase was given to you for the first unlock only.")


class WrongPassphrase(ExpectedError):
    """User name and passphrase do not open this clinic."""

    default_next_step = "Check the user name and Caps Lock, or use the recovery code."

    def __init__(self) -> None:
        super().__init__("That passphrase does not open this clinic.")


class WrongRecoveryCode(ExpectedError):
    """The recovery code is mistyped or belongs to another clinic."""

    default_next_step = "Type it exactly as printed on this clinic's emergency sheet."


class WorkstationSecretMissing(ExpectedError):
    """The account is also bound to a secret in this computer's keyring, and it is not there."""

    default_next_step = "Use the recovery code, or unlock on the computer where it was set up."


class KeyringUnavailable(ExpectedError):
    """The operating system offers no usable keyring."""

    default_next_step = "The clinic works with the passphrase alone."


class KeySlotsMissing(ExpectedError):
    """The clinic folder has no key slots file."""

    default_next_step = "Put keyslots.json back from a backup of this clinic, or restore a backup."


class KeySlotsDamaged(ExpectedError):
    """The key slots file was changed or damaged."""

    default_next_step = "Put keyslots.json back from a backup of this clinic, or restore a backup."


class KeySlotsOutdated(ExpectedError):
    """An older copy of the key slots file was put back into the clinic folder."""

    default_next_step = (
        "Put the newest keyslots.json back, or unlock with the recovery code, which makes this "
        "copy count again."
    )


class KeyWasChanged(KeySlotsOutdated):
    """The key slots file is from before the clinic's key was changed: it opens nothing any more."""

    default_next_step = "Put the newest keyslots.json back, or restore a backup into a new folder."


class Damaged(ExpectedError):
    """An encrypted stream is not what was written: cut, changed, reordered or under another key."""


class ClinicMissing(ExpectedError):
    """The folder holds no clinic."""

    default_next_step = "Choose the folder that was named when the clinic was created."


class ClinicExists(ExpectedError):
    """The folder chosen for a new clinic already holds something."""

    default_next_step = "Choose an empty folder or a new name."


class ClinicDamaged(ExpectedError):
    """The database or a document cannot be trusted."""

    default_next_step = "Do not delete anything. Restore the newest backup into a new folder."


class DocumentsDamaged(ClinicDamaged):
    """Some documents can't be read, so they can't be encrypted again."""

    default_next_step = "Restore them from a backup, or go on without them."


class ClinicTooNew(ExpectedError):
    """The clinic was made or upgraded by a newer program."""

    default_next_step = "Install the newest Practice Desk on this computer."


class ClinicBusy(ExpectedError):
    """Another program has the clinic open for writing."""

    default_next_step = "Close it there first."


class FolderReadOnly(ExpectedError):
    """The folder or file may not be written."""

    default_next_step = "Allow reading and writing it, or choose another folder."


class DiskFull(ExpectedError):
    """There is no room left."""

    default_next_step = "Free some space and try again; what was saved before is safe."


class StorageFailed(ExpectedError):
    """The disk or stick failed while reading or writing."""

    default_next_step = "Check the disk or stick and try again; what was saved before is safe."


class StickMissing(StorageFailed):
    """The folder that backups go to is not there just now."""

    default_next_step = "Plug the stick in, or choose another folder."


class NotABackup(ExpectedError):
    """The file is not a Practice Desk backup."""

    default_next_step = "Choose a file that ends in .pdbackup."


class BackupDamaged(ExpectedError):
    """The backup is cut, changed or unreadable."""

    default_next_step = "Use another backup."


class BackupLocked(ExpectedError):
    """The backup was made under a former key of the clinic."""

    default_next_step = "Open it with a passphrase of that time, or the recovery code."


class OtherClinicsBackup(ExpectedError):
    """The backup belongs to another clinic."""

    default_next_step = "Choose a backup of this clinic, or restore it into a new folder."


class ComparedBefore(ExpectedError):
    """What was compared with a backup is no longer what there is."""

    default_next_step = "Compare them again."


class BackupTooNew(ExpectedError):
    """The backup was made by a newer program."""

    default_next_step = "Install the newest Practice Desk on this computer."


class UnreadableInput(ExpectedError):
    """A file from outside cannot be read as what it claims to be."""


class LetterRefused(ExpectedError):
    """A letter cannot be made from what is in the chart."""
