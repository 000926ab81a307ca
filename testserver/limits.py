# SPDX-License-Identifier: MIT
"""How much one client may ask of the server, as data.

Knows numbers only; who checks them is the reader, the grammar and the MIME scanner.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may cost. Sizes are octets."""

    line: int = 65536  # one command without its literals
    literal: int = 65536  # one argument sent as a literal
    literal_before_sign_in: int = 4096  # strangers get less
    message: int = 64 * 1024 * 1024  # the literal of APPEND
    literals: int = 100  # in one command
    waiting_commands: int = 1024 * 1024  # unread input, after which the transport is paused
    nesting: int = 50  # parentheses in a command, parts in a letter
    mailbox_name: int = 1000
    bad_commands: int = 50  # in a row, after which the connection ends
    transcript_entries: int = 10000
    transcript_octets: int = 2048  # of one entry; the rest is told as a count


DEFAULT_LIMITS = Limits()
