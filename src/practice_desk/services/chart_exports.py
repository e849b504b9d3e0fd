"""Exporting a chart: what of it goes, its pages, and the same as files; kept as a disclosure.

Sources: 45 CFR 164.524 (access: the designated record set, in the form asked for), 164.501
(psychotherapy notes are no part of it), 42 CFR 2.31 to 2.33 (consent and notice).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.chart_export import (
    ChartExport,
    ExportChoice,
    ExportedFile,
    ExportPart,
    ExportRecipient,
    check_choice,
)
from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.errors import Invalid, LetterRefused, NotFound
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient_request import ANSWERS, RequestEntry, RequestKind, RequestStep
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.domain.release import Gate, Outgoing, Record
from practice_desk.letters.chart_export import CODE, ChartExportContent, ExportSection
from practice_desk.letters.parties import ConsentToDisclose, Letterhead
from practice_desk.services.charts import Chart, read_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.copies import undone_on_failure
from practice_desk.services.directory import read_profile
from practice_desk.services.export_files import ExportFile, Outside, write_files
from practice_desk.services.export_parts import PART_NAMES, read_parts
from practice_desk.services.export_sieve import ExportSieve
from practice_desk.services.export_written import unsigned
from practice_desk.services.kept_letters import LeavingPages, Paper, SentLetter, keep_paper
from practice_desk.services.labelled_words import withheld_names
from practice_desk.services.letter_facts import new_code
from practice_desk.services.patient_requests import write_step
from practice_desk.services.sensitivity import read_gate
from practice_desk.storage import people
from practice_desk.storage.patient_request import chart_exports, patient_requests, request_entries
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

NOUN = "chart_export"
BASIS_WORDS = {
    DisclosureBasis.PATIENT: "The patient's right of access (45 CFR 164.524)",
    DisclosureBasis.TREATMENT: "Treatment (45 CFR 164.506(c))",
    DisclosureBasis.AUTHORIZATION: "The patient's written authorization (45 CFR 164.508)",
}
_PSYCHOTHERAPY = (
    "Psychotherapy notes, where a clinician keeps any: the law keeps them apart from the record "
    "(45 CFR 164.501 and 164.524(a)(1)(i))."
)
_UNSIGNED = "Notes that are not signed yet, and drafts."
_IN_ERROR = "Entries that were marked as entered in error."
_PDMP = (
    "Reports of the prescription monitoring program, which state laws keep from being passed on, "
    "and who has seen the chart."
)
_ELSEWHERE = (
    "Earlier versions of the treatment plan; records of other systems that were kept aside when "
    "they were imported; the list of disclosures, which is given by itself (45 CFR 164.528)."
)
_OF_OFFICE = (
    "What only organizes the work here: tasks, recalls, the waiting list, drafts, and requests to "
    "see or get the record."
)
_BY_CONSENT = (
    "Records that leave this clinic by the patient's consent only, where there are any that no "
    "consent covers for this recipient. This sentence stands on every export for others."
)


@dataclass(frozen=True, slots=True)
class ExportDraft:
    """An export about to be made: its content, the files beside it, and what it tells of.

    `withheld` counts entries that may not go to this recipient, for whoever makes the export.
    """

    patient_id: int
    choice: ExportChoice
    code: str
    made_at: datetime
    content: ChartExportContent
    files: tuple[ExportFile, ...]
    records: tuple[Record, ...]
    outgoing: Outgoing
    withheld: int
    unsigned: int

    @property
    def size(self) -> int:
        """The bytes of the files beside the pages."""
        return sum(each.size for each in self.files)


def prepare_export(
    clinic: Clinic, patient_id: int, choice: ExportChoice, code: str = ""
) -> ExportDraft:
    """Gather what goes to whom. Nothing is written but the audit row. Raises Invalid or NotFound.

    *code* is given to keep the number while the choices change.
    """
    if problems := check_choice(choice):
        raise Invalid(problems)
    with clinic.viewing(Operation.EXPORT_CHART, patient_id) as work:
        work.detail = "draft"
        chart = read_chart(clinic, work, patient_id)
        outgoing = _outgoing(work, choice, chart)
        gate = _gate(clinic, work, patient_id, choice, outgoing)
        sieve = ExportSieve(choice, gate, withheld_names(clinic, work, patient_id, gate))
        outside = Outside(work, patient_id, sieve)
        sections = read_parts(choice.parts, chart, outside)
        code = code or new_code(work)
        content = _content(clinic, work, chart, choice, sections, outgoing)
    opening = gate.notice(sieve.records)
    part2 = None if opening is None else ConsentToDisclose(opening.given_on, opening.scope)
    content = replace(content, code=code, part2=part2)
    made_at = clinic.now().replace(microsecond=0)
    records = tuple(dict.fromkeys(sieve.records))
    return ExportDraft(
        patient_id,
        choice,
        code,
        made_at,
        content,
        tuple(outside.files),
        records,
        outgoing,
        sieve.withheld,
        unsigned(chart),
    )


def render_export(draft: ExportDraft, progress: Progress = no_progress) -> RenderedLetter:
    """Return the finished pages: the same draft gives the same bytes. Writes nothing.

    Raises LetterRefused for text that can't be set, Cancelled when *progress* does.
    """
    from practice_desk.letters.chart_export_page import render_chart  # the big ReportLab

    def told(done: int, total: int) -> None:
        progress(done, total, "Setting the pages")

    return render_chart(draft.content, made_at=draft.made_at, progress=told)


def give_export(
    clinic: Clinic,
    draft: ExportDraft,
    rendered: RenderedLetter,
    delivery: LetterDelivery,
    save_to: Path | None = None,
    progress: Progress = no_progress,
) -> SentLetter:
    """Keep an export that is given: pages, list of files, disclosure and audit row in one.

    With *save_to* ending in ".zip" the files go there with the pages, else the pages alone. Nothing
    is left behind where that fails. A request is answered with it where the ground is the patient's
    right of access. Raises as `kept_letters.keep_paper` does, and Cancelled.
    """
    as_files = save_to is not None and save_to.suffix == ".zip"
    pages = LeavingPages(rendered, delivery, None if as_files else save_to)
    with undone_on_failure() as undo:

        def keep(work: UnitOfWork, letter_id: int) -> None:
            alone = ExportedFile("chart.pdf", len(rendered.pdf), rendered.sha256)
            files: tuple[ExportedFile, ...] = (alone,)
            if as_files and save_to is not None:
                files = write_files(
                    work, save_to, draft.content, draft.files, rendered.pdf, progress, undo
                )
            _keep(clinic, work, draft, letter_id, files)

        def check(work: UnitOfWork) -> None:
            _require_gate(clinic, work, draft)

        return keep_paper(_paper(draft), clinic, Operation.EXPORT_CHART, pages, check, keep)


def exports_of_chart(clinic: Clinic, patient_id: int) -> tuple[ChartExport, ...]:
    """Return what was exported of one chart, the newest first, with names and hashes of files."""
    with clinic.viewing(Operation.VIEW_REQUESTS, patient_id) as work:
        work.detail = "exports"
        return tuple(reversed(chart_exports.for_patient(work.connection, patient_id)))


def _paper(draft: ExportDraft) -> Paper:
    parts = ", ".join(section.title.casefold() for section in draft.content.sections)
    return Paper(
        draft.patient_id,
        CODE,
        draft.code,
        f"Chart export: {draft.content.period}",
        recipient=draft.content.recipient,
        told=f"chart, {draft.content.period}: {parts}",
        purpose=draft.content.purpose,
        basis=draft.choice.basis,
        records=draft.records,
        recipient_organization_id=draft.choice.organization_id,
    )


def _keep(
    clinic: Clinic,
    work: UnitOfWork,
    draft: ExportDraft,
    letter_id: int,
    files: tuple[ExportedFile, ...],
) -> None:
    choice = draft.choice
    number = choice.request_id if choice.basis is DisclosureBasis.PATIENT else None
    made = ChartExport(
        draft.patient_id,
        letter_id,
        clinic.now(),
        clinic.session.user_name,
        tuple(part for part in ExportPart if part in choice.parts),
        files,
        choice.since,
        choice.until,
        number,
    )
    chart_exports.add(work.connection, made)
    if number is None:  # what another clinic is given answers no patient
        return
    request = patient_requests.get(work.connection, number)
    steps = request_entries.of_request(work.connection, number)
    if request.kind is RequestKind.ACCESS and not any(each.step in ANSWERS for each in steps):
        given = RequestEntry(
            draft.patient_id, number, RequestStep.GIVEN, clinic.today(),
            f"Chart export {draft.code}", clinic.now(), "", letter_id=letter_id,
        )  # fmt: skip
        write_step(clinic, work, given)


def _outgoing(work: UnitOfWork, choice: ExportChoice, chart: Chart) -> Outgoing:
    if choice.recipient is ExportRecipient.PATIENT:
        return Outgoing(choice.basis, f"{chart.patient.legal_name} (patient)")
    name = choice.recipient_name.strip()
    if choice.organization_id is not None:
        organization = people.organizations.find(work.connection, choice.organization_id)
        if organization is None:
            raise NotFound("This clinic is not in the directory any more.", "Choose another one.")
        name = "\n".join((organization.name, *organization.address))
    return Outgoing(choice.basis, name, choice.organization_id)


def _gate(
    clinic: Clinic, work: UnitOfWork, patient_id: int, choice: ExportChoice, outgoing: Outgoing
) -> Gate:
    """Return what may go. A representative is no patient to the labels: 42 CFR 2.14 and 2.15 let
    some records of minors and others go by the patient's own consent only."""
    if choice.recipient is ExportRecipient.REPRESENTATIVE:
        outgoing = replace(outgoing, basis=DisclosureBasis.AUTHORIZATION)
    return read_gate(clinic, work, patient_id, outgoing)


def _require_gate(clinic: Clinic, work: UnitOfWork, draft: ExportDraft) -> None:
    """Refuse what may not go any more, by the gate that it was made with: a label may be new."""
    gate = _gate(clinic, work, draft.patient_id, draft.choice, draft.outgoing)
    if gate.withheld(draft.records):
        raise LetterRefused(
            "This tells of records that may not leave for this recipient any more.",
            "Make the pages again: they come without them.",
        )


def _content(
    clinic: Clinic,
    work: UnitOfWork,
    chart: Chart,
    choice: ExportChoice,
    sections: tuple[ExportSection, ...],
    outgoing: Outgoing,
) -> ChartExportContent:
    patient = chart.patient
    to_patient = choice.recipient is ExportRecipient.PATIENT
    return ChartExportContent(
        "",
        Letterhead.of(read_profile(work)),
        patient.legal_name,
        patient.birth_date,
        patient.chart_number,
        outgoing.recipient,
        choice.purpose.strip() or _purpose(choice),
        BASIS_WORDS[choice.basis],
        period_words(choice.since, choice.until),
        clinic.today(),
        chart.people.get(clinic.session.user_name, clinic.session.user_name),
        sections,
        _left_out(choice, to_patient=to_patient),
    )


def _purpose(choice: ExportChoice) -> str:
    if choice.basis is DisclosureBasis.PATIENT:
        return "At the patient's request"
    return "Treatment" if choice.basis is DisclosureBasis.TREATMENT else "By authorization"


def period_words(since: date | None, until: date | None) -> str:
    """Return the period as a title page says it."""
    if since is None and until is None:
        return "the whole chart"
    if since is None:
        return f"until {write_date(until)}" if until is not None else ""
    return (
        f"since {write_date(since)}"
        if until is None
        else (f"{write_date(since)} to {write_date(until)}")
    )


def _left_out(choice: ExportChoice, *, to_patient: bool) -> tuple[str, ...]:
    sentences = [_PSYCHOTHERAPY, _UNSIGNED, _IN_ERROR, _PDMP, _ELSEWHERE, _OF_OFFICE]
    if not to_patient:
        sentences.append(_BY_CONSENT)
    missing = [
        PART_NAMES[each].partition(",")[0] for each in ExportPart if each not in choice.parts
    ]
    if missing:
        sentences.append(f"Parts that were not asked for: {', '.join(missing)}.")
    if choice.since is not None or choice.until is not None:
        sentences.append(
            "What happened before or after the period. Conditions, allergies, medications as they "
            "stand, the treatment plan and the safety plan are whole."
        )
    return tuple(sentences)
