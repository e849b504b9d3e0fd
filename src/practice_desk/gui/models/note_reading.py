"""A note to read: its text as a document, the facts above it, and the signatures below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from practice_desk.domain.calendar_text import write_date, write_time
from practice_desk.domain.note import KIND_WORDS, Note, NoteState, NoteThread, threads
from practice_desk.domain.note_markup import LineKind, read_lines
from practice_desk.domain.note_signature import Meaning, NoteSignature
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.note_document import bold_format, origin_words
from practice_desk.gui.models.note_form import MODALITIES
from practice_desk.gui.wording import write_moment

NOTE_HEADERS = ("Seen on", "About", "By")
_SPACE = 8
_ITEM_INDENT = 14


def note_rows(
    notes: Iterable[Note], people: Mapping[str, str], *, only_unsigned: bool = False
) -> list[RecordRow]:
    """Return the notes in reading order; what belongs to another says so."""
    rows = []
    for thread in threads(notes):
        for note in thread.notes:
            hidden = note in thread.earlier and not note.retracted_reason
            if hidden or (only_unsigned and note.state is NoteState.SIGNED):
                continue
            cells = (
                write_date(note.seen_on) if note is thread.current else "",
                about_note(note, thread),
                people.get(note.author, note.author),
            )
            error = "" if note.is_draft else note.retracted_reason  # a closed draft stays readable
            rows.append(RecordRow(cells, note, error))
    return rows


def about_note(note: Note, thread: NoteThread) -> str:
    """Return what a note is, and what is to be known of it: "Crisis (draft)"."""
    if note.addendum_to_id is not None:
        about = "↳ Addendum"
    elif note is not thread.current:
        about = "↳ Amendment" if note is thread.pending else "↳ Earlier version"
    else:
        about = KIND_WORDS[note.kind]
    marks = []
    if note.is_draft:
        marks.append("never signed" if note.retracted_reason else "draft")
    elif note.state is NoteState.AWAITING_COSIGN:
        marks.append("to co-sign")
    if note is thread.current and thread.earlier and note.amends_id is not None:
        marks.append("amended")
    if note is thread.current:
        marks += _lateness((note, *thread.earlier))
    return f"{about} ({', '.join(marks)})" if marks else about


def _lateness(versions: Iterable[Note]) -> list[str]:
    """Return that a contact was written down or signed late; an amendment does not mend that."""
    found = tuple(versions)
    if any(each.is_late for each in found):
        return ["late entry"]
    return ["signed late"] if any(each.is_signed_late for each in found) else []


def thread_of(note: Note, notes: Iterable[Note]) -> NoteThread:
    """Return the contact that *note* belongs to."""
    return next(thread for thread in threads(notes) if note in thread.notes)


def fact_line(note: Note) -> str:
    """Return time, modality, who was there and codes: what stands above the text."""
    parts = []
    if note.started_at is not None:
        until = f" to {write_time(note.ended_at)}" if note.ended_at is not None else ""
        minutes = f" ({note.minutes} minutes)" if note.minutes is not None else ""
        parts.append(f"{write_time(note.started_at)}{until}{minutes}")
    if note.modality is not None:
        parts.append(MODALITIES[note.modality].casefold())
    if note.therapy_minutes:
        parts.append(f"{note.therapy_minutes} minutes of psychotherapy")
    if note.group_size:
        parts.append(f"group of {note.group_size}")
    if note.participants:
        parts.append(f"also present: {note.participants}")
    if note.codes:
        parts.append(f"CPT {', '.join(note.codes)}")
    said = " · ".join(parts)
    said = said[:1].upper() + said[1:]
    if note.amendment_reason:
        said = f"{said}\n" if said else ""
        said += f"Amended: {note.amendment_reason}"
    return said


def signed_lines(
    note: Note,
    signatures: Iterable[NoteSignature],
    people: Mapping[str, str],
    waits_for: str = "",
) -> str:
    """Return who signed which text when, meaning what, and whether it still reads so."""
    lines = [_signature(each, note, people) for each in signatures if each.note_id == note.id]
    if note.is_draft:
        name = people.get(note.author, note.author)
        lines.append(f"Not signed. {name} wrote in it last {write_moment(note.recorded_at)}.")
    elif note.state is NoteState.AWAITING_COSIGN:
        who = waits_for or "a supervisor, whom an administrator has yet to name"
        lines.append(f"Waits for the co-signature of {who}.")
    if note.is_late and not note.is_draft:
        begun = note.begun_at or note.recorded_at
        lines.append(f"Late entry: begun {write_moment(begun)}.")
    elif note.is_signed_late:
        lines.append(f"Signed on a later day than the contact, {write_date(note.seen_on)}.")
    if note.retracted_reason:
        said = "Closed without a signature" if note.is_draft else "Entered in error"
        lines.append(f"{said}: {note.retracted_reason}")
    return "\n".join(lines)


def show_note(document: QTextDocument, note: Note, colors: Mapping[str, str]) -> None:
    """Fill *document* with the sections of *note*; *colors* has "dim" for where words come from."""
    document.clear()
    cursor = QTextCursor(document)
    filled = [section for section in note.sections if not section.is_empty]
    lone = len(filled) == 1 and filled[0].key == "note"
    for section in filled:
        if not lone:
            _line(cursor, section.title, _heading(), above=_SPACE)
        for part in section.parts:
            if said := origin_words(part):
                _line(cursor, f"{said}:", _origin(colors["dim"]))
            _put_text(cursor, part.text)


def _put_text(cursor: QTextCursor, text: str) -> None:
    for line in read_lines(text):
        _line(cursor, "", QTextCharFormat(), indent=0 if line.kind is LineKind.PLAIN else 1)
        mark = {LineKind.PLAIN: "", LineKind.BULLET: "• "}.get(line.kind, f"{line.number}. ")
        cursor.insertText(mark, bold_format(bold=False))
        for run in line.runs:
            cursor.insertText(run.text, bold_format(bold=run.bold))


def _line(
    cursor: QTextCursor, text: str, look: QTextCharFormat, *, above: int = 0, indent: int = 0
) -> None:
    block = QTextBlockFormat()
    first = cursor.position() == 0 and not cursor.block().text()
    block.setTopMargin(0 if first else above)
    block.setLeftMargin(indent * _ITEM_INDENT)
    if first:
        cursor.setBlockFormat(block)
    else:
        cursor.insertBlock(block)
    cursor.insertText(text, look)


def _heading() -> QTextCharFormat:
    look = QTextCharFormat()
    look.setFontWeight(QFont.Weight.DemiBold)
    return look


def _origin(color: str) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setFontItalic(True)
    look.setForeground(QColor(color))
    return look


def _signature(signature: NoteSignature, note: Note, people: Mapping[str, str]) -> str:
    name = signature.signer
    if not signature.name:
        name = people.get(signature.signed_by, signature.signed_by)
    verb = "Co-signed" if signature.meaning is Meaning.COSIGNER else "Signed"
    said = f"{verb} by {name}, {write_moment(signature.signed_at)}"
    if signature.meaning is Meaning.COSIGNER:
        said += ", as supervisor"
    if signature.holds(note) is False:
        return f"{said}. The text is NOT the one that was signed: tell the administrator."
    return f"{said}."
