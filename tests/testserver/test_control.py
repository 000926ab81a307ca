# SPDX-License-Identifier: MIT
"""The control interface."""

import json
import socket
from base64 import b64encode
from collections.abc import Callable

import pytest

from testserver.control import VERBS, execute
from testserver.server import Server

LETTER = b64encode(b"Subject: x\r\n\r\ny").decode()


@pytest.fixture
def server(imap_server_factory: Callable[..., Server]) -> Server:
    """Return a server with an empty INBOX and a control port."""
    return imap_server_factory(letters=(), control=0)


def ask(server: Server, verb: object, *arguments: object, **options: object) -> dict[str, object]:
    """Execute one request."""
    request = {"verb": verb, "arguments": arguments, "options": options}
    return execute(server, json.dumps(request).encode())


def test_requests_travel_over_a_loopback_socket(server: Server) -> None:
    """Lines that arrive together are answered in order."""
    assert server.control_port is not None
    deliver = json.dumps({"verb": "deliver", "arguments": [LETTER]}).encode() + b"\n"
    with (
        socket.create_connection(("127.0.0.1", server.control_port), timeout=10) as connection,
        connection.makefile("rb") as answers,
    ):
        connection.sendall(deliver + deliver + b"nonsense\n")
        assert json.loads(answers.readline()) == {"result": 1}
        assert json.loads(answers.readline()) == {"result": 2}
        assert "error" in json.loads(answers.readline())


def test_every_verb_can_be_asked_for(server: Server) -> None:
    """The words are those of the Python interface."""
    assert ask(server, "create", "a") == {"result": None}
    assert ask(server, "deliver", LETTER, "a", flags=["\\Seen"]) == {"result": 1}
    assert ask(server, "flag", 1, "$x", mailbox="a") == {"result": None}
    assert ask(server, "unflag", 1, "$x", mailbox="a") == {"result": None}
    assert ask(server, "move", 1, "INBOX", mailbox="a") == {"result": 1}
    assert ask(server, "expunge", 1) == {"result": None}
    assert ask(server, "rename", "a", "b") == {"result": None}
    assert ask(server, "delete", "b") == {"result": None}
    assert ask(server, "change_uidvalidity", "INBOX", 7) == {"result": 7}
    assert ask(server, "profile", "minimal") == {"result": None}
    assert ask(server, "sessions") == {"result": []}
    assert ask(server, "transcript") == {"result": []}
    armed = ask(server, "fault", "drop,nth=2")["result"]
    assert isinstance(armed, dict)
    assert armed["nth"] == 2
    assert ask(server, "reset") == {"result": None}
    assert all(callable(getattr(server, verb)) for verb in VERBS)


def test_the_transcript_is_told(server: Server) -> None:
    """Entries come as objects, their octets as text."""
    with socket.create_connection((server.host, server.port), timeout=10):
        pass
    server.profile("minimal")
    entries = ask(server, "transcript")["result"]
    assert isinstance(entries, list)
    assert all(entry["side"] == "S" for entry in entries)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "Expecting"),
        (b"\xff", "decode"),
        (b"[]", "A request is an object with a verb"),
        (b'{"verb": "stop"}', "A request is an object with a verb"),
        (b'{"verb": "reset", "arguments": {}}', "arguments is a list"),
        (b'{"verb": "deliver", "arguments": ["?"]}', "base64"),
        (b'{"verb": "deliver"}', "letter"),
        (b'{"verb": "flag", "arguments": [9, "x"]}', "There is no 9"),
        (b'{"verb": "create", "arguments": ["INBOX"]}', "already"),
        (b'{"verb": "fault", "arguments": ["x"]}', "No action"),
        (b'{"verb": "wait_for", "arguments": ["NOOP"], "options": {"timeout": 0.01}}', "NOOP came 0 of 1"),
    ],
)
def test_what_can_not_be_done_is_told(server: Server, line: bytes, words: str) -> None:
    """An error is an answer, and the server goes on."""
    assert words in str(execute(server, line)["error"])
