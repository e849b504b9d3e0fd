"""Alembic's entry: runs on the live connection that the program hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from practice_desk.storage.dialects.sqlite import SEARCH_TABLES
from practice_desk.storage.rows import metadata


def include_name(name: str | None, kind: str, parent_names: object) -> bool:
    """Leave the full-text tables and their shadows out of comparisons."""
    return not (kind == "table" and name is not None and name.startswith(SEARCH_TABLES))


def applied(**_facts: object) -> None:
    """Tell the program that one more revision is applied."""
    told = context.config.attributes.get("applied")
    if told is not None:
        told()


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    include_name=include_name,
    compare_type=True,
    on_version_apply=applied,
)
context.run_migrations()
