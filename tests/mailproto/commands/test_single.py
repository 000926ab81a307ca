# SPDX-License-Identifier: MIT
"""What one response answers."""

from __future__ import annotations

import pytest

from mailproto.commands import Interest
from mailproto.commands.single import Single, the_one
from mailproto.errors import RemoteProtocolError
from mailproto.responses import ExistsData, MyRightsData, StatusResponse
from mailproto.vocabulary import MailboxName, Status

OK = StatusResponse(None, Status.OK)
OURS = MyRightsData(MailboxName("a"), frozenset("l"))
OTHER = MyRightsData(MailboxName("A"), frozenset("r"))


def test_ones_own_is_certain_and_others_will_do_while_there_is_none() -> None:
    """A server may spell a name otherwise (RFC 4314, 3.4, has an example)."""
    collector = Single(MyRightsData, lambda response: response.mailbox == OURS.mailbox)
    assert collector.topics == (MyRightsData,)
    assert collector.interest(ExistsData(1)) is Interest.NONE
    collector.receive(ExistsData(1))
    assert collector.finish(OK) is None
    assert collector.interest(OTHER) is Interest.POSSIBLE
    collector.receive(OTHER)
    assert collector.finish(OK) == OTHER
    assert collector.interest(OTHER) is Interest.NONE
    assert collector.interest(OURS) is Interest.CERTAIN
    collector.receive(OURS)
    assert collector.finish(OK) == OURS


def test_an_answer_may_be_required() -> None:
    """An OK alone is none then; the error names the command."""
    collector = the_one(MyRightsData, "MYRIGHTS")
    assert collector.topics == (MyRightsData,)
    assert collector.interest(OURS) is Interest.CERTAIN
    with pytest.raises(RemoteProtocolError) as caught:
        collector.finish(OK)
    assert (caught.value.code, caught.value.values["command"]) == ("missing-data", "MYRIGHTS")
    collector.receive(OURS)
    assert collector.finish(OK) == OURS


def test_there_may_be_something_in_its_place() -> None:
    """Where a server need not answer."""
    collector = the_one(MyRightsData, "MYRIGHTS", default=OTHER)
    assert collector.finish(OK) == OTHER
    collector.receive(OURS)
    assert collector.finish(OK) == OURS
