# SPDX-License-Identifier: MIT
"""SELECT, EXAMINE and CLOSE with IMAP4rev2, CONDSTORE and QRESYNC."""

import pytest

from tests.testserver.wire import LETTER, NOW, Client, Office
from testserver.letter import Letter


def enabled(office: Office, *words: str) -> Client:
    """Return a client that has signed in and enabled extensions."""
    client = office.connect()
    client.say("a LOGIN alice secret")
    client.say(f"b ENABLE {' '.join(words)}")
    return client


def test_imap4rev2_tells_the_name_and_nothing_recent() -> None:
    r"""Once IMAP4rev2 is enabled SELECT tells LIST; RECENT, UNSEEN and \Recent are gone (RFC 9051 6.3.2, E)."""
    office = Office(LETTER)
    client = enabled(office, "IMAP4rev2")
    lines = client.say("c SELECT inbox")
    assert r'* LIST (\HasNoChildren) "/" "INBOX"' in lines
    assert not any("RECENT" in line or "UNSEEN" in line for line in lines)
    office.inbox.add(Letter(LETTER), [], NOW)
    assert client.say("d NOOP") == ["* 2 EXISTS", "d OK Completed"]
    assert client.say("e FETCH 1:2 FLAGS")[:2] == ["* 1 FETCH (FLAGS ())", "* 2 FETCH (FLAGS ())"]


def test_another_select_tells_that_the_first_is_closed() -> None:
    """CLOSED divides what is told of the one mailbox from what is told of the other (RFC 9051 section 7.1)."""
    client = Office(LETTER).select()
    assert client.say("c SELECT INBOX")[0] == "* OK [CLOSED] The mailbox before is closed"
    minimal = Office(LETTER, profile="minimal").select()
    assert "CLOSED" not in "".join(minimal.say("c SELECT INBOX"))
    assert minimal.say("d SELECT INBOX (CONDSTORE)")[-1].startswith("d BAD ")


def test_names_travel_in_utf8_once_enabled() -> None:
    """IMAP4rev2 names mailboxes in UTF-8, composed; `&` stands for itself (RFC 9051 section 5.1)."""
    office = Office()
    client = enabled(office, "IMAP4rev2")
    assert client.say('c CREATE "Учёба & Co"')[0].startswith("c OK ")
    assert "Учёба & Co" in office.account.mailboxes
    answer = client.heard('d LIST "" "Уче\N{COMBINING DIAERESIS}ба*"\r\n'.encode())
    assert '"/" "Учёба & Co"\r\n'.encode() in answer
    assert client.heard(b'e CREATE "\xff"\r\n').startswith(b"e NO [CANNOT] ")
    assert client.heard(b'f CREATE "a\x01"\r\n').startswith(b"f NO [CANNOT] ")
    assert '"&BCMERwRRBDEEMA- &- Co"' in "".join(office.select().say('c LIST "" *'))


def test_condstore_may_be_enabled_by_select() -> None:
    """From SELECT (CONDSTORE) on, changes are told with UID and MODSEQ, answers are not (RFC 7162 3.2.4)."""
    office = Office(LETTER)
    client = office.connect()
    client.say("a LOGIN alice secret")
    assert "* OK [HIGHESTMODSEQ 1] Highest" in client.say("b SELECT INBOX (CONDSTORE)")
    assert client.say("c FETCH 1 FLAGS")[0] == r"* 1 FETCH (FLAGS ())"
    office.inbox.set_flags(1, ["\\Seen"])
    assert client.say("d NOOP")[0] == r"* 1 FETCH (UID 1 FLAGS (\Seen) MODSEQ (2))"
    client.say("e STORE 1 FLAGS ()")
    assert client.say("f FETCH 1 (BODY[TEXT]<0.1>)")[1] == r"f FLAGS (\Seen) MODSEQ (4))"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("ENABLE CONDSTORE", "* ENABLED CONDSTORE"),
        ("STATUS INBOX (HIGHESTMODSEQ)", '* STATUS "INBOX" (HIGHESTMODSEQ 1)'),
        ("FETCH 1 MODSEQ", "* 1 FETCH (MODSEQ (1))"),
        ("FETCH 1 FLAGS (CHANGEDSINCE 1)", "c OK FETCH completed"),
        ("STORE 1 (UNCHANGEDSINCE 1) -FLAGS.SILENT (\\Seen)", "* 1 FETCH (UID 1 MODSEQ (1))"),
        ("SEARCH MODSEQ 2", "* SEARCH"),
    ],
)
def test_each_enabling_command_tells_where_the_mailbox_stands(command: str, answer: str) -> None:
    """A CONDSTORE enabling command tells HIGHESTMODSEQ of what is selected, the first time (RFC 7162 section 3.1)."""
    client = Office(LETTER).select()
    lines = client.say(f"c {command}")
    assert "* OK [HIGHESTMODSEQ 1] Highest" in lines
    assert answer in lines
    assert "* OK [HIGHESTMODSEQ 1] Highest" not in client.say("d FETCH 1 MODSEQ")


@pytest.fixture
def changed() -> Office:
    """Return a mailbox with UIDs 2, 4, 5, 6: since modification sequence 2 two went, one was flagged, one came."""
    office = Office(LETTER, LETTER, LETTER, LETTER, LETTER)
    office.inbox.expunge(1)  # 2
    office.inbox.expunge(3)  # 3
    office.inbox.set_flags(4, ["\\Seen"])  # 4
    office.inbox.add(Letter(LETTER), [], NOW)  # 5
    return office


@pytest.mark.parametrize(
    ("parameters", "vanished", "uids"),
    [
        ("1", "1,3", [4, 6]),
        ("2", "3", [4, 6]),
        ("3", None, [4, 6]),
        ("4", None, [6]),
        ("5", None, []),
        ("1 1:2,5", "1", []),
        ("1 3:4", "3", [4]),
        ("1 1:5 (1 2)", "3", [4]),
        ("1 (1:2 2,4)", None, [4, 6]),
        ("1 1:5 (1:3 2:4)", "3", [4]),
    ],
)
def test_qresync_tells_what_changed(changed: Office, parameters: str, vanished: str | None, uids: list[int]) -> None:
    """Expunges and flags since the sequence, of the UIDs known, above what the sample proves (RFC 7162 3.2.5)."""
    client = enabled(changed, "QRESYNC")
    lines = client.say(f"c SELECT INBOX (QRESYNC ({changed.inbox.uidvalidity} {parameters}))")
    assert [line for line in lines if "VANISHED" in line] == ([f"* VANISHED (EARLIER) {vanished}"] if vanished else [])
    assert [line.split("UID ")[1].split()[0] for line in lines if " FETCH " in line] == [str(uid) for uid in uids]
    assert all("MODSEQ (" in line and "FLAGS (" in line for line in lines if " FETCH " in line)
    assert lines[-1] == "c OK [READ-WRITE] Selected"


def test_qresync_of_another_uidvalidity_tells_nothing(changed: Office) -> None:
    """With another UIDVALIDITY the rest is ignored (RFC 7162 section 3.2.5)."""
    client = enabled(changed, "QRESYNC")
    lines = client.say("c SELECT INBOX (QRESYNC (1 1 1:6))")
    assert not any("VANISHED" in line or "FETCH" in line for line in lines)
    assert lines[-1] == "c OK [READ-WRITE] Selected"


@pytest.mark.parametrize(
    "parameters",
    [
        "(QRESYNC (1))",
        "(QRESYNC (1 0))",
        "(QRESYNC (1 1 1:*))",
        "(QRESYNC (1 1 (1 2 3)))",
        "(QRESYNC (1 1 $))",
        "(NONSENSE)",
        "()",
        "(CONDSTORE",
        "(CONDSTORE) x",
    ],
)
def test_select_parameters_that_are_malformed_are_bad(parameters: str) -> None:
    """What is not valid leaves the mailbox unselected (RFC 7162 section 3.2.5)."""
    client = enabled(Office(LETTER), "QRESYNC")
    assert client.say(f"c SELECT INBOX {parameters}")[0].startswith("c BAD ")
    assert client.session.view is None


def test_qresync_must_be_enabled_first() -> None:
    """QRESYNC without ENABLE is BAD (RFC 7162 section 3.2.5)."""
    client = Office(LETTER).select()
    assert client.say("c SELECT INBOX (QRESYNC (1 1))")[0].startswith("c BAD ")
    assert client.say("d UID FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)")[0].startswith("d BAD ")


def test_vanished_stands_for_expunge_once_enabled() -> None:
    """With QRESYNC expunges are told as UIDs, and EXPUNGE says where the mailbox stands (RFC 7162 3.2.7, 3.2.10)."""
    office = Office(*[LETTER] * 6)
    client = enabled(office, "QRESYNC")
    client.say("c SELECT INBOX")
    client.say("d STORE 1,3:4 +FLAGS.SILENT (\\Deleted)")
    assert client.say("e EXPUNGE") == ["* VANISHED 1,3:4", "e OK [HIGHESTMODSEQ 7] EXPUNGE completed"]
    assert client.say("f EXPUNGE") == ["f OK EXPUNGE completed"]
    office.inbox.expunge(2)
    assert client.say("g FETCH 1 FLAGS")[0] == "* 1 FETCH (FLAGS ())"
    assert client.say("h NOOP") == ["* VANISHED 2", "h OK Completed"]
    assert client.say("i UID FETCH 1:6 FLAGS (CHANGEDSINCE 5 VANISHED)") == [
        "* VANISHED (EARLIER) 2:4",
        "i OK FETCH completed",
    ]
    assert client.say("j CLOSE") == ["j OK CLOSE completed"]
