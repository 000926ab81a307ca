# SPDX-License-Identifier: MIT
"""The identity of a letter, the same wherever a copy of it lies (RFC 8474 section 5.1). Knows no mailbox."""

import hashlib

from testserver.letter import Letter


def email_id(letter: Letter) -> str:
    """Return the EMAILID of a letter: equal octets have an equal one."""
    return "E" + hashlib.sha256(letter.data).hexdigest()[:30]
