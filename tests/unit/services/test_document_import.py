"""Filing many files: an account of each, stopping, a full disk, and looks made later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from practice_desk.domain.document_file import FileType, Pixels, Refusal
from practice_desk.domain.errors import Cancelled, DiskFull, UnreadableInput
from practice_desk.domain.filed_document import Filing, LookState
from practice_desk.exchange.looking import Looker
from practice_desk.services import document_import, document_looks, documents
from practice_desk.services.clinic import Clinic
from tests.factories import a_patient, make_clinic


class FakeLooker(Looker):
    """Sees one page with some words in everything, but for what it is told to refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = 0

    def open(self, content: bytes, file_type: FileType) -> int:
        """Count, or refuse."""
        self.opened += 1
        for word, why in ((b"damaged", Refusal.DAMAGED), (b"lost", Refusal.LOST)):
            if word in content:
                raise why.error
        return 1

    def page(self, number: int, width: int, height: int) -> Pixels:
        """Return a white dot."""
        return Pixels(1, 1, b"\xff\xff\xff")

    def text(self, number: int) -> str:
        """Return what is on every page."""
        return "Polysomnography"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """Return one clinic for all; every test has a chart of its own."""
    made = make_clinic(tmp_path_factory.mktemp("clinic"))
    yield made.clinic
    made.clinic.close()


@pytest.fixture
def patient_id(clinic: Clinic) -> int:
    """Return a chart."""
    return a_patient(clinic)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of files of every sort."""
    root = tmp_path / "scans"
    (root / "below").mkdir(parents=True)
    (root / "a report.pdf").write_bytes(b"%PDF-1.4 one")
    (root / "b again.pdf").write_bytes(b"%PDF-1.4 one")
    (root / "c called.jpg").write_bytes(b"%PDF-1.4 two")
    (root / "d bad.pdf").write_bytes(b"%PDF-1.4 damaged")
    (root / "e empty.pdf").write_bytes(b"")
    (root / "f archive.pdf").write_bytes(b"PK\x03\x04")
    (root / ".hidden").write_bytes(b"text")
    (root / "Thumbs.db").write_bytes(b"text")
    (root / "below" / ("g" * 190 + "\u202e.txt")).write_bytes(b"Slept badly")
    return root


def test_that_every_file_of_a_folder_is_accounted_for(
    clinic: Clinic, patient_id: int, folder: Path
) -> None:
    filing = Filing(topic="sleep", source="Sleep laboratory")
    account = document_import.import_documents(
        clinic, patient_id, [folder], filing, looker=FakeLooker()
    )
    found = documents.chart_documents(clinic, patient_id)
    assert len(account.filed) == len(found.documents) == 3
    assert [each.name for each in account.here_before] == ["b again.pdf"]
    assert [each.name for each in account.refused] == [
        "d bad.pdf", "e empty.pdf", "f archive.pdf",
    ]  # fmt: skip
    assert all(each.sentence and each.next_step for each in account.refused)
    assert {each.file_type for each in found.documents} == {FileType.PDF, FileType.TEXT}
    assert {(d.topic, d.source, d.look) for d in found.documents} == {
        ("sleep", "Sleep laboratory", LookState.SEEN)
    }
    assert len(found.pictures) == 2
    hits = documents.find_in_documents(clinic, patient_id, "polysom")
    assert len(hits) == 2
    assert documents.find_in_documents(clinic, patient_id, "slept")[0].place == 1


def test_that_stopping_keeps_what_was_filed_and_says_how_much_was_not_reached(
    clinic: Clinic, patient_id: int, folder: Path
) -> None:
    def progress(done: int, _total: int, _what: str) -> None:
        if done == 2:
            raise Cancelled

    account = document_import.import_documents(
        clinic, patient_id, [folder], None, progress, FakeLooker()
    )
    assert account.stopped
    assert (len(account.filed), account.not_reached) == (1, 5)
    assert len(documents.chart_documents(clinic, patient_id).documents) == 1


def test_that_a_full_disk_ends_it_with_what_was_filed_kept(
    clinic: Clinic, patient_id: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, calls = type(clinic.store.documents).add, []

    def full(files: object, source: object) -> object:
        calls.append(1)
        if len(calls) > 1:
            raise DiskFull("The disk is full.")
        return add(files, source)  # type: ignore[arg-type]

    monkeypatch.setattr(type(clinic.store.documents), "add", full)
    account = document_import.import_documents(clinic, patient_id, [folder], looker=FakeLooker())
    assert account.failure is not None
    assert account.failure.sentence == "The disk is full."
    assert (len(account.filed), account.not_reached) == (1, 5)
    assert len(documents.chart_documents(clinic, patient_id).documents) == 1


def test_that_a_file_above_20_mb_is_refused_and_nothing_to_file_is_said(
    clinic: Clinic, patient_id: int, tmp_path: Path
) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as sink:
        sink.write(b"%PDF-1.4")
        sink.truncate(3 << 30)
    account = document_import.import_documents(clinic, patient_id, [large], looker=FakeLooker())
    assert "larger than 20 MB" in account.refused[0].sentence
    (tmp_path / "nothing").mkdir()
    for path in (tmp_path / "nothing", tmp_path / "not there"):
        with pytest.raises(UnreadableInput):
            document_import.import_documents(clinic, patient_id, [path])


def test_that_what_was_filed_without_a_look_is_looked_into_later_once(
    clinic: Clinic, patient_id: int
) -> None:
    good = documents.keep_document(clinic, patient_id, "a.pdf", b"%PDF-1.4 one").id
    bad = documents.keep_document(clinic, patient_id, "b.pdf", b"%PDF-1.4 damaged").id
    lost = documents.keep_document(clinic, patient_id, "c.pdf", b"%PDF-1.4 lost").id
    looker = FakeLooker()
    for _ in range(2):
        document_looks.look_into_waiting(clinic, patient_id, looker=looker)
    found = {d.id: d.look for d in documents.chart_documents(clinic, patient_id).documents}
    states = {good: LookState.SEEN, bad: LookState.REFUSED, lost: LookState.WAITING}
    assert found == states
    assert looker.opened == 4  # what the process was lost over is tried again
    assert documents.find_in_documents(clinic, patient_id, "polysomnography")
