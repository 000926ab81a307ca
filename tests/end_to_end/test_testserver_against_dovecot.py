# SPDX-License-Identifier: MIT
"""The test server beside Dovecot: the same letters, the same commands, the same answers.

Where both may answer as they like (the case of names) the answers are made equal first.
Letters that are malformed are left out: they may be read in more than one way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.dovecot import PASSWORD, Dovecot, as_served
from tests.support.requirements import corpus_folder, requires
from tests.support.wire_client import Value, WireClient, read_values
from testserver.server import Server
from testserver.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

CORPUS = corpus_folder()
FILES = [path for path in sorted(CORPUS.rglob("*.eml")) if path.parent.name != "malformed"]
LETTERS = [as_served(path.read_bytes()) for path in FILES]

# Letter: where the two read otherwise, and why ours stays.
DISAGREED = {
    "legacy/049.eml": "Dovecot does not count the lone CR that ends the letter",
    "rfc/000.eml": "an address of RFC 822's obsolete grammar inside a nested letter",
    "rfc/001.eml": "an address without a domain: Dovecot writes MISSING_DOMAIN",
    "rfc/004.eml": "an address without a domain: Dovecot writes MISSING_DOMAIN",
    "rfc/008.eml": "the boundary of a nested multipart that is not closed",
    "rfc/009.eml": "an address without a domain: Dovecot writes MISSING_DOMAIN",
    "thirdparty/004.eml": "an encoding named 8, which Dovecot takes for 7bit",
    "thirdparty/007.eml": "an address without a domain; the line end before a delimiter, which is the delimiter's",
    "thirdparty/008.eml": "the line end between two delimiters, which is the second's (RFC 2046 section 5.1.1)",
    "thirdparty/015.eml": "a nested letter in a multipart that is not closed",
}
SECTIONS = (
    *("HEADER", "TEXT", "HEADER.FIELDS (SUBJECT FROM)", "HEADER.FIELDS.NOT (SUBJECT RECEIVED)"),
    *("1", "2", "3", "1.1", "1.2", "2.1", "2.2", "2.1.1", "1.MIME", "2.MIME", "2.1.MIME"),
    *("2.HEADER", "2.TEXT", "2.HEADER.FIELDS (SUBJECT)"),
)
SEARCHES = (
    "ALL",
    "SENTSINCE 1-Jan-2000",
    "FROM example",
    "TO example",
    "CC a",
    "BCC a",
    "SUBJECT re",
    "HEADER Content-Type multipart",
    'HEADER Message-ID ""',
    "LARGER 1000",
    "SMALLER 500",
    "BEFORE 10-Feb-2026",
    "ON 10-Feb-2026",
    "SINCE 10-Feb-2026",
    "NOT (OR SUBJECT a FROM b)",
    "BODY test",
    "TEXT from",
    "1:10 UNSEEN",
    "UID 5:* NOT 10:*",
)
SORTS = ("ARRIVAL", "DATE", "REVERSE DATE", "FROM", "TO", "CC", "SIZE", "REVERSE SIZE", "TO REVERSE ARRIVAL")
PATTERNS = (
    '"" *',
    '"" %',
    '"" "a/%"',
    '"" "%/%"',
    '"" "*b*"',
    '"a/" "%"',
    '"" "INBOX"',
    '"" "inbox"',
    '"" "a*c"',
    '"x" "%"',
)


@pytest.fixture(scope="module")
def pair(dovecot: Dovecot) -> Iterator[tuple[WireClient, WireClient]]:
    """Return a client of Dovecot and one of ours, each with the corpus in INBOX."""
    requires("corpus")
    with (
        Server(Settings(letters=())) as server,
        WireClient(dovecot.host, dovecot.port, dovecot.ca_file) as theirs,
        WireClient(server.host, server.port, server.ca_file) as ours,
    ):
        theirs.say(f"LOGIN {dovecot.account().user} {PASSWORD}".encode())
        ours.say(f"LOGIN {server.user} {server.password}".encode())
        for client in (theirs, ours):
            for place, letter in enumerate(LETTERS):
                day = (
                    b'"%d-Feb-2026 12:00:00 +0000"' % (place % 18 + 10)
                    if place % 2
                    else b'"12-Feb-2026 12:00:00 +0000"'
                )
                client.say(b"APPEND INBOX %b {%d+}\r\n%b" % (day, len(letter), letter))
            for name in ("a/b/c", "x", "b"):
                client.say(f"CREATE {name}".encode())
            client.say(b"SELECT INBOX")
        yield theirs, ours


def answers(pair: Sequence[WireClient], command: str) -> list[list[tuple[Value, ...]]]:
    """Return what each says to a command, without the words of the tagged status."""
    return [
        [read_values(one)[: 2 if one.startswith(b"tag ") else None] for one in client.say(command.encode())]
        for client in pair
    ]


def folded(value: Value) -> Value:
    """Return a value in lower case: media types and parameter names have none."""
    return tuple(map(folded, value)) if isinstance(value, tuple) else value.lower() if value else value


@pytest.mark.parametrize("item", ["ENVELOPE", "BODY", "BODYSTRUCTURE", "RFC822.SIZE", "INTERNALDATE"])
def test_fetch_items_are_equal(pair: tuple[WireClient, WireClient], item: str) -> None:
    """ENVELOPE and BODYSTRUCTURE of every letter are what Dovecot says, but where it is named why not."""
    different = set()
    for place, path in enumerate(FILES, start=1):
        theirs, ours = answers(pair, f"FETCH {place} {item}")
        if folded(tuple(theirs)) != folded(tuple(ours)):
            different.add(str(path.relative_to(CORPUS)))
    assert different <= DISAGREED.keys()


@pytest.mark.parametrize("window", ["", "<0.10>", "<7.100>"])
@pytest.mark.parametrize("section", SECTIONS)
def test_sections_are_equal(pair: tuple[WireClient, WireClient], section: str, window: str) -> None:
    """Every section has the same octets, none where there is no such part."""
    different = set()
    for place, path in enumerate(FILES, start=1):
        theirs, ours = octets(pair, place, section + "]" + window)
        if theirs != ours and not (ours == b"" and theirs in alone(pair[:1], place, section, window)):
            different.add(str(path.relative_to(CORPUS)))
    assert different <= DISAGREED.keys()


def octets(clients: Sequence[WireClient], place: int, rest: str) -> list[Value]:
    """Return what each says a section holds."""
    found = []
    for each in answers(clients, f"FETCH {place} (BODY.PEEK[{rest})"):
        items = each[0][3]
        assert isinstance(items, tuple)
        found.append(items[1])
    return found


def alone(clients: Sequence[WireClient], place: int, section: str, window: str) -> list[Value]:
    """Return the section that Dovecot takes for another's first and only part, which is no part by RFC 9051 6.4.5.1."""
    path, dot, text = section.partition(".MIME")
    shorter = path.removesuffix(".1").removesuffix(".1")
    return (
        octets(clients, place, f"{path[:-2]}{dot}{text}]{window}")
        + octets(clients, place, f"{shorter}{dot}{text}]{window}")
        if path.endswith(".1")
        else []
    )


@pytest.mark.parametrize("keys", SEARCHES)
def test_searches_are_equal(pair: tuple[WireClient, WireClient], keys: str) -> None:
    """The same keys find the same letters."""
    theirs, ours = answers(pair, f"SEARCH {keys}")
    assert ours == theirs


@pytest.mark.parametrize("criteria", SORTS)
def test_sorts_are_equal(pair: tuple[WireClient, WireClient], criteria: str) -> None:
    """The same criteria give the same order."""
    theirs, ours = answers(pair, f"SORT ({criteria}) UTF-8 ALL")
    assert ours == theirs


@pytest.mark.parametrize("algorithm", ["ORDEREDSUBJECT", "REFERENCES"])
def test_threads_are_equal(pair: tuple[WireClient, WireClient], algorithm: str) -> None:
    """The same letters make the same conversations; subjects with bare octets inside encoded words are left out."""
    chosen = ",".join(
        str(place) for place, letter in enumerate(LETTERS, start=1) if letter.partition(b"\r\n\r\n")[0].isascii()
    )
    theirs, ours = answers(pair, f"THREAD {algorithm} UTF-8 {chosen}")
    assert ours == theirs


@pytest.mark.parametrize("pattern", PATTERNS)
def test_lists_are_equal(pair: tuple[WireClient, WireClient], pattern: str) -> None:
    """The same patterns find the same names, apart from the special ones that each server brings."""
    theirs, ours = ({line[4] for line in each if line[1] == b"LIST"} for each in answers(pair, f"LIST {pattern}"))
    own = {b"Sent", b"Trash", b"Drafts", b"Archive", b"Junk"}
    assert ours - own == theirs - own
