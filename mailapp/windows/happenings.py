# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine tells, turned into what the window shows. Each batch of updates costs one look at the store.

Knows the updates and the window's panes, no IMAP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QObject

from mailapp.engine.updates import (
    AccountsChanged,
    CertificateNeeded,
    ChangeRefused,
    FolderFailed,
    FoldersChanged,
    IntentFailed,
    LetterFailed,
    LettersChanged,
    LetterStored,
    LinkChanged,
    LinkState,
    PasswordNeeded,
    ServerSaid,
    SynchronizationProgress,
    TransferProgress,
    TransferState,
)
from mailapp.models.folders import folder_title
from mailapp.texts import explain, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mailapp.engine.updates import ConnectionSecurity, Problem, Update
    from mailapp.store.records import Account, AccountId, FolderId
    from mailapp.windows.main_window import MainWindow
    from mailapp.windows.transfers import Transfer


_MOST_SAID: Final = 5
"""Sentences of one server that are shown at the same time."""


def sentence(problem: Problem, start: str = "") -> str:
    """Say a problem in one line: what is the matter, what happened, what to do."""
    explained = explain(problem)
    return " ".join(filter(None, (start or explained.title, explained.what_happened, explained.what_to_do)))


class Happenings(QObject):
    """Takes batches of updates and brings the window up to date."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._links: dict[AccountId, LinkChanged] = {}
        self._progress: dict[FolderId, SynchronizationProgress] = {}

    def security_of(self, account: Account | None) -> ConnectionSecurity | None:
        """Give how an account's connection is encrypted, None where there is no connection."""
        link = self._links.get(account.id) if account else None
        return link.security if link and link.state is LinkState.ONLINE else None

    def link_of(self, account: Account | None) -> LinkChanged | None:
        """Give the state of an account's connection, as far as it was told."""
        return self._links.get(account.id) if account else None

    def progress_of(self, folder_id: FolderId | None) -> SynchronizationProgress | None:
        """Give how far a folder's list has come, as far as it was told."""
        return self._progress.get(folder_id) if folder_id is not None else None

    def take(self, updates: Sequence[Update]) -> None:
        """Show what has happened."""
        folders_changed = False
        letters_changed: set[FolderId] = set()
        for update in updates:
            if isinstance(update, AccountsChanged | FoldersChanged):
                folders_changed = True
            elif isinstance(update, LettersChanged):
                letters_changed.add(update.folder_id)
                self._window.notices.clear(f"folder-{update.folder_id}")
            else:
                self._take_one(update)
        self._window.bring_up_to_date(folders=folders_changed or bool(letters_changed), letters=letters_changed)

    def _take_one(self, update: Update) -> None:
        match update:
            case SynchronizationProgress():
                self._progress[update.folder_id] = update
                self._window.notices.clear(f"folder-{update.folder_id}")
            case LinkChanged():
                self._links[update.account_id] = update
                self._link_changed(update)
            case PasswordNeeded():
                self._password_needed(update)
            case CertificateNeeded():
                self._certificate_needed(update)
            case LetterStored():
                self._window.letter_view.letter_stored(update.letter_id)
            case LetterFailed():
                self._window.letter_view.letter_failed(update.letter_id, update.problem)
            case TransferProgress():
                self._window.transfers.take(update)
            case _:
                self._take_word(update)

    def _take_word(self, update: Update) -> None:
        """Tell the person what was not done, or what the server says."""
        match update:
            case ChangeRefused():
                self._change_refused(update)
            case FolderFailed():
                self._folder_failed(update)
            case IntentFailed(problem=problem):
                self._window.notices.tell(f"intent-{problem.code}", "problem", lambda: (sentence(problem), ""))
            case ServerSaid():
                self._server_said(update)
            case _:
                pass  # AccountTried: the dialog that asked listens itself

    def _address(self, account_id: AccountId) -> str:
        account = self._window.bridge.reader.account(account_id)
        return account.address if account else ""

    def _folder_title(self, folder_id: FolderId) -> str:
        folder = self._window.bridge.reader.folder(folder_id)
        return folder_title(folder) if folder else ""

    def _change_refused(self, update: ChangeRefused) -> None:
        def words() -> tuple[str, str]:
            start = tr("What you changed in {folder} was put back.", folder=self._folder_title(update.folder_id))
            return sentence(update.problem, start), ""

        self._window.notices.tell(f"change-{update.folder_id}", "warning", words)

    def _folder_failed(self, update: FolderFailed) -> None:
        about = f"folder-{update.folder_id}"

        def words() -> tuple[str, str]:
            start = tr("{folder} was not opened.", folder=self._folder_title(update.folder_id))
            return sentence(update.problem, start), tr("Try again")

        def again() -> None:
            self._window.notices.clear(about)
            self._window.deeds.open_folder(update.folder_id)

        self._window.notices.tell(about, "problem", words, again)

    def _server_said(self, update: ServerSaid) -> None:
        """Show it as the server's words, below what was said before and not read away yet."""
        about = f"server-{update.account_id}"
        bar = self._window.notices.bar(about)
        before = bar.quotation.text().split("\n") if bar else []
        said = [*[line for line in before if line != update.text][1 - _MOST_SAID :], update.text]
        address = self._address(update.account_id)
        self._window.notices.tell(
            about,
            "info",
            lambda: (tr("The server of {address} wants you to read this:", address=address), ""),
            quotation="\n".join(said),
        )

    def _link_changed(self, link: LinkChanged) -> None:
        about = f"link-{link.account_id}"
        problem = link.problem
        if link.state is LinkState.FAILED and problem is not None:
            self._window.notices.tell(
                about,
                "problem",
                lambda: (sentence(problem), tr("Try again")),
                lambda: self._window.deeds.reconnect(link.account_id),
            )
        elif link.state is LinkState.ONLINE:
            for matter in ("link", "password", "certificate"):
                self._window.notices.clear(f"{matter}-{link.account_id}")

    def _password_needed(self, update: PasswordNeeded) -> None:
        address = self._address(update.account_id)

        def words() -> tuple[str, str]:
            if update.problem is not None:
                return sentence(update.problem), tr("Enter the password…")
            return tr("Konvert needs the password of {address}.", address=address), tr("Enter the password…")

        self._tell_instead_of_link(
            f"password-{update.account_id}",
            update.account_id,
            words,
            lambda: self._window.deeds.ask_password(update.account_id, update.problem),
        )

    def _certificate_needed(self, update: CertificateNeeded) -> None:
        host = update.certificate.host
        self._tell_instead_of_link(
            f"certificate-{update.account_id}",
            update.account_id,
            lambda: (
                tr("{host} cannot prove who it is. Nothing was sent.", host=host),
                tr("Look at the certificate…"),
            ),
            lambda: self._window.deeds.ask_trust(update.account_id, update.certificate),
        )

    def _tell_instead_of_link(
        self, about: str, account_id: AccountId, words: Callable[[], tuple[str, str]], act: Callable[[], None]
    ) -> None:
        self._window.notices.clear(f"link-{account_id}")
        self._window.notices.tell(about, "warning", words, act)

    def transfer_changed(self, transfer: Transfer) -> None:
        """Say it where an attachment could not be saved; its card may be out of sight."""
        about = f"transfer-{transfer.id}"
        problem = transfer.progress.problem
        if transfer.progress.state is TransferState.DONE:
            self._window.status.showMessage(tr("{name} was saved.", name=transfer.target.name), 4000)
        if transfer.progress.state is not TransferState.FAILED or problem is None:
            return

        def words() -> tuple[str, str]:
            start = tr("{name} was not saved.", name=transfer.target.name)
            return sentence(problem, start), tr("Try again")

        def again() -> None:
            self._window.notices.clear(about)
            self._window.transfers.save(
                transfer.letter_id, transfer.part, transfer.target, overwrite=transfer.overwrite
            )

        self._window.notices.tell(about, "problem", words, again)
