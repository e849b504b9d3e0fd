"""The clinic's folders for documents: reading them, and naming them anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from practice_desk.domain.changes import Changes
from practice_desk.domain.document_topic import DEFAULT_TOPICS, Topic, renamed
from practice_desk.domain.errors import Invalid, Problem, StaleRecord
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork

_SETTING = "document topics"


@dataclass(frozen=True, slots=True)
class Topics:
    """The folders, and the version they were read with."""

    topics: tuple[Topic, ...]
    version: int


def document_topics(clinic: Clinic) -> Topics:
    """Return the clinic's folders for documents, hidden ones too."""
    with clinic.viewing(Operation.VIEW_CLINIC) as work:
        work.detail = _SETTING
        return Topics(read_topics(work), registry.setting(work.connection, _SETTING)[1])


def rename_topics(clinic: Clinic, before: Topics, lines: Sequence[tuple[str, str]]) -> Changes:
    """Keep keys and labels in the order of *lines*; one without a key is new.

    What is left out takes nothing new and stays where documents lie in it. Raises Invalid, or
    StaleRecord where somebody else was quicker.
    """
    found = renamed(before.topics, lines)
    if isinstance(found, Problem):
        raise Invalid((found,))
    with clinic.writing(Operation.EDIT_CLINIC) as work:
        if registry.setting(work.connection, _SETTING)[1] != before.version:
            raise StaleRecord("list of folders")
        plain = [[topic.key, topic.label, topic.hidden] for topic in found]
        registry.put_setting(work.connection, _SETTING, plain, before.version)
        work.detail = _SETTING
    return Changes.of(None, "document_topic")


def read_topics(work: UnitOfWork) -> tuple[Topic, ...]:
    """Return the folders inside a running unit of work."""
    plain, _ = registry.setting(work.connection, _SETTING)
    if plain is None:
        return DEFAULT_TOPICS
    return tuple(Topic(key, label, hidden) for key, label, hidden in plain)
