"""Documents: filed once per chart, found by their words, reviewed, exported, and purged whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from practice_desk.domain.disclosure import Disclosure, DisclosureBasis
from practice_desk.domain.document_file import Seen
from practice_desk.domain.errors import ExpectedError, Invalid, UnreadableInput
from practice_desk.domain.filed_document import FiledDocument, FiledKind, Filing, LookState
from practice_desk.services import (
    backups,
    charts,
    document_looks,
    document_topics,
    documents,
    restores,
    rotation,
    salvage,
    start_up,
    verification,
)
from practice_desk.services.backups import ByPassphrase
from practice_desk.services.clinic import Clinic
from practice_desk.storage import purge
from tests.factories import PASSPHRASE, USER, MadeClinic, a_patient, make_clinic


def waiting(clinic: Clinic) -> dict[int, int]:
    """Return per chart how many documents wait to be reviewed."""
    return Counter(each.patient_id for each in documents.unreviewed_documents(clinic))


Chart = tuple[Clinic, int]
REPORT = "Schlafbericht\nThe patient slept four hours; café au lait at night.".encode()


def the_document(clinic: Clinic, patient_id: int, number: int) -> FiledDocument:
    """Return a document as stored."""
    found = documents.chart_documents(clinic, patient_id).documents
    return next(each for each in found if each.id == number)


def filed(clinic: Clinic, patient_id: int, content: bytes = REPORT, **said: object) -> int:
    """File a text and return its id."""
    filing = Filing(**said)  # type: ignore[arg-type]
    return documents.keep_document(clinic, patient_id, "sleep_report.txt", content, filing).id


def seen(*texts: str) -> Seen:
    """Return what the other process could have seen."""
    return Seen(len(texts), 1, 1, b"\xff\xff\xff", texts)


def found_in(clinic: Clinic, patient_id: int, typed: str) -> list[tuple[int, int]]:
    """Return documents and pages that a search finds."""
    hits = documents.find_in_documents(clinic, patient_id, typed)
    return [(hit.record_id, hit.place) for hit in hits]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """Return one clinic for all; every test has a chart of its own."""
    made = make_clinic(tmp_path_factory.mktemp("clinic"))
    yield made.clinic
    made.clinic.close()


@pytest.fixture
def chart(shared: Clinic) -> Chart:
    """Return an open clinic with a new chart."""
    return shared, a_patient(shared)


def test_that_a_document_is_kept_as_it_came_with_a_title_made_of_its_name(chart: Chart) -> None:
    clinic, patient_id = chart
    number = filed(clinic, patient_id, topic="sleep", source="Sleep laboratory")
    content = documents.read_document(clinic, patient_id, number)
    assert content.data == REPORT
    value = content.document
    assert (value.title, value.topic, value.look) == ("sleep report", "sleep", LookState.WAITING)
    assert value.waits_for_review


def test_that_the_same_content_is_kept_once_per_chart_and_once_in_the_store(chart: Chart) -> None:
    clinic, patient_id = chart
    before = clinic.store.documents.names()
    first = filed(clinic, patient_id, b"once")
    again = documents.keep_document(clinic, patient_id, "other name.txt", b"once")
    other = filed(clinic, a_patient(clinic, family_name="Berg"), b"once")
    assert again.id == first != other
    assert not again.changes.nouns
    assert len(clinic.store.documents.names() - before) == 1


def test_that_a_document_entered_in_error_can_be_filed_anew(chart: Chart) -> None:
    clinic, patient_id = chart
    first = filed(clinic, patient_id)
    documents.retract_document(clinic, the_document(clinic, patient_id, first), "wrong chart")
    assert filed(clinic, patient_id) != first
    with pytest.raises(Invalid):
        documents.save_document(clinic, the_document(clinic, patient_id, first))


def test_that_what_is_never_filed_leaves_nothing_behind(chart: Chart) -> None:
    clinic, patient_id = chart
    before = clinic.store.documents.names()
    with pytest.raises(UnreadableInput, match="archive"):
        documents.keep_document(clinic, patient_id, "scan.pdf", b"PK\x03\x04rest")
    with pytest.raises(ExpectedError):
        documents.keep_document(clinic, 4711, "scan.txt", b"nobody's")
    assert clinic.store.documents.names() == before
    assert not documents.chart_documents(clinic, patient_id).documents


def test_that_only_what_is_said_of_a_document_can_be_changed(chart: Chart) -> None:
    clinic, patient_id = chart
    number = filed(clinic, patient_id)
    before = the_document(clinic, patient_id, number)
    documents.save_document(
        clinic,
        replace(
            before, title="Polysomnography", topic="trauma", kind=FiledKind.REPORT,
            dated_on=date(2026, 1, 2), size=1, document_id=99, filed_by="x",
        ),
    )  # fmt: skip
    after = the_document(clinic, patient_id, number)
    assert (after.title, after.topic, after.dated_on) == (
        "Polysomnography", "trauma", date(2026, 1, 2),
    )  # fmt: skip
    assert (after.size, after.document_id, after.filed_by) == (
        before.size, before.document_id, before.filed_by,
    )  # fmt: skip
    assert found_in(clinic, patient_id, "polysom") == [(number, 0)]


def test_that_a_look_is_kept_without_making_an_open_form_stale(chart: Chart) -> None:
    clinic, patient_id = chart
    number = filed(clinic, patient_id)
    opened = the_document(clinic, patient_id, number)
    document_looks.keep_look(clinic, patient_id, number, seen("one", "two"))
    documents.save_document(clinic, replace(opened, title="Renamed"))
    value = the_document(clinic, patient_id, number)
    assert (value.look, value.pages, value.title) == (LookState.SEEN, 2, "Renamed")
    assert number in documents.chart_documents(clinic, patient_id).pictures


def test_that_a_picture_that_is_not_what_was_asked_for_is_not_kept(chart: Chart) -> None:
    clinic, patient_id = chart
    number = filed(clinic, patient_id)
    wild = Seen(1, 100, 100, b"too few", ("text",))
    document_looks.keep_look(clinic, patient_id, number, wild)
    assert the_document(clinic, patient_id, number).look is LookState.REFUSED
    assert found_in(clinic, patient_id, "text") == []


def test_that_words_in_a_document_are_found_on_their_page_in_its_chart_only(chart: Chart) -> None:
    clinic, patient_id = chart
    number = filed(clinic, patient_id)
    other = a_patient(clinic, family_name="Berg")
    document_looks.keep_look(clinic, patient_id, number, seen("Nothing", "O'Neil's café at night"))
    assert found_in(clinic, patient_id, "CAFE nig") == [(number, 2)]
    assert found_in(clinic, patient_id, "o'neil") == [(number, 2)]
    assert found_in(clinic, patient_id, 'night"') == [(number, 2)]
    assert found_in(clinic, patient_id, "café missing") == []
    assert found_in(clinic, patient_id, " ' ") == []
    assert found_in(clinic, other, "cafe") == []
    hit = documents.find_in_documents(clinic, patient_id, "cafe")[0]
    assert "café at night" in hit.snippet.text


def test_that_a_document_entered_in_error_is_found_no_more(chart: Chart) -> None:
    clinic, patient_id = chart
    number = filed(clinic, patient_id)
    document_looks.keep_look(clinic, patient_id, number, seen("night"))
    documents.retract_document(clinic, the_document(clinic, patient_id, number), "wrong chart")
    document_looks.keep_look(clinic, patient_id, number, seen("night"))
    assert found_in(clinic, patient_id, "night") == []


def test_that_the_first_who_signs_off_counts_and_the_list_of_unreviewed_follows(
    chart: Chart,
) -> None:
    clinic, patient_id = chart
    number = filed(clinic, patient_id)
    assert waiting(clinic)[patient_id] == 1
    documents.review_document(clinic, patient_id, number)
    first = the_document(clinic, patient_id, number)
    documents.review_document(clinic, patient_id, number)
    assert the_document(clinic, patient_id, number) == first
    assert first.reviewed_by == clinic.session.user_name
    assert patient_id not in waiting(clinic)


def test_that_an_export_writes_the_file_and_records_the_disclosure_or_neither(
    chart: Chart, tmp_path: Path
) -> None:
    clinic, patient_id = chart
    number = filed(clinic, patient_id, title="Sleep report", dated_on=date(2026, 1, 2))
    told = Disclosure(
        patient_id, clinic.now(), "", "Dr. Okafor", "second opinion", "anything",
        basis=DisclosureBasis.TREATMENT,
    )  # fmt: skip
    nowhere = tmp_path / "no" / "copy.txt"
    with pytest.raises(ExpectedError):
        documents.export_document(clinic, patient_id, number, told, nowhere)
    with pytest.raises(Invalid):
        documents.export_document(
            clinic, patient_id, number, replace(told, recipient=" "), tmp_path / "copy.txt"
        )
    assert not (tmp_path / "copy.txt").exists()
    assert not charts.reload_chart(clinic, patient_id).disclosures
    documents.export_document(clinic, patient_id, number, told, tmp_path / "copy.txt")
    assert (tmp_path / "copy.txt").read_bytes() == REPORT
    (disclosed,) = charts.reload_chart(clinic, patient_id).disclosures
    assert disclosed.what == "Document “Sleep report” of Jan 2, 2026"


def test_that_a_folder_can_be_renamed_and_one_left_out_keeps_its_documents(chart: Chart) -> None:
    clinic, patient_id = chart
    number = filed(clinic, patient_id, topic="sleep")
    before = document_topics.document_topics(clinic)
    document_topics.rename_topics(clinic, before, [("anxiety", "Worry"), ("", "Court papers")])
    topics = documents.chart_documents(clinic, patient_id).topics
    assert [(t.key, t.label) for t in topics if not t.hidden] == [
        ("anxiety", "Worry"), ("court-papers", "Court papers"), ("general", "General"),
    ]  # fmt: skip
    assert the_document(clinic, patient_id, number).topic == "sleep"
    with pytest.raises(ExpectedError):
        document_topics.rename_topics(clinic, before, [("anxiety", "Again")])


def test_that_no_word_of_a_purged_chart_stays_in_the_index(chart: Chart) -> None:
    clinic, patient_id = chart
    number = filed(clinic, patient_id)
    other = a_patient(clinic, family_name="Berg")
    kept = filed(clinic, other, b"Another report")
    document_looks.keep_look(clinic, patient_id, number, seen("xylophonist"))
    with clinic.store.write() as work:
        purge.purge_chart(work.connection, patient_id)
        left = work.connection.exec_driver_sql("SELECT block FROM text_words_data").scalars().all()
        work.commit()
    assert not any(b"xylophonist" in block for block in left)
    assert found_in(clinic, other, "sleep report") == [(kept, 0)]


def test_that_documents_pictures_and_index_go_along_wherever_the_clinic_goes(
    made: MadeClinic, tmp_path: Path
) -> None:
    clinic = made.clinic
    patient_id, twin = a_patient(clinic), a_patient(clinic, family_name="Berg")
    number = filed(clinic, patient_id)
    document_looks.keep_look(clinic, patient_id, number, seen("slept", "xylophonist"))
    rotation.rotate_data_key(clinic)
    with clinic.store.write() as work:
        assert purge.move_records(work.connection, patient_id, twin)
        work.commit()
    assert holds_everything(clinic, twin, number)
    assert verification.verify_clinic(clinic).sound
    secret = ByPassphrase(USER, PASSPHRASE)
    backup = backups.create_backup(clinic, tmp_path / "a.pdbackup").path
    left = made.root.glob("**/*.sealed").__next__().parents[1] / "0.partial"
    left.write_bytes(b"half sealed when the program was killed")
    clinic.close()
    start_up.open_clinic(made.root, USER, PASSPHRASE).close()
    assert not left.exists()
    restores.restore_backup(backup, secret, tmp_path / "restored")
    salvage.salvage_clinic(made.root, USER, PASSPHRASE, tmp_path / "saved")
    for place in ("restored", "saved"):
        opened = start_up.open_clinic(tmp_path / place, USER, PASSPHRASE)
        assert holds_everything(opened, twin, number)
        opened.close()


def holds_everything(clinic: Clinic, patient_id: int, number: int) -> bool:
    """Return whether content, picture and index of a document are there."""
    found = documents.chart_documents(clinic, patient_id)
    return (
        documents.read_document(clinic, patient_id, number).data == REPORT
        and number in found.pictures
        and found_in(clinic, patient_id, "xylo") == [(number, 2)]
    )
