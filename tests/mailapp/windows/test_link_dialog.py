# SPDX-License-Identifier: MIT
"""A click on a link opens it; one that deceives, or begins a letter, only after a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import QApplication

from mailapp.engine.intents import SaveAttachment
from mailapp.windows.link_dialog import LinkDialog
from tests.mailapp.windows.drawing import png
from tests.mailapp.windows.hands import choose, click, open_dialog, open_menu, press, said

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.mailapp.windows.conftest import OpenReader, Reader
    from tests.mailapp.windows.fake_mail import Mail

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)  # of a platform without a screen


def open_letter(qtbot: QtBot, open_reader: OpenReader, mail: Mail, raw: bytes) -> Reader:
    """Open the window on one letter."""
    mail.add_account()
    mail.add_letters(mail.folder(), [b"From: a@example.org\r\nSubject: s\r\n" + raw])
    reader = open_reader()
    reader.window.letter_list.table.go_to_row(0)
    qtbot.waitUntil(lambda: reader.window.letter_view.is_complete)
    return reader


def html(text: str) -> bytes:
    """Make the rest of a letter of HTML."""
    return b"Content-Type: text/html; charset=utf-8\r\n\r\n" + text.encode()


def place_of_link(reader: Reader) -> QPoint:
    """Find a point on a link by looking for it as the eye does."""
    body = reader.window.letter_view.body
    area = body.viewport().rect()
    return next(
        QPoint(x, y)
        for y in range(0, area.height(), 4)
        for x in range(0, area.width(), 8)
        if body.anchorAt(QPoint(x, y))
    )


def click_link(reader: Reader) -> None:
    """Click the first link of the letter."""
    click(reader.window.letter_view.body.viewport(), place_of_link(reader))


@pytest.mark.parametrize(
    ("raw", "opened"),
    [
        (html("<a href='https://example.org/a?b=1&amp;c=2'>our offer</a>"), "https://example.org/a?b=1&c=2"),
        (html("<a href='https://www.bank.example/x'>bank.example</a>"), "https://www.bank.example/x"),
        (b"\r\nhttps://example.org/plain\r\n", "https://example.org/plain"),
    ],
)
def test_an_honest_link_opens_at_once(
    qtbot: QtBot, open_reader: OpenReader, mail: Mail, raw: bytes, opened: str
) -> None:
    """Where the text names no site, or the one it leads to."""
    reader = open_letter(qtbot, open_reader, mail, raw)
    click_link(reader)
    assert QApplication.activeModalWidget() is None
    assert reader.prompts.opened_links == [opened]


SUSPICIOUS = [
    (html("<a href='https://evil.example/'>https://bank.example</a>"), "names another site", "evil.example"),
    (html("<a href='https://bаnk.example/'>our offer</a>"), "look like those", "xn--bnk-6cd.example"),
    (html("<a href='https://bank.example@evil.example/'>offer</a>"), "stands before", "evil.example"),
    (b"\r\nhttps://bank.example@evil.example/\r\n", "stands before", "evil.example"),
]


@pytest.mark.parametrize("suspicious", SUSPICIOUS)
@pytest.mark.parametrize("agree", [True, False])
def test_a_link_that_deceives_is_asked_about(
    qtbot: QtBot,
    open_reader: OpenReader,
    mail: Mail,
    suspicious: tuple[bytes, str, str],
    agree: bool,  # noqa: FBT001 a column of the table
) -> None:
    """The dialog says what is suspicious and shows the true site; not to open it is the default."""
    raw, warning, host = suspicious
    reader = open_letter(qtbot, open_reader, mail, raw)
    click_link(reader)
    dialog = open_dialog()
    assert isinstance(dialog, LinkDialog)
    assert warning in said(dialog)
    assert dialog.fields[1].toPlainText() == host
    assert reader.prompts.opened_links == []
    if agree:
        click(dialog.agree_button)
    else:
        press(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert len(reader.prompts.opened_links) == agree


@pytest.mark.parametrize("agree", [True, False])
def test_a_letter_is_begun_after_a_question_with_address_and_subject_only(
    qtbot: QtBot,
    open_reader: OpenReader,
    mail: Mail,
    agree: bool,  # noqa: FBT001 a column of the table
) -> None:
    """Text, copies and attachments that the link asks for are left out."""
    link = "mailto:help@example.org?subject=Sign%20off&amp;body=secret&amp;bcc=spy@evil.example&amp;attach=/etc/passwd"
    reader = open_letter(qtbot, open_reader, mail, html(f"<a href='{link}'>write to us</a>"))
    click_link(reader)
    dialog = open_dialog()
    assert isinstance(dialog, LinkDialog)
    assert [field.toPlainText() for field in dialog.fields] == ["help@example.org", "Sign off"]
    click(dialog.agree_button if agree else dialog.cancel_button)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert reader.prompts.opened_links == (["mailto:help@example.org?subject=Sign off"] if agree else [])


def test_the_question_follows_the_language_and_stays_narrow(qtbot: QtBot, open_reader: OpenReader, mail: Mail) -> None:
    """However long the link's words are."""
    link = f"https://evil.example/{'x' * 5000}"
    reader = open_letter(qtbot, open_reader, mail, html(f"<a href='{link}'>bank.example</a>"))
    click_link(reader)
    dialog = open_dialog()
    assert isinstance(dialog, LinkDialog)
    reader.window.deeds.set_language("ru")
    assert "Открыть эту ссылку?" in said(dialog)
    assert dialog.width() < 800
    assert dialog.height() < 600
    click(dialog.cancel_button)


PICTURE_LETTER = (
    b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
    b"<img src='cid:p@x'>\r\n--b\r\nContent-Type: image/png; name=view.png\r\nContent-ID: <p@x>\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n%b\r\n--b--\r\n"
)


def test_a_picture_in_the_text_is_saved_from_its_menu(
    qtbot: QtBot, open_reader: OpenReader, mail: Mail, tmp_path: Path
) -> None:
    """It is not listed with the attachments; a click beside it offers nothing to save."""
    from base64 import encodebytes  # noqa: PLC0415 for this letter only

    reader = open_letter(qtbot, open_reader, mail, PICTURE_LETTER % encodebytes(png(60, 60)))
    view = reader.window.letter_view
    assert view.attachments.cards == []
    reader.prompts.target = tmp_path / "view.png"
    view.body.customContextMenuRequested.emit(QPoint(300, 300))
    assert "Save picture…" not in [action.text() for action in open_menu().actions()]
    open_menu().close()
    view.body.customContextMenuRequested.emit(QPoint(50, 50))
    choose(open_menu(), "Save picture…")
    assert reader.prompts.suggested[0].name == "view.png"
    assert [(intent.section, intent.target) for intent in reader.engine.of(SaveAttachment)] == [
        ("2", tmp_path / "view.png")
    ]
