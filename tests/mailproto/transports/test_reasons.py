# SPDX-License-Identifier: MIT
"""Why a connection failed: words for a person out of the system's errors and OpenSSL's."""

from __future__ import annotations

import ssl

import pytest

from mailproto.transports.reasons import reason_of, tls_reason


def openssl_error(reason: str | None, said: str) -> ssl.SSLError:
    """Make an error as the ssl module raises it."""
    error = ssl.SSLError(1, said)
    error.reason = reason  # type: ignore[assignment]  # the stub says str; errors without a library entry have None
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionResetError(104, "Connection reset by peer"), "Connection reset by peer"),
        (OSError("it broke"), "it broke"),
        (UnicodeError("label empty or too long"), "label empty or too long"),
        (ConnectionResetError(), "ConnectionResetError"),
        (openssl_error("WRONG_VERSION_NUMBER", "?"), "what answers on this port does not speak TLS"),
        (openssl_error("NO_SHARED_CIPHER", "?"), "no shared cipher"),
        (openssl_error(None, "something new"), "something new"),
    ],
)
def test_an_error_is_said_in_words(error: Exception, words: str) -> None:
    """The system's own words, plainer ones for OpenSSL's, and never nothing."""
    assert reason_of(error) == words


def test_what_openssl_means_is_said_plainly() -> None:
    """A version that nobody offers is told as that."""
    assert tls_reason("UNSUPPORTED_PROTOCOL") == "the server offers no version of TLS that is allowed here"
