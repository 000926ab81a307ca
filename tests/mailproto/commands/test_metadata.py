# SPDX-License-Identifier: MIT
"""Annotations: what is no entry, what it needs, and whose an answer is."""

from __future__ import annotations

import pytest

from mailproto.commands import GetMetadata, Metadata, SetMetadata
from mailproto.errors import CapabilityMissing, LocalProtocolError
from mailproto.events import UntaggedReceived
from mailproto.printer import WireStyle
from mailproto.responses import ExistsData, StatusResponse
from mailproto.states import ConnectionState
from mailproto.vocabulary import Status
from tests.support.sessions import only, session_in

AUTHENTICATED = ConnectionState.AUTHENTICATED
COMMENT = "/shared/comment"


@pytest.mark.parametrize(
    "entry",
    ["", "comment", "/comment", "/sharedcomment", "/shared/", "/shared//a", "/shared/a*", "/shared/%", "/shared/ё",
     "/shared/a\r\n", "/shared/\u017f", "/shared/a\0"],
)  # fmt: skip
def test_what_is_no_entry_is_not_sent(entry: str) -> None:
    """RFC 5464, 3.1, 5 and 6."""
    with pytest.raises(LocalProtocolError, match="not a path below"):
        GetMetadata("a", (COMMENT, entry))
    with pytest.raises(LocalProtocolError, match="not a path below"):
        SetMetadata("a", {entry: b""})


@pytest.mark.parametrize("entry", ["/shared", "/PRIVATE/Comment", "/private/filters/values/small one", "/shared/skiK"])
def test_case_means_nothing_and_a_root_may_be_asked_for(entry: str) -> None:
    """RFC 5464, 3.1 and 4.2.2."""
    assert GetMetadata("a", (entry,)).entries == (entry,)


def test_something_must_be_named() -> None:
    """RFC 5464, 5: there is no empty list of entries."""
    with pytest.raises(LocalProtocolError, match="names no entries"):
        GetMetadata("a", ())
    with pytest.raises(LocalProtocolError, match="sets nothing"):
        SetMetadata("a", {})


def test_a_depth_ends_no_line() -> None:
    """What is no word of the protocol is refused, also where only a few words are meant."""
    command = GetMetadata("a", ("/shared/b",), "1\r\nA002 DELETE a")  # type: ignore[arg-type]  # as a careless caller
    with pytest.raises(LocalProtocolError, match="the depth"):
        command.begin(WireStyle())


def test_a_server_may_have_annotations_of_itself_alone() -> None:
    """RFC 5464, 2: METADATA-SERVER."""
    session = session_in(AUTHENTICATED, "IMAP4rev1 METADATA-SERVER")
    for command in (GetMetadata("a", (COMMENT,)), SetMetadata("a", {COMMENT: None})):
        with pytest.raises(CapabilityMissing, match="METADATA of a mailbox needs the capability METADATA"):
            session.submit(command)
    session.submit(GetMetadata("", (COMMENT,)))
    session.submit(SetMetadata("", {COMMENT: b"x"}))
    assert session.data_to_send().count(b"\r\n") == 2


def test_values_are_taken_and_changes_are_news() -> None:
    """Of one's own mailbox only; names without values mean that somebody has changed them (RFC 5464, 4.4.2)."""
    session = session_in(AUTHENTICATED)
    in_flight = session.submit(GetMetadata("a", (COMMENT,)))
    for line in (b"* METADATA a /shared/comment", b'* METADATA b (/shared/comment "b")', b"* 1 EXISTS"):
        session.receive_data(line + b"\r\n")
        only(session.events(), UntaggedReceived)
    session.receive_data(b'* METADATA a (/Shared/Comment "a")\r\nA001 OK done\r\n')
    assert in_flight.result == Metadata({COMMENT: b"a"})


def test_nothing_may_be_told() -> None:
    """A server need not tell what is not set."""
    collector = GetMetadata("a", (COMMENT,)).collector()
    collector.receive(ExistsData(1))
    assert collector.finish(StatusResponse(None, Status.OK)) == Metadata({})
