# SPDX-License-Identifier: MIT
"""Each quirk, seen on the wire; profiles made of them."""

from pathlib import Path

import pytest

from tests.testserver.wire import Office
from testserver.profiles import PROFILES, NoSuchProfileError, NoSuchQuirkError, find_profile
from testserver.quirk_table import QUIRKS, quirk_table
from testserver.quirks import Quirk

PLAIN = (
    b"Date: Tue, 3 Feb 2026 04:05:06 +0000\r\nFrom: Anna <anna@example.org>\r\nTo: a@example.org, b@example.org\r\n"
    b"Subject: one\r\nMessage-ID: <one@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nfirst line\r\n"
)
MIXED = (
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny\r\n"
    b"--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nhello\r\n--b--\r\n"
)
# What shows each quirk, whatever it is.
DIALOGUE = (
    b"a1 CAPABILITY\r\n",
    b"a2 AUTHENTICATE LOGIN\r\n*\r\n",
    b"a3 LOGIN alice secret\r\n",
    b"1a NOOP\r\n",
    b"a4 ENABLE CONDSTORE\r\n",
    b"a5 SELECT INBOX\r\n",
    b'a6 ID ("name" "x")\r\n',
    b"a7 SELECT INBOX\r\n",
    b"a8 FETCH 1 (FLAGS RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE MODSEQ)\r\n",
    b"a9 FETCH 2 (FLAGS BODY BODYSTRUCTURE)\r\n",
    b"b1 FETCH 1 (UID BODY.PEEK[TEXT])\r\n",
    b"b2 FETCH 1 BODY.PEEK[TEXT]<0.5>\r\n",
    b'b3 FETCH 1 BODY.PEEK[HEADER.FIELDS ("Subject")]\r\n',
    b"b4 FETCH 2:1 UID\r\n",
    b"b5 FETCH 1 RFC822\r\n",
    b"b6 STATUS INBOX (MESSAGES)\r\n",
    b'b7 LIST "" *\r\n',
    b'b8 LIST (SPECIAL-USE) "" *\r\n',
    b'b9 LSUB "" *\r\n',
    b"c1 UID SEARCH ALL\r\n",
    b"c2 COPY 1 Sent\r\n",
    b"c3 NOOP\r\n",
    b"c4 CHECK\r\n",
    b'c5 XLIST "" *\r\n',
    b"c6 SEARCH " + b"ALL " * 5000 + b"ALL\r\n",
    b"c7 SEARCH " + b"ALL " * 2500 + b"ALL\r\n",
    b"c8 SEARCH " + b"ALL " * 500 + b"ALL\r\n",
    b"c9 IDLE\r\n",
    b"DONE\r\n",
    b"d1 NAMESPACE\r\n",
)


def played(profile: str) -> bytes:
    """Return everything that a server of this profile says, from its greeting on."""
    office = Office(PLAIN, MIXED, profile=profile)
    office.account.create("Sent")
    client = office.connect()
    return client.greeting + b"".join(client.heard(command) for command in DIALOGUE if not client.connection.closed)


@pytest.mark.parametrize("quirk", QUIRKS, ids=lambda quirk: str(quirk.name))
def test_each_quirk_is_seen_on_the_wire(quirk: Quirk) -> None:
    """What its example shows is said by a server that has the quirk, and not by one that has none."""
    without, with_it = played("all-mechanisms"), played(f"all-mechanisms+{quirk.name}")
    assert with_it != without
    assert quirk.example in with_it
    if quirk.name not in COMMON:
        assert not quirk.example or quirk.example not in without


# What these say stands in other places too.
COMMON = {"trailing-space", "end-in-idle", "duplicate-capability", "blank-line-after-body", "partial-ignored"}


def test_every_row_of_the_list_can_be_played() -> None:
    """The deviations are numbered from 1 to 45."""
    assert {row for quirk in QUIRKS for row in quirk.rows} == set(range(1, 46))
    assert len({quirk.name for quirk in QUIRKS}) == len(QUIRKS)


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_can_be_worked_with(profile: str) -> None:
    """A client that identifies itself can sign in and receive a letter from every profile."""
    client = Office(PLAIN, profile=profile).connect()
    client.say('a1 ID ("name" "x")')
    if not client.greeting.startswith(b"* PREAUTH"):
        client.say("a2 AUTHENTICATE PLAIN")
        client.say("AGFsaWNlAHNlY3JldA==")
    assert client.say("a3 SELECT INBOX")[-1].startswith("a3 OK")
    assert client.heard(b"a4 FETCH 1 BODY.PEEK[]\r\n").endswith(b"a4 OK FETCH completed\r\n")


def test_a_profile_takes_further_quirks() -> None:
    """Names follow the profile's, each after a plus sign; a wrong one is told with those there are."""
    found = find_profile("gmail+fetch-zero")
    assert [quirk.name for quirk in found.quirks[-2:]] == ["line-16384", "fetch-zero"]
    with pytest.raises(NoSuchProfileError, match="No profile 'x'"):
        find_profile("x+fetch-zero")
    with pytest.raises(NoSuchQuirkError, match="No quirk 'y'"):
        find_profile("default+y")


def test_the_documentation_shows_the_table_as_it_is() -> None:
    """docs/testserver.md holds exactly the table that the code draws."""
    document = Path(__file__).parents[2] / "docs" / "testserver.md"
    assert quirk_table() in document.read_text(encoding="utf-8")


def test_preauth_in_the_clear() -> None:
    """A client that needs STARTTLS meets a server that signs it in before: it must refuse."""
    assert Office(PLAIN, profile="preauth").connect(encrypted=False).greeting.startswith(b"* PREAUTH ")
