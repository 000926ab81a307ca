# SPDX-License-Identifier: MIT
"""Fixtures of the window: a profile with mail, an engine that answers as told, and the real window on both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QCoreApplication, QEvent, QUrl

from mailapp.bridge import Bridge
from mailapp.settings import Profile
from mailapp.texts import set_language
from mailapp.windows.file_prompts import FilePrompts
from mailapp.windows.main_window import MainWindow
from mailapp.windows.theme import Appearance, apply_appearance
from mailapp.windows.window_settings import WindowSettings
from tests.mailapp.windows.fake_mail import FakeEngine, Mail
from testserver.letters.samples import sample_mailboxes

if TYPE_CHECKING:
    from pathlib import Path

    from PyQt5.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot


@dataclass
class PromptAnswers(FilePrompts):
    """Answers in the place of the system's dialogs, and notes what was to be opened."""

    target: Path | None = None
    chosen_folder: Path | None = None
    suggested: list[Path] = field(default_factory=list)
    opened_folders: list[Path] = field(default_factory=list)
    opened_links: list[str] = field(default_factory=list)

    def save_target(self, _parent: QWidget, suggested: Path) -> Path | None:
        """Give the target the test has set."""
        self.suggested.append(suggested)
        return self.target

    def folder(self, _parent: QWidget, _start: Path) -> Path | None:
        """Give the folder the test has set."""
        return self.chosen_folder

    def open_folder(self, folder: Path) -> bool:
        """Note it."""
        self.opened_folders.append(folder)
        return True

    def open_link(self, link: QUrl) -> bool:
        """Note it."""
        self.opened_links.append(link.toString())
        return True


@pytest.fixture(scope="session")
def sample_letters() -> Sequence[bytes]:
    """Two dozen varied letters; the last is the newest."""
    return [seed.letter.data for seed in sample_mailboxes(datetime(2026, 3, 2, tzinfo=UTC))["INBOX"]]


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """Give an empty profile."""
    return Profile.open(tmp_path / "profile")


@pytest.fixture
def mail(profile: Profile) -> Iterator[Mail]:
    """Give the profile's store, empty."""
    made = Mail(profile)
    yield made
    made.close()


@pytest.fixture
def look(qapp: QApplication) -> Iterator[None]:
    """Give the application its light look and English."""
    assert qapp is not None
    set_language("en")
    apply_appearance(Appearance.LIGHT)
    yield
    set_language("en")


@dataclass
class Reader:
    """The window under test with what stands around it."""

    window: MainWindow
    engine: FakeEngine
    mail: Mail
    prompts: PromptAnswers

    def subjects(self) -> list[str]:
        """Give the subjects listed, from the top."""
        letters = self.window.letter_list.letters
        rows = (letters.letter(row) for row in range(letters.rowCount()))
        return [letter.subject for letter in rows if letter is not None]

    def text(self) -> str:
        """Give the text of the letter shown."""
        return self.window.letter_view.body.toPlainText()


OpenReader = Callable[[], Reader]


@pytest.fixture
def open_reader(qtbot: QtBot, look: None, profile: Profile, mail: Mail) -> Iterator[OpenReader]:
    """Open the window on what the store holds by then."""
    assert look is None
    engines: list[FakeEngine] = []
    bridges: list[Bridge] = []
    windows: list[MainWindow] = []

    def engine_factory(*arguments: object) -> FakeEngine:
        engines.append(FakeEngine(*arguments))  # type: ignore[arg-type]  # handed on as they come
        return engines[-1]

    def open_it() -> Reader:
        bridge = Bridge(profile, engine_factory)
        bridges.append(bridge)
        bridge.start()
        settings = WindowSettings(profile)
        settings.language = settings.language if profile.settings_file.exists() else "en"
        settings.appearance = Appearance.LIGHT
        prompts = PromptAnswers()
        window = MainWindow(bridge, settings, prompts)
        windows.append(window)
        with qtbot.waitActive(window):  # keys pressed before would go to another window
            window.show()
            window.activateWindow()
        mail.answer(engines[-1])
        return Reader(window, engines[-1], mail, prompts)

    yield open_it
    for window in windows:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    for bridge in bridges:
        bridge.stop()


@pytest.fixture
def reader(open_reader: OpenReader, mail: Mail, sample_letters: Sequence[bytes]) -> Reader:
    """Open the window on an account whose inbox holds the sample letters, all of them read but the last three."""
    mail.add_account()
    count = len(sample_letters)
    mail.add_letters(mail.folder(), sample_letters, seen=range(1, count - 2), flagged=[3])
    return open_reader()
