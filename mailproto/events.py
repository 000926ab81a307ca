# SPDX-License-Identifier: MIT
"""What a session tells its driver, in the order of the wire (RFC 9051, 7). Values only: nothing here acts."""

from __future__ import annotations

from dataclasses import dataclass

from mailproto.commands.in_flight import InFlight
from mailproto.errors import ImapError
from mailproto.message_data import BodySection
from mailproto.responses import ContinuationRequest, Response, StatusResponse
from mailproto.states import ConnectionState
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import SequenceNumber


@dataclass(frozen=True, slots=True)
class Greeted:
    """The server's first word: OK or PREAUTH (RFC 9051, 7.1). BYE is told as `ConnectionEnded`."""

    status: StatusResponse


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The connection went from `old` to `new` by the arrow `number` of Fig. 8.1 (`mailproto.states.TRANSITIONS`)."""

    old: ConnectionState
    new: ConnectionState
    number: int


@dataclass(frozen=True, slots=True)
class UntaggedReceived:
    """Untagged data that no command took; EXPUNGE and VANISHED always, also where a command gathers them."""

    response: Response


@dataclass(frozen=True, slots=True)
class UnparsedReceived:
    """A response that could not be read; the connection lives on."""

    unparsed: Unparsed


@dataclass(frozen=True, slots=True)
class UnexpectedReceived:
    """A tagged answer to no command in progress, or a continuation request that nobody waits for."""

    response: StatusResponse | ContinuationRequest


@dataclass(frozen=True, slots=True)
class AlertReceived:
    """A text that the server wants to be shown to the person (RFC 9051, 7.1: ALERT); it is the server's word."""

    text: str


@dataclass(frozen=True, slots=True)
class ProgressReceived:
    """The server is still at work on a command (RFC 9585): `progress` of `goal`, in units of its own; None untold.

    `in_flight` is the command, None where the server does not name one that is on its way.
    """

    in_flight: InFlight[object] | None
    progress: int | None
    goal: int | None


@dataclass(frozen=True, slots=True)
class MailboxContradicted:
    """What the server says of the selected mailbox cannot be, after what it said `before`.

    `what` is UIDVALIDITY, which became another, or UIDNEXT or HIGHESTMODSEQ, which became less: what is kept of the
    mailbox may hold no more. `Session.selected` has what it said `now`.
    """

    what: str
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class ItemReceived:
    """One response that belongs to a command submitted with `stream`."""

    in_flight: InFlight[object]
    item: Response


@dataclass(frozen=True, slots=True)
class LiteralStarted:
    """A literal too large to gather begins; `size` in octets. Its octets follow, then `LiteralFinished`.

    `in_flight` is the command that asked for it, None where none did; `sequence_number` and `section` are None where
    they could not be told.
    """

    in_flight: InFlight[object] | None
    sequence_number: SequenceNumber | None
    section: BodySection | None
    size: int


@dataclass(frozen=True, slots=True)
class LiteralReceived:
    """Further octets of the literal that was started last."""

    data: bytes


@dataclass(frozen=True, slots=True)
class LiteralFinished:
    """The literal that was started last is whole."""


@dataclass(frozen=True, slots=True)
class CommandCompleted:
    """A command has its answer, or will never get one: `in_flight.done` holds."""

    in_flight: InFlight[object]


@dataclass(frozen=True, slots=True)
class IdleStarted:
    """The server has agreed to IDLE: from here on it tells what is new when it happens (RFC 9051, 6.3.13)."""

    in_flight: InFlight[object]


@dataclass(frozen=True, slots=True)
class OctetsNeeded:
    """It is the turn of a letter's octets, of which there are `size`: give them by `Session.give_octets`.

    Nothing else is sent until then.
    """

    in_flight: InFlight[object]
    size: int


@dataclass(frozen=True, slots=True)
class TlsNeeded:
    """The server agreed to STARTTLS: do the handshake, then call `Session.tls_started`. Nothing is sent until then."""


@dataclass(frozen=True, slots=True)
class CompressionNeeded:
    """The server agreed to COMPRESS: compress and decompress from here on, then call `Session.compression_started`.

    `rest` is what the session was given too much: it came after the consent and is compressed. Nothing is sent until
    then (RFC 4978, 3; `mailproto.transports.compressed`).
    """

    rest: bytes


@dataclass(frozen=True, slots=True)
class ConnectionEnded:
    """The last event: nothing more will be sent or understood. `error` is None after LOGOUT."""

    error: ImapError | None


Event = (
    Greeted
    | StateChanged
    | UntaggedReceived
    | UnparsedReceived
    | UnexpectedReceived
    | AlertReceived
    | ProgressReceived
    | MailboxContradicted
    | ItemReceived
    | LiteralStarted
    | LiteralReceived
    | LiteralFinished
    | CommandCompleted
    | IdleStarted
    | OctetsNeeded
    | TlsNeeded
    | CompressionNeeded
    | ConnectionEnded
)
