# SPDX-License-Identifier: MIT
"""The SASL mechanisms, seen without IMAP."""

from __future__ import annotations

import pytest

from mailproto.authentication import LoginMechanism, Mechanism, Plain
from mailproto.errors import LocalProtocolError


def test_plain_says_everything_at_once() -> None:
    """RFC 4616, 2: authorization, user and password with NUL between them."""
    assert Plain("tim", "tanstaaftanstaaf").start().respond(b"") == b"\0tim\0tanstaaftanstaaf"
    assert Plain("Kurt", "xipj3plmq", authorization="Ursel").start().respond(b"") == b"Ursel\0Kurt\0xipj3plmq"


@pytest.mark.parametrize("questions", [(b"Username:", b"Password:"), (b"User Name\0", b"Password\0"), (b"", b"")])
def test_login_answers_by_order(questions: tuple[bytes, bytes]) -> None:
    """The wording of the questions differs between servers; the user comes first."""
    exchange = LoginMechanism("alice", "пароль").start()
    assert [exchange.respond(question) for question in questions] == [b"alice", "пароль".encode()]


@pytest.mark.parametrize("mechanism", [Plain("alice", "secret"), LoginMechanism("alice", "secret")])
class TestEach:
    """What holds for each of them."""

    def test_it_can_be_used_again(self, mechanism: Mechanism) -> None:
        """Each connection has an exchange of its own."""
        assert mechanism.start().respond(b"") == mechanism.start().respond(b"")

    def test_it_gives_up_on_a_question_too_many(self, mechanism: Mechanism) -> None:
        """The password is never repeated to a server that asks on."""
        exchange = mechanism.start()
        exchange.respond(b"")
        if not mechanism.client_first:
            exchange.respond(b"")
        with pytest.raises(LocalProtocolError, match="once too often"):
            exchange.respond(b"")

    def test_its_repr_hides_the_password(self, mechanism: Mechanism) -> None:
        """The user may be shown."""
        assert "secret" not in repr(mechanism)
        assert "alice" in repr(mechanism)

    def test_it_shows_the_password_to_who_reads_along(self, mechanism: Mechanism) -> None:
        """So the session wants encryption."""
        assert mechanism.plain_text


@pytest.mark.parametrize("kind", [Plain, LoginMechanism])
@pytest.mark.parametrize(("character", "called"), [("\0", "NUL"), ("\r", "CR"), ("\n", "LF"), ("\ud800", "U+D800")])
def test_what_may_not_be_sent_is_refused(kind: type[Plain | LoginMechanism], character: str, called: str) -> None:
    """The error does not repeat the password."""
    with pytest.raises(LocalProtocolError) as caught:
        kind("alice", f"hidden{character}").start()
    assert caught.value.values["character"] == called
    assert "hidden" not in str(caught.value)
