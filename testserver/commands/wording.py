# SPDX-License-Identifier: MIT
"""Words that many commands put on the wire: flags, mailbox names, refusals. Knows no command."""

import re
from collections.abc import Iterable

from testserver.answers import Atom, Value
from testserver.mailbox_names import encode_mailbox_name

READ_ONLY = "The mailbox is open for reading only"
NO_SUCH_NUMBER = "There is no message of this number"
_SPECIAL = re.compile(r'[\\"]')


def atoms(words: Iterable[str]) -> tuple[Value, ...]:
    """Return words for a list on the wire."""
    return tuple(Atom(word.encode()) for word in words)


def mailbox_value(name: str, *, utf8: bool) -> Value:
    """Write a mailbox name: in UTF-8 for who enabled it (RFC 9051 section 5.1), else in modified UTF-7."""
    if utf8 and not name.isascii():
        return Atom(b'"' + _SPECIAL.sub(r"\\\g<0>", name).encode() + b'"')
    return name.encode("ascii") if utf8 else encode_mailbox_name(name)
