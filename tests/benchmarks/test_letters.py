# SPDX-License-Identifier: MIT
"""The benchmark's letters are letters: another client reads them as mailproto does."""

from __future__ import annotations

from imapclient.response_parser import parse_fetch_response

from benchmarks.letters import as_imaplib_hands_over, envelope_lines, flag_lines
from mailproto import BodyPart, Envelope, MessageData, Multipart, parse_responses

COUNT = 200


def test_imapclient_reads_the_same_letters() -> None:
    """Envelopes, sizes, flags and the number of parts agree with IMAPClient's reading."""
    data = envelope_lines(COUNT)
    theirs = parse_fetch_response(list(as_imaplib_hands_over(data)), uid_is_key=True)
    ours = parse_responses(data)
    assert len(ours) == COUNT == len(theirs)
    for letter in ours:
        assert isinstance(letter, MessageData)
        assert isinstance(letter.envelope, Envelope)
        assert isinstance(letter.body_structure, (BodyPart, Multipart))
        assert letter.problems == ()
        their = theirs[letter.uid]
        envelope = their[b"ENVELOPE"]
        assert (letter.size, letter.sequence_number) == (their[b"RFC822.SIZE"], their[b"SEQ"])
        assert {flag.encode() for flag in letter.flags or ()} == set(their[b"FLAGS"])
        assert (letter.envelope.subject, letter.envelope.message_id) == (envelope.subject, envelope.message_id)
        for our_list, their_list in ((letter.envelope.from_, envelope.from_), (letter.envelope.to, envelope.to)):
            assert [(each.name, each.mailbox, each.host) for each in our_list] == [
                (each.name, each.mailbox, each.host) for each in their_list
            ]
        assert their[b"BODYSTRUCTURE"].is_multipart == isinstance(letter.body_structure, Multipart)


def test_imapclient_reads_the_same_flags() -> None:
    """The lines of flags alone agree too."""
    data = flag_lines(COUNT)
    theirs = parse_fetch_response(list(as_imaplib_hands_over(data)), uid_is_key=True)
    for letter in parse_responses(data):
        assert isinstance(letter, MessageData)
        assert {flag.encode() for flag in letter.flags or ()} == set(theirs[letter.uid][b"FLAGS"])
