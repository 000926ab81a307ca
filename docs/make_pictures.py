# SPDX-License-Identifier: MIT
"""Draws the pictures of the window in docs/images: the real reader on the test server's sample letters.

    .venv/bin/python docs/make_pictures.py

Needs no screen. Server, letters and the clock are the same each time, so a picture changes only when the window does.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailapp.windows.main_window import MainWindow

ROOT: Final = Path(__file__).resolve().parent.parent
IMAGES: Final = ROOT / "docs" / "images"
MIDNIGHT: Final = datetime(2026, 5, 20, tzinfo=UTC)
SCALE: Final = "1.5"  # the pictures have 1920 by 1200 pixels
FONT_POINTS: Final = 10
PATIENCE: Final = 60.0  # seconds until a picture is given up


@dataclass(frozen=True)
class Picture:
    """One picture: what it is called, which letter is open, and how the window looks and speaks."""

    name: str
    subject: str
    language: str = "en"
    appearance: str = "light"


PICTURES: Final = (
    Picture("window.png", "The Weekly Sextant: finding your way"),
    Picture("window-ru.png", "Афиша недели: «Вишнёвый сад» и орган", language="ru"),
    Picture("window-dark.png", "Фотографии с озера", appearance="dark"),
)


def main() -> int:
    """Draw all pictures; gives the exit status."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = SCALE
    os.environ["TZ"] = "UTC"
    time.tzset()
    sys.path.insert(0, str(ROOT))
    # imported here: what is set above is read once, when Qt begins
    from mailapp.application import make_application  # noqa: PLC0415
    from mailapp.windows import wording  # noqa: PLC0415
    from testserver.server import Server  # noqa: PLC0415
    from testserver.settings import Settings  # noqa: PLC0415

    now = (MIDNIGHT + timedelta(hours=10)).timestamp()
    wording.clock = lambda: now
    application = make_application()
    font = application.font()
    font.setPointSize(FONT_POINTS)
    application.setFont(font)
    IMAGES.mkdir(exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(Server(Settings(midnight=MIDNIGHT, ca_file=folder / "authority.pem")))
        ready = {
            "host": server.host,
            "port": server.port,
            "user": server.user,
            "password": server.password,
            "ca_file": str(server.ca_file),
        }
        for picture in PICTURES:
            server.reset()
            draw(picture, folder / picture.name, ready)
            sys.stdout.write(f"{IMAGES / picture.name}\n")
    return 0


def draw(picture: Picture, profile_folder: Path, ready: dict[str, object]) -> None:
    """Open the window on a fresh profile, choose the letter and keep what is to be seen."""
    from mailapp.bridge import Bridge  # noqa: PLC0415
    from mailapp.demo import prepare  # noqa: PLC0415
    from mailapp.settings import Profile  # noqa: PLC0415
    from mailapp.windows.main_window import MainWindow  # noqa: PLC0415
    from mailapp.windows.theme import Appearance, apply_appearance  # noqa: PLC0415
    from mailapp.windows.window_settings import WindowSettings  # noqa: PLC0415

    prepare(profile_folder, ready)
    profile = Profile.open(profile_folder)
    settings = WindowSettings(profile)
    settings.language = picture.language
    settings.appearance = Appearance(picture.appearance)
    apply_appearance(settings.appearance)
    bridge = Bridge(profile)
    bridge.start()
    window = MainWindow(bridge, settings)
    window.show()
    try:
        wait_until(lambda: all_received(window))
        letters = window.letter_list.letters
        subjects = [getattr(letters.letter(row), "subject", "") for row in range(letters.rowCount())]
        window.letter_list.table.setFocus()
        table = window.letter_list.table
        table.go_to_row(subjects.index(picture.subject))
        table.scrollTo(table.currentIndex(), table.ScrollHint.PositionAtCenter)
        wait_until(lambda: window.letter_view.is_complete and window.status.padlock.isVisible())
        wait_until(lambda: all(letter.seen for letter in window.letter_list.table.selected_letters()))
        window.grab().save(str(IMAGES / picture.name))
    finally:
        window.close()
        bridge.stop()
        window.deleteLater()


def all_received(window: MainWindow) -> bool:
    """Whether every folder's list is there."""
    nodes = window.folder_pane.folders.nodes()
    folders = [node.folder for node in nodes if node.folder is not None]
    return bool(folders) and all(folder.synchronized for folder in folders)


def wait_until(holds: Callable[[], bool]) -> None:
    """Let the program run until something holds; TimeoutError where it never does."""
    from PyQt5.QtCore import QCoreApplication, QEventLoop  # noqa: PLC0415

    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    QCoreApplication.processEvents()


if __name__ == "__main__":
    sys.exit(main())
