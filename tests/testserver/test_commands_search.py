# SPDX-License-Identifier: MIT

"""SEARCH and UID SEARCH."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest

from tests.testserver.wire import NOW, Client, Office
from testserver.letter import Letter

FIRST = (
    b"From: Anna <anna@x>\r\nTo: bob@x\r\nCc: carl@x\r\nSubject: Hello\r\n"
    b"Date: Sun, 1 Feb 2026 10:00:00 +0000\r\n\r\nneedle\r\n"
)
SECOND = (
    "From: b@x\r\nBcc: anna@x\r\nSubject: =?koi8-r?b?8NLJ18XU?=\r\nDate: nonsense\r\nX-Empty:\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=windows-1251\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n=CA=EE=F2\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + b64encode("Ёлка".encode()).decode()
    + "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ndeep\r\n--b\r\n"
    "Content-Type: application/pdf\r\n\r\nhidden\r\n--b--\r\n"
).encode()
THIRD = (
    b"Subject: =?nonsense?b?!!?= odd\r\nContent-Type: text/plain; charset=nonsense\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n*"
)


@pytest.fixture
def client() -> Client:
    """Return a client with three letters and a gap among the UIDs: 1, 3, 4."""
    office = Office(FIRST, FIRST)
    office.inbox.expunge(2)
    office.inbox.set_flags(1, ["\\Seen", "\\Answered", "$Forwarded"])
    office.inbox.add(Letter(SECOND), ["\\Flagged", "\\Draft"], datetime(2026, 2, 4, 23, tzinfo=UTC))
    office.inbox.add(Letter(THIRD), ["\\Deleted"], NOW)
    office.inbox.recent_from = 4
    return office.select()


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("ALL", "1 2 3"),
        ("ANSWERED", "1"),
        ("UNANSWERED", "2 3"),
        ("DELETED", "3"),
        ("UNDELETED", "1 2"),
        ("DRAFT", "2"),
        ("UNDRAFT", "1 3"),
        ("FLAGGED", "2"),
        ("UNFLAGGED", "1 3"),
        ("SEEN", "1"),
        ("UNSEEN", "2 3"),
        ("RECENT", "3"),
        ("OLD", "1 2"),
        ("NEW", "3"),
        ("KEYWORD $forwarded", "1"),
        ("UNKEYWORD $Forwarded", "2 3"),
        ("LARGER 200", "2"),
        ("SMALLER 200", "1 3"),
        ("BEFORE 4-Feb-2026", "1 3"),
        ("ON 4-Feb-2026", "2"),
        ("SINCE 4-Feb-2026", "2"),
        ("SENTON 1-Feb-2026", "1"),
        ("SENTBEFORE 1-Feb-2026", "2 3"),
        ("SENTSINCE 1-Jan-2026", "1"),
        ("FROM anna", "1"),
        ("TO BOB", "1"),
        ("CC carl", "1"),
        ("BCC anna", "2"),
        ("SUBJECT hell", "1"),
        ("SUBJECT nonsense", "3"),
        ('HEADER Subject ""', "1 2 3"),
        ('HEADER X-Empty ""', "2"),
        ("HEADER To bob", "1"),
        ("BODY needle", "1"),
        ("BODY deep", "2"),
        ("TEXT inner", "2"),
        ("BODY hidden", ""),
        ("TEXT hello", "1"),
        ("UID 3:*", "2 3"),
        ("UID 2", ""),
        ("2:3", "2 3"),
        ("3:9", "3"),
        ("8", ""),
        ("NOT 8:9", "1 2 3"),
        ("*", "3"),
        ("NOT 1", "2 3"),
        ("OR SEEN DELETED", "1 3"),
        ("(SEEN ANSWERED)", "1"),
        ("SEEN DELETED", ""),
        ("NOT (OR SEEN (FLAGGED DRAFT))", "3"),
        ("CHARSET us-ascii ALL", "1 2 3"),
    ],
)
def test_keys_choose_messages(client: Client, keys: str, found: str) -> None:
    """Each key of RFC 3501 section 6.4.4 chooses what it says; keys side by side must all hold."""
    assert client.say(f"c SEARCH {keys}") == [f"* SEARCH {found}".rstrip(), "c OK SEARCH completed"]


@pytest.mark.parametrize(("word", "found"), [("привет", "2"), ("КОТ", "2"), ("ёлка", "2"), ("собака", "")])
def test_words_are_compared_decoded(client: Client, word: str, found: str) -> None:
    """Encoded words, transfer encodings and charsets make no difference, nor does the case of letters."""
    literal = b"{%d+}\r\n%s" % (len(word.encode()), word.encode())
    answer = client.heard(b"c SEARCH CHARSET UTF-8 TEXT " + literal + b"\r\n")
    assert answer.splitlines()[0] == f"* SEARCH {found}".rstrip().encode()


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("UID SEARCH UNSEEN", "* SEARCH 3 4"),
        ("SEARCH RETURN (MIN MAX COUNT) ALL", '* ESEARCH (TAG "c") MIN 1 MAX 3 COUNT 3'),
        ("UID SEARCH RETURN () ALL", '* ESEARCH (TAG "c") UID ALL 1,3:4'),
        ("SEARCH RETURN (ALL COUNT) KEYWORD none", '* ESEARCH (TAG "c") COUNT 0'),
    ],
)
def test_forms_of_the_answer(client: Client, command: str, answer: str) -> None:
    """UID SEARCH tells UIDs, RETURN the extended form (RFC 4731)."""
    assert client.say(f"c {command}")[0] == answer


@pytest.mark.parametrize(
    "keys",
    [
        "",
        "NONSENSE",
        "NONSENSE x",
        "FROM",
        "(ALL",
        "ALL)",
        "0",
        "SINCE yesterday",
        "RETURN (NONSENSE) ALL",
        "NOT " * 60 + "ALL",
        "SUBJECT {1+}\r\n\xff",
    ],
)
def test_what_is_malformed_is_bad(client: Client, keys: str) -> None:
    """A SEARCH that breaks the grammar is BAD, however deep it is."""
    answer = client.heard(f"c SEARCH {keys}\r\n".encode("latin-1"))
    assert answer.startswith(b"c BAD ")


def test_an_unknown_charset_is_told(client: Client) -> None:
    """NO with BADCHARSET lists what is known (RFC 9051 section 7.1)."""
    assert client.say("c SEARCH CHARSET X-NONE ALL")[0].startswith("c NO [BADCHARSET (US-ASCII UTF-8 ")


@pytest.mark.parametrize(
    ("returns", "saved"),
    [
        ("SAVE", "1,3:4"),
        ("SAVE MIN", "1"),
        ("SAVE MAX", "4"),
        ("SAVE MIN MAX", "1,4"),
        ("SAVE MIN COUNT", "1,3:4"),
        ("SAVE MAX ALL", "1,3:4"),
    ],
)
def test_save_keeps_what_the_options_say(client: Client, returns: str, saved: str) -> None:
    """What `$` stands for depends on the other result options (RFC 9051 section 6.4.4.1)."""
    client.say(f"c SEARCH RETURN ({returns}) ALL")
    assert client.say("d UID SEARCH RETURN (ALL) $")[0] == f'* ESEARCH (TAG "d") UID ALL {saved}'


def test_the_saved_result_serves_every_command(client: Client) -> None:
    """`$` chooses messages in FETCH, STORE, COPY and SEARCH, by number or UID (RFC 5182)."""
    assert client.say("c SEARCH RETURN (SAVE) NOT SEEN") == ["c OK SEARCH completed"]
    assert client.say("d FETCH $ UID")[:2] == ["* 2 FETCH (UID 3)", "* 3 FETCH (UID 4)"]
    assert client.say("e UID STORE $ +FLAGS.SILENT (\\Deleted)") == ["e OK STORE completed"]
    assert client.say("f SEARCH UID $ FLAGGED")[0] == "* SEARCH 2"
    assert client.say("g UID EXPUNGE $")[-1] == "g OK EXPUNGE completed"
    assert client.say("h FETCH $ UID") == ["h OK FETCH completed"]


def test_a_failed_search_empties_the_saved_result(client: Client) -> None:
    """NO empties `$`, BAD leaves it, SELECT empties it (RFC 9051 section 6.4.4.1)."""
    client.say("c SEARCH RETURN (SAVE) ALL")
    assert client.say("d SEARCH RETURN (SAVE) NONSENSE")[0].startswith("d BAD ")
    assert client.say("e SEARCH $")[0] == "* SEARCH 1 2 3"
    assert client.say("f SEARCH RETURN (SAVE) CHARSET X-NONE ALL")[0].startswith("f NO ")
    assert client.say("g SEARCH $")[0] == "* SEARCH"


def test_modseq_is_a_key_and_tells_the_highest(client: Client) -> None:
    """MODSEQ chooses what changed, and the answer tells the highest of it (RFC 7162 sections 3.1.5, 3.1.10)."""
    assert client.say('c SEARCH MODSEQ "/flags/\\\\Seen" all 4')[1:] == [
        "* SEARCH 2 3 (MODSEQ 5)",
        "c OK SEARCH completed",
    ]
    assert client.say("d SEARCH RETURN (MIN) MODSEQ 3")[0] == '* ESEARCH (TAG "d") MIN 1 MODSEQ 3'
    assert client.say("e SEARCH RETURN (MIN MAX) MODSEQ 3")[0] == '* ESEARCH (TAG "e") MIN 1 MAX 3 MODSEQ 5'
    assert client.say("f SEARCH RETURN (COUNT) MODSEQ 9")[0] == '* ESEARCH (TAG "f") COUNT 0'
    assert client.say('g SEARCH MODSEQ "/x" all 4')[0].startswith("g BAD ")


def test_imap4rev2_answers_esearch(client: Client) -> None:
    """Once IMAP4rev2 is enabled there is no SEARCH response (RFC 9051 section 6.4.4)."""
    client.say("c ENABLE IMAP4rev2")
    assert client.say("d SEARCH SEEN")[0] == '* ESEARCH (TAG "d") ALL 1'
    assert client.say("e UID SEARCH KEYWORD none")[0] == '* ESEARCH (TAG "e") UID'


def test_expunge_waits_for_a_search_that_names_numbers(client: Client) -> None:
    """UID SEARCH may tell EXPUNGE, but not when its keys are sequence numbers (RFC 7162 section 3.2.10.2)."""
    view = client.session.view
    assert view is not None
    view.mailbox.expunge(1)
    assert client.say("c UID SEARCH 2:3") == ["* SEARCH 3 4", "c OK SEARCH completed"]
    assert client.say("d UID SEARCH UID 3:4") == ["* SEARCH 3 4", "* 1 EXPUNGE", "d OK SEARCH completed"]


def test_words_come_in_other_charsets(client: Client) -> None:
    """CHARSET says how the words are written."""
    word = "привет".encode("koi8-r")
    answer = client.heard(b"c SEARCH CHARSET KOI8-R SUBJECT {%d+}\r\n%s\r\n" % (len(word), word))
    assert answer.startswith(b"* SEARCH 2\r\n")


@pytest.mark.parametrize(
    ("bounds", "part"),
    [
        ("1:2", "1,3"),
        ("2:2", "3"),
        ("9:1", "1,3:4"),
        ("-1:-2", "3:4"),
        ("-3:-3", "1"),
        ("4:9", "NIL"),
        ("-4:-9", "NIL"),
    ],
)
def test_partial_tells_a_window(client: Client, bounds: str, part: str) -> None:
    """PARTIAL counts from the first result, or from the last when negative (RFC 9394 section 3.1)."""
    assert client.say(f"c UID SEARCH RETURN (PARTIAL {bounds}) ALL")[0] == (
        f'* ESEARCH (TAG "c") UID PARTIAL ({bounds} {part})'
    )
    uids = [] if part == "NIL" else [f"* {n} FETCH (UID {u})" for n, u in ((1, 1), (2, 3), (3, 4)) if in_set(u, part)]
    assert client.say(f"d UID FETCH 1:* UID (PARTIAL {bounds})")[:-1] == uids


def in_set(uid: int, text: str) -> bool:
    """Tell whether a UID stands in a set."""
    bounds = (item.partition(":") for item in text.split(","))
    return any(int(low) <= uid <= int(high or low) for low, _, high in bounds)


@pytest.mark.parametrize("bounds", ["0:1", "1:-1", "-1:1", "1", "1:*"])
def test_a_window_that_is_none_is_bad(client: Client, bounds: str) -> None:
    """Both bounds count from the same end, from 1 (RFC 9394 section 3.4); ALL and PARTIAL exclude each other."""
    assert client.say(f"c SEARCH RETURN (PARTIAL {bounds}) ALL")[0].startswith("c BAD ")
    assert client.say("d SEARCH RETURN (ALL PARTIAL 1:2) ALL")[0].startswith("d BAD ")


def test_age_counts_in_seconds(client: Client) -> None:
    """OLDER and YOUNGER compare with the present (RFC 5032); here one letter comes from the future."""
    assert client.say("c SEARCH YOUNGER 1")[0] == "* SEARCH 1 2 3"
    assert client.say("d SEARCH OLDER 1")[0] == "* SEARCH"
    assert client.say("e SEARCH OLDER 0")[0].startswith("e BAD ")
