# SPDX-License-Identifier: MIT
"""COMPRESS (RFC 4978), seen by the session: what belongs to which side of the server's consent."""

from __future__ import annotations

import pytest

from mailproto.commands import Compress, InFlight, Noop
from mailproto.errors import CapabilityMissing, CommandInvalid, CommandRejected, LocalProtocolError
from mailproto.events import CommandCompleted, CompressionNeeded
from mailproto.session import Direction, Session
from mailproto.states import ConnectionState
from tests.support.sessions import only, session_in


def asked(wire: list[tuple[Direction, bytes]] | None = None) -> tuple[Session, InFlight[None]]:
    """Submit COMPRESS."""
    told = [] if wire is None else wire
    session = session_in(
        ConnectionState.AUTHENTICATED,
        "IMAP4rev1 COMPRESS=DEFLATE",
        on_wire=lambda side, data: told.append((side, data)),
    )
    told.clear()
    in_flight = session.submit(Compress())
    assert session.data_to_send() == b"A001 COMPRESS DEFLATE\r\n"
    return session, in_flight


@pytest.mark.parametrize("rest", [b"", b"\x0b\x00\r\n* BYE\r\n"])
def test_what_comes_after_the_consent_is_compressed(rest: bytes) -> None:
    """RFC 4978, 3: from the octet after the CRLF on; what came before is not. Neither is read, nor told as read."""
    wire: list[tuple[Direction, bytes]] = []
    session, in_flight = asked(wire)
    noop = session.submit(Noop())
    session.receive_data(b"* 1 EXISTS\r\nA001 OK DEFLATE active\r\n" + rest)
    events = session.events()
    assert in_flight.result is None
    assert only(events, CompressionNeeded).rest == rest
    assert isinstance(events[-1], CompressionNeeded)
    assert session.data_to_send() == b""
    session.compression_started()
    assert session.data_to_send() == b"A002 NOOP\r\n"
    session.receive_data(b"A002 OK\r\n")
    assert noop.done
    assert wire == [
        (Direction.CLIENT, b"A001 COMPRESS DEFLATE\r\n"),
        (Direction.SERVER, b"* 1 EXISTS\r\nA001 OK DEFLATE active\r\n"),
        (Direction.CLIENT, b"A002 NOOP\r\n"),
        (Direction.SERVER, b"A002 OK\r\n"),
    ]


def test_the_consent_in_pieces() -> None:
    """However it is divided, nothing of what follows is lost."""
    said, rest = b"A001 OK DEFLATE active\r\n", b"\x00\x01\x02"
    for cut in range(1, len(said + rest)):
        session, _ = asked()
        session.receive_data((said + rest)[:cut])
        needed = [event for event in session.events() if isinstance(event, CompressionNeeded)]
        assert [event.rest for event in needed] == ([(said + rest)[len(said) : cut]] if cut >= len(said) else [])


@pytest.mark.parametrize(("word", "error"), [(b"NO [COMPRESSIONACTIVE]", CommandRejected), (b"BAD", CommandInvalid)])
def test_a_refusal_changes_nothing(word: bytes, error: type[CommandRejected]) -> None:
    """RFC 4978, 3: the example that refuses to compress twice."""
    session, in_flight = asked()
    session.receive_data(b"A001 %b DEFLATE active via TLS\r\n* 2 EXISTS\r\n" % word)
    assert isinstance(in_flight.error, error)
    only(session.events(), CommandCompleted)
    session.submit(Noop())
    assert session.data_to_send() == b"A002 NOOP\r\n"


def test_an_unreadable_answer_changes_nothing() -> None:
    """It is no consent."""
    session, in_flight = asked()
    session.receive_data(b"A001 YES\r\n")
    assert in_flight.error is not None
    assert not [event for event in session.events() if isinstance(event, CompressionNeeded)]


def test_nothing_is_compressed_unasked() -> None:
    """Never before signing in, nor where it is not offered, nor without the server's consent."""
    with pytest.raises(LocalProtocolError) as caught:
        session_in(ConnectionState.NOT_AUTHENTICATED, "IMAP4rev1 COMPRESS=DEFLATE").submit(Compress())
    assert caught.value.code == "wrong-state"
    with pytest.raises(CapabilityMissing):
        session_in(ConnectionState.AUTHENTICATED, "IMAP4rev1").submit(Compress())
    with pytest.raises(LocalProtocolError, match="compression_started"):
        asked()[0].compression_started()
