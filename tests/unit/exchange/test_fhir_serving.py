"""The reading process seen from outside: requests in, answers out."""

from __future__ import annotations

import json
import random
import subprocess
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from practice_desk.exchange.fhir import serving
from practice_desk.exchange.fhir.messages import (
    Answer,
    Failed,
    Finished,
    Found,
    NewScope,
    Piece,
    Read,
    Wanted,
    decode_answer,
    encode,
)
from practice_desk.exchange.fhir.reader import TASK
from practice_desk.exchange.frames import MAX_FRAME
from practice_desk.exchange.own_process import own_command
from tests import fhir_samples as sample

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ALL = Read(patients=False, by_lines=False, now=NOW, today=NOW.date(), user_name="ana.berg")
PATIENTS = Read(patients=True, by_lines=False, now=NOW, today=NOW.date(), user_name="ana.berg")


class Conversation:
    """Whoever asks: sends each request with its file, and hands out the file when asked."""

    def __init__(self, *readings: tuple[Read | NewScope, bytes], piece: int = 1 << 16) -> None:
        self.readings = list(readings)
        self.rest = b""
        self.piece = piece
        self.answers: list[Answer] = []

    def receive(self) -> bytes | None:
        if self.answers and isinstance(self.answers[-1], Wanted):
            part, self.rest = self.rest[: self.piece], self.rest[self.piece :]
            return encode(Piece(part))
        if not self.readings:
            return None
        request, self.rest = self.readings.pop(0)
        return encode(request)

    def send(self, message: bytes) -> None:
        assert len(message) <= MAX_FRAME
        self.answers.append(decode_answer(message))

    @property
    def found(self) -> list[Found]:
        return [answer for answer in self.answers if isinstance(answer, Found)]


def ask(*readings, piece=1 << 16):
    conversation = Conversation(*readings, piece=piece)
    serving.answer_all(conversation.receive, conversation.send)
    return conversation


def as_bytes(content):
    return json.dumps(content).encode()


def test_that_each_reading_gives_its_resources_and_finishes():
    content = as_bytes(sample.everything())
    talk = ask((PATIENTS, content), (ALL, content), piece=100)
    assert [found.resource_type for found in talk.found] == [
        "Patient", "Condition", "AllergyIntolerance", "MedicationRequest", "Observation",
        "Encounter",
    ]  # fmt: skip
    assert [a for a in talk.answers if isinstance(a, Finished)] == [Finished(6), Finished(6)]
    person, *others = talk.found
    assert person.person is not None
    assert person.keys == ("Patient/p1",)
    assert all(found.record is not None for found in others)
    assert {found.subject for found in others} == {"Patient/p1"}


def test_that_numbers_and_times_arrive_exactly():
    quantity = {"value": 92.5, "unit": "kg"}
    weight = as_bytes(
        sample.bundle(sample.observation(valueQuantity=quantity, effectiveDateTime="1950-02-03"))
    ).replace(b"92.5", b"92.500")
    (found,) = ask((ALL, weight)).found
    assert found.observation is not None
    assert str(found.observation.value) == "92.500"
    assert isinstance(found.observation.value, Decimal)
    assert found.observation.observed_at.astimezone().date().isoformat() == "1950-02-03"


def test_that_names_reach_to_the_end_of_a_scope_and_no_further():
    drug = {"resourceType": "Medication", "id": "m", "code": {"text": "Sertraline"}}
    order = sample.medication_request(medicationReference={"reference": "Medication/m"})
    del order["medicationCodeableConcept"]
    first, second = as_bytes(sample.bundle(drug)), as_bytes(sample.bundle(order))
    known, unknown = (
        ask((PATIENTS, first), *between, (ALL, second)).found[-1]
        for between in ([], [(NewScope(), b"")])
    )
    assert known.medication is not None
    assert known.medication.source_text == "Sertraline"
    assert unknown.unfit == "It does not say which medication."


def test_that_where_a_file_breaks_off_is_told():
    content = as_bytes(sample.everything())[:-400]
    finished = ask((ALL, content)).answers[-1]
    assert isinstance(finished, Finished)
    assert finished.problem == "The file ends in the middle."
    assert finished.entries > 0


def test_that_a_record_too_large_for_a_message_is_refused_alone():
    part = {"code": {"text": "x" * 280}, "valueString": "y" * 1900}
    huge = sample.observation("huge", component=[part] * 600)
    first, second = ask((ALL, as_bytes(sample.bundle(huge, sample.condition())))).found
    assert (first.refused, first.record) == ("It is larger than a record can be.", None)
    assert second.condition is not None


def test_that_an_unforeseen_failure_is_told_without_any_value(monkeypatch):
    def stumbles(*_):
        raise KeyError("Ramón Gálvez")

    monkeypatch.setattr(serving, "read_record", stumbles)
    talk = ask((ALL, as_bytes(sample.everything())), (ALL, b"{}"))
    failed = talk.answers[-1]
    assert isinstance(failed, Failed)
    assert failed.where.startswith("KeyError at ")
    assert "lvez" not in failed.where
    assert talk.readings  # and nothing more is read


def test_that_lack_of_memory_is_told(monkeypatch):
    def starves(*_):
        raise MemoryError

    monkeypatch.setattr(serving, "read_record", starves)
    assert ask((ALL, as_bytes(sample.everything()))).answers[-1] == Failed(out_of_memory=True)


def test_that_it_ends_with_whoever_started_it():
    ended = subprocess.run(own_command(TASK), input=b"", capture_output=True, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


_JUNK = [
    b"\x00", b'"', b"\\", b"[", b"]", b"{", b"}", b",", b":", b"null", b"1e999", b"-", b"\xff",
    b"\\ud83d", b"9" * 40, b'"resourceType"', b'"Patient"', b"true", b"\xef\xbb\xbf",
]  # fmt: skip


@pytest.mark.parametrize("by_lines", [False, True])
def test_that_no_damage_to_a_file_is_unforeseen(by_lines):
    choose = random.Random(by_lines)
    whole = sample.everything()
    separator = "\n" if by_lines else None
    text = (
        separator.join(json.dumps(entry["resource"]) for entry in whole["entry"])
        if separator
        else json.dumps(whole)
    ).encode()
    for _ in range(300):
        spoiled = bytearray(text)
        for _ in range(choose.choice((1, 3, 20))):
            place = choose.randrange(len(spoiled))
            spoiled[place : place + choose.randrange(6)] = choose.choice(_JUNK)
        request = Read(
            patients=choose.random() < 0.3, by_lines=by_lines, now=NOW, today=NOW.date(),
            user_name="ana.berg",
        )  # fmt: skip
        talk = ask((request, bytes(spoiled)), piece=choose.choice((7, 1 << 16)))
        assert isinstance(talk.answers[-1], Finished), (talk.answers[-1], bytes(spoiled))
