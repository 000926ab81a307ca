# SPDX-License-Identifier: MIT
"""Commands about the connection and the person."""

from base64 import b64encode

import pytest

from tests.testserver.wire import LETTER, Office

ALICE = b64encode(b"\0alice\0secret").decode()


def test_the_greeting_tells_capabilities() -> None:
    """The first line is an untagged OK with what the server can (RFC 9051 section 7.1)."""
    assert Office().connect().greeting.startswith(b"* OK [CAPABILITY IMAP4rev1 ")


def test_a_preauthenticated_client_is_signed_in() -> None:
    """PREAUTH begins in the authenticated state (RFC 9051 section 3.4)."""
    client = Office(profile="preauth").connect()
    assert client.greeting.startswith(b"* PREAUTH ")
    assert client.say('a LIST "" *')[-1] == "a OK LIST completed"
    assert client.say("b LOGIN alice secret") == ["b BAD LOGIN is not allowed when authenticated"]


def test_login_changes_the_capabilities() -> None:
    """After sign-in AUTH= is gone, and the tagged OK says what is left."""
    client = Office().connect()
    assert "AUTH=PLAIN" in client.say("a CAPABILITY")[0]
    (status,) = client.say('b LOGIN "alice" {6+}\r\nsecret')
    assert status.startswith("b OK [CAPABILITY IMAP4rev1 ")
    assert "AUTH=" not in status


@pytest.mark.parametrize("words", ["alice wrong", "nobody secret", '"" ""'])
def test_a_wrong_password_is_refused(words: str) -> None:
    """NO with AUTHENTICATIONFAILED (RFC 5530), and the state stays."""
    client = Office().connect()
    assert client.say(f"a LOGIN {words}") == ["a NO [AUTHENTICATIONFAILED] User or password is wrong"]
    assert client.say("b SELECT INBOX") == ["b BAD SELECT is not allowed when not authenticated"]


def test_nobody_signs_in_in_the_clear() -> None:
    """Before TLS LOGIN and PLAIN are refused, and CAPABILITY says so (RFC 9051 section 6.2.3)."""
    client = Office().connect(encrypted=False)
    capabilities = client.say("a CAPABILITY")[0].split()
    assert "LOGINDISABLED" in capabilities
    assert "STARTTLS" in capabilities
    assert "AUTH=PLAIN" not in capabilities
    assert client.say("b LOGIN alice secret") == ["b NO [PRIVACYREQUIRED] LOGIN is disabled here"]
    assert client.say(f"c AUTHENTICATE PLAIN {ALICE}") == ["c NO [PRIVACYREQUIRED] PLAIN needs TLS"]


def test_login_may_be_disabled_under_tls() -> None:
    """A profile refuses LOGIN everywhere; AUTHENTICATE works."""
    client = Office(profile="no-login").connect()
    assert client.say("a LOGIN alice secret")[0].startswith("a NO [PRIVACYREQUIRED]")
    assert client.say(f"b AUTHENTICATE PLAIN {ALICE}")[0].startswith("b OK ")


def test_authenticate_asks_for_the_response() -> None:
    """Without an initial response the server asks with an empty continuation request (RFC 9051 section 6.2.2)."""
    client = Office().connect()
    assert client.say("a AUTHENTICATE PLAIN") == ["+ "]
    assert client.say(ALICE)[0].startswith("a OK [CAPABILITY")


@pytest.mark.parametrize(
    ("response", "status"),
    [
        ("*", "a BAD AUTHENTICATE cancelled"),
        ("=", "a BAD The response is not base64"),
        ("???", "a BAD The response is not base64"),
        (b64encode(b"alice\0alice\0secret").decode(), "a OK ["),
        (b64encode(b"bob\0alice\0secret").decode(), "a NO [AUTHORIZATIONFAILED]"),
        (b64encode(b"\0alice\0wrong").decode(), "a NO [AUTHENTICATIONFAILED]"),
        (b64encode(b"alice").decode(), "a BAD The response is not what PLAIN asks for"),
    ],
)
def test_responses_of_plain(response: str, status: str) -> None:
    """PLAIN takes identity, user and password (RFC 4616); anything else is refused."""
    client = Office().connect()
    client.say("a AUTHENTICATE PLAIN")
    assert client.say(response)[0].startswith(status)


def test_other_mechanisms_are_refused() -> None:
    """A mechanism that is not offered gets NO."""
    assert Office().connect().say("a AUTHENTICATE GSSAPI") == ["a NO [CANNOT] There is no mechanism GSSAPI"]


def test_starttls_forgets_what_came_before() -> None:
    """Commands sent in the clear after STARTTLS are never executed (RFC 9051 section 6.2.1)."""
    client = Office().connect(encrypted=False)
    assert client.heard(b"a STARTTLS\r\nb CAPABILITY\r\n") == b"a OK Begin TLS negotiation now\r\n"
    assert client.session.encrypted
    assert client.say("c STARTTLS") == ["c BAD TLS is active already"]


def test_a_profile_remembers_what_came_before_tls() -> None:
    """The injection flaw can be played, to try clients with it."""
    client = Office(profile="starttls-injection").connect(encrypted=False)
    assert b"b OK CAPABILITY completed" in client.heard(b"a STARTTLS\r\nb CAPABILITY\r\n")


def test_logout_says_bye_and_hangs_up() -> None:
    """BYE comes before the tagged OK (RFC 9051 section 6.1.3), and then the connection ends."""
    client = Office(LETTER).select()
    assert client.say("c LOGOUT") == ["* BYE Logging out", "c OK LOGOUT completed"]
    assert client.connection.closed
    assert client.say("d NOOP") == []


def test_id_and_enable() -> None:
    """ID tells a name (RFC 2971); ENABLE lists what it enabled, once, and ignores the rest (RFC 5161)."""
    client = Office().select()
    assert client.say('a ID ("name" "x" "version" NIL)')[0] == '* ID ("name" "Konvert test server")'
    assert client.say("b ID NIL")[-1] == "b OK ID completed"
    assert client.say("c ENABLE NONSENSE imap4rev2") == ["* ENABLED IMAP4rev2", "c OK ENABLE completed"]
    assert client.say("d ENABLE IMAP4rev2") == ["* ENABLED", "d OK ENABLE completed"]
    assert client.say("e ID (" + " ".join(['"n" NIL'] * 31) + ")")[0].startswith("e BAD ")
    assert client.say("f ENABLE")[0].startswith("f BAD ")


def test_idle_tells_changes_until_done() -> None:
    """While a client idles it hears of changes at once (RFC 2177)."""
    office = Office(LETTER)
    client, other = office.select(), office.select()
    assert client.say("c IDLE") == ["+ idling"]
    other.say("c STORE 1 +FLAGS (\\Deleted)")
    assert client.woken
    assert client.heard() == b"* 1 FETCH (FLAGS (\\Deleted))\r\n"
    other.say("d EXPUNGE")
    assert client.heard() == b"* 1 EXPUNGE\r\n"
    assert client.say("done") == ["c OK IDLE completed"]


def test_idle_ends_with_done_only() -> None:
    """Another line than DONE is BAD."""
    client = Office().select()
    client.say("c IDLE")
    assert client.say("d NOOP") == ["c BAD IDLE ends with DONE"]
