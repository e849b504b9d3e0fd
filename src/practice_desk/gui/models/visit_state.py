"""A visit in progress as plain values: what was chosen and typed, and as a draft keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol, TypeVar

from practice_desk.domain.adverse_event import Course
from practice_desk.domain.calendar_text import write_time
from practice_desk.domain.care_plan import Achievement, Rating
from practice_desk.domain.consent import Assent, Relation
from practice_desk.domain.draft import Json
from practice_desk.domain.education import TeachBack
from practice_desk.domain.mental_status import MentalStatus
from practice_desk.domain.note_section import NotePart, NoteSection, Origin, plain_sections
from practice_desk.domain.safety_decision import FindingKey, OverrideReason
from practice_desk.domain.visit import (
    ConsentElement,
    ConsentTalk,
    FollowUp,
    MinorAgreement,
    RiskAnswer,
    Taught,
    VisitPaper,
)
from practice_desk.domain.visit_copy import note_by
from practice_desk.gui.models.composed_change import ComposedChange, from_plain, to_plain
from practice_desk.gui.models.kept_note import plain_note, plain_parts, read_note, read_parts
from practice_desk.gui.models.kept_reasons import plain_reasons, read_reasons
from practice_desk.gui.models.note_form import TypedNote
from practice_desk.gui.models.visit_session import session_from_plain, session_to_plain

Plain = dict[str, Json]


class _AboutOne(Protocol):
    """What is said about one medication."""

    @property
    def medication(self) -> str:
        """Its name."""


N = TypeVar("N", bound=_AboutOne)


@dataclass(frozen=True, slots=True)
class EffectSaid:
    """What was said today about a side effect that is open, and whether it is only watched."""

    report_id: int
    course: Course | None = None
    watch: bool = False


@dataclass(frozen=True, slots=True)
class VisitState:
    """What stands on the screen. `read` are the findings somebody said they read, None before;
    `reasons` answer those that interrupt.

    `talk` are the parts of what was talked about, each with where its words come from.
    `own_note` is the note once somebody changed it; None while it writes itself.
    `own_note_of` is how it wrote itself when they last looked. `over` is the number of the plan's
    newest event when `changes` were composed.

    `started_at` (aware) is when the visit was held, whose day is its own; `begun_at` when it was
    opened, where that is another moment. `language` is that of the consent, empty for the
    patient's own.
    """

    started_at: datetime
    changes: tuple[ComposedChange, ...] = ()
    effects: tuple[EffectSaid, ...] = ()
    mental_status: MentalStatus | None = None
    risk: RiskAnswer | None = None
    risk_words: str = ""
    talk: tuple[NotePart, ...] = ()
    read: frozenset[FindingKey] | None = None
    reasons: tuple[OverrideReason, ...] = ()
    consents: tuple[ConsentTalk, ...] = ()
    taught: tuple[Taught, ...] = ()
    follow_up: FollowUp | None = None
    papers: frozenset[VisitPaper] | None = None
    own_note: tuple[NoteSection, ...] | None = None
    own_note_of: str = ""
    over: int = 0
    minor: MinorAgreement = field(default_factory=MinorAgreement)
    session: TypedNote | None = None
    ratings: tuple[Rating, ...] = ()
    begun_at: datetime | None = None
    language: str = ""

    @property
    def day(self) -> date:
        """The day on which it was held."""
        return self.started_at.astimezone().date()

    @property
    def opened_at(self) -> datetime:
        """When it was opened."""
        return self.begun_at or self.started_at

    def held_at(self, moment: datetime) -> VisitState:
        """Return the state of a visit that was held at *moment* (aware), not when it was opened.

        What was stated as of another day is asked again: how side effects and goals are, the
        examination, the risk, the consent, and when a session was.
        """
        moved = replace(self, started_at=moment, begun_at=self.opened_at)
        if moved.day == self.day:
            return moved
        session = self.session
        if session is not None:
            session = replace(session, started_at=write_time(moment), ended_at="", codes=())
        return replace(
            moved,
            effects=(),
            mental_status=None,
            risk=None,
            consents=(),
            taught=(),
            follow_up=None,
            minor=MinorAgreement(),
            ratings=(),
            session=session,
        )

    def with_changes(self, changes: tuple[ComposedChange, ...], over: int) -> VisitState:
        """Return the state with other changes of the plan, composed over its event *over*.

        The findings have to be read again. What was agreed and explained about a medication was
        about its former change, and goes unless that is as it was.
        """
        before, after = _asked_of(self.changes), _asked_of(changes)
        same = {name for name, asked in after.items() if before.get(name) == asked}
        return replace(
            self,
            changes=changes,
            over=over,
            read=None,
            consents=tuple(each for each in self.consents if each.medication in same),
            taught=tuple(each for each in self.taught if each.medication in same),
            minor=self.minor if before == after else MinorAgreement(),
        )

    def effect(self, report_id: int) -> EffectSaid:
        """Return what was said about one side effect."""
        found = (each for each in self.effects if each.report_id == report_id)
        return next(found, EffectSaid(report_id))

    def with_effect(self, said: EffectSaid) -> VisitState:
        """Return the state with *said* about its side effect; nothing said takes it out."""
        others = tuple(each for each in self.effects if each.report_id != said.report_id)
        is_said = said.course is not None or said.watch
        return replace(self, effects=(*others, said) if is_said else others)

    def rating(self, goal_id: int) -> Rating | None:
        """Return how one goal is going today, as far as somebody said it."""
        return next((each for each in self.ratings if each.goal_id == goal_id), None)

    def with_rating(self, goal_id: int, rating: Rating | None) -> VisitState:
        """Return the state with how one goal is going; None takes it out."""
        others = tuple(each for each in self.ratings if each.goal_id != goal_id)
        return replace(self, ratings=others if rating is None else (*others, rating))

    def consent(self, medication: str) -> ConsentTalk:
        """Return what was talked about before the change of one medication."""
        found = (each for each in self.consents if each.medication == medication)
        return next(found, ConsentTalk(medication))

    def with_consent(self, talk: ConsentTalk) -> VisitState:
        """Return the state with *talk* in place of the former one of its medication."""
        return replace(
            self, consents=_with(self.consents, talk, keep=bool(talk.discussed or talk.comments))
        )

    def teaching(self, medication: str) -> Taught | None:
        """Return how what was explained about one medication was said back."""
        found = (each for each in self.taught if each.medication == medication)
        return next(found, None)

    def with_teaching(self, medication: str, result: TeachBack | None) -> VisitState:
        """Return the state with how it was said back; None takes it out."""
        taught = Taught(medication, result or TeachBack.UNDERSTOOD)
        return replace(self, taught=_with(self.taught, taught, keep=result is not None))


def _asked_of(changes: tuple[ComposedChange, ...]) -> dict[str, list[object]]:
    """Return what patients are asked to agree to, by the medication's name."""
    found: dict[str, list[object]] = {}
    for line in changes:
        entry, medication = line.change.entry, line.change.medication
        asked = (line.change.kind, entry.effective_on, entry.dosage, entry.regimen)
        found.setdefault("" if medication is None else medication.name, []).append(asked)
    return found


def _with(values: tuple[N, ...], value: N, *, keep: bool) -> tuple[N, ...]:
    others = tuple(each for each in values if each.medication != value.medication)
    if not keep:
        return others
    return (*others, value)


def state_to_plain(state: VisitState) -> Plain:
    """Return *state* as a draft keeps it. Which findings were read is not kept: they may differ."""
    status, follow_up = state.mental_status, state.follow_up
    return {
        "started_at": state.started_at.isoformat(),
        "begun_at": None if state.begun_at is None else state.begun_at.isoformat(),
        "language": state.language,
        "changes": [to_plain(each) for each in state.changes],
        "effects": [
            [each.report_id, None if each.course is None else each.course.value, each.watch]
            for each in state.effects
        ],
        "mental_status": None if status is None else [[*each] for each in status.differences],
        "risk": None if state.risk is None else state.risk.value,
        "risk_words": state.risk_words,
        "talk": plain_parts(state.talk),
        "reasons": plain_reasons(state.reasons),
        "consents": [[each.medication, *sorted(each.discussed)] for each in state.consents],
        "comments": [
            [each.medication, element, text]
            for each in state.consents
            for element, text in each.comments
        ],
        "taught": [[each.medication, each.result.value] for each in state.taught],
        "follow_up": None if follow_up is None else [_day_text(follow_up.on)],
        "papers": None if state.papers is None else [*sorted(state.papers)],
        "own_note": None if state.own_note is None else plain_note(state.own_note),
        "own_note_of": state.own_note_of,
        "over": state.over,
        "session": None if state.session is None else session_to_plain(state.session),
        "ratings": [[each.goal_id, each.achievement.value, each.words] for each in state.ratings],
        "minor": [state.minor.name, state.minor.relation, state.minor.assent],
    }


def state_from_plain(plain: Mapping[str, Json], patient_id: int) -> VisitState:
    """Return the state that a draft kept. Raises ValueError or KeyError for anything else."""
    status, follow_up = plain["mental_status"], plain["follow_up"]
    papers, risk = plain["papers"], plain["risk"]
    own, over = plain["own_note"], plain.get("over")
    begun_at = plain.get("begun_at")
    return VisitState(
        datetime.fromisoformat(str(plain["started_at"])),
        tuple(from_plain(each, patient_id) for each in _dicts(plain["changes"])),
        tuple(_effect(each) for each in _lists(plain["effects"])),
        MentalStatus(tuple((str(a), str(b)) for a, b in _lists(status)))
        if isinstance(status, list)
        else None,
        None if risk is None else RiskAnswer(str(risk)),
        str(plain["risk_words"]),
        _talk(plain),
        None,
        read_reasons(plain["reasons"]),
        tuple(_consents(plain)),
        tuple(Taught(str(name), TeachBack(str(how))) for name, how in _lists(plain["taught"])),
        FollowUp(_day(follow_up[0])) if isinstance(follow_up, list) else None,
        frozenset(VisitPaper(str(each)) for each in papers) if isinstance(papers, list) else None,
        None if own is None else _own_note(own),
        str(plain.get("own_note_of") or ""),
        over if isinstance(over, int) else 0,
        _minor(plain.get("minor")),
        session_from_plain(plain.get("session")),
        tuple(_ratings(plain.get("ratings", []))),
        datetime.fromisoformat(begun_at) if isinstance(begun_at, str) else None,
        str(plain.get("language") or ""),
    )


def _talk(plain: Mapping[str, Json]) -> tuple[NotePart, ...]:
    """Return what was talked about; a draft of before has one text, and what it was copied of."""
    talk, copied_of = plain["talk"], plain.get("copied_of")
    if not isinstance(talk, str):
        return read_parts(talk)
    if not isinstance(copied_of, list) or not talk:
        return (NotePart(talk),) if talk else ()
    on, author, _edited = copied_of
    day = date.fromisoformat(str(on))
    return (NotePart(talk, Origin.COPIED, note_by(str(author)), day, edited=True),)


def _own_note(plain: Json) -> tuple[NoteSection, ...]:
    return plain_sections(plain) if isinstance(plain, str) else read_note(plain)


def _minor(plain: Json) -> MinorAgreement:
    if not isinstance(plain, list):
        return MinorAgreement()
    name, relation, assent = plain
    return MinorAgreement(
        str(name),
        None if relation is None else Relation(str(relation)),
        None if assent is None else Assent(str(assent)),
    )


def _effect(plain: list[Json]) -> EffectSaid:
    number, course, watch = plain
    return EffectSaid(
        int(str(number)), None if course is None else Course(str(course)), bool(watch)
    )


def _consents(plain: Mapping[str, Json]) -> Iterator[ConsentTalk]:
    comments = _lists(plain.get("comments", []))
    for name, *said in _lists(plain["consents"]):
        talk = ConsentTalk(str(name), frozenset(ConsentElement(str(each)) for each in said))
        for about, element, text in comments:
            if about == name:
                talk = talk.with_comment(ConsentElement(str(element)), str(text))
        yield talk


def _ratings(plain: Json) -> Iterator[Rating]:
    for number, how, *words in _lists(plain):
        yield Rating(int(str(number)), Achievement(str(how)), str(words[0]) if words else "")


def _lists(plain: Json) -> list[list[Json]]:
    found = plain if isinstance(plain, list) else []
    return [each for each in found if isinstance(each, list)]


def _dicts(plain: Json) -> list[dict[str, Json]]:
    found = plain if isinstance(plain, list) else []
    return [each for each in found if isinstance(each, dict)]


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(plain: Json) -> date | None:
    return None if plain is None else date.fromisoformat(str(plain))
