"""The lines of the page Today, one source each, in the order in which they are listed.

A new line is a source here: what somebody must be permitted to be told it, what is read on the
worker, and the lines made of that. A line opens the thing itself: a page, or a chart by its id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from practice_desk.domain.backup_plan import BackupRhythm, Urgency, backup_urgency
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.deferral import Deferral, Place, Standing, Thing
from practice_desk.domain.permission import Operation
from practice_desk.domain.safeguard import Safeguard
from practice_desk.gui.models.backup_view import (
    DRILL_AFTER_DAYS,
    ago,
    drill_found,
    write_day,
)
from practice_desk.gui.pages.monitoring_lines import monitoring_lines
from practice_desk.gui.pages.pack_lines import pack_lines
from practice_desk.gui.pages.registry import BACKUP, SCHEDULE
from practice_desk.gui.pages.review_lines import approval_lines, emergency_lines, key_lines
from practice_desk.gui.pages.today_line import REVIEW, StandingLine, TodayLine
from practice_desk.gui.wording import write_count, write_time
from practice_desk.services.appointments import expected_today
from practice_desk.services.backup_standing import BackupState, backup_state
from practice_desk.services.check_in_waiting import check_ins_waiting, topics_today
from practice_desk.services.clinic import Clinic
from practice_desk.services.first_looks import (
    may_be_consents_due,
    may_be_due_letters,
    may_be_messages,
    may_be_open_risks,
    may_be_requests,
    may_be_reviews_due,
    may_be_side_effects,
    may_be_unreviewed,
    may_be_waiting_letters,
    may_be_worklists,
)
from practice_desk.services.safeguards import safeguards_on
from practice_desk.services.today import stand_of

_MINE = Standing(Place.MINE)
_NEVER = timedelta(0)
BACKUPS = "Backups"


@dataclass(frozen=True, slots=True)
class LineSource:
    """Where lines come from: `read` runs on the worker and is told the time.

    With `cautions` off none of its lines is more than a notice: the rail, which counts cautions
    all day, need not read them.
    """

    needs: Operation
    read: Callable[[Clinic, datetime], list[TodayLine]]
    cautions: bool = True


@dataclass(frozen=True, slots=True)
class TodayRead:
    """Every line for the person at the keyboard, the most urgent first, and everybody's names."""

    lines: tuple[StandingLine, ...]
    names: Mapping[str, str]

    def at(self, *places: Place) -> list[StandingLine]:
        """Return the lines that stand in one of *places*."""
        return [each for each in self.lines if each.standing.place in places]


def read_today(clinic: Clinic, *, only_cautions: bool = False) -> TodayRead:
    """Return every line that the person at the keyboard may be told, and where it stands.

    With *only_cautions* those sources are left out that never have any.
    """
    now = clinic.now()
    found = [
        (line, line.thing(source.needs))
        for source in TODAY
        if clinic.session.may(source.needs) and (source.cautions or not only_cautions)
        for line in source.read(clinic, now)
    ]
    found.sort(key=lambda each: -each[0].urgency)
    known = [each for each in found if each[1].key]
    if not known:
        lines = tuple(StandingLine(*each, _MINE) for each in found)
        return TodayRead(lines, {})
    me = clinic.session.user_name
    own_ways = [deferral for line, thing in known for deferral in _own_way(line, thing, me, now)]
    stood = stand_of(clinic, [thing for _, thing in known], own_ways)
    standings = iter(stood.standings)
    lines = tuple(
        StandingLine(line, thing, _placed(line, next(standings) if thing.key else _MINE))
        for line, thing in found
    )
    return TodayRead(lines, stood.names)


def _placed(line: TodayLine, standing: Standing) -> Standing:
    """Return where a line stands; what only others can do for now waits for them."""
    waits = bool(line.waits_for) and standing.place is Place.MINE
    return replace(standing, place=Place.WAITING) if waits else standing


def _own_way(line: TodayLine, thing: Thing, me: str, now: datetime) -> Iterator[Deferral]:
    """Yield what a board of its own keeps of a line, as if it had been done here."""
    way, owners = line.own_way, line.owners or frozenset()
    if way is None:
        return
    if way.until is not None and (not owners or me in owners):
        yield Deferral(thing.key, me, way.word, thing.urgency, thing.weight, now, until=way.until)
    for owner in owners:
        if way.handed_by and way.handed_by != owner:
            by = way.handed_by
            yield Deferral(thing.key, by, way.word, thing.urgency, thing.weight, now, owner)


def backup_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell of the newest verified backup, of the plan and of the last restore drill."""
    state = backup_state(clinic)
    reminds = Safeguard.BACKUP_REMINDER in safeguards_on(clinic)
    lines = [_backup_line(state, now, reminds=reminds)]
    if state.last is not None or state.drill is not None:
        lines.append(_drill_line(state, now))
    if state.plan.rhythm is BackupRhythm.OFF and clinic.session.may(Operation.PLAN_BACKUPS):
        sentence = "No backups are planned."
        detail = "Somebody has to remember them. A plan makes them by itself."
        line = TodayLine(
            Urgency.NOTICE,
            sentence,
            detail,
            "Plan backups",
            BACKUP,
            group=BACKUPS,
            key="backup_plan",
        )
        lines.append(line)
    return lines


def _backup_line(state: BackupState, now: datetime, *, reminds: bool) -> TodayLine:
    last = state.last
    urgency = backup_urgency(last.made_at if last else None, now)
    if last is None:
        sentence = "This clinic has never been backed up."
        detail = "A broken disk or a stolen computer would cost every record."
    elif urgency is Urgency.CALM:
        sentence = f"Backed up {write_day(last.made_at, now)}, read back and whole."
        detail = ""
    else:
        sentence = f"The last verified backup was made {ago(last.made_at, now)}."
        lost = write_count(state.changes, "change", "changes")
        detail = f"A broken disk would cost {lost} made since."
    if state.due:
        urgency = max(urgency, Urgency.NOTICE)
        detail = f"{detail} {_why_due(state)}".strip()
    action = "" if urgency is Urgency.CALM else "Back up"
    if not reminds:  # two people put the reminder off: no longer loud, but not in order either
        urgency, detail = min(urgency, Urgency.NOTICE), f"{detail} The reminder is put off.".strip()
    # two people put the reminder off, where it has to be: one alone can hand it on
    return TodayLine(
        urgency, sentence, detail, action, BACKUP, group=BACKUPS, key="backup", longest=_NEVER
    )


def _why_due(state: BackupState) -> str:
    if not Path(state.plan.folder).is_dir():
        return "A planned backup is due: plug the stick in."
    return "A planned backup is due."


def _drill_line(state: BackupState, now: datetime) -> TodayLine:
    drill = state.drill
    if drill is None:
        sentence, detail = "No restore has been tried yet.", "A backup is known to work once tried."
        urgency = Urgency.NOTICE
    elif drill.problem:
        sentence = f"The restore tried {ago(drill.held_at, now)} failed."
        urgency, detail = Urgency.DANGER, drill.problem
    elif (now - drill.held_at).days > DRILL_AFTER_DAYS:
        sentence = f"The last restore was tried {ago(drill.held_at, now)}."
        urgency, detail = Urgency.NOTICE, "Sticks age and people forget: try one again."
    else:
        sentence = f"A restore was tried {write_day(drill.held_at, now)}."
        urgency, detail = Urgency.CALM, drill_found(drill)
    action = "" if urgency is Urgency.CALM else "Try a restore"
    return TodayLine(urgency, sentence, detail, action, BACKUP, group=BACKUPS, key="restore_drill")


def check_in_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of what patients told at check-in and nobody has decided on."""
    waiting = check_ins_waiting(clinic)
    if not waiting:
        return []
    from practice_desk.domain.record_key import RecordKey

    return [
        TodayLine(
            Urgency.CAUTION,
            f"{each.patient_name}: somebody has to look at the answers of the check-in.",
            f"Told {write_date(each.told_on)}. Nothing is in the chart before it is accepted.",
            "Review",
            SCHEDULE,
            REVIEW,
            RecordKey("check_in", each.check_in_id),
            group="Check-ins to review",
            key=f"check_in:{each.check_in_id}",
            patient_id=each.patient_id,
            owners=frozenset(),
        )
        for each in waiting
    ]


def topic_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell what those who checked in today want to talk about."""
    return [
        TodayLine(
            Urgency.CALM,
            f"{each.patient_name} wants to talk about: “{each.topic}”",
            "Told at check-in today.",
            "Open chart",
            each.patient_id,
        )
        for each in topics_today(clinic)
    ]


def schedule_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell how many are still to come today, and when the next one does."""
    expected = expected_today(clinic)
    if not expected:
        return []
    who = write_count(len(expected), "patient is", "patients are")
    coming = [moment for moment in expected if moment >= now]
    sentence = f"{who} still to come today{_next(coming)}."
    return [TodayLine(Urgency.CALM, sentence, "", "Schedule", SCHEDULE)]


def _next(coming: list[datetime]) -> str:
    return f", the next at {write_time(coming[0])}" if coming else ""


def unmarked_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of appointments of earlier days that nobody has marked."""
    from practice_desk.gui.pages import appointment_lines as lines  # with the words of the schedule

    return lines.unmarked_lines(clinic)


def supply_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell whose supply runs out and what agreement is due."""
    from practice_desk.gui.pages import supply_lines as lines  # reads charts by the clinical pack

    return lines.supply_lines(clinic, now)


def consent_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell which consents end or wait for a signature."""
    if not may_be_consents_due(clinic):
        return []
    from practice_desk.gui.pages import consent_lines as lines  # with the words of a chart's page

    return lines.consent_lines(clinic, now)


def care_plan_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell which treatment plans are to be reviewed."""
    if not may_be_reviews_due(clinic):
        return []
    from practice_desk.gui.pages import care_plan_lines as lines  # with all that plans are made of

    return lines.care_plan_lines(clinic, now)


def risk_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of answers about self-harm that nobody has assessed."""
    if not may_be_open_risks(clinic):
        return []
    from practice_desk.services.risk import open_risks  # with all that measures are made of

    found = open_risks(clinic)
    if not found:
        return []
    from practice_desk.gui.pages import measure_lines as lines

    return lines.risk_lines(found)


def measure_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell which measures are due at today's visits, and which are overdue."""
    from practice_desk.gui.pages import measure_lines as lines  # reads charts by the clinical pack

    return lines.measure_lines(clinic, now)


def side_effect_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell of side effects that wait for a decision or a recheck."""
    if not may_be_side_effects(clinic):
        return []
    from practice_desk.gui.pages import side_effect_lines as lines  # reads the clinical pack

    return lines.side_effect_lines(clinic, now)


def document_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of documents that nobody has reviewed yet."""
    if not may_be_unreviewed(clinic):
        return []
    from practice_desk.gui.pages import document_lines as lines  # reads what charts are made of

    return lines.document_lines(clinic)


def unsigned_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell of notes that wait for a signature."""
    from practice_desk.gui.pages.note_lines import note_lines  # once somebody may write notes

    return note_lines(clinic, now)


def left_work_lines(clinic: Clinic, now: datetime) -> list[TodayLine]:
    """Tell of what people who left can't sign any more."""
    from practice_desk.gui.pages.note_lines import left_work_lines as lines  # as the line above

    return lines(clinic, now)


def letter_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of letters whose reply is overdue or asks us; each stands in the list of letters."""
    if not may_be_waiting_letters(clinic):
        return []
    from practice_desk.gui.pages import letter_lines as lines  # reads what letters are made of

    return lines.letter_lines(clinic)


def request_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell what patients asked for about their records, and until when it is answered."""
    if not may_be_requests(clinic):
        return []
    from practice_desk.gui.pages import request_lines as lines  # with the words of requests

    return lines.request_lines(clinic)


def worklist_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell how many patients are on lists that were kept."""
    if not may_be_worklists(clinic):
        return []
    from practice_desk.gui.pages import worklist_lines as lines  # reads charts by the pack

    return lines.worklist_lines(clinic)


def letter_due_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of changes of plans that no letter tells of."""
    if not may_be_due_letters(clinic):
        return []
    from practice_desk.services.letters_due import due_letters  # with all that plans take

    found = due_letters(clinic)
    if not found:
        return []
    from practice_desk.gui.pages import letter_lines as lines

    return lines.due_lines(found)


def recall_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell how many are due for a visit and not booked."""
    from practice_desk.gui.pages import recall_lines as lines  # with what counts them

    return lines.recall_lines(clinic)


def message_lines(clinic: Clinic, _now: datetime) -> list[TodayLine]:
    """Tell of messages to this person and their teams that are urgent or wanted by now."""
    if not may_be_messages(clinic):
        return []
    from practice_desk.gui.pages import message_lines as lines  # reads threads

    return lines.message_lines(clinic)


TODAY: tuple[LineSource, ...] = (
    LineSource(Operation.VIEW_SCHEDULE, schedule_lines, cautions=False),
    LineSource(Operation.ASSESS_RISK, risk_lines),
    LineSource(Operation.REVIEW_CHECK_IN, check_in_lines),
    LineSource(Operation.VIEW_CHART, topic_lines, cautions=False),
    LineSource(Operation.LIST_SIDE_EFFECTS, side_effect_lines),
    LineSource(Operation.READ_INBOX, message_lines),
    LineSource(Operation.LIST_LETTERS, letter_lines),
    LineSource(Operation.EDIT_SCHEDULE, unmarked_lines, cautions=False),
    LineSource(Operation.SEND_LETTER, letter_due_lines, cautions=False),
    LineSource(Operation.LIST_DOCUMENTS, document_lines, cautions=False),
    LineSource(Operation.VIEW_REQUESTS, request_lines),
    LineSource(Operation.LIST_UNSIGNED_NOTES, unsigned_lines, cautions=False),
    LineSource(Operation.MANAGE_ACCOUNTS, left_work_lines, cautions=False),
    LineSource(Operation.REVIEW_EMERGENCY_ACCESS, emergency_lines),
    LineSource(Operation.DECIDE_APPROVAL, approval_lines, cautions=False),
    LineSource(Operation.CHANGE_KEY, key_lines),
    LineSource(Operation.EDIT_KNOWLEDGE, pack_lines),
    LineSource(Operation.VIEW_CHART, supply_lines, cautions=False),
    LineSource(Operation.VIEW_CHART, consent_lines, cautions=False),
    LineSource(Operation.VIEW_CHART, care_plan_lines, cautions=False),
    LineSource(Operation.LIST_MONITORING, monitoring_lines),
    LineSource(Operation.VIEW_CHART, measure_lines, cautions=False),
    LineSource(Operation.LIST_WORKLIST, worklist_lines, cautions=False),
    LineSource(Operation.LIST_RECALLS, recall_lines, cautions=False),
    LineSource(Operation.BACK_UP, backup_lines),
)
"""Every source of lines."""
