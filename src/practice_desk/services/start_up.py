"""Creating a clinic and unlocking one."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from practice_desk.credentials import key_slots, slot_file
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.credentials.key_slots import Unlocked
from practice_desk.credentials.recovery_code import RecoveryCode
from practice_desk.domain.account import Account, Role, check_account, check_user_name
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.clinic import ClinicProfile, check_clinic
from practice_desk.domain.errors import (
    ClinicBusy,
    ClinicExists,
    ExpectedError,
    Invalid,
    KeySlotsOutdated,
    NotPermitted,
    Problem,
    WorkstationSecretMissing,
)
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.services import attempts, key_generations, recovery_sheet, slot_record, trail
from practice_desk.services.account_entries import put_account
from practice_desk.services.clinic import Clinic, Clock, Session, system_clock
from practice_desk.services.document_cipher import store_keys
from practice_desk.services.key_helper import SlotOpener
from practice_desk.services.passphrases import passphrase_problems
from practice_desk.storage import purged_files, registry, unlocks
from practice_desk.storage.faults import translated
from practice_desk.storage.layout import ClinicFolder
from practice_desk.storage.store import Store, create_store, open_store
from practice_desk.storage.writer_lock import WriterLock

PROFILE_SETTING = "clinic profile"
_ALL_ROLES = frozenset({Role.PRESCRIBER, Role.THERAPIST, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class NewClinic:
    """What is asked when a clinic is created; the first person gets every clinical role."""

    clinic: ClinicProfile
    user_name: str
    given_name: str
    family_name: str
    passphrase: str
    credentials: str = ""
    npi: str = ""
    roles: frozenset[Role] = _ALL_ROLES

    @property
    def names(self) -> tuple[str, ...]:
        """What somebody would try first as the passphrase."""
        return (*self.clinic.guessable, self.given_name, self.family_name, self.user_name)

    def __repr__(self) -> str:
        """Leave the passphrase out of every trace."""
        return f"NewClinic(user_name={self.user_name!r})"


@dataclass(frozen=True, slots=True)
class CreatedClinic:
    """A new clinic, open, and the recovery code that is shown once."""

    clinic: Clinic
    recovery_code: RecoveryCode


def check_new_clinic(request: NewClinic) -> tuple[Problem, ...]:
    """Return what is wrong with *request*."""
    return (
        *check_clinic(request.clinic),
        *check_user_name(request.user_name),
        *passphrase_problems(request.passphrase, request.names),
        *check_account(_account(request)),
        *_check_first_roles(request.roles),
    )


def _check_first_roles(roles: frozenset[Role]) -> tuple[Problem, ...]:
    if Role.ADMINISTRATOR in roles:
        return ()
    return (Problem("roles", "The first person of a clinic is an administrator."),)


def create_clinic(
    root: Path,
    request: NewClinic,
    *,
    profile: KdfProfile = STANDARD,
    workstation_secret: bytes | None = None,
    clock: Clock = system_clock,
) -> CreatedClinic:
    """Create an encrypted clinic in the folder *root*, which must be new or empty, and open it.

    The clinic exists once its pointer CURRENT is written, which happens last; a failure before
    that removes what was made. Raises Invalid, ClinicExists, FolderReadOnly or DiskFull.
    """
    if problems := check_new_clinic(request):
        raise Invalid(problems)
    was_there = _prepare_folder(root)
    folder = ClinicFolder(root)
    with contextlib.ExitStack() as undo:
        undo.callback(_remove, root, keep_folder=was_there)
        lock = WriterLock(folder.lock)
        lock.acquire()
        undo.callback(lock.release)
        folder.empty_scratch()
        attempts.begin(folder)
        created = key_slots.create(
            folder.key_slots,
            request.user_name,
            request.passphrase,
            profile=profile,
            workstation_secret=workstation_secret,
        )
        store = create_store(folder, store_keys(created.data_key))
        store.generation.note_key(created.data_key.name)
        undo.callback(store.close)
        account = _account(request)
        clinic = Clinic(folder, store, Session.of(account), created.unlocked, lock, clock)
        _write_first_records(clinic, request, account)
        folder.make_live(store.generation)
        undo.pop_all()
    return CreatedClinic(clinic, created.recovery_code)


def open_clinic(
    root: Path,
    user_name: str,
    passphrase: str,
    *,
    workstation_secret: bytes | None = None,
    clock: Clock = system_clock,
    beside: bool = False,
    keys: SlotOpener = key_slots,
    progress: Progress = no_progress,
) -> Clinic:
    """Unlock the clinic in *root* and open it; *keys* opens the key slots.

    *progress* tells how far an older clinic is brought up to date, and may stop that.

    With *beside* the writer lock is not taken: for backups and checks while another program has
    the clinic open, or of a clinic that may not be written, where nothing can be recorded. Raises
    WrongPassphrase, MustWait, KeySlotsMissing, KeySlotsDamaged, ClinicMissing, ClinicDamaged,
    ClinicTooNew, ClinicBusy, FolderReadOnly, DiskFull, StorageFailed or Cancelled.
    """
    folder = ClinicFolder(root)
    key_generations.take_up_key_slots(folder)
    unlocked = _by_passphrase(folder, user_name, passphrase, workstation_secret, clock, keys)
    return _open(folder, unlocked, user_name, clock, beside, progress)


def open_with_recovery_code(
    root: Path,
    user_name: str,
    code: str,
    *,
    clock: Clock = system_clock,
    beside: bool = False,
    keys: SlotOpener = key_slots,
    progress: Progress = no_progress,
) -> Clinic:
    """Open the clinic with its recovery code, as the person *user_name*; the rest as elsewhere.

    Raises WrongRecoveryCode and what `open_clinic` raises.
    """
    folder = ClinicFolder(root)
    key_generations.take_up_key_slots(folder)
    unlocked = _by_recovery_code(folder, user_name, code, clock, keys)
    return _open(folder, unlocked, user_name, clock, beside, progress)


def let_in(
    held: Clinic,
    user_name: str,
    passphrase: str,
    *,
    workstation_secret: bytes | None = None,
    keys: SlotOpener = key_slots,
) -> Clinic:
    """Unlock the clinic that is still open as *held* because work goes on in it.

    The work keeps *held* and its session; whoever comes in gets a session of their own on the same
    store, and of the two only the new one is closed. Raises ClinicBusy and as `open_clinic` does.
    """
    unlocked = _by_passphrase(
        held.folder, user_name, passphrase, workstation_secret, held.now, keys
    )
    return _let_in(held, unlocked, user_name)


def let_in_with_recovery_code(
    held: Clinic, user_name: str, code: str, *, keys: SlotOpener = key_slots
) -> Clinic:
    """The same with the recovery code. Raises WrongRecoveryCode and as `let_in` does."""
    unlocked = _by_recovery_code(held.folder, user_name, code, held.now, keys)
    return _let_in(held, unlocked, user_name)


def clinic_users(root: Path) -> tuple[str, ...]:
    """Return the user names that the unlock dialog offers, without any secret.

    Raises ClinicMissing, KeySlotsMissing or KeySlotsDamaged.
    """
    folder = ClinicFolder(root)
    with translated():
        if not folder.key_slots.exists():
            folder.live()  # says so when the folder is no clinic at all
        return key_slots.users(folder.key_slots)


def workstation_secret_for(root: Path, user_name: str) -> bytes | None:
    """Return this computer's secret where the account is bound to one, else None.

    Raises WorkstationSecretMissing where the keyring no longer has it.
    """
    slots = ClinicFolder(root).key_slots
    if not key_slots.requires_workstation_secret(slots, user_name):
        return None
    from practice_desk.credentials import workstation  # imports the slow keyring

    secret = workstation.load(key_slots.clinic_id(slots))
    if secret is None:
        raise WorkstationSecretMissing("This computer's keyring no longer has the clinic's secret.")
    return secret


def _by_passphrase(
    folder: ClinicFolder,
    user_name: str,
    passphrase: str,
    workstation_secret: bytes | None,
    clock: Clock,
    keys: SlotOpener,
) -> Unlocked:
    with translated():
        if not folder.key_slots.exists():
            folder.live()  # says so when the folder is no clinic at all
        with attempts.passphrase_attempt(folder, user_name, clock):
            data = slot_file.read_bytes(folder.key_slots)
            return keys.unlock_bytes(
                data, user_name, passphrase, workstation_secret=workstation_secret
            )


def _by_recovery_code(
    folder: ClinicFolder, user_name: str, code: str, clock: Clock, keys: SlotOpener
) -> Unlocked:
    with translated():
        typed = RecoveryCode.parse(code)
        with attempts.code_attempt(folder, user_name, clock):
            data = slot_file.read_bytes(folder.key_slots)
            return keys.unlock_with_recovery_bytes(data, typed)


def _let_in(held: Clinic, unlocked: Unlocked, user_name: str) -> Clinic:
    with held.gate.together():
        number = next((n for n, k in unlocked.data_keys.items() if k == held.data_key), None)
        if number is None:
            raise ClinicBusy("The clinic just got a new key.", "Try again.")
        unlocked = key_slots.under(unlocked, number)
        clinic = held.for_session(_session(held.store, user_name), unlocked)
        _admit(clinic, beside=False)
        return clinic


def _open(
    folder: ClinicFolder,
    unlocked: Unlocked,
    user_name: str,
    clock: Clock,
    beside: bool,
    progress: Progress,
) -> Clinic:
    with contextlib.ExitStack() as undo:
        lock: WriterLock | None = None
        folder.live()
        if not beside:
            lock = WriterLock(folder.lock)
            lock.acquire()
            undo.callback(lock.release)
            folder.empty_scratch()
        unlocked = key_generations.fitting(folder, unlocked)
        keys = store_keys(unlocked.data_key)
        store = open_store(folder, keys, to_read=beside, progress=progress)
        undo.callback(store.close)
        clinic = Clinic(folder, store, _session(store, user_name), unlocked, lock, clock)
        clinic.doubts = trail.doubts_at_open(store, folder.key_slots, unlocked)
        store.anchor.frozen = any(doubt.keeps_witnesses for doubt in clinic.doubts)
        _admit(clinic, beside=beside)
        if not beside:
            with contextlib.suppress(ExpectedError):  # it serves an error's sentence only
                store.generation.note_key(unlocked.data_key.name)
            purged_files.remove(store)
            with contextlib.suppress(ExpectedError):  # encrypted, so they may as well stay
                store.documents.tidy()
            key_generations.tidy_up(clinic)
        undo.pop_all()
    return clinic


def _admit(clinic: Clinic, *, beside: bool) -> None:
    """Record who came in, unless an older key slots file was put back.

    The recovery code makes such a file count again: without that, a clinic whose newest file was
    lost could not be opened any more. Raises KeySlotsOutdated, after recording it.
    """
    found, path = clinic.unlocked, clinic.folder.key_slots
    with clinic.store.read() as work:
        newest = slot_record.noted(work)
    outdated = found.seq < newest
    if outdated and found.user is not None:
        clinic.record_failure(
            Operation.UNLOCK, f"key slots file {found.seq} is older than {newest}"
        )
        raise KeySlotsOutdated(
            "The clinic's key slots file is an older copy: people or passphrases changed since."
        )
    if not clinic.can_record:
        return
    with clinic.writing(Operation.UNLOCK, kind=AuditKind.UNLOCK) as work:
        told = attempts.tell_audit_trail(clinic, work)
        if found.user is None:  # the code was just typed and opens the clinic
            recovery_sheet.note_tested(work, clinic.now(), clinic.session.user_name)
        how = _how(found, beside=beside)
        work.detail = "; ".join(filter(None, (how, *(doubt.facts for doubt in clinic.doubts))))
        if outdated:
            work.detail = f"key slots file {found.seq}, older than {newest}, taken up again"
            found = key_slots.renumber(path, found, newest + 1)
        clinic.slots_changed(work, found)
    attempts.forget(clinic.folder, clinic.session.user_name, told)


def _how(unlocked: Unlocked, *, beside: bool) -> str:
    if beside:
        return unlocks.BESIDE
    return "with the recovery code" if unlocked.user is None else ""


def _session(store: Store, user_name: str) -> Session:
    with store.read() as work:
        account = registry.accounts.by_user_name(work.connection, user_name)
    if account is None or not account.active:
        raise NotPermitted("This account is closed.")
    return Session.of(account)


def _account(request: NewClinic) -> Account:
    return Account(
        user_name=request.user_name,
        family_name=request.family_name.strip(),
        given_name=request.given_name.strip(),
        roles=request.roles,
        credentials=request.credentials,
        npi=request.npi,
    )


def _write_first_records(clinic: Clinic, request: NewClinic, account: Account) -> None:
    with clinic.writing(Operation.EDIT_CLINIC, kind=AuditKind.CREATE) as work:
        work.detail = "clinic created"
        number = put_account(work, account, phone=request.clinic.phone, fax=request.clinic.fax)
        account = registry.accounts.get(work.connection, number)
        clinic.slots_changed(work, clinic.unlocked)
        recovery_sheet.note_made(work, clinic.now())
        registry.put_setting(work.connection, PROFILE_SETTING, _plain(request.clinic), 0)
    clinic.session = Session.of(account)


def _plain(profile: ClinicProfile) -> dict[str, str]:
    names = [name for name in ClinicProfile.__slots__ if name not in ("version", "look")]
    return {name: getattr(profile, name) for name in names}


def _prepare_folder(root: Path) -> bool:
    """Make the folder; return whether it was there, empty, before."""
    with translated():
        if root.exists():
            if not root.is_dir() or any(root.iterdir()):
                raise ClinicExists("The folder for the new clinic is not empty.")
            return True
        root.mkdir(parents=True, mode=0o700)
        return False


def _remove(root: Path, *, keep_folder: bool) -> None:
    """Take away a half-made clinic; only ever called on a folder that this call filled."""
    for entry in list(root.iterdir()):
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
    if not keep_folder:
        with contextlib.suppress(OSError):
            root.rmdir()
