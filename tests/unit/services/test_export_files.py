"""An export as files is whole or not there, and never there without its record."""

from __future__ import annotations

import errno
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from practice_desk.domain.errors import Cancelled, DiskFull, FolderReadOnly, StorageFailed
from practice_desk.services import chart_exports, charts, documents, export_files
from practice_desk.services.clinic import Clinic
from tests.factories import a_patient
from tests.unit.services.test_chart_exports import PATIENT, SAVED

FAILURES = (
    (errno.ENOSPC, DiskFull),
    (errno.EROFS, FolderReadOnly),
    (errno.EIO, StorageFailed),
    (None, Cancelled),
)


def test_that_nothing_is_left_of_an_export_that_could_not_be_written(
    clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient_id = a_patient(clinic)
    documents.keep_document(clinic, patient_id, "scan.txt", b"x" * 5000)
    draft = chart_exports.prepare_export(clinic, patient_id, PATIENT)
    pages = chart_exports.render_export(draft)
    before = charts.open_chart(clinic, patient_id)
    path = tmp_path / "out.zip"

    def stop(done: int, total: int, what: str) -> None:
        raise Cancelled

    for number, expected in FAILURES:

        def fail(descriptor: int, number: int | None = number) -> None:
            raise OSError(number, "as the disk said")

        path.write_bytes(b"of before")
        progress = stop if number is None else chart_exports.no_progress
        monkeypatch.setattr(export_files, "os", SimpleNamespace(fsync=fail))
        with pytest.raises(expected):
            chart_exports.give_export(clinic, draft, pages, SAVED, path, progress)
        assert [each.name for each in tmp_path.glob("out*")] == ["out.zip"]
        assert path.read_bytes() == b"of before"
    monkeypatch.undo()
    with pytest.raises(StorageFailed):
        chart_exports.give_export(clinic, draft, pages, SAVED, tmp_path / "pulled" / "out.zip")
    after = charts.open_chart(clinic, patient_id)
    assert after.disclosures == before.disclosures
    assert after.letters == before.letters


def test_that_what_a_killed_export_leaves_is_no_export(clinic: Clinic, tmp_path: Path) -> None:
    patient_id = a_patient(clinic)
    documents.keep_document(clinic, patient_id, "scan.txt", b"x" * 5000)
    draft = chart_exports.prepare_export(clinic, patient_id, PATIENT)
    path, seen = tmp_path / "out.zip", []

    def look(done: int, total: int, what: str) -> None:
        (left,) = tmp_path.glob("out*")
        seen.append((left.name, zipfile.is_zipfile(left)))

    pages = chart_exports.render_export(draft)
    chart_exports.give_export(clinic, draft, pages, SAVED, path, look)
    assert seen == [("out.zip.partial", False)]
    assert zipfile.is_zipfile(path)


def test_that_an_export_that_could_not_be_recorded_is_gone(
    clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient_id = a_patient(clinic)
    draft = chart_exports.prepare_export(clinic, patient_id, PATIENT)
    pages = chart_exports.render_export(draft)
    path = tmp_path / "out.zip"
    path.write_bytes(b"of before")

    def refuse(*_any: object) -> None:
        raise DiskFull("There is no room left.")

    monkeypatch.setattr(chart_exports.chart_exports, "add", refuse)
    with pytest.raises(DiskFull):
        chart_exports.give_export(clinic, draft, pages, SAVED, path)
    assert not path.exists()
