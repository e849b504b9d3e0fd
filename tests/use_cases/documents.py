"""Calls about documents filed in charts."""

from __future__ import annotations

from functools import partial

from practice_desk.domain.disclosure import Disclosure, DisclosureBasis
from practice_desk.domain.document_file import Seen
from practice_desk.domain.filed_document import FiledDocument
from practice_desk.domain.permission import Operation
from practice_desk.services import (
    document_import,
    document_looks,
    document_topics,
    documents,
    first_looks,
    texts,
)
from tests.stage import Call, Stage, UseCases

_OP = Operation
SCAN = b"Discharge summary\nSlept four hours a night."


def _filed(stage: Stage) -> int:
    return documents.keep_document(stage.clinic, stage.patient_id, "scan.txt", SCAN).id


def _value(stage: Stage) -> FiledDocument:
    number = _filed(stage)
    found = documents.chart_documents(stage.clinic, stage.patient_id).documents
    return next(each for each in found if each.id == number)


def _export(stage: Stage) -> Call:
    told = Disclosure(
        stage.patient_id, stage.clinic.now(), "", "Dr. Okafor", "second opinion", "",
        basis=DisclosureBasis.TREATMENT,
    )  # fmt: skip
    target = stage.clinic.folder.root.parent / "copy.txt"
    return partial(
        documents.export_document, stage.clinic, stage.patient_id, _filed(stage), told, target
    )


def _rename(stage: Stage) -> Call:
    before = document_topics.document_topics(stage.clinic)
    return partial(document_topics.rename_topics, stage.clinic, before, [("", "Court papers")])


def _import(stage: Stage) -> Call:
    source = stage.clinic.folder.root.parent / "scan.txt"
    source.write_bytes(SCAN)
    return partial(document_import.import_documents, stage.clinic, stage.patient_id, [source])


def _scans(stage: Stage) -> Call:
    source = stage.clinic.folder.root.parent / "scan.txt"
    source.write_bytes(SCAN)
    return partial(document_import.file_scans, stage.clinic, stage.patient_id, [source])


DOCUMENTS: UseCases = {
    "documents.keep_document": (
        _OP.FILE_DOCUMENT,
        lambda s: partial(documents.keep_document, s.clinic, s.patient_id, "scan.txt", SCAN),
    ),
    "documents.chart_documents": (
        _OP.VIEW_CHART,
        lambda s: partial(documents.chart_documents, s.clinic, s.patient_id),
    ),
    "documents.read_document": (
        _OP.VIEW_CHART,
        lambda s: partial(documents.read_document, s.clinic, s.patient_id, _filed(s)),
    ),
    "documents.save_document": (
        _OP.FILE_DOCUMENT,
        lambda s: partial(documents.save_document, s.clinic, _value(s)),
    ),
    "documents.saved_document": (
        _OP.VIEW_CHART,
        lambda s: partial(documents.saved_document, s.clinic, _value(s)),
    ),
    "documents.review_document": (
        _OP.REVIEW_DOCUMENT,
        lambda s: partial(documents.review_document, s.clinic, s.patient_id, _filed(s)),
    ),
    "documents.retract_document": (
        _OP.FILE_DOCUMENT,
        lambda s: partial(documents.retract_document, s.clinic, _value(s), "wrong chart"),
    ),
    "texts.find_texts": (
        _OP.SEARCH_TEXTS,
        lambda s: partial(texts.find_texts, s.clinic, "slept"),
    ),
    "documents.find_in_documents": (
        _OP.VIEW_CHART,
        lambda s: partial(documents.find_in_documents, s.clinic, s.patient_id, "slept"),
    ),
    "documents.export_document": (_OP.EXPORT_DOCUMENT, _export),
    "documents.unreviewed_documents": (
        _OP.LIST_DOCUMENTS,
        lambda s: partial(documents.unreviewed_documents, s.clinic),
    ),
    "document_looks.keep_look": (
        _OP.FILE_DOCUMENT,
        lambda s: partial(
            document_looks.keep_look,
            s.clinic,
            s.patient_id,
            _filed(s),
            Seen(1, 1, 1, b"\0\0\0", ("Slept four hours a night.",)),
        ),
    ),
    "document_looks.look_into_waiting": (
        _OP.FILE_DOCUMENT,
        lambda s: partial(document_looks.look_into_waiting, s.clinic, s.patient_id),
    ),
    "document_import.import_documents": (_OP.FILE_DOCUMENT, _import),
    "document_import.file_scans": (_OP.FILE_SCANS, _scans),
    "first_looks.may_be_unreviewed": (
        _OP.LIST_DOCUMENTS,
        lambda s: partial(first_looks.may_be_unreviewed, s.clinic),
    ),
    "document_topics.document_topics": (
        _OP.VIEW_CLINIC,
        lambda s: partial(document_topics.document_topics, s.clinic),
    ),
    "document_topics.rename_topics": (_OP.EDIT_CLINIC, _rename),
}
