"""Session notes of the demo clinic: one amended, one not signed, one that waits for a co-signer."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from practice_desk.app.demo.agenda import Act, Agenda
from practice_desk.domain.note import Modality, Note, NoteFormat, NoteKind
from practice_desk.domain.note_section import NoteSection, copied, generated
from practice_desk.domain.note_template import laid_out
from practice_desk.knowledge.note_forms import delivered_templates
from practice_desk.services import notes
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import find_patients

PATIENT, IN_GROUP = "Dąbrowski", "Haddad"
_CBT = {
    "data": "Mood 5 of 10. Slept six hours most nights. Says **“work is still too much”**.",
    "homework_reviewed": "Kept the mood diary on five of seven days.",
    "agenda": "- The quarrel with his brother\n- Mornings",
    "thought_record": "“I let everybody down.” Balanced: “I was late once.”",
    "homework_set": "Two walks before work; diary goes on.",
    "assessment": "Depressed mood easing. Asked about suicide: no thoughts, no plan.",
    "plan": "Again in two weeks.",
}
_GROUP = {
    "behavior": "Came on time, spoke twice, listened well.",
    "intervention": "Grounding exercises; role play of saying no.",
    "response": "Tried the exercise, rated it useful.",
    "plan": "Next group in a week.",
}
_SUPERVISED = {
    "data": "First session on sleep. Talked about what keeps her awake.",
    "assessment": "Insomnia with worry. No thoughts of suicide when asked.",
    "plan": "Sleep diary; again in a week.",
}


def write_session_notes(agenda: Agenda, today: date) -> None:
    """Put the notes on the *agenda* of the last weeks."""
    session = agenda.book(today - timedelta(days=13))
    agenda.add(session + timedelta(minutes=50), lambda clinic: _cbt(clinic, session))
    agenda.add(session + timedelta(days=1, minutes=50), _amend)
    group = agenda.book(today - timedelta(days=9))
    agenda.add(group + timedelta(minutes=95), _group_at(group))
    draft = agenda.book(today - timedelta(days=1))
    agenda.add(draft + timedelta(minutes=32), _draft)


def write_supervised_note(clinic: Clinic) -> None:
    """Sign the note of a therapist whose supervisor has yet to co-sign it."""
    day = clinic.today()
    sections = _filled(NoteKind.INDIVIDUAL, NoteFormat.DAP, (), _SUPERVISED)
    value = Note(
        _chart(clinic, IN_GROUP), NoteKind.INDIVIDUAL, day, sections, "", clinic.now(),
        NoteFormat.DAP, started_at=clinic.now() - timedelta(minutes=50),
        ended_at=clinic.now() - timedelta(minutes=5), modality=Modality.VIDEO, codes=("90834",),
    )  # fmt: skip
    notes.sign_note(clinic, value)


def _cbt(clinic: Clinic, started: datetime) -> None:
    sections = _filled(NoteKind.INDIVIDUAL, NoteFormat.DAP, ("cbt",), _CBT)
    value = Note(
        _chart(clinic), NoteKind.INDIVIDUAL, clinic.today(), sections, "", clinic.now(),
        NoteFormat.DAP, started_at=started, ended_at=started + timedelta(minutes=48),
        modality=Modality.IN_PERSON, codes=("90834",),
    )  # fmt: skip
    notes.sign_note(clinic, value)


def _amend(clinic: Clinic) -> None:
    """Correct a slip in the newest session: three weeks were agreed on, not two."""
    own = notes.read_newest(clinic, _chart(clinic), NoteKind.INDIVIDUAL)
    sections = tuple(
        NoteSection.typed(each.key, each.title, "Again in three weeks.")
        if each.key == "plan"
        else each
        for each in own.sections
    )
    notes.amend(clinic, own, sections, "Three weeks were agreed on.")


def _group_at(started: datetime) -> Act:
    def sign(clinic: Clinic) -> None:
        sections = _filled(NoteKind.GROUP, NoteFormat.BIRP, (), _GROUP)
        value = Note(
            _chart(clinic, IN_GROUP), NoteKind.GROUP, clinic.today(), sections, "", clinic.now(),
            NoteFormat.BIRP, started_at=started, ended_at=started + timedelta(minutes=90),
            modality=Modality.IN_PERSON, group_size=7, codes=("90853",),
        )  # fmt: skip
        notes.sign_note(clinic, value)

    return sign


def _draft(clinic: Clinic) -> None:
    """Leave a visit's note half written, with words that nobody typed."""
    chart, day = _chart(clinic), clinic.today()
    before = notes.read_newest(clinic, chart, NoteKind.INDIVIDUAL)
    mood = next(each for each in before.sections if each.key == "assessment")
    told, taken = "Sleeps better; energy is fair.", "Weight and blood pressure taken."
    parts = {
        "subjective": NoteSection.typed("subjective", "Subjective", told),
        "objective": NoteSection(
            "objective", "Objective", (generated(taken, "vitals", day),)
        ),
        "assessment": NoteSection(
            "assessment", "Assessment",
            (copied(mood.parts[0], "note by Ana Berg", before.seen_on),),
        ),
    }  # fmt: skip
    empty = _filled(NoteKind.MEDICATION, NoteFormat.SOAP, (), {})
    sections = tuple(parts.get(each.key, each) for each in empty)
    value = Note(
        chart, NoteKind.MEDICATION, day, sections, "", clinic.now(), NoteFormat.SOAP,
        modality=Modality.IN_PERSON,
    )  # fmt: skip
    notes.save_draft(clinic, value)


def _filled(
    kind: NoteKind, chosen: NoteFormat, approaches: tuple[str, ...], texts: dict[str, str]
) -> tuple[NoteSection, ...]:
    made = laid_out(delivered_templates(), kind, chosen, approaches)
    return tuple(
        NoteSection.typed(each.key, each.title, texts.get(each.key, ""), each.approach)
        for each in made
    )


def _chart(clinic: Clinic, name: str = PATIENT) -> int:
    return next(iter(find_patients(clinic, name, active_only=True)))
