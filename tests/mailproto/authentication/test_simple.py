# SPDX-License-Identifier: MIT
"""The mechanisms that say what they have to say once, seen without IMAP."""

from __future__ import annotations

import pytest

from mailproto.authentication import CramMd5, External, LoginMechanism, Mechanism, Plain
from mailproto.errors import LocalProtocolError, RemoteProtocolError


def test_plain_says_everything_at_once() -> None:
    """RFC 4616, 2: authorization, user and password with NUL between them."""
    assert Plain("tim", "tanstaaftanstaaf").start().respond(b"") == b"\0tim\0tanstaaftanstaaf"
    assert Plain("Kurt", "xipj3plmq", authorization="Ursel").start().respond(b"") == b"Ursel\0Kurt\0xipj3plmq"


@pytest.mark.parametrize("questions", [(b"Username:", b"Password:"), (b"User Name\0", b"Password\0"), (b"", b"")])
def test_login_answers_by_order(questions: tuple[bytes, bytes]) -> None:
    """The wording of the questions differs between servers; the user comes first."""
    exchange = LoginMechanism("alice", "пароль").start()
    assert [exchange.respond(question) for question in questions] == [b"alice", "пароль".encode()]


def test_cram_md5_answers_with_a_digest() -> None:
    """RFC 2195, 2: the example, its shared secret and its timestamp."""
    exchange = CramMd5("tim", "tanstaaftanstaaf").start()
    assert not exchange.proof_sent
    answer = exchange.respond(b"<1896.697170952@postoffice.reston.mci.net>")
    assert answer == b"tim b913a602c7eda7a495b4e6e7334d3890"
    assert exchange.proof_sent


def test_cram_md5_digests_no_empty_challenge() -> None:
    """Its digest would be the same each time, and whoever saw it could use it."""
    with pytest.raises(RemoteProtocolError, match="not empty"):
        CramMd5("tim", "tanstaaftanstaaf").start().respond(b"")


def test_external_says_at_most_whom_to_act_as() -> None:
    """RFC 4422, appendix A: empty for the one whom the certificate names."""
    assert External().start().respond(b"") == b""
    assert External("fred@example.com").start().respond(b"") == b"fred@example.com"


EACH = [Plain("alice", "secret"), LoginMechanism("alice", "secret"), CramMd5("alice", "secret"), External("alice")]


@pytest.mark.parametrize("mechanism", EACH, ids=lambda each: each.name)
class TestEach:
    """What holds for each of them."""

    def test_it_can_be_used_again(self, mechanism: Mechanism) -> None:
        """Each connection has an exchange of its own."""
        assert mechanism.start().respond(b"a") == mechanism.start().respond(b"a")

    def test_it_gives_up_on_a_question_too_many(self, mechanism: Mechanism) -> None:
        """The password is never repeated to a server that asks on."""
        exchange = mechanism.start()
        while not exchange.proof_sent:
            exchange.respond(b"a")
        with pytest.raises(RemoteProtocolError, match="after the end"):
            exchange.respond(b"a")

    def test_its_repr_hides_the_password(self, mechanism: Mechanism) -> None:
        """The user may be shown."""
        assert "secret" not in repr(mechanism)
        assert "alice" in repr(mechanism)

    def test_it_says_whether_who_reads_along_learns_the_password(self, mechanism: Mechanism) -> None:
        """So that the session wants encryption."""
        assert mechanism.plain_text == isinstance(mechanism, Plain | LoginMechanism)

    def test_an_ok_is_enough(self, mechanism: Mechanism) -> None:
        """None of them lets the server prove anything."""
        exchange = mechanism.start()
        exchange.finish()
        assert exchange.explanation == b""


@pytest.mark.parametrize("kind", [Plain, LoginMechanism, CramMd5])
@pytest.mark.parametrize(
    ("character", "called"), [("\0", "NUL"), ("\1", "U+0001"), ("\r", "CR"), ("\n", "LF"), ("\ud800", "U+D800")]
)
def test_what_may_not_be_sent_is_refused(
    kind: type[Plain | LoginMechanism | CramMd5], character: str, called: str
) -> None:
    """The error does not repeat the password."""
    with pytest.raises(LocalProtocolError) as caught:
        kind("alice", f"hidden{character}").start()
    assert caught.value.values["character"] == called
    assert "hidden" not in str(caught.value)
