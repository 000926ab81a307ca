# SPDX-License-Identifier: MIT
"""STARTTLS: what came before it is forgotten, and nothing slips in between."""

from __future__ import annotations

import pytest

from mailproto.commands import Login, Noop, StartTls
from mailproto.errors import ConnectionClosed, LocalProtocolError, RemoteProtocolError
from mailproto.events import ConnectionEnded, TlsNeeded
from mailproto.session import Session
from mailproto.states import ConnectionState
from tests.support.sessions import only, session_in

NOT_AUTHENTICATED = ConnectionState.NOT_AUTHENTICATED


class TestStartTls:
    """RFC 9051, 6.2.1."""

    def asked(self) -> Session:
        """Give a session that waits for the answer to STARTTLS."""
        session = session_in(NOT_AUTHENTICATED, "IMAP4rev1 STARTTLS", encrypted=False, starttls_required=True)
        session.submit(StartTls())
        session.data_to_send()
        return session

    def test_nothing_is_sent_before_the_handshake(self) -> None:
        """Commands wait for it, and then go encrypted."""
        session = self.asked()
        session.receive_data(b"A001 OK begin\r\n")
        assert isinstance(session.events()[-1], TlsNeeded)
        session.submit(Noop())
        assert session.data_to_send() == b""
        session.tls_started()
        assert session.data_to_send() == b"A002 NOOP\r\n"
        assert session.encrypted
        assert session.capabilities is None

    @pytest.mark.parametrize("split", [True, False])
    def test_data_before_the_handshake_end_the_connection(self, split: bool) -> None:  # noqa: FBT001 - the case
        """They were not encrypted, and would be read as if they had been."""
        session = self.asked()
        ok, injected = b"A001 OK begin\r\n", b"* CAPABILITY IMAP4rev1 AUTH=EVIL\r\n"
        for data in (ok, injected) if split else (ok + injected,):
            session.receive_data(data)
        ended = only(session.events(), ConnectionEnded)
        assert isinstance(ended.error, RemoteProtocolError)
        assert ended.error.code == "data-before-tls"

    def test_what_was_told_in_the_clear_is_forgotten(self) -> None:
        """Also what came between STARTTLS and its OK, and with it."""
        session = self.asked()
        session.receive_data(b"* CAPABILITY AUTH=EVIL\r\nA001 OK [CAPABILITY AUTH=WORSE] begin\r\n")
        assert session.capabilities is None
        session.tls_started()
        assert session.capabilities is None

    def test_a_refusal_leaves_the_connection_in_the_clear(self) -> None:
        """And no password goes over it."""
        session = self.asked()
        session.receive_data(b"A001 NO broken\r\n")
        assert not any(isinstance(event, TlsNeeded) for event in session.events())
        with pytest.raises(LocalProtocolError, match="unencrypted"):
            session.submit(Login("a", "b"))

    def test_a_handshake_nobody_asked_for(self) -> None:
        """Is a mistake of the driver's."""
        with pytest.raises(LocalProtocolError, match="no handshake"):
            session_in(NOT_AUTHENTICATED, encrypted=False).tls_started()

    def test_the_connection_may_end_instead(self) -> None:
        """Between the OK and the handshake."""
        session = self.asked()
        session.receive_data(b"A001 OK begin\r\n")
        session.receive_eof()
        assert isinstance(only(session.events(), ConnectionEnded).error, ConnectionClosed)
