# SPDX-License-Identifier: MIT
"""The sample connection of RFC 9051, 8, from the greeting to the farewell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailproto.authentication import Scram
from mailproto.commands import (
    Authenticate,
    Body,
    Enable,
    Fetch,
    FetchItem,
    Logout,
    Select,
    SelectedMailbox,
    StartTls,
    Store,
    StoreAction,
)
from mailproto.message_data import Address, BodyPart, BodySection, Envelope, MessageData
from mailproto.sequences import SequenceSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import ANSWERED, DELETED, DRAFT, FLAGGED, SEEN, MailboxName, SequenceNumber, UidValidity
from tests.support.dialogue import Dialogue, Player
from tests.support.sessions import session_in

if TYPE_CHECKING:
    from mailproto.commands import Command

BEFORE_TLS = """\
S: * OK [CAPABILITY STARTTLS AUTH=SCRAM-SHA-256 LOGINDISABLED IMAP4rev2] IMAP4rev2 Service Ready
C: A000 STARTTLS
S: A000 OK Proceed with TLS negotiation
"""
# Of the RFC's lines this leaves out the empty ones, puts those together that it broke, and gives the tags our form.
AFTER_TLS = r"""
C: A001 AUTHENTICATE SCRAM-SHA-256 biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=
S: + cj1yT3ByTkdmd0ViZVJXZ2JORWtxTyVodllEcFdVYTJSYVRDQWZ1eEZJbGopaE5sRiRrMCxzPVcyMlphSjBTTlk3c29Fc1VFamI2Z1E9PSxpPTQwOTY=
C: Yz1iaXdzLHI9ck9wck5HZndFYmVSV2diTkVrcU8laHZZRHBXVWEyUmFUQ0FmdXhGSWxqKWhObEYkazAscD1kSHpiWmFwV0lrNGpVaE4rVXRlOXl0YWc5empmTUhnc3FtbWl6N0FuZFZRPQ==
S: + dj02cnJpVFJCaTIzV3BSUi93dHVwK21NaFVaVW4vZEI1bkxUSlJzamw5NUc0PQ==
C:
S: A001 OK SCRAM-SHA-256 authentication successful
C: B001 ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: B001 OK Some capabilities enabled
C: A002 SELECT inbox
S: * 18 EXISTS
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
S: * OK [UIDVALIDITY 3857529045] UIDs valid
S: * LIST () "/" INBOX ("OLDNAME" ("inbox"))
S: A002 OK [READ-WRITE] SELECT completed
C: A003 FETCH 12 FULL
S: * 12 FETCH (FLAGS (\Seen) INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 4286 ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev2 WG mtg summary and minutes" (("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) ((NIL NIL "imap" "cac.washington.edu")) ((NIL NIL "minutes" "CNRI.Reston.VA.US") ("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL "<B27397-0100000@cac.washington.ed>") BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 3028 92))
S: A003 OK FETCH completed
C: A004 FETCH 12 BODY[HEADER]
S: * 12 FETCH (BODY[HEADER] {342}
S: Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
S: From: Terry Gray <gray@cac.washington.edu>
S: Subject: IMAP4rev2 WG mtg summary and minutes
S: To: imap@cac.washington.edu
S: cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
S: Message-Id: <B27397-0100000@cac.washington.edu>
S: MIME-Version: 1.0
S: Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
S:
S: )
S: A004 OK FETCH completed
C: A005 STORE 12 +FLAGS (\deleted)
S: * 12 FETCH (FLAGS (\Seen \Deleted))
S: A005 OK +FLAGS completed
C: A006 LOGOUT
S: * BYE IMAP4rev2 server terminating connection
S: A006 OK LOGOUT completed
"""  # noqa: E501 - the lines of a server

TWELVE = SequenceSet.of([12])
HEADER = BodySection(text="HEADER")
GRAY = (Address(b"Terry Gray", None, b"gray", b"cac.washington.edu"),)
ENVELOPE = Envelope(
    b"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)",
    b"IMAP4rev2 WG mtg summary and minutes",
    GRAY,
    GRAY,
    GRAY,
    (Address(None, None, b"imap", b"cac.washington.edu"),),
    (
        Address(None, None, b"minutes", b"CNRI.Reston.VA.US"),
        Address(b"John Klensin", None, b"KLENSIN", b"MIT.EDU"),
    ),
    (),
    None,
    b"<B27397-0100000@cac.washington.ed>",
)
COMMANDS: tuple[Command[Any], ...] = (
    Authenticate(Scram("user", "pencil", nonce=lambda: "rOprNGfwEbeRWgbNEkqO")),
    Enable(("IMAP4rev2",)),
    Select("inbox"),
    Fetch(TWELVE, FetchItem.FULL),
    Fetch(TWELVE, Body(HEADER, peek=False)),
    Store(TWELVE, StoreAction.ADD, (DELETED,)),
    Logout(),
)


def test_it_is_encrypted_first() -> None:
    """What was known before is forgotten; where the RFC's client goes on with it, ours would ask again."""
    session = session_in(ConnectionState.GREETING, encrypted=False)
    Player(session).play(Dialogue.parse(BEFORE_TLS), [StartTls()])
    session.tls_started()
    assert session.capabilities is None


def test_what_follows_gives_these_values() -> None:
    """Our lines are the RFC's but for the case of words and the parentheses around one flag."""
    session = session_in(ConnectionState.NOT_AUTHENTICATED, "IMAP4rev2 AUTH=SCRAM-SHA-256")
    player = Player(session, ignore_case=True)
    player.play(Dialogue.parse(AFTER_TLS), COMMANDS)
    _, enabled, selected, full, header, stored, _ = (flight.result for flight in player.in_flight)
    assert enabled == {"IMAP4REV2"}
    assert selected == SelectedMailbox(
        MailboxName("INBOX"),
        flags=(ANSWERED, FLAGGED, DELETED, SEEN, DRAFT),
        exists=18,
        uid_validity=UidValidity(3857529045),
    )
    (letter,) = full
    assert (letter.flags, letter.size) == ({SEEN}, 4286)
    assert letter.internal_date.isoformat() == "1996-07-17T02:44:25-07:00"
    assert letter.envelope == ENVELOPE
    part = letter.body_structure
    assert isinstance(part, BodyPart)
    assert (part.media_type, part.subtype, part.size, part.lines) == ("text", "plain", 3028, 92)
    assert len(header[0].sections[HEADER]) == 342
    assert stored.messages == (MessageData(SequenceNumber(12), flags=frozenset({SEEN, DELETED})),)
    assert session.state is ConnectionState.LOGOUT
