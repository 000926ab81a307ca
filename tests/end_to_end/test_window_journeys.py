# SPDX-License-Identifier: MIT
"""A person before the real window, with the real engine and store, against a server 200 ms away."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QCoreApplication, QEvent, Qt
from PyQt5.QtWidgets import QApplication

from mailapp.bridge import Bridge
from mailapp.settings import Profile
from mailapp.windows.account_dialog import AccountDialog
from mailapp.windows.certificate_dialog import CertificateDialog
from mailapp.windows.main_window import MainWindow
from mailapp.windows.theme import Appearance, apply_appearance
from mailapp.windows.window_settings import WindowSettings
from tests.mailapp.windows.conftest import PromptAnswers
from tests.mailapp.windows.hands import click, open_dialog, press, said, type_into

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from testserver.server import Server

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)  # of a platform without a screen
LATENCY = 0.2
PATIENCE = 30_000  # milliseconds until a wait counts as failed


@dataclass
class Desk:
    """The window of a person with the server they want to read from."""

    window: MainWindow
    server: Server
    prompts: PromptAnswers

    def subjects(self) -> list[str]:
        """Give the subjects listed."""
        letters = self.window.letter_list.letters
        rows = (letters.letter(row) for row in range(letters.rowCount()))
        return [letter.subject for letter in rows if letter is not None]


@pytest.fixture
def sit_down(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, imap_server_factory: Callable[..., Server]
) -> Iterator[Callable[..., Desk]]:
    """Open the window on a new profile, beside a server with the settings given."""
    assert qapp is not None
    bridges: list[Bridge] = []
    windows: list[MainWindow] = []

    def open_window(**settings: object) -> Desk:
        apply_appearance(Appearance.LIGHT)
        profile = Profile.open(tmp_path / "profile")
        bridge = Bridge(profile)
        bridge.start()
        bridges.append(bridge)
        chosen = WindowSettings(profile)
        chosen.language = "en"
        prompts = PromptAnswers()
        window = MainWindow(bridge, chosen, prompts)
        windows.append(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return Desk(window, imap_server_factory(latency=LATENCY, **settings), prompts)

    yield open_window
    for window in windows:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    assert [bridge.stop() for bridge in bridges] == [True] * len(bridges)


def write_account(desk: Desk, password: str) -> AccountDialog:
    """Write everything that the dialog asks for, and connect."""
    click(desk.window.welcome.button)
    dialog = open_dialog()
    assert isinstance(dialog, AccountDialog)
    type_into(dialog.address, "alice@example.org")
    type_into(dialog.password, password)
    type_into(dialog.user, desk.server.user)
    dialog.server.clear()
    type_into(dialog.server, desk.server.host)
    dialog.port.setValue(desk.server.port)
    click(dialog.connect_button)
    return dialog


def certificate_question(qtbot: QtBot) -> CertificateDialog:
    """Wait until the certificate is shown."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), CertificateDialog), timeout=PATIENCE)
    dialog = open_dialog()
    assert isinstance(dialog, CertificateDialog)
    return dialog


def add_account(qtbot: QtBot, desk: Desk) -> None:
    """Add the account as a person does who trusts the server's certificate, and wait for the letters."""
    write_account(desk, desk.server.password)
    click(certificate_question(qtbot).trust_button)
    qtbot.waitUntil(lambda: len(desk.subjects()) == 24, timeout=PATIENCE)
    desk.window.activateWindow()  # without a window manager nobody else does
    qtbot.waitUntil(desk.window.isActiveWindow)


def open_letter(qtbot: QtBot, desk: Desk, subject: str) -> None:
    """Open a letter from the list and wait for its text."""
    view = desk.window.letter_view
    desk.window.letter_list.table.go_to_row(desk.subjects().index(subject))
    qtbot.waitUntil(lambda: view.is_complete and view.header.subject.text() == subject, timeout=PATIENCE)


def attachment_of(desk: Desk, name: str) -> bytes:
    """Give the bytes of an attachment, read from the server's own letters by Python's email package."""
    for letter in sample_letters(desk):
        for part in message_from_bytes(letter, policy=default).walk():
            if part.get_filename() == name:
                content = part.get_payload(decode=True)
                assert isinstance(content, bytes)
                return content
    raise AssertionError(name)


def sample_letters(desk: Desk) -> list[bytes]:
    """Give the letters of the server's INBOX."""
    from imaplib import IMAP4_SSL  # noqa: PLC0415 another reading of the protocol, only here
    from ssl import create_default_context  # noqa: PLC0415 only here

    with IMAP4_SSL(
        desk.server.host, desk.server.port, ssl_context=create_default_context(cafile=desk.server.ca_file)
    ) as client:
        client.login(desk.server.user, desk.server.password)
        client.select("INBOX", readonly=True)
        _, answers = client.fetch("1:*", "(BODY.PEEK[])")
        return [answer[1] for answer in answers if isinstance(answer, tuple)]


def test_from_an_empty_profile_to_an_attachment_on_the_disk(
    qtbot: QtBot, sit_down: Callable[..., Desk], tmp_path: Path
) -> None:
    """Add the account by typing, trust the certificate, read a letter, save what is attached, byte for byte."""
    desk = sit_down()
    add_account(qtbot, desk)
    qtbot.waitUntil(lambda: desk.window.status.padlock.text().strip() == "TLS 1.3", timeout=PATIENCE)
    open_letter(qtbot, desk, "Фотографии с озера")
    assert "озер" in desk.window.letter_view.body.toPlainText().lower()
    card = desk.window.letter_view.attachments.cards[1]
    desk.prompts.target = tmp_path / "saved.png"
    click(card.save_button)
    qtbot.waitUntil(lambda: "\nSaved\n" in said(card), timeout=PATIENCE)
    assert desk.prompts.target.read_bytes() == attachment_of(desk, "День.png")
    assert sorted(path.name for path in tmp_path.glob("*.png*")) == ["saved.png"]


def test_the_letter_read_is_seen_on_the_server(qtbot: QtBot, sit_down: Callable[..., Desk]) -> None:
    """And marking it as unread by a key takes the flag away there."""
    desk = sit_down()
    add_account(qtbot, desk)
    open_letter(qtbot, desk, "Ужин в пятницу?")
    desk.server.wait_for("UID STORE", times=1)
    qtbot.waitUntil(lambda: desk.window.letter_list.table.selected_letters()[0].seen, timeout=PATIENCE)
    press(desk.window.letter_list.table, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: not desk.window.letter_list.table.selected_letters()[0].seen, timeout=PATIENCE)
    desk.server.wait_for("UID STORE", times=2)


def test_a_certificate_that_is_not_trusted_ends_it(qtbot: QtBot, sit_down: Callable[..., Desk]) -> None:
    """Nothing was sent to sign in, no account is there; the fingerprint shown is the server's."""
    desk = sit_down()
    dialog = write_account(desk, desk.server.password)
    question = certificate_question(qtbot)
    press(question, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)
    assert "was not trusted" in dialog.problem.text()
    assert not any("LOGIN" in str(entry) or "AUTHENTICATE" in str(entry) for entry in desk.server.transcript())
    assert desk.window.bridge.reader.accounts() == []


def test_a_wrong_password_is_corrected(qtbot: QtBot, sit_down: Callable[..., Desk]) -> None:
    """The server's words are shown; the right one leads to the letters."""
    desk = sit_down()
    dialog = write_account(desk, "wrong")
    click(certificate_question(qtbot).trust_button)
    qtbot.waitUntil(lambda: "Sign-in was refused" in dialog.problem.text(), timeout=PATIENCE)
    dialog.password.clear()
    type_into(dialog.password, desk.server.password)
    click(dialog.connect_button)
    qtbot.waitUntil(lambda: len(desk.subjects()) == 24, timeout=PATIENCE)


def test_the_server_goes_while_an_attachment_is_saved(
    qtbot: QtBot, sit_down: Callable[..., Desk], tmp_path: Path
) -> None:
    """A clear message with a way on, and nothing half-written; trying again brings the whole file."""
    desk = sit_down()
    add_account(qtbot, desk)
    open_letter(qtbot, desk, "Данные измерений (большой файл)")
    card = desk.window.letter_view.attachments.cards[0]
    name = card.accessibleName().removeprefix("Attachment ")
    desk.server.fault("cut,command=UID FETCH,times=always,byte=60000")
    desk.prompts.target = tmp_path / "saved.bin"
    click(card.save_button)
    notices = desk.window.notices
    qtbot.waitUntil(lambda: notices.bar("transfer-1") is not None, timeout=PATIENCE)
    bar = notices.bar("transfer-1")
    assert bar is not None
    assert bar.text.text().startswith("saved.bin was not saved.")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("saved")) == []
    desk.server.reset()
    click(bar.button)
    qtbot.waitUntil(lambda: "\nSaved\n" in said(card), timeout=PATIENCE)
    assert desk.prompts.target.read_bytes() == attachment_of(desk, name)


def test_a_new_letter_appears_by_f5(qtbot: QtBot, sit_down: Callable[..., Desk]) -> None:
    """It is on top, unread, and counted."""
    desk = sit_down()
    add_account(qtbot, desk)
    desk.server.deliver(
        b"From: Bob <bob@example.org>\r\nSubject: Fresh\r\nDate: Mon, 1 Jan 2035 10:00:00 +0000\r\n\r\nHi\r\n"
    )
    press(desk.window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: desk.subjects()[:1] == ["Fresh"], timeout=PATIENCE)
    assert desk.window.letter_list.count.text() == "25 letters"
