# SPDX-License-Identifier: MIT
"""Journeys through the window by mouse and keyboard: folders, list, letter, marks, settings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import QAction, QWidget

from mailapp.engine.intents import MarkFlagged, MarkSeen, OpenFolder, OpenLetter, Reconnect
from mailapp.engine.updates import (
    AccountsChanged,
    ConnectionSecurity,
    FoldersChanged,
    LettersChanged,
    LinkChanged,
    LinkState,
    Problem,
    SynchronizationProgress,
)
from mailapp.socket_events import SocketEvent, SocketSignal
from mailapp.store.records import AccountId
from mailapp.texts import language
from tests.mailapp.windows.hands import NO_KEY, choose, click, open_dialog, open_menu, press, said, type_into

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

    from tests.mailapp.windows.conftest import OpenReader, Reader
    from tests.mailapp.windows.fake_mail import Mail

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)  # of a platform without a screen
SECURITY = ConnectionSecurity("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256, pinned=True)
ACCOUNT = AccountId(1)


def row_place(reader: Reader, row: int) -> QPoint:
    """Give the middle of a row of the list."""
    table = reader.window.letter_list.table
    return table.visualRect(table.letters.index(row, 0)).center()


def click_row(reader: Reader, row: int, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """Click a row of the list."""
    viewport = reader.window.letter_list.table.viewport()
    click(viewport, row_place(reader, row), keys)


def wait_shown(qtbot: QtBot, reader: Reader, subject: str) -> None:
    """Wait until the letter of this subject is on screen with its text."""
    view = reader.window.letter_view
    qtbot.waitUntil(lambda: view.is_complete and view.header.subject.text() == subject)


def test_the_first_start_shows_a_welcome_that_leads_to_the_account_dialog(open_reader: OpenReader) -> None:
    """Without an account there is one thing to do, and one click does it."""
    reader = open_reader()
    assert reader.window.welcome.isVisible()
    click(reader.window.welcome.button)
    assert open_dialog().windowTitle() == "Add an account"
    open_dialog().close()


def test_the_panes_appear_when_the_first_account_has_been_added(
    qtbot: QtBot, open_reader: OpenReader, mail: Mail
) -> None:
    """After `AccountsChanged` the inbox is chosen without the person's doing."""
    reader = open_reader()
    mail.add_account()
    reader.engine.deliver([AccountsChanged(), FoldersChanged(ACCOUNT)])
    qtbot.waitUntil(reader.window.folder_pane.isVisible)
    assert reader.window.folder_pane.current_folder() == mail.folder()
    assert reader.engine.of(OpenFolder) == [OpenFolder(mail.folder())]


def test_a_click_on_a_letter_shows_it(qtbot: QtBot, reader: Reader) -> None:
    """Subject, sender with address, recipients and text appear, and the letter is asked for."""
    click_row(reader, 2)
    wait_shown(qtbot, reader, "Ужин в пятницу?")
    header = reader.window.letter_view.header
    assert header.sender_name.whole_text() == "Марина Озёрная"
    assert "@" in header.address.whole_text()
    assert header.recipients.whole_text().startswith("To: ")
    assert "2026" in header.date.whole_text()
    assert len(reader.text()) > 20
    assert len(reader.engine.of(OpenLetter)) == 1


def test_a_letter_that_was_opened_becomes_read_and_the_folder_counts_one_less(qtbot: QtBot, reader: Reader) -> None:
    """The store says it; window title, folder and list follow."""
    assert reader.window.windowTitle() == "Inbox (3) — anna@example.org"
    click_row(reader, 0)
    qtbot.waitUntil(lambda: reader.window.windowTitle() == "Inbox (2) — anna@example.org")
    letter = reader.window.letter_list.letters.letter(0)
    assert letter is not None
    assert letter.seen


def test_keys_move_through_the_list(qtbot: QtBot, reader: Reader) -> None:
    """Down, Up, End and Home go where they say, and the letter follows."""
    table = reader.window.letter_list.table
    click_row(reader, 0)
    rows = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageDown):
        press(table, key)
        rows.append(table.currentIndex().row())
    last = len(reader.subjects()) - 1
    assert rows[:5] == [1, 2, 1, last, 0]
    assert rows[5] > 2
    wait_shown(qtbot, reader, reader.subjects()[rows[5]])


def test_letters_rushed_past_are_not_opened(qtbot: QtBot, reader: Reader) -> None:
    """While a key is held down only the first and the last letter are asked for."""
    click_row(reader, 0)
    table = reader.window.letter_list.table
    for _ in range(8):
        press(table, Qt.Key.Key_Down)
    wait_shown(qtbot, reader, reader.subjects()[8])
    assert len(reader.engine.of(OpenLetter)) == 2


def test_enter_goes_to_the_text_of_the_letter(qtbot: QtBot, reader: Reader) -> None:
    """From the list, Enter puts the keyboard into the letter."""
    click_row(reader, 2)
    wait_shown(qtbot, reader, "Ужин в пятницу?")
    press(reader.window.letter_list.table, Qt.Key.Key_Return)
    qtbot.waitUntil(reader.window.letter_view.body.hasFocus)


def test_n_goes_to_the_next_unread_letter_and_says_when_there_is_none(qtbot: QtBot, reader: Reader) -> None:
    """Unread letters are opened one after the other, newest first."""
    window = reader.window
    for subject in reader.subjects()[:3]:
        press(window.letter_list.table, Qt.Key.Key_N)
        wait_shown(qtbot, reader, subject)
        qtbot.waitUntil(partial(all_seen_are, reader, seen=True))
    press(window.letter_list.table, Qt.Key.Key_N)
    assert window.status.currentMessage() == "No unread letters in this folder"


def test_m_marks_the_selected_letters_as_unread_and_read_again(qtbot: QtBot, reader: Reader) -> None:
    """One key for both ways; several letters at once."""
    click_row(reader, 5)
    click_row(reader, 7, Qt.KeyboardModifier.ShiftModifier)
    chosen = [letter.id for letter in reader.window.letter_list.table.selected_letters()]
    assert len(chosen) == 3
    qtbot.waitUntil(lambda: reader.window.letter_view.nothing.title.text() == "3 letters chosen")
    for seen in (False, True):
        press(reader.window.letter_list.table, Qt.Key.Key_M)
        qtbot.waitUntil(partial(all_seen_are, reader, seen=seen))
    assert [(intent.letter_ids, intent.seen) for intent in reader.engine.of(MarkSeen)] == [
        (tuple(chosen), False),
        (tuple(chosen), True),
    ]


def all_seen_are(reader: Reader, *, seen: bool) -> bool:
    """Whether all selected letters are read, or all unread."""
    return {letter.seen for letter in reader.window.letter_list.table.selected_letters()} == {seen}


def star_is(reader: Reader, row: int, *, flagged: bool) -> bool:
    """Whether a letter has a star, or has none."""
    letter = reader.window.letter_list.letters.letter(row)
    return letter is not None and letter.flagged is flagged


def test_a_click_on_the_star_flags_the_letter(qtbot: QtBot, reader: Reader) -> None:
    """The star of a row sets and removes the flag without opening the letter."""
    table = reader.window.letter_list.table
    rectangle = table.visualRect(table.letters.index(4, 0))
    star = table.painter_of_rows.star_rectangle(rectangle).center()
    letter = table.letters.letter(4)
    assert letter is not None
    for flagged in (True, False):
        click(table.viewport(), star)
        qtbot.waitUntil(partial(star_is, reader, 4, flagged=flagged))
    assert reader.engine.of(MarkFlagged) == [
        MarkFlagged((letter.id,), flagged=True),
        MarkFlagged((letter.id,), flagged=False),
    ]


def test_s_sets_a_star(qtbot: QtBot, reader: Reader) -> None:
    """The key does what the star's click does."""
    click_row(reader, 4)
    press(reader.window.letter_list.table, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: reader.window.letter_list.table.selected_letters()[0].flagged)


def test_slash_filters_the_list_and_escape_of_the_filter_shows_all_again(qtbot: QtBot, reader: Reader) -> None:
    """Typing narrows the list; what is typed is no command."""
    box = reader.window.letter_list.filter_box
    press(reader.window.letter_list.table, Qt.Key.Key_Slash)
    qtbot.waitUntil(box.hasFocus)
    type_into(box, "snm")
    press(box, Qt.Key.Key_Return)
    assert reader.window.letter_list.placeholder.title.text() == "Nothing found"
    assert not reader.engine.of(MarkFlagged)
    click(reader.window.letter_list.placeholder.button)
    qtbot.waitUntil(lambda: len(reader.subjects()) > 20)
    box.setText("Озёрная")
    qtbot.waitUntil(lambda: 0 < len(reader.subjects()) < 20)


def test_the_order_is_chosen_from_a_menu_and_kept(reader: Reader, open_reader: OpenReader) -> None:
    """By subject, first first; the next start has the same order."""
    click(reader.window.letter_list.sort_button)
    menu = open_menu()
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["By date", "By sender", "By subject", "By size", "Last first", "First first"]
    choose(menu, "By size")
    sizes = [letter.size for row in range(5) if (letter := reader.window.letter_list.letters.letter(row))]
    assert sizes == sorted(sizes, reverse=True)
    reader.window.close()
    again = open_reader()
    assert again.window.letter_list.letters.query.sort.value == "size"


def test_a_right_click_offers_what_can_be_done_with_a_letter(qtbot: QtBot, reader: Reader) -> None:
    """The context menu is drawn from the same commands."""
    click_row(reader, 5)
    reader.window.letter_list.table.customContextMenuRequested.emit(row_place(reader, 5))
    menu = open_menu()
    choose(menu, "Mark as unread")
    qtbot.waitUntil(lambda: len(reader.engine.of(MarkSeen)) == 1)


def test_another_folder_starts_from_its_top_without_a_letter(qtbot: QtBot, reader: Reader, mail: Mail) -> None:
    """Choosing a folder by the keyboard lists it, asks the engine for it, and shows no old letter."""
    mail.add_many(mail.folder("Archive"), 500)
    click_row(reader, 2)
    reader.window.folder_pane.setFocus()
    for _ in range(3):
        press(reader.window.folder_pane, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: reader.window.letter_list.title.text() == "Archive")
    assert reader.engine.of(OpenFolder)[-1] == OpenFolder(mail.folder("Archive"))
    assert reader.window.letter_view.letter_id is None
    assert reader.window.letter_list.count.text() == "500 letters"


def test_an_empty_folder_says_so_and_one_not_received_says_that(open_reader: OpenReader, mail: Mail) -> None:
    """There is never just an empty space."""
    mail.add_account()
    mail.writer.store_counts({mail.folder(): (12, 3)})
    mail.writer.store_synchronized(mail.folder("Drafts"), 1)
    reader = open_reader()
    placeholder = reader.window.letter_list.placeholder
    assert placeholder.title.text() == "Receiving the list of letters…"
    assert placeholder.busy.isVisible()
    reader.window.folder_pane.choose(mail.folder("Drafts"))
    assert placeholder.title.text() == "No letters here"
    assert not placeholder.busy.isVisible()


def test_new_letters_do_not_move_the_person_from_their_letter(qtbot: QtBot, reader: Reader, mail: Mail) -> None:
    """When letters arrive, the chosen one stays chosen and is not asked for again."""
    click_row(reader, 2)
    wait_shown(qtbot, reader, "Ужин в пятницу?")
    mail.add_many(mail.folder(), 80)
    reader.engine.deliver([LettersChanged(mail.folder(), 56), FoldersChanged(ACCOUNT)])
    table = reader.window.letter_list.table
    qtbot.waitUntil(lambda: len(reader.subjects()) == 80)
    assert [letter.subject for letter in table.selected_letters()] == ["Ужин в пятницу?"]
    assert reader.window.letter_view.header.subject.text() == "Ужин в пятницу?"
    assert len(reader.engine.of(OpenLetter)) == 1


def test_a_letter_removed_elsewhere_leaves_the_view(qtbot: QtBot, reader: Reader, mail: Mail) -> None:
    """What is gone from the store is no longer shown."""
    click_row(reader, 0)
    wait_shown(qtbot, reader, reader.subjects()[0])
    mail.writer.remove_letters(mail.folder(), [len(reader.subjects())])
    reader.engine.deliver([LettersChanged(mail.folder())])
    qtbot.waitUntil(lambda: reader.window.letter_view.letter_id is None)


def test_f5_asks_for_new_letters(reader: Reader, mail: Mail) -> None:
    """It connects again where needed and looks into the folder."""
    reader.engine.intents.clear()
    press(reader.window, Qt.Key.Key_F5)
    assert reader.engine.intents == [Reconnect(ACCOUNT), OpenFolder(mail.folder())]


def test_the_status_bar_shows_connection_progress_and_padlock(reader: Reader, mail: Mail) -> None:
    """Numbers while receiving; TLS version beside the padlock, the rest on a click."""
    status = reader.window.status
    reader.engine.deliver(
        [
            LinkChanged(ACCOUNT, LinkState.ONLINE, security=SECURITY),
            SynchronizationProgress(mail.folder(), 12_000, 48_000),
        ]
    )
    assert status.state.text() == "Connected"
    assert status.counted.text() == "12,000 of 48,000 letters"
    assert status.padlock.text().strip() == "TLS 1.3"
    click(status.padlock)
    dialog = open_dialog()
    assert dialog.windowTitle() == "Encrypted connection"
    assert "TLS_AES_256_GCM_SHA384" in said(dialog)
    dialog.close()
    reader.engine.deliver([SynchronizationProgress(mail.folder(), 48_000, 48_000)])
    assert not status.progress.isVisible()


def test_the_padlock_tells_how_the_connection_was_made(reader: Reader) -> None:
    """By Python or Qt, and each event that the socket told, in its order."""
    events = (
        SocketEvent(SocketSignal.HOST_FOUND, 1.0),
        SocketEvent(SocketSignal.ENCRYPTED, 1.02, ("TLSv1.3", "TLS_AES_256_GCM_SHA384")),
    )
    reader.engine.deliver([LinkChanged(ACCOUNT, LinkState.ONLINE, security=SECURITY, events=events)])
    click(reader.window.status.padlock)
    dialog = open_dialog()
    assert "Python (ssl)" in said(dialog)
    assert "0 ms  hostFound\n20 ms  encrypted: TLSv1.3; TLS_AES_256_GCM_SHA384" in said(dialog)
    dialog.close()


def test_a_failed_connection_is_a_bar_with_a_way_on(reader: Reader) -> None:
    """The bar says what happened and what to do; its button tries again; success takes it away."""
    problem = Problem("connection-refused", (("host", "imap.example.org"), ("port", "993"), ("reason", "refused")))
    reader.engine.deliver([LinkChanged(ACCOUNT, LinkState.FAILED, problem, retry_in=30)])
    bar = reader.window.notices.bar("link-1")
    assert bar is not None
    assert bar.isVisible()
    assert "Nothing answers at imap.example.org, port 993" in bar.text.text()
    assert reader.window.status.state.text() == "Not connected; next attempt in 30 seconds"
    reader.engine.intents.clear()
    click(bar.button)
    assert reader.engine.intents == [Reconnect(ACCOUNT)]
    reader.engine.deliver([LinkChanged(ACCOUNT, LinkState.ONLINE, security=SECURITY)])
    assert reader.window.notices.bar("link-1") is None


def test_the_language_changes_everything_at_once(qtbot: QtBot, reader: Reader) -> None:
    """Settings, Русский: menus, panes, letter and page of shortcuts speak Russian, and back."""
    click_row(reader, 2)
    wait_shown(qtbot, reader, "Ужин в пятницу?")
    action(reader, "language-ru").trigger()
    assert language() == "ru"
    assert reader.window.letter_list.count.text().endswith("письма")
    assert "г." in reader.window.letter_view.header.date.whole_text()
    assert action(reader, "language-ru").isChecked()
    assert not action(reader, "language-en").isChecked()
    action(reader, "language-en").trigger()
    assert reader.window.letter_list.count.text().endswith("letters")


def action(reader: Reader, name: str) -> QAction:
    """Give the action of a command."""
    return reader.window.commands.action(name)


@pytest.mark.parametrize("name", ["appearance-dark", "appearance-light"])
def test_the_appearance_changes_at_once_and_is_kept(reader: Reader, name: str) -> None:
    """Light and dark are chosen from the menu."""
    action(reader, name).trigger()
    assert reader.window.settings.appearance.value == name.removeprefix("appearance-")
    dark = reader.window.palette().window().color().lightness() < 128
    assert dark is (name == "appearance-dark")


def test_the_page_of_shortcuts_is_drawn_from_the_commands(reader: Reader) -> None:
    """F1 lists each command that has a key."""
    press(reader.window, Qt.Key.Key_F1)
    dialog = open_dialog()
    texts = said(dialog)
    for words, key in (("Next unread letter", "N"), ("Receive new letters", "F5"), ("Quit", "Ctrl+Q")):
        assert words in texts
        assert key in texts
    dialog.close()


def test_zoom_enlarges_the_letter_and_is_kept(reader: Reader, open_reader: OpenReader) -> None:
    """Ctrl++ twice, then the next start has the same size; Ctrl+0 goes back."""
    body = reader.window.letter_view.body
    usual = body.font().pointSizeF()
    for _ in range(2):
        action(reader, "zoom-in").trigger()
    assert body.font().pointSizeF() > usual
    reader.window.close()
    again = open_reader()
    assert again.window.letter_view.body.zoom_steps == 2
    action(again, "zoom-reset").trigger()
    assert again.window.letter_view.body.zoom_steps == 0


def test_the_window_comes_back_as_it_was_left(reader: Reader, open_reader: OpenReader, mail: Mail) -> None:
    """Size and folder survive a restart."""
    reader.window.resize(1000, 640)
    reader.window.folder_pane.choose(mail.folder("Archive"))
    reader.window.close()
    again = open_reader()
    assert (again.window.width(), again.window.height()) == (1000, 640)
    assert again.window.folder_pane.current_folder() == mail.folder("Archive")


def test_ctrl_q_closes_the_window(reader: Reader) -> None:
    """The command for the end of the program."""
    press(reader.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not reader.window.isVisible()


def test_every_control_has_a_name_for_those_who_hear_it(qtbot: QtBot, reader: Reader) -> None:
    """Whatever takes the keyboard says what it is."""
    click_row(reader, 6)
    wait_shown(qtbot, reader, reader.subjects()[6])
    nameless: Sequence[QWidget] = [
        widget
        for widget in reader.window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []
