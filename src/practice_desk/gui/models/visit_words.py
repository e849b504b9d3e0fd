"""Words of the visit's parts."""

from __future__ import annotations

from practice_desk.domain.adverse_event import Course

COURSES = {
    Course.GONE: "Gone",
    Course.BETTER: "Better",
    Course.SAME: "The same",
    Course.WORSE: "Worse",
}
"""How a side effect is now, as it is asked in a visit."""
