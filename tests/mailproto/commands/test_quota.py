# SPDX-License-Identifier: MIT
"""Quotas: whose an answer is, and limits that are none."""

from __future__ import annotations

import pytest

from mailproto.commands import GetQuota, GetQuotaRoot, SetQuota
from mailproto.errors import LocalProtocolError, RemoteProtocolError
from mailproto.events import UntaggedReceived
from mailproto.responses import ExistsData, QuotaData, QuotaResource, StatusResponse
from mailproto.states import ConnectionState
from mailproto.vocabulary import Status
from tests.support.sessions import only, session_in

OK = StatusResponse(None, Status.OK)
A, B = (QuotaData(root, {"STORAGE": QuotaResource(1, 2)}) for root in "ab")


def test_questions_about_quotas_wait_for_each_other() -> None:
    """For the data do not tell who asked: a root may be told for a mailbox, for itself, or because it was set."""
    session = session_in(ConnectionState.AUTHENTICATED)
    first, second = session.submit(GetQuotaRoot("x")), session.submit(GetQuota("a"))
    assert session.data_to_send() == b"A001 GETQUOTAROOT x\r\n"
    session.receive_data(b"* QUOTAROOT x a b\r\n* QUOTA b (STORAGE 1 2)\r\n* QUOTA a (STORAGE 1 2)\r\nA001 OK done\r\n")
    assert first.result == (A, B)
    session.receive_data(b"* QUOTA a (STORAGE 1 2)\r\nA002 OK done\r\n")
    assert second.result == A


def test_roots_are_told_as_far_as_the_server_tells_them() -> None:
    """Without QUOTAROOT in their order, under a name spelt otherwise too; and none where there are none."""
    collector = GetQuotaRoot("x").collector()
    for response in (B, ExistsData(1), A):
        collector.receive(response)
    assert collector.finish(OK) == (B, A)
    assert not collector.interest(ExistsData(1))
    session = session_in(ConnectionState.AUTHENTICATED)
    in_flight = session.submit(GetQuotaRoot("x"))
    session.receive_data(b"* QUOTAROOT X a c\r\n* QUOTA a (STORAGE 1 2)\r\nA001 OK done\r\n")
    assert in_flight.result == (A,)
    nothing = session.submit(GetQuotaRoot("x"))
    session.receive_data(b"A002 OK done\r\n")
    assert nothing.result == ()


def test_a_root_must_be_told() -> None:
    """RFC 9208, 4.1.1."""
    session = session_in(ConnectionState.AUTHENTICATED)
    in_flight = session.submit(GetQuota("a"))
    session.receive_data(b"A001 OK done\r\n")
    assert isinstance(in_flight.error, RemoteProtocolError)


def test_other_roots_may_change_with_one_that_is_set() -> None:
    """RFC 9208, 4.1.3: they are news; the server need not tell even the one."""
    session = session_in(ConnectionState.AUTHENTICATED)
    in_flight = session.submit(SetQuota("a", {"STORAGE": 2}))
    session.receive_data(b"* QUOTA b (STORAGE 1 2)\r\n")
    assert only(session.events(), UntaggedReceived).response == B
    session.receive_data(b"* QUOTA a (STORAGE 1 2)\r\nA001 OK done\r\n")
    assert in_flight.result == A
    collector = SetQuota("a", {}).collector()
    collector.receive(ExistsData(1))
    assert collector.finish(OK) is None


@pytest.mark.parametrize("limit", [-1, 2**63])
def test_a_limit_is_a_number_of_63_bits(limit: int) -> None:
    """RFC 9208, 3.1.2."""
    with pytest.raises(LocalProtocolError, match="not between 0 and"):
        SetQuota("a", {"STORAGE": limit})
    SetQuota("a", {"STORAGE": 2**63 - 1})
