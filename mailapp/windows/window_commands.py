# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can be done in the main window, and where in menus and on the toolbar it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mailapp.store.records import SortKey
from mailapp.texts import LANGUAGES, language, tr, translatable
from mailapp.windows.commands import SEPARATOR, Command
from mailapp.windows.theme import APPEARANCE_NAMES, Appearance

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailapp.windows.deeds import Deeds

SORT_NAMES: Final = {
    SortKey.DATE: translatable("Date"),
    SortKey.SENDER: translatable("Sender"),
    SortKey.SUBJECT: translatable("Subject"),
    SortKey.SIZE: translatable("Size"),
}

_SORTS: Final = tuple(f"sort-{sort.value}" for sort in SortKey)
_APPEARANCES: Final = tuple(f"appearance-{appearance.value}" for appearance in Appearance)
_LANGUAGES: Final = tuple(f"language-{code}" for code in LANGUAGES)

LETTER_MENU: Final = ("mark-read", "mark-unread", "flag", SEPARATOR, "save-attachments")
SORT_MENU: Final = (*_SORTS, SEPARATOR, "sort-descending", "sort-ascending")
FOLDER_MENU: Final = ("refresh", SEPARATOR, "remove-account")
TOOLBAR: Final = ("refresh", SEPARATOR, "toggle-read", "flag", "next-unread", SEPARATOR, "save-attachments")
MENUS: Final = (
    (translatable("&Mail"), ("add-account", "remove-account", SEPARATOR, "refresh", SEPARATOR, "quit")),
    (translatable("&Letter"), ("next-unread", SEPARATOR, *LETTER_MENU)),
    (
        translatable("&View"),
        (
            "find",
            "focus-folders",
            "focus-list",
            "focus-letter",
            SEPARATOR,
            "zoom-in",
            "zoom-out",
            "zoom-reset",
            SEPARATOR,
            *SORT_MENU,
        ),
    ),
    (translatable("&Settings"), (*_APPEARANCES, SEPARATOR, *_LANGUAGES)),
    (translatable("&Help"), ("shortcuts", "connection")),
)


def _mail() -> str:
    return tr("Mail")


def _letter() -> str:
    return tr("Letters")


def _view() -> str:
    return tr("View")


def _settings() -> str:
    return tr("Settings")


def _mail_commands(deeds: Deeds) -> tuple[Command, ...]:
    return (
        Command("add-account", _mail, lambda: tr("Add an account…"), deeds.add_account, "add", ("Ctrl+N",)),
        Command(
            "remove-account",
            _mail,
            lambda: tr("Remove the account…"),
            deeds.remove_account,
            "trash",
            possible=deeds.has_account,
        ),
        Command(
            "refresh",
            _mail,
            lambda: tr("Receive new letters"),
            deeds.refresh,
            "refresh",
            ("F5",),
            deeds.has_account,
            short=lambda: tr("Receive"),
        ),
        Command(
            "connection",
            _mail,
            lambda: tr("Encrypted connection…"),
            deeds.show_connection,
            "lock",
            possible=deeds.is_encrypted,
        ),
        Command("quit", _mail, lambda: tr("Quit"), deeds.quit, "quit", ("Ctrl+Q",)),
    )


def _letter_commands(deeds: Deeds) -> tuple[Command, ...]:
    return (
        Command(
            "next-unread",
            _letter,
            lambda: tr("Next unread letter"),
            deeds.next_unread,
            "next-unread",
            ("N",),
            deeds.has_folder,
            short=lambda: tr("Next unread"),
        ),
        Command(
            "toggle-read",
            _letter,
            lambda: tr("Mark as unread") if deeds.can_mark_unread() else tr("Mark as read"),
            deeds.toggle_read,
            lambda: "unread" if deeds.can_mark_unread() else "letter-open",
            ("M",),
            deeds.has_letters,
            short=lambda: tr("Unread") if deeds.can_mark_unread() else tr("Read"),
            about=lambda: tr("Mark as read or unread"),
        ),
        Command(
            "mark-read",
            _letter,
            lambda: tr("Mark as read"),
            lambda: deeds.mark_read(seen=True),
            "letter-open",
            possible=deeds.can_mark_read,
        ),
        Command(
            "mark-unread",
            _letter,
            lambda: tr("Mark as unread"),
            lambda: deeds.mark_read(seen=False),
            "unread",
            possible=deeds.can_mark_unread,
        ),
        Command(
            "flag",
            _letter,
            lambda: tr("Remove the star") if deeds.is_flagged() else tr("Set a star"),
            deeds.toggle_flag,
            lambda: "flag-set" if deeds.is_flagged() else "flag",
            ("S",),
            deeds.has_letters,
            short=lambda: tr("Star"),
            about=lambda: tr("Set or remove a star"),
        ),
        Command(
            "save-attachments",
            _letter,
            lambda: tr("Save attachments…"),
            deeds.save_attachments,
            "save",
            ("Ctrl+S",),
            deeds.has_attachments,
            short=lambda: tr("Save"),
        ),
    )


def _view_commands(deeds: Deeds) -> tuple[Command, ...]:
    return (
        Command("find", _view, lambda: tr("Filter letters"), deeds.find, "search", ("Ctrl+F", "/"), deeds.has_folder),
        Command("focus-folders", _view, lambda: tr("To the folders"), deeds.focus_folders, "folder", ("Ctrl+1",)),
        Command("focus-list", _view, lambda: tr("To the list of letters"), deeds.focus_list, "inbox", ("Ctrl+2",)),
        Command("focus-letter", _view, lambda: tr("To the letter"), deeds.focus_letter, "letter", ("Ctrl+3",)),
        Command("zoom-in", _view, lambda: tr("Larger text"), lambda: deeds.zoom(1), "zoom-in", ("Ctrl++", "Ctrl+=")),
        Command("zoom-out", _view, lambda: tr("Smaller text"), lambda: deeds.zoom(-1), "zoom-out", ("Ctrl+-",)),
        Command("zoom-reset", _view, lambda: tr("Usual text size"), lambda: deeds.zoom(0), "zoom-reset", ("Ctrl+0",)),
        Command("shortcuts", _view, lambda: tr("Keyboard shortcuts"), deeds.show_shortcuts, "keyboard", ("F1",)),
    )


def _sort_commands(deeds: Deeds) -> tuple[Command, ...]:
    def by(sort: SortKey) -> Command:
        return Command(
            f"sort-{sort.value}",
            _view,
            lambda: tr("By {what}", what=tr(SORT_NAMES[sort]).lower()),
            lambda: deeds.sort(sort),
            checked=lambda: deeds.sort_key() is sort,
        )

    def towards(name: str, text: Callable[[], str], *, descending: bool) -> Command:
        return Command(
            name,
            _view,
            text,
            lambda: deeds.sort(descending=descending),
            checked=lambda: deeds.sort_descending() is descending,
        )

    return (
        *map(by, SortKey),
        towards("sort-descending", lambda: tr("Last first"), descending=True),
        towards("sort-ascending", lambda: tr("First first"), descending=False),
    )


def _settings_commands(deeds: Deeds) -> tuple[Command, ...]:
    def look(appearance: Appearance) -> Command:
        return Command(
            f"appearance-{appearance.value}",
            _settings,
            lambda: tr("Appearance: {look}", look=tr(APPEARANCE_NAMES[appearance]).lower()),
            lambda: deeds.set_appearance(appearance),
            checked=lambda: deeds.appearance() is appearance,
        )

    def speak(code: str) -> Command:
        return Command(
            f"language-{code}",
            _settings,
            lambda: LANGUAGES[code],
            lambda: deeds.set_language(code),
            checked=lambda: language() == code,
        )

    return (*map(look, Appearance), *map(speak, LANGUAGES))


def window_commands(deeds: Deeds) -> tuple[Command, ...]:
    """Give all commands of the main window, in the order of the page of shortcuts."""
    return (
        *_letter_commands(deeds),
        *_view_commands(deeds),
        *_mail_commands(deeds),
        *_sort_commands(deeds),
        *_settings_commands(deeds),
    )
