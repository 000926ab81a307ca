# SPDX-License-Identifier: MIT
"""ID and NAMESPACE: what may not be sent, and answers without data."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mailproto.commands import Id, Namespace
from mailproto.commands.server import LONGEST_FIELD, LONGEST_VALUE, MOST_FIELDS
from mailproto.errors import LocalProtocolError
from mailproto.events import UnparsedReceived
from mailproto.responses import IdData, NamespaceData
from mailproto.states import ConnectionState
from tests.support.sessions import only, session_in

MOST: dict[str, str | None] = {f"x{number}": "v" for number in range(MOST_FIELDS)}


@pytest.mark.parametrize(
    "fields",
    [MOST, {"n" * LONGEST_FIELD: "v" * LONGEST_VALUE}, {"ё" * (LONGEST_FIELD // 2): "ё" * (LONGEST_VALUE // 2)}],
)
def test_as_much_may_be_said_as_the_rfc_allows(fields: Mapping[str, str | None]) -> None:
    """RFC 2971, 3.3, in octets."""
    session = session_in(ConnectionState.AUTHENTICATED)
    session.submit(Id(fields))
    assert session.data_to_send().startswith(b"A001 ID (")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (MOST | {"y": "v"}, "more than 30 fields"),
        ({"n" * (LONGEST_FIELD + 1): "v"}, "longer than 30 octets"),
        ({"n": "v" * (LONGEST_VALUE + 1)}, "its value than 1024"),
        ({"n": "ё" * LONGEST_VALUE}, "its value than 1024"),
        ({"name": "a", "NAME": "b"}, "a field twice"),
    ],
)
def test_more_is_refused_before_it_is_sent(fields: Mapping[str, str | None], reason: str) -> None:
    """RFC 2971, 3.3."""
    with pytest.raises(LocalProtocolError, match=reason):
        Id(fields)


def test_a_server_may_say_nothing_of_itself() -> None:
    """By NIL, or by OK alone."""
    session = session_in(ConnectionState.AUTHENTICATED)
    nil, nothing = session.submit(Id()), session.submit(Id())
    session.receive_data(b"* ID NIL\r\nA001 OK done\r\nA002 OK done\r\n")
    assert nil.result == IdData({})
    assert nothing.result == IdData({})


def test_namespaces_that_cannot_be_read_are_none() -> None:
    """They cost the command nothing else; what came instead is told."""
    session = session_in(ConnectionState.AUTHENTICATED)
    in_flight = session.submit(Namespace())
    session.receive_data(b'* (("" NIL))\r\nA001 OK done\r\n')
    assert only(session.events(), UnparsedReceived).unparsed.raw == b'* (("" NIL))'
    assert in_flight.result == NamespaceData()
