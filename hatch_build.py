"""Wheel hook: ships ui/, resources/ and migrations/ as practice_desk/_assets in standard builds."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling leaves the config type open
    """Adds the asset folders. An editable install reads them from the checkout instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Extend *build_data*; a static force-include would leave a stale copy in editable use."""
        if version == "standard":
            for kind in ("ui", "resources", "migrations"):
                build_data["force_include"][kind] = f"practice_desk/_assets/{kind}"
