# SPDX-License-Identifier: MIT
"""The server's own reading of command arguments (RFC 9051 section 9, RFC 3501 section 9).

A `Scanner` walks over one complete command, its literals included. Knows tokens and their limits, not what a command
means. What it can't read is a `CommandSyntaxError` in words that help whoever wrote the client.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from testserver.limits import DEFAULT_LIMITS, Limits
from testserver.mailbox_names import InvalidNameError, decode_mailbox_name, read_utf8_mailbox_name
from testserver.sequence_sets import SequenceSet, parse_sequence_set

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_TAG = re.compile(rb"[!#$&',\-./0-9:;<=>?@A-Z\[\]^_`a-z|}~]+")
_ATOM = re.compile(rb"[!#$&'+,\-./0-9:;<=>?@A-Z\[^_`a-z|}~]+")
_ASTRING_ATOM = re.compile(rb"[!#$&'+,\-./0-9:;<=>?@A-Z\[\]^_`a-z|}~]+")
_LIST_ATOM = re.compile(rb"[!#$%&'*+,\-./0-9:;<=>?@A-Z\[\]^_`a-z|}~]+")
_FLAG = re.compile(rb"\\?[!#$&'+,\-./0-9:;<=>?@A-Z\[^_`a-z|}~]+")
_QUOTED = re.compile(rb'"((?:[^"\\\r\n\x00]|\\["\\])*)"')
_ESCAPED = re.compile(rb"\\(.)")
_LITERAL = re.compile(rb"~?\{([0-9]{1,10})\+?\}\r\n")
_NUMBER = re.compile(rb"[0-9]{1,19}")
_SET = re.compile(rb"[0-9*:,]+|\$")
_PARTIAL = re.compile(rb"(?P<sign>-?)(?P<low>[1-9][0-9]{0,9}):(?P=sign)(?P<high>[1-9][0-9]{0,9})")
_DATE = re.compile(rb'"?(\d{1,2})-([A-Za-z]{3})-(\d{4})"?')
_DATE_TIME = re.compile(rb'"([ \d]\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"')
_LONGEST_TAG = 100
_FLAGS_KNOWN = frozenset({r"\answered", r"\flagged", r"\deleted", r"\seen", r"\draft"})


class CommandSyntaxError(Exception):
    """A command that breaks the grammar; `str()` is the text of BAD."""


class Scanner:
    """A place in one command. Every method reads something and moves on, or raises CommandSyntaxError."""

    def __init__(self, data: bytes, limits: Limits = DEFAULT_LIMITS) -> None:
        self.data = data
        self.position = 0
        self.limits = limits
        self.utf8_names = False  # mailbox names come in UTF-8, not in modified UTF-7

    def expected(self, what: str) -> CommandSyntaxError:
        """Return the error that says what should have stood here."""
        return CommandSyntaxError(f"Expected {what} at octet {self.position}")

    def match(self, pattern: re.Pattern[bytes], what: str) -> re.Match[bytes]:
        """Read a pattern."""
        found = pattern.match(self.data, self.position)
        if found is None:
            raise self.expected(what)
        self.position = found.end()
        return found

    def peek(self, text: bytes) -> bool:
        """Tell whether this text comes next, in any case of letters."""
        return self.data[self.position : self.position + len(text)].upper() == text

    def skip(self, text: bytes) -> bool:
        """Step over this text when it comes next."""
        found = self.peek(text)
        if found:
            self.position += len(text)
        return found

    def need(self, text: bytes) -> None:
        """Step over this text, which must come next."""
        if not self.skip(text):
            raise self.expected("a space" if text == b" " else text.decode("ascii"))

    def space(self) -> None:
        """Step over exactly one space."""
        self.need(b" ")

    def at_end(self) -> bool:
        """Tell whether nothing is left."""
        return self.position >= len(self.data)

    def end(self) -> None:
        """Require that nothing is left."""
        if not self.at_end():
            raise self.expected("the end of the command")

    def rest(self) -> bytes:
        """Read everything that is left."""
        text, self.position = self.data[self.position :], len(self.data)
        return text

    def tag(self) -> bytes:
        """Read a tag."""
        tag = self.match(_TAG, "a tag")[0]
        if len(tag) > _LONGEST_TAG:
            self.position = 0
            raise self.expected("a shorter tag")
        return tag

    def word(self, what: str = "a word") -> str:
        """Read an atom that is a keyword of the protocol; upper case."""
        return self.match(_ATOM, what)[0].decode("ascii").upper()

    def atom(self, what: str = "an atom") -> bytes:
        """Read an atom."""
        return self.match(_ATOM, what)[0]

    def number(self) -> int:
        """Read a number of at most 63 bits."""
        value = int(self.match(_NUMBER, "a number")[0])
        if value >= 2**63:
            raise self.expected("a number below 2**63")
        return value

    def positive(self) -> int:
        """Read a number from 1 on, such as a modification sequence (RFC 7162 section 7)."""
        value = self.number()
        if value == 0:
            raise self.expected("a number above zero before here")
        return value

    def string(self) -> bytes:
        """Read a quoted string or a literal."""
        if self.peek(b'"'):
            return _ESCAPED.sub(rb"\1", self.match(_QUOTED, "a quoted string with an end")[1])
        return self.literal("a string")

    def literal(self, what: str = "a literal") -> bytes:
        """Read a literal, a literal8 too."""
        length = int(self.match(_LITERAL, what)[1])
        start = self.position
        if start + length > len(self.data):
            raise self.expected("the whole literal")
        self.position += length
        return self.data[start : self.position]

    def astring(self) -> bytes:
        """Read an atom or a string."""
        found = _ASTRING_ATOM.match(self.data, self.position)
        if found is None:
            return self.string()
        self.position = found.end()
        return found[0]

    def nstring(self) -> bytes | None:
        """Read a string or NIL."""
        return None if self.skip(b"NIL") else self.string()

    def mailbox(self) -> str:
        """Read the name of a mailbox; InvalidNameError when it is a string but no name."""
        return self._name(self.astring())

    def list_mailbox(self) -> str:
        """Read a name or pattern of LIST, where wildcards may stand bare."""
        found = _LIST_ATOM.match(self.data, self.position)
        if found is None:
            return self._name(self.string())
        self.position = found.end()
        return self._name(found[0])

    def _name(self, wire: bytes) -> str:
        if len(wire) > self.limits.mailbox_name:
            raise InvalidNameError("The mailbox name is too long")
        name = read_utf8_mailbox_name(wire) if self.utf8_names else decode_mailbox_name(wire)
        if name is None:
            raise InvalidNameError(f"The mailbox name is not in {'UTF-8' if self.utf8_names else 'modified UTF-7'}")
        return name

    def partial_range(self) -> tuple[int, int]:
        """Read a window of a result: both bounds from 1 on, or both from -1 down (RFC 9394 section 3.4)."""
        found = self.match(_PARTIAL, "a range such as 1:100 or -1:-100")
        sign = -1 if found["sign"] else 1
        return sign * int(found["low"]), sign * int(found["high"])

    def sequence_set(self) -> SequenceSet:
        """Read a sequence-set."""
        numbers = parse_sequence_set(self.match(_SET, "a sequence set")[0])
        if numbers is None:
            raise self.expected("a sequence set of numbers from 1 to 4294967295 before here")
        return numbers

    def flag(self) -> str:
        """Read one flag or keyword; a flag that begins with a backslash and that no RFC knows is none."""
        flag = self.match(_FLAG, "a flag")[0].decode("ascii")
        if flag.startswith("\\") and flag.lower() not in _FLAGS_KNOWN:
            raise self.expected(f"a flag of RFC 9051 section 2.3.2, not {flag}, before here")
        return flag

    def flags(self) -> tuple[str, ...]:
        """Read a flag list in parentheses."""
        return self._listed(self.flag)

    def attributes(self) -> tuple[str, ...]:
        """Read a list of mailbox attributes in parentheses."""
        return self._listed(lambda: self.match(_FLAG, "an attribute")[0].decode("ascii"))

    def _listed(self, read: Callable[[], str]) -> tuple[str, ...]:
        self.need(b"(")
        flags: list[str] = []
        while not self.skip(b")"):
            if flags:
                self.space()
            flags.append(read())
        return tuple(flags)

    def words(self) -> tuple[str, ...]:
        """Read a list of keywords in parentheses, at least one."""
        self.need(b"(")
        words = [self.word()]
        while not self.skip(b")"):
            self.space()
            words.append(self.word())
        return tuple(words)

    def date(self) -> date:
        """Read `date` (day-month-year)."""
        found = self.match(_DATE, "a date such as 1-Feb-2026")
        try:
            return date(int(found[3]), _month(found[2]), int(found[1]))
        except ValueError:
            raise self.expected("a date of the calendar before here") from None

    def date_time(self) -> datetime:
        """Read `date-time` with its zone."""
        found = self.match(_DATE_TIME, 'a date-time such as " 1-Feb-2026 12:00:00 +0300"')
        offset = timedelta(hours=int(found[8]), minutes=int(found[9]))
        try:
            zone = timezone(-offset if found[7] == b"-" else offset) if offset else UTC
            hour, minute, second = (int(found[place]) for place in (4, 5, 6))
            return datetime(int(found[3]), _month(found[2]), int(found[1]), hour, minute, second, tzinfo=zone)
        except ValueError:
            raise self.expected("a date-time of the calendar before here") from None


def _month(name: bytes) -> int:
    return MONTHS.index(name.decode("ascii").title()) + 1


def format_date_time(moment: datetime) -> bytes:
    """Write `date-time` (RFC 9051 section 9), quoted."""
    offset = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    sign = "-" if offset < 0 else "+"
    hours, minutes = divmod(abs(offset), 60)
    day = f"{moment.day:2d}-{MONTHS[moment.month - 1]}-{moment.year:04d}"
    clock = f"{moment.hour:02d}:{moment.minute:02d}:{moment.second:02d}"
    return f'"{day} {clock} {sign}{hours:02d}{minutes:02d}"'.encode("ascii")
