# SPDX-License-Identifier: MIT
"""Where the parts of a letter lie."""

import pytest

from testserver.mime import Part, read_message, read_parameters, read_value


def bodies(data: bytes) -> list[tuple[bytes, bytes]]:
    """Return type and octets of every part that has no parts, in order."""

    def walk(part: Part) -> list[tuple[bytes, bytes]]:
        if part.children:
            return [leaf for child in part.children for leaf in walk(child)]
        inner = walk(part.message) if part.message else []
        return [(part.media_type, data[part.body : part.end]), *inner]

    return walk(read_message(data))


def multi(*lines: str, kind: str = "mixed", boundary: str = "b") -> bytes:
    """Return a multipart letter of these lines."""
    return f"Content-Type: multipart/{kind}; boundary={boundary}\r\n\r\n".encode() + "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [(b"text/plain", b"")]),
        (b"Subject: x", [(b"text/plain", b"")]),
        (b"\r\nbody", [(b"text/plain", b"body")]),
        (b"\nbody", [(b"text/plain", b"body")]),
        (b"A: b\n\nbody\r\n", [(b"text/plain", b"body\r\n")]),
        (b"Content-Type: text/HTML\r\n\r\nx", [(b"text/html", b"x")]),
        (b"Content-Type: nonsense\r\n\r\nx", [(b"text/plain", b"x")]),
        (
            multi("preamble", "--b", "", "one", "--b", "Content-Type: image/png", "", "two", "--b--", "epilogue"),
            [(b"text/plain", b"one"), (b"image/png", b"two")],
        ),
        (multi("--b", "", "one", "--b"), [(b"text/plain", b"one"), (b"text/plain", b"")]),
        (multi("--b", "", "never closed", ""), [(b"text/plain", b"never closed\r\n")]),
        (multi("--b  ", "", "x--b", "--bb", "--b--"), [(b"text/plain", b"x--b\r\n--bb")]),
        (multi("--b", "--b--"), [(b"text/plain", b"")]),
        (multi("no delimiter"), [(b"text/plain", b"no delimiter")]),
        (b"Content-Type: multipart/mixed\r\n\r\nx", [(b"text/plain", b"x")]),
        (
            multi("--b", "", "Subject: nested", "", "hi", "--b--", kind="digest"),
            [(b"message/rfc822", b"Subject: nested\r\n\r\nhi"), (b"text/plain", b"hi")],
        ),
        (
            multi(
                "--b", "Content-Type: multipart/alternative; boundary=c", "", "--c", "", "in", "--b", "", "out", "--b--"
            ),
            [(b"text/plain", b"in"), (b"text/plain", b"out")],
        ),
        (b'Content-Type: multipart/mixed; boundary="a b"\n\n--a b\n\nlf\n--a b--', [(b"text/plain", b"lf")]),
        (multi("--b", "A: b", "--b--"), [(b"text/plain", b"")]),
    ],
)
def test_parts_are_found(data: bytes, expected: list[tuple[bytes, bytes]]) -> None:
    """Every part is an exact slice; what is malformed becomes something simpler."""
    assert bodies(data) == expected


def test_nesting_has_an_end() -> None:
    """Letters in letters and multiparts in multiparts, ten thousand deep, are read without recursion running out."""
    deep = b"Content-Type: message/rfc822\r\n\r\n" * 10000
    assert read_message(deep).message is not None
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(1000))
    assert read_message(deep).children


def test_fields_are_unfolded() -> None:
    """A field's value is one line without its folds; lines that are no fields are left out."""
    message = read_message(b"From x\r\nA: one\r\n two\r\n\tthree\r\nB : x\r\nC:\r\n\r\n")
    assert [(field.name, field.value) for field in message.fields] == [
        (b"A", b"one two\tthree"),
        (b"B", b"x"),
        (b"C", b""),
    ]
    assert message.field(b"b") == b"x"
    assert message.field(b"d") is None


@pytest.mark.parametrize(
    ("value", "parameters"),
    [
        (b"text/plain", ()),
        (b"text/plain; Charset=utf-8 (comment)", ((b"charset", b"utf-8"),)),
        (b'a/b; x="p;q\\"r"; y=z', ((b"x", b'p;q"r'), (b"y", b"z"))),
        (b'a/b; x="open', ((b"x", b"open"),)),
        (b"a/b; x=; y=1", ((b"x", b""), (b"y", b"1"))),
    ],
)
def test_parameters_are_read(value: bytes, parameters: tuple[tuple[bytes, bytes], ...]) -> None:
    """Quotes go, and comments."""
    assert read_parameters(value) == parameters


def test_the_value_before_the_parameters() -> None:
    """A structured field begins with a word."""
    assert read_value(b" attachment; filename=x") == b"attachment"
    assert read_value(b"") == b""


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        (b"a/b; name*0=x; name*1=y; c=d", ((b"name", b"xy"), (b"c", b"d"))),
        (b"a/b; c=d; name*0*=utf-8''a%20; name*1=b", ((b"c", b"d"), (b"name*", b"utf-8''a%20b"))),
        (b"a/b; name*=utf-8''x", ((b"name*", b"utf-8''x"),)),
    ],
)
def test_parameters_in_pieces_are_joined(value: bytes, pairs: tuple[tuple[bytes, bytes], ...]) -> None:
    """IMAP servers join the pieces of a parameter (RFC 2231 section 6)."""
    assert read_parameters(value) == pairs
