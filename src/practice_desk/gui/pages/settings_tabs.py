"""The titles of the settings' tabs that other windows lead to."""

from __future__ import annotations

CLINIC = "Clinic"
"""The title of the tab with the letterhead."""
PEOPLE, ROLES = "People", "Roles"
"""The titles of the tabs with everybody's accounts, and with what each role may do."""
SECURITY = "Security"
"""The title of the tab with the clinic's key."""
RECOVERY = "Recovery"
"""The title of the tab with the emergency sheet; brought forward, it is ready for the code."""
KNOWLEDGE = "Knowledge"
"""The title of the tab with the clinical pack."""
APPROVALS = "Approvals"
"""The title of the tab of what waits for a second person."""
OVERRIDES = "Overrides"
"""The title of the tab that tells how often safety findings are overridden."""
