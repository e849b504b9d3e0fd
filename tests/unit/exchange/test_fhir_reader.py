"""Reading in another process: what it finds, and what is said when it is lost."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from practice_desk.exchange.fhir import reader as reading
from practice_desk.exchange.fhir.messages import Failed, Finished, Found, Read, Wanted, encode
from practice_desk.exchange.fhir.reader import BreaksOff, FhirReader, ReaderLost
from practice_desk.exchange.own_process import HelperEnded

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ALL = Read(patients=False, by_lines=False, now=NOW, today=NOW.date(), user_name="ana.berg")


class Scripted:
    """A helper that answers what it was told to, whatever it is sent."""

    def __init__(self, *answers):
        self.answers = [a if isinstance(a, bytes) else encode(a) for a in answers]
        self.closed = False

    def send(self, message):
        assert not self.closed

    def receive(self):
        if not self.answers:
            raise HelperEnded
        return self.answers.pop(0)

    def close(self):
        self.closed = True


@pytest.fixture
def read(monkeypatch):
    """Read a file of 100 bytes with a scripted helper; give what was found, the error, it."""

    def run(*answers):
        helper = Scripted(*answers)
        monkeypatch.setattr(reading, "start_process", lambda _waiting: helper)
        found = []
        try:
            for each in FhirReader(lambda: None).read(io.BytesIO(bytes(100)), ALL):
                found.append(each.position)  # noqa: PERF401 - it must survive the failure
        except (BreaksOff, ReaderLost) as error:
            return found, error, helper
        return found, None, helper

    return run


def test_that_what_is_found_arrives_and_the_process_stays(read):
    found, error, helper = read(Wanted(), Found(1), Found(2), Wanted(), Finished(2))
    assert (found, error, helper.closed) == ([1, 2], None, False)


def test_that_a_file_that_breaks_off_keeps_the_process(read):
    found, error, helper = read(Wanted(), Found(1), Finished(1, "It is cut.", "Ask again."))
    assert found == [1]
    assert (str(error), error.entries, helper.closed) == ("It is cut. Ask again.", 1, False)


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [b""],
        [b"\xc1"],
        [Found(1)],
        [Wanted(), Found(1), Found(1)],
        [Wanted(), Found(101)],
        [Wanted(), Found(0)],
        [Wanted(), Wanted(), Wanted()],
        [Read(False, False, NOW, NOW.date(), "")],
        [b"\x83\xa4type\xa5Found\xa8position\x01\xa9condition\x81\xaapatient_id\xa1x"],
        [Failed(where="KeyError at somewhere:1")],
    ],
    ids=[
        "it is gone", "an empty message", "no message", "more than it was given", "the same again",
        "a place beyond the file", "no place", "asking after the end", "a request",
        "a record of another shape", "it failed",
    ],
)  # fmt: skip
def test_that_a_process_gone_wrong_is_one_sentence_and_ended(read, answers):
    _, error, helper = read(*answers)
    assert isinstance(error, ReaderLost)
    assert error.sentence == "The file was not read to its end: reading it failed."
    assert error.next_step.startswith("What was finished is kept.")
    assert helper.closed


def test_that_too_little_memory_is_told_as_that(read):
    _, error, _ = read(Wanted(), Failed(out_of_memory=True))
    assert "too much memory" in error.sentence


def test_that_a_failure_of_the_process_is_logged(read, caplog):
    read(Failed(where="KeyError at practice_desk.exchange.fhir.patient:1"))
    assert "KeyError at practice_desk.exchange.fhir.patient:1" in caplog.text


def test_that_the_process_is_ended_when_nobody_reads_on(monkeypatch):
    helper = Scripted(Wanted(), Found(1), Found(2), Finished(2))
    monkeypatch.setattr(reading, "start_process", lambda _waiting: helper)
    found = FhirReader(lambda: None).read(io.BytesIO(bytes(100)), ALL)
    next(found)
    found.close()
    assert helper.closed


def test_that_a_new_process_takes_over_after_a_loss(monkeypatch):
    helpers = [Scripted(), Scripted(Wanted(), Found(1), Finished(1))]
    monkeypatch.setattr(reading, "start_process", lambda _waiting: helpers.pop(0))
    reader = FhirReader(lambda: None)
    with pytest.raises(ReaderLost):
        list(reader.read(io.BytesIO(b"{}"), ALL))
    reader.begin_scope()
    assert [found.position for found in reader.read(io.BytesIO(b"{}"), ALL)] == [1]


def test_that_importing_leaves_what_parses_to_the_other_process():
    code = (
        "import sys, practice_desk.services.imports;"
        "print(sorted({'ijson', 'pydantic', 'fhir', 'fhir_core'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, check=True)
    assert loaded.stdout.strip() == b"[]"
