# SPDX-License-Identifier: MIT
"""Reads a server's bytes in every way in which they can come, and asserts that it makes no difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailproto.framing import Frame, Framer
from mailproto.parser import parse, parse_responses
from mailproto.responses import ContinuationRequest, StatusResponse
from mailproto.vocabulary import Status, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailproto.framing import Framed
    from mailproto.responses import Response
    from mailproto.unparsed import Unparsed

_AFTERWARDS = b"+ go on\r\nA999 OK done\r\n"
_READ_AFTERWARDS = [ContinuationRequest(b"go on"), StatusResponse(Tag("A999"), Status.OK, "done")]


def frames_of(pieces: Iterable[bytes], framer: Framer | None = None) -> list[Framed]:
    """Give a framer the pieces one by one, and take out what is complete after each."""
    framer = framer or Framer()
    found: list[Framed] = []
    for piece in pieces:
        framer.receive(piece)
        found += framer.frames()
    return found


def one_by_one(data: bytes) -> list[bytes]:
    """Divide data into single octets."""
    return [data[index : index + 1] for index in range(len(data))]


def read(data: bytes) -> list[Response | Unparsed]:
    """Read whole responses: at once, octet by octet, in two pieces cut at every place, and followed by others."""
    responses = parse_responses(data)
    assert parse_responses(data + _AFTERWARDS) == responses + _READ_AFTERWARDS
    halves = ([data[:cut], data[cut:]] for cut in range(1, len(data)))
    for pieces in (one_by_one(data), *halves):
        assert [parse(frame) for frame in frames_of(pieces) if isinstance(frame, Frame)] == responses
    return responses


def read_line(line: bytes) -> Response | Unparsed:
    """Read one response, given without its line end, in all those ways and ended by a bare line feed too."""
    (response,) = read(line + b"\r\n")
    assert parse_responses(line + b"\n") == [response]
    return response
