# SPDX-License-Identifier: MIT
"""Starting and ending: a picture without a screen, a mistake that does not end the program, a store that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QTimer
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QApplication, QMessageBox

from mailapp import application
from mailapp.application import run, run_with
from mailapp.settings import Profile
from mailapp.texts import set_language
from mailapp.windows.main_window import MainWindow
from mailapp.windows.window_settings import WindowSettings
from tests.mailapp.windows.fake_mail import FakeEngine, Mail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from mailapp.engine.updates import Update

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)  # of a platform without a screen
LETTER = (
    b"From: Bob <bob@example.org>\r\nTo: anna@example.org\r\nSubject: Hello\r\n"
    b"Date: Mon, 2 Mar 2026 10:00:00 +0000\r\n\r\nGood morning\r\n"
)


@pytest.fixture
def mail(tmp_path: Path, qapp: QApplication) -> Iterator[Mail]:
    """Give a profile with one account and one letter, in English."""
    assert qapp is not None
    profile = Profile.open(tmp_path / "profile")
    WindowSettings(profile).language = "en"
    made = Mail(profile)
    made.add_account()
    made.add_letters(made.folder(), [LETTER])
    yield made
    made.close()
    set_language("en")


def answering(mail: Mail) -> Callable[[Profile, Callable[[Sequence[Update]], None]], FakeEngine]:
    """Give a factory of engines that answer out of the store."""

    def make(profile: Profile, deliver: Callable[[Sequence[Update]], None]) -> FakeEngine:
        engine = FakeEngine(profile, deliver)
        mail.answer(engine)
        return engine

    return make


def main_window() -> MainWindow:
    """Give the window that is open."""
    return next(
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow) and widget.isVisible()
    )


def test_a_picture_of_the_first_letter_is_taken_without_a_person(mail: Mail, tmp_path: Path) -> None:
    """Exit code 0, and the picture is there."""
    picture = tmp_path / "new folder" / "window.png"
    assert run_with(mail.profile, picture, answering(mail)) == 0
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1280, 800)


def test_a_letter_that_never_comes_ends_at_the_deadline(
    mail: Mail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Exit code 1, said in the log, and no picture."""
    monkeypatch.setattr(application, "PICTURE_DEADLINE", 50)
    assert run_with(mail.profile, tmp_path / "window.png", FakeEngine) == 1
    assert "no letter was shown" in caplog.text
    assert not (tmp_path / "window.png").exists()


def test_closing_the_window_ends_the_program_in_order(mail: Mail) -> None:
    """The engine is stopped, and the exit code is 0."""
    engines: list[FakeEngine] = []

    def make(profile: Profile, deliver: Callable[[Sequence[Update]], None]) -> FakeEngine:
        engines.append(answering(mail)(profile, deliver))
        return engines[-1]

    QTimer.singleShot(0, lambda: main_window().close())
    assert run_with(mail.profile, engine_factory=make) == 0
    assert engines[0].stopped


def test_a_mistake_in_the_program_is_shown_and_does_not_end_it(mail: Mail, caplog: pytest.LogCaptureFixture) -> None:
    """The bar names it, the log has the place, the exit code is 1."""
    told: list[str] = []

    def make_a_mistake() -> None:
        QTimer.singleShot(0, look_and_close)
        message = "on purpose"
        raise ZeroDivisionError(message)

    def look_and_close() -> None:
        bar = main_window().notices.bar("mistake")
        told.append(bar.text.text() if bar else "")
        main_window().close()

    QTimer.singleShot(0, make_a_mistake)
    assert run_with(mail.profile, engine_factory=answering(mail)) == 1
    assert "ZeroDivisionError" in told[0]
    assert "on purpose" in caplog.text


def test_a_damaged_store_is_said_in_a_box(tmp_path: Path, qapp: QApplication) -> None:
    """The program does not start and loses nothing."""
    assert qapp is not None
    profile = Profile.open(tmp_path / "profile")
    WindowSettings(profile).language = "en"
    profile.store_file.write_bytes(b"this is no database" * 100)
    told: list[str] = []

    def read_and_close() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        told.append(f"{box.text()} {box.informativeText()}")
        box.reject()

    QTimer.singleShot(0, read_and_close)
    assert run(profile.folder, None) == 1
    assert told[0].startswith("Konvert cannot open your mail.")
    assert "store.sqlite3" in told[0]
    assert profile.store_file.read_bytes().startswith(b"this is no database")


def test_without_a_person_a_damaged_store_is_only_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """No box would ever be closed."""
    profile = Profile.open(tmp_path / "profile")
    profile.store_file.write_bytes(b"this is no database" * 100)
    assert run(profile.folder, tmp_path / "window.png") == 1
    assert "the mail cannot be opened" in caplog.text
