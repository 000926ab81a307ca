# SPDX-License-Identifier: GPL-3.0-or-later
"""The left pane: accounts and folders, with the number of unread letters. Says which folder was chosen.

Knows the model of folders, no letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from PyQt5.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QFontMetrics, QPainter
from PyQt5.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from mailapp.models.folders import NODE_ROLE, FolderModel, Node
from mailapp.texts import format_number, language, tr
from mailapp.windows.icons import paint_icon
from mailapp.windows.theme import colors
from mailapp.windows.widgets import Retranslator

if TYPE_CHECKING:
    from mailapp.store.reader import Reader
    from mailapp.store.records import FolderId

_ICON: Final = 18
_PAD: Final = 8
_SMALL: Final = 0.85


class _FolderDelegate(QStyledItemDelegate):
    """Paints a folder with icon, name and a pill holding the number of unread letters."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Give the size of a line."""
        node: Node | None = index.data(NODE_ROLE)
        extra = 22 if node is not None and not node.path else 14
        return QSize(120, QFontMetrics(option.font).height() + extra)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one line."""
        node: Node | None = index.data(NODE_ROLE)
        if node is None:
            return
        chosen = colors()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and node.can_open
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(chosen.selection if selected else chosen.hover))
            painter.drawRoundedRect(option.rect.adjusted(0, 1, -6, -1), 7, 7)
        font = QFont(option.font)
        if node.path:
            font.setBold(node.unread > 0)
            end = self._paint_pill(painter, option, node)
            ink = QColor(chosen.accent if selected else chosen.text if node.can_open else chosen.muted)
            icon_ink = QColor(chosen.accent if selected else chosen.muted)
        else:
            font.setPointSizeF(font.pointSizeF() * _SMALL)
            end = option.rect.right() - _PAD
            ink = icon_ink = QColor(chosen.muted)
        middle = option.rect.center().y()
        where = QRect(option.rect.left() + _PAD, middle - _ICON // 2 + 1, _ICON, _ICON)
        paint_icon(painter, node.icon, where, icon_ink)
        text = QRect(where.right() + _PAD, option.rect.top(), end - where.right() - 2 * _PAD, option.rect.height())
        painter.setFont(font)
        painter.setPen(ink)
        shown = QFontMetrics(font).elidedText(node.title, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), shown)
        painter.restore()

    @staticmethod
    def _paint_pill(painter: QPainter, option: QStyleOptionViewItem, node: Node) -> int:
        """Paint the number of unread letters; give where the name must end."""
        end = option.rect.right() - 6 - _PAD
        if not node.unread:
            return end
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        font.setBold(True)
        metrics = QFontMetrics(font)
        number = format_number(node.unread, language())
        width = max(metrics.horizontalAdvance(number) + 12, metrics.height() + 4)
        height = metrics.height() + 2
        pill = QRect(end - width, option.rect.center().y() - height // 2 + 1, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors().accent))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(QColor(colors().on_accent))
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), number)
        return pill.left()


class FolderPane(QTreeView):
    """The tree of folders."""

    folder_chosen = pyqtSignal(object)
    """A `FolderId`: its letters are to be listed."""

    menu_wanted = pyqtSignal(QPoint)
    """A context menu at this place of the screen."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.setObjectName("folders")
        self.folders = FolderModel(reader, self)
        self.setModel(self.folders)
        self.setItemDelegate(_FolderDelegate(self))
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setUniformRowHeights(False)
        self.setMouseTracking(True)
        self.setAnimated(False)
        self.setRootIsDecorated(True)
        self.setExpandsOnDoubleClick(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda place: self.menu_wanted.emit(self.mapToGlobal(place)))
        self._collapsed: set[tuple[int, tuple[str, ...]]] = set()
        self._restoring = False
        self.collapsed.connect(lambda index: self._remember(index, collapsed=True))
        self.expanded.connect(lambda index: self._remember(index, collapsed=False))
        self.folders.modelAboutToBeReset.connect(self._before_reset)
        self.folders.modelReset.connect(self._after_reset)
        self._kept: FolderId | None = None
        Retranslator(self, self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        self.setAccessibleName(tr("Folders"))
        self.viewport().update()

    def current_node(self) -> Node | None:
        """Give the line chosen."""
        return self.folders.node(self.currentIndex())

    def current_folder(self) -> FolderId | None:
        """Give the folder chosen."""
        node = self.current_node()
        return node.folder.id if node and node.folder and node.can_open else None

    def choose(self, folder_id: FolderId) -> bool:
        """Choose a folder; False where it is not in the tree."""
        index = self.folders.find(folder_id)
        if index.isValid():
            self.setCurrentIndex(index)
        return index.isValid()

    def choose_first(self) -> None:
        """Choose the first inbox, if there is any."""
        index = self.folders.find_role("inbox")
        if index.isValid():
            self.setCurrentIndex(index)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Tell which folder was chosen."""
        super().currentChanged(current, previous)
        folder_id = self.current_folder()
        if folder_id is not None and not self._restoring:
            self.folder_chosen.emit(folder_id)

    def _remember(self, index: QModelIndex, *, collapsed: bool) -> None:
        if self._restoring:
            return
        node = cast("Node", index.data(NODE_ROLE))
        key = (int(node.account.id), node.path)
        (self._collapsed.add if collapsed else self._collapsed.discard)(key)

    def _before_reset(self) -> None:
        self._kept = self.current_folder()

    def _after_reset(self) -> None:
        self._restoring = True
        for node in self.folders.nodes():
            self.setExpanded(self.folders.index_of(node), (int(node.account.id), node.path) not in self._collapsed)
        if self._kept is not None:
            self.choose(self._kept)
        self._restoring = False
