# SPDX-License-Identifier: MIT
"""Streamed literals: whose they are, told by what stands before them in their response (RFC 9051, 7.5.2)."""

from __future__ import annotations

from mailproto.events import LiteralStarted
from mailproto.framing import Frame, Limits, LiteralStart
from mailproto.message_data import MessageData, StreamedLiteral
from mailproto.parser import parse
from mailproto.session.in_progress import Entry, InProgress


class LiteralRouter:
    """Remembers to whom the literals of the response that is coming in belong."""

    def __init__(self, in_progress: InProgress, limits: Limits) -> None:
        self._in_progress = in_progress
        self._limits = limits
        self._owner: Entry | None = None
        self._beginning = b""  # how the response begins, once one of its literals was told

    @property
    def wanted(self) -> bool:
        """Whether anybody wants the octets: not, where their command was abandoned."""
        return self._owner is None or not self._owner.in_flight.abandoned

    def start(self, start: LiteralStart) -> LiteralStarted:
        """Find out what the literal is, as if the response ended after it and had begun with what is new in it."""
        text = self._beginning + start.prefix
        earlier = text.count(b"\0")
        literals = (StreamedLiteral(0),) * earlier + (StreamedLiteral(start.size),)
        message = parse(Frame(text + b"\0)", literals), self._limits)
        if not isinstance(message, MessageData):
            return LiteralStarted(None, None, None, start.size)
        self._beginning = b"* %d FETCH (" % message.sequence_number
        if message.uid is not None:
            self._beginning += b"UID %d" % message.uid
        self._owner = self._owner or self._in_progress.taker(message)
        section = next(reversed(tuple(message.sections)), None)
        in_flight = self._owner.in_flight if self._owner else None
        return LiteralStarted(in_flight, message.sequence_number, section, start.size)

    def end_response(self) -> Entry | None:
        """Give whose literals the response held, None where it held none, and forget it."""
        owner, self._owner = self._owner, None
        self._beginning = b""
        return owner
