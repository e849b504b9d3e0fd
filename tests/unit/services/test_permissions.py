"""Every use case in every role: who gets through, and what a refusal leaves behind."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import keyring
import pytest
from sqlalchemy import select

from practice_desk import services
from practice_desk.domain.account import Role
from practice_desk.domain.audit_event import Outcome
from practice_desk.domain.errors import NotPermitted
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from practice_desk.storage.record_rows import ACCOUNT, AUDIT_EVENT
from practice_desk.storage.rows import metadata
from tests.all_words import all_words
from tests.factories import make_clinic
from tests.memory_keyring import MemoryKeyring
from tests.stage import CLINICAL_WORDS, Call, Stage, set_the_stage
from tests.use_cases import COUNTED_FIRST, LONG_WORK, TELLS_OF_NO_PATIENT, USE_CASES
from tests.use_cases.psychotherapy import OWN_CANARY, keep_an_open_note


@dataclass(frozen=True)
class Attempt:
    """One use case tried in one role.

    `doors` are the operations for which the clinic was opened to read ("r"), view ("v") or write
    ("w").
    `rows` are the new audit rows' operations and outcomes; `changed` says whether anything else
    in the clinic's folder differs, `told` is everything that was returned. `tells_own_note` says
    whether a word of a psychotherapy note is in it, however deep, or on a page.
    """

    use_case: str
    operation: Operation
    role: Role
    went_through: bool
    doors: tuple[tuple[str, Operation], ...]
    rows: tuple[tuple[str, str], ...]
    changed: bool
    told: str
    tells_own_note: bool


@dataclass
class Tried:
    """Every attempt; `finds` are where else a word of a psychotherapy note was in clear."""

    attempts: list[Attempt]
    finds: list[str]


@pytest.fixture(scope="module")
def attempts(tried: Tried) -> list[Attempt]:
    """Every use case, tried in each role alone."""
    return tried.attempts


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """Try them while the author of a psychotherapy note has it open."""
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    folder = tmp_path_factory.mktemp("stage")
    made = make_clinic(folder)
    stage = set_the_stage(made)
    keep_an_open_note(stage)
    found = [_attempt(stage, use_case, role) for use_case in USE_CASES for role in Role]
    finds = [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and OWN_CANARY in "".join(all_words(path.read_bytes()))
    ]
    finds += [table for table, words in _tables(stage.clinic) if OWN_CANARY in words]
    made.clinic.close()
    keyring.set_keyring(before)
    return Tried(found, finds)


def _tables(clinic: Clinic) -> Iterator[tuple[str, str]]:
    """Yield every table of the database, those of the text index too, with all that it holds."""
    with clinic.store.read() as work:
        run = work.connection.exec_driver_sql
        names = run("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars().all()
        for name in names:
            yield name, repr(run(f'SELECT * FROM "{name}"').all())


def _attempt(stage: Stage, use_case: str, role: Role) -> Attempt:
    operation, prepare = USE_CASES[use_case]
    call, clinic = prepare(stage), stage.clinic
    content, before = _content(clinic), _rows(clinic)
    with _in_role(clinic, role), _watched_doors() as doors:
        went_through, told, tells = _goes_through(call)
    rows = _audit_after(clinic, before)
    changed, entered = _content(clinic) != content, tuple(doors)
    return Attempt(use_case, operation, role, went_through, entered, rows, changed, told, tells)


def _goes_through(call: Call) -> tuple[bool, str, bool]:
    try:
        found = call()
    except NotPermitted as refusal:
        return False, str(refusal), False
    return True, repr(found), any(OWN_CANARY in words for words in all_words(found))


@contextmanager
def _in_role(clinic: Clinic, role: Role) -> Iterator[None]:
    """Let the person at the keyboard, and the stored account, hold one role alone."""
    session = clinic.session
    _store_roles(clinic, frozenset({role}))
    clinic.session = replace(session, roles=frozenset({role}))
    try:
        yield
    finally:
        clinic.session = session
        _store_roles(clinic, session.roles)


def _store_roles(clinic: Clinic, roles: frozenset[Role]) -> None:
    with clinic.store.write() as work:
        account = registry.accounts.by_user_name(work.connection, clinic.session.user_name)
        assert account is not None
        update = ACCOUNT.update().where(ACCOUNT.c.id == account.id)
        work.connection.execute(update, {"roles": " ".join(sorted(roles))})
        work.commit()


@contextmanager
def _watched_doors() -> Iterator[list[tuple[str, Operation]]]:
    """Note each operation for which any clinic is opened."""
    doors: list[tuple[str, Operation]] = []

    def watched(door: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def enter(self: Clinic, operation: Operation, *args: Any, **named: Any) -> Any:
            doors.append((door, operation))
            return original(self, operation, *args, **named)

        return enter

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Clinic, "reading", watched("r", Clinic.reading))
        patched.setattr(Clinic, "viewing", watched("v", Clinic.viewing))
        patched.setattr(Clinic, "writing", watched("w", Clinic.writing))
        patched.setattr(Clinic, "revising", watched("g", Clinic.revising))
        yield doors


def _rows(clinic: Clinic) -> int:
    """Return how many rows the audit trail has; their ids have no gaps."""
    with clinic.store.read() as work:
        return work.connection.exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one()


def _audit_after(clinic: Clinic, rows: int) -> tuple[tuple[str, str], ...]:
    with clinic.store.read() as work:
        found = work.connection.execute(
            select(AUDIT_EVENT.c.operation, AUDIT_EVENT.c.outcome)
            .where(AUDIT_EVENT.c.id > rows)
            .order_by(AUDIT_EVENT.c.id)
        )
        return tuple((str(operation), str(outcome)) for operation, outcome in found)


def _content(clinic: Clinic) -> object:
    """Return all that is stored, but for the audit trail, and the files inside and beside.

    The values are those of the file itself: decoding them is what most of this test once cost.
    """
    tables = [table.name for table in metadata.sorted_tables if table is not AUDIT_EVENT]
    with clinic.store.read() as work:
        driver = work.connection.connection.driver_connection
        assert driver is not None
        rows = [driver.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables]
    root = clinic.folder.root
    files = [*root.rglob("*.sealed"), *(path for path in root.parent.iterdir() if path.is_file())]
    return rows, clinic.folder.key_slots.read_bytes(), sorted(files)


GRID = """
unlock                     P T F A R
lock                       P T F A R
keep draft                 P T F A R
arrange today              P T F A R
list patients              P T F A
view demographics          P T F A
edit patient               P T F -
view schedule              P T F -
edit schedule              P T F -
set up schedule            - - F A
print schedule             P T F -
export schedule            P T F -
list recalls               P T F -
keep recall                P T F -
check in                   P T F -
review check-in            P T F -
view chart                 P T - -
edit health record         P T - -
search texts               P T - -
take down call             P T F -
read inbox                 P T F A
send message               P T F A
answer message             P T F A
pass on call               P T F -
edit queues                - - - A
report side effect         P T - -
review side effect         P - - -
list side effects          P T - -
record measure             P T - -
plan measure               P T - -
choose baseline            P T - -
assess risk                P T - -
print check-in             P T - -
enter check-in             P T - -
write note                 P T - -
sign visit                 P - - -
co-sign note               P T - -
list unsigned notes        P T - -
keep psychotherapy notes   P T - -
keep own phrases           P T - -
edit note templates        P T - A
edit letter wording        P - - A
record trial               P T - -
record event               P T - -
write treatment plan       P T - -
record consent             P T - -
label record               P T - -
give education             P T - -
edit handout words         P T - -
record outside medication  P T - -
file document              P T - -
file scans                 P T F -
review document            P T - -
export document            P T - -
list documents             P T - -
change plan                P - - -
record supply              P - - -
enter results              P - - -
decide monitoring          P - - -
list monitoring            P T - -
export monitoring          P - - -
send letter                P - - -
list letters               P T F -
follow letter              P T F -
close letter               P T - -
print emergency paper      P T - -
import records             P - - A
view disclosures           P T - -
record disclosure          P T - -
give accounting            P T - -
view requests              P T - -
take down request          P T F -
record request             P T - -
export chart               P T - -
restrict chart             P T - A
break glass                P T - -
review emergency access    - - - A
ask approval               P T - A
decide approval            P - - A
view directory             P T F A
edit directory             P T F A
view knowledge             P T F A R
edit knowledge             P - - A R
review knowledge           P - - - R
choose pack                - - - A
view clinic                P T F A R
edit clinic                - - - A
view accounts              - - - A
manage accounts            - - - A
manage recovery code       - - - A
manage recovery code      - - - A
back up                    P T F A
plan backups               - - - A
test restore               P T F A
restore over               - - - A
verify clinic              P T F A
view chart access          P T - A
view audit trail           - - - A
export audit trail         - - - A
take note of trail         - - - A
change key                 - - - A
view overrides             P - - A
view reports               P T - A
view attendance            P T F A
export report              P T F A
list worklist              P T - -
keep worklist              P T - -
export worklist            P T - -
edit own account           P T F A R
change own passphrase      P T F A R
"""
"""What was decided, kept apart from the program's own table."""
LETTERS = {
    "P": Role.PRESCRIBER, "T": Role.THERAPIST, "F": Role.FRONT_DESK, "A": Role.ADMINISTRATOR,
    "R": Role.PHARMACIST,
}  # fmt: skip


def decided() -> dict[str, set[Role]]:
    """Return which roles may do each operation, by its name."""
    found = {}
    for line in GRID.strip().splitlines():
        marks = [word for word in line.split() if word in LETTERS]
        name = " ".join(word for word in line.split() if word not in {*LETTERS, "-"})
        found[name] = {LETTERS[mark] for mark in marks}
    return found


def test_that_each_role_gets_through_where_it_may_and_nowhere_else(
    attempts: list[Attempt], record_property: Callable[[str, object], None]
) -> None:
    allowed = decided()
    wrong_allows = [a for a in attempts if a.went_through and a.role not in allowed[a.operation]]
    wrong_refusals = [a for a in attempts if not a.went_through and a.role in allowed[a.operation]]
    pairs = {(attempt.role, attempt.operation) for attempt in attempts}
    unlogged = [a for a in attempts if not a.went_through and a.rows != (_refusal(a),)]
    figure = (
        f"permissions: {len(pairs)} of {len(Role) * len(Operation)} pairs of role and operation "
        f"tried through {len(USE_CASES)} use cases ({len(attempts)} calls); wrong allows "
        f"{len(wrong_allows)}, wrong refusals {len(wrong_refusals)}, unlogged refusals "
        f"{len(unlogged)}"
    )
    record_property("figures", figure)
    assert not wrong_allows
    assert not wrong_refusals
    assert len(pairs) == len(Role) * len(Operation)


def _refusal(attempt: Attempt) -> tuple[str, str]:
    return attempt.operation.value, Outcome.REFUSED.value


def test_that_a_refusal_is_one_audit_row_and_changes_nothing(attempts: list[Attempt]) -> None:
    refused = [attempt for attempt in attempts if not attempt.went_through]
    assert refused
    assert not [a for a in refused if a.rows != (_refusal(a),)]
    assert not [a for a in refused if a.changed]


def test_that_a_change_is_recorded_in_one_audit_row(attempts: list[Attempt]) -> None:
    done = Outcome.DONE.value
    wrong = [
        attempt
        for attempt in attempts
        if attempt.went_through
        and attempt.use_case not in LONG_WORK
        and ("w", attempt.operation) in attempt.doors
        and attempt.rows != ((attempt.operation.value, done),)
    ]
    assert not wrong
    unrecorded = [a for a in attempts if a.went_through and a.changed and not a.rows]
    assert {a.use_case for a in unrecorded} <= TOLD_BY_OTHER_ROWS


TOLD_BY_OTHER_ROWS = {
    "drafts.own_drafts",
    "drafts.finish_draft",
    "document_looks.look_into_waiting",
}
"""A draft's first keeping is a row, and so is what the form saved in the end.

Each document that is looked into is a row of its own; with none waiting there is none.
"""


def test_that_no_use_case_that_shows_or_changes_something_goes_unrecorded(
    attempts: list[Attempt], record_property: Callable[[str, object], None]
) -> None:
    through = [attempt for attempt in attempts if attempt.went_through]
    unlogged = {a.use_case for a in through if _done(a) not in a.rows}
    unlogged -= TELLS_OF_NO_PATIENT | TOLD_BY_OTHER_ROWS
    logged = {a.operation for a in attempts if _done(a) in a.rows}
    refused = {a.operation for a in attempts if _refusal(a) in a.rows}
    open_to_all = {op for op in Operation if decided()[op.value] == set(Role)}
    record_property(
        "figures",
        f"audit: {len(logged)} of {len(Operation)} operations leave a row, and of "
        f"{len(Operation) - len(open_to_all)} that some role may not do, {len(refused)} refusals "
        f"do; unlogged operations {len(set(Operation) - logged)}, unlogged use cases "
        f"{len(unlogged)} of {len(USE_CASES)}",
    )
    assert not unlogged
    assert logged == set(Operation)
    assert refused == set(Operation) - open_to_all


def _done(attempt: Attempt) -> tuple[str, str]:
    return attempt.operation.value, Outcome.DONE.value


GENERAL = {Operation.VIEW_KNOWLEDGE, Operation.REVIEW_KNOWLEDGE, Operation.VIEW_REPORTS}
"""What tells of medications in general: a reference, which is about no patient, and numbers."""


def test_that_front_desk_and_administrator_are_told_nothing_clinical(
    attempts: list[Attempt],
) -> None:
    of_patients = [a for a in attempts if a.operation not in GENERAL]
    told = {role: "".join(a.told for a in of_patients if a.role is role) for role in Role}
    assert all(word in told[Role.THERAPIST] for word in CLINICAL_WORDS)
    for role in (Role.FRONT_DESK, Role.ADMINISTRATOR, Role.PHARMACIST):
        assert not [word for word in CLINICAL_WORDS if word in told[role]]


def test_that_a_use_case_goes_through_one_door_for_one_operation(attempts: list[Attempt]) -> None:
    wrong = [
        attempt
        for attempt in attempts
        if {operation for _, operation in attempt.doors} != {attempt.operation}
        or (len(attempt.doors) != 1 and attempt.use_case not in LONG_WORK | COUNTED_FIRST)
    ]
    assert not wrong


def test_that_a_word_of_an_open_psychotherapy_note_comes_out_of_its_own_use_cases_alone(
    tried: Tried,
) -> None:
    telling = {each.use_case for each in tried.attempts if each.tells_own_note}
    assert "psychotherapy_notes.own_notes" in telling
    assert {name.partition(".")[0] for name in telling} == {"psychotherapy_notes"}
    assert not tried.finds


INSIDE_OTHERS = {
    "check_in_waiting.place_of",
    "kept_letters.keep_paper",
    "side_effect_urgency.may_decide",
    "side_effect_urgency.require_may_lower",
    "side_effect_urgency.require_may_retract",
}
"""What use cases call with the clinic that they were given: it is tried with each of them."""


def test_that_no_use_case_is_left_out() -> None:
    tried = {name.partition(",")[0] for name in USE_CASES}
    assert tried == (set(_public_use_cases()) - INSIDE_OTHERS) | {
        "start_up.open_clinic",
        "start_up.open_with_recovery_code",
    }


def test_that_every_operation_is_decided_and_used() -> None:
    operations = {operation.value for operation in Operation}
    assert set(decided()) == operations
    assert {operation for operation, _ in USE_CASES.values()} == set(Operation)


def _public_use_cases() -> Iterator[str]:
    """Yield every public function of the services that is given a clinic, and no running work."""
    root = f"{services.__name__}."
    for module in pkgutil.walk_packages(services.__path__, root):
        found = importlib.import_module(module.name)
        for name, function in inspect.getmembers(found, inspect.isfunction):
            parameters = inspect.signature(function).parameters
            own = function.__module__ == found.__name__ and not name.startswith("_")
            if own and "clinic" in parameters and "work" not in parameters:
                yield f"{module.name.removeprefix(root)}.{name}"
