# SPDX-License-Identifier: MIT
"""Introductions, namespaces, and names in UTF-8."""

from __future__ import annotations

import pytest

from mailproto.procedures import ServerInformation, enable_utf8, server_information
from mailproto.responses import Namespace, NamespaceData
from mailproto.states import ConnectionState
from mailproto.vocabulary import MailboxName
from tests.support.procedure_runner import run
from tests.support.sessions import session_in

AUTHENTICATED = ConnectionState.AUTHENTICATED
DONE = b"%t OK done\r\n"
SLASH = NamespaceData((Namespace(MailboxName(""), "/"),))


def test_both_sides_introduce_themselves_in_one_round_trip() -> None:
    """RFC 2971, 3.1, and RFC 9051, 6.3.10."""
    session = session_in(AUTHENTICATED, "IMAP4rev1 ID NAMESPACE")
    said = {
        'ID ("name" "Konvert")': b'* ID ("name" "Dovecot")\r\n' + DONE,
        "NAMESPACE": b'* NAMESPACE (("" "/")) NIL NIL\r\n' + DONE,
    }
    result, lines = run(server_information({"name": "Konvert"}), session, said)
    assert result == ServerInformation({"name": "Dovecot"}, SLASH)
    assert lines == ['ID ("name" "Konvert"); NAMESPACE']


def test_who_says_nothing_may_still_ask() -> None:
    """RFC 2971, 3.1: ID NIL; and where there is no NAMESPACE, LIST tells the delimiter."""
    session = session_in(AUTHENTICATED, "IMAP4rev1 ID")
    said = {"ID NIL": b"* ID NIL\r\n" + DONE, 'LIST "" ""': b'* LIST (\\Noselect) "/" ""\r\n' + DONE}
    result, lines = run(server_information(), session, said)
    assert result == ServerInformation({}, SLASH)
    assert lines == ["ID NIL; " + 'LIST "" ""']


@pytest.mark.parametrize("refusal", [b"%t NO no\r\n", b"%t BAD what\r\n"])
@pytest.mark.parametrize("capabilities", ["IMAP4rev1 ID NAMESPACE", "IMAP4rev1 ID"])
def test_what_is_refused_is_left_empty(capabilities: str, refusal: bytes) -> None:
    """A server need not say anything of itself."""
    said = dict.fromkeys(("ID NIL", "NAMESPACE", 'LIST "" ""'), refusal)
    result, _ = run(server_information(), session_in(AUTHENTICATED, capabilities), said)
    assert result == ServerInformation({}, NamespaceData())


def test_a_list_of_nothing_tells_no_delimiter() -> None:
    """Some servers answer LIST "" "" with OK alone."""
    result, lines = run(server_information(), session_in(AUTHENTICATED, "IMAP4rev1"), {})
    assert result == ServerInformation({}, NamespaceData())
    assert lines == ['LIST "" ""']


@pytest.mark.parametrize(
    ("capabilities", "told", "sent", "enabled"),
    [
        ("IMAP4rev1 ENABLE UTF8=ACCEPT", b"* ENABLED UTF8=ACCEPT\r\n", ["ENABLE UTF8=ACCEPT"], True),
        ("IMAP4rev1 ENABLE UTF8=ONLY", b"* ENABLED UTF8=ACCEPT\r\n", ["ENABLE UTF8=ACCEPT"], True),
        ("IMAP4rev1 ENABLE UTF8=ACCEPT", b"", ["ENABLE UTF8=ACCEPT"], False),
        ("IMAP4rev1 ENABLE", b"", [], False),
        ("IMAP4rev1 IMAP4rev2", b"", [], False),
        ("IMAP4rev2", b"", [], True),
    ],
)
def test_names_in_utf8_are_asked_for(capabilities: str, told: bytes, sent: list[str], enabled: bool) -> None:  # noqa: FBT001 - a case's outcome
    """RFC 6855, 3 and 6; a server of IMAP4rev2 alone has no others. Nothing is asked twice."""
    session = session_in(AUTHENTICATED, capabilities)
    said = {"ENABLE UTF8=ACCEPT": told + DONE}
    assert run(enable_utf8(), session, said) == (enabled, sent)
    again = run(enable_utf8(), session, said)
    assert again == (enabled, [] if enabled else sent)
