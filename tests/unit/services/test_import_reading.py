"""Importing while the reading process crashes, hangs, starves or floods us."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from practice_desk.domain.errors import Cancelled
from practice_desk.domain.import_report import ImportOutcome, ImportReport
from practice_desk.exchange.fhir import reader
from practice_desk.services import imports
from practice_desk.services.imports import import_files
from tests import fhir_samples as sample

CHILD = """
import os, sys
from practice_desk.exchange.fhir import serving
found = serving.found
def meets(entry, filing):
    if entry.resource_id == "c5":
        {}
    return found(entry, filing)
serving.found = meets
serving.main()
"""
"""A reading process that does something else when it meets the condition c5."""


FLOOD = """
from practice_desk.exchange.fhir import serving
from practice_desk.exchange.fhir.messages import Found
def floods(request, references, receive, send):
    serving._Pieces(receive, send).read(1)
    number = 0
    while number := number + 1:
        send(serving.encode(Found(number, "Patient", "p", "f", refused="It is no such thing.")))
serving._read = floods
serving.main()
"""


@pytest.fixture
def child(monkeypatch):
    """Let imports read with a process in which *what* happens at the condition c5."""

    def use(what: str) -> None:
        command = [sys.executable, "-P", "-c", CHILD.format(what)]
        monkeypatch.setattr(reader, "own_command", lambda _task: command)

    monkeypatch.setattr(imports, "SIZE", 3)
    return use


def a_file(folder: Path, name: str, patient: str, conditions: range) -> Path:
    about = sample.about(patient)
    records = [sample.condition(f"c{number}", subject=about) for number in conditions]
    return sample.write(folder / name, sample.bundle(sample.patient(patient), *records))


def assert_accounted(report: ImportReport) -> None:
    assert report.read == report.imported + report.already_here + report.kept_aside
    assert report.read == sum(report.by_type.values())


@pytest.mark.parametrize("end", ["os.abort()", "os._exit(0)", "raise RuntimeError('a bug')"])
def test_that_a_file_over_which_the_process_is_lost_is_named_and_others_go_on(
    clinic, tmp_path, child, end
):
    child(end)
    files = [
        a_file(tmp_path, "a.json", "p1", range(10)),
        a_file(tmp_path, "b.json", "p2", range(20, 24)),
    ]
    report = import_files(clinic, files)
    assert_accounted(report)
    assert report.patients == 2
    assert 4 <= report.by_type["Condition", ImportOutcome.IMPORTED] <= 9  # b's, and some of a's
    (lost,) = report.unreadable
    assert lost.file_name == "a.json"
    assert lost.reason == (
        "The file was not read to its end: reading it failed. What was finished is kept. Import "
        "the file again; what is here is not added twice."
    )


def test_that_importing_again_after_a_loss_brings_the_rest(clinic, tmp_path, child, monkeypatch):
    file = a_file(tmp_path, "a.json", "p1", range(10))
    child("os.abort()")
    first = import_files(clinic, [file])
    monkeypatch.undo()
    second = import_files(clinic, [file])
    assert (second.imported, second.already_here) == (11 - first.imported, first.imported)
    assert second.unreadable == []
    assert len(clinic.store.documents.names()) == 1


def test_that_every_file_of_a_lost_scope_is_named(clinic, tmp_path, child):
    child("os.abort()")
    lines = {
        "a.ndjson": [sample.patient()],
        "b.ndjson": [sample.condition(f"c{number}") for number in range(10)],
        "d.ndjson": [sample.allergy()],
    }
    for name, resources in lines.items():
        text = "\n".join(json.dumps(resource) for resource in resources)
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = import_files(clinic, [tmp_path / name for name in lines])
    assert_accounted(report)
    assert [lost.file_name for lost in report.unreadable] == ["b.ndjson", "d.ndjson"]
    assert report.patients == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_that_a_process_that_takes_too_much_memory_is_stopped(clinic, tmp_path, child):
    child("bytearray(serving.MEMORY)")
    report = import_files(clinic, [a_file(tmp_path, "a.json", "p1", range(10))])
    assert report.imported == 1 + 5  # all that stood before c5
    assert "it takes too much memory" in report.unreadable[0].reason


def test_that_a_process_that_sends_without_end_is_stopped(clinic, tmp_path, monkeypatch):
    command = [sys.executable, "-P", "-c", FLOOD]
    monkeypatch.setattr(reader, "own_command", lambda _task: command)
    file = a_file(tmp_path, "a.json", "p1", range(10))
    report = import_files(clinic, [file])
    assert_accounted(report)
    assert report.read <= file.stat().st_size
    assert [lost.file_name for lost in report.unreadable] == ["a.json"]


def test_that_cancelling_ends_a_process_that_hangs(clinic, tmp_path, child):
    pid_file = tmp_path / "pid"
    child(f"open({str(pid_file)!r}, 'w').write(str(os.getpid())); import time; time.sleep(600)")

    def cancel_once_it_hangs(*_progress: object) -> None:
        if pid_file.exists() and pid_file.read_text():
            raise Cancelled

    report = import_files(
        clinic, [a_file(tmp_path, "a.json", "p1", range(10))], cancel_once_it_hangs
    )
    assert_accounted(report)
    assert report.stopped
    if os.name == "posix":
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid_file.read_text()), 0)


def test_that_a_process_that_can_not_be_started_is_said_for_each_file(
    clinic, tmp_path, monkeypatch
):
    monkeypatch.setattr(reader, "own_command", lambda _task: [str(tmp_path / "nowhere")])
    report = import_files(clinic, [a_file(tmp_path, "a.json", "p1", range(3))])
    assert report.read == 0
    assert [lost.file_name for lost in report.unreadable] == ["a.json"]
