# SPDX-License-Identifier: MIT
"""Journeys of saving attachments: asked where, with progress, cancelled, failed, several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import Qt

from mailapp.engine.intents import CancelTransfer, SaveAttachment, TransferId
from mailapp.engine.updates import Problem, TransferProgress, TransferState
from mailapp.windows.attachments import AttachmentCard, type_icon
from mailapp.windows.icons import icon
from tests.mailapp.windows.hands import click, open_dialog, press, said

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.mailapp.windows.conftest import OpenReader, Reader

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)  # of a platform without a screen


def open_letter(qtbot: QtBot, reader: Reader, subject: str) -> list[AttachmentCard]:
    """Open a letter and give the cards of its attachments."""
    reader.window.letter_list.table.go_to_row(reader.subjects().index(subject))
    view = reader.window.letter_view
    qtbot.waitUntil(lambda: view.is_complete and view.header.subject.text() == subject)
    return view.attachments.cards


def tell(reader: Reader, state: TransferState, done: int = 0, total: int = 1000, code: str = "") -> None:
    """Let the engine tell of the last transfer."""
    transfer_id = reader.engine.of(SaveAttachment)[-1].transfer_id
    problem = Problem(code, (("host", "h"), ("port", "993"), ("reason", "reset"))) if code else None
    reader.engine.deliver([TransferProgress(transfer_id, state, done, total, problem)])


def test_attachments_are_cards_with_name_and_size(qtbot: QtBot, reader: Reader) -> None:
    """Each under the name the file will have."""
    cards = open_letter(qtbot, reader, "Фотографии с озера")
    assert [card.accessibleName() for card in cards] == [
        "Attachment Утро.png",
        "Attachment День.png",
        "Attachment Закат.png",
    ]
    assert all("kB" in said(card) for card in cards)
    assert "3 attachments" in said(reader.window.letter_view.attachments)


def test_a_letter_without_attachments_has_no_panel(qtbot: QtBot, reader: Reader) -> None:
    """No empty frame is left."""
    open_letter(qtbot, reader, "Фотографии с озера")
    assert open_letter(qtbot, reader, "Ужин в пятницу?") == []
    assert not reader.window.letter_view.attachments.isVisible()


def test_an_attachment_is_saved_with_progress(qtbot: QtBot, reader: Reader, tmp_path: Path) -> None:
    """Save, a place, a bar that moves, and the way to the folder."""
    card = open_letter(qtbot, reader, "Фотографии с озера")[1]
    reader.prompts.target = tmp_path / "день.png"
    click(card.save_button)
    assert reader.prompts.suggested[0].name == "День.png"
    intent = reader.engine.of(SaveAttachment)[0]
    assert (intent.section, intent.target, intent.overwrite) == (card.part.section, tmp_path / "день.png", False)
    tell(reader, TransferState.RUNNING, 250)
    assert card.progress.value() == 250
    assert not card.save_button.isVisible()
    tell(reader, TransferState.DONE, 1000)
    assert "\nSaved\n" in said(card)
    assert reader.window.status.currentMessage() == "день.png was saved."
    click(card.folder_button)
    assert reader.prompts.opened_folders == [tmp_path]


def test_saving_goes_on_while_another_letter_is_read(qtbot: QtBot, reader: Reader, tmp_path: Path) -> None:
    """Coming back shows how far it is."""
    card = open_letter(qtbot, reader, "Фотографии с озера")[0]
    reader.prompts.target = tmp_path / "a.png"
    click(card.save_button)
    open_letter(qtbot, reader, "Ужин в пятницу?")
    tell(reader, TransferState.RUNNING, 500)
    card = open_letter(qtbot, reader, "Фотографии с озера")[0]
    assert card.progress.value() == 500


def test_a_transfer_can_be_cancelled(qtbot: QtBot, reader: Reader, tmp_path: Path) -> None:
    """The cross asks the engine; afterwards it can be saved again."""
    card = open_letter(qtbot, reader, "Фотографии с озера")[0]
    reader.prompts.target = tmp_path / "a.png"
    click(card.save_button)
    click(card.cancel_button)
    assert reader.engine.of(CancelTransfer) == [CancelTransfer(TransferId(1))]
    tell(reader, TransferState.CANCELLED)
    assert "Cancelled" in said(card)
    assert card.save_button.isVisible()


def test_a_failure_is_told_with_a_way_on(qtbot: QtBot, reader: Reader, tmp_path: Path) -> None:
    """On the card and in a bar, whose button tries again with the same place."""
    card = open_letter(qtbot, reader, "Фотографии с озера")[0]
    reader.prompts.target = tmp_path / "a.png"
    click(card.save_button)
    tell(reader, TransferState.FAILED, 100, code="connection-lost")
    assert "The connection was lost" in said(card)
    bar = reader.window.notices.bar("transfer-1")
    assert bar is not None
    assert bar.text.text().startswith("a.png was not saved.")
    click(bar.button)
    again = reader.engine.of(SaveAttachment)
    assert [intent.target for intent in again] == [tmp_path / "a.png"] * 2
    assert reader.window.notices.bar("transfer-1") is None


def test_no_place_chosen_means_nothing_happens(qtbot: QtBot, reader: Reader) -> None:
    """The person thought better of it."""
    card = open_letter(qtbot, reader, "Фотографии с озера")[0]
    click(card.save_button)
    assert reader.engine.of(SaveAttachment) == []


def test_saving_begins_in_the_download_folder_then_where_something_was_saved_last(
    qtbot: QtBot, open_reader: OpenReader, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after a restart; a folder that is gone is not offered, and the current directory never is."""
    downloads, other = tmp_path / "Downloads", tmp_path / "other"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def suggested(asked: Reader) -> Path:
        click(open_letter(qtbot, asked, "Фотографии с озера")[0].save_button)
        return asked.prompts.suggested[-1].parent

    assert suggested(reader) == tmp_path
    downloads.mkdir()
    assert suggested(reader) == downloads
    other.mkdir()
    reader.prompts.target = other / "a.png"
    assert suggested(reader) == downloads
    reader.prompts.target = None
    reader.window.close()
    again = open_reader()
    assert suggested(again) == other
    other.rmdir()
    assert suggested(again) == downloads


@pytest.mark.parametrize("agree", [False, True])
def test_an_existing_file_is_replaced_only_after_a_question(
    qtbot: QtBot,
    reader: Reader,
    tmp_path: Path,
    agree: bool,  # noqa: FBT001 a column of the table
) -> None:
    """Not to replace it is the default."""
    target = tmp_path / "a.png"
    target.write_bytes(b"old")
    reader.prompts.target = target
    card = open_letter(qtbot, reader, "Фотографии с озера")[0]
    click(card.save_button)
    dialog = open_dialog()
    assert "Replace a.png?" in said(dialog)
    if agree:
        click(dialog.agree_button)  # type: ignore[attr-defined]  # it is the question
    else:
        press(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert [intent.overwrite for intent in reader.engine.of(SaveAttachment)] == ([True] if agree else [])


def test_all_are_saved_into_a_folder_and_nothing_there_is_replaced(
    qtbot: QtBot, reader: Reader, tmp_path: Path
) -> None:
    """A name that is taken gets a number; Ctrl+S does the same as the button."""
    (tmp_path / "Утро.png").write_bytes(b"old")
    open_letter(qtbot, reader, "Фотографии с озера")
    reader.prompts.chosen_folder = tmp_path
    press(reader.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    intents = reader.engine.of(SaveAttachment)
    assert [intent.target.name for intent in intents] == ["Утро (2).png", "День.png", "Закат.png"]
    assert not any(intent.overwrite for intent in intents)


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("application/pdf", "file-pdf"),
        ("image/png", "file-image"),
        ("text/plain", "file-text"),
        ("message/rfc822", "file-letter"),
        ("application/octet-stream", "file"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "file-table"),
    ],
)
def test_each_type_has_an_icon(qtbot: QtBot, media_type: str, name: str) -> None:
    """The icon exists as a drawing."""
    assert qtbot is not None
    assert type_icon(media_type) == name
    assert not icon(name).isNull()
