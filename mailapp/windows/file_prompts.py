# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where the system's own dialogs and programs are called, so that tests can answer in their stead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QUrl
from PyQt5.QtGui import QDesktopServices
from PyQt5.QtWidgets import QFileDialog

from mailapp.texts import tr

if TYPE_CHECKING:
    from PyQt5.QtWidgets import QWidget


class FilePrompts:
    """Asks for files and folders, and opens them outside of the program."""

    def save_target(self, parent: QWidget, suggested: Path) -> Path | None:
        """Ask where to save a file; None where the person thought better of it. Replacing is asked about elsewhere."""
        chosen, _ = QFileDialog.getSaveFileName(
            parent, tr("Save attachment"), str(suggested), options=QFileDialog.Option.DontConfirmOverwrite
        )
        return Path(chosen) if chosen else None

    def folder(self, parent: QWidget, start: Path) -> Path | None:
        """Ask for a folder to save several files in."""
        chosen = QFileDialog.getExistingDirectory(parent, tr("Save all attachments"), str(start))
        return Path(chosen) if chosen else None

    def open_folder(self, folder: Path) -> bool:
        """Show a folder in the system's file manager; False where there is none."""
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def open_link(self, link: QUrl) -> bool:
        """Open a link in the system's browser or mail program; False where there is none."""
        return QDesktopServices.openUrl(link)
