"""The titles of the settings' tabs that other windows lead to."""

from __future__ import annotations

from practice_desk.domain.permission import Operation

CLINIC = "Clinic"
"""The title of the tab with the letterhead."""
PEOPLE, ROLES = "People", "Roles"
"""The titles of the tabs with everybody's accounts, and with what each role may do."""
SCHEDULE_SETUP = "Schedule"
"""The title of the tab with types of appointments, rooms, hours, days off and the policy."""
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

TABS: tuple[tuple[str, Operation | None], ...] = (
    (CLINIC, Operation.EDIT_CLINIC),
    (SCHEDULE_SETUP, Operation.SET_UP_SCHEDULE),
    (PEOPLE, Operation.VIEW_ACCOUNTS),
    (ROLES, None),
    ("Your account", None),
    ("This computer", None),
    (RECOVERY, Operation.MANAGE_RECOVERY),
    (SECURITY, Operation.CHANGE_KEY),
    (APPROVALS, Operation.ASK_APPROVAL),
    ("Audit trail", Operation.VIEW_AUDIT_TRAIL),
    (KNOWLEDGE, Operation.VIEW_KNOWLEDGE),
    ("Notes", Operation.EDIT_NOTE_TEMPLATES),
    ("Messages", Operation.EDIT_QUEUES),
    ("Letters", Operation.EDIT_LETTER_WORDING),
    (OVERRIDES, Operation.VIEW_OVERRIDES),
    ("About", None),
)
"""Every tab with what somebody must be permitted to be offered it: known before the page is."""
