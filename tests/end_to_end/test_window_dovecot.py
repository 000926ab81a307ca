# SPDX-License-Identifier: MIT
"""A person before the real window, with the real engine and store, against a real Dovecot full of the corpus."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QCoreApplication, QEvent
from PyQt5.QtWidgets import QApplication

from mailapp.bridge import Bridge
from mailapp.settings import Profile
from mailapp.store.records import Security
from mailapp.windows.account_dialog import AccountDialog
from mailapp.windows.certificate_dialog import CertificateDialog
from mailapp.windows.main_window import MainWindow
from mailapp.windows.theme import Appearance, apply_appearance
from mailapp.windows.window_settings import WindowSettings
from tests.end_to_end.test_fetch import is_base64
from tests.mailapp.windows.conftest import PromptAnswers
from tests.mailapp.windows.hands import click, open_dialog, said, type_into

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from mailapp.windows.attachments import AttachmentCard
    from tests.conftest import CorpusLetter
    from tests.support.dovecot import Dovecot, DovecotAccount

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)  # of a platform without a screen
PATIENCE = 60_000  # milliseconds until a wait counts as failed
SAMPLE = 8  # letters read where not all are


@dataclass
class Desk:
    """The window of a person, and the answers they give to the system's dialogs."""

    window: MainWindow
    prompts: PromptAnswers

    def rows_by_uid(self) -> dict[int, int]:
        """Tell in which row of the list each letter stands."""
        letters = self.window.letter_list.letters
        found = ((row, letters.letter(row)) for row in range(letters.rowCount()))
        return {letter.uid: row for row, letter in found if letter is not None}


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    """Open the window on a new profile."""
    assert qapp is not None
    apply_appearance(Appearance.LIGHT)
    profile = Profile.open(tmp_path / "profile")
    bridge = Bridge(profile)
    bridge.start()
    settings = WindowSettings(profile)
    settings.language = "en"
    prompts = PromptAnswers()
    window = MainWindow(bridge, settings, prompts)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield Desk(window, prompts)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    assert bridge.stop()


def add_account(qtbot: QtBot, desk: Desk, server: Dovecot, account: DovecotAccount, security: Security) -> None:
    """Type everything that the dialog asks for, choose the encryption, and trust the certificate shown."""
    click(desk.window.welcome.button)
    dialog = open_dialog()
    assert isinstance(dialog, AccountDialog)
    type_into(dialog.address, "reader@example.org")
    type_into(dialog.password, account.password)
    type_into(dialog.user, account.user)
    dialog.server.clear()
    type_into(dialog.server, server.host)
    click(dialog.security[security])
    assert dialog.security.chosen() is security
    dialog.port.setValue(server.starttls_port if security is Security.STARTTLS else server.port)
    click(dialog.connect_button)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), CertificateDialog), timeout=PATIENCE)
    question = open_dialog()
    assert isinstance(question, CertificateDialog)
    click(question.trust_button)


def open_letter(qtbot: QtBot, desk: Desk, uid: int) -> None:
    """Open a letter from the list and wait for its text."""
    row = desk.rows_by_uid()[uid]
    letter = desk.window.letter_list.letters.letter(row)
    assert letter is not None
    desk.window.letter_list.table.go_to_row(row)
    view = desk.window.letter_view
    qtbot.waitUntil(lambda: view.letter_id == letter.id and view.is_complete, timeout=PATIENCE)


def save(qtbot: QtBot, desk: Desk, card: AttachmentCard, target: Path) -> bytes:
    """Save an attachment by its button; gives what is on the disk then."""
    desk.prompts.target = target
    click(card.save_button)
    qtbot.waitUntil(lambda: "\nSaved\n" in said(card), timeout=PATIENCE)
    return target.read_bytes()


def attached_files(letter: CorpusLetter) -> list[bytes]:
    """Give a letter's attachments where the corpus has files only, in base64: nothing on the way changes line ends."""
    found = letter.found
    parts = [found["parts"][index] for index in found["attachments"]]
    if not all("Binary" in part["body"] and is_base64(part) for part in parts):
        return []
    return [bytes(part["body"]["Binary"]) for part in parts]


@pytest.mark.parametrize("security", list(Security), ids=lambda security: security.name)
def test_the_corpus_is_listed_read_and_saved(
    qtbot: QtBot,
    desk: Desk,
    dovecot: Dovecot,
    corpus: list[CorpusLetter],
    security: Security,
    *,
    tmp_path: Path,
    full: bool,
) -> None:
    """By either encryption every letter is listed; those read are shown; each file attached is saved byte for byte."""
    account = dovecot.account()
    account.deliver(letter.raw for letter in corpus)
    add_account(qtbot, desk, dovecot, account, security)
    qtbot.waitUntil(lambda: len(desk.rows_by_uid()) == len(corpus), timeout=PATIENCE)
    desk.window.activateWindow()  # without a window manager nobody else does
    qtbot.waitUntil(desk.window.isActiveWindow, timeout=PATIENCE)
    assert desk.window.status.padlock.text().strip() == "TLS 1.3"
    uids = list(range(1, len(corpus) + 1))
    with_files = [uid for uid in uids if attached_files(corpus[uid - 1])]
    assert with_files
    chosen = random.Random(security.name)  # noqa: S311 the same in every run
    if not full:
        uids, with_files = chosen.sample(uids, SAMPLE), chosen.sample(with_files, min(SAMPLE, len(with_files)))
    for uid in uids:
        open_letter(qtbot, desk, uid)
    files = 0
    for uid in with_files:
        open_letter(qtbot, desk, uid)
        cards = desk.window.letter_view.attachments.cards
        saved = [save(qtbot, desk, card, tmp_path / f"{uid}-{number}") for number, card in enumerate(cards)]
        files += len(saved)
        # pictures that the text shows have no card
        assert not Counter(saved) - Counter(attached_files(corpus[uid - 1])), str(corpus[uid - 1])
    assert files >= len(with_files) // 2
