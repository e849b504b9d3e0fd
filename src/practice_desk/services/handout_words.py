"""A clinic's own words on handouts: reading every version, adding one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.education import Topic
from practice_desk.domain.errors import Invalid, StaleRecord
from practice_desk.domain.handout import LANGUAGES
from practice_desk.domain.handout_words import HandoutWords, check_handout_words
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.storage import education as stored
from practice_desk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Every version of a clinic's words on one handout, the newest first, by language."""

    topic: Topic
    versions: Mapping[str, tuple[HandoutWords, ...]]

    def text(self, language: str) -> str:
        """Return what is printed now; empty for nothing."""
        found = self.versions[language]
        return found[0].text if found else ""


def own_words(clinic: Clinic, topic: Topic) -> OwnWords:
    """Return what the clinic has written on a handout. Raises NotPermitted."""
    with clinic.viewing(Operation.VIEW_CLINIC) as work:
        work.detail = "words on handouts"
        return _read(work, topic)


def save_own_words(clinic: Clinic, before: OwnWords, texts: Mapping[str, str]) -> Saved:
    """Add a version in every language whose text differs; an empty one takes the words away.

    Raises Invalid, with the language in the name of the field, and StaleRecord where somebody has
    added a version since *before* was read.
    """
    topic, user, now = before.topic, clinic.session.user_name, clinic.now()
    wanted = [
        HandoutWords(topic.kind, topic.id, language, text.strip(), user, now)
        for language, text in texts.items()
        if text.strip() != before.text(language)
    ]
    problems = tuple(problem for each in wanted for problem in check_handout_words(each))
    if problems:
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_HANDOUT_WORDS, kind=AuditKind.CREATE) as work:
        if _read(work, topic) != before:
            raise StaleRecord("handout")
        numbers = [stored.handout_words.add(work.connection, each) for each in wanted]
        told = ", ".join(map(str, numbers)) or "unchanged"
        work.detail = f"words on a handout ({topic.kind}): {told}"
    return Saved(numbers[-1] if numbers else 0, Changes.of(None, "handout_words"))


def newest_words(work: UnitOfWork, topic: Topic, language: str) -> HandoutWords | None:
    """Return what is printed on a handout, None for nothing; inside a running unit of work."""
    found = stored.handout_words.of(work.connection, topic, language)
    return found[0] if found and found[0].text else None


def _read(work: UnitOfWork, topic: Topic) -> OwnWords:
    versions = {
        language: tuple(stored.handout_words.of(work.connection, topic, language))
        for language in LANGUAGES
    }
    return OwnWords(topic, versions)
