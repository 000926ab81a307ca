# SPDX-License-Identifier: MIT
"""Every error says what was asked, what the server said and what to do, in words that stand once."""

from __future__ import annotations

import string
import traceback

import pytest

from mailproto import errors
from mailproto.errors import (
    ADVICE,
    MESSAGES,
    AuthenticationFailed,
    CertificateError,
    CommandInvalid,
    CommandRejected,
    ImapError,
)
from mailproto.responses import ResponseCode, StatusResponse
from mailproto.vocabulary import Status

PLACEHOLDERS = {
    code: {name for _, name, _, _ in string.Formatter().parse(message) if name} for code, message in MESSAGES.items()
}
SERVERS = {
    "unexpected-response": "response",
    "bad-greeting": "response",
    "rejected": "text",
    "authentication-failed": "text",
    "invalid": "text",
    "bye": "text",
}


def test_each_has_words_and_advice() -> None:
    """No code without them, and no words without a code."""
    assert set(MESSAGES) == set(ADVICE)


@pytest.mark.parametrize("code", MESSAGES)
def test_an_error_repeats_its_values_and_says_what_to_do(code: str) -> None:
    """What was asked, and what the server said, are in the message; the advice is in the traceback, once."""
    values = {name: f"<{name}>" for name in PLACEHOLDERS[code]}
    error = ImapError(code, **values)
    assert (error.code, dict(error.values)) == (code, values)
    assert all(value in str(error) for value in values.values())
    assert error.advice == ADVICE[code]
    assert error.advice not in str(error)
    assert "".join(traceback.format_exception(error)).count(error.advice) == 1


@pytest.mark.parametrize("code", MESSAGES)
def test_the_words_can_follow_others(code: str) -> None:
    """Neither the message nor the advice ends in a full stop; both can stand within a sentence."""
    for text in (MESSAGES[code], ADVICE[code]):
        assert text == text.strip()
        assert not text.endswith(".")
        assert text[0].islower() or text[0] in "{B"


@pytest.mark.parametrize(("code", "value"), SERVERS.items())
def test_what_the_server_said_is_in_the_message(code: str, value: str) -> None:
    """Wherever it said something."""
    assert value in PLACEHOLDERS[code]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CommandRejected, "the server refused SELECT: no such mailbox"),
        (CommandInvalid, "the server did not understand SELECT: no such mailbox"),
        (AuthenticationFailed, "the server refused the sign-in: no such mailbox"),
    ],
)
def test_a_refusal_names_the_command_and_keeps_the_answer(error: type[errors.CommandFailed], words: str) -> None:
    """The code in its brackets, too, for programs."""
    codes = {CommandRejected: "rejected", CommandInvalid: "invalid", AuthenticationFailed: "authentication-failed"}
    status = StatusResponse(None, Status.NO, "no such mailbox", ResponseCode("NONEXISTENT"))
    made = error(codes[error], status=status, command="SELECT")
    assert str(made) == words
    assert made.status is status


def test_a_certificate_is_there_to_be_looked_at() -> None:
    """With whose it should be and why it was refused."""
    error = CertificateError("certificate-rejected", host="h", port=993, reason="expired", certificate=b"DER")
    assert str(error) == "the certificate of h:993 was refused: expired"
    assert (error.host, error.port, error.certificate) == ("h", 993, b"DER")
