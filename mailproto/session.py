# SPDX-License-Identifier: MIT
"""The state machine of a connection: bytes in, events out; commands in, bytes out (RFC 9051, 3 and 5.5).

Has no clock, no socket and no thread. It raises only for what its caller asked wrongly; what the server did wrong is
an event.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import TypeVar

from mailproto.commands import Command, InFlight, SelectedMailbox
from mailproto.events import Event
from mailproto.framing import Limits
from mailproto.states import ConnectionState
from mailproto.vocabulary import Capability, Tag

R = TypeVar("R")


class Direction(enum.Enum):
    """Who spoke; the values are the letters of a transcript."""

    CLIENT = "C"
    SERVER = "S"


class Session:
    """One connection, seen from the client.

    `encrypted` says whether the transport is, from the start. Where `starttls_required`, nothing is believed and no
    password is sent before it is. `allow_unencrypted_password` is for connections that do not leave this machine.
    `on_wire` is told what goes over the wire, in order, with secrets masked.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        encrypted: bool,
        starttls_required: bool = False,
        allow_unencrypted_password: bool = False,
        on_wire: Callable[[Direction, bytes], None] | None = None,
    ) -> None:
        raise NotImplementedError

    @property
    def state(self) -> ConnectionState:
        """Where in Fig. 8.1 the connection is."""
        raise NotImplementedError

    @property
    def capabilities(self) -> frozenset[Capability] | None:
        """What the server said it can do; None where that is not known, as before it was told and after signing in."""
        raise NotImplementedError

    @property
    def encrypted(self) -> bool:
        """Whether the connection is encrypted."""
        raise NotImplementedError

    @property
    def selected(self) -> SelectedMailbox | None:
        """The selected mailbox as the server's latest words describe it."""
        raise NotImplementedError

    @property
    def tags_in_flight(self) -> tuple[Tag, ...]:
        """The tags of commands that have no answer yet, those that still wait to be sent included, in their order."""
        raise NotImplementedError

    def submit(self, command: Command[R], *, stream: bool = False) -> InFlight[R]:
        """Send a command, or let it wait for those in progress that it may not share the connection with (RFC 9051, 5.5).

        With `stream`, its data are told by `ItemReceived`, its large literals by `LiteralStarted` and the two after it,
        and its result is empty. Raises LocalProtocolError or CapabilityMissing, and then nothing was sent.
        """
        raise NotImplementedError

    def abandon(self, in_flight: InFlight[R]) -> None:
        """Forget a command: one that still waits is never sent, of one that was sent the answers are swallowed."""
        raise NotImplementedError

    def receive_data(self, data: bytes) -> None:
        """Take bytes from the server, divided however they are."""
        raise NotImplementedError

    def receive_eof(self) -> None:
        """Take it that the server, or the network, ended the connection."""
        raise NotImplementedError

    def data_to_send(self) -> bytes:
        """Take the bytes that must be written now; ask again after `submit` and after `receive_data`."""
        raise NotImplementedError

    def events(self) -> list[Event]:
        """Take the events since the last call, in the order of the wire."""
        raise NotImplementedError

    def tls_started(self) -> None:
        """Take it that the handshake asked for by `TlsNeeded` is done; what was known before it is forgotten."""
        raise NotImplementedError
