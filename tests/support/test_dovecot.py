# SPDX-License-Identifier: MIT
"""The private Dovecot itself: that tests may trust it to keep letters as they are."""

from __future__ import annotations

import imaplib
import ssl
from typing import TYPE_CHECKING

import pytest

from tests.support.dovecot import PASSWORD, as_served

if TYPE_CHECKING:
    from tests.conftest import CorpusLetter
    from tests.support.dovecot import Dovecot, DovecotAccount


def signed_in(server: Dovecot, account: DovecotAccount) -> imaplib.IMAP4_SSL:
    """Sign in with the standard library's client, its certificate check on."""
    context = ssl.create_default_context(cafile=server.ca_file)
    client = imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=20)
    client.login(account.user, account.password)
    return client


def test_serves_every_letter_of_the_corpus_byte_for_byte(dovecot: Dovecot, corpus: list[CorpusLetter]) -> None:
    """What Dovecot serves is the delivered file with CRLF for each bare LF, and nothing else changed."""
    account = dovecot.account()
    account.deliver(letter.raw for letter in corpus)
    with signed_in(dovecot, account) as client:
        client.select(readonly=True)
        for uid, letter in enumerate(corpus, start=1):
            _, answer = client.uid("FETCH", str(uid), "(BODY.PEEK[])")
            assert answer[0][1] == as_served(letter.raw), str(letter)


def test_offers_starttls(dovecot: Dovecot) -> None:
    """On the unencrypted port TLS can be started, and the password sent after it."""
    account = dovecot.account("alice")
    with imaplib.IMAP4(dovecot.host, dovecot.starttls_port, timeout=20) as client:
        client.starttls(ssl.create_default_context(cafile=dovecot.ca_file))
        client.login(account.user, account.password)


def test_refuses_a_wrong_password(dovecot: Dovecot) -> None:
    """The one password is asked for."""
    context = ssl.create_default_context(cafile=dovecot.ca_file)
    with (
        imaplib.IMAP4_SSL(dovecot.host, dovecot.port, ssl_context=context, timeout=20) as client,
        pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"),
    ):
        client.login("alice", f"not {PASSWORD}")


def test_makes_mailboxes_that_letters_are_delivered_to(dovecot: Dovecot) -> None:
    """A letter may be put into any mailbox, below others too; no account sees another's."""
    account, other = dovecot.account(), dovecot.account()
    account.deliver([b"Subject: one\n\n1\n", b"Subject: two\n\n2\n"], "Work/2026")
    with signed_in(dovecot, account) as client:
        assert client.select("Work/2026") == ("OK", [b"2"])
    with signed_in(dovecot, other) as client:
        assert client.select("Work/2026")[0] == "NO"


@pytest.mark.parametrize(
    ("kept", "served"),
    [
        (b"a\nb\n", b"a\r\nb\r\n"),
        (b"a\r\nb\r\n", b"a\r\nb\r\n"),
        (b"a\rb\n\r\n", b"a\rb\r\n\r\n"),
        (b"a\0b", b"a\x80b"),
    ],
)
def test_line_ends_of_a_maildir_become_those_of_imap(kept: bytes, served: bytes) -> None:
    """Each bare LF becomes CRLF and NUL becomes 0x80; CR alone stays."""
    assert as_served(kept) == served
