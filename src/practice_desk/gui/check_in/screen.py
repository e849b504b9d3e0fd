"""The check-in screen: who is there, the questions one page at a time, and the thanks.

It is given one sheet and has no way to ask for more. It never closes by itself: at every end it
forgets the sheet and says so, and whoever made it takes it away.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.check_in_sheet import (
    CRISIS,
    TRIES,
    TYPED,
    Answers,
    CheckInEnd,
    CheckInSheet,
    Page,
    Wording,
    types_of_suicide,
)
from practice_desk.gui.check_in.notice_page import NoticePage
from practice_desk.gui.check_in.question_page import QuestionPage
from practice_desk.gui.check_in.shut import Shut
from practice_desk.gui.check_in.who_page import WhoPage
from practice_desk.gui.plain_text import plain_label

THANKS_MILLISECONDS = 120_000
"""How long the thanks stand before the front desk is called."""
TYPING_MILLISECONDS = 700
"""How long after the last key what stands there is sealed."""
_WIDEST = 1000


class CheckInScreen(QWidget):
    """Covers the whole screen."""

    changed = Signal(object)
    """Emits the `Answers` as they stand: a moment after typing, and at each page."""
    ended = Signal(object)
    """Emits the last `Answers`. Nothing of the patient is on the screen any more."""
    over = Signal()
    """The staff is wanted: the passphrase is asked for."""

    def __init__(self, sheet: CheckInSheet) -> None:
        super().__init__()
        self.setWindowTitle("Check-in")
        self.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setProperty("surface", "page")
        self.setProperty("touch", True)
        self._sheet: CheckInSheet | None = sheet
        self._wording = sheet.wordings[0]
        self._words = self._wording.words
        self._given: dict[str, str] = {}
        self._skipped: set[str] = set()
        self._alarmed: set[str] = set()
        self._alarms: set[tuple[str, str]] = set()
        self._wrong, self._known, self._was_active = 0, False, False
        self._shut = Shut(self.leave, self)
        self.who = WhoPage(sheet.wordings)
        self.who.given.connect(self._recognize)
        self.who.language_chosen.connect(self._speak)
        self.notice = NoticePage()
        self.page: QuestionPage | None = None
        self.stack = QStackedWidget()
        for each in (self.who, self.notice):
            self.stack.addWidget(each)
        self.progress = plain_label("", "dim")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.warning = plain_label("", "strong", wrap=True)
        self.back, self.skip, self.next = QPushButton(), QPushButton(), QPushButton()
        self.skip.setProperty("kind", "link")
        self.next.setProperty("kind", "primary")
        self._typing = QTimer(self, interval=TYPING_MILLISECONDS, singleShot=True)
        self._typing.timeout.connect(self._tell)
        self.thanks = QTimer(self, interval=THANKS_MILLISECONDS, singleShot=True)
        self.thanks.timeout.connect(self.over)
        self._lay_out()
        self._connect()
        self._shut.over(self)
        self._speak(self._wording.language)
        self.who.clear()

    @property
    def answers(self) -> Answers:
        """What was answered so far; nothing before the patient was recognized."""
        return Answers(
            CheckInEnd.LEFT,
            self._wording.language,
            dict(self._given),
            tuple(sorted(self._skipped)),
            tuple(sorted(self._alarms)),
        )

    @property
    def is_over(self) -> bool:
        """Whether nothing of the patient is here any more."""
        return self._sheet is None

    def leave(self) -> None:
        """Give the screen back: at Esc, when another program comes to the front, and when told."""
        if self.is_over:
            self.over.emit()
            return
        self._end(CheckInEnd.LEFT)
        self.over.emit()

    def warn(self, seconds: int) -> None:
        """Say that the screen is about to close because nobody is there; 0 takes that away."""
        if not self.is_over:
            words = self._words["still_there"].replace("{seconds}", str(seconds))
            self.warning.setText(words if seconds else "")

    def say_unsaved(self) -> None:
        """Say that what was answered could not be kept, also below the thanks."""
        self.warning.setText(self._words["unsaved"])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the screen back instead of closing."""
        event.ignore()
        self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button that has the keyboard at Return, else go on.

        Return chooses no answer, as Space does: it goes on where the question has one already.
        """
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            front = self.focusWidget()
            if isinstance(front, QPushButton):
                if not front.isCheckable():
                    front.click()
                elif self.page is not None and self.page.is_answered(front):
                    self.next.click()
            elif self.next.isVisible():
                self.next.click()

    def changeEvent(self, event: QEvent) -> None:
        """Whoever goes to another program has left the screen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            if self.isActiveWindow():
                self._was_active = True
            else:
                self._leave_if_elsewhere()

    def _leave_if_elsewhere(self) -> None:
        if self._was_active and self.isVisible() and not self.is_over and _is_elsewhere():
            self.leave()

    def _recognize(self, typed: date) -> None:
        if self._sheet is None:
            return
        if typed == self._sheet.birth_date:
            self._known = True
            self._show_page(self._pages[0])
            return
        self._wrong += 1
        if self._wrong >= TRIES:
            self._end(CheckInEnd.NOT_RECOGNIZED)
            self.over.emit()
        else:
            self.who.refuse()

    def _speak(self, language: str) -> None:
        if self._sheet is None:
            return
        found = (each for each in self._sheet.wordings if each.language == language)
        self._wording = next(found, self._wording)
        self._words = words = self._wording.words
        self.who.say(words, self._wording.language)
        self.back.setText(words["back"])
        self.skip.setText(words["skip"])
        self._show_foot()

    @property
    def _pages(self) -> list[Page]:
        """The pages that are asked by what was answered so far."""
        return [page for page in self._wording.pages if page.is_asked(self._given)]

    @property
    def _number(self) -> int:
        """The place of the page that is up among those that are asked."""
        shown = "" if self.page is None else self.page.page.key
        keys = [page.key for page in self._pages]
        return keys.index(shown) if shown in keys else 0

    def _show_page(self, wanted: Page) -> None:
        former = self.page
        greeting = "" if self._sheet is None else self._words["hello"]
        if self._sheet is not None and wanted is self._wording.pages[0]:
            intro = f"{greeting.replace('{name}', self._sheet.name)} {wanted.intro}".strip()
            wanted = replace(wanted, intro=intro)
        self.page = page = QuestionPage(wanted, self._given)
        page.changed.connect(self._changed)
        page.alarmed.connect(self._help)
        self.stack.addWidget(page)
        self._shut.over(page)
        self.stack.setCurrentWidget(page)
        self._drop(former)
        self._show_foot()
        page.focus()

    def _show_foot(self) -> None:
        words, pages = self._words, self._pages
        page = self.page
        asking = self._known and page is not None and not self.is_over
        self.foot.setVisible(asking)
        self.head.setVisible(asking)
        if page is None or not asking:
            return
        last = self._number == len(pages) - 1
        self.next.setText(words["done" if last else "next"])
        self.skip.setVisible(bool(page.page.items))
        number, count = str(self._number + 1), str(len(pages))
        progress = words["progress"].replace("{number}", number).replace("{count}", count)
        self.progress.setText(progress)
        self.bar.setRange(0, len(pages))
        self.bar.setValue(self._number + 1)
        self.bar.setAccessibleName(progress)

    def _changed(self) -> None:
        self._typing.start()

    def _take(self) -> None:
        """Note what stands on the page."""
        page = self.page
        if page is None or self.stack.currentWidget() is not page:
            return
        given = page.given()
        if any(
            text != item.shown
            for item in page.page.items
            for text in (given.get(item.key),)
            if text
        ):
            self._skipped.discard(page.page.key)
        for item in page.page.items:
            self._given.pop(item.key, None)
            self._given.pop(item.text_key, None)
        self._given.update(given)

    def _tell(self) -> None:
        self._typing.stop()
        if not self.is_over:
            self._take()
            self.changed.emit(self.answers)

    def _go_on(self) -> None:
        self._tell()
        if self._words_alarm():
            return
        if (number := self._number + 1) < len(self._pages):
            self._show_page(self._pages[number])
        else:
            self._end(CheckInEnd.ANSWERED)

    def _go_back(self) -> None:
        self._tell()
        if self._words_alarm():
            return
        if self._number:
            self._show_page(self._pages[self._number - 1])
        else:
            self._known = False
            self.stack.setCurrentWidget(self.who)
            self._show_foot()
            self.who.clear()

    def _skip_page(self) -> None:
        """Take back what stands on the page, and go on."""
        if self.page is None:
            return
        self._tell()
        if self._words_alarm():
            return
        skipped, number = self.page.page, self._number
        self.page.forget()
        self._take()
        self._skipped.add(skipped.key)
        self.changed.emit(self.answers)
        following = [page for page in self._pages[number:] if page.key != skipped.key]
        if following:
            self._show_page(following[0])
        else:
            self._end(CheckInEnd.ANSWERED)

    def _words_alarm(self) -> bool:
        """Say where help is before a page is left on which somebody typed of suicide.

        Nobody is interrupted in the middle of a sentence. Returns whether it was said.
        """
        items = () if self.page is None else self.page.page.items
        typed = (each.key for each in items if types_of_suicide(each, self._given))
        said = [self._help(CRISIS, key, TYPED) for key in typed]
        return any(said)

    def _help(self, alarm: str, key: str, code: str) -> bool:
        """Say what to do at once, before anything else is asked; each of it is said once.

        The answer is noted for good: what is changed or taken back afterwards is told to the staff.
        Returns whether it was said now.
        """
        self._alarms.add((key, code))
        self._tell()
        if alarm in self._alarmed:
            return False
        self._alarmed.add(alarm)
        words = self._words
        self.notice.show_words(words[f"{alarm}_title"], words[f"{alarm}_text"])
        self.notice.button.setText(words["alarm_button"])
        self.foot.hide()
        self.head.hide()
        self.stack.setCurrentWidget(self.notice)
        self.notice.button.setFocus()
        return True

    def _notice_done(self) -> None:
        if self.is_over:
            self.over.emit()
        elif self.page is not None:
            self.stack.setCurrentWidget(self.page)
            self._show_foot()
            self.next.setFocus()

    def _end(self, ending: CheckInEnd) -> None:
        """Hand over the last answers and forget everything."""
        self._take()
        self._typing.stop()
        last = replace(self.answers, ending=ending)
        words = self._words
        self._forget()
        thanks = ending is CheckInEnd.ANSWERED
        title, text = ("thanks", "thanks_text") if thanks else ("closed", "closed_text")
        self.notice.show_words(words[title], words[text])
        self.notice.button.setText(words["front_desk"])
        self.stack.setCurrentWidget(self.notice)
        self.notice.button.setFocus()
        if thanks:
            self.thanks.start()
        self.ended.emit(last)

    def _forget(self) -> None:
        self._sheet, self._given, self._known = None, {}, False
        self._wording = Wording(self._wording.language, "", {}, ())
        self._skipped.clear()
        self._alarms.clear()
        former, self.page = self.page, None
        self.who.clear()
        self.warning.clear()
        self.stack.setCurrentWidget(self.notice)
        self._drop(former)
        self._show_foot()

    def _drop(self, page: QuestionPage | None) -> None:
        if page is not None:
            self.stack.removeWidget(page)
            page.hide()
            page.setParent(None)
            page.deleteLater()

    def _connect(self) -> None:
        self.next.clicked.connect(self._go_on)
        self.back.clicked.connect(self._go_back)
        self.skip.clicked.connect(self._skip_page)
        self.notice.button.clicked.connect(self._notice_done)
        # On macOS the window may lose the keyboard before the application counts as left.
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._leave_if_elsewhere)

    def _lay_out(self) -> None:
        self.head, self.foot = QWidget(), QWidget()
        head = QHBoxLayout(self.head)
        head.setContentsMargins(4, 0, 4, 0)
        head.addWidget(self.bar, 1)
        head.addSpacing(16)
        head.addWidget(self.progress)
        foot = QHBoxLayout(self.foot)
        foot.setContentsMargins(4, 0, 4, 0)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.skip)
        foot.addSpacing(24)
        foot.addWidget(self.next)
        column = QWidget()
        column.setMaximumWidth(_WIDEST)
        rows = QVBoxLayout(column)
        rows.setContentsMargins(32, 24, 32, 24)
        rows.setSpacing(16)
        for each in (self.head, self.stack, self.warning, self.foot):
            rows.addWidget(each, 1 if each is self.stack else 0)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(column, 20)
        outer.addStretch(1)


def _is_elsewhere() -> bool:
    return QGuiApplication.applicationState() is not Qt.ApplicationState.ApplicationActive
