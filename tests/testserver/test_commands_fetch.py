# SPDX-License-Identifier: MIT
"""FETCH and UID FETCH."""

import pytest

from tests.testserver.wire import LETTER, NOW, Office
from testserver.letter import Letter

NESTED = (
    b"Subject: outer\r\nX-One: 1\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\npreamble\r\n--o\r\n\r\nplain"
    b"\r\n--o\r\nContent-Type: message/rfc822\r\nX-Part: 2\r\n\r\nSubject: inner\r\n"
    b"Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\nA\r\n--i\r\nContent-Type: text/html\r\n\r\nB"
    b"\r\n--i--\r\n--o--\r\nepilogue"
)
INNER = NESTED[NESTED.index(b"Subject: inner") : NESTED.index(b"\r\n--o--")]
SIMPLE = b"From: a@b.c\nSubject: simple\n\none\rtwo\nthree\0"


def fetched(letter: bytes, items: str) -> bytes:
    """Return what FETCH answers, octet for octet, without the frame."""
    client = Office(letter).select()
    answer = client.heard(f"c FETCH 1 {items}\r\n".encode())
    return answer.removeprefix(b"* 1 FETCH (").removesuffix(b")\r\nc OK FETCH completed\r\n")


SECTIONS: list[tuple[bytes, str, bytes | None]] = [
    (NESTED, "", NESTED),
    (NESTED, "HEADER", NESTED[: NESTED.index(b"preamble")]),
    (NESTED, "TEXT", NESTED[NESTED.index(b"preamble") :]),
    (NESTED, "1", b"plain"),
    (NESTED, "1.MIME", b"\r\n"),
    (NESTED, "2", INNER),
    (NESTED, "2.MIME", b"Content-Type: message/rfc822\r\nX-Part: 2\r\n\r\n"),
    (NESTED, "2.HEADER", INNER[: INNER.index(b"--i")]),
    (NESTED, "2.TEXT", INNER[INNER.index(b"--i") :]),
    (NESTED, "2.1", b"A"),
    (NESTED, "2.2", b"B"),
    (NESTED, "2.2.MIME", b"Content-Type: text/html\r\n\r\n"),
    (NESTED, "2.HEADER.FIELDS (SUBJECT)", b"Subject: inner\r\n\r\n"),
    (NESTED, "HEADER.FIELDS (x-one SUBJECT)", b"Subject: outer\r\nX-One: 1\r\n\r\n"),
    (NESTED, "HEADER.FIELDS.NOT (X-One Content-Type)", b"Subject: outer\r\n\r\n"),
    (NESTED, "HEADER.FIELDS (Nothing)", b"\r\n"),
    (NESTED, 'HEADER.FIELDS ("X Y")', b"\r\n"),
    (NESTED, "3", b""),
    (NESTED, "1.1", b""),
    (NESTED, "1.HEADER", b""),
    (NESTED, "2.3", b""),
    (SIMPLE, "", SIMPLE),
    (SIMPLE, "1", b"one\rtwo\nthree\0"),
    (SIMPLE, "1.MIME", b"From: a@b.c\nSubject: simple\n\n"),
    (SIMPLE, "2", b""),
    (SIMPLE, "1.1", b""),
    (b"Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nbody", "1.1", b"body"),
    (b"Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nbody", "1.HEADER", b"Subject: in\r\n\r\n"),
]


@pytest.mark.parametrize(("letter", "section", "octets"), SECTIONS)
def test_sections_are_exact_slices(letter: bytes, section: str, octets: bytes) -> None:
    """Every form of section gives the letter's own octets, none where there is no such part (RFC 9051 6.4.5)."""
    told = b"{%d}\r\n%s" % (len(octets), octets)
    assert fetched(letter, f"BODY.PEEK[{section}]") == f"BODY[{section}] ".encode() + told


@pytest.mark.parametrize(
    ("window", "octets"),
    [("<0.4>", b"From"), ("<5.100000>", SIMPLE[5:]), ("<1000.5>", b""), ("<2.1>", b"o")],
)
def test_windows_of_a_section(window: str, octets: bytes) -> None:
    """A partial fetch gives what there is of the window and tells its origin only."""
    origin = window.partition(".")[0] + ">"
    assert fetched(SIMPLE, f"BODY.PEEK[]{window}") == b"BODY[]%s {%d}\r\n%s" % (origin.encode(), len(octets), octets)


@pytest.mark.parametrize(
    ("items", "answer"),
    [
        ("FAST", b'FLAGS () INTERNALDATE " 3-Feb-2026 04:05:06 +0000" RFC822.SIZE 43'),
        ("(UID FLAGS uid)", b"UID 1 FLAGS ()"),
        ("RFC822.HEADER", b"RFC822.HEADER {29}\r\nFrom: a@b.c\nSubject: simple\n\n"),
        ("RFC822.TEXT", b"RFC822.TEXT {14}\r\none\rtwo\nthree\0 FLAGS (\\Seen)"),
        ("RFC822", b"RFC822 {43}\r\n" + SIMPLE + b" FLAGS (\\Seen)"),
        ("(FLAGS BODY[]<0.1>)", b"FLAGS (\\Seen) BODY[]<0> {1}\r\nF"),
        (
            "ENVELOPE",
            b'ENVELOPE (NIL "simple" %b %b %b NIL NIL NIL NIL NIL)' % ((b'((NIL NIL "a" "b.c"))',) * 3),
        ),
        ("BODY", b'BODY ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 14 1)'),
        ("BODYSTRUCTURE", b'BODYSTRUCTURE ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 14 1 NIL NIL NIL NIL)'),
    ],
)
def test_items_are_answered(items: str, answer: bytes) -> None:
    """Each item gives its value; reading a body marks the letter as seen and says so."""
    assert fetched(SIMPLE, items) == answer


@pytest.mark.parametrize("macro", ["ALL", "FULL"])
def test_macros(macro: str) -> None:
    """ALL and FULL stand for lists of items (RFC 9051 section 6.4.5)."""
    answer = fetched(SIMPLE, macro)
    assert b"ENVELOPE (" in answer
    assert (b" BODY (" in answer) is (macro == "FULL")


def test_the_structure_of_a_letter_in_a_letter() -> None:
    """message/rfc822 tells envelope, structure and lines of what it holds; multiparts list their parts untouched."""
    inner = INNER.count(b"\n")
    assert fetched(NESTED, "BODY") == (
        b'BODY (("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 5 0)'
        b'("message" "rfc822" NIL NIL NIL "7bit" %d (NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL)'
        b' (("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0)'
        b'("text" "html" ("charset" "us-ascii") NIL NIL "7bit" 1 0) "alternative") %d) "mixed")' % (len(INNER), inner)
    )


def test_the_extension_data_of_a_structure() -> None:
    """BODYSTRUCTURE adds parameters, MD5, disposition, language and location (RFC 9051 section 7.5.2)."""
    letter = (
        b'Content-Type: image/png; name="a b.png"\r\nContent-MD5: Q2hlY2s=\r\nContent-Language: ru, en\r\n'
        b"Content-Disposition: attachment; filename*=utf-8''%D0%B0\r\nContent-Location: here\r\n"
        b"Content-ID: <x>\r\nContent-Description: d\r\nContent-Transfer-Encoding: BASE64\r\n\r\nAAAA"
    )
    assert fetched(letter, "BODYSTRUCTURE") == (
        b'BODYSTRUCTURE ("image" "png" ("name" "a b.png") "<x>" "d" "BASE64" 4 "Q2hlY2s="'
        b' ("attachment" ("filename*" "utf-8\'\'%D0%B0")) ("ru" "en") "here")'
    )


def test_reading_in_examine_marks_nothing() -> None:
    """BODY[] sets no flag in a mailbox that is open for reading only."""
    office = Office(SIMPLE)
    client = office.connect()
    client.say("a LOGIN alice secret")
    client.say("b EXAMINE INBOX")
    assert b"FLAGS" not in client.heard(b"c FETCH 1 BODY[]\r\n")
    assert office.inbox.message(1).flags == frozenset()


def test_uid_fetch_always_tells_the_uid() -> None:
    """The UID comes first, once (RFC 9051 section 6.4.9)."""
    client = Office(SIMPLE, SIMPLE).select()
    assert client.say("c UID FETCH 2:* (FLAGS UID)") == ["* 2 FETCH (UID 2 FLAGS ())", "c OK FETCH completed"]


@pytest.mark.parametrize(
    "items",
    [
        "",
        "NONSENSE",
        "()",
        "(FLAGS",
        "(FLAGS ALL)",
        "BODY[",
        "BODY[MIME]",
        "BODY[0]",
        "BODY[1.]",
        "BODY[1.NONSENSE]",
        "BODY[HEADER.FIELDS]",
        "BODY[HEADER.FIELDS ()]",
        "BODY[]<0>",
        "BODY[]<0.0>",
        "FLAGS x",
        "BODY[" + "1." * 60 + "1]",
    ],
)
def test_what_is_malformed_is_bad(items: str) -> None:
    """A FETCH that breaks the grammar is BAD and the connection goes on."""
    client = Office(SIMPLE).select()
    assert client.say(f"c FETCH 1 {items}")[0].startswith("c BAD ")
    assert client.say("d NOOP") == ["d OK Completed"]


BINARY = (
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n"
    b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nYQBi\r\n"
    b"--b\r\nContent-Transfer-Encoding: x-nobody\r\n\r\n?\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("BINARY.PEEK[1]", b"BINARY[1] {3}\r\nabc"),
        ("BINARY.PEEK[2]", b"BINARY[2] ~{3}\r\na\0b"),
        ("BINARY.PEEK[2]<2.9>", b"BINARY[2]<2> {1}\r\nb"),
        ("BINARY.SIZE[2]", b"BINARY.SIZE[2] 3"),
        ("BINARY.PEEK[9]", b"BINARY[9] {0}\r\n"),
        ("BINARY.SIZE[9]", b"BINARY.SIZE[9] 0"),
        ("BINARY.SIZE[]", b"BINARY.SIZE[] %d" % len(BINARY)),
        ("BINARY[1]", b"BINARY[1] {3}\r\nabc FLAGS (\\Seen \\Recent)"),
    ],
)
def test_binary_tells_content_without_its_encoding(item: str, answer: bytes) -> None:
    """A literal8 where NUL is, else a literal; windows count decoded octets (RFC 9051 section 6.4.5, RFC 3516)."""
    office = Office()
    office.inbox.add(Letter(BINARY), [], NOW)
    client = office.select()
    assert client.heard(f"c FETCH 1 {item}\r\n".encode()) == b"* 1 FETCH (" + answer + b")\r\nc OK FETCH completed\r\n"


@pytest.mark.parametrize("item", ["BINARY[1.MIME]", "BINARY[HEADER]", "BINARY.SIZE[1]<0.1>", "BINARY[1", "BINARY"])
def test_binary_takes_part_numbers_only(item: str) -> None:
    """`section-binary` has no text (RFC 9051 section 9)."""
    assert Office(BINARY).select().say(f"c FETCH 1 {item}")[0].startswith("c BAD ")


def test_an_unknown_encoding_is_refused() -> None:
    """NO with UNKNOWN-CTE (RFC 9051 section 7.5.2)."""
    client = Office(BINARY).select()
    assert client.say("c FETCH 1 BINARY.SIZE[3]") == [
        "c NO [UNKNOWN-CTE] The content transfer encoding is not known here"
    ]


def test_changedsince_chooses_what_changed() -> None:
    """CHANGEDSINCE leaves out what has not changed, and tells MODSEQ (RFC 7162 section 3.1.4.1)."""
    office = Office(LETTER, LETTER)
    client = office.select()
    office.inbox.set_flags(2, ["\\Seen"])
    assert client.say("c FETCH 1:2 UID (CHANGEDSINCE 1)")[1] == "* 2 FETCH (UID 2 MODSEQ (2))"
    for wrong in ("(CHANGEDSINCE 0)", "(CHANGEDSINCE)", "(VANISHED)", "(NONSENSE)", "()", "x"):
        assert client.say(f"d UID FETCH 1 UID {wrong}")[0].startswith("d BAD "), wrong


def test_vanished_needs_changedsince() -> None:
    """VANISHED without CHANGEDSINCE, or without UID, is BAD (RFC 7162 section 3.2.6)."""
    client = Office(LETTER).select()
    client.say("c ENABLE QRESYNC")
    assert client.say("d UID FETCH 1 UID (VANISHED)")[0].startswith("d BAD ")
    assert client.say("e FETCH 1 UID (CHANGEDSINCE 1 VANISHED)")[0].startswith("e BAD ")
    assert client.say("f UID FETCH 1:9 UID (VANISHED CHANGEDSINCE 1)") == ["f OK FETCH completed"]


@pytest.mark.parametrize("items", ["BODY[TEXT] BODY.PEEK[TEXT]", "BODY.PEEK[TEXT] BODY[TEXT]"])
def test_an_item_that_is_asked_for_twice_is_told_once(items: str) -> None:
    r"""BODY[] sets \Seen also beside the BODY.PEEK[] of the same section."""
    client = Office(b"\r\nx").select()
    answer = client.heard(f"c FETCH 1 ({items})\r\n".encode())
    assert answer == b"* 1 FETCH (BODY[TEXT] {1}\r\nx FLAGS (\\Seen))\r\nc OK FETCH completed\r\n"


def test_the_save_date_is_the_present_mailbox_s() -> None:
    """SAVEDATE is when a letter came into its mailbox, and the SAVED keys ask for it (RFC 8514 section 4)."""
    office = Office()
    client = office.select()
    client.heard(b'c APPEND INBOX "01-Jan-2020 00:00:00 +0000" {1+}\r\nx\r\n')
    assert client.say("d FETCH 1 SAVEDATE")[0] == '* 1 FETCH (SAVEDATE " 3-Feb-2026 04:05:06 +0000")'
    for key, found in (("SAVEDON 3-Feb-2026", " 1"), ("SAVEDBEFORE 3-Feb-2026", ""), ("SAVEDSINCE 4-Feb-2026", "")):
        assert client.say(f"e SEARCH {key}")[0] == f"* SEARCH{found}"
    assert client.say("f SEARCH SAVEDATESUPPORTED")[0] == "* SEARCH 1"
    office.inbox.add(Letter(LETTER), [], NOW)
    assert client.say("g FETCH 2 SAVEDATE")[-1].startswith("g BAD ")
    assert client.say("h FETCH 2 SAVEDATE")[0] == '* 2 FETCH (SAVEDATE " 3-Feb-2026 04:05:06 +0000")'


@pytest.mark.parametrize("command", ["FETCH 1 SAVEDATE", "SEARCH SAVEDON 1-Jan-2026", "SEARCH SAVEDATESUPPORTED"])
def test_the_save_date_needs_its_capability(command: str) -> None:
    """A server without SAVEDATE knows none of it."""
    assert Office(LETTER, profile="minimal").select().say(f"c {command}")[0].startswith("c BAD ")


def test_the_envelope_tells_the_last_of_equal_fields_and_no_comment_as_an_address() -> None:
    """Where a field stands twice though it may not, the last is told, as Dovecot does."""
    letter = b"Subject: one\r\nSubject: two\r\nCc: (nobody)\r\n\r\n"
    assert fetched(letter, "ENVELOPE") == b'ENVELOPE (NIL "two" NIL NIL NIL NIL NIL NIL NIL NIL)'
