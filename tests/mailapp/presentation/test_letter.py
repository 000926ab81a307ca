# SPDX-License-Identifier: MIT
"""Letters taken apart: judged by the corpus, by letters written for one rule each, and by bombs."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailapp.presentation.letter import Letter, Part, read_date, read_letter
from mailapp.presentation.limits import LetterLimits
from mailapp.presentation.problems import Problem
from mailapp.presentation.safe_text import several_lines

if TYPE_CHECKING:
    from tests.conftest import CorpusLetter

LETTERS_IN_CORPUS: Final = 107

# Where our attachments differ from the corpus's, and why.
OTHER_ATTACHMENTS: Final = {
    "thirdparty/015": "three attached letters whose headers have no end: ours are ended by the delimiters between them,"
    " the corpus's parser reads the delimiters as lines of the first one's header and finds one attachment",
    "malformed/017": "a file name after an empty disposition: we recover it, the corpus's parser drops it",
}

# Where our bodies differ. Attachments agree in all but the two above.
OTHER_BODIES: Final = dict.fromkeys(
    [f"malformed/{number}" for number in ("001", "003", "004", "006", "007", "008", "009", "011", "016")],
    "text without a closing delimiter is among the attachments, as the corpus has it, and shown as well",
) | {
    "legacy/049": "a blank line at the end is kept",
    "thirdparty/002": "what follows the end of base64 text is decoded too, with other U+FFFD",
}


def with_bare_line_feeds(raw: bytes) -> bytes:
    """Give the letter as the corpus's parser read it: its offsets are those of a copy without carriage returns."""
    return raw.replace(b"\r\n", b"\n")


def holds(part: Part, their: dict[str, Any], raw: bytes) -> bool:
    """Tell whether a part holds what the corpus says: bytes, text, or a nested letter's own bytes."""
    ((kind, value),) = their["body"].items()
    if kind == "Message":
        return bytes(part.source) == raw[their["offset_body"] : their["offset_end"]]
    if kind in {"Binary", "InlineBinary"}:
        return part.content() == bytes(value)
    return alike(part.text(), several_lines(value))


def their_type_and_name(part: dict[str, Any]) -> tuple[str, str]:
    """Give the media type and the file name that the corpus has for a part."""
    found = {
        field["name"]: field["value"]["ContentType"]
        for field in part["headers"]
        if isinstance(field["name"], str) and isinstance(field["value"], dict) and "ContentType" in field["value"]
    }
    attributes = [
        {pair["name"]: pair["value"] for pair in found.get(name, {}).get("attributes") or []}
        for name in ("content_disposition", "content_type")
    ]
    media_type = found.get("content_type")
    written = f"{media_type['c_type']}/{media_type['c_subtype']}".lower() if media_type else ""
    return written, attributes[0].get("filename") or attributes[1].get("name") or ""


def alike(mine: str, their: str) -> bool:
    """Compare text; a byte that their parser could not read (U+FFFD) may be read by us."""
    return len(mine) == len(their) and all(b in {a, "\ufffd"} for a, b in zip(mine, their, strict=True))


def same_attachment(part: Part, their: dict[str, Any], raw: bytes) -> bool:
    """Tell whether type, name and content agree."""
    media_type, name = their_type_and_name(their)
    return holds(part, their, raw) and alike(part.name, name) and (part.media_type == media_type or not media_type)


def attachments_agree(letter: CorpusLetter) -> bool:
    """Tell whether the attachments are those of the corpus, in their order."""
    raw = with_bare_line_feeds(letter.raw)
    mine, found = read_letter(raw).attachments, letter.found
    expected = [found["parts"][index] for index in found["attachments"]]
    return len(mine) == len(expected) and all(map(same_attachment, mine, expected, [raw] * len(mine)))


def bodies_agree(letter: CorpusLetter) -> bool:
    """Tell whether the text and the HTML are those of the corpus."""
    raw = with_bare_line_feeds(letter.raw)
    mine, found = read_letter(raw), letter.found
    return all(
        len(body) == len(found[name])
        and all(holds(part, found["parts"][index], raw) for part, index in zip(body, found[name], strict=True))
        for name, body in (("text_body", mine.text_body), ("html_body", mine.html_body))
    )


def test_attachments_are_those_of_the_corpus(corpus: list[CorpusLetter]) -> None:
    """Of 107 letters, 105 have the corpus's attachments exactly; the other two are named here with their reasons."""
    assert len(corpus) == LETTERS_IN_CORPUS
    assert {str(letter) for letter in corpus if not attachments_agree(letter)} == set(OTHER_ATTACHMENTS)


def test_bodies_are_those_of_the_corpus(corpus: list[CorpusLetter]) -> None:
    """Text and HTML are the corpus's but where the letter is broken and we show more; each is named with its reason."""
    assert {str(letter) for letter in corpus if not bodies_agree(letter)} == set(OTHER_BODIES)


def test_line_ends_of_the_wire_change_no_structure(corpus: list[CorpusLetter]) -> None:
    """A letter with CRLF, as IMAP delivers it, has the same parts as with bare line feeds."""
    for each in corpus:
        bare = with_bare_line_feeds(each.raw)
        ours, wire = read_letter(bare), read_letter(bare.replace(b"\n", b"\r\n"))
        assert [(part.media_type, part.name) for part in ours.parts] == [
            (part.media_type, part.name) for part in wire.parts
        ], str(each)
        assert len(ours.attachments) == len(wire.attachments), str(each)


def multipart(*parts: str, kind: str = "mixed", boundary: str = "b", close: bool = True) -> str:
    """Write a multipart of parts that are already written."""
    inside = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f"Content-Type: multipart/{kind}; boundary={boundary}\n\n{inside}" + (f"--{boundary}--\n" if close else "")


TEXT: Final = "Content-Type: text/plain\n\nhello"
HTML: Final = "Content-Type: text/html\n\n<p>hello"
PICTURE: Final = "Content-Type: image/png\n\npixels"


BOTH: Final = multipart(TEXT, HTML, kind="alternative", boundary="i")


def names(parts: tuple[Part, ...]) -> list[str | None]:
    """Give the section numbers."""
    return [part.section for part in parts]


@pytest.mark.parametrize(
    ("letter", "text", "html", "attachments"),
    [
        (TEXT, ["1"], ["1"], []),
        ("Subject: no body at all", ["1"], ["1"], []),
        ("", ["1"], ["1"], []),
        (PICTURE, ["1"], ["1"], ["1"]),
        (multipart(TEXT, HTML, kind="alternative"), ["1"], ["2"], []),
        (multipart(HTML, kind="alternative"), ["1"], ["1"], []),
        (multipart(TEXT, kind="alternative"), ["1"], ["1"], []),
        (multipart(TEXT, PICTURE), ["1", "2"], ["1", "2"], ["2"]),
        (multipart(HTML, PICTURE, kind="related"), ["1"], ["1"], ["2"]),
        (multipart(TEXT, TEXT.replace("\n", "; name=a.txt\n", 1)), ["1"], ["1"], ["2"]),
        (multipart(TEXT, "Content-Disposition: attachment\n" + TEXT), ["1"], ["1"], ["2"]),
        (multipart(BOTH, PICTURE), ["1.1", "2"], ["1.2", "2"], ["2"]),
        (multipart("\n" + TEXT, kind="digest"), [], [], ["1"]),
        ("Content-Type: application/x\n\nx", [], [], ["1"]),
    ],
)
def test_bodies_and_attachments(letter: str, text: list[str], html: list[str], attachments: list[str]) -> None:
    """Text, HTML and attachments are chosen as RFC 8621 section 4.1.4 says, by IMAP section number."""
    read = read_letter(letter.encode())
    assert (names(read.text_body), names(read.html_body), names(read.attachments)) == (text, html, attachments)


def test_header_is_decoded_and_harmless() -> None:
    """Encoded words are read; line breaks, controls and direction overrides can't act any more."""
    read = read_letter(
        b'From: =?utf-8?B?0JjQstCw0L0=?= <ivan@example.org>\r\nTo: a@b, "C, D" <c@d>\r\n'
        b"Cc: friends: x@y (X), z@y;\r\nSubject: =?utf-8?Q?a=0Ab=1B[31m=E2=80=AEc?=\r\n"
        b"Date: Mon, 1 Jan 2024 10:00:00 +0300\r\nReply-To: r@example.org\r\n\r\n"
    )
    assert [(each.name, each.address) for each in read.from_addresses] == [("Иван", "ivan@example.org")]
    assert [(each.name, each.address) for each in read.to] == [("", "a@b"), ("C, D", "c@d")]
    assert [(each.name, each.address) for each in read.cc] == [("X", "x@y"), ("", "z@y")]
    assert read.subject == "a b\ufffd[31m\ufffdc"
    assert read.date == datetime(2024, 1, 1, 7, tzinfo=UTC)
    assert [each.address for each in read.reply_to] == ["r@example.org"]
    assert ("Cc", "friends: x@y (X), z@y;") in read.headers


def test_several_senders_are_all_shown() -> None:
    """A letter with two From fields shows both and says so."""
    read = read_letter(b"From: a@b\nFrom: c@d\n\n")
    assert [each.address for each in read.from_addresses] == ["a@b", "c@d"]
    assert read.problems == {Problem.SEVERAL_FROM}


@pytest.mark.parametrize("text", ["", "yesterday", "Mon, 99 Jan 2024 10:00:00 +0300", "1 Jan 99 1:1:1 +9999", "0" * 99])
def test_a_date_that_is_none(text: str) -> None:
    """What is no date is None, never an error."""
    assert read_date(text) is None


def test_a_date_without_zone_is_utc() -> None:
    """A date with zone -0000 (RFC 5322 section 3.3: nothing is known of it) is taken as UTC."""
    assert read_date("1 Jan 2024 10:00:00 -0000") == datetime(2024, 1, 1, 10, tzinfo=UTC)


def test_an_outer_delimiter_ends_what_is_inside() -> None:
    """An inner multipart that is not closed ends with its outer one's delimiter: no attachment is swallowed."""
    inner = multipart(TEXT, boundary="i", close=False)
    read = read_letter(multipart(inner, PICTURE).encode())
    assert [part.media_type for part in read.attachments] == ["image/png"]
    assert [part.text() for part in read.text_body[:1]] == ["hello\n"]


def test_an_attached_letter_keeps_its_own_delimiters() -> None:
    """Delimiters of an attached letter that begin like ours do not cut it."""
    nested = multipart(TEXT, boundary="b1")
    read = read_letter(multipart("Content-Type: message/rfc822\n\n" + nested, PICTURE).encode())
    assert [part.media_type for part in read.attachments] == ["message/rfc822", "image/png"]
    assert [part.text() for part in read_letter(read.attachments[0].content()).text_body] == ["hello"]


def test_a_multipart_without_boundary_is_guessed() -> None:
    """Where the boundary is not declared, the first line that looks like a delimiter is one."""
    read = read_letter(b"Content-Type: multipart/mixed\n\n--x\n\nhello\n--x\nContent-Type: a/b\n\ny\n--x--")
    assert [part.media_type for part in read.parts] == ["multipart/mixed", "text/plain", "a/b"]
    assert read.problems == {Problem.NO_BOUNDARY}
    assert names(read.parts) == [None] * 3
    (attached,) = read_letter(b"Content-Type: multipart/mixed\n\nhello").attachments
    assert attached.content() == b"hello"


def test_the_form_of_text_is_told() -> None:
    """Format=flowed and DelSp of RFC 3676 are told to whoever shows the text."""
    (part,) = read_letter(b"Content-Type: text/plain; format=Flowed; delsp=YES\n\nx").text_body
    assert (part.format_flowed, part.delete_space) == (True, True)


def test_sizes_are_of_the_decoded_content() -> None:
    """The size shown is that of the file which saving makes."""
    encoded = base64.encodebytes(b"x" * 1000)
    read = read_letter(b"Content-Type: a/b; name=x\nContent-Transfer-Encoding: BASE64 (c)\n\n" + encoded)
    assert [(part.size, part.name) for part in read.attachments] == [(1000, "x")]


def nested(depth: int) -> bytes:
    """Write multiparts inside each other."""
    return "".join(
        f"Content-Type: multipart/mixed; boundary=b{number}\n\n--b{number}\n" for number in range(depth)
    ).encode()


BOMBS: Final = {
    "depth 10,000": (nested(10_000), {Problem.TOO_DEEP, Problem.NOT_CLOSED}),
    "100,000 parts": (multipart(*[""] * 100_000).encode(), {Problem.TOO_MANY_PARTS, Problem.NOT_CLOSED}),
    "10 MB of header": (b"Subject: " + b"a\n " * 3_500_000 + b"\n\nx", {Problem.HEADER_TOO_LONG}),
    "10 MB of fields": (b"S: x\n" * 2_000_000 + b"\nx", {Problem.HEADER_TOO_LONG}),
    "RFC 2231 in pieces": (b"Content-Type: a/b;" + b"".join(b' n*%d="x";' % i for i in range(9999)) + b"\n\nx", set()),
    "letters in letters": (b"Content-Type: message/rfc822\n\n" * 100_000, set()),
    "nothing but delimiters": (multipart().encode() + b"\n--" * 1_000_000, set()),
    "comments": (b"From: " + b"(" * 1_000_000 + b"\n\nx", set()),
}


@pytest.mark.parametrize(("raw", "problems"), BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_read(raw: bytes, problems: set[Problem]) -> None:
    """A letter made to exhaust its reader is read up to the limits, and what was left closed is said."""
    read = read_letter(raw)
    assert read.problems == problems
    assert len(read.parts) <= LetterLimits().parts
    assert all(len(text) <= LetterLimits().field_characters for _, text in read.headers)


class CountingBytes(bytes):
    """Counts how many bytes are searched."""

    searched = 0

    def find(self, *arguments: Any) -> int:  # noqa: ANN401 - the signature of bytes.find
        """Search, and count what was looked at."""
        found = super().find(*arguments)
        start = arguments[1] if len(arguments) > 1 else 0
        end = min(arguments[2], len(self)) if len(arguments) > 2 else len(self)
        CountingBytes.searched += (found if found >= 0 else end) - start
        return found


@pytest.mark.parametrize("close", [True, False])
@pytest.mark.parametrize("size", [1_000, 8_000])
def test_searching_is_linear(size: int, close: bool) -> None:  # noqa: FBT001 - a case of the table
    """However multiparts are left open, the bytes searched stay below a fixed multiple of the letter's length."""
    inside = [f"Content-Type: multipart/mixed; boundary=i{number}\n\n--i{number}\n\nx" for number in range(size)]
    raw = CountingBytes(multipart(*inside, close=close).encode())
    CountingBytes.searched = 0
    read_letter(raw, LetterLimits(parts=10**6))
    assert CountingBytes.searched < 20 * len(raw)


def test_looking_ahead_has_a_limit() -> None:
    """Delimiters of a hundred open multiparts do not make the letter be searched a hundred times."""
    lines = "".join(f"\n--b{number}" for number in range(98)) * 20
    raw = CountingBytes(nested(99) + lines.encode())
    CountingBytes.searched = 0
    assert Problem.NOT_CLOSED in read_letter(raw).problems
    assert CountingBytes.searched < 20 * len(raw)


PIECES: Final = st.sampled_from([
    b"Content-Type: multipart/mixed; boundary=a\n", b'Content-Type: multipart/alternative; boundary="b"\r\n',
    b"\n", b"\r\n",
    b"--a\n", b"--b\r\n", b"--a--\n", b"--b--", b"Content-Type: text/html; charset=koi8-r\n", b"\xd0\xff",
    b"Content-Transfer-Encoding: base64\n", b"aGVs=bG8\n", b"Subject: =?x?q?=?=\n", b"Content-Type: message/rfc822\n",
    b"Content-Disposition: attachment; filename*0*=utf-8''%D0; filename*1=\"\\\n", b'From: "a <b@(c\n', b"Date: 1\n",
])  # fmt: skip


@given(st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=30).map(b"".join)))
@example(b"\n--a\n")
def test_any_bytes_are_a_letter(raw: bytes) -> None:
    """Whatever the bytes are, nothing is raised, and each part that is no multipart can be seen."""
    read: Letter = read_letter(raw)
    shown = {id(part) for part in (*read.text_body, *read.html_body, *read.attachments)}
    leaves = [part for part in read.parts if not part.is_multipart]
    assert {id(part) for part in leaves} == shown
    for part in leaves:
        assert bytes(part.source) in raw
        assert part.size == len(part.content())
        part.text()
