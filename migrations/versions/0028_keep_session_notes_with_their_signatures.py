"""Keep session notes as drafts, in sections, with the signatures under them."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_OLD = "note_before"
_KIND = """CASE kind WHEN 'medication visit' THEN 'medication'
    WHEN 'therapy session' THEN 'session' WHEN 'call' THEN 'telephone' ELSE 'other' END"""
_COPIED = f"""
INSERT INTO note (id, version, patient_id, kind, format, seen_on, sections, author, recorded_at,
    begun_at, modality, participants, codes, state, addendum_to_id, amendment_reason,
    retracted_reason)
SELECT id, version, patient_id, {_KIND}, 'narrative', seen_on, '[]', author, recorded_at,
    recorded_at, '', '', '[]', 'signed', addendum_to_id, '', retracted_reason
FROM {_OLD}
"""  # constants of this file
_SIGNED = """
INSERT INTO note_signature (patient_id, note_id, signed_by, signed_at, meaning, name, credentials,
    sha256)
SELECT patient_id, id, author, recorded_at, 'author', '', '', '' FROM note ORDER BY id
"""


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _refers(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))


def upgrade() -> None:
    """Apply. Earlier notes were signed when saved; nobody took a hash of them, so none is made."""
    for name in ("patient_id", "addendum_to_id"):
        op.drop_index(op.f(f"ix_note_{name}"), "note")
    op.rename_table("note", _OLD)
    _create_notes()
    _create_signatures()
    op.execute(_COPIED)
    _move_texts()
    op.execute(_SIGNED)
    op.drop_table(_OLD)
    _take_over_drafts()
    with op.batch_alter_table("account") as batch:
        batch.add_column(sa.Column("supervisor", sa.String(64), nullable=False, server_default=""))
        batch.create_check_constraint("supervisor_length", "length(supervisor) <= 64")


def _create_notes() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("kind", 30),
        _text("format", 20),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        _text("author", 64),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("therapy_minutes", sa.Integer(), nullable=True),
        _text("modality", 20),
        _text("participants", 300),
        sa.Column("group_size", sa.Integer(), nullable=True),
        sa.Column("codes", sa.Text(), nullable=False),
        _text("state", 20),
        sa.Column("addendum_to_id", sa.Integer(), nullable=True),
        sa.Column("amends_id", sa.Integer(), nullable=True),
        _text("amendment_reason", 500),
        _text("retracted_reason", 500),
        _refers("note", "patient_id", "patient"),
        _refers("note", "addendum_to_id", "note"),
        _refers("note", "amends_id", "note"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    for name in ("patient_id", "addendum_to_id", "amends_id", "state"):
        op.create_index(op.f(f"ix_note_{name}"), "note", [name])


def _create_signatures() -> None:
    table = "note_signature"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        _text("signed_by", 64),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        _text("meaning", 20),
        _text("name", 250),
        _text("credentials", 80),
        _text("sha256", 64),
        _refers(table, "patient_id", "patient"),
        _refers(table, "note_id", "note"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name in ("patient_id", "note_id"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _move_texts() -> None:
    connection = op.get_bind()
    for number, text in connection.execute(sa.text(f"SELECT id, text FROM {_OLD}")).all():
        part = {"text": text, "origin": "typed", "source": "", "of": None, "edited": False}
        sections = [{"key": "note", "title": "Note", "parts": [part], "approach": ""}]
        connection.execute(
            sa.text("UPDATE note SET sections = :sections WHERE id = :id"),
            {
                "id": number,
                "sections": json.dumps(sections, ensure_ascii=False, separators=(",", ":")),
            },
        )


def _take_over_drafts() -> None:
    """Make drafts of notes of what was typed into the former form and not signed."""
    connection = op.get_bind()
    kept = connection.execute(
        sa.text("SELECT id, patient_id, body, user_name, kept_at FROM draft WHERE kind = 'note'")
    ).all()
    for number, patient_id, body, user_name, kept_at in kept:
        found = json.loads(body)
        text = found.get("state", {}).get("text")
        if patient_id is None or not isinstance(text, str):
            continue
        part = {"text": text, "origin": "typed", "source": "", "of": None, "edited": False}
        sections = [{"key": "note", "title": "Note", "parts": [part], "approach": ""}]
        connection.execute(
            sa.text(
                "INSERT INTO note (version, patient_id, kind, format, seen_on, sections, author, "
                "recorded_at, begun_at, modality, participants, codes, state, addendum_to_id, "
                "amendment_reason, retracted_reason) VALUES (1, :patient, 'other', 'narrative', "
                "substr(:at, 1, 10), :sections, :author, :at, :at, '', '', '[]', 'draft', :own, "
                "'', '')"
            ),
            {
                "patient": patient_id,
                "sections": json.dumps(sections, ensure_ascii=False, separators=(",", ":")),
                "author": user_name,
                "at": kept_at,
                "own": found.get("target", {}).get("addendum_to"),
            },
        )
        connection.execute(sa.text("DELETE FROM draft WHERE id = :id"), {"id": number})
