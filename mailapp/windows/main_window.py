# SPDX-License-Identifier: GPL-3.0-or-later
"""The main window: folders, list and letter side by side, with menus, toolbar, notices and status bar.

Puts the panes together and keeps them in step; what the person does stands in `deeds`, what happens in `happenings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QSize, Qt, QTimer
from PyQt5.QtWidgets import QMainWindow, QMenu, QSplitter, QStackedLayout, QToolBar, QVBoxLayout, QWidget

from mailapp.models.folders import folder_title
from mailapp.store.records import FolderId
from mailapp.texts import format_number, language, tr
from mailapp.windows.commands import Commands
from mailapp.windows.deeds import Deeds
from mailapp.windows.file_prompts import FilePrompts
from mailapp.windows.folder_pane import FolderPane
from mailapp.windows.happenings import Happenings
from mailapp.windows.icons import application_icon
from mailapp.windows.letter_list import LetterList
from mailapp.windows.letter_view import LetterView
from mailapp.windows.notices import Notices
from mailapp.windows.status_bar import StatusBar
from mailapp.windows.transfers import Transfers
from mailapp.windows.widgets import ICON, Placeholder, Retranslator
from mailapp.windows.window_commands import FOLDER_MENU, LETTER_MENU, MENUS, SORT_MENU, TOOLBAR, window_commands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt5.QtCore import QPoint
    from PyQt5.QtGui import QCloseEvent

    from mailapp.bridge import Bridge
    from mailapp.windows.window_settings import WindowSettings

_USUAL_SIZE: Final = QSize(1280, 800)
_USUAL_WIDTHS: Final = (230, 400, 650)
_REST: Final = 120
"""Milliseconds: while a key is held down, letters rushed past are not opened."""


class MainWindow(QMainWindow):
    """The window. `bridge` was started before."""

    def __init__(self, bridge: Bridge, settings: WindowSettings, prompts: FilePrompts | None = None) -> None:
        super().__init__()
        self.bridge = bridge
        self.settings = settings
        self.prompts = prompts or FilePrompts()
        self.notices = Notices()
        self.transfers = Transfers(bridge, self)
        self.folder_pane = FolderPane(bridge.reader)
        self.letter_list = LetterList(bridge.reader)
        self.letter_view = LetterView(bridge, self.transfers, self.prompts)
        self.welcome = Placeholder()
        self.status = StatusBar()
        self.deeds = Deeds(self)
        self.happenings = Happenings(self)
        self.commands = Commands(self, window_commands(self.deeds))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._lay_out()
        self._connect()
        Retranslator(self, self.retranslate)
        self._restore()
        self.deeds.set_language(settings.language)
        self.bring_up_to_date(folders=True, letters=set())

    def _lay_out(self) -> None:
        self.setWindowIcon(application_icon())
        self._splitter = QSplitter()
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        for pane, narrowest, stretch in (
            (self.folder_pane, 150, 0),
            (self.letter_list, 260, 1),
            (self.letter_view, 320, 3),
        ):
            pane.setMinimumWidth(narrowest)
            self._splitter.addWidget(pane)
            self._splitter.setStretchFactor(self._splitter.count() - 1, stretch)
        self._splitter.setSizes(list(_USUAL_WIDTHS))
        self._pages = QStackedLayout()
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self._splitter)
        central = QWidget()
        inside = QVBoxLayout(central)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.notices)
        inside.addLayout(self._pages, 1)
        self.setCentralWidget(central)
        self.setStatusBar(self.status)
        self._menus = [QMenu(self) for _ in MENUS]
        for menu, (_, names) in zip(self._menus, MENUS, strict=True):
            self.commands.fill(menu, names)
            self.menuBar().addMenu(menu)
        self._toolbar = QToolBar()
        self._toolbar.setObjectName("toolbar")
        self._toolbar.setMovable(False)
        self._toolbar.setIconSize(ICON)
        self._toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.commands.fill(self._toolbar, TOOLBAR)
        self.addToolBar(self._toolbar)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def _connect(self) -> None:
        self.bridge.updates.connect(self.happenings.take)
        self.folder_pane.folder_chosen.connect(self._folder_chosen)
        self.folder_pane.menu_wanted.connect(lambda place: self._show_menu(FOLDER_MENU, place))
        self.letter_list.table.selection_changed.connect(self._letter_chosen)
        self.letter_list.table.opened.connect(self.deeds.focus_letter)
        self.letter_list.letters.counted.connect(self._letters_counted)
        self.letter_list.menu_wanted.connect(lambda place: self._show_menu(LETTER_MENU, place))
        self.letter_list.sort_menu_wanted.connect(lambda place: self._show_menu(SORT_MENU, place))
        self.letter_list.star_clicked.connect(self.deeds.toggle_star)
        self.letter_view.link_hovered.connect(self.status.show_target)
        self.letter_view.link_clicked.connect(self.deeds.open_link)
        self.letter_view.attachments.question.connect(self.deeds.ask_overwrite)
        self.letter_view.attachments.shown.connect(self.commands.refresh)
        self.transfers.changed.connect(self.happenings.transfer_changed)
        self.status.padlock_clicked.connect(self.deeds.show_connection)
        self.welcome.acted.connect(self.deeds.add_account)
        self._rest.timeout.connect(self._show_chosen)

    def _restore(self) -> None:
        self.resize(_USUAL_SIZE)
        for key, restore in (("geometry", self.restoreGeometry), ("panes", self._splitter.restoreState)):
            state = self.settings.bytes_of(key)
            if state is not None:
                restore(state)
        sort, descending = self.settings.sort
        self.letter_list.sort_by(sort, descending=descending)
        self.letter_view.body.zoom(self.settings.zoom)
        self.letter_view.attachments.last_folder = self.settings.save_folder

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        for menu, (title, _) in zip(self._menus, MENUS, strict=True):
            menu.setTitle(tr(title))
        self._toolbar.setWindowTitle(tr("Toolbar"))
        self._toolbar.setAccessibleName(tr("Toolbar"))
        self.commands.refresh()
        self.welcome.say(
            "letter",
            tr("Welcome to Konvert"),
            tr("Konvert reads your mail over IMAP and keeps it on this computer. Begin with your account."),
            button=tr("Add an account…"),
        )
        self._say_title()

    def _say_title(self) -> None:
        node = self.folder_pane.current_node()
        if node is None or node.folder is None:
            self.setWindowTitle("Konvert")
            return
        unread = f" ({format_number(node.unread, language())})" if node.unread else ""
        self.setWindowTitle(f"{folder_title(node.folder)}{unread} \N{EM DASH} {node.account.address}")

    def bring_up_to_date(self, *, folders: bool, letters: set[FolderId]) -> None:
        """Read anew from the store what has changed there."""
        if folders:
            self.folder_pane.folders.refresh()
            if self.folder_pane.current_folder() is None:
                self._choose_first_folder()
        has_accounts = self.folder_pane.folders.rowCount() > 0
        self._pages.setCurrentWidget(self._splitter if has_accounts else self.welcome)
        self._toolbar.setVisible(has_accounts)
        current = self.folder_pane.current_folder()
        if folders:
            self.letter_list.show_folder(self.bridge.reader.folder(current) if current is not None else None)
        if current is not None and current in letters:
            self.letter_list.letters.refresh()
        self.status.show_link(self.happenings.link_of(self.deeds.account()))
        self.status.show_progress(self.happenings.progress_of(current))
        self._say_title()
        self.commands.refresh()

    def _choose_first_folder(self) -> None:
        last = self.settings.folder
        if last is None or not self.folder_pane.choose(FolderId(last)):
            self.folder_pane.choose_first()

    def _folder_chosen(self, folder_id: FolderId) -> None:
        self.settings.folder = folder_id
        self.deeds.open_folder(folder_id)
        self.letter_list.show_folder(self.bridge.reader.folder(folder_id))
        self.bring_up_to_date(folders=False, letters=set())

    def _letters_counted(self) -> None:
        """Stay with the letter shown where it is still listed."""
        self._show_chosen()

    def _letter_chosen(self) -> None:
        if self._rest.isActive():
            self.commands.refresh()
        else:
            self._show_chosen()
        self._rest.start()

    def _show_chosen(self) -> None:
        table = self.letter_list.table
        count = table.selected_count()
        if count > 1:
            self.letter_view.show_many(count)
        else:
            chosen = table.selected_letters()
            self.letter_view.show_row(chosen[0] if chosen else None)
        self.commands.refresh()

    def _show_menu(self, names: Sequence[str], place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.commands.refresh()
        self.commands.fill(menu, names)
        menu.popup(place)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the window's arrangement."""
        self.settings.set_bytes("geometry", self.saveGeometry())
        self.settings.set_bytes("panes", self._splitter.saveState())
        if self.letter_view.attachments.last_folder is not None:
            self.settings.save_folder = self.letter_view.attachments.last_folder
        self.settings.save()
        self.letter_view.loader.stop()
        super().closeEvent(event)
