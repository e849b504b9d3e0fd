"""The visit screen's logic: what each part shows, what is missing, the note, what is signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

from practice_desk.domain.adverse_event_review import Review
from practice_desk.domain.appointment import VisitKind
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Problem
from practice_desk.domain.handout import ENGLISH, SPANISH
from practice_desk.domain.medication import Medication
from practice_desk.domain.note import Note, NoteKind
from practice_desk.domain.note_section import NoteSection
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.risk import RiskState
from practice_desk.domain.safety import SafetyAlert
from practice_desk.domain.safety_decision import OverrideReason, finding_key
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.domain.visit import (
    ConsentTalk,
    MinorAgreement,
    VisitPaper,
)
from practice_desk.domain.visit_consent import ConsentTexts, counted
from practice_desk.domain.visit_copy import ToCopy, session_to_copy
from practice_desk.domain.visit_note import note_preview, note_sections
from practice_desk.gui.models.composed_change import ComposedChange
from practice_desk.gui.models.note_form import TypedNote
from practice_desk.gui.models.visit_facts import facts_of
from practice_desk.gui.models.visit_goals import open_ratings
from practice_desk.gui.models.visit_missing import missing_of
from practice_desk.gui.models.visit_plan import PlanRow, plan_rows, with_reason
from practice_desk.gui.models.visit_reviews import RECHECK_AFTER, review_of
from practice_desk.gui.models.visit_session import begun_session, read_session
from practice_desk.gui.models.visit_state import VisitState
from practice_desk.knowledge.mental_status import mental_status_template
from practice_desk.services.check_in_wording import languages_for
from practice_desk.services.plan_changes import ChangeToSign, newest_event_id
from practice_desk.services.signing import CheckedChange
from practice_desk.services.visit_consents import ToldFrom, source_of, told_of
from practice_desk.services.visit_opening import OpenVisit
from practice_desk.services.visits import VisitToSign, findings_to_read, needs_agreement


class VisitModel:
    """One visit in progress. `state` is replaced by `put`, which tells `changed` that somebody did
    something; what is read or found by itself tells it False.

    *may_prescribe* is whether the person at the keyboard may change the plan and decide about side
    effects; else those parts are only told.
    """

    def __init__(
        self,
        opened: OpenVisit,
        state: VisitState,
        today: date,
        *,
        may_prescribe: bool,
        changed: Callable[[bool], None] = lambda _by_hand: None,
    ) -> None:
        self.opened, self.state, self.today = opened, state, today
        self.may_prescribe = may_prescribe
        self.changed = changed
        self.checked: CheckedChange | None = None
        self.refreshed = 0
        """How often the chart was read again: what the checks found then is from before."""
        self.template = mental_status_template()

    @classmethod
    def begun(
        cls, opened: OpenVisit, now: datetime, today: date, *, may_prescribe: bool
    ) -> VisitModel:
        """Return the model of a visit that begins *now* (aware)."""
        return cls(opened, VisitState(now), today, may_prescribe=may_prescribe)

    @property
    def patient_id(self) -> int:
        """Whose visit it is."""
        return self.opened.chart.patient.id or 0

    @property
    def is_session(self) -> bool:
        """Whether it is a therapist's: a session without plan, consent and papers."""
        return not self.may_prescribe or self.opened.kind is VisitKind.THERAPY

    @property
    def kind(self) -> VisitKind:
        """What is signed: an appointment for medication is a therapist's session."""
        is_therapy = self.is_session and self.opened.kind is VisitKind.MEDICATION
        return VisitKind.THERAPY if is_therapy else self.opened.kind

    @property
    def minor(self) -> MinorAgreement | None:
        """Who agrees for a minor; None for an adult."""
        is_minor = self.opened.chart.patient.is_minor(self.day)
        return self.state.minor if is_minor else None

    @property
    def session(self) -> TypedNote:
        """What was typed of a session; before anything was, one person since it was opened."""
        begun = begun_session(self.kind, self.state.started_at)
        return self.state.session or begun

    @property
    def is_therapy(self) -> bool:
        """Whether ways of working belong to it: a session, or a visit with psychotherapy."""
        return self.is_session or self.session.kind is NoteKind.COMBINED

    def earlier_session(self) -> ToCopy | None:
        """Return the last session of the same kind, to copy from field by field."""
        chart = self.opened.chart
        return session_to_copy(self.session.kind, chart.notes, chart.people)

    def session_note(self) -> Note:
        """Return the note of a session without its words; what can't be read is left out."""
        return read_session(self.session, self.patient_id, self.state.started_at)[0]

    def session_problems(self) -> tuple[Problem, ...]:
        """Return what can't be read of what was typed of a session."""
        if not self.is_session and self.state.session is None:
            return ()
        return read_session(self.session, self.patient_id, self.state.started_at)[1]

    @property
    def risk(self) -> RiskState:
        """Where the chart stands."""
        return self.opened.chart.risk

    @property
    def newest_event(self) -> int:
        """The number of the plan's newest event, over which changes are composed."""
        return newest_event_id(e for item in self.opened.chart.plan for e in item.events)

    def put(self, state: VisitState) -> None:
        """Take what was chosen or typed."""
        if state != self.state:
            self.state = state
            self.changed(True)

    def refresh(self, opened: OpenVisit) -> str:
        """Take the chart as it is now, after something was recorded beside the visit.

        Returns what became of the changes that were composed, as `settle`.
        """
        booked, found = self.opened.appointment, opened.appointment
        if booked is None and found is not None and found.visit is self.opened.kind:
            booked = found  # one of the day on which it was held
        self.opened = replace(opened, appointment=booked)
        self.checked = None
        self.refreshed += 1
        told = self.settle()
        self.changed(False)
        return told

    @property
    def day(self) -> date:
        """The day of the visit: that on which it was held, whenever it is signed."""
        return self.state.day

    def moments(self, now: datetime) -> tuple[datetime, ...]:
        """Return when the visit may have been held, one moment for each day, in order.

        It is when it was opened, the time it was booked for where that is over, and *now* (aware).
        """
        opened, booked = self.state.opened_at, self.opened.appointment
        offered = [opened, now]
        if booked is not None and opened < booked.starts_at <= now:
            offered.insert(1, booked.starts_at)
        days = {each.astimezone().date(): each for each in reversed(offered)}
        return tuple(sorted(days.values()))

    def go_on(self, now: datetime) -> str:
        """Go on with a visit that was kept; return what to know about it, empty for nothing.

        One that was opened on a day before the one it is booked for is held on the booked day.
        """
        booked, today = self.opened.appointment, now.astimezone().date()
        told = ""
        if booked is not None and self.day < booked.starts_at.astimezone().date() == today:
            told = f"Opened on {write_date(self.day)} and booked for today: it is dated today."
            told = f"{told} {self.hold_at(now)}".strip()
        return " ".join(filter(None, (told, self.settle())))

    def hold_at(self, moment: datetime) -> str:
        """Say that the visit was held at *moment* (aware); return what is left out by that.

        A change of the plan that was prepared before the visit was held has told nobody anything.
        """
        state = self.state.held_at(moment)
        early = [each for each in state.changes if each.change.entry.effective_on < state.day]
        if early and state.day > self.day:
            kept = tuple(each for each in state.changes if each not in early)
            state = state.with_changes(kept, state.over)
            self.checked = None
        else:
            early = []
        self.put(state)
        titles = ", ".join(line.title for line in early)
        return f"Left out, choose again: {titles}." if early else ""

    def settle(self) -> str:
        """Leave out changes of medications that were changed since; return it as a sentence.

        A dose was chosen beside the one that it was to follow: beside another it may be the
        opposite. Where only other medications were changed the findings are to be read again. The
        sentence is empty where the plan is as it was.
        """
        state, newest = self.state, self.newest_event
        if not state.changes or state.over == newest:
            return ""
        moved = {
            item.medication.id
            for item in self.opened.chart.plan
            if newest_event_id(item.events) > state.over
        }
        gone = [line for line in state.changes if line.change.medication_id in moved]
        kept = tuple(line for line in state.changes if line not in gone)
        self.state = state.with_changes(kept, newest)
        if not gone:
            return "The plan was changed meanwhile. Read what the checks find, then sign."
        titles = ", ".join(line.title for line in gone)
        return f"The plan was changed meanwhile. Left out, choose again: {titles}."

    # The plan

    def plan_rows(self) -> list[PlanRow]:
        """Return the medications of ours with what can be done."""
        opened = self.opened
        return plan_rows(
            opened.plan, dict(opened.doses), opened.chart.side_effects, self.state.changes
        )

    def put_change(self, line: ComposedChange, place: int | None = None) -> None:
        """Add a change, or put it in *place*; findings have to be read again."""
        lines = list(self.state.changes)
        if place is None:
            lines.append(line)
        else:
            lines[place] = line
        self._put_changes(lines)

    def take_out(self, place: int) -> None:
        """Leave the change at *place* out."""
        lines = list(self.state.changes)
        del lines[place]
        self._put_changes(lines)

    def give_reason(self, place: int, code: str, comment: str | None = None) -> None:
        """Say why a change is made; what was found about it stays as it is."""
        lines = list(self.state.changes)
        lines[place] = with_reason(lines[place], code, comment)
        self.put(replace(self.state, changes=tuple(lines)))

    def _put_changes(self, lines: list[ComposedChange]) -> None:
        self.checked = None
        self.put(self.state.with_changes(tuple(lines), self.newest_event))

    def take_checked(self, checked: CheckedChange | None) -> None:
        """Take what the checks found; what was read before counts only if nothing is new."""
        self.checked = checked
        read = self.state.read
        stale = read is not None and checked is not None and not findings_to_read(checked) <= read
        if stale:
            self.state = replace(self.state, read=None)
        self.changed(False)

    def read_findings(self) -> None:
        """Somebody says that they have read what is on the screen."""
        if self.checked is not None:
            self.put(replace(self.state, read=findings_to_read(self.checked)))

    def to_agree(self) -> tuple[str, ...]:
        """Return the medications that are started or raised, by name."""
        return tuple(medication.name for medication, _ in self._agreeing())

    def told(self) -> dict[str, ConsentTexts]:
        """Return what is told of each of them before they agree, by name."""
        return {
            medication.name: told_of(medication, kind, self.language)
            for medication, kind in self._agreeing()
        }

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which a consent can be told, the patient's own first."""
        spoken = languages_for(self.opened.chart.patient.language)
        return spoken if spoken[0] == SPANISH else (ENGLISH,)

    @property
    def language(self) -> str:
        """The language in which a consent is told."""
        return self.state.language or self.languages[0]

    def tell_in(self, language: str) -> None:
        """Tell in *language*: what was told in another is to be said again."""
        if language != self.language:
            consents = (replace(each, discussed=frozenset()) for each in self.state.consents)
            self.put(replace(self.state, language=language, consents=tuple(consents)))

    def told_from(self, name: str) -> ToldFrom | None:
        """Return where what is told of a medication comes from, None where nothing is written."""
        found = (medication for medication, _ in self._agreeing() if medication.name == name)
        return next((source_of(each, self.language) for each in found), None)

    def talk(self, name: str) -> ConsentTalk:
        """Return what was talked about, without parts of which nothing is said yet."""
        talk = replace(self.state.consent(name), language=self.language)
        return counted(talk, self.told().get(name, {}))

    def put_talk(self, talk: ConsentTalk) -> None:
        """Take what somebody says was discussed, as far as anything is said of it."""
        self.put(self.state.with_consent(counted(talk, self.told().get(talk.medication, {}))))

    def _agreeing(self) -> Iterator[tuple[Medication, PlanEventKind]]:
        before: dict[int | None, Dosage | None] = {
            item.medication.id: item.dosage for item in self.opened.chart.plan
        }
        for line in self.state.changes:
            entry, medication = line.change.entry, line.change.medication
            after = entry.dosage
            if entry.regimen is not None:
                after = entry.regimen.steps[-1].dosage
            if medication is None or not line.change.is_order:
                continue
            if needs_agreement(line.change.kind, before.get(line.change.medication_id), after):
                yield medication, line.change.kind

    # Side effects

    def open_effects(self) -> tuple[SideEffectCase, ...]:
        """Return the side effects on which somebody has to decide or look again."""
        return tuple(case for case in self.opened.chart.side_effects if case.is_open)

    def changes_for(self, case: SideEffectCase) -> list[ComposedChange]:
        """Return the changes of the plan that are made for one side effect."""
        lines = self.state.changes
        return [each for each in lines if each.change.entry.adverse_event_id == case.id]

    def reviews(self) -> tuple[tuple[int, Review], ...]:
        """Return the decisions about side effects, by the report's id."""
        if self.is_session:
            return ()
        names = {item.medication.id: item.medication.name for item in self.opened.chart.plan}
        follow_up = self.state.follow_up
        recheck = None if follow_up is None else follow_up.on
        recheck = recheck or self.today + RECHECK_AFTER
        found = (
            (case, self.state.effect(case.id or 0), self.changes_for(case))
            for case in self.open_effects()
        )
        return tuple(
            (case.id or 0, review_of(case, said, made, names, recheck, self.day))
            for case, said, made in found
            if made or said.course is not None or said.watch
        )

    # What is missing, the note, and signing

    def missing(self) -> tuple[Problem, ...]:
        """Return what keeps the visit from being signed, in the order of the screen."""
        return missing_of(self)

    def papers(self) -> frozenset[VisitPaper]:
        """Return the papers to print: what somebody chose, else all that the changes call for."""
        if self.is_session or not self.state.changes:
            return frozenset()
        if self.state.papers is not None:
            return self.state.papers
        ours = any(line.change.is_order for line in self.state.changes)
        return frozenset(VisitPaper) if ours else frozenset({VisitPaper.PATIENT_PLAN})

    def sections(self) -> tuple[NoteSection, ...]:
        """Return the note: as its author changed it, else as it wrote itself."""
        own = self.state.own_note
        return note_sections(facts_of(self)) if own is None else own

    def note(self) -> str:
        """Return the text of the note, as it is read before it is signed."""
        return note_preview(self.sections())

    @property
    def is_note_behind(self) -> bool:
        """Whether something was recorded after the author changed the note, so it may be false."""
        state = self.state
        return state.own_note is not None and self._written() != state.own_note_of

    def own_note(self) -> None:
        """Take the note as its author's, who looked at it as things stand now.

        Its lines stay marked as generated or copied until somebody changes them.
        """
        self.put(replace(self.state, own_note=self.sections(), own_note_of=self._written()))

    def _written(self) -> str:
        return note_preview(note_sections(facts_of(self)))

    def _answered(self, seen: tuple[SafetyAlert, ...]) -> tuple[ChangeToSign, ...]:
        """Return the changes, the first with the reasons given and what interrupted."""
        changes = [each.change for each in self.state.changes]
        if changes:
            entry = changes[0].entry
            entry = replace(
                entry,
                reasons=(*entry.reasons, *self._reasons()),
                seen=(*entry.seen, *seen),
            )
            changes[0] = replace(changes[0], entry=entry)
        return tuple(changes)

    def _reasons(self) -> tuple[OverrideReason, ...]:
        """Return the reasons for what is found now."""
        if self.checked is None:
            return ()
        asked = {finding_key(alert) for alert in self.checked.unanswered}
        return tuple(each for each in self.state.reasons if each.about in asked)

    def to_sign(self, seen: tuple[SafetyAlert, ...] = ()) -> VisitToSign:
        """Return what is signed, as it stands; *seen* is what interrupted on the way."""
        state, opened = self.state, self.opened
        appointment = opened.appointment
        return VisitToSign(
            self.patient_id,
            self.kind,
            state.started_at,
            self.sections(),
            state.risk,
            state.risk_words,
            self._answered(seen),
            self.newest_event if state.changes else None,
            self.reviews(),
            state.read,
            state.mental_status,
            tuple(
                replace(each, language=self.language)
                for each in state.consents
                if each.medication in self.to_agree()
            ),
            state.taught,
            state.follow_up,
            tuple(paper for paper in VisitPaper if paper in self.papers()),
            None if appointment is None else appointment.id,
            minor=state.minor,
            session=self.session_note() if self.is_session or state.session else None,
            ratings=open_ratings(opened.chart.care_plan, state),
        )
