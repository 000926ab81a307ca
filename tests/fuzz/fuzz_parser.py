# SPDX-License-Identifier: MIT
"""What holds for whatever a server sends: the properties of the parser that its fuzz target asserts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from mailproto import scanner
from mailproto.errors import LimitExceeded
from mailproto.framing import Frame, Framer, Limits
from mailproto.message_data import MessageData
from mailproto.orderings import NumberList
from mailproto.parser import parse, parse_responses
from mailproto.parser.fetch import _MOST_PROBLEMS
from mailproto.responses import (
    CapabilityData,
    ContinuationRequest,
    EnabledData,
    EsearchData,
    ListData,
    MailboxStatus,
    Response,
    ResponseCode,
    StatusResponse,
    UnknownData,
)
from mailproto.scanner import UnreadableError, end_of_value
from mailproto.sequences import UidSet
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import SEEN, Status, Tag
from tests.fuzz.cutting import pieces_of
from tests.fuzz.looking import everything_in, unparsed_in
from tests.fuzz.values.wire import Wire

LIMITS = Limits(line=1 << 16, literal=1 << 16, response=1 << 17, literals=50)
"""What a server may send here; small, so that inputs reach them."""

_AFTERWARDS = b"+ go on\r\nA999 OK done\r\n"
_READ_AFTERWARDS = [ContinuationRequest(b"go on"), StatusResponse(Tag("A999"), Status.OK, "done")]
_LOOKS = 3  # how often an octet is in a token where nothing is wrong: to find an end, to read, to read again for parts
_ITEMS = (b"ENVELOPE", b"BODYSTRUCTURE", b"INTERNALDATE", b"MODSEQ", b"RFC822.SIZE", b"X-ITEM")


class _Counted:
    """A pattern that counts the octets in what it finds."""

    def __init__(self, pattern: re.Pattern[bytes]) -> None:
        self.octets = 0
        self._pattern = pattern

    def finditer(self, text: bytes, position: int) -> Iterator[re.Match[bytes]]:
        """Find as the pattern does."""
        for found in self._pattern.finditer(text, position):
            self.octets += found.end() - found.start()
            yield found


def check(data: bytes) -> None:
    """Assert all of it for some octets."""
    responses = _read_in_linear_work(data)
    assert _without_counts(responses) == _without_counts(_read_in_pieces(pieces_of(data)))
    for each in everything_in(responses):
        assert not isinstance(each, Unparsed) or each.reason
    if not _is_incomplete(data):
        assert parse_responses(data + _AFTERWARDS, LIMITS) == responses + _READ_AFTERWARDS
    _check_neighbours(data.partition(b"\n")[0])
    for response in responses:
        _check_meaning(response)


def _read_in_linear_work(data: bytes) -> list[Response | Unparsed]:
    pattern = scanner._TOKEN
    counted = _Counted(pattern)
    scanner._TOKEN = counted  # type: ignore[misc, assignment]  # looks the same to who calls it
    try:
        responses = parse_responses(data, LIMITS)
    finally:
        scanner._TOKEN = pattern  # type: ignore[misc]
    assert counted.octets <= (_MOST_PROBLEMS + _LOOKS) * len(data)
    return responses


def _read_in_pieces(pieces: list[bytes]) -> list[Response | Unparsed]:
    framer = Framer(LIMITS)
    responses: list[Response | Unparsed] = []
    reason = "incomplete"
    for piece in pieces:
        framer.receive(piece)
        try:
            responses.extend(parse(frame, LIMITS) for frame in framer.frames() if isinstance(frame, Frame))
        except LimitExceeded as error:
            reason = str(error)
    rest = framer.incomplete()
    return [*responses, Unparsed(rest, reason)] if rest else responses


def _without_counts(responses: list[Response | Unparsed]) -> list[object]:
    """Leave out how far over a limit a server went, which depends on how much of it was there to be seen."""
    if responses and isinstance(responses[-1], Unparsed) and "over the limit" in responses[-1].reason:
        return [*responses[:-1], responses[-1].raw]
    return [*responses]


def _is_incomplete(data: bytes) -> bool:
    framer = Framer(LIMITS)
    framer.receive(data)
    try:
        for _ in framer.frames():
            pass
    except LimitExceeded:
        return True
    return bool(framer.incomplete())


def _check_neighbours(line: bytes) -> None:
    """Whatever a well-formed value says, the items beside it are read."""
    line = line.strip(b"\r\0 ")
    try:
        if not line or line.endswith(b"}") or end_of_value(line, 0, LIMITS.nesting) != len(line):
            return
    except UnreadableError:
        return
    for item in _ITEMS:
        (message,) = parse_responses(b"* 1 FETCH (UID 7 %b %b FLAGS (\\Seen))\r\n" % (item, line), LIMITS)
        assert isinstance(message, MessageData), message
        assert message.uid == 7, message
        assert message.flags == frozenset({SEEN}), message


def _check_meaning(response: Response | Unparsed) -> None:
    """What was read means something: said once more, in plain words, it is read as the same."""
    if _has_no_plain_words(response) or isinstance(response, Unparsed):
        return
    octets = Wire().response(response)
    again = parse_responses(octets)
    assert [_without_raw(each) for each in again] == [_without_raw(response)], octets
    assert [_orders(each) for each in again] == [_orders(response)], octets


def _has_no_plain_words(response: Response | Unparsed) -> bool:
    """Whether something is kept as it came, which may be a literal that stands for itself no more."""
    if isinstance(response, UnknownData) or unparsed_in(response):
        return True
    if isinstance(response, CapabilityData | EnabledData):
        return "+" in response.capabilities
    if isinstance(response, MessageData):
        raw = (response.raw_body_structure or b"") + (response.raw_internal_date or b"")
        return _is_kept_raw(response.others) or bool(set(raw) & set(b"\0\r\n"))
    if isinstance(response, EsearchData | MailboxStatus):
        return _is_kept_raw(response.others)
    return isinstance(response, ListData) and _is_kept_raw(response.extended)


def _is_kept_raw(others: Mapping[str, bytes]) -> bool:
    return bool(set(b"".join([*map(str.encode, others), *others.values()])) & set(b'"\0\r\n'))


def _orders(response: Response | Unparsed) -> list[NumberList[int]]:
    """Take the orders that an ESEARCH response tells, which hold what its sets hold."""
    if not isinstance(response, EsearchData):
        return []
    orders = [response.all_in_order, response.partial_in_order]
    for order, same in zip(orders, (response.all, response.partial), strict=True):
        assert [*UidSet.of_ranges(order.runs()).ranges()] == ([] if same is None else [*same.ranges()]), response
    return orders


def _without_raw(response: Response | Unparsed) -> Response | Unparsed:
    if isinstance(response, StatusResponse) and isinstance(response.code, ResponseCode):
        return replace(response, code=replace(response.code, raw=b""))
    return response
