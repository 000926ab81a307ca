# SPDX-License-Identifier: MIT
"""What a session knows of its connection: the capabilities and the selected mailbox, by the server's latest words."""

from __future__ import annotations

import pytest

from mailproto.commands import (
    Capability,
    Close,
    Command,
    Enable,
    Login,
    Select,
    Status,
    Unselect,
)
from mailproto.events import (
    CommandCompleted,
    StateChanged,
)
from mailproto.states import ConnectionState
from tests.support.sessions import only, session_in, signed_in, words

NOT_AUTHENTICATED = ConnectionState.NOT_AUTHENTICATED
AUTHENTICATED = ConnectionState.AUTHENTICATED
SELECTED = ConnectionState.SELECTED


class TestCapabilities:
    """RFC 9051, 6.1.1 and 7.1: where they are told, and when they no longer hold."""

    def test_they_are_unknown_until_told(self) -> None:
        """In the greeting, as data, or in a code."""
        session = session_in(NOT_AUTHENTICATED)
        assert session.capabilities is None
        session.receive_data(b"* CAPABILITY IMAP4rev1\r\n")
        assert session.capabilities == words("IMAP4rev1")
        session.receive_data(b"* OK [CAPABILITY IMAP4rev1 IDLE] more\r\n")
        assert session.capabilities == words("IMAP4rev1 IDLE")

    def test_signing_in_makes_them_unknown(self) -> None:
        """Unless the server tells those that hold now."""
        session = signed_in(session_in(NOT_AUTHENTICATED, "IMAP4rev1 AUTH=PLAIN"))
        assert session.capabilities is None
        asked = session.submit(Capability())
        session.receive_data(b"* CAPABILITY IMAP4rev1 IDLE\r\nA002 OK done\r\n")
        assert asked.result == session.capabilities == words("IMAP4rev1 IDLE")

    @pytest.mark.parametrize(
        "answer",
        [b"* CAPABILITY IMAP4rev1 IDLE\r\nA001 OK in\r\n", b"A001 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n"],
    )
    def test_signing_in_may_tell_them_anew(self, answer: bytes) -> None:
        """Before the answer or with it."""
        session = session_in(NOT_AUTHENTICATED, "IMAP4rev1 AUTH=PLAIN")
        session.submit(Login("a", "b"))
        session.receive_data(answer)
        assert session.capabilities == words("IMAP4rev1 IDLE")

    def test_what_is_known_is_not_asked_for_unless_wanted(self) -> None:
        """`if_unknown` spares the round trip, and only then."""
        session = session_in(NOT_AUTHENTICATED, "IMAP4rev1 IDLE")
        known = session.submit(Capability(if_unknown=True))
        assert known.done
        assert known.result == words("IMAP4rev1 IDLE")
        assert session.events() == [CommandCompleted(known)]
        assert session.data_to_send() == b""
        session.submit(Capability())
        assert session.data_to_send() == b"A001 CAPABILITY\r\n"

    @pytest.mark.parametrize("told", ["", "IMAP4rev1"])
    def test_what_will_not_hold_is_asked_for(self, told: str) -> None:
        """While a sign-in is on its way, or where nothing was told."""
        session = session_in(NOT_AUTHENTICATED, told)
        session.submit(Login("a", "b"))
        asked = session.submit(Capability(if_unknown=True))
        session.data_to_send()
        session.receive_data(b"A001 OK in\r\n")
        assert session.data_to_send() == b"A002 CAPABILITY\r\n"
        assert not asked.done

    def test_enabled_utf8_changes_how_names_are_written(self) -> None:
        """RFC 6855, 3: only after the server confirmed it."""
        session = session_in(AUTHENTICATED, "IMAP4rev1 ENABLE UTF8=ACCEPT")
        session.receive_data(b"* ENABLED UTF8=ACCEPT\r\n")
        session.submit(Status("é"))
        assert b"&AOk-" in session.data_to_send()
        session.receive_data(b"A001 NO none\r\n")
        session.submit(Enable(("UTF8=ACCEPT",)))
        session.receive_data(b"* ENABLED UTF8=ACCEPT\r\nA002 OK done\r\n")
        session.data_to_send()
        session.submit(Status("é"))
        assert '"é"'.encode() in session.data_to_send()

    def test_enable_answered_with_nothing_changes_nothing(self) -> None:
        """As iCloud does."""
        session = session_in(AUTHENTICATED, "IMAP4rev1 ENABLE")
        enable = session.submit(Enable(("UTF8=ACCEPT",)))
        session.receive_data(b"A001 OK done\r\n")
        assert enable.result == frozenset()
        session.data_to_send()
        session.submit(Status("é"))
        assert b"&AOk-" in session.data_to_send()


class TestSelected:
    """The selected mailbox and the arrows 5 and 6 of Fig. 8.1."""

    def test_it_follows_the_servers_words(self) -> None:
        """EXISTS, EXPUNGE, FLAGS and codes; an EXPUNGE too many does not make it negative."""
        session = session_in(SELECTED)
        session.receive_data(b"* 2 EXISTS\r\n* FLAGS (\\Seen)\r\n* OK [UIDNEXT 9] next\r\n* 1 EXPUNGE\r\n")
        assert session.selected is not None
        assert (session.selected.exists, session.selected.flags, session.selected.uid_next) == (1, (r"\Seen",), 9)
        session.receive_data(b"* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n* OK [READ-ONLY] now\r\n")
        assert session.selected.exists == 0
        assert session.selected.read_only

    @pytest.mark.parametrize("command", [Close(), Unselect()])
    def test_leaving_it(self, command: Command[None]) -> None:
        """Arrow 6."""
        session = session_in(SELECTED)
        session.submit(command)
        session.receive_data(b"A002 OK left\r\n")
        assert only(session.events(), StateChanged) == StateChanged(SELECTED, AUTHENTICATED, 6)
        assert session.selected is None

    def test_a_close_that_is_refused_leaves_nothing(self) -> None:
        """The mailbox stays selected."""
        session = session_in(SELECTED)
        session.submit(Close())
        session.receive_data(b"A002 NO\r\n")
        assert session.state is SELECTED

    @pytest.mark.parametrize("answer", ["NO none such", "BAD what"])
    def test_selecting_in_vain_leaves_the_former_mailbox(self, answer: str) -> None:
        """RFC 9051, 6.3.2: then none is selected."""
        session = session_in(SELECTED)
        session.submit(Select("x"))
        session.receive_data(f"A002 {answer}\r\n".encode())
        assert session.state is AUTHENTICATED
        assert session.selected is None

    def test_selecting_another_one_directly(self) -> None:
        """Arrow 5 from a mailbox to a mailbox, where the server says nothing of the former."""
        session = session_in(SELECTED)
        former = session.selected
        session.submit(Select("x"))
        session.receive_data(b"* 7 EXISTS\r\n")
        assert session.selected is former
        session.receive_data(b"A002 OK done\r\n")
        assert only(session.events(), StateChanged) == StateChanged(SELECTED, SELECTED, 5)
        assert session.selected is not None
        assert (session.selected.mailbox.text, session.selected.exists) == ("x", 7)

    def test_selecting_another_one_through_closed(self) -> None:
        """RFC 9051, 7.1: CLOSED is arrow 6, the answer is arrow 5; news before it were about the former mailbox."""
        session = session_in(SELECTED)
        session.submit(Select("x"))
        session.receive_data(b"* 9 EXISTS\r\n* OK [CLOSED] left\r\n* 7 EXISTS\r\nA002 OK done\r\n")
        arrows = [event.number for event in session.events() if isinstance(event, StateChanged)]
        assert arrows == [6, 5]
        assert session.selected is not None
        assert session.selected.exists == 7

    def test_the_server_may_close_it(self) -> None:
        """RFC 9051, 7.1: CLOSED unasked; a second one means nothing more."""
        session = session_in(SELECTED)
        session.receive_data(b"* OK [CLOSED] gone\r\n* OK [CLOSED] gone\r\n")
        assert only(session.events(), StateChanged).number == 6
        assert session.state is AUTHENTICATED
