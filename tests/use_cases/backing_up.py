"""The use cases of backing up, testing and restoring."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from practice_desk.domain.backup_plan import BackupPlan, BackupRhythm, KeepRule
from practice_desk.domain.permission import Operation
from practice_desk.services import (
    backup_generations,
    backup_history,
    backup_plans,
    backup_standing,
    backups,
    planned_backups,
    restore_drills,
    restores_over,
)
from tests.factories import CHEAP
from tests.stage import Call, Stage, UseCases

_OP = Operation
_PASSPHRASE = "seven copper kettles sing at dusk"


def _file(stage: Stage) -> Path:
    return stage.made.root.parent / "clinic.pdbackup"


def _backup(stage: Stage) -> Path:
    return backups.create_backup(stage.clinic, _file(stage)).path


def _planned(stage: Stage) -> Call:
    folder = stage.made.root.parent
    plan = BackupPlan(BackupRhythm.EACH_CLOSE, str(folder))
    backup_plans.save_backup_plan(stage.clinic, plan)
    return partial(planned_backups.run_backup_plan, stage.clinic)


def _prepared(stage: Stage) -> Call:
    prepared = restores_over.prepare_restore_over(stage.clinic, _backup(stage))
    return partial(restores_over.restore_prepared, stage.clinic, prepared)


BACKING_UP: UseCases = {
    "backups.create_backup": (
        _OP.BACK_UP,
        lambda s: partial(backups.create_backup, s.clinic, _file(s)),
    ),
    "backup_history.last_backup": (
        _OP.BACK_UP,
        lambda s: partial(backup_history.last_backup, s.clinic),
    ),
    "backup_plans.backup_plan": (
        _OP.BACK_UP,
        lambda s: partial(backup_plans.backup_plan, s.clinic),
    ),
    "backup_plans.has_own_passphrase": (
        _OP.BACK_UP,
        lambda s: partial(backup_plans.has_own_passphrase, s.clinic),
    ),
    "backup_plans.save_backup_plan": (
        _OP.PLAN_BACKUPS,
        lambda s: partial(backup_plans.save_backup_plan, s.clinic, BackupPlan()),
    ),
    "backup_plans.set_backup_passphrase": (
        _OP.PLAN_BACKUPS,
        lambda s: partial(backup_plans.set_backup_passphrase, s.clinic, _PASSPHRASE, profile=CHEAP),
    ),
    "backup_plans.drop_backup_passphrase": (
        _OP.PLAN_BACKUPS,
        lambda s: partial(backup_plans.drop_backup_passphrase, s.clinic),
    ),
    "backup_generations.backups_in": (
        _OP.BACK_UP,
        lambda s: partial(backup_generations.backups_in, s.clinic, s.made.root.parent),
    ),
    "backup_generations.forget_old": (
        _OP.BACK_UP,
        lambda s: partial(backup_generations.forget_old, s.clinic, s.made.root.parent, KeepRule()),
    ),
    "backup_standing.backup_state": (
        _OP.BACK_UP,
        lambda s: partial(backup_standing.backup_state, s.clinic),
    ),
    "planned_backups.run_backup_plan": (_OP.BACK_UP, _planned),
    "restore_drills.hold_drill": (
        _OP.TEST_RESTORE,
        lambda s: partial(restore_drills.hold_drill, s.clinic, _backup(s)),
    ),
    "restore_drills.last_drill": (
        _OP.BACK_UP,
        lambda s: partial(restore_drills.last_drill, s.clinic),
    ),
    "restores_over.prepare_restore_over": (
        _OP.RESTORE_OVER,
        lambda s: partial(restores_over.prepare_restore_over, s.clinic, _backup(s)),
    ),
    "restores_over.restore_prepared": (_OP.RESTORE_OVER, _prepared),
}
