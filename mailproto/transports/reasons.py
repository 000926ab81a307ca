# SPDX-License-Identifier: MIT
"""Why a connection failed, in words for a person: what the system says, and plainer ones for what OpenSSL says."""

from __future__ import annotations

import ssl
from typing import Final, cast

HUNG_UP: Final = "the server ended the connection during the handshake"

_IN_PLAIN_WORDS: Final = {
    "WRONG_VERSION_NUMBER": "what answers on this port does not speak TLS",
    "RECORD_LAYER_FAILURE": "what answers on this port does not speak TLS",
    "HTTP_REQUEST": "what answers on this port does not speak TLS",
    "UNSUPPORTED_PROTOCOL": "the server offers no version of TLS that is allowed here",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server offers no version of TLS that is allowed here",
    "NO_PROTOCOLS_AVAILABLE": "no version of TLS is allowed here",
}


def reason_of(error: Exception) -> str:
    """Say what is known of an error of the system or of OpenSSL; at least the name of its kind."""
    if isinstance(error, ssl.SSLError):
        # The stub says str; OpenSSL's errors without a library entry have None.
        word = cast("str | None", error.reason)
        return tls_reason(word) if word else str(error)
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def tls_reason(word: str) -> str:
    """Say what OpenSSL's reason means: `word` is its name, "WRONG_VERSION_NUMBER"."""
    return _IN_PLAIN_WORDS.get(word) or word.replace("_", " ").lower()
