# SPDX-License-Identifier: MIT
"""The parts of a letter are the same whether it came whole or the server described it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mailapp.engine.letter_parts import described_parts, has_files, parts_of_letter, parts_of_structure
from mailapp.presentation.letter import read_letter
from mailproto.async_client import AsyncClient
from mailproto.commands import Examine, FetchItem, UidFetch
from mailproto.message_data import BodyStructure, MessageData
from mailproto.parser import parse_responses
from mailproto.procedures import sign_in
from mailproto.sequences import UidSet
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport
from mailproto.unparsed import Unparsed

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailapp.store.records import Part
    from tests.conftest import CorpusLetter
    from testserver.server import Server


def structure(raw: bytes) -> BodyStructure:
    """Read a BODYSTRUCTURE."""
    (response,) = parse_responses(b"* 1 FETCH (UID 1 BODYSTRUCTURE " + raw + b")\r\n")
    assert isinstance(response, MessageData)
    found = response.body_structure
    assert found is not None
    assert not isinstance(found, Unparsed)
    return found


TEXT = b'("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 10 1 NIL NIL NIL NIL)'
HTML = b'("TEXT" "HTML" ("CHARSET" "koi8-r") NIL NIL "QUOTED-PRINTABLE" 100 2 NIL NIL NIL NIL)'
PICTURE = b'("IMAGE" "PNG" NIL "<p@x>" NIL "BASE64" 1000 NIL ("INLINE" ("FILENAME" "p.png")) NIL NIL)'
PDF = b'("APPLICATION" "PDF" ("NAME" "=?utf-8?B?0J7RgtGH0ZHRgi5wZGY=?=") NIL NIL "BASE64" 1000 NIL ("ATTACHMENT" NIL))'
LETTER = (
    b'("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 500 ("d" "s" NIL NIL NIL NIL NIL NIL NIL NIL) '
     b"(" + TEXT + PDF + b' "MIXED") 10 NIL ("ATTACHMENT" NIL) NIL NIL)'
)  # fmt: skip
RELATED = b"(" + HTML + PICTURE + b' "RELATED" NIL NIL NIL NIL)'
ALTERNATIVE = b"(" + TEXT + RELATED + b' "ALTERNATIVE" NIL NIL NIL NIL)'
NEWSLETTER = b"(" + ALTERNATIVE + PDF + LETTER + b' "MIXED" NIL NIL NIL NIL)'


def shape(parts: tuple[Part, ...]) -> list[tuple[str, str, str, bool]]:
    """Give what tells parts apart."""
    return [(part.section, part.media_type, part.role, part.is_attachment) for part in parts]


def test_newsletter() -> None:
    """Text, HTML, a picture inside, a file and an attached letter, which stays closed."""
    parts = parts_of_structure(structure(NEWSLETTER))
    assert shape(parts) == [
        ("1.1", "text/plain", "text", False),
        ("1.2.1", "text/html", "html", False),
        ("1.2.2", "image/png", "related", True),
        ("2", "application/pdf", "attachment", True),
        ("3", "message/rfc822", "attachment", True),
    ]
    assert [part.section for part in described_parts(structure(NEWSLETTER))][:2] == ["", "1"]
    text, html, picture, pdf, letter = parts
    assert (text.charset, text.size, text.exact) == ("utf-8", 10, True)
    assert (html.encoding, html.exact, html.content) == ("quoted-printable", False, None)
    assert (picture.content_id, picture.name, picture.disposition, picture.size) == ("p@x", "p.png", "inline", 730)
    assert pdf.name == "Отчёт.pdf"
    assert letter.size == 500


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (TEXT, [("1", "text/plain", "html", False)]),
        (PDF, [("1", "application/pdf", "attachment", True)]),
        (b'("ALTERNATIVE" ("BOUNDARY" "b") NIL NIL)', []),
        (b'(NIL NIL NIL NIL NIL "7BIT" 0 NIL NIL NIL NIL)', [("1", "text/plain", "html", False)]),
    ],
)
def test_odd_structures(raw: bytes, expected: list[tuple[str, str, str, bool]]) -> None:
    """Letters of one part, of none, and of a part without a type have parts too."""
    assert shape(parts_of_structure(structure(raw))) == expected


def test_plain_text_beside_html_is_shown_with_it() -> None:
    """Only the text that an alternative holds in HTML too is left out: a mailing list's footer is not (RFC 8621)."""
    mixed = b"(" + TEXT + HTML + ALTERNATIVE + TEXT + b' "MIXED" NIL NIL NIL NIL)'
    assert [(part.section, part.role) for part in parts_of_structure(structure(mixed))] == [
        ("1", "html"),
        ("2", "html"),
        ("3.1", "text"),
        ("3.2.1", "html"),
        ("3.2.2", "related"),
        ("4", "html"),
    ]


def test_paper_clip_is_for_files() -> None:
    """Pictures inside the text put no paper clip on a letter; files and attached letters do."""
    assert not has_files(parts_of_structure(structure(ALTERNATIVE)))
    assert has_files(parts_of_structure(structure(NEWSLETTER)))


def test_broken_letter_has_parts_that_cannot_be_asked_for() -> None:
    """Where the server may count differently, the parts are told apart all the same and have their contents."""
    letter = read_letter(
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: image/png\r\n\r\nx"
    )
    parts = parts_of_letter(letter)
    assert [part.section for part in parts] == ["#1", "#2"]
    assert [part.content for part in parts] == [b"text", b"x"]


def in_order(letter: CorpusLetter) -> bool:
    """Tell whether a letter is in order: broken ones everybody counts differently, or has to see whole."""
    read = read_letter(letter.raw)
    is_readable = all(part.is_readable for part in read.parts)
    return letter.path.parent.name != "malformed" and is_readable and not read.problems


async def test_whole_and_described_agree(
    imap_server_factory: Callable[..., Server], corpus: list[CorpusLetter]
) -> None:
    """On every letter of the corpus that is in order, both ways give the same parts with the same roles."""
    letters = [letter for letter in corpus if in_order(letter)]
    server = imap_server_factory(letters=tuple(letter.raw for letter in letters))
    transport = TlsTransport(server.host, server.port, trust=AuthorityFile(Path(str(server.ca_file))))
    async with AsyncClient(transport) as client:
        await client.run(sign_in(server.user, server.password))
        await client.execute(Examine("INBOX"))
        messages = await client.execute(UidFetch(UidSet.parse(b"1:*"), (FetchItem.UID, FetchItem.BODYSTRUCTURE)))
    disagreements = set()
    for message, letter in zip(messages, letters, strict=True):
        found = message.body_structure
        assert found is not None
        assert not isinstance(found, Unparsed)
        described, whole = shape(parts_of_structure(found)), shape(parts_of_letter(read_letter(letter.raw)))
        if described != whole:
            disagreements.add(str(letter))
    assert disagreements == set()
    assert len(letters) > 60
