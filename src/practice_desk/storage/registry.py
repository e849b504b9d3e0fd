"""Documents, letters, disclosures, accounts and settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from practice_desk.domain.account import Account, Role
from practice_desk.domain.disclosure import Disclosure, DisclosureBasis
from practice_desk.domain.document import Document
from practice_desk.domain.errors import StaleRecord
from practice_desk.domain.letter import Letter
from practice_desk.storage.record_rows import (
    ACCOUNT,
    DISCLOSURE,
    DOCUMENT,
    LETTER,
    SETTING,
)
from practice_desk.storage.records import Records


def _roles_out(roles: frozenset[Role]) -> str:
    return " ".join(sorted(roles))


def _roles_in(text: str) -> frozenset[Role]:
    return frozenset(Role(word) for word in text.split())


def _basis_out(basis: DisclosureBasis | None) -> str:
    return "" if basis is None else str(basis)


def _basis_in(text: str) -> DisclosureBasis | None:
    return DisclosureBasis(text) if text else None


class Accounts(Records[Account]):
    """The people who may unlock the clinic."""

    def __init__(self) -> None:
        super().__init__("account", Account, ACCOUNT, codecs={"roles": (_roles_out, _roles_in)})
        self._by_user_name = self.prepare(ACCOUNT.c.user_name == bindparam("user_name"))
        self._all = self.prepare()

    def by_user_name(self, connection: Connection, user_name: str) -> Account | None:
        """Return the account with that user name, or None."""
        return self._by_user_name.first(connection, user_name=user_name)

    def listed(self, connection: Connection) -> list[Account]:
        """Return all accounts, the closed ones too."""
        return self._all.all(connection)

    def names(self, connection: Connection) -> dict[str, str]:
        """Return everybody's name by user name."""
        return {each.user_name: each.display_name for each in self.listed(connection)}


class Documents(Records[Document]):
    """The files kept beside the database."""

    def __init__(self) -> None:
        super().__init__("document", Document, DOCUMENT)
        self._all = self.prepare()
        self._by_sealed_name = self.prepare(
            self.table.c.sealed_name == bindparam("sealed_name"), limit=1
        )

    def listed(self, connection: Connection) -> list[Document]:
        """Return every document of the clinic."""
        return self._all.all(connection)

    def rename_sealed(self, connection: Connection, names: dict[int, str]) -> None:
        """Give documents, by id, the file names that they have under another key."""
        if names:
            connection.execute(
                update(self.table)
                .where(self.table.c.id == bindparam("document"))
                .values(sealed_name=bindparam("name")),
                [{"document": number, "name": name} for number, name in names.items()],
            )

    def by_sealed_name(self, connection: Connection, sealed_name: str) -> Document | None:
        """Return a document with the same content, or None."""
        return self._by_sealed_name.first(connection, sealed_name=sealed_name)


class Letters(Records[Letter]):
    """The letters that left the application, in the order in which they did."""

    def __init__(self) -> None:
        super().__init__(
            "letter",
            Letter,
            LETTER,
            codecs={"event_ids": (list, tuple)},
            order_by=("made_at", "id"),
        )
        self._by_code = self.prepare(self.table.c.code == bindparam("code"))
        self._waiting = self.prepare(self.table.c.waits.is_(True))
        self._from = self.prepare(self.table.c.id >= bindparam("first"))

    def by_code(self, connection: Connection, code: str) -> Letter | None:
        """Return the letter with that number, or None."""
        return self._by_code.first(connection, code=code)

    def codes(self, connection: Connection) -> list[str]:
        """Return the number of every letter."""
        return list(connection.execute(select(self.table.c.code)).scalars())

    def waiting(self, connection: Connection) -> list[Letter]:
        """Return the letters of all charts about which somebody waits for something."""
        return self._waiting.all(connection)

    def events_told(self, connection: Connection) -> frozenset[int]:
        """Return the ids of the plan events that the letters of all charts told of."""
        told = connection.execute(select(self.table.c.event_ids)).scalars()
        return frozenset(event_id for ids in told for event_id in ids)

    def first_since(self, connection: Connection, moment: datetime) -> int:
        """Return the id of the first letter made at *moment* (aware) or later, one beyond the last
        where there is none. Letters are numbered as they are made."""
        later = select(func.min(self.table.c.id)).where(self.table.c.made_at >= moment)
        last = select(func.max(self.table.c.id))
        found: int | None = connection.execute(later).scalar()
        return found if found is not None else (connection.execute(last).scalar() or 0) + 1

    def beginning_with(self, connection: Connection, first: int) -> list[Letter]:
        """Return the letters of all charts from the id *first* on."""
        return self._from.all(connection, first=first)

    def mark(self, connection: Connection, letter_id: int, *, waits: bool) -> None:
        """Keep whether somebody waits for something about a letter; the caller knows why."""
        statement = update(self.table).where(self.table.c.id == letter_id).values(waits=waits)
        connection.execute(statement)


def setting(connection: Connection, key: str) -> tuple[Any, int]:
    """Return a setting's plain value and version; (None, 0) where it was never set."""
    row = connection.execute(
        select(SETTING.c.value, SETTING.c.version).where(SETTING.c.key == key)
    ).first()
    return (None, 0) if row is None else (row.value, row.version)


def put_setting(connection: Connection, key: str, value: object, version: int) -> None:
    """Write a setting read at *version* (0: never set). Raises StaleRecord."""
    if version == 0:
        connection.execute(insert(SETTING), {"key": key, "value": value, "version": 1})
        return
    statement = update(SETTING).where(SETTING.c.key == key, SETTING.c.version == version)
    if connection.execute(statement, {"value": value, "version": version + 1}).rowcount != 1:
        raise StaleRecord("setting")


def next_number(connection: Connection, counter: str) -> int:
    """Return the next number of a counter, starting at 1."""
    value, version = setting(connection, counter)
    number = int(value or 0) + 1
    put_setting(connection, counter, number, version)
    return number


accounts = Accounts()
documents = Documents()
letters = Letters()
disclosures: Records[Disclosure] = Records(
    "disclosure",
    Disclosure,
    DISCLOSURE,
    codecs={"basis": (_basis_out, _basis_in)},
    order_by=("disclosed_at", "id"),
)
