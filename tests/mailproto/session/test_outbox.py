# SPDX-License-Identifier: MIT
"""Pieces that go out, pieces that wait, and what a transcript sees of them."""

from __future__ import annotations

from mailproto.printer import Piece
from mailproto.session.outbox import Direction, Outbox


def piece(data: bytes, *, waits: bool = False) -> Piece:
    """Make a piece that may be shown."""
    return Piece(data, data, waits)


def test_what_comes_after_a_literals_announcement_waits_for_consent() -> None:
    """And again at the next one."""
    outbox = Outbox[str]()
    outbox.put((piece(b"A {1}\r\n", waits=True), piece(b"x"), piece(b" {1}\r\n", waits=True), piece(b"y\r\n")), "A")
    assert (outbox.take(), outbox.holder) == (b"A {1}\r\n", "A")
    assert outbox.take() == b""
    outbox.release("A")
    assert (outbox.take(), outbox.holder) == (b"x {1}\r\n", "A")
    outbox.release("A")
    assert (outbox.take(), outbox.holder) == (b"y\r\n", None)


def test_what_waits_can_be_dropped() -> None:
    """Where the server answers NO instead of consenting."""
    outbox = Outbox[str]()
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
    outbox = Outbox[str](lambda direction, data: told.append((direction, data)))
    outbox.put((piece(b"LOGIN a "), Piece(b"secret", b"***"), piece(b"\r\n")), "A")
    assert told == []
    assert outbox.take() == b"LOGIN a secret\r\n"
    assert outbox.take() == b""
    assert told == [(Direction.CLIENT, b"LOGIN a ***\r\n")]
