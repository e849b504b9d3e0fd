"""The demo clinic: fictional patients with years of history, made through the real use cases."""

from __future__ import annotations

import json
import os
import random
import shutil
from datetime import date, datetime, time, timedelta
from pathlib import Path

from practice_desk.app.demo.access import DEMO_PASSPHRASE, DEMO_USER, demo_place
from practice_desk.app.demo.agenda import Agenda, DemoClock, office_time
from practice_desk.app.demo.appointments import book_schedule
from practice_desk.app.demo.care_plans import plan_treatment
from practice_desk.app.demo.chart_writer import CareTeamIds, ChartWriter
from practice_desk.app.demo.check_in import answer_check_in
from practice_desk.app.demo.colleagues import (
    act_as_therapist,
    add_colleagues,
    restrict_one_chart,
)
from practice_desk.app.demo.desk_lists import fill_desk_lists
from practice_desk.app.demo.directory_entries import (
    CLINIC,
    OUTSIDE_CLINICIANS,
    PEDIATRICIAN,
    PHARMACIES,
)
from practice_desk.app.demo.documents import file_documents
from practice_desk.app.demo.education import give_education
from practice_desk.app.demo.messages import write_messages
from practice_desk.app.demo.own_knowledge import speak_of_pack
from practice_desk.app.demo.people import PEOPLE
from practice_desk.app.demo.record_requests import ask_about_records
from practice_desk.app.demo.session_notes import write_session_notes
from practice_desk.app.demo.worklists import keep_worklists
from practice_desk.assets import asset
from practice_desk.credentials.kdf import STANDARD, KdfProfile
from practice_desk.domain.directory import PractitionerKind
from practice_desk.domain.errors import ClinicBusy
from practice_desk.domain.letter_look import LetterLook
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.services import directory
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_look import save_letter_look
from practice_desk.services.recovery import try_recovery_code
from practice_desk.services.start_up import NewClinic, create_clinic
from practice_desk.storage.upgrade import HEAD
from practice_desk.storage.writer_lock import WriterLock

_SEED = 20_240_917
_RECIPE = 17
"""Raise it when the demo's content changes, so that everybody's demo clinic is made anew."""
_KEEP_DAYS = 45


def make_demo_clinic(
    folder: Path,
    *,
    today: date,
    progress: Progress = no_progress,
    profile: KdfProfile = STANDARD,
) -> None:
    """Create the demo clinic in *folder*, which is new or empty, with a history up to *today*.

    The same *today* gives the same records, but for keys. Nothing lies after *today* except what
    is planned and the schedule. Raises what `create_clinic` raises, and Cancelled.
    """
    opening = _opening_day(today)
    clock = DemoClock(opening)
    request = NewClinic(CLINIC, DEMO_USER, "Ana", "Berg", DEMO_PASSPHRASE, "PMHNP-BC", "1234567893")
    made = create_clinic(folder, request, profile=profile, clock=clock)
    clinic = made.clinic
    try:
        try_recovery_code(clinic, made.recovery_code.text)  # nobody keeps it: remind of nothing
        clock.now += timedelta(minutes=30)
        add_colleagues(clinic, profile)
        team = _fill_directory(clinic, clock)
        save_letter_look(clinic, LetterLook(asset("resources", "demo", "logo.png").read_bytes()))
        agenda = Agenda()
        for number, person in enumerate(PEOPLE):
            chance = random.Random(_SEED + number)
            ChartWriter(number, person, team, today, chance).write(agenda)
        write_session_notes(agenda, today)
        agenda.play(clinic, clock, progress)
        restrict_one_chart(clinic, clock, today)
        speak_of_pack(clinic, clock, today)
        file_documents(clinic, clock, today)
        give_education(clinic, clock, today)
        plan_treatment(clinic, clock, today)
        keep_worklists(clinic)
        write_messages(clinic, clock, today)
        ask_about_records(clinic, clock, today)
        book_schedule(clinic, clock, today)
        answer_check_in(clinic, clock, today)
        fill_desk_lists(clinic, clock, today)
    finally:
        clinic.close()
    act_as_therapist(folder, clock, today, profile)


def ensure_demo_clinic(progress: Progress = no_progress) -> Path:
    """Return this computer's demo clinic, made when there is none or it is out of date.

    It is made beside its place and moved there when whole. One that is open now is left alone.
    Raises what `make_demo_clinic` raises.
    """
    place = demo_place()
    today = datetime.now().astimezone().date()
    if _is_fresh(place, today) or _is_open(place):
        return place
    fresh = place.with_name(f"demo-clinic.new-{os.getpid()}")
    try:
        make_demo_clinic(fresh, today=today, progress=progress)
        _write_note(place, today)
        if place.exists():
            shutil.rmtree(place)
        fresh.rename(place)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return place


def copy_demo_clinic(place: Path) -> None:
    """Put a demo clinic into *place* whose week is the present one, for the tour.

    It is a copy of this computer's, or a new one where that was made on another day: somebody may
    have typed into it. Raises what `make_demo_clinic` raises.
    """
    kept, today = ensure_demo_clinic(), datetime.now().astimezone().date()
    if _made_for(kept) == today:
        shutil.copytree(kept, place)
    else:
        make_demo_clinic(place, today=today, progress=no_progress)


def _opening_day(today: date) -> datetime:
    weeks = max(person.weeks for person in PEOPLE)
    return office_time(today - timedelta(weeks=weeks + 4), time(8, 0))


def _fill_directory(clinic: Clinic, clock: DemoClock) -> CareTeamIds:
    ours = next(
        person for person in directory.list_practitioners(clinic) if person.user_name == DEMO_USER
    )
    assert ours.id is not None  # it was read from the store
    pharmacies, clinicians = [], []
    for pharmacy in PHARMACIES:
        clock.now += timedelta(minutes=4)
        pharmacies.append(directory.save_organization(clinic, pharmacy).id)
    for clinician in OUTSIDE_CLINICIANS:
        clock.now += timedelta(minutes=5)
        clinicians.append(directory.save_practitioner(clinic, clinician).id)
    kinds = list(zip(clinicians, OUTSIDE_CLINICIANS, strict=True))
    primary = [key for key, value in kinds if value.kind is PractitionerKind.PRIMARY_CARE]
    therapists = [key for key, value in kinds if value.kind is PractitionerKind.THERAPIST]
    pediatrician = primary.pop(PEDIATRICIAN)
    return CareTeamIds(ours.id, tuple(primary), pediatrician, tuple(therapists), tuple(pharmacies))


def _note(place: Path) -> Path:
    return place.with_name("demo-clinic.json")


def _write_note(place: Path, today: date) -> None:
    plain = {"recipe": _RECIPE, "schema": HEAD, "today": today.isoformat()}
    _note(place).write_text(json.dumps(plain), encoding="utf-8")


def _is_fresh(place: Path, today: date) -> bool:
    made_for = _made_for(place)
    fresh = made_for is not None and 0 <= (today - made_for).days <= _KEEP_DAYS
    return fresh and (place / "CURRENT").is_file()


def _made_for(place: Path) -> date | None:
    """Return around which day it was made; None where that is not known or the recipe changed."""
    try:
        plain = json.loads(_note(place).read_text(encoding="utf-8"))
        made_for = date.fromisoformat(plain["today"])
        same = (plain["recipe"], plain["schema"]) == (_RECIPE, HEAD)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made_for if same else None


def _is_open(place: Path) -> bool:
    """Tell whether another window has the demo open."""
    if not place.is_dir():
        return False
    lock = WriterLock(place / "clinic.lock")
    try:
        lock.acquire()
    except ClinicBusy:
        return True
    lock.release()
    return False
