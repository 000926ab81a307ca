# SPDX-License-Identifier: MIT
"""From frames to responses: whatever a server sends becomes a value, if need be `Unparsed`; nothing raises.

Knows no connection: what a response means at its moment is the session's to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mailproto.errors import LimitExceeded
from mailproto.framing import Frame, Framer, Limits
from mailproto.parser.fetch import read_fetch
from mailproto.parser.fetch_shapes import DEPTH, read_common_fetch
from mailproto.parser.literals import without_literals
from mailproto.parser.mailbox_data import read_named, read_numbered
from mailproto.parser.search_data import read_found
from mailproto.parser.status import read_status
from mailproto.parser.uid_fetch import read_uid_fetch
from mailproto.responses import ContinuationRequest, Response
from mailproto.unparsed import Unparsed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailproto.message_data import StreamedLiteral

__all__ = ["parse", "parse_frames", "parse_responses"]

_LIMITS: Final = Limits()


def parse(frame: Frame, limits: Limits = _LIMITS, *, utf8: bool = False) -> Response | Unparsed:
    """Read one response. Never raises; of the limits only `nesting` counts here.

    `utf8`: the names of mailboxes are UTF-8, because the client has enabled that (RFC 6855, 3), and not modified UTF-7.
    """
    text, literals = frame
    contents: list[bytes | StreamedLiteral] = []
    may_be_common = limits.nesting >= DEPTH
    try:
        message = read_common_fetch(text, literals) if may_be_common else None
        if message is None and literals:
            text, contents = without_literals(frame)
            message = read_common_fetch(text) if may_be_common and not contents else None
        if message is not None:
            return message
        response = _read(text, contents, limits.nesting, utf8=utf8)
    except ValueError as error:
        return Unparsed(frame.raw, str(error))
    return response or Unparsed(frame.raw, "no response begins so")


def parse_frames(frames: Iterable[Frame], limits: Limits = _LIMITS) -> list[Response | Unparsed]:
    """Read many responses. Never raises."""
    return [parse(frame, limits) for frame in frames]


def parse_responses(data: bytes, limits: Limits = _LIMITS, *, utf8: bool = False) -> list[Response | Unparsed]:
    """Read everything that a server has sent, the names of mailboxes as UTF-8 where `utf8`. Never raises.

    What goes over a limit, and an incomplete response at the end, is a last `Unparsed`, for the latter with the reason
    "incomplete".
    """
    framer = Framer(limits)
    framer.receive(data)
    responses: list[Response | Unparsed] = []
    reason = "incomplete"
    try:
        responses.extend(parse(frame, limits, utf8=utf8) for frame in framer.frames() if isinstance(frame, Frame))
    except LimitExceeded as error:
        reason = str(error)
    rest = framer.incomplete()
    if rest:
        responses.append(Unparsed(rest, reason))
    return responses


def _read(text: bytes, contents: list[bytes | StreamedLiteral], nesting: int, *, utf8: bool) -> Response | None:
    if text[:1] == b"+":
        return ContinuationRequest(text[2:] if text[1:2] == b" " else text[1:])
    return (
        read_status(text)
        or read_fetch(text, contents, nesting)
        or read_uid_fetch(text, contents, nesting)
        or read_numbered(text)
        or read_found(text)
        or read_named(text, contents, utf8=utf8)
    )
