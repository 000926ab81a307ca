# SPDX-License-Identifier: MIT
"""The tree of folders: nesting, names by special use, numbers that change without a reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QModelIndex, Qt

from mailapp.models.folders import NODE_ROLE, FolderModel
from mailapp.store.reader import Reader
from mailapp.store.records import Account, AccountId, Folder, FolderId, Security
from mailapp.texts import set_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.modeltest import ModelTester


def make_folder(number: int, *path: str, role: str = "", unread: int = 0, account: int = 1) -> Folder:
    """Make a folder."""
    return Folder(
        FolderId(number), AccountId(account), "/".join(path), path, role,
        selectable=True, total=10, unread=unread, synchronized=True,
    )  # fmt: skip


class FakeReader(Reader):
    """A store of some folders of two accounts."""

    def __init__(self, *folders: Folder) -> None:
        """Hold these."""
        self.held = list(folders)

    def accounts(self) -> list[Account]:
        """Give an account for each that has folders."""
        ids = dict.fromkeys(folder.account_id for folder in self.held)
        return [Account(each, f"user{each}@example.org", "user", "host", 993, Security.TLS) for each in ids]

    def folders(self, account_id: AccountId) -> list[Folder]:
        """Give an account's folders."""
        return [folder for folder in self.held if folder.account_id == account_id]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def shown(*folders: Folder) -> tuple[FolderModel, FakeReader]:
    """Give the model of some folders."""
    reader = FakeReader(*folders)
    model = FolderModel(reader)
    model.refresh()
    return model, reader


def outline(model: FolderModel, parent: QModelIndex | None = None, depth: int = 0) -> list[str]:
    """Write the tree, a dot a level."""
    above = parent or QModelIndex()
    lines = []
    for row in range(model.rowCount(above)):
        index = model.index(row, 0, above)
        lines.append("." * depth + str(model.data(index)))
        lines.extend(outline(model, index, depth + 1))
    return lines


def test_folders_stand_below_their_account_by_levels() -> None:
    """A level that the server does not list is drawn, but cannot be chosen."""
    model, _ = shown(
        make_folder(1, "INBOX", role="inbox"),
        make_folder(2, "[Gmail]", "Sent Mail", role="sent"),
        make_folder(3, "Работа"),
        make_folder(4, "Работа", "Отчёты"),
        make_folder(5, "INBOX", role="inbox", account=2),
    )
    assert outline(model) == [
        "user1@example.org", ".Inbox", ".[Gmail]", "..Sent", ".Работа", "..Отчёты", "user2@example.org", ".Inbox",
    ]  # fmt: skip
    level = model.index(1, 0, model.index(0, 0))
    assert not model.flags(level) & Qt.ItemFlag.ItemIsSelectable
    assert model.flags(model.find(FolderId(4))) & Qt.ItemFlag.ItemIsSelectable


def test_a_folder_listed_after_its_child_takes_its_place() -> None:
    """The order of the list does not matter for the levels."""
    model, _ = shown(make_folder(2, "A", "B"), make_folder(1, "A"))
    assert outline(model) == ["user1@example.org", ".A", "..B"]
    assert model.find(FolderId(1)).isValid()


def test_numbers_change_without_a_reset() -> None:
    """Selection and unfolding stay."""
    model, reader = shown(make_folder(1, "INBOX", role="inbox"), make_folder(2, "A"))
    changed: list[str] = []
    resets: list[None] = []
    model.dataChanged.connect(lambda index, _: changed.append(str(model.data(index))))
    model.modelReset.connect(lambda: resets.append(None))
    reader.held[1] = make_folder(2, "A", unread=3)
    model.refresh()
    assert (changed, resets) == (["A"], [])
    assert model.data(model.find(FolderId(2)), int(Qt.ItemDataRole.AccessibleTextRole)) == "A, 3 unread"


def test_a_new_folder_is_a_reset() -> None:
    """The tree has another shape."""
    model, reader = shown(make_folder(1, "INBOX", role="inbox"))
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    reader.held.append(make_folder(2, "A"))
    model.refresh()
    assert len(resets) == 1


def test_special_folders_are_found_by_their_use() -> None:
    """Of one account, or of the first that has one."""
    model, _ = shown(make_folder(1, "INBOX", role="inbox"), make_folder(5, "INBOX", role="inbox", account=2))
    assert model.find_role("inbox") == model.find(FolderId(1))
    assert model.find_role("inbox", AccountId(2)) == model.find(FolderId(5))
    assert not model.find_role("junk").isValid()
    assert not model.find(FolderId(9)).isValid()


def test_names_by_special_use_follow_the_language() -> None:
    """The server's INBOX is the person's inbox."""
    model, _ = shown(make_folder(1, "INBOX", role="inbox"))
    set_language("ru")
    assert model.data(model.find(FolderId(1))) == "Входящие"


def test_the_tooltip_tells_the_whole_name_and_the_numbers() -> None:
    """Accounts have none."""
    model, _ = shown(make_folder(1, "A", "B", unread=2))
    role = int(Qt.ItemDataRole.ToolTipRole)
    assert model.data(model.find(FolderId(1)), role) == "A/B\n10 letters, 2 unread"
    assert model.data(model.index(0, 0), role) is None
    assert model.data(QModelIndex()) is None


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    """Qt's own check of models finds nothing."""
    model, _ = shown(make_folder(1, "INBOX", role="inbox"), make_folder(2, "A", "B"))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there
    assert not model.index(9, 0).isValid()
    assert model.data(model.index(0, 0), NODE_ROLE) is model.nodes()[0]
    assert int(model.flags(QModelIndex())) == 0
