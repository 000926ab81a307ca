# SPDX-License-Identifier: MIT
"""Sessions brought to a state by what a server says, for tests that begin there."""

from __future__ import annotations

from typing import Any, TypeVar

from mailproto.commands import Login, Select
from mailproto.events import Event
from mailproto.session import Session
from mailproto.states import ConnectionState
from mailproto.vocabulary import Capability

E = TypeVar("E")

_GREETINGS = {
    ConnectionState.NOT_AUTHENTICATED: b"OK",
    ConnectionState.AUTHENTICATED: b"PREAUTH",
    ConnectionState.SELECTED: b"PREAUTH",
}


def session_in(state: ConnectionState, capabilities: str = "", **settings: Any) -> Session:  # noqa: ANN401 - Session's
    """Give a session in `state`, all its bytes and events taken; INBOX is selected with three letters.

    `capabilities` are told in the greeting; where there are none, they are unknown.
    """
    session = Session(**{"encrypted": True, **settings})
    if state is ConnectionState.GREETING:
        return session
    if state is ConnectionState.LOGOUT:
        session.receive_eof()
        session.events()
        return session
    code = f"[CAPABILITY {capabilities}] ".encode() if capabilities else b""
    session.receive_data(b"* %b %bhello\r\n" % (_GREETINGS[state], code))
    if state is ConnectionState.SELECTED:
        tag = session.submit(Select("INBOX")).tag.encode()
        session.receive_data(b"* 3 EXISTS\r\n%b OK [READ-WRITE] selected\r\n" % tag)
    session.data_to_send()
    session.events()
    assert session.state is state
    return session


def words(text: str) -> frozenset[Capability]:
    """Give capabilities, which `text` names with spaces between them."""
    return frozenset(map(Capability, text.split()))


def signed_in(session: Session) -> Session:
    """Sign in where the session is not yet."""
    tag = session.submit(Login("alice", "secret")).tag.encode()
    session.data_to_send()
    session.receive_data(tag + b" OK welcome\r\n")
    session.events()
    return session


def only(events: list[Event], kind: type[E]) -> E:
    """Give the one event of a class."""
    (event,) = [event for event in events if isinstance(event, kind)]
    return event
