# SPDX-License-Identifier: MIT
"""What the engine waits for and what goes wrong is a bar in the window, with a way on; never a dialog by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication

from mailapp.engine.intents import GivePassword, OpenFolder, OpenLetter, RemoveAccount, TrustCertificate
from mailapp.engine.updates import (
    CertificateNeeded,
    ChangeRefused,
    ConnectionSecurity,
    FolderFailed,
    IntentFailed,
    LetterFailed,
    LettersChanged,
    LinkChanged,
    LinkState,
    PasswordNeeded,
    Problem,
    ServerSaid,
)
from mailapp.store.records import AccountId
from mailapp.windows.certificate_dialog import CertificateDialog
from mailapp.windows.other_dialogs import PasswordDialog, QuestionDialog
from tests.mailapp.windows.hands import click, open_dialog, said, type_into
from tests.mailapp.windows.test_account_dialog import CERTIFICATE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.mailapp.windows.conftest import OpenReader, Reader
    from tests.mailapp.windows.fake_mail import Mail

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)  # of a platform without a screen
ACCOUNT = AccountId(1)


def click_bar(reader: Reader, about: str) -> None:
    """Click the button of a bar."""
    bar = reader.window.notices.bar(about)
    assert bar is not None
    assert QApplication.activeModalWidget() is None
    click(bar.button)


def test_a_password_is_asked_for_when_the_person_is_ready(qtbot: QtBot, reader: Reader) -> None:
    """A bar, then a dialog that says what the server said; the password goes to the engine once."""
    problem = Problem("authentication-failed", (("text", "Password expired"),))
    reader.engine.deliver([LinkChanged(ACCOUNT, LinkState.WAITING), PasswordNeeded(ACCOUNT, problem)])
    assert reader.window.status.state.text() == "Waiting for you"
    click_bar(reader, "password-1")
    dialog = open_dialog()
    assert isinstance(dialog, PasswordDialog)
    assert "Password expired" in said(dialog)
    assert not dialog.sign_in_button.isEnabled()
    type_into(dialog.password, "new secret")
    click(dialog.sign_in_button)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert reader.engine.of(GivePassword) == [GivePassword(ACCOUNT, "new secret", remember=True)]
    assert reader.window.notices.bar("password-1") is None


def test_without_a_problem_the_bar_says_which_password_is_needed(reader: Reader) -> None:
    """The address tells the accounts apart."""
    reader.engine.deliver([PasswordNeeded(ACCOUNT)])
    bar = reader.window.notices.bar("password-1")
    assert bar is not None
    assert bar.text.text() == "Konvert needs the password of anna@example.org."


def test_a_changed_certificate_is_a_warning_with_the_new_fingerprint(qtbot: QtBot, reader: Reader) -> None:
    """Trusting it is told to the engine."""
    changed = replace(CERTIFICATE, changed=True)
    reader.engine.deliver([CertificateNeeded(ACCOUNT, changed)])
    click_bar(reader, "certificate-1")
    dialog = open_dialog()
    assert isinstance(dialog, CertificateDialog)
    assert "has changed" in dialog.heading.text()
    click(dialog.trust_button)
    qtbot.waitUntil(lambda: bool(reader.engine.of(TrustCertificate)))
    assert reader.engine.of(TrustCertificate) == [TrustCertificate(ACCOUNT, CERTIFICATE.fingerprint)]
    assert reader.window.notices.bar("certificate-1") is None


def test_being_online_takes_all_bars_of_the_account_away(reader: Reader) -> None:
    """What has been solved is no longer said."""
    reader.engine.deliver([PasswordNeeded(ACCOUNT), CertificateNeeded(ACCOUNT, CERTIFICATE)])
    security = ConnectionSecurity("TLSv1.2", "ECDHE", 256, pinned=False)
    reader.engine.deliver([LinkChanged(ACCOUNT, LinkState.ONLINE, security=security)])
    assert [reader.window.notices.bar(f"{about}-1") for about in ("password", "certificate")] == [None, None]


def test_a_bar_can_be_closed(reader: Reader) -> None:
    """The person has read it."""
    reader.engine.deliver([PasswordNeeded(ACCOUNT)])
    bar = reader.window.notices.bar("password-1")
    assert bar is not None
    click(bar.close_button)
    assert reader.window.notices.bar("password-1") is None


def test_a_letter_that_does_not_come_says_why_and_can_be_asked_for_again(qtbot: QtBot, reader: Reader) -> None:
    """Title, cause and a button in its place; the second time it comes."""
    del reader.engine.answers[OpenLetter]
    reader.window.letter_list.table.go_to_row(2)
    view = reader.window.letter_view
    assert view.waiting.title.text() == "Receiving the letter…"
    assert view.letter_id is not None
    reader.engine.deliver([LetterFailed(view.letter_id, Problem("deadline-exceeded", (("what", "FETCH"),)))])
    assert view.waiting.title.text() == "The server does not answer"
    reader.mail.answer(reader.engine)
    click(view.waiting.button)
    qtbot.waitUntil(lambda: view.is_complete)
    assert len(reader.engine.of(OpenLetter)) == 2


def test_the_failure_of_another_letter_is_not_shown(reader: Reader) -> None:
    """The person has gone on meanwhile."""
    del reader.engine.answers[OpenLetter]
    table = reader.window.letter_list.table
    other = table.letters.letter(7)
    assert other is not None
    table.go_to_row(2)
    reader.engine.deliver([LetterFailed(other.id, Problem("closed"))])
    assert reader.window.letter_view.waiting.title.text() == "Receiving the letter…"


@pytest.mark.parametrize("agree", [False, True])
def test_an_account_is_removed_only_after_a_question(
    qtbot: QtBot,
    reader: Reader,
    agree: bool,  # noqa: FBT001 a column of the table
) -> None:
    """It says that the letters on the server stay."""
    reader.window.commands.run("remove-account")
    question = open_dialog()
    assert isinstance(question, QuestionDialog)
    assert "stay on the server" in said(question)
    click(question.agree_button if agree else question.cancel_button)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert reader.engine.of(RemoveAccount) == ([RemoveAccount(ACCOUNT)] if agree else [])


REFUSED = Problem("rejected", (("command", "UID STORE"), ("text", "Read-only mailbox")))


def bar_text(reader: Reader, about: str) -> str:
    """Give what a bar says."""
    bar = reader.window.notices.bar(about)
    assert bar is not None
    assert bar.isVisible()
    return bar.text.text()


def test_a_refused_change_is_told_with_the_folder_and_the_words_of_the_server(reader: Reader) -> None:
    """What the person changed looks as before; the bar says why, in the language chosen then and later."""
    reader.engine.deliver([ChangeRefused(reader.mail.folder("Работа"), REFUSED)])
    about = f"change-{reader.mail.folder('Работа')}"
    said_so = bar_text(reader, about)
    assert said_so.startswith("What you changed in Работа was put back.")
    assert "“Read-only mailbox”" in said_so
    reader.window.deeds.set_language("ru")
    assert "«Read-only mailbox»" in bar_text(reader, about)


def test_a_folder_that_fails_can_be_tried_again(reader: Reader) -> None:
    """The button asks for the folder; the bar goes, and comes back if it fails again."""
    folder = reader.mail.folder("Archive")
    for _ in range(2):
        reader.engine.deliver([FolderFailed(folder, REFUSED)])
        assert bar_text(reader, f"folder-{folder}").startswith("Archive was not opened.")
        click_bar(reader, f"folder-{folder}")
        assert reader.engine.of(OpenFolder)[-1] == OpenFolder(folder)
        assert reader.window.notices.bar(f"folder-{folder}") is None


def test_a_folder_that_opens_after_all_takes_its_bar_away(reader: Reader) -> None:
    """What has been solved is no longer said; another folder's bar stays."""
    first, second = reader.mail.folder("Archive"), reader.mail.folder("Sent")
    reader.engine.deliver([FolderFailed(first, REFUSED), FolderFailed(second, REFUSED), LettersChanged(first)])
    assert reader.window.notices.bar(f"folder-{first}") is None
    assert reader.window.notices.bar(f"folder-{second}") is not None


def test_what_could_not_be_done_here_is_told(reader: Reader) -> None:
    """A full disk is worded with the file; the same trouble twice is one bar, another has its own."""
    full = Problem("app-disk", (("file", "store.sqlite"), ("reason", "No space left on device")))
    damaged = Problem("app-file-damaged", (("file", "settings.json"), ("reason", "line 1")))
    reader.engine.deliver([IntentFailed(full), IntentFailed(damaged), IntentFailed(full)])
    assert "store.sqlite: No space left on device." in bar_text(reader, "intent-app-disk")
    assert "settings.json" in bar_text(reader, "intent-app-file-damaged")


def test_the_words_of_the_server_stand_apart_as_its_own_and_as_text(reader: Reader) -> None:
    """Konvert says whose words they are; they are never read as HTML, and no button belongs to them."""
    reader.engine.deliver([ServerSaid(ACCOUNT, "<a href='http://evil.example'>Quota</a> is nearly full")])
    assert bar_text(reader, "server-1") == "The server of anna@example.org wants you to read this:"
    bar = reader.window.notices.bar("server-1")
    assert bar is not None
    assert bar.quotation.text() == "<a href='http://evil.example'>Quota</a> is nearly full"
    assert bar.quotation.textFormat() == Qt.TextFormat.PlainText
    assert not bar.button.isVisible()


def test_the_server_may_say_several_things_until_the_bar_is_closed(reader: Reader) -> None:
    """Nothing unread is lost, repeating moves it to the end, a talkative server does not fill the window."""
    for text in ("one", "two", "one", "three", "four", "five", "six"):
        reader.engine.deliver([ServerSaid(ACCOUNT, text)])
    bar = reader.window.notices.bar("server-1")
    assert bar is not None
    assert bar.quotation.text().split("\n") == ["one", "three", "four", "five", "six"]
    click(bar.close_button)
    reader.engine.deliver([ServerSaid(ACCOUNT, "seven")])
    bar = reader.window.notices.bar("server-1")
    assert bar is not None
    assert bar.quotation.text() == "seven"


def test_what_is_wrong_with_a_letter_is_said_in_the_language_chosen(
    qtbot: QtBot, open_reader: OpenReader, mail: Mail
) -> None:
    """The store keeps the sentence; the window words it, also when the language changes."""
    mail.add_account()
    mail.add_letters(mail.folder(), [b"From: a@example.org\r\nFrom: b@example.org\r\nSubject: s\r\n\r\ntext\r\n"])
    reader = open_reader()
    reader.window.letter_list.table.go_to_row(0)
    view = reader.window.letter_view
    qtbot.waitUntil(view.notes_bar.isVisible)
    assert view.notes_bar.text.text() == "The letter names its sender more than once; it may be forged."
    reader.window.deeds.set_language("ru")
    assert view.notes_bar.text.text() == "Отправитель назван в письме несколько раз; возможно, оно подделано."
