"""Give accounts names in parts, a DEA number and passphrases for the first unlock only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(
        f"length({name}) <= {length}", name=op.f(f"ck_account_{name}_length")
    )
    return sa.Column(name, sa.String(length), check, nullable=False)


def upgrade() -> None:
    """Apply. The table is written anew: nothing refers to it."""
    following = op.create_table(
        "account_following",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("user_name", 64),
        _text("family_name", 120),
        _text("given_name", 120),
        _text("roles", 120),
        _text("credentials", 80),
        _text("npi", 10),
        _text("dea_number", 20),
        sa.Column("must_change_passphrase", sa.Boolean(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_account_practitioner_id_practitioner"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("user_name", name=op.f("uq_account_user_name")),
    )
    _copy(op.get_bind(), following)
    op.drop_table("account")
    op.rename_table("account_following", "account")
    op.create_index(op.f("ix_account_practitioner_id"), "account", ["practitioner_id"])


def _copy(connection: sa.Connection, following: sa.Table) -> None:
    """Take the names from the directory's entry of the same person, else cut the whole name."""
    kept = ("id", "version", "user_name", "roles", "credentials", "npi", "practitioner_id")
    account = sa.table("account", *(sa.column(name) for name in (*kept, "display_name", "active")))
    entry = sa.table(
        "practitioner",
        *(sa.column(name) for name in ("id", "family_name", "given_name", "dea_number")),
    )
    found = sa.select(
        account, entry.c.family_name, entry.c.given_name, entry.c.dea_number
    ).select_from(account.outerjoin(entry, entry.c.id == account.c.practitioner_id))
    for row in connection.execute(found).mappings().all():
        given, _, family = row["display_name"].rpartition(" ")
        values = {
            **{name: row[name] for name in kept},
            "family_name": row["family_name"] or family[:120],
            "given_name": row["given_name"] if row["family_name"] else given[:120],
            "dea_number": row["dea_number"] or "",
            "must_change_passphrase": False,
            "active": bool(row["active"]),
        }
        connection.execute(following.insert().values(**values))
