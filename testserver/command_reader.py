# SPDX-License-Identifier: MIT
"""Bytes to commands: lines, literals and their limits (RFC 9051 section 4.3, RFC 7888).

Cuts the client's stream into complete commands, each with its literals inside. Knows no command but APPEND, whose
literal may be long. Costs time in proportion to the input, however it is split, and memory within the limits.
"""

import re
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from testserver.limits import DEFAULT_LIMITS, Limits

_LITERAL_AT_END = re.compile(rb"~?\{([0-9]{1,20})(\+?)\}$")
_APPEND = re.compile(rb"[^ ]+ (?:UID )?(?:APPEND|REPLACE) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CommandText:
    """One whole command without its last CRLF; literals stand in it as they came."""

    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class LiteralWanted:
    """The client waits for leave to send a literal: answer with a continuation request."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Input that is no command. `line` is what began it; `fatal` when what follows can't be told apart."""

    reason: str
    line: bytes = field(repr=False, default=b"")
    fatal: bool = False
    too_big: bool = False  # a letter above the limit that APPENDLIMIT tells (RFC 7889)


Input: TypeAlias = CommandText | LiteralWanted | Refusal


class CommandReader:
    """Collects what a client sends; `command()` and `line()` take out what is complete."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self.signed_in = False
        self.longest_unasked: int | None = None  # octets of a literal sent without leave (RFC 7888); None: no limit
        self._buffer = bytearray()
        self._searched = 0  # no LF stands before this place of the buffer
        self._parts: list[bytes] = []  # lines and literals of the command so far
        self._line_octets = 0
        self._literal_octets: int | None = None  # the literal we wait for

    def receive(self, data: bytes) -> None:
        """Take what the client sent."""
        self._buffer += data

    def waiting(self) -> int:
        """Return how many octets nobody has taken yet, the announced literal aside."""
        return 0 if self._literal_octets is not None else len(self._buffer)

    def forget(self) -> None:
        """Drop everything that came so far (STARTTLS: RFC 9051 section 6.2.1)."""
        self._buffer.clear()
        self._searched = 0
        self._reset()

    def take_rest(self) -> bytes:
        """Take everything that came behind the last command (COMPRESS: RFC 4978 section 3)."""
        rest = bytes(self._buffer)
        self.forget()
        return rest

    def line(self) -> bytes | None:
        """Take the next line without its end, or None: the client's answer to a continuation request."""
        line = self._cut_line()
        return None if line is None else line.removesuffix(b"\r")

    def command(self) -> Input | None:
        """Take the next complete command, or what must be said before there can be one; None: not enough yet."""
        while True:
            if self._literal_octets is not None:
                if len(self._buffer) < self._literal_octets:
                    return None
                self._take_literal(self._literal_octets)
            line = self._cut_line()
            if line is None:
                return self._too_long() if self._line_octets + len(self._buffer) > self.limits.line else None
            self._line_octets += len(line)
            if self._line_octets > self.limits.line:
                return self._too_long()
            found = self._complete(line)
            if found is not None:
                return found

    def _cut_line(self) -> bytes | None:
        end = self._buffer.find(b"\n", self._searched)
        if end < 0:
            self._searched = len(self._buffer)
            return None
        line = bytes(memoryview(self._buffer)[:end])
        del self._buffer[: end + 1]
        self._searched = 0
        return line

    def _take_literal(self, octets: int) -> None:
        self._parts.append(bytes(memoryview(self._buffer)[:octets]))
        del self._buffer[:octets]
        self._searched = 0
        self._literal_octets = None

    def _complete(self, line: bytes) -> Input | None:
        """Look how a line ends: with the command, or with a literal to come (None when it is on its way unasked)."""
        if not line.endswith(b"\r"):
            return self._refuse("A line must end with CR LF", line)
        line = line[:-1]
        if b"\r" in line or b"\0" in line:
            return self._refuse("A bare CR or a NUL in a command", line)
        announced = _LITERAL_AT_END.search(line)
        if announced is None:
            data = b"".join([*self._parts, line])
            self._reset()
            return CommandText(data)
        return self._announce(line, int(announced[1]), synchronizing=not announced[2])

    def _announce(self, line: bytes, octets: int, *, synchronizing: bool) -> Input | None:
        self._parts.append(line + b"\r\n")
        if not synchronizing and self.longest_unasked is not None and octets > self.longest_unasked:
            return self._refuse("A literal of this length waits for leave here", self._parts[0], fatal=True)
        if octets > self._literal_limit() or len(self._parts) > 2 * self.limits.literals:
            # A synchronizing literal is not sent without leave; any other is already on its way.
            too_big = self.signed_in and _APPEND.match(self._parts[0]) is not None
            refusal = self._refuse("Literal too long", self._parts[0], fatal=not synchronizing)
            return replace(refusal, too_big=too_big)
        self._literal_octets = octets
        return LiteralWanted() if synchronizing else None

    def _literal_limit(self) -> int:
        if not self.signed_in:
            return self.limits.literal_before_sign_in
        return self.limits.message if _APPEND.match(self._parts[0]) else self.limits.literal

    def _too_long(self) -> Refusal:
        first = self._parts[0] if self._parts else bytes(self._buffer[:100])
        return self._refuse("Command line too long", first, fatal=True)

    def _refuse(self, reason: str, line: bytes, *, fatal: bool = False) -> Refusal:
        first = self._parts[0] if self._parts else line
        self._reset()
        if fatal:
            self._buffer.clear()
        return Refusal(reason, first, fatal)

    def _reset(self) -> None:
        self._parts = []
        self._line_octets = 0
        self._literal_octets = None
