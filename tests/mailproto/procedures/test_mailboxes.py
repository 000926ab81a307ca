# SPDX-License-Identifier: MIT
"""Opening mailboxes, and listing them in the best way that each server has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailproto.commands import StatusItem
from mailproto.errors import CommandRejected
from mailproto.procedures import list_folders, list_subscribed, open_mailbox, quotas_of, special_folders
from mailproto.responses import ListData, MailboxStatus, QuotaData, QuotaResource
from mailproto.states import ConnectionState
from mailproto.vocabulary import MailboxAttribute, MailboxName
from tests.support.procedure_runner import run
from tests.support.sessions import session_in

AUTHENTICATED = ConnectionState.AUTHENTICATED
STATUS = "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"
DONE = b"%t OK done\r\n"
WHOLE = 'LIST "" * RETURN (SUBSCRIBED CHILDREN SPECIAL-USE STATUS ' + STATUS + ")"


@pytest.mark.parametrize(("read_only", "line"), [(False, "SELECT a"), (True, "EXAMINE a")])
def test_opening_a_mailbox(read_only: bool, line: str) -> None:  # noqa: FBT001 - the case table's column
    """To change it, or only to read."""
    session = session_in(AUTHENTICATED, "IMAP4rev1")
    result, lines = run(open_mailbox("a", read_only=read_only), session, {line: b"* 3 EXISTS\r\n%t OK done\r\n"})
    assert lines == [line]
    assert (result.exists, result.read_only) == (3, read_only)


def shown(folders: tuple[tuple[ListData, MailboxStatus | None], ...]) -> list[tuple[str, int | None]]:
    """Give each folder's name and how many letters it has, None where that is not known."""
    return [(folder.mailbox.text, numbers.messages if numbers else None) for folder, numbers in folders]


def test_folders_come_with_their_numbers_in_two_round_trips() -> None:
    """LIST, then every STATUS at once; a folder that holds no letters, or refuses, has none."""
    session = session_in(AUTHENTICATED, "IMAP4rev1")
    said = {
        'LIST "" *': b'* LIST () "/" INBOX\r\n* LIST (\\Noselect) "/" x\r\n* LIST () "/" shut\r\n' + DONE,
        f"STATUS INBOX {STATUS}": b"* STATUS INBOX (MESSAGES 3)\r\n%t OK done\r\n",
        f"STATUS shut {STATUS}": b"%t NO none of your business\r\n",
    }
    folders, lines = run(list_folders(), session, said)
    assert lines == ['LIST "" *', f"STATUS INBOX {STATUS}; STATUS shut {STATUS}"]
    assert shown(folders) == [("INBOX", 3), ("x", None), ("shut", None)]


def test_folders_come_with_their_numbers_in_one_round_trip() -> None:
    """RFC 5819 with RFC 5258 and RFC 6154: what they are for, and whether they are subscribed, too."""
    session = session_in(AUTHENTICATED, "IMAP4rev1 LIST-EXTENDED LIST-STATUS SPECIAL-USE")
    said = {
        WHOLE: (
            b'* LIST (\\Subscribed) "/" INBOX\r\n* STATUS INBOX (MESSAGES 3)\r\n'
            b'* LIST (\\NonExistent) "/" x\r\n* LIST (\\Sent) "/" y\r\n* STATUS y (MESSAGES 0)\r\n' + DONE
        )
    }
    folders, lines = run(list_folders(), session, said)
    assert lines[0] == WHOLE
    assert shown(folders) == [("INBOX", 3), ("x", None), ("y", 0)]
    assert folders[2][0].attributes == {MailboxAttribute(r"\Sent")}


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 LIST-STATUS", "IMAP4rev1 IMAP4rev2"])
def test_no_more_is_asked_than_the_server_can(capabilities: str) -> None:
    """LIST-STATUS alone returns no attributes; IMAP4rev2 has those of RFC 5258 but for SPECIAL-USE."""
    session = session_in(AUTHENTICATED, capabilities)
    attributes = "SUBSCRIBED CHILDREN " if "rev2" in capabilities else ""
    line = f'LIST "Вх/" % RETURN ({attributes}STATUS (SIZE))'.replace("Вх", "&BBIERQ-").replace('"', "")
    _, lines = run(list_folders("Вх/", "%", items=("X-SIZE",)), session, {})
    assert lines[0] == line.replace("SIZE", "X-SIZE")


def test_numbers_that_the_server_left_out_are_asked_for() -> None:
    """RFC 5819, 2: it may drop them."""
    session = session_in(AUTHENTICATED, "IMAP4rev1 LIST-EXTENDED LIST-STATUS SPECIAL-USE")
    said = {
        WHOLE: b'* LIST () "/" a\r\n* STATUS a (MESSAGES 3)\r\n* LIST () "/" b\r\n' + DONE,
        f"STATUS b {STATUS}": b"* STATUS b (MESSAGES 7)\r\n" + DONE,
    }
    folders, lines = run(list_folders(), session, said)
    assert lines == [WHOLE, f"STATUS b {STATUS}"]
    assert shown(folders) == [("a", 3), ("b", 7)]


@pytest.mark.parametrize("refusal", [b"%t NO not today\r\n", b"%t BAD what\r\n"])
def test_what_is_offered_and_refused_is_asked_the_old_way(refusal: bytes) -> None:
    """First without the numbers, then as every server reads it."""
    session = session_in(AUTHENTICATED, "IMAP4rev1 LIST-EXTENDED LIST-STATUS SPECIAL-USE")
    attributes = 'LIST "" * RETURN (SUBSCRIBED CHILDREN SPECIAL-USE)'
    said = {WHOLE: refusal, attributes: refusal, 'LIST "" *': b'* LIST (\\Noselect) "/" a\r\n' + DONE}
    folders, lines = run(list_folders(), session, said)
    assert lines[:3] == [WHOLE, attributes, 'LIST "" *']
    assert shown(folders) == [("a", None)]


def test_a_server_that_lists_nothing_at_all_says_why() -> None:
    """The last refusal is the caller's."""
    session = session_in(AUTHENTICATED, "IMAP4rev1")
    with pytest.raises(CommandRejected, match="not today"):
        run(list_folders(), session, {'LIST "" *': b"%t NO not today\r\n"})


def test_xlist_is_asked_where_there_is_nothing_newer() -> None:
    """Its attributes are those of RFC 6154 under other names, and INBOX has a name in the person's language."""
    session = session_in(AUTHENTICATED, "IMAP4rev1 XLIST")
    said = {
        'XLIST "" *': (
            b'* XLIST (\\HasNoChildren \\Inbox) "/" "&BBIERQ-"\r\n* XLIST (\\Spam) "/" junk\r\n'
            b'* XLIST (\\AllMail) "/" everything\r\n* XLIST (\\Starred) "/" stars\r\n* XLIST (\\Sent) "/" out\r\n'
            + DONE
        )
    }
    found, _ = run(special_folders(), session, said)
    assert {use: [each.mailbox.text for each in listed] for use, listed in found.items()} == {
        r"\All": ["everything"], r"\Flagged": ["stars"], r"\Junk": ["junk"], r"\Sent": ["out"],
    }  # fmt: skip
    folders, lines = run(list_folders(items=(StatusItem.MESSAGES,)), session, said)
    assert lines[1].startswith("STATUS INBOX (MESSAGES); STATUS junk")
    assert folders[0] == (replace(folders[0][0], mailbox=MailboxName("INBOX")), None)


def test_an_xlist_that_says_nothing_is_no_answer() -> None:
    """Deviation 42: strato.de."""
    session = session_in(AUTHENTICATED, "IMAP4rev1 XLIST")
    folders, lines = run(list_folders(), session, {'LIST "" *': b'* LIST (\\Noselect) "/" a\r\n' + DONE})
    assert lines[:2] == ['XLIST "" *', 'LIST "" *']
    assert shown(folders) == [("a", None)]


@pytest.mark.parametrize(
    ("capabilities", "line"),
    [
        ("IMAP4rev1 LIST-EXTENDED", 'LIST (SUBSCRIBED) "" *'),
        ("IMAP4rev2", 'LIST (SUBSCRIBED) "" *'),
        ("IMAP4rev1 IMAP4rev2", 'LIST (SUBSCRIBED) "" *'),  # deviation 16: Exchange answers LSUB with BAD
        ("IMAP4rev1", 'LSUB "" *'),
    ],
)
def test_what_is_subscribed_is_listed_or_told_by_lsub(capabilities: str, line: str) -> None:
    """RFC 9051, appendix E: LSUB is gone."""
    session = session_in(AUTHENTICATED, capabilities)
    name = line.partition(" ")[0].encode()
    found, lines = run(list_subscribed(), session, {line: b'* %b (\\Subscribed) "/" a\r\n' % name + DONE})
    assert lines == [line]
    assert [each.mailbox.text for each in found] == ["a"]


def test_where_nothing_can_be_subscribed_everything_counts_as_if_it_were() -> None:
    """Deviation 16: Exchange does not know LSUB; a refusal for another reason is the caller's."""
    session = session_in(AUTHENTICATED, "IMAP4rev1")
    said = {'LSUB "" *': b"%t BAD Command Error. 12\r\n", 'LIST "" *': b'* LIST () "/" a\r\n' + DONE}
    found, lines = run(list_subscribed(), session, said)
    assert lines == list(said)
    assert [each.mailbox.text for each in found] == ["a"]
    with pytest.raises(CommandRejected, match="not today"):
        run(list_subscribed(), session, {'LSUB "" *': b"%t NO not today\r\n"})


LISTED = b'* LIST (\\Sent \\Archive) "/" out\r\n* LIST (\\Sent) "/" older\r\n* LIST () "/" a\r\n' + DONE


@pytest.mark.parametrize(
    ("capabilities", "said", "sent"),
    [
        ("IMAP4rev1 SPECIAL-USE", {'LIST (SPECIAL-USE) "" *': LISTED}, 1),
        # deviation 26: the bridge of ProtonMail
        (
            "IMAP4rev1 SPECIAL-USE",
            {'LIST (SPECIAL-USE) "" *': b"%t BAD what\r\n", 'LIST "" * RETURN (SPECIAL-USE)': LISTED},
            2,
        ),
        (
            "IMAP4rev1 SPECIAL-USE",
            {
                'LIST (SPECIAL-USE) "" *': b"%t BAD what\r\n",
                'LIST "" * RETURN (SPECIAL-USE)': b"%t BAD what\r\n",
                'LIST "" *': LISTED,
            },
            3,
        ),
        ("IMAP4rev1", {'LIST "" *': LISTED}, 1),
    ],
)
def test_what_mailboxes_are_for(capabilities: str, said: dict[str, bytes], sent: int) -> None:
    """RFC 6154, 2: one may be for several things, and several for one."""
    found, lines = run(special_folders(), session_in(AUTHENTICATED, capabilities), said)
    assert lines == list(said)
    assert len(lines) == sent
    assert {use: [each.mailbox.text for each in listed] for use, listed in found.items()} == {
        r"\Archive": ["out"],
        r"\Sent": ["out", "older"],
    }


def test_how_much_may_be_kept() -> None:
    """RFC 9208, 4.1.2; a server without quotas is not asked."""
    session = session_in(AUTHENTICATED, "IMAP4rev1 QUOTA")
    said = {"GETQUOTAROOT INBOX": b'* QUOTAROOT INBOX ""\r\n* QUOTA "" (STORAGE 1 2)\r\n' + DONE}
    assert run(quotas_of("INBOX"), session, said)[0] == (QuotaData("", {"STORAGE": QuotaResource(1, 2)}),)
    assert run(quotas_of("INBOX"), session_in(AUTHENTICATED, "IMAP4rev1"), {}) == ((), [])
