# SPDX-License-Identifier: MIT
"""What SEARCH and SORT are to return: RETURN (...) and a window of the results (RFC 9051, 6.4.4; RFC 9394).

Knows neither the commands nor what comes back.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mailproto.errors import LocalProtocolError
from mailproto.sequences import LARGEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailproto.printer import Writer


class ReturnOption(enum.StrEnum):
    """A result that may be asked for. SAVE keeps the letters found on the server: `UidSet.saved()`."""

    MIN = "MIN"
    MAX = "MAX"
    ALL = "ALL"
    COUNT = "COUNT"
    SAVE = "SAVE"


@dataclass(frozen=True, slots=True)
class Partial:
    """A window of the results, both ends included: 1 is the first, -1 the last; both ends on the same side (RFC 9394).

    Errors: LocalProtocolError, "bad-argument".
    """

    first: int
    last: int

    def __post_init__(self) -> None:
        """Refuse what is no window."""
        same_side = (self.first > 0) == (self.last > 0)
        if not same_side or not all(1 <= abs(end) <= LARGEST for end in (self.first, self.last)):
            raise LocalProtocolError("bad-argument", what="PARTIAL", reason="its ends are no positions on one side")

    def __bytes__(self) -> bytes:
        """Give the wire's form."""
        return b"PARTIAL %d:%d" % (self.first, self.last)

    def bounds(self, count: int) -> tuple[int, int]:
        """Say from which to before which of `count` results it goes, counted from 0."""
        near, far = sorted((abs(self.first), abs(self.last)))
        start, stop = (near - 1, far) if self.first > 0 else (count - far, count - near + 1)
        return max(start, 0), max(stop, 0)


Returns = tuple[ReturnOption | Partial, ...]
"""What is to be returned; nothing means ALL (RFC 9051, 6.4.4)."""

EVERYTHING: Final[Returns] = (ReturnOption.ALL,)


def write_returns(writer: Writer, returns: Returns) -> None:
    """Write RETURN and the options. Raises LocalProtocolError for a window beside ALL or another (RFC 9394, 3.1)."""
    if sum(isinstance(each, Partial) or each is ReturnOption.ALL for each in returns) > 1:
        raise LocalProtocolError("bad-argument", what="RETURN", reason="ALL and PARTIAL stand once, and not together")
    writer.word(b"RETURN (%b)" % b" ".join(_octets(each) for each in returns))


def _octets(option: ReturnOption | Partial) -> bytes:
    return bytes(option) if isinstance(option, Partial) else option.encode("ascii")


def needs_of_returns(
    command: str, extended: tuple[str, ...], context: str, returns: Returns
) -> Mapping[str, tuple[str, ...]]:
    """Give what RETURN needs after a command, as `Command.needs` says it.

    One of the capabilities `extended` for RETURN itself, `context` or PARTIAL for windows.
    """
    needs = {f"{command} RETURN": extended}
    if ReturnOption.SAVE in returns:
        needs[f"{command} RETURN (SAVE)"] = ("SEARCHRES", "IMAP4REV2")
    if window_in(returns) is not None:
        needs[f"{command} RETURN (PARTIAL)"] = ("PARTIAL", context)
    return MappingProxyType(needs)


def window_in(returns: Iterable[ReturnOption | Partial]) -> Partial | None:
    """Give the window that is asked for, None where there is none."""
    return next((each for each in returns if isinstance(each, Partial)), None)
