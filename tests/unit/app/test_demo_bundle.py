"""The bundle that the tour imports."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from io import BytesIO

from practice_desk.app.demo.bundle import BUNDLE_KEPT_ASIDE, BUNDLE_PATIENTS, demo_bundle
from practice_desk.exchange.fhir.bundle import Entry, read_entries
from practice_desk.exchange.fhir.filing import Filing
from practice_desk.exchange.fhir.keep_aside import KeepAside
from practice_desk.exchange.fhir.references import References
from practice_desk.exchange.fhir.resources import read_person, read_record, valid_resource

NOW = datetime(2025, 11, 3, 12, tzinfo=UTC)


def test_that_the_bundle_holds_what_the_tour_shows():
    with demo_bundle() as path:
        entries = list(read_entries(BytesIO(path.read_bytes())))
    kinds = Counter(entry.resource_type for entry in entries)
    assert kinds["Patient"] == BUNDLE_PATIENTS
    assert len(entries) >= 55
    assert len({(entry.resource_type, entry.resource_id) for entry in entries}) == len(entries)
    refused = [entry.resource_id for entry in entries if not _is_filed(entry)]
    assert refused == ["ds-weight-bad", "ds-claim"]
    assert len(refused) == BUNDLE_KEPT_ASIDE


def _is_filed(entry: Entry) -> bool:
    filing = Filing(1, NOW, NOW.date(), "ana.berg", References())
    try:
        resource = valid_resource(entry)
        if entry.resource_type == "Patient":
            read_person(resource, filing)
        else:
            read_record(resource, filing)
    except KeepAside:
        return False
    return True
