# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads header text as RFC 2047 writes it, and as broken senders do.

Knows no header by name; what is decoded is not yet harmless to show (see safe_text).
"""

import binascii
import re
from typing import Final

from mailapp.presentation.charsets import decode
from mailapp.presentation.transfer_encodings import decode_base64

# RFC 2047 section 2, with the language of RFC 2231 section 5, and with spaces inside, which many senders leave.
_ENCODED_WORD: Final = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,60})?\?([bq])\?([^?]*)\?=", re.IGNORECASE)


def decode_header_bytes(value: bytes) -> str:
    """Give the text of a header field's unfolded body; raw bytes beyond ASCII are read as UTF-8 or guessed."""
    text = value.decode("ascii") if value.isascii() else decode(value, None).text
    return decode_words(text)


def decode_words(text: str) -> str:
    """Replace the encoded words in `text`; what is not one is left as it stands. Never raises; linear time."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    waiting: list[bytes] = []
    waiting_charset = ""
    end = 0
    for word in _ENCODED_WORD.finditer(text):
        between = text[end : word.start()]
        charset = word[1].lower()
        # Space between encoded words is not text (section 6.2), and a character may be cut in two between them,
        # which section 5 forbids and senders do: their bytes are joined before the charset is applied.
        joined = bool(waiting) and not between.strip()
        if not joined or charset != waiting_charset:
            pieces.append(decode(b"".join(waiting), waiting_charset).text)
            waiting.clear()
        if not joined:
            pieces.append(between)
        waiting.append(_word_bytes(word[2], word[3]))
        waiting_charset = charset
        end = word.end()
    pieces.extend((decode(b"".join(waiting), waiting_charset).text, text[end:]))
    return "".join(pieces)


def _word_bytes(encoding: str, encoded: str) -> bytes:
    data = encoded.encode("utf-8", "replace")
    if encoding in "bB":
        decoded = decode_base64(memoryview(data))
        return data if decoded.broken and not decoded.data else decoded.data
    return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
