# SPDX-License-Identifier: MIT
"""Every key of SEARCH: how it is written, what it needs, and what may not be put into one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mailproto.commands import Search
from mailproto.commands import search_keys as keys
from mailproto.errors import LocalProtocolError
from mailproto.printer import LiteralForm, WireStyle, Writer
from mailproto.sequences import SequenceSet, UidSet

DAY = date(1994, 2, 1)
PLUS = WireStyle(LiteralForm.LITERAL_PLUS)

# RFC 9051, 9: search-key, in the order of the grammar; then RFC 3501's, then those of extensions
KEYS: list[tuple[keys.SearchKey, str]] = [
    (keys.ALL, "ALL"),
    (keys.ANSWERED, "ANSWERED"),
    (keys.Bcc("a"), 'BCC "a"'),
    (keys.Before(DAY), "BEFORE 1-Feb-1994"),
    (keys.Body("a b"), 'BODY "a b"'),
    (keys.Cc(""), 'CC ""'),
    (keys.DELETED, "DELETED"),
    (keys.FLAGGED, "FLAGGED"),
    (keys.From("Smith"), 'FROM "Smith"'),
    (keys.Keyword("$Forwarded"), "KEYWORD $Forwarded"),
    (keys.On(DAY), "ON 1-Feb-1994"),
    (keys.SEEN, "SEEN"),
    (keys.Since(DAY), "SINCE 1-Feb-1994"),
    (keys.Since(datetime(1994, 2, 1, 23, tzinfo=UTC)), "SINCE 1-Feb-1994"),
    (keys.Subject('a "b"'), r'SUBJECT "a \"b\""'),
    (keys.Text("NIL"), 'TEXT "NIL"'),
    (keys.To("a"), 'TO "a"'),
    (keys.UNANSWERED, "UNANSWERED"),
    (keys.UNDELETED, "UNDELETED"),
    (keys.UNFLAGGED, "UNFLAGGED"),
    (keys.Unkeyword("x"), "UNKEYWORD x"),
    (keys.UNSEEN, "UNSEEN"),
    (keys.DRAFT, "DRAFT"),
    (keys.Header("Message-ID", "<a@b>"), 'HEADER Message-ID "<a@b>"'),
    (keys.Header("X Y"), 'HEADER "X Y" ""'),
    (keys.Larger(4096), "LARGER 4096"),
    (~keys.SEEN, "NOT SEEN"),
    (keys.SEEN | keys.DRAFT, "OR SEEN DRAFT"),
    (keys.SentBefore(DAY), "SENTBEFORE 1-Feb-1994"),
    (keys.SentOn(DAY), "SENTON 1-Feb-1994"),
    (keys.SentSince(DAY), "SENTSINCE 1-Feb-1994"),
    (keys.Smaller(2**63 - 1), "SMALLER 9223372036854775807"),
    (keys.Messages(UidSet.parse(b"7,9:*")), "UID 7,9:*"),
    (keys.UNDRAFT, "UNDRAFT"),
    (keys.Messages(SequenceSet.parse(b"1:3")), "1:3"),
    (keys.SEEN & keys.DRAFT, "(SEEN DRAFT)"),
    (keys.NEW, "NEW"),
    (keys.OLD, "OLD"),
    (keys.RECENT, "RECENT"),
    (keys.Messages(SequenceSet.saved()), "$"),
    (keys.Messages(UidSet.saved()), "UID $"),
    (keys.ModSeqAtLeast(620162338), "MODSEQ 620162338"),
    (keys.ModSeqAtLeast(1, r"\Draft"), r'MODSEQ "/flags/\\Draft" all 1'),
    (keys.ModSeqAtLeast(0, "x", keys.EntryType.PRIVATE), 'MODSEQ "/flags/x" priv 0'),
    (keys.ModSeqAtLeast(9, "x", keys.EntryType.SHARED), 'MODSEQ "/flags/x" shared 9'),
    (keys.Older(1), "OLDER 1"),
    (keys.Younger(259200), "YOUNGER 259200"),
    (keys.EmailId("M6d99ac3275bb4e"), "EMAILID M6d99ac3275bb4e"),
    (keys.ThreadId("T64b478a75b7ea9"), "THREADID T64b478a75b7ea9"),
    (keys.SavedBefore(DAY), "SAVEDBEFORE 1-Feb-1994"),
    (keys.SavedOn(DAY), "SAVEDON 1-Feb-1994"),
    (keys.SavedSince(DAY), "SAVEDSINCE 1-Feb-1994"),
    (keys.SAVE_DATE_SUPPORTED, "SAVEDATESUPPORTED"),
    (keys.Fuzzy(keys.Subject("a") & keys.From("b")), 'FUZZY (SUBJECT "a" FROM "b")'),
    (keys.Filter("on-the-road"), "FILTER on-the-road"),
    (keys.GmailRaw("has:attachment in:unread"), 'X-GM-RAW "has:attachment in:unread"'),
    (keys.GmailMessageId(1278455344230334865), "X-GM-MSGID 1278455344230334865"),
    (keys.GmailThreadId(2**64 - 1), "X-GM-THRID 18446744073709551615"),
    (keys.GmailLabel("foo bar"), 'X-GM-LABELS "foo bar"'),
    (keys.GmailLabel("Важное"), "X-GM-LABELS &BBIEMAQ2BD0EPgQ1-"),
]


def written(key: keys.SearchKey, style: WireStyle = PLUS, charset: str = "UTF-8") -> bytes:
    """Give a key as it stands within a command."""
    writer = Writer(style)
    key.write(writer, charset)
    return b"".join(piece.data for piece in writer.pieces()).removesuffix(b"\r\n")


@pytest.mark.parametrize(("key", "wire"), KEYS, ids=lambda each: str(each)[:40])
def test_a_key_is_written_as_the_grammar_has_it(key: keys.SearchKey, wire: str) -> None:
    """RFC 9051, 9: search-key; and the extensions'."""
    assert written(key) == wire.encode()


def test_no_key_is_without_a_case() -> None:
    """The table has every class and every word of the module that may be written."""
    public = [each for name, each in vars(keys).items() if not name.startswith("_") and isinstance(each, type)]
    kinds = {each for each in public if issubclass(each, keys.SearchKey)}
    assert kinds == {type(key) for key, _ in KEYS} | {keys.SearchKey}
    assert {each for each in vars(keys).values() if isinstance(each, keys.Word)} <= {key for key, _ in KEYS}


A, B, C = keys.Word("A"), keys.Word("B"), keys.Word("C")


@pytest.mark.parametrize(
    ("key", "wire"),
    [
        (A & B & C, "(A B C)"),
        (A & (B & C), "(A B C)"),
        (A | B | C, "OR A OR B C"),
        ((A | B) & C, "(OR A B C)"),
        (A & B | C, "OR (A B) C"),
        (~(A & B), "NOT (A B)"),
        (~(A | B) & ~C, "(NOT OR A B NOT C)"),
        (~~A, "A"),
        (keys.Or((A,)), "A"),
        (keys.And((A,)), "(A)"),
        (keys.Messages(SequenceSet.saved()) | keys.Messages(SequenceSet.parse(b"1,3000:3021")), "OR $ 1,3000:3021"),
    ],
    ids=str,
)
def test_keys_are_combined(key: keys.SearchKey, wire: str) -> None:
    """By &, | and ~, as deep as one likes, and with no more parentheses than needed."""
    assert written(key) == wire.encode()


def test_many_alternatives_are_nested_no_deeper_than_a_server_reads() -> None:
    """A thousand make ten levels of OR, not a thousand."""
    wire = written(keys.Or(tuple(keys.Header("Message-ID", str(number)) for number in range(1000))))
    deepest = depth = 0
    waiting: list[int] = []  # how many keys each OR that is open still wants
    for word in wire.split():
        if word == b"OR":
            waiting.append(2)
        elif word == b"HEADER":
            while waiting:
                waiting[-1] -= 1
                if waiting[-1]:
                    break
                waiting.pop()
        depth = len(waiting)
        deepest = max(deepest, depth)
    assert wire.count(b"HEADER") == 1000
    assert depth == 0
    assert deepest == 10


def test_text_goes_in_the_charset_that_is_named() -> None:
    """As a literal, for in a quoted string it would be against RFC 3501; quoted where all is UTF-8."""
    assert written(keys.Subject("ё"), charset="KOI8-R") == b"SUBJECT {1+}\r\n\xa3"
    assert written(keys.Subject("ё"), WireStyle(utf8=True)) == 'SUBJECT "ё"'.encode()
    assert written(keys.GmailLabel("ё"), WireStyle(utf8=True)) == 'X-GM-LABELS "ё"'.encode()


WRONG: list[tuple[keys.SearchKey, str]] = [
    (keys.And(()), "bad-argument"),
    (keys.Or(()), "bad-argument"),
    (keys.Keyword(r"\Seen"), "bad-argument"),
    (keys.EmailId("a b"), "bad-argument"),
    (keys.Word("TWO WORDS"), "bad-argument"),
    (keys.Messages(UidSet()), "bad-argument"),
    (keys.Header("Тема", "a"), "bad-argument"),
    (keys.Larger(-1), "bad-argument"),
    (keys.Smaller(2**63), "bad-argument"),
    (keys.Older(0), "bad-argument"),
    (keys.Younger(2**32), "bad-argument"),
    (keys.ModSeqAtLeast(-1), "bad-argument"),
    (keys.GmailMessageId(2**64), "bad-argument"),
    (keys.Subject("a\nb"), "forbidden-character"),
    (keys.Subject("\ud800"), "forbidden-character"),
    (keys.Header("A\r", "b"), "forbidden-character"),
    (keys.GmailLabel("\ud800"), "forbidden-character"),
]


@pytest.mark.parametrize(("key", "code"), WRONG, ids=lambda each: ascii(each)[:40])
def test_a_wrong_key_is_refused(key: keys.SearchKey, code: str) -> None:
    """Before anything is sent, with the reason."""
    with pytest.raises(LocalProtocolError) as caught:
        Search(key).begin(PLUS)
    assert caught.value.code == code


@pytest.mark.parametrize(("charset", "code"), [("US-ASCII", "forbidden-character"), ("X-NOBODY", "bad-argument")])
def test_a_charset_that_cannot_carry_the_text_is_refused(charset: str, code: str) -> None:
    """So is one that nobody here knows."""
    with pytest.raises(LocalProtocolError) as caught:
        Search(keys.Subject("ё"), charset).begin(PLUS)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("key", "needed"),
    [
        (keys.SEEN, {}),
        (keys.RECENT, {"the search key RECENT": ("IMAP4REV1", "IMAP4")}),
        (keys.Older(1), {"the search key OLDER": ("WITHIN",)}),
        (keys.ModSeqAtLeast(1), {"the search key MODSEQ": ("CONDSTORE", "QRESYNC")}),
        (keys.Messages(UidSet.saved()), {"the saved result $": ("SEARCHRES", "IMAP4REV2")}),
        (keys.Messages(UidSet.of([1])), {}),
    ],
    ids=str,
)
def test_a_key_says_what_it_needs(key: keys.SearchKey, needed: dict[str, tuple[str, ...]]) -> None:
    """Alone and wherever it stands within others."""
    assert Search(key).needs == needed
    assert Search(keys.SEEN & ~(keys.DRAFT | key)).needs == needed


def test_a_key_that_does_not_say_how_it_is_written_fails_loudly() -> None:
    """Whoever adds one is told."""
    with pytest.raises(NotImplementedError):
        keys.SearchKey().write(Writer(PLUS), "UTF-8")
