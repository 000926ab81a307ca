# SPDX-License-Identifier: MIT
"""How values are written: atom, quoted string or literal, and what is refused before a byte leaves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailproto.errors import LocalProtocolError
from mailproto.printer import MASK, LiteralForm, WireStyle, Writer, checked_atom
from mailproto.sequences import SequenceSet, UidSet
from mailproto.vocabulary import Capability, MailboxName

UTF8 = WireStyle(utf8=True)


def written(write: Callable[[Writer], None], style: WireStyle | None = None) -> bytes:
    """Give the whole line, as it goes over the wire."""
    writer = Writer(style or WireStyle())
    write(writer)
    return b"".join(piece.data for piece in writer.pieces())


# RFC 9051, 9: astring
ASTRINGS = [
    ("INBOX", b"INBOX"),
    ("a]b", b"a]b"),
    ("", b'""'),
    ("NIL", b'"NIL"'),
    ("nil", b'"nil"'),
    ("two words", b'"two words"'),
    ('quo"te', b'"quo\\"te"'),
    ("back\\slash", b'"back\\\\slash"'),
    ("paren(", b'"paren("'),
    ("brace{1}", b'"brace{1}"'),
    ("per%cent*", b'"per%cent*"'),
    ("tab\t", b'"tab\t"'),
    ("пароль", "{12}\r\nпароль".encode()),
    (b"\xff", b"{1}\r\n\xff"),
]


@pytest.mark.parametrize(("value", "wire"), ASTRINGS)
def test_an_astring_takes_the_first_form_that_can_carry_it(value: str | bytes, wire: bytes) -> None:
    """Atom before quoted string before literal."""
    assert written(lambda writer: writer.astring(value, "it")) == wire + b"\r\n"


@pytest.mark.parametrize(("value", "wire"), [("plain", b'"plain"'), ("é", b"{2}\r\n\xc3\xa9")])
def test_a_string_is_never_an_atom(value: str, wire: bytes) -> None:
    """Where the grammar wants a string, even one word is quoted."""
    assert written(lambda writer: writer.string(value, "it")) == wire + b"\r\n"


def test_utf8_goes_in_quotes_where_the_server_reads_it() -> None:
    """After ENABLE UTF8=ACCEPT no literal is needed for letters beyond ASCII (RFC 6855, 3)."""
    assert written(lambda writer: writer.astring("é", "it"), UTF8) == b'"\xc3\xa9"\r\n'


# RFC 9051, 5.1; RFC 3501, 5.1.3
MAILBOXES = [
    ("inbox", WireStyle(), b"inbox"),
    (MailboxName("iNbOx"), WireStyle(), b"INBOX"),
    ("Удалённые", WireStyle(), b"&BCMENAQwBDsEUQQ9BD0ESwQ1-"),
    ("Удалённые", UTF8, '"Удалённые"'.encode()),
    ("A & B", WireStyle(), b'"A &- B"'),
    (MailboxName("anything", raw=b"&bad-raw \xff"), WireStyle(), b"{10}\r\n&bad-raw \xff"),
]


@pytest.mark.parametrize(("name", "style", "wire"), MAILBOXES)
def test_a_mailbox_name_goes_as_the_server_reads_it(name: MailboxName | str, style: WireStyle, wire: bytes) -> None:
    """The server's own spelling unchanged, else modified UTF-7, else UTF-8 where that was agreed."""
    assert written(lambda writer: writer.mailbox(name), style) == wire + b"\r\n"


@pytest.mark.parametrize(
    ("pattern", "wire"), [("*", b"*"), ("%", b"%"), ("", b'""'), ("a b*", b'"a b*"'), ("Вх*", b"&BBIERQ-*")]
)
def test_a_pattern_keeps_its_wildcards(pattern: str, wire: bytes) -> None:
    """`*` and `%` need no quotes in LIST (RFC 9051, 9: list-mailbox)."""
    assert written(lambda writer: writer.pattern(pattern)) == wire + b"\r\n"


@pytest.mark.parametrize(
    ("flags", "wire"), [((), b"()"), ((r"\Seen", "$Forwarded"), rb"(\Seen $Forwarded)"), (("a",), b"(a)")]
)
def test_flags_stand_in_parentheses(flags: tuple[str, ...], wire: bytes) -> None:
    """An empty list is a list, too."""
    assert written(lambda writer: writer.flags(flags)) == wire + b"\r\n"


@pytest.mark.parametrize("numbers", [SequenceSet.parse(b"1:3,7,10:*"), UidSet.parse(b"1:3,7,10:*")])
def test_numbers_go_as_ranges(numbers: SequenceSet | UidSet) -> None:
    """A set is written as its ranges."""
    assert written(lambda writer: writer.numbers(numbers)) == b"1:3,7,10:*\r\n"


CHARACTERS = [("\0", "NUL"), ("\r", "CR"), ("\n", "LF"), ("\ud800", "U+D800")]
TEXTS: list[Callable[[Writer, str], None]] = [
    lambda writer, text: writer.astring(text, "it"),
    lambda writer, text: writer.astring(text, "it", secret=True),
    lambda writer, text: writer.string(text, "it"),
    lambda writer, text: writer.atom(text, "it"),
    lambda writer, text: writer.mailbox(text),
    lambda writer, text: writer.mailbox(MailboxName(text)),
    lambda writer, text: writer.pattern(text),
    lambda writer, text: writer.flags([text]),
]


@pytest.mark.parametrize(("character", "called"), CHARACTERS)
@pytest.mark.parametrize("write", TEXTS)
def test_what_could_smuggle_a_command_is_refused(
    write: Callable[[Writer, str], None], character: str, called: str
) -> None:
    """CR, LF and NUL leave in no argument, and the error does not repeat the argument."""
    with pytest.raises(LocalProtocolError) as caught:
        write(Writer(WireStyle()), f"hidden{character}A1 DELETE INBOX")
    assert caught.value.code == "forbidden-character"
    assert caught.value.values["character"] == called
    assert "hidden" not in str(caught.value)


def test_a_name_as_the_server_spelt_it_is_looked_at_too() -> None:
    """A mailbox's raw name holding a line end, as from a hostile LIST, is refused."""
    with pytest.raises(LocalProtocolError, match="CR"):
        Writer(WireStyle()).mailbox(MailboxName("a", raw=b"a\r\nA1 LOGOUT"))


def test_a_letter_may_hold_lines_but_no_nul() -> None:
    """RFC 9051, 4.3: NUL cannot travel in a literal."""
    assert written(lambda writer: writer.literal(b"a\r\nb", "the letter")) == b"{4}\r\na\r\nb\r\n"
    with pytest.raises(LocalProtocolError, match="NUL"):
        Writer(WireStyle()).literal(b"a\0", "the letter")


WRONG: list[Callable[[Writer], None]] = [
    lambda writer: writer.atom("two words", "it"),
    lambda writer: writer.atom("", "it"),
    lambda writer: writer.atom("a]", "it"),
    lambda writer: writer.flags([r"\\Seen"]),
    lambda writer: writer.flags([""]),
    lambda writer: writer.flags(["a b"]),
    lambda writer: writer.numbers(UidSet()),
]


@pytest.mark.parametrize("write", WRONG)
def test_what_the_grammar_lacks_is_refused(write: Callable[[Writer], None]) -> None:
    """A word that is no atom, a flag that is no flag, a set without members."""
    with pytest.raises(LocalProtocolError) as caught:
        write(Writer(WireStyle()))
    assert caught.value.code == "bad-argument"


def test_an_atom_is_checked_for_others_too() -> None:
    """`checked_atom` gives the octets."""
    assert checked_atom("BODY.PEEK", "it") == b"BODY.PEEK"


# RFC 7888: (style, octets, sign, whether the server's consent comes first)
LITERALS = [
    (LiteralForm.SYNCHRONISING, 1, b"", True),
    (LiteralForm.LITERAL_MINUS, 4096, b"+", False),
    (LiteralForm.LITERAL_MINUS, 4097, b"", True),
    (LiteralForm.LITERAL_PLUS, 100_000, b"+", False),
]


@pytest.mark.parametrize(("form", "octets", "sign", "waits"), LITERALS)
def test_a_literal_waits_where_it_must(
    form: LiteralForm,
    octets: int,
    sign: bytes,
    waits: bool,  # noqa: FBT001 - the case table's column
) -> None:
    """LITERAL+ never waits, LITERAL- above 4096 octets, others always."""
    writer = Writer(WireStyle(form))
    writer.word(b"APPEND")
    writer.literal(b"x" * octets, "the letter")
    word, announcement, literal, end = writer.pieces()
    assert (word.data, announcement.data) == (b"APPEND ", b"{%d%b}\r\n" % (octets, sign))
    assert [piece.waits for piece in (word, announcement, literal, end)] == [False, waits, False, False]
    assert (len(literal.data), end.data) == (octets, b"\r\n")


# What capabilities allow: (capabilities, enabled, style)
STYLES = [
    (None, (), WireStyle()),
    (["IMAP4REV1"], (), WireStyle()),
    (["IMAP4REV1", "LITERAL-"], (), WireStyle(LiteralForm.LITERAL_MINUS)),
    (["IMAP4REV1", "LITERAL+", "SASL-IR"], (), WireStyle(LiteralForm.LITERAL_PLUS, initial_response=True)),
    (["IMAP4REV1", "UTF8=ACCEPT"], (), WireStyle()),
    (["IMAP4REV1"], ["UTF8=ACCEPT"], WireStyle(utf8=True, utf8_header=True)),
    (["IMAP4REV1", "BINARY"], (), WireStyle(binary=True)),
    (["IMAP4REV2"], (), WireStyle(LiteralForm.LITERAL_MINUS, utf8=True, initial_response=True, binary=True)),
    (["IMAP4REV1", "IMAP4REV2"], (), WireStyle(LiteralForm.LITERAL_MINUS, initial_response=True, binary=True)),
    (["IMAP4REV1"], ["IMAP4REV2"], WireStyle(utf8=True)),
]


@pytest.mark.parametrize(("capabilities", "enabled", "style"), STYLES)
def test_the_style_follows_the_capabilities(
    capabilities: list[str] | None, enabled: list[str], style: WireStyle
) -> None:
    """Unknown capabilities allow nothing; IMAP4rev2 beside rev1 changes names only once it is enabled."""
    known = None if capabilities is None else frozenset(map(Capability, capabilities))
    assert WireStyle.of(known, enabled) == style


@pytest.mark.parametrize("secret", ["hunter2", "two words", "пароль"])
def test_a_secret_is_shown_neither_by_repr_nor_by_transcript(secret: str) -> None:
    """Its octets go out, a mask is shown, and its length neither."""
    writer = Writer(WireStyle())
    writer.word(b"LOGIN")
    writer.astring(secret, "the password", secret=True)
    pieces = writer.pieces()
    assert secret.encode() in b"".join(piece.data for piece in pieces)
    shown = b"".join(piece.shown for piece in pieces)
    assert shown in {b"LOGIN " + MASK + b"\r\n", b"LOGIN {***}\r\n***\r\n"}
    assert secret not in repr(pieces)


def test_words_known_to_be_secret_are_masked() -> None:
    """An initial response is written as it is and shown as a mask."""
    writer = Writer(WireStyle())
    writer.secret(b"AGE=")
    assert [(piece.data, piece.shown) for piece in writer.pieces()] == [(b"AGE=", MASK), (b"\r\n", b"\r\n")]
