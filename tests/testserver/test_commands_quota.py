# SPDX-License-Identifier: MIT
"""Quotas."""

import pytest

from tests.testserver.wire import LETTER, Office


def test_limits_are_told_with_what_is_used() -> None:
    """STORAGE counts units of 1024 octets, begun ones too; resources without a limit are not named (RFC 9208 5)."""
    office = Office(LETTER, LETTER)
    office.account.create("a").add(office.inbox.message(1).letter, [], office.inbox.message(1).internal_date)
    client = office.select()
    assert client.say("c GETQUOTAROOT nowhere") == [
        '* QUOTAROOT "nowhere" ""',
        '* QUOTA "" ()',
        "c OK GETQUOTAROOT completed",
    ]
    assert client.say('d SETQUOTA "" (STORAGE 10 MESSAGE 4)')[0] == '* QUOTA "" (STORAGE 1 10 MESSAGE 3 4)'
    assert client.say('e SETQUOTA "" (MESSAGE 4)')[0] == '* QUOTA "" (MESSAGE 3 4)'
    assert client.say('f GETQUOTA ""')[0] == '* QUOTA "" (MESSAGE 3 4)'
    assert client.say("g GETQUOTA other")[0].startswith("g NO [NONEXISTENT] ")
    assert client.say("h SETQUOTA other ()")[0].startswith("h NO [NONEXISTENT] ")


@pytest.mark.parametrize("limits", ["(NONSENSE 1)", "(STORAGE)", "(STORAGE 1 STORAGE 2)", "STORAGE 1", "(STORAGE -1)"])
def test_limits_that_are_none_are_bad(limits: str) -> None:
    """Unknown resources and malformed lists are BAD."""
    assert Office().select().say(f'c SETQUOTA "" {limits}')[0].startswith("c BAD ")


@pytest.mark.parametrize("limits", ["(MESSAGE 2)", "(STORAGE 1)"])
def test_what_goes_over_a_limit_is_refused(limits: str) -> None:
    """APPEND and COPY are NO with OVERQUOTA and add nothing; MOVE adds nothing anyway (RFC 9208 section 4.3.1)."""
    office = Office(LETTER, b"x" * 900)
    office.account.create("a")
    client = office.select()
    client.say(f'c SETQUOTA "" {limits}')
    assert client.heard(b"d APPEND INBOX {200+}\r\n%b\r\n" % (b"y" * 200)).startswith(b"d NO [OVERQUOTA] ")
    assert client.say("e COPY 1:2 a")[0].startswith("e NO [OVERQUOTA] ")
    assert len(office.account.mailbox("a")) == 0
    assert client.say("f MOVE 1 a")[-1] == "f OK MOVE completed"
    client.say("g STORE 1 +FLAGS.SILENT (\\Deleted)")
    assert client.say("h STATUS INBOX (DELETED-STORAGE)")[0] == '* STATUS "INBOX" (DELETED-STORAGE 900)'
