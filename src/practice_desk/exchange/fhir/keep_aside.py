"""How a resource is declined."""

from __future__ import annotations


class KeepAside(Exception):
    """The resource is not filed into the chart; `reason` is one sentence for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
