# SPDX-License-Identifier: MIT
"""What can be asked of data about mailboxes."""

from __future__ import annotations

import pytest

from mailproto.errors import LocalProtocolError
from mailproto.mailbox_data import ListData, MailboxStatus, Namespace, NamespaceData
from mailproto.vocabulary import MailboxAttribute, MailboxName

INBOX = MailboxName("INBOX")


def listed(name: str, delimiter: str | None = "/", *attributes: str) -> ListData:
    """Make what LIST tells of a mailbox."""
    return ListData(frozenset(map(MailboxAttribute, attributes)), delimiter, MailboxName(name))


def test_a_name_has_levels_where_the_server_has_a_hierarchy() -> None:
    """RFC 9051, 5.1.1: with whatever delimiter, or none."""
    assert listed("a/b.c").levels == ("a", "b.c")
    assert listed("a/b.c", ".").levels == ("a/b", "c")
    assert listed("a/b.c", None).levels == ("a/b.c",)


def test_only_what_is_there_can_be_selected() -> None:
    r"""RFC 9051, 7.3.1: not \Noselect, nor \NonExistent."""
    assert listed("a", "/", r"\HasChildren").selectable
    assert not listed("a", "/", r"\noselect").selectable
    assert not listed("a", "/", r"\NonExistent", r"\Subscribed").selectable


def test_every_item_of_status_has_its_name() -> None:
    """RFC 9051, 6.3.11 and the RFCs that add to it."""
    items = ("MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "DELETED", "SIZE", "HIGHESTMODSEQ",
             "DELETED-STORAGE", "APPENDLIMIT")  # fmt: skip
    status = MailboxStatus(INBOX, {item: number for number, item in enumerate(items, 1)}, {"MAILBOXID": b"(F22)"})
    assert (status.messages, status.recent, status.uid_next, status.uid_validity, status.unseen) == (1, 2, 3, 4, 5)
    assert (status.deleted, status.size, status.highest_mod_seq, status.deleted_storage) == (6, 7, 8, 9)
    assert (status.append_limit, status.mailbox_id) == (10, "F22")


def test_what_was_not_told_is_none() -> None:
    """Nor are the noughts that some servers send where there is nothing (deviation 33), nor NIL."""
    noughts = dict.fromkeys(("UIDNEXT", "UIDVALIDITY", "HIGHESTMODSEQ"), 0)
    for status in (
        MailboxStatus(INBOX, {}),
        MailboxStatus(INBOX, noughts, {"MAILBOXID": b"NIL", "APPENDLIMIT": b"NIL"}),
        MailboxStatus(INBOX, noughts, {"MAILBOXID": b"()"}),
    ):
        assert status.messages is None
        assert status.recent is None
        assert status.uid_next is None
        assert status.uid_validity is None
        assert status.unseen is None
        assert status.deleted is None
        assert status.size is None
        assert status.highest_mod_seq is None
        assert status.deleted_storage is None
        assert status.append_limit is None
        assert status.mailbox_id is None


OWN, ARCHIVE = Namespace(MailboxName(""), "/"), Namespace(MailboxName("#archive/"), "/")
OTHERS, NEWS = Namespace(MailboxName("~"), "/"), Namespace(MailboxName("#news."), ".")
FLAT = Namespace(MailboxName("flat"), None)
EVERYWHERE = NamespaceData((OWN, ARCHIVE), (OTHERS,), (NEWS,))


@pytest.mark.parametrize(
    ("namespace", "levels", "name"),
    [
        (OWN, ("a",), "a"),
        (ARCHIVE, ("a", "b.c"), "#archive/a/b.c"),
        (NEWS, ("a", "b/c"), "#news.a.b/c"),
        (OTHERS, ("bob",), "~bob"),
        (FLAT, ("a/b",), "flata/b"),
    ],
)
def test_a_mailbox_is_named_by_its_namespace(namespace: Namespace, levels: tuple[str, ...], name: str) -> None:
    """RFC 9051, 6.3.10: its prefix as it is, and between levels its delimiter."""
    assert namespace.name(*levels) == MailboxName(name)


@pytest.mark.parametrize(
    ("namespace", "levels"), [(OWN, ("a/b",)), (OWN, ("a", "")), (OWN, ("",)), (NEWS, ("a.b", "c")), (FLAT, ("a", "b"))]
)
def test_a_level_can_hold_no_delimiter(namespace: Namespace, levels: tuple[str, ...]) -> None:
    """It would become two; nor can there be levels where there is no hierarchy."""
    with pytest.raises(LocalProtocolError, match="a level is empty or holds the delimiter"):
        namespace.name(*levels)


@pytest.mark.parametrize(
    ("name", "namespace"),
    [
        ("a", OWN),
        ("#archive/a", ARCHIVE),
        ("#archive", ARCHIVE),
        ("~bob/a", OTHERS),
        ("#news.a", NEWS),
        ("#newsa", OWN),
        ("inbox", OWN),
    ],
)
def test_a_mailbox_is_in_the_namespace_with_the_longest_prefix(name: str, namespace: Namespace) -> None:
    """INBOX is the person's own, whatever the prefixes are."""
    assert EVERYWHERE.of(MailboxName(name)) is namespace


def test_a_mailbox_may_be_in_no_namespace_that_is_told() -> None:
    """As INBOX on a server of public folders."""
    assert NamespaceData(shared=(NEWS,)).of(INBOX) is None
    assert NamespaceData((Namespace(MailboxName("INBOX."), "."),)).of(MailboxName("a")) is None
