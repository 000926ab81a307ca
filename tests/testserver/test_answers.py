# SPDX-License-Identifier: MIT
"""Response objects on the wire."""

import pytest

from testserver.answers import (
    CHUNK,
    Atom,
    Condition,
    Continuation,
    Fetched,
    Joined,
    Literal,
    Raw,
    Response,
    Status,
    encode,
    untagged,
)


@pytest.mark.parametrize(
    ("response", "wire"),
    [
        (Status(Condition.OK, "done", b"READ-WRITE", b"a"), b"a OK [READ-WRITE] done\r\n"),
        (Status(Condition.BYE, "bye"), b"* BYE bye\r\n"),
        (Continuation(""), b"+ \r\n"),
        (Raw(b"x"), b"x"),
        (untagged(3, Atom(b"EXISTS")), b"* 3 EXISTS\r\n"),
        (untagged(Atom(b"X"), None, b'a"b\\', (), (1, (b"c",))), b'* X NIL "a\\"b\\\\" () (1 ("c"))\r\n'),
        (untagged(b"\xd0\xb0"), b"* {2}\r\n\xd0\xb0\r\n"),
        (untagged(b"a\r\nb"), b"* {4}\r\na\r\nb\r\n"),
        (untagged(b"x" * 1001), b"* {1001}\r\n" + b"x" * 1001 + b"\r\n"),
        (untagged((Joined(((1,), (2,))),)), b"* ((1)(2))\r\n"),
        (Fetched(2, 7, ((b"UID", 7), (b"BODY[]", Literal(b"hi")))), b"* 2 FETCH (UID 7 BODY[] {2}\r\nhi)\r\n"),
        (Fetched(2, 7, ((b"BODY[]", Literal(b"hi", 5)),)), b"* 2 FETCH (BODY[] {5}\r\nhi)\r\n"),
    ],
)
def test_responses_are_written(response: Response, wire: bytes) -> None:
    """Every kind of value has one way to the wire."""
    assert b"".join(encode(response)) == wire


def test_a_long_literal_leaves_in_pieces() -> None:
    """No piece is longer than a chunk, so that others are not kept waiting, and nothing is lost."""
    data = bytes(range(256)) * 1000
    pieces = list(encode(Fetched(1, 1, ((b"BODY[]", Literal(memoryview(data))),))))
    assert max(map(len, pieces)) <= CHUNK
    assert b"".join(pieces) == b"* 1 FETCH (BODY[] {256000}\r\n" + data + b")\r\n"
