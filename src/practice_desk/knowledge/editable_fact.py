"""One fact of an entry that a clinic can correct, as a form shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Path = tuple[str | int, ...]
LIST_SEPARATOR: Final = ";"


@dataclass(frozen=True, slots=True)
class EditableFact:
    """One fact that can be corrected; `text` is how it stands, empty for none.

    `choices` are all that it can be; without them it is a number where `is_number`, a whole one
    where `is_whole`, several texts where `is_list`, else words. `is_ids` are the pack's ids, which
    are shown with spaces.
    """

    path: Path
    label: str
    text: str
    is_number: bool = False
    choices: tuple[str, ...] = ()
    is_whole: bool = False
    is_list: bool = False
    is_ids: bool = False

    @property
    def name(self) -> str:
        """A name of its own among the facts of the entry."""
        return "_".join(map(str, self.path))
