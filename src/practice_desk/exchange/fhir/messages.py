"""What the import and its reading process say to each other, in MessagePack, checked on arrival."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.condition import Condition
from practice_desk.domain.encounter import Encounter
from practice_desk.domain.observation import Observation
from practice_desk.exchange.fhir.records import ReadPatient, Record, ReportedMedication


class _Message(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """Every message says which one it is."""


class NewScope(_Message, frozen=True):
    """Forget the names that resources were called by: the next files have nothing to do with them.

    A request without an answer.
    """


class Read(_Message, frozen=True):
    """Read one file: its `patients`, learning all names, or everything else.

    The answers are any number of `Wanted` and `Found`, then `Finished`. `now` (aware), `today` and
    `user_name` are what records get that their source does not date.
    """

    patients: bool
    by_lines: bool
    now: datetime
    today: date
    user_name: str


class Piece(_Message, frozen=True):
    """The next bytes of the file, after `Wanted`; none at its end."""

    data: bytes


class Wanted(_Message, frozen=True):
    """The reading process waits for a `Piece`."""


class Found(_Message, frozen=True):
    """One resource: what it is, and either a record or why there is none.

    `position` counts from 1 within the file. `resource_id` may be empty, `fingerprint` is where the
    entry holds no resource. `keys` is what references call a patient, `subject` is whom another
    resource is about, or empty. `refused` says why it is no resource of a kind we keep, `unfit` why
    it can't become a record. A record has the `patient_id` 0.
    """

    position: int
    resource_type: str = ""
    resource_id: str = ""
    fingerprint: str = ""
    keys: tuple[str, ...] = ()
    subject: str = ""
    refused: str = ""
    unfit: str = ""
    person: ReadPatient | None = None
    condition: Condition | None = None
    allergy: AllergyIntolerance | None = None
    medication: ReportedMedication | None = None
    observation: Observation | None = None
    encounter: Encounter | None = None

    @property
    def record(self) -> Record | None:
        """What the resource becomes in a chart."""
        return (
            self.observation or self.condition or self.medication or self.encounter or self.allergy
        )

    def with_record(self, record: Record) -> Found:
        """Return it with *record*."""
        return msgspec.structs.replace(self, **{_FIELDS[type(record)]: record})


_FIELDS: dict[type, str] = {
    AllergyIntolerance: "allergy",
    Condition: "condition",
    Encounter: "encounter",
    Observation: "observation",
    ReportedMedication: "medication",
}


class Finished(_Message, frozen=True):
    """The file was read: to its end, or to where it can't be read on and why.

    `entries` is how many there were until then, those of the other reading included.
    """

    entries: int
    problem: str = ""
    next_step: str = ""


class Failed(_Message, frozen=True):
    """The last message: the reading process can't go on. `where` names kind and place of a bug."""

    out_of_memory: bool = False
    where: str = ""


Request = NewScope | Read | Piece
Answer = Wanted | Found | Finished | Failed

BrokenMessage = msgspec.MsgspecError
"""Raised for bytes that are no message."""

encode = msgspec.msgpack.Encoder().encode
decode_request = msgspec.msgpack.Decoder(Request).decode
decode_answer = msgspec.msgpack.Decoder(Answer).decode
