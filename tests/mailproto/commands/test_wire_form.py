# SPDX-License-Identifier: MIT
"""Every command's line, and what may not be put into one."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from mailproto.authentication import Exchange, LoginMechanism, Plain
from mailproto.commands import (
    AclAction,
    Append,
    Authenticate,
    Body,
    Capability,
    Check,
    Close,
    Command,
    Compress,
    Copy,
    Create,
    Delete,
    DeleteAcl,
    Depth,
    Enable,
    Examine,
    Expunge,
    Fetch,
    FetchItem,
    GetAcl,
    GetMetadata,
    GetQuota,
    GetQuotaRoot,
    Id,
    Idle,
    List,
    ListDetails,
    ListReturn,
    ListRights,
    ListSelection,
    Login,
    Logout,
    Lsub,
    Move,
    MyRights,
    Namespace,
    NewMessage,
    Noop,
    Notify,
    Rename,
    Replace,
    Search,
    Select,
    SetAcl,
    SetMetadata,
    SetQuota,
    Sort,
    SortKey,
    StartTls,
    Status,
    StatusItem,
    Store,
    StoreAction,
    Subscribe,
    Thread,
    ThreadAlgorithm,
    UidCopy,
    UidExpunge,
    UidFetch,
    UidMove,
    UidReplace,
    UidSearch,
    UidSort,
    UidStore,
    UidThread,
    Unselect,
    Unsubscribe,
    Xlist,
    split_by_line,
)
from mailproto.commands import search_keys as keys
from mailproto.commands.base import Collector
from mailproto.errors import LocalProtocolError
from mailproto.message_data import BodySection
from mailproto.printer import LiteralForm, WireStyle
from mailproto.responses import StatusResponse
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import COMMANDS, Pipelining
from mailproto.vocabulary import SEEN, MailboxName, Right, SequenceNumber, Uid
from mailproto.vocabulary import Status as Word

NUMBERS = SequenceSet.parse(b"2:4")
UIDS = UidSet.parse(b"7,9")
DAY = date(1994, 2, 1)
MOMENT = datetime(1996, 7, 7, 2, 44, 25, tzinfo=timezone(timedelta(hours=-7)))
PLUS = WireStyle(LiteralForm.LITERAL_PLUS, initial_response=True)

WIRE: list[tuple[Command[Any], bytes]] = [
    (Capability(), b"CAPABILITY"),
    (Noop(), b"NOOP"),
    (Idle(), b"IDLE"),
    (Notify(), b"NOTIFY NONE"),
    (Compress(), b"COMPRESS DEFLATE"),
    (Logout(), b"LOGOUT"),
    (StartTls(), b"STARTTLS"),
    (Login("alice", "secret"), b"LOGIN alice secret"),
    (Login("alice", ""), b'LOGIN alice ""'),
    (Authenticate(Plain("a", "b")), b"AUTHENTICATE PLAIN AGEAYg=="),
    (Authenticate(LoginMechanism("a", "b")), b"AUTHENTICATE LOGIN"),
    (Enable(("UTF8=ACCEPT", "CONDSTORE")), b"ENABLE UTF8=ACCEPT CONDSTORE"),
    (Select("inBox"), b"SELECT inBox"),
    (Examine(MailboxName("Вх")), b"EXAMINE &BBIERQ-"),
    (Create("a"), b"CREATE a"),
    (Delete("a b"), b'DELETE "a b"'),
    (Rename("a", "b"), b"RENAME a b"),
    (Subscribe("a"), b"SUBSCRIBE a"),
    (Unsubscribe("a"), b"UNSUBSCRIBE a"),
    (List(), b'LIST "" *'),
    (List("a/", "%"), b"LIST a/ %"),
    (Lsub(), b'LSUB "" *'),
    (Xlist("", "%"), b'XLIST "" %'),
    (List("", ("INBOX", "a b", "Вх*")), b'LIST "" (INBOX "a b" &BBIERQ-*)'),
    (
        List("", "%", (ListSelection.REMOTE, ListSelection.SUBSCRIBED), (ListReturn.CHILDREN, ListReturn.SPECIAL_USE)),
        b'LIST (REMOTE SUBSCRIBED) "" % RETURN (CHILDREN SPECIAL-USE)',
    ),
    (
        ListDetails("", "%", (), ("CHILDREN",), (StatusItem.UNSEEN,), rights=True, metadata=("/shared/comment",)),
        b'LIST "" % RETURN (CHILDREN MYRIGHTS METADATA (/shared/comment) STATUS (UNSEEN))',
    ),
    (Namespace(), b"NAMESPACE"),
    (Status("a"), b"STATUS a (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"),
    (Status("a", ("X-Y",)), b"STATUS a (X-Y)"),
    (Id(), b"ID NIL"),
    (Id({"name": "Konvert", "os": None}), b'ID ("name" "Konvert" "os" NIL)'),
    (GetQuota(""), b'GETQUOTA ""'),
    (GetQuotaRoot("a"), b"GETQUOTAROOT a"),
    (SetQuota("#user/a", {}), b"SETQUOTA #user/a ()"),
    (SetQuota("a", {"STORAGE": 512, "MESSAGE": 0}), b"SETQUOTA a (STORAGE 512 MESSAGE 0)"),
    (SetAcl("a", "b", "lr"), b"SETACL a b lr"),
    (SetAcl("a", "b", ""), b'SETACL a b ""'),
    (SetAcl("a", "-b", (Right.READ, "0"), AclAction.ADD), b"SETACL a -b +r0"),
    (SetAcl("a", "b", {"w"}, AclAction.REMOVE), b"SETACL a b -w"),
    (DeleteAcl("a", "b c"), b'DELETEACL a "b c"'),
    (GetAcl("a"), b"GETACL a"),
    (ListRights("a", "anyone"), b"LISTRIGHTS a anyone"),
    (MyRights("a"), b"MYRIGHTS a"),
    (GetMetadata("", ("/shared/comment",)), b'GETMETADATA "" /shared/comment'),
    (
        GetMetadata("a", ("/shared/comment", "/private/x y"), Depth.ALL, 1024),
        b'GETMETADATA (MAXSIZE 1024 DEPTH infinity) a (/shared/comment "/private/x y")',
    ),
    (GetMetadata("a", ("/private/a",), Depth.CHILDREN), b"GETMETADATA (DEPTH 1) a /private/a"),
    (
        SetMetadata("a", {"/private/a": b'x"y', "/shared/b": None, "/shared/c": b"NIL", "/shared/d": b""}),
        b'SETMETADATA a (/private/a "x\\"y" /shared/b NIL /shared/c "NIL" /shared/d "")',
    ),
    (
        SetMetadata("a", {"/private/a": b"1\r\n2", "/private/b": b"\xd1\x91"}),
        b"SETMETADATA a (/private/a {4+}\r\n1\r\n2 /private/b {2+}\r\n\xd1\x91)",
    ),
    (SetMetadata("", {"/private/a": b"\0"}), b'SETMETADATA "" (/private/a ~{1+}\r\n\0)'),
    (Append("a", b"x"), b"APPEND a {1+}\r\nx"),
    (
        Append("a", b"x", (SEEN,), MOMENT),
        b'APPEND a (\\Seen) " 7-Jul-1996 02:44:25 -0700" {1+}\r\nx',
    ),
    (Check(), b"CHECK"),
    (Close(), b"CLOSE"),
    (Unselect(), b"UNSELECT"),
    (Expunge(), b"EXPUNGE"),
    (Fetch(NUMBERS, FetchItem.ALL), b"FETCH 2:4 ALL"),
    (Fetch(NUMBERS, (FetchItem.FLAGS, "X-GM-MSGID")), b"FETCH 2:4 (FLAGS X-GM-MSGID)"),
    (Fetch(NUMBERS, Body(peek=False)), b"FETCH 2:4 BODY[]"),
    (UidFetch(UIDS, Body(BodySection((1, 2), "MIME"))), b"UID FETCH 7,9 BODY.PEEK[1.2.MIME]"),
    (UidFetch(UIDS, Body(BodySection(text="TEXT"), partial=(0, 9))), b"UID FETCH 7,9 BODY.PEEK[TEXT]<0.9>"),
    (UidFetch(UIDS, Body(BodySection((1,), binary=True))), b"UID FETCH 7,9 BINARY.PEEK[1]"),
    (
        Fetch(NUMBERS, Body(BodySection(text="HEADER.FIELDS", fields=("From", "To")))),
        b"FETCH 2:4 BODY.PEEK[HEADER.FIELDS (FROM TO)]",
    ),
    (Store(NUMBERS, StoreAction.ADD, (SEEN,)), rb"STORE 2:4 +FLAGS (\Seen)"),
    (UidStore(UIDS, StoreAction.REMOVE, (), silent=True), b"UID STORE 7,9 -FLAGS.SILENT ()"),
    (UidStore(UIDS, StoreAction.REPLACE, ("a",)), b"UID STORE 7,9 FLAGS (a)"),
    (Copy(NUMBERS, "a"), b"COPY 2:4 a"),
    (UidCopy(UIDS, "a"), b"UID COPY 7,9 a"),
    (Move(NUMBERS, "a"), b"MOVE 2:4 a"),
    (UidMove(UIDS, "a"), b"UID MOVE 7,9 a"),
    (UidExpunge(UIDS), b"UID EXPUNGE 7,9"),
    (Replace(SequenceNumber(4), "a", NewMessage(b"x", (SEEN,))), b"REPLACE 4 a (\\Seen) {1+}\r\nx"),
    (UidReplace(Uid(7), "a", NewMessage(b"x")), b"UID REPLACE 7 a {1+}\r\nx"),
    (Search(keys.ALL), b"SEARCH ALL"),
    (Search(keys.Before(DAY) & keys.On(DAY)), b"SEARCH BEFORE 1-Feb-1994 ON 1-Feb-1994"),
    (Search(keys.Since(DAY)), b"SEARCH SINCE 1-Feb-1994"),
    (Search(keys.From("a") & keys.To("b c")), b'SEARCH FROM "a" TO "b c"'),
    (Search(keys.Keyword("$Forwarded") & keys.Unkeyword("x")), b"SEARCH KEYWORD $Forwarded UNKEYWORD x"),
    (Search(keys.Messages(NUMBERS) & keys.Messages(UIDS)), b"SEARCH 2:4 UID 7,9"),
    (Search(keys.Subject("ё")), b"SEARCH CHARSET UTF-8 SUBJECT {2+}\r\n\xd1\x91"),
    (UidSearch(keys.Text("a") & keys.UNSEEN), b'UID SEARCH TEXT "a" UNSEEN'),
    (Sort((SortKey.DATE,), keys.ALL), b"SORT (DATE) UTF-8 ALL"),
    (UidSort((SortKey.SUBJECT, SortKey.DATE.descending), keys.ALL), b"UID SORT (SUBJECT REVERSE DATE) UTF-8 ALL"),
    (Thread(ThreadAlgorithm.REFERENCES, keys.ALL), b"THREAD REFERENCES UTF-8 ALL"),
    (UidThread(ThreadAlgorithm.ORDERED_SUBJECT, keys.ALL), b"UID THREAD ORDEREDSUBJECT UTF-8 ALL"),
]  # fmt: skip


def line(command: Command[Any], style: WireStyle = PLUS) -> bytes:
    """Give the command's line as it goes over the wire."""
    pieces, _ = command.begin(style)
    return b"".join(piece.data for piece in pieces)


@pytest.mark.parametrize(("command", "wire"), WIRE, ids=lambda each: str(each)[:60])
def test_a_command_is_written_as_the_rfc_has_it(command: Command[Any], wire: bytes) -> None:
    """The line without its tag, with literals that wait for nothing."""
    assert line(command) == wire + b"\r\n"


def test_every_command_of_the_table_is_written() -> None:
    """The case table forgets none, and each knows its own rule."""
    assert {command.name for command, _ in WIRE} == set(COMMANDS)
    assert all(command.rule is COMMANDS[command.name] for command, _ in WIRE)


def test_a_charset_is_not_named_where_all_is_utf8() -> None:
    """RFC 6855, 3: after ENABLE UTF8=ACCEPT the server refuses CHARSET."""
    assert line(Search(keys.Subject("ё")), WireStyle(utf8=True)) == 'SEARCH SUBJECT "ё"\r\n'.encode()


@pytest.mark.parametrize(
    ("style", "wire"), [(WireStyle(), b"AUTHENTICATE PLAIN\r\n"), (PLUS, b"AUTHENTICATE PLAIN AGEAYg==\r\n")]
)
def test_a_first_response_goes_along_only_where_it_is_read(style: WireStyle, wire: bytes) -> None:
    """RFC 4959: without SASL-IR the server asks for it."""
    assert line(Authenticate(Plain("a", "b")), style) == wire


class Silent(Exchange):
    """A mechanism whose first response is empty, such as EXTERNAL."""

    name = "EXTERNAL"
    client_first = True
    plain_text = False

    def start(self) -> Silent:
        """Begin."""
        return self

    def respond(self, challenge: bytes) -> bytes:
        """Say nothing, whatever is asked."""
        return challenge[:0]


def test_an_empty_first_response_is_an_equals_sign() -> None:
    """RFC 9051, 6.2.2."""
    assert line(Authenticate(Silent())) == b"AUTHENTICATE EXTERNAL =\r\n"


def test_only_what_shows_the_password_says_so() -> None:
    """LOGIN, and mechanisms that send it as it is."""
    showing = [Login("a", "b"), Authenticate(Plain("a", "b")), Authenticate(LoginMechanism("a", "b"))]
    assert all(command.shows_password for command in showing)
    assert not Authenticate(Silent()).shows_password
    assert not Noop().shows_password


@pytest.mark.parametrize("command", [Login("alice", "secret"), Authenticate(Plain("alice", "secret"))])
def test_a_command_shows_its_password_to_nobody(command: Command[Any]) -> None:
    """Neither repr nor what a transcript may tell."""
    pieces, _ = command.begin(PLUS)
    assert "secret" not in repr(command) + repr(pieces)
    assert b"secret" not in b"".join(piece.shown for piece in pieces)
    assert b"AGFsaWNl" not in b"".join(piece.shown for piece in pieces)


def test_a_letter_is_in_no_repr() -> None:
    """It may be long, and it is private."""
    assert "private" not in repr(Append("a", b"private"))


WRONG: list[Command[Any]] = [
    Fetch(SequenceSet(), FetchItem.FLAGS),
    Fetch(NUMBERS, ()),
    Fetch(NUMBERS, "two words"),
    Fetch(NUMBERS, (FetchItem.ALL, FetchItem.UID)),
    Fetch(NUMBERS, Body(BodySection(text="HEADERS"))),
    Fetch(NUMBERS, Body(BodySection((0,)))),
    Fetch(NUMBERS, Body(BodySection((1,), "MIME", binary=True))),
    Fetch(NUMBERS, Body(BodySection(text="HEADER.FIELDS", fields=("From To",)))),
    Fetch(NUMBERS, Body(partial=(-1, 1))),
    Fetch(NUMBERS, Body(partial=(0, 0))),
    Status("a", ("MESSAGES)",)),
    Enable(("two words",)),
    Store(NUMBERS, StoreAction.ADD, (r"\\Seen",)),
    Append("a", b"x", received=datetime(1996, 7, 7)),  # noqa: DTZ001 - that it has no zone is the case
    Search(keys.And(())),
    Search(keys.Or(())),
    Search(keys.Keyword(r"\Seen")),
]


@pytest.mark.parametrize("command", WRONG, ids=repr)
def test_a_wrong_argument_is_refused(command: Command[Any]) -> None:
    """Before anything is sent."""
    with pytest.raises(LocalProtocolError) as caught:
        command.begin(PLUS)
    assert caught.value.code == "bad-argument"


def test_a_header_without_field_names_is_refused() -> None:
    """HEADER.FIELDS without names is no section, and names belong to nothing else."""
    for section in (BodySection(text="HEADER.FIELDS"), BodySection(text="TEXT", fields=("FROM",))):
        with pytest.raises(LocalProtocolError):
            Fetch(NUMBERS, Body(section)).begin(PLUS)


def test_a_search_for_sequence_numbers_waits_as_copy_does() -> None:
    """RFC 9051, 5.5: UID SEARCH may be pipelined unless it names sequence numbers."""
    assert UidSearch(keys.Messages(UIDS) & keys.ALL).pipelining is Pipelining.FREE
    assert UidSearch(keys.Messages(NUMBERS)).pipelining is Pipelining.NUMBERS_EXPUNGING
    assert Search(keys.ALL).pipelining is Pipelining.NUMBERS


MANY = UidSet.of(range(1, 20_001, 2))


@pytest.mark.parametrize(
    "command",
    [
        UidFetch(MANY, FetchItem.FLAGS),
        UidStore(MANY, StoreAction.ADD, (SEEN,)),
        UidCopy(MANY, "Удалённые"),
    ],
    ids=lambda command: str(command.name),
)
@pytest.mark.parametrize("limit", [200, 8000])
def test_a_long_set_is_divided_among_commands(command: UidFetch, limit: int) -> None:
    """Each line is short enough, and together they name every letter once; STORE and COPY divide as FETCH does."""
    parts = split_by_line(command, limit)
    assert all(len(b"A001 " + line(part)) <= limit for part in parts)
    assert max(len(b"A001 " + line(part)) for part in parts) > limit - 10
    assert [uid for part in parts for uid in part.uids] == list(MANY)


def test_a_short_set_stays_whole() -> None:
    """Also where it is of sequence numbers, and where the limit leaves no room."""
    command = Copy(NUMBERS, "a")
    assert split_by_line(command) == (command,)
    assert split_by_line(command, 1) == (command,)
    assert split_by_line(Fetch(NUMBERS, "UID")) == (Fetch(NUMBERS, "UID"),)


def test_the_bases_gather_nothing() -> None:
    """A command or key that forgets to say what it does fails loudly; by itself a collector wants nothing."""
    collector = Collector[None]()
    assert not collector.interest(StatusResponse(None, Word.OK))
    assert collector.respond(b"") is None
    for forgotten in (
        lambda: collector.receive(StatusResponse(None, Word.OK)),
        lambda: collector.finish(StatusResponse(None, Word.OK)),
        Command[None]().collector,
        lambda: keys.SearchKey().write(None, ""),  # type: ignore[arg-type]  # it is not looked at
    ):
        with pytest.raises(NotImplementedError):
            forgotten()
