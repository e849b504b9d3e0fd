"""The visit screen's logic: what each part shows, what is missing, the note, what is signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

from practice_desk.domain.adverse_event import Course
from practice_desk.domain.adverse_event_review import Review
from practice_desk.domain.appointment import VisitKind
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import Medication
from practice_desk.domain.mental_status import mental_status_lines
from practice_desk.domain.note import Note
from practice_desk.domain.note_section import NoteSection
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.reasons import find_reason
from practice_desk.domain.risk import RiskState
from practice_desk.domain.safety import SafetyAlert
from practice_desk.domain.safety_decision import OverrideReason, check_reason, finding_key
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.domain.visit import (
    ConsentTalk,
    MinorAgreement,
    RiskAnswer,
    Statements,
    VisitPaper,
    missing_statements,
)
from practice_desk.domain.visit_brief import BriefTopic
from practice_desk.domain.visit_consent import ConsentTexts, counted
from practice_desk.domain.visit_copy import TalkToCopy, own_sections
from practice_desk.domain.visit_note import VisitFacts, note_preview, note_sections
from practice_desk.gui.models.composed_change import ComposedChange
from practice_desk.gui.models.note_form import TypedNote
from practice_desk.gui.models.visit_change_words import plan_line, title_in_words
from practice_desk.gui.models.visit_goals import goal_lines, open_ratings
from practice_desk.gui.models.visit_plan import PlanRow, plan_rows, with_reason
from practice_desk.gui.models.visit_reviews import review_of
from practice_desk.gui.models.visit_session import begun_session, read_session
from practice_desk.gui.models.visit_state import VisitState
from practice_desk.knowledge.mental_status import mental_status_template
from practice_desk.services.plan_changes import ChangeToSign, newest_event_id
from practice_desk.services.signing import CheckedChange
from practice_desk.services.visit_consents import told_of
from practice_desk.services.visit_opening import OpenVisit
from practice_desk.services.visits import VisitToSign, findings_to_read, needs_agreement

COURSES = {
    Course.GONE: "Gone",
    Course.BETTER: "Better",
    Course.SAME: "The same",
    Course.WORSE: "Worse",
}
"""How a side effect is now, as it is asked in a visit."""
_NOT_IN_NOTE = (BriefTopic.MESSAGES, BriefTopic.RECONCILED)
"""Colleagues have notes of their own; what was reconciled today has its own part."""


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
        is_minor = self.opened.chart.patient.is_minor(self.today)
        return self.state.minor if is_minor else None

    @property
    def session(self) -> TypedNote:
        """What was typed of a session; before anything was, one person since it was opened."""
        begun = begun_session(self.opened.kind, self.state.started_at, self.today)
        return self.state.session or begun

    def session_note(self) -> Note:
        """Return the note of a session without its words; what can't be read is left out."""
        return read_session(self.session, self.patient_id, self.today, self.state.started_at)[0]

    def _session_problems(self) -> tuple[Problem, ...]:
        if not self.is_session:
            return ()
        return read_session(self.session, self.patient_id, self.today, self.state.started_at)[1]

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
        self.opened = replace(opened, appointment=self.opened.appointment)
        self.checked = None
        self.refreshed += 1
        told = self.settle()
        self.changed(False)
        return told

    def told_of_day(self) -> str:
        """Return what to know where the visit was begun on another day, else nothing."""
        begun = self.state.started_at.astimezone().date()
        if begun == self.today:
            return ""
        return (
            f"Begun on {write_date(begun)}, dated today when signed. What was asked then is asked "
            "again; for that day write a late note on Notes."
        )

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
        return {medication.name: told_of(medication, kind) for medication, kind in self._agreeing()}

    def talk(self, name: str) -> ConsentTalk:
        """Return what was talked about, without parts of which nothing is said yet."""
        return counted(self.state.consent(name), self.told().get(name, {}))

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
        found = (
            (case, self.state.effect(case.id or 0), self.changes_for(case))
            for case in self.open_effects()
        )
        return tuple(
            (case.id or 0, review_of(case, said, made, names, recheck, self.today))
            for case, said, made in found
            if made or said.course is not None or said.watch
        )

    # What is missing, the note, and signing

    def missing(self) -> tuple[Problem, ...]:
        """Return what keeps the visit from being signed, in the order of the screen."""
        state = self.state
        assessed = self.risk.assessment
        risk = state.risk
        if risk is RiskAnswer.ASSESSED and not (
            assessed is not None and assessed.happened_on == self.today
        ):
            risk = None
        names = self.to_agree()
        stated = missing_statements(
            Statements(
                risk,
                state.risk_words,
                bool(self.risk.open),
                bool(state.changes),
                state.read is not None,
                names,
                tuple(map(self.talk, names)),
                state.follow_up,
                self.minor,
            )
        )
        session = self._session_problems()
        return (
            *session,
            *self._without_reason(),
            *stated,
            *self._unanswered(),
            *self._note_to_look_at(),
        )

    def _note_to_look_at(self) -> list[Problem]:
        sentence = "Something above changed after you edited the note. Check that it is still true."
        return [Problem("note", sentence)] if self.is_note_behind else []

    def _unanswered(self) -> list[Problem]:
        if self.checked is None:
            return []
        given = {each.about for each in self.state.reasons if not check_reason(each)}
        open_ones = [a for a in self.checked.unanswered if finding_key(a) not in given]
        sentence = "Give a reason for what interrupts, or change the plan."
        return [Problem("findings", sentence)] if open_ones else []

    def _without_reason(self) -> list[Problem]:
        found = []
        for line in self.state.changes:
            entry = line.change.entry
            if find_reason(line.change.kind, entry.reason_code) is None:
                found.append(Problem("plan", f"{line.title}: choose the reason."))
            elif entry.reason_code == "other" and not entry.comment.strip():
                found.append(Problem("plan", f"{line.title}: say the reason."))
        return found

    def papers(self) -> frozenset[VisitPaper]:
        """Return the papers to print: what somebody chose, else all that the changes call for."""
        if self.is_session or not self.state.changes:
            return frozenset()
        if self.state.papers is not None:
            return self.state.papers
        ours = any(line.change.is_order for line in self.state.changes)
        return frozenset(VisitPaper) if ours else frozenset({VisitPaper.PATIENT_PLAN})

    def facts(self) -> VisitFacts:
        """Return what was done, for the note."""
        state = self.state
        status, told = state.mental_status, self.told()
        return VisitFacts(
            on=self.today,
            brief=tuple(each.text for each in self.opened.brief if each.topic not in _NOT_IN_NOTE),
            reconciled=(f"Today: {'; '.join(done)}.",) if (done := self.opened.reconciled) else (),
            side_effects=tuple(self._effect_lines()),
            mental_status=()
            if status is None
            else tuple(mental_status_lines(self.template, status)),
            risk=state.risk,
            risk_words=state.risk_words,
            talk=state.talk,
            copied_of=state.copied_of,
            is_copy_edited=self._is_copy_edited(),
            fields=self.session.sections if self.is_session else (),
            goals=tuple(goal_lines(self.opened.chart.care_plan, state)),
            plan=tuple(map(plan_line, state.changes)),
            unchanged=tuple(self._unchanged()),
            findings_read=state.read is not None,
            consents=tuple(self.talk(name) for name in told if state.consent(name).discussed),
            minor=self.minor,
            told=told,
            taught=state.taught,
            follow_up=self._follow_up_text(),
        )

    def sections(self) -> tuple[NoteSection, ...]:
        """Return the note: the author's own text where they changed it, else as it wrote itself."""
        own = self.state.own_note
        copied = self.state.copied_of
        return note_sections(self.facts()) if own is None else own_sections(own, copied)

    def note(self) -> str:
        """Return the text of the note, as it is read before it is signed."""
        return note_preview(self.sections())

    @property
    def is_note_behind(self) -> bool:
        """Whether something was recorded after the author changed the note, so it may be false."""
        state = self.state
        return state.own_note is not None and self._written() != state.own_note_of

    def own_note(self) -> None:
        """Take the note as the author's own words, which they looked at as things stand now."""
        own = self.note()
        self.put(replace(self.state, own_note=own, own_note_of=self._written()))

    def _written(self) -> str:
        return note_preview(note_sections(self.facts()))

    def _is_copy_edited(self) -> bool:
        offered, copied = self.opened.last_talk, self.state.copied_of
        if copied is None:
            return False
        return copied.is_edited or offered != TalkToCopy(self.state.talk, copied)

    def _effect_lines(self) -> list[str]:
        lines = []
        for case in self.open_effects():
            said = self.state.effect(case.id or 0)
            parts = [case.effect]
            if said.course is not None:
                parts.append(f"{COURSES[said.course].lower()} today")
            made = self.changes_for(case)
            if made:
                parts.append(" and ".join(title_in_words(each) for each in made))
            elif said.watch or said.course not in (None, Course.GONE):
                parts.append("watched, no change")
            if len(parts) > 1:
                lines.append(f"{': '.join((parts[0], ', '.join(parts[1:])))}.")
        return lines

    def _unchanged(self) -> list[str]:
        if self.is_session:
            return []
        return [
            f"{row.name} {row.directions}".strip() for row in self.plan_rows() if row.change is None
        ]

    def _follow_up_text(self) -> str:
        follow_up = self.state.follow_up
        if follow_up is None:
            return ""
        if follow_up.on is None:
            return "No further visit is planned."
        return f"Comes back on {write_date(follow_up.on)}."

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
            state.talk,
            self._answered(seen),
            self.newest_event if state.changes else None,
            self.reviews(),
            state.read,
            state.mental_status,
            tuple(each for each in state.consents if each.medication in self.to_agree()),
            state.taught,
            state.follow_up,
            tuple(paper for paper in VisitPaper if paper in self.papers()),
            None if appointment is None else appointment.id,
            minor=state.minor,
            session=self.session_note() if self.is_session else None,
            ratings=open_ratings(opened.chart.care_plan, state),
        )
