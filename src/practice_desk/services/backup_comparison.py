"""Whether a clinic is behind one of its own backups: what nothing in its folder could tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from practice_desk.credentials.data_key import DataKey
from practice_desk.domain.calendar_text import write_moment
from practice_desk.domain.errors import BackupDamaged
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.exchange import backup_archive
from practice_desk.exchange.backup_contents import Header
from practice_desk.services.backup_files import Steps, file_failures
from practice_desk.services.backup_keys import ContainerCipher, container_cipher
from practice_desk.storage.audit import ChainHead
from practice_desk.storage.audit_anchor import AnchorState, compare
from practice_desk.storage.store import Store


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the clinic's audit trail stands to the end of the trail in a backup."""

    state: AnchorState
    sentence: str

    @property
    def is_behind(self) -> bool:
        """Whether the clinic lacks entries that the backup has."""
        return self.state is not AnchorState.FITS


def end_in_backup(
    store: Store, data_key: DataKey, path: Path, progress: Progress = no_progress
) -> Comparison:
    """Compare the clinic with a backup of it, which is read whole; its data key opens both.

    Raises NotABackup, BackupDamaged (also for another clinic's, or one under a former data key),
    BackupTooNew, StorageFailed and Cancelled.
    """
    with file_failures("The backup"):
        steps = Steps(progress, 2 * path.stat().st_size)
        steps.begin("Checking the backup")
        header = backup_archive.check_keyless(path, steps.advance)
        cipher = _cipher(data_key, header)
        steps.begin("Decrypting the backup")
        manifest = backup_archive.unpack(path, cipher.unseal, backup_archive.discard, steps.advance)
    kept = ChainHead(manifest.contents.chain_count, manifest.contents.chain_mac)
    with store.read() as work:
        end = store.audit.head(work.connection)
        state = compare(store.audit, work.connection, kept).state
    made = write_moment(datetime.fromisoformat(header.made_at))
    if state is AnchorState.FITS:
        sentence = f"The clinic holds all that the backup of {made} held in its audit trail."
    elif state is AnchorState.BEHIND:
        sentence = (
            f"The clinic is behind its backup of {made}, which knows {kept.count:,} entries of the "
            f"audit trail; here are {end.count:,}. It was put back to an earlier state."
        )
    else:
        sentence = (
            f"The clinic lacks what its backup of {made} held: entry {kept.count} of the audit "
            "trail is another one. It was put back to an earlier state, and used since."
        )
    return Comparison(state, sentence)


def _cipher(data_key: DataKey, header: Header) -> ContainerCipher:
    """Return what opens an undamaged backup of this clinic."""
    try:
        return container_cipher(header, data_key)
    except BackupDamaged:
        raise BackupDamaged(
            "This backup is another clinic's, or was made under an earlier data key.",
            "Compare with the newest backup of this clinic.",
        ) from None
