"""When the clinic was backed up last, and the import report as a file."""

from __future__ import annotations

from pathlib import Path

from practice_desk.domain.import_report import ImportOutcome, ImportReport, KeptAside
from practice_desk.services.backup_history import last_backup
from practice_desk.services.backups import create_backup
from practice_desk.services.clinic import Clinic
from practice_desk.services.import_reports import save_import_report


def test_that_the_newest_verified_backup_is_remembered(clinic: Clinic, tmp_path: Path):
    assert last_backup(clinic) is None
    create_backup(clinic, tmp_path / "first")
    report = create_backup(clinic, tmp_path / "second")
    last = last_backup(clinic)
    assert last is not None
    assert Path(last.path) == report.path == tmp_path / "second.pdbackup"
    assert last.size == report.size
    assert abs((last.made_at - report.made_at).total_seconds()) < 1


def test_that_the_report_holds_totals_and_runs_no_formula(tmp_path: Path):
    report = ImportReport(files=1)
    report.count("Patient", ImportOutcome.IMPORTED)
    report.keep_aside(KeptAside("=evil.json", 3, "Claim", "x1", "no claims"))
    save_import_report(report, tmp_path / "report.csv")
    lines = (tmp_path / "report.csv").read_text("utf-8-sig").splitlines()
    assert '"read","all","2","","","",""' in lines
    assert '"kept aside","Claim","1","\'=evil.json","3","x1","no claims"' in lines
