"""Messages inside the clinic, what was said and done about them, and the queues."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, func, or_, select, update

from practice_desk.domain.message import Message
from practice_desk.domain.message_entry import DETAILS, Details, MessageEntry, MessageRead
from practice_desk.domain.message_owner import MessageQueue
from practice_desk.storage.message_rows import (
    MESSAGE,
    MESSAGE_ENTRY,
    MESSAGE_QUEUE,
    MESSAGE_READ,
)
from practice_desk.storage.records import Records

_IS = "is"
"""The kind within the stored details, by which they are read back."""


def _details_out(details: Details) -> dict[str, Any]:
    kind = next(kind for kind, made in DETAILS.items() if made is type(details))
    return {_IS: kind, **msgspec.to_builtins(details)}


def _details_in(plain: dict[str, Any]) -> Details:
    given = {name: value for name, value in plain.items() if name != _IS}
    found: Details = msgspec.convert(given, DETAILS[plain[_IS]])
    return found


class MessageEntries(Records[MessageEntry]):
    """The entries of messages in the order in which they were recorded."""

    def __init__(self) -> None:
        super().__init__(
            "entry of a message",
            MessageEntry,
            MESSAGE_ENTRY,
            codecs={"details": (_details_out, _details_in)},
            derived=lambda entry: {"kind": entry.kind},
        )
        self._of_message = self.prepare(MESSAGE_ENTRY.c.message_id == bindparam("message_id"))

    def of_message(self, connection: Connection, message_id: int) -> list[MessageEntry]:
        """Return the thread of one message."""
        return self._of_message.all(connection, message_id=message_id)


class Messages(Records[Message]):
    """The messages in the order in which they were sent."""

    def __init__(self) -> None:
        super().__init__("message", Message, MESSAGE, derived=lambda _message: {"is_open": True})
        entries = MESSAGE_ENTRY.c
        self._open = self.prepare(MESSAGE.c.is_open.is_(True))
        self._ended = self.prepare(
            MESSAGE.c.is_open.is_(False),
            or_(
                MESSAGE.c.patient_id.is_(None),
                select(entries.id)
                .where(entries.message_id == MESSAGE.c.id, entries.id >= bindparam("first"))
                .correlate(MESSAGE)
                .exists(),
            ),
        )

    def open(self, connection: Connection) -> list[Message]:
        """Return the messages that somebody still has to see to."""
        return self._open.all(connection)

    def ended(self, connection: Connection, first: int) -> list[Message]:
        """Return the messages that are over and have an entry from the id *first* on.

        Those about the office, which are in no chart, are all of them there.
        """
        return self._ended.all(connection, first=first)

    def mark(self, connection: Connection, message_id: int, *, is_open: bool) -> None:
        """Keep whether somebody has to see to a message; the caller has worked it out."""
        statement = update(MESSAGE).where(MESSAGE.c.id == message_id).values(is_open=is_open)
        connection.execute(statement)


class MessageReads(Records[MessageRead]):
    """How far people were shown messages."""

    def __init__(self) -> None:
        super().__init__("mark of having read", MessageRead, MESSAGE_READ)

    def marks(self, connection: Connection, user_name: str) -> dict[int, int]:
        """Return by message the newest entry that this person was shown."""
        marks = MESSAGE_READ.c
        found = select(marks.message_id, func.max(marks.entry_id)).where(
            marks.user_name == user_name
        )
        rows = connection.execute(found.group_by(marks.message_id)).all()
        return {int(message): int(entry) for message, entry in rows}


messages = Messages()
message_entries = MessageEntries()
message_reads = MessageReads()
message_queues: Records[MessageQueue] = Records(
    "queue",
    MessageQueue,
    MESSAGE_QUEUE,
    codecs={"members": (list, tuple)},
    order_by=("name", "id"),
)
_queues = message_queues.prepare()


def all_queues(connection: Connection) -> list[MessageQueue]:
    """Return every queue by name, also those that are no longer used."""
    return _queues.all(connection)


def entries_since(connection: Connection, moment: datetime) -> int:
    """Return the id of the first entry recorded at *moment* (aware) or later, one beyond the last
    where there is none. Entries are numbered as they are recorded."""
    later = select(func.min(MESSAGE_ENTRY.c.id)).where(MESSAGE_ENTRY.c.recorded_at >= moment)
    found: int | None = connection.execute(later).scalar()
    last = select(func.max(MESSAGE_ENTRY.c.id))
    return found if found is not None else (connection.execute(last).scalar() or 0) + 1
