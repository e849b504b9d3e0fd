"""What all tables share: naming of constraints and the column types.

Types are strict on every database: text lengths are checked by constraint (SQLite would accept
any length), times are UTC, numbers that matter clinically are exact.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, Dialect, MetaData, String, Text
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


metadata = MetaData(naming_convention=NAMING)
"""Every table; what migrations are compared with."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored as UTC. A naive time is a bug and raises ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs its zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored time its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class ExactNumber(TypeDecorator[Decimal]):
    """A Decimal kept as its own text, so that no digit is gained or lost."""

    impl = String(60)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write the digits as they are."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Read the digits as they are."""
        return None if value is None else Decimal(value)


class PlainJson(TypeDecorator[Any]):
    """Plain data (dicts, lists, text, whole numbers) as compact JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Write compact JSON with real characters."""
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        """Read the JSON back."""
        return None if value is None else json.loads(value)


def text_column(
    name: str, length: int, *, unique: bool = False, default: str | None = None
) -> Column[str]:
    """Declare a text column that refuses more than *length* characters on every database.

    *default* is what rows get that are there when the column is added to a released table.
    """
    return Column(
        name,
        String(length),
        CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length"),
        nullable=False,
        unique=unique,
        server_default=default,
    )
