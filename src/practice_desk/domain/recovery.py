"""The emergency sheet with the recovery code: when it was made, and whether it was tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What is known of the sheet whose code opens the clinic now. Times are aware.

    A sheet that nobody has tried may be missing, unreadable or an older one's.
    """

    made_at: datetime | None = None
    tested_at: datetime | None = None
    tested_by: str = ""

    @property
    def is_tested(self) -> bool:
        """Whether somebody typed the code from the sheet and it was right."""
        return self.tested_at is not None
