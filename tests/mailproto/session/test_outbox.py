# SPDX-License-Identifier: MIT
"""Pieces that go out, pieces that wait, and what a transcript sees of them."""

from __future__ import annotations

from mailproto.printer import Piece
from mailproto.session.outbox import Direction, Outbox


def piece(data: bytes, *, waits: bool = False) -> Piece:
    """Make a piece that may be shown."""
    return Piece(data, data, waits)


def nothing_owed(owner: str, size: int) -> None:
    """Fail where octets are asked for, in tests whose pieces are all there."""
    raise AssertionError(owner, size)


def test_what_comes_after_a_literals_announcement_waits_for_consent() -> None:
    """And again at the next one."""
    outbox = Outbox(nothing_owed)
    outbox.put((piece(b"A {1}\r\n", waits=True), piece(b"x"), piece(b" {1}\r\n", waits=True), piece(b"y\r\n")), "A")
    assert (outbox.take(), outbox.holder) == (b"A {1}\r\n", "A")
    assert outbox.take() == b""
    outbox.release("A")
    assert (outbox.take(), outbox.holder) == (b"x {1}\r\n", "A")
    outbox.release("A")
    assert (outbox.take(), outbox.holder) == (b"y\r\n", None)


def test_what_waits_can_be_dropped() -> None:
    """Where the server answers NO instead of consenting."""
    outbox = Outbox(nothing_owed)
    outbox.put((piece(b"A", waits=True), piece(b"x")), "A")
    outbox.answered("B")
    assert (outbox.take(), outbox.holder) == (b"A", "A")
    outbox.answered("A")
    assert (outbox.take(), outbox.holder) == (b"", None)
    outbox.put((piece(b"B", waits=True), piece(b"x")), "B")
    outbox.clear()
    assert (outbox.take(), outbox.holder) == (b"", None)


def test_the_wire_is_told_masked_and_when_it_is_written() -> None:
    """Not before, and not where there is nothing."""
    told: list[tuple[Direction, bytes]] = []
    outbox = Outbox(nothing_owed, lambda direction, data: told.append((direction, data)))
    outbox.put((piece(b"LOGIN a "), Piece(b"secret", b"***"), piece(b"\r\n")), "A")
    assert told == []
    assert outbox.take() == b"LOGIN a secret\r\n"
    assert outbox.take() == b""
    assert told == [(Direction.CLIENT, b"LOGIN a ***\r\n")]


def test_octets_that_come_from_elsewhere_are_asked_for_in_their_turn() -> None:
    """Once, of their owner; what comes behind them goes with the last of them, and others' commands wait for it."""
    told: list[tuple[str, int]] = []
    outbox = Outbox[str](lambda owner, size: told.append((owner, size)))
    outbox.put((piece(b"A {3+}\r\n"), Piece(b"", b"", owed=3), piece(b"\r\n")), "A")
    assert told == [("A", 3)]
    assert (outbox.take(), outbox.debtor, outbox.owed, outbox.is_free) == (b"A {3+}\r\n", "A", 3, False)
    outbox.give(b"ab")
    assert (outbox.take(), outbox.debtor, outbox.owed, outbox.is_free) == (b"ab", "A", 1, False)
    outbox.give(b"c")
    assert (outbox.take(), outbox.debtor, outbox.owed, outbox.is_free) == (b"c\r\n", None, 0, True)
    assert told == [("A", 3)]


def test_octets_stay_owed_after_an_early_answer() -> None:
    """The server counts on them (RFC 7888): nothing else of the command goes, and the line ends behind them."""
    outbox = Outbox[str](lambda _owner, _size: None)
    outbox.put((piece(b"A {1+}\r\n"), Piece(b"", b"", owed=1), piece(b" {2+}\r\nno\r\n")), "A")
    outbox.answered("A")
    assert (outbox.take(), outbox.owed) == (b"A {1+}\r\n", 1)
    outbox.give(b"x")
    assert (outbox.take(), outbox.is_free) == (b"x\r\n", True)


def test_nothing_is_owed_any_more_where_everything_is_thrown_away() -> None:
    """Neither what is queued, nor whose octets were awaited, is left."""
    outbox = Outbox[str](lambda _owner, _size: None)
    outbox.put((piece(b"A {1+}\r\n"), Piece(b"", b"", owed=1), piece(b"\r\n")), "A")
    outbox.clear()
    assert (outbox.take(), outbox.debtor, outbox.owed, outbox.is_free) == (b"", None, 0, True)
