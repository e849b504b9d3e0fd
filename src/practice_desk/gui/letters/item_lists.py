"""What a letter can be about: one list for each sort of thing, as high as what it holds."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from practice_desk.domain.letter_choice import Item, ItemSort
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.letters.compose_model import ComposeModel
from practice_desk.gui.letters.item_words import item_line
from practice_desk.letters.kind import ItemOffer
from practice_desk.services.letter_offering import OfferedItem

_FRAME = 10


class ItemList(QListWidget):
    """Never scrolls by itself: what is around it does."""

    def __init__(self, sort: ItemSort, label: str) -> None:
        super().__init__()
        self.sort = sort
        self.setObjectName(f"items_{sort.value}")
        self.setAccessibleName(label)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setWordWrap(True)

    def add(self, offered: OfferedItem, *, ticked: bool) -> None:
        """Add one thing that can be ticked."""
        item = QListWidgetItem(item_line(offered))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setData(Qt.ItemDataRole.UserRole, offered.item.id)
        states = Qt.CheckState
        item.setCheckState(states.Checked if ticked else states.Unchecked)
        self.addItem(item)

    def fit(self) -> None:
        """Take the height of the lines that are shown."""
        self.doItemsLayout()  # only laid out does a line know how often it wraps
        rects = [self.visualItemRect(self.item(row)) for row in range(self.count())]
        height = sum(rect.height() for rect in rects) + _FRAME
        if height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow with the lines that a narrower list has, once they are laid out."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self.fit)

    def sizeHint(self) -> QSize:
        """Ask for no more width than there is."""
        return QSize(200, self.height())


@register_custom_widget
class ItemLists(QWidget):
    """The lists of one kind. `changed` emits (`Item`, whether it is ticked)."""

    changed = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lists: list[ItemList] = []
        self._labels: list[QLabel] = []
        self._offered: list[tuple[OfferedItem, ...]] = []
        self._showing = False
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)

    def show_items(self, model: ComposeModel) -> None:
        """Show what *model* offers in the place of the former lists; empty lists are left out."""
        self._showing = True
        for widget in (*self._labels, *self.lists):
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        self.lists, self._labels, self._offered = [], [], []
        pairs = zip(model.kind.offer.items, model.offering.items, strict=True)
        for offer, offered in pairs:
            if offered:
                self._add(offer, offered, model)
        self.setVisible(bool(self.lists))
        self._showing = False

    def follow(self, model: ComposeModel, *, show_told: bool) -> None:
        """Show the ticks of *model*, and what was told before only where that is asked for."""
        self._showing = True
        states = Qt.CheckState
        for listing, offered in zip(self.lists, self._offered, strict=True):
            for row, each in enumerate(offered):
                item = listing.item(row)
                item.setCheckState(states.Checked if each.item in model.items else states.Unchecked)
                item.setHidden(model.hidden(each, show_told=show_told))
            listing.fit()
        for listing, label in zip(self.lists, self._labels, strict=True):
            empty = all(listing.item(row).isHidden() for row in range(listing.count()))
            listing.setVisible(not empty)
            label.setVisible(not empty)
        self._showing = False

    def focus_first(self, sentence: str = "") -> None:
        """Lead the keyboard to the first list that is shown, or to the one a *sentence* names."""
        offered = [each for each in self.lists if not each.isHidden()]
        named = [each for each in offered if each.accessibleName() in sentence]
        shown = next(iter((*named, *offered)), None)
        if shown is not None:
            shown.setFocus()
            shown.setCurrentRow(max(0, shown.currentRow()))

    def _add(self, offer: ItemOffer, offered: tuple[OfferedItem, ...], model: ComposeModel) -> None:
        label = QLabel(offer.label.replace("&", "&&"))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "field")
        listing = ItemList(offer.sort, offer.label)
        label.setBuddy(listing)
        for each in offered:
            listing.add(each, ticked=each.item in model.items)
        listing.itemChanged.connect(lambda item: self._changed(listing, item))
        self.lists.append(listing)
        self._labels.append(label)
        self._offered.append(offered)
        self._rows.addWidget(label)
        self._rows.addWidget(listing)

    def _changed(self, listing: ItemList, item: QListWidgetItem) -> None:
        if not self._showing:
            number = int(item.data(Qt.ItemDataRole.UserRole))
            ticked = item.checkState() is Qt.CheckState.Checked
            self.changed.emit(Item(listing.sort, number), ticked)
