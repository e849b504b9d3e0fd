"""Find appointments that nobody marked, and the changes of plans of late, without reading all."""

from __future__ import annotations

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(op.f("ix_appointment_status_starts_at"), "appointment", ["status", "starts_at"])
    op.create_index(op.f("ix_plan_event_recorded_at"), "plan_event", ["recorded_at"])
