# SPDX-License-Identifier: MIT
"""The state machine of a connection: bytes in, events out; commands in, bytes out (RFC 9051, 3 and 5.5)."""

from mailproto.session.connection import Session
from mailproto.session.outbox import Direction

__all__ = ["Direction", "Session"]
