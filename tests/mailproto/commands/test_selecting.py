# SPDX-License-Identifier: MIT
"""SELECT with what is known of the mailbox: RFC 7162's examples, and what no server could take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailproto.commands import Changes, Enable, KnownMailbox, Select, SelectedMailbox
from mailproto.errors import LocalProtocolError
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import (
    ANSWERED,
    DELETED,
    DRAFT,
    FLAGGED,
    SEEN,
    Capability,
    Flag,
    MailboxName,
    ModSeq,
    SequenceNumber,
    Uid,
    UidValidity,
)
from tests.support.rfc_examples import Example, play
from tests.support.sessions import session_in

VALIDITY = UidValidity(67890007)
SINCE = ModSeq(90060115194045000)
NOW = ModSeq(90060115205545359)
FLAGS = (ANSWERED, FLAGGED, DRAFT, DELETED, SEEN)
LASTING = (*FLAGS, Flag(r"\*"))
ENABLED = frozenset({Capability("QRESYNC")})
LARGE = SelectedMailbox(
    MailboxName("INBOX"),
    flags=FLAGS,
    permanent_flags=LASTING,
    exists=10003,
    recent=4,
    uid_validity=VALIDITY,
    uid_next=Uid(30013),
    unseen=SequenceNumber(7),
    highest_mod_seq=NOW,
    has_mod_seqs=True,
)
CHANGED = {
    frozenset({SEEN, ANSWERED, Flag("$Important")}): UidSet.of([3]),
    frozenset({SEEN, ANSWERED}): UidSet.of([29667]),
    frozenset({DRAFT, Flag("$MDNSent")}): UidSet.of([29670]),
    frozenset({SEEN, Flag("$Forwarded")}): UidSet.of([29997]),
}
LATEST = ModSeq(90060115194045031)
SAMPLE = (
    SequenceSet.parse(b"5000,7500,9000,9990:9999"),
    UidSet.parse(b"15000,22500,27000,29970,29973,29976,29979,29982,29985,29988,29991,29994,29997"),
)

EXAMPLES = [
    Example(
        "7162, 3.2.5 a UIDVALIDITY that is another now",
        ConnectionState.AUTHENTICATED,
        r"""
        C: A01 ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: A01 OK enabled
        C: A02 SELECT INBOX (QRESYNC (67890007 20050715194045000 41,43:211,214:541))
        S: * 464 EXISTS
        S: * 3 RECENT
        S: * OK [UIDVALIDITY 3857529045] UIDVALIDITY
        S: * OK [UIDNEXT 550] Predicted next UID
        S: * OK [HIGHESTMODSEQ 90060128194045007] Highest mailbox mod-sequence
        S: * OK [UNSEEN 12] Message 12 is first unseen
        S: * FLAGS (\Answered \Flagged \Draft \Deleted \Seen)
        S: * OK [PERMANENTFLAGS (\Answered \Flagged \Draft \Deleted \Seen \*)] Permanent flags
        S: A02 OK [READ-WRITE] Sorry, UIDVALIDITY mismatch
        """,
        (
            Enable(("QRESYNC",)),
            Select(
                "INBOX", known=KnownMailbox(VALIDITY, ModSeq(20050715194045000), UidSet.parse(b"41,43:211,214:541"))
            ),
        ),
        (
            ENABLED,
            SelectedMailbox(
                MailboxName("INBOX"),
                flags=FLAGS,
                permanent_flags=LASTING,
                exists=464,
                recent=3,
                uid_validity=UidValidity(3857529045),
                uid_next=Uid(550),
                unseen=SequenceNumber(12),
                highest_mod_seq=ModSeq(90060128194045007),
                has_mod_seqs=True,
                changes=Changes(),
            ),
        ),
    ),
    Example(
        "7162, 3.2.5.1 known UIDs",
        ConnectionState.AUTHENTICATED,
        r"""
        C: A01 ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: A01 OK enabled
        C: A03 SELECT INBOX (QRESYNC (67890007 90060115194045000 41:211,214:541))
        S: * OK [CLOSED]
        S: * 100 EXISTS
        S: * 11 RECENT
        S: * OK [UIDVALIDITY 67890007] UIDVALIDITY
        S: * OK [UIDNEXT 600] Predicted next UID
        S: * OK [HIGHESTMODSEQ 90060115205545359] Highest mailbox mod-sequence
        S: * OK [UNSEEN 7] There are some unseen messages in the mailbox
        S: * FLAGS (\Answered \Flagged \Draft \Deleted \Seen)
        S: * OK [PERMANENTFLAGS (\Answered \Flagged \Draft \Deleted \Seen \*)] Permanent flags
        S: * VANISHED (EARLIER) 41,43:116,118,120:211,214:540
        S: * 49 FETCH (UID 117 FLAGS (\Seen \Answered) MODSEQ (90060115194045001))
        S: * 50 FETCH (UID 119 FLAGS (\Draft $MDNSent) MODSEQ (90060115194045308))
        S: * 51 FETCH (UID 541 FLAGS (\Seen $Forwarded) MODSEQ (90060115194045001))
        S: A03 OK [READ-WRITE] mailbox selected
        """,
        (
            Enable(("QRESYNC",)),
            Select("INBOX", known=KnownMailbox(VALIDITY, SINCE, UidSet.parse(b"41:211,214:541"))),
        ),
        (
            ENABLED,
            SelectedMailbox(
                MailboxName("INBOX"),
                flags=FLAGS,
                permanent_flags=LASTING,
                exists=100,
                recent=11,
                uid_validity=VALIDITY,
                uid_next=Uid(600),
                unseen=SequenceNumber(7),
                highest_mod_seq=NOW,
                has_mod_seqs=True,
                changes=Changes(
                    UidSet.parse(b"41,43:116,118,120:211,214:540"),
                    {
                        frozenset({SEEN, ANSWERED}): UidSet.of([117]),
                        frozenset({DRAFT, Flag("$MDNSent")}): UidSet.of([119]),
                        frozenset({SEEN, Flag("$Forwarded")}): UidSet.of([541]),
                    },
                    ModSeq(90060115194045308),
                ),
            ),
        ),
    ),
    Example(
        "7162, 3.2.5.2 known UIDs and a sample of sequence numbers",
        ConnectionState.AUTHENTICATED,
        rf"""
        C: A01 ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: A01 OK enabled
        C: B04 SELECT INBOX (QRESYNC (67890007 90060115194045000 1:29997 ({SAMPLE[0]} {SAMPLE[1]})))
        S: * 10003 EXISTS
        S: * 4 RECENT
        S: * OK [UIDVALIDITY 67890007] UIDVALIDITY
        S: * OK [UIDNEXT 30013] Predicted next UID
        S: * OK [HIGHESTMODSEQ 90060115205545359] Highest mailbox mod-sequence
        S: * OK [UNSEEN 7] There are some unseen messages in the mailbox
        S: * FLAGS (\Answered \Flagged \Draft \Deleted \Seen)
        S: * OK [PERMANENTFLAGS (\Answered \Flagged \Draft \Deleted \Seen \*)] Permanent flags
        S: * 1 FETCH (UID 3 FLAGS (\Seen \Answered $Important) MODSEQ (90060115194045001))
        S: * 9889 FETCH (UID 29667 FLAGS (\Seen \Answered) MODSEQ (90060115194045027))
        S: * 9890 FETCH (UID 29670 FLAGS (\Draft $MDNSent) MODSEQ (90060115194045028))
        S: * 9999 FETCH (UID 29997 FLAGS (\Seen $Forwarded) MODSEQ (90060115194045031))
        S: B04 OK [READ-WRITE] mailbox selected
        """,
        (
            Enable(("QRESYNC",)),
            Select("INBOX", known=KnownMailbox(VALIDITY, SINCE, UidSet.range(1, 29997), SAMPLE)),
        ),
        (ENABLED, replace(LARGE, changes=Changes(UidSet(), CHANGED, LATEST))),
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_plays(example: Example) -> None:
    """What is known goes out as RFC 7162 shows it, and the changes come with the mailbox."""
    play(example)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (KnownMailbox(VALIDITY, SINCE, UidSet.range(41)), "a set is open"),
        (KnownMailbox(VALIDITY, SINCE, sample=(SequenceSet.range(1), UidSet.range(1, 3))), "a set is open"),
        (KnownMailbox(VALIDITY, SINCE, sample=(SequenceSet.range(1, 3), UidSet.saved())), "a set is open"),
        (KnownMailbox(VALIDITY, SINCE, sample=(SequenceSet.range(1, 3), UidSet.of([4]))), "as many UIDs as numbers"),
        (KnownMailbox(VALIDITY, ModSeq(0)), "a value is 0"),
        (KnownMailbox(UidValidity(0), SINCE), "a value is 0"),
    ],
)
def test_what_no_server_could_take_is_not_sent(known: KnownMailbox, reason: str) -> None:
    """RFC 7162, 7: no `*`, values from 1 on, and 3.2.5.2: a UID for each sequence number of the sample."""
    session = session_in(ConnectionState.AUTHENTICATED)
    tag = session.submit(Enable(("QRESYNC",))).tag.encode()
    session.receive_data(b"* ENABLED QRESYNC\r\n%b OK enabled\r\n" % tag)
    session.data_to_send()
    with pytest.raises(LocalProtocolError, match=reason) as caught:
        session.submit(Select("INBOX", known=known))
    assert caught.value.code == "bad-argument"
    assert session.data_to_send() == b""


def test_without_uids_all_letters_are_asked_about() -> None:
    """RFC 7162, 3.2.5.1: the list of known UIDs may be left out, also before a sample."""
    session = session_in(ConnectionState.AUTHENTICATED)
    enabling = session.submit(Enable(("QRESYNC",))).tag.encode()
    session.receive_data(b"* ENABLED QRESYNC\r\n%b OK enabled\r\n" % enabling)
    session.data_to_send()
    sample = (SequenceSet.of([1]), UidSet.of([3]))
    tag = session.submit(Select("INBOX", known=KnownMailbox(VALIDITY, ModSeq(5), sample=sample))).tag.encode()
    assert session.data_to_send() == b"%b SELECT INBOX (QRESYNC (67890007 5 (1 3)))\r\n" % tag
