# SPDX-License-Identifier: GPL-3.0-or-later
"""What the commands of the main window do, and when they can: the person's deeds become intents.

Knows the window's panes and the intents, no IMAP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QCoreApplication, QEvent, QLibraryInfo, QObject, QTranslator, QUrl
from PyQt5.QtWidgets import QApplication

from mailapp.engine.intents import (
    GivePassword,
    MarkFlagged,
    MarkSeen,
    OpenFolder,
    Reconnect,
    RemoveAccount,
    TrustCertificate,
)
from mailapp.texts import set_language, tr
from mailapp.windows.account_dialog import AccountDialog
from mailapp.windows.certificate_dialog import CertificateDialog
from mailapp.windows.link_dialog import LinkDialog, must_be_asked
from mailapp.windows.other_dialogs import ConnectionDialog, PasswordDialog, QuestionDialog, ShortcutsDialog
from mailapp.windows.theme import Appearance, apply_appearance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mailapp.engine.updates import CertificateProblem, Problem
    from mailapp.presentation.links import Link
    from mailapp.store.records import Account, AccountId, FolderId, LetterRow, SortKey
    from mailapp.windows.main_window import MainWindow

MOST_AT_ONCE: Final = 10_000
"""Letters that may be marked by one command."""


class Deeds(QObject):
    """The deeds of one main window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._translator: QTranslator | None = None

    # accounts and the connection

    def account(self) -> Account | None:
        """Give the account looked at: that of the folder chosen, else the first."""
        node = self._window.folder_pane.current_node()
        if node is not None:
            return node.account
        accounts = self._window.bridge.reader.accounts()
        return accounts[0] if accounts else None

    def has_account(self) -> bool:
        """Whether there is an account."""
        return self.account() is not None

    def add_account(self) -> None:
        """Ask for an account."""
        AccountDialog(self._window, self._window.bridge).open()

    def remove_account(self) -> None:
        """Forget the account looked at, if the person agrees."""
        account = self.account()
        if account is None:
            return

        def words() -> tuple[str, str, str]:
            return (
                tr("Remove {address}?", address=account.address),
                tr("Its letters stay on the server. What Konvert keeps of them on this computer is deleted."),
                tr("Remove"),
            )

        question = QuestionDialog(self._window, words)
        question.agreed.connect(lambda: self._window.bridge.submit(RemoveAccount(account.id)))
        question.open()

    def refresh(self) -> None:
        """Connect again where that is needed, and look for new letters."""
        account = self.account()
        if account is not None:
            self._window.bridge.submit(Reconnect(account.id))
        folder_id = self._window.folder_pane.current_folder()
        if folder_id is not None:
            self.open_folder(folder_id)

    def open_folder(self, folder_id: FolderId) -> None:
        """Bring a folder up to date before others."""
        self._window.bridge.submit(OpenFolder(folder_id))

    def reconnect(self, account_id: AccountId) -> None:
        """Try again now."""
        self._window.bridge.submit(Reconnect(account_id))

    def ask_password(self, account_id: AccountId, problem: Problem | None) -> None:
        """Ask for the password that the engine waits for."""
        account = self._window.bridge.reader.account(account_id)
        if account is None:
            return
        dialog = PasswordDialog(self._window, account, problem)

        def give(password: str, remember: bool) -> None:  # noqa: FBT001 the signal's own signature
            self._window.notices.clear(f"password-{account_id}")
            self._window.bridge.submit(GivePassword(account_id, password, remember))

        dialog.given.connect(give)
        dialog.open()

    def ask_trust(self, account_id: AccountId, certificate: CertificateProblem) -> None:
        """Show the certificate that the engine refused."""
        dialog = CertificateDialog(self._window, certificate)

        def trust(fingerprint: str) -> None:
            self._window.notices.clear(f"certificate-{account_id}")
            self._window.bridge.submit(TrustCertificate(account_id, fingerprint))

        dialog.trusted.connect(trust)
        dialog.open()

    def is_encrypted(self) -> bool:
        """Whether there is a connection whose encryption can be told."""
        return self._window.happenings.security_of(self.account()) is not None

    def show_connection(self) -> None:
        """Tell how the connection is encrypted."""
        account = self.account()
        link = self._window.happenings.link_of(account)
        security = self._window.happenings.security_of(account)
        if account is not None and link is not None and security is not None:
            ConnectionDialog(self._window, account, security, link.events).open()

    def quit(self) -> None:
        """End the program."""
        self._window.close()

    # letters

    def has_folder(self) -> bool:
        """Whether a folder is chosen."""
        return self._window.folder_pane.current_folder() is not None

    def has_letters(self) -> bool:
        """Whether letters are selected, and not too many for one command."""
        return 0 < self._window.letter_list.table.selected_count() <= MOST_AT_ONCE

    def _letters(self) -> list[LetterRow]:
        return self._window.letter_list.table.selected_letters() if self.has_letters() else []

    def can_mark_read(self) -> bool:
        """Whether any selected letter is unread."""
        return any(not letter.seen for letter in self._letters())

    def can_mark_unread(self) -> bool:
        """Whether any selected letter was read."""
        return any(letter.seen for letter in self._letters())

    def mark_read(self, *, seen: bool) -> None:
        """Mark the selected letters."""
        chosen = tuple(letter.id for letter in self._letters() if letter.seen is not seen)
        self._window.bridge.submit(MarkSeen(chosen, seen))

    def toggle_read(self) -> None:
        """Mark as unread if any was read, else as read."""
        self.mark_read(seen=not self.can_mark_unread())

    def is_flagged(self) -> bool:
        """Whether all selected letters have a star."""
        letters = self._letters()
        return bool(letters) and all(letter.flagged for letter in letters)

    def toggle_flag(self) -> None:
        """Set a star, or remove it where all have one."""
        flagged = not self.is_flagged()
        chosen = tuple(letter.id for letter in self._letters() if letter.flagged is not flagged)
        self._window.bridge.submit(MarkFlagged(chosen, flagged))

    def toggle_star(self, letter: LetterRow | None) -> None:
        """Set or remove the star that was clicked."""
        if letter is not None:
            self._window.bridge.submit(MarkFlagged((letter.id,), not letter.flagged))

    def next_unread(self) -> None:
        """Go to the next unread letter of the folder."""
        window = self._window
        folder_id = window.folder_pane.current_folder()
        if folder_id is None:
            return
        current = window.letter_list.table.current_letter()
        found = window.bridge.reader.next_unread(folder_id, current.id if current else None)
        if found is None:
            window.status.showMessage(tr("No unread letters in this folder"), 4000)
            return
        if window.letter_list.letters.position(found) is None:
            window.letter_list.filter_box.clear()
            window.letter_list.apply_filter()
        row = window.letter_list.letters.position(found)
        if row is not None:
            window.letter_list.table.go_to_row(row)

    def has_attachments(self) -> bool:
        """Whether the letter shown has attachments."""
        return bool(self._window.letter_view.attachments.cards)

    def save_attachments(self) -> None:
        """Save the attachments of the letter shown."""
        panel = self._window.letter_view.attachments
        if len(panel.cards) == 1:
            panel.cards[0].save_wanted.emit()
        else:
            panel.save_all()

    def ask_overwrite(self, target: Path, replace: Callable[[], None]) -> None:
        """Ask before a file is replaced."""

        def words() -> tuple[str, str, str]:
            return (
                tr("Replace {name}?", name=target.name),
                tr("There is a file of this name in {folder} already.", folder=str(target.parent)),
                tr("Replace"),
            )

        question = QuestionDialog(self._window, words)
        question.agreed.connect(replace)
        question.open()

    def open_link(self, clicked: QUrl) -> None:
        """Open a link outside of the program, after a question where it may not lead where it seems to."""
        link = self._window.letter_view.link(clicked)
        if link is None:
            return
        if not must_be_asked(link):
            self._follow(link)
            return
        dialog = LinkDialog(self._window, link)
        dialog.agreed.connect(lambda: self._follow(link))
        dialog.open()

    def _follow(self, link: Link) -> None:
        if not self._window.prompts.open_link(QUrl(link.target)):
            self._window.status.showMessage(tr("No program was found to open this link"), 4000)

    # the view

    def find(self) -> None:
        """Go to the filter."""
        self._window.letter_list.filter_box.setFocus()
        self._window.letter_list.filter_box.selectAll()

    def focus_folders(self) -> None:
        """Go to the folders."""
        self._window.folder_pane.setFocus()

    def focus_list(self) -> None:
        """Go to the list, onto its first letter if none is chosen."""
        table = self._window.letter_list.table
        table.setFocus()
        if table.current_letter() is None:
            table.go_to_row(0)

    def focus_letter(self) -> None:
        """Go to the text of the letter."""
        self._window.letter_view.body.setFocus()

    def zoom(self, steps: int) -> None:
        """Make the text of letters larger or smaller."""
        self._window.letter_view.body.zoom(steps)
        self._window.settings.zoom = self._window.letter_view.body.zoom_steps

    def sort_key(self) -> SortKey:
        """Give by what letters are sorted."""
        return self._window.letter_list.letters.query.sort

    def sort_descending(self) -> bool:
        """Tell whether the last comes first."""
        return self._window.letter_list.letters.query.descending

    def sort(self, key: SortKey | None = None, *, descending: bool | None = None) -> None:
        """Sort otherwise."""
        wanted = key or self.sort_key()
        last_first = self.sort_descending() if descending is None else descending
        self._window.letter_list.sort_by(wanted, descending=last_first)
        self._window.settings.sort = (wanted, last_first)

    def show_shortcuts(self) -> None:
        """Show the page of keys."""
        ShortcutsDialog(self._window, self._window.commands.shortcuts).open()

    # settings

    def appearance(self) -> Appearance:
        """Give the look chosen."""
        return self._window.settings.appearance

    def set_appearance(self, appearance: Appearance) -> None:
        """Look so from now on."""
        self._window.settings.appearance = appearance
        apply_appearance(appearance)
        self._window.letter_view.redraw()

    def set_language(self, code: str) -> None:
        """Speak so from now on, Qt's own dialogs included."""
        self._window.settings.language = code
        set_language(code)
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
        self._translator = QTranslator(self)
        if self._translator.load(
            f"qtbase_{code}", QLibraryInfo.location(QLibraryInfo.LibraryLocation.TranslationsPath)
        ):
            QCoreApplication.installTranslator(self._translator)
        for window in QApplication.topLevelWidgets():
            QCoreApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
