# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts and their folders as a Qt tree. Levels that the server does not list are drawn, but cannot be opened.

Knows the store's reader, no widget and no engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from PyQt5.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from mailapp.texts import tr, tr_n, translatable

if TYPE_CHECKING:
    from mailapp.store.reader import Reader
    from mailapp.store.records import Account, AccountId, Folder, FolderId

NODE_ROLE: Final = int(Qt.ItemDataRole.UserRole)
"""The `Node` of an index."""

ROLE_NAMES: Final = {
    "inbox": translatable("Inbox"),
    "drafts": translatable("Drafts"),
    "sent": translatable("Sent"),
    "archive": translatable("Archive"),
    "junk": translatable("Junk"),
    "trash": translatable("Trash"),
    "flagged": translatable("Flagged"),
    "all": translatable("All letters"),
}
"""Special use -> what the person calls the folder."""

ROLE_ICONS: Final = {
    "inbox": "inbox",
    "drafts": "drafts",
    "sent": "sent",
    "archive": "archive",
    "junk": "junk",
    "trash": "trash",
    "flagged": "flag",
    "all": "all",
}


def folder_title(folder: Folder) -> str:
    """Give the name under which the person knows the folder."""
    return tr(ROLE_NAMES[folder.role]) if folder.role in ROLE_NAMES else folder.path[-1]


@dataclass(slots=True, eq=False)
class Node:
    """A line of the tree: an account, a folder, or a level between that is no folder of its own."""

    account: Account
    path: tuple[str, ...]  # empty for the account
    folder: Folder | None = None
    parent: Node | None = None
    row: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What the line says."""
        if not self.path:
            return self.account.address
        return folder_title(self.folder) if self.folder else self.path[-1]

    @property
    def icon(self) -> str:
        """The name of the line's icon."""
        if not self.path:
            return "account"
        return ROLE_ICONS.get(self.folder.role, "folder") if self.folder else "folder"

    @property
    def unread(self) -> int:
        """How many letters of the folder itself are unread."""
        return self.folder.unread if self.folder else 0

    @property
    def can_open(self) -> bool:
        """Whether there are letters to list."""
        return self.folder is not None and self.folder.selectable

    def add(self, child: Node) -> None:
        """Put `child` below, as the last one."""
        child.parent = self
        child.row = len(self.children)
        self.children.append(child)


def _grow(account: Account, folders: list[Folder]) -> Node:
    root = Node(account, ())
    known: dict[tuple[str, ...], Node] = {(): root}
    for folder in folders:
        for depth in range(1, len(folder.path) + 1):
            path = folder.path[:depth]
            if path not in known:
                known[path] = Node(account, path)
                known[path[:-1]].add(known[path])
        known[folder.path].folder = folder
    return root


def _walk(nodes: list[Node]) -> list[Node]:
    walked: list[Node] = []
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        walked.append(node)
        waiting.extend(reversed(node.children))
    return walked


class FolderModel(QAbstractItemModel):
    """The tree of all accounts. `refresh` reads it anew; a tree of the same shape only changes its numbers."""

    def __init__(self, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._roots: list[Node] = []

    def refresh(self) -> None:
        """Read accounts and folders anew, because the store has changed."""
        roots = [_grow(account, self._reader.folders(account.id)) for account in self._reader.accounts()]
        for row, root in enumerate(roots):
            root.row = row
        old, new = _walk(self._roots), _walk(roots)
        if [_shape(node) for node in old] != [_shape(node) for node in new]:
            self.beginResetModel()
            self._roots = roots
            self.endResetModel()
            return
        for before, after in zip(old, new, strict=True):
            if before.folder != after.folder:
                before.folder = after.folder
                index = self._index_of(before)
                self.dataChanged.emit(index, index)

    def nodes(self) -> list[Node]:
        """Give every line, from the top."""
        return _walk(self._roots)

    def find(self, folder_id: FolderId) -> QModelIndex:
        """Give the index of a folder, an invalid one where it is gone."""
        for node in _walk(self._roots):
            if node.folder is not None and node.folder.id == folder_id:
                return self._index_of(node)
        return QModelIndex()

    def find_role(self, role: str, account_id: AccountId | None = None) -> QModelIndex:
        """Give the index of the first folder with this special use, of one account or of any."""
        for node in _walk(self._roots):
            if node.folder and node.folder.role == role and account_id in {None, node.account.id}:
                return self._index_of(node)
        return QModelIndex()

    @staticmethod
    def node(index: QModelIndex) -> Node | None:
        """Give the line behind an index."""
        return cast("Node", index.internalPointer()) if index.isValid() else None

    def index_of(self, node: Node) -> QModelIndex:
        """Give the index of one of `nodes`."""
        return self._index_of(node)

    def _index_of(self, node: Node) -> QModelIndex:
        return self.createIndex(node.row, 0, node)

    def index(self, row: int, column: int, parent: QModelIndex = QModelIndex()) -> QModelIndex:  # noqa: B008 Qt's signature
        """Give the index of a line below `parent`."""
        above = self.node(parent)
        siblings = above.children if above else self._roots
        if column != 0 or not 0 <= row < len(siblings):
            return QModelIndex()
        return self.createIndex(row, 0, siblings[row])

    def parent(self, child: QModelIndex) -> QModelIndex:  # type: ignore[override]  # QObject.parent() is overloaded in Qt
        """Give the index of the line above."""
        node = self.node(child)
        return self._index_of(node.parent) if node and node.parent else QModelIndex()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        """Give the number of lines below `parent`."""
        above = self.node(parent)
        return len(above.children if above else self._roots)

    def columnCount(self, _parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        """Give one column."""
        return 1

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        """Let only folders with letters be chosen."""
        node = self.node(index)
        if node is None:
            return Qt.ItemFlags(Qt.ItemFlag.NoItemFlags)
        return (
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if node.can_open
            else Qt.ItemFlags(Qt.ItemFlag.ItemIsEnabled)
        )

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a line's name, its words for those who hear it, or its numbers as a tooltip."""
        node = self.node(index)
        if node is None:
            return None
        if role == NODE_ROLE:
            return node
        if role == Qt.ItemDataRole.DisplayRole:
            return node.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{node.title}, {_unread(node.unread)}" if node.unread else node.title
        if role == Qt.ItemDataRole.ToolTipRole and node.folder:
            letters = tr_n("{count} letter", "{count} letters", node.folder.total)
            return f"{'/'.join(node.path)}\n{letters}, {_unread(node.unread)}"
        return None


def _unread(count: int) -> str:
    return tr_n("{count} unread", "{count} unread", count)


def _shape(node: Node) -> tuple[object, ...]:
    folder = node.folder
    return (node.account, node.path, len(node.children), folder and (folder.id, folder.role, folder.selectable))
