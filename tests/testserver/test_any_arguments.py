# SPDX-License-Identifier: MIT
"""Every command with arguments put together at random: always one tagged answer, never an error of the server's own."""

import random

import pytest

from tests.testserver.wire import LETTER, Client, Office
from testserver.commands import COMMANDS

ENDS = {"LOGOUT", "IDLE", "COMPRESS", "AUTHENTICATE", "STARTTLS"}  # what follows is no command
SINGLE_WORDS = r"""
    ( ) () 1 1:* * $ 0 2,4 -1:-2 NIL INBOX a/b % nowhere \Seen \Deleted +FLAGS FLAGS -FLAGS.SILENT ALL NOT OR
    UID BODY[] BODY.PEEK[1.MIME]<0.3> BINARY[1] BINARY.SIZE[] MODSEQ ENVELOPE MIN UTF-8 (DATE) SUBJECT
    (CONDSTORE) REFERENCES LARGER /private/a PREVIEW IMAP4rev2 QRESYNC UTF8=ACCEPT
"""
WORDS = (
    *SINGLE_WORDS.split(),
    *('""', '"x"', '"/"', "(\\Seen $x)", "(UNCHANGEDSINCE 1)", "(CHANGEDSINCE 1)"),
    *(
        "RETURN (",
        "RETURN (SAVE)",
        "RETURN (ALL COUNT)",
        "PARTIAL 1:2",
        "CHARSET UTF-8",
        "(MESSAGES SIZE HIGHESTMODSEQ)",
    ),
    *("(QRESYNC (1 1))", "{3+}\r\nabc", "~{2+}\r\na\0", "(STORAGE 1)", "SINCE 1-Feb-2026", "OLDER 1"),
    "EMAILID x",
)


def line(chance: random.Random, name: str) -> str:
    """Return a command with arguments at random."""
    words = chance.choices(WORDS, k=chance.randint(0, 6))
    return " ".join([name, *words]) if chance.random() < 0.7 else name + " " + "".join(words)


def selected(office: Office) -> Client:
    """Return a client with a mailbox selected, whatever it was before."""
    return office.select()


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - ENDS))
def test_any_arguments_are_answered(name: str) -> None:
    """The answer is OK, NO or BAD, and the next command is understood."""
    chance = random.Random(name)  # noqa: S311 - reproducible, not secret
    office = Office(LETTER, b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\na\r\n--b--\r\n", LETTER)
    client = selected(office)
    for _ in range(150):
        answer = client.heard(f"tag {line(chance, name)}\r\n".encode("latin-1"))
        last = answer.rstrip(b"\r\n").rpartition(b"\r\n")[2]
        if client.connection.closed:
            assert b"* BYE " in answer
            client = selected(office)
            continue
        assert last.startswith((b"tag OK", b"tag NO", b"tag BAD")), answer
        if client.session.view is None:
            client = selected(office)
