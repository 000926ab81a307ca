# SPDX-License-Identifier: MIT
"""Copying, moving and removing by what the server has; what was asked is never more than what is removed."""

from __future__ import annotations

import pytest

from mailproto.errors import CommandRejected
from mailproto.procedures import Transfer, copy, expunge, move
from mailproto.responses import CopyUid
from mailproto.sequences import UidSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import Uid, UidValidity
from tests.support.procedure_runner import run
from tests.support.sessions import session_in

UIDS = UidSet.of([7, 9])
TOLD = b"[COPYUID 3 7 1]"
COPIED = CopyUid(UidValidity(3), ((Uid(7), Uid(7)),), ((Uid(1), Uid(1)),))
MARK = r"UID STORE {} +FLAGS.SILENT (\Deleted)"


def test_moving_by_move() -> None:
    """RFC 6851, 4.3: COPYUID comes before the letters go."""
    said = {"UID MOVE 7,9 a": b"* OK " + TOLD + b" moved\r\n* 1 EXPUNGE\r\n%t OK done\r\n"}
    result, lines = run(move(UIDS, "a"), session_in(ConnectionState.SELECTED, "IMAP4rev1 MOVE"), said)
    assert (result, lines) == (Transfer((COPIED,), UIDS), ["UID MOVE 7,9 a"])


def test_moving_without_move_removes_what_was_copied_alone() -> None:
    """UID 9 was not copied, because it was gone or hidden: so it is not removed either."""
    said = {"UID COPY 7,9 a": b"%t OK " + TOLD + b" done\r\n"}
    result, lines = run(move(UIDS, "a"), session_in(ConnectionState.SELECTED, "IMAP4rev1 UIDPLUS"), said)
    assert lines == ["UID COPY 7,9 a", MARK.format("7"), "UID EXPUNGE 7"]
    assert result == Transfer((COPIED,), UIDS)


def test_without_uidplus_nothing_of_others_is_lost() -> None:
    r"""EXPUNGE is never sent: the letters stay, marked \Deleted, and the result says so."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1")
    assert run(move(UIDS, "a"), session, {}) == (Transfer(left=UIDS), ["UID COPY 7,9 a", MARK.format("7,9")])
    assert run(expunge(UIDS), session, {}) == (UIDS, [MARK.format("7,9")])


def test_no_letters_need_no_command() -> None:
    """There is nothing to remove."""
    assert run(expunge(UidSet()), session_in(ConnectionState.SELECTED, "IMAP4rev1"), {}) == (UidSet(), [])


def test_a_refusal_in_the_middle_says_what_was_done() -> None:
    """Thousands of letters take several commands; a refusal of the first is raised, of a later one told."""
    many = UidSet.of(range(1, 4000, 2))
    first, second = many.split(8000 - len("A001 UID COPY  a\r\n"))
    said = {f"UID COPY {second} a": b"%t NO [OVERQUOTA] full\r\n"}
    result, lines = run(copy(many, "a"), session_in(ConnectionState.SELECTED), said)
    assert lines == [f"UID COPY {first} a", f"UID COPY {second} a"]
    assert (result.done, result.undone) == (first, second)
    assert isinstance(result.refusal, CommandRejected)
    with pytest.raises(CommandRejected):
        run(copy(UIDS, "a"), session_in(ConnectionState.SELECTED), {"UID COPY 7,9 a": b"%t NO no\r\n"})
