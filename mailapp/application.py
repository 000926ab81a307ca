# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the reader: Qt's application, the engine behind the bridge, the window; and ends them in order.

An exception in one of the program's own slots is shown and logged, and the program goes on.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QCoreApplication, QObject, Qt, QTimer
from PyQt5.QtWidgets import QApplication, QMessageBox

from mailapp.bridge import Bridge
from mailapp.errors import AppError
from mailapp.settings import Profile, choose_language
from mailapp.texts import explain, set_language, tr
from mailapp.windows.icons import application_icon
from mailapp.windows.main_window import MainWindow
from mailapp.windows.theme import apply_appearance
from mailapp.windows.window_settings import WindowSettings

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from mailapp.bridge import EngineFactory

log = logging.getLogger(__name__)

SWITCH_INTERVAL: Final = 0.0005
"""Seconds after which a busy thread lets the window's go on: from 66 to 10 ms at the 99th percentile."""

PICTURE_DEADLINE: Final = 60_000
"""Milliseconds that `--screenshot` waits for the first letter."""

EXIT_OK: Final = 0
EXIT_FAILED: Final = 1


class Mistakes(QObject):
    """Catches exceptions that Qt would end the program for: logs them, shows them, and counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.window: MainWindow | None = None

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Stand in for `sys.excepthook`."""
        self.count += 1
        log.error("a mistake in the program", exc_info=(kind, error, trace))
        if self.window is not None:
            name = kind.__name__
            self.window.notices.tell(
                "mistake",
                "problem",
                lambda: (
                    tr("Konvert made a mistake ({name}) and goes on. What you did last may not be done.", name=name),
                    "",
                ),
            )


class Picture(QObject):
    """Takes a picture of the window as soon as the inbox and its first letter are there."""

    def __init__(self, window: MainWindow, file: Path) -> None:
        super().__init__(window)
        self._window = window
        self._file = file
        self._chosen = False
        window.bridge.updates.connect(self._look)
        window.letter_list.table.letters.counted.connect(self._look)
        window.letter_view.shown.connect(self._shown)
        self._deadline = QTimer(self)
        self._deadline.setSingleShot(True)
        self._deadline.timeout.connect(self._give_up)
        self._deadline.start(PICTURE_DEADLINE)
        QTimer.singleShot(0, self._look)

    def _look(self) -> None:
        """Open the first letter once the store and the list that shows it are complete."""
        folder_id = self._window.folder_pane.current_folder()
        folder = self._window.bridge.reader.folder(folder_id) if folder_id is not None else None
        table = self._window.letter_list.table
        if not self._chosen and folder is not None and folder.synchronized and table.letters.rowCount():
            self._chosen = True
            table.setFocus()
            table.go_to_row(0)

    def _shown(self) -> None:
        QTimer.singleShot(0, self._take)

    def _take(self) -> None:
        if not self._deadline.isActive():
            return
        self._deadline.stop()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        saved = self._window.grab().save(str(self._file), "PNG")
        self._window.close()
        QCoreApplication.exit(EXIT_OK if saved else EXIT_FAILED)

    def _give_up(self) -> None:
        log.error("no letter was shown within %d s; there is no picture", PICTURE_DEADLINE // 1000)
        self._window.close()
        QCoreApplication.exit(EXIT_FAILED)


def make_application() -> QApplication:
    """Give the application of this process, made with what must be set before any window."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_EnableHighDpiScaling)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_UseHighDpiPixmaps)
    QCoreApplication.setApplicationName("Konvert")
    application = QApplication(sys.argv[:1])
    application.setDesktopFileName("konvert")
    application.setWindowIcon(application_icon())
    return application


def run(profile: Path | None, screenshot: Path | None) -> int:
    """Show the reader on a profile until the person closes it; with `screenshot`, take a picture and end.

    Gives the exit code: 0, or 1 where the store cannot be used, no picture was taken or the program made a mistake.
    """
    return run_with(Profile.open(profile), screenshot)


def run_with(profile: Profile, screenshot: Path | None = None, engine_factory: EngineFactory | None = None) -> int:
    """Do what `run` does, on a profile already open and perhaps with another engine."""
    application = make_application()
    sys.setswitchinterval(SWITCH_INTERVAL)
    bridge = Bridge(profile, engine_factory) if engine_factory else Bridge(profile)
    set_language(choose_language())
    try:
        settings = WindowSettings(profile)
        set_language(settings.language)
        apply_appearance(settings.appearance)
        bridge.start()
    except (AppError, OSError) as error:
        return _cannot_start(error, silent=screenshot is not None)
    mistakes = Mistakes()
    before = sys.excepthook
    sys.excepthook = mistakes.take
    window = MainWindow(bridge, settings)
    mistakes.window = window
    if screenshot is not None:
        Picture(window, screenshot)
    window.show()
    try:
        code = application.exec_()
    finally:
        sys.excepthook = before
        window.letter_view.loader.stop()
        bridge.stop()
    return code or (EXIT_FAILED if mistakes.count else EXIT_OK)


def _cannot_start(error: AppError | OSError, *, silent: bool) -> int:
    """Say why there is no window, in one of its own unless nobody is there to read it."""
    log.error("the mail cannot be opened: %s", error)
    if silent:
        return EXIT_FAILED
    box = QMessageBox(QMessageBox.Icon.Critical, "Konvert", tr("Konvert cannot open your mail."))
    explained = explain(error)
    box.setInformativeText(f"{explained.what_happened}\n{explained.what_to_do}".strip())
    box.exec_()
    return EXIT_FAILED
