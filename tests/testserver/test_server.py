# SPDX-License-Identifier: MIT
"""The server as tests hold it."""

import contextlib
import imaplib
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from testserver import Server as LazyServer
from testserver import Settings
from testserver.faults import Fault
from testserver.letter import Letter
from testserver.reactor_thread import in_reactor
from testserver.server import Server, WaitTimeoutError

Factory = Callable[..., Server]
LETTER = b"Subject: x\r\n\r\ny"


@contextlib.contextmanager
def signed_in(server: Server, user: str | None = None, password: str | None = None) -> Iterator[imaplib.IMAP4_SSL]:
    """Sign in over TLS."""
    context = ssl.create_default_context(cafile=server.ca_file)
    client = imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=10)
    try:
        client.login(user or server.user, password or server.password)
        yield client
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            client.logout()
        client.file.close()
        client.socket().close()


def test_it_is_a_context_manager() -> None:
    """A server is there inside `with`, and gone with its files after it."""
    with LazyServer(Settings(letters=(LETTER,))) as server:
        assert server.url == f"imaps://alice@127.0.0.1:{server.port}/"
        assert server.ca_file.exists()
        with signed_in(server) as client:
            assert client.select()[1] == [b"1"]
    assert not server.ca_file.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=5)


def test_a_port_that_is_taken_is_told(imap_server: Server) -> None:
    """Starting on a taken port is an OSError, and nothing is left behind."""
    second = Server(Settings(port=imap_server.port, letters=()))
    with pytest.raises(OSError, match="in use"):
        second.start()
    assert not second.ca_file.exists()


def test_settings_are_checked() -> None:
    """Wrong settings are refused before anything starts."""
    with pytest.raises(ValueError, match="tls is"):
        Settings(tls="none")
    with pytest.raises(ValueError, match="No profile"):
        Server(Settings(profile="nonsense"))
    with pytest.raises(ValueError, match="No action"):
        Server(Settings(faults=("nonsense",)))
    assert "secret" not in repr(Settings())


def test_starttls_begins_in_the_clear(imap_server_factory: Factory) -> None:
    """In mode `starttls` a client negotiates TLS and then signs in; `both` has a port for each."""
    server = imap_server_factory(tls="starttls", letters=())
    assert server.url.startswith("imap://")
    context = ssl.create_default_context(cafile=server.ca_file)
    with imaplib.IMAP4(server.host, server.port, timeout=10) as client:
        assert "LOGINDISABLED" in client.capabilities
        client.starttls(ssl_context=context)
        assert "LOGINDISABLED" not in client.capabilities
        client.login("alice", "secret")
    both = imap_server_factory(tls="both", letters=())
    assert both.starttls_port not in {None, both.port}
    with signed_in(both), imaplib.IMAP4(both.host, both.starttls_port, timeout=10) as client:
        client.starttls(ssl_context=context)


def test_plaintext_after_starttls_is_never_executed(imap_server_factory: Factory) -> None:
    """Bytes sent behind STARTTLS in the clear are forgotten; the handshake then begins as usual."""
    server = imap_server_factory(tls="starttls", letters=())
    with socket.create_connection((server.host, server.port), timeout=10) as connection:
        connection.recv(1000)
        connection.sendall(b"a STARTTLS\r\nb CAPABILITY\r\n")
        assert connection.recv(1000).startswith(b"a OK")
        context = ssl.create_default_context(cafile=server.ca_file)
        with context.wrap_socket(connection, server_hostname="localhost") as secured:
            secured.sendall(b"c NOOP\r\n")
            assert secured.recv(1000) == b"c OK Completed\r\n"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("self-signed", "self.signed certificate"),
        ("expired", "expired"),
        ("not-yet-valid", "not yet valid"),
        ("wrong-host", "not valid for '127.0.0.1'"),
    ],
)
def test_certificates_that_must_be_refused(imap_server_factory: Factory, kind: str, words: str) -> None:
    """Each kind of bad certificate makes a client that checks say why."""
    server = imap_server_factory(certificate=kind, letters=())
    with pytest.raises(ssl.SSLCertVerificationError, match=words), signed_in(server):
        pass


@pytest.mark.parametrize(("highest", "spoken"), [("1.2", "TLSv1.2"), ("1.3", "TLSv1.3")])
def test_the_newest_tls_version_is_a_setting(imap_server_factory: Factory, highest: str, spoken: str) -> None:
    """TLS 1.2 or 1.3 is spoken, as set; older versions never."""
    server = imap_server_factory(highest_tls=highest, letters=())
    with signed_in(server) as client:
        connection = client.socket()
        assert isinstance(connection, ssl.SSLSocket)
        assert connection.version() == spoken


def test_users_have_mailboxes_of_their_own(imap_server_factory: Factory) -> None:
    """What one user has, another does not see."""
    server = imap_server_factory(users={"bob": "hunter2"}, letters=())
    server.deliver(LETTER, user="bob")
    with signed_in(server, "bob", "hunter2") as bob, signed_in(server) as alice:
        assert bob.select()[1] == [b"1"]
        assert alice.select()[1] == [b"0"]


def test_the_verbs_change_what_clients_see(imap_server_factory: Factory) -> None:
    """deliver, flag, unflag, move, expunge, create, rename, delete act at once."""
    server = imap_server_factory(letters=())
    uid = server.deliver(LETTER, flags=["\\Seen"])
    server.flag(uid, "\\Flagged", "$x")
    server.unflag(uid, "\\seen")
    server.create("a", special_use="\\Archive")
    with signed_in(server) as client:
        client.select()
        assert client.fetch("1", "(UID FLAGS)")[1] == [b"1 (UID 1 FLAGS ($x \\Flagged \\Recent))"]
        assert server.move(uid, "a") == 1
        client.noop()
        assert client.response("EXPUNGE")[1] == [b"1"]
        server.rename("a", "b")
        assert client.select("b")[1] == [b"1"]
        server.expunge(1, mailbox="b")
        client.select()
        server.delete("b")
        assert b'(\\HasNoChildren) "/" "b"' not in client.list()[1]


def test_change_uidvalidity(imap_server_factory: Factory) -> None:
    """A mailbox takes the UIDVALIDITY that is given, or the next."""
    server = imap_server_factory(letters=(LETTER,))
    assert server.change_uidvalidity("INBOX", 77) == 77
    assert server.change_uidvalidity() == 78
    with signed_in(server) as client:
        client.select()
        assert client.response("UIDVALIDITY")[1] == [b"78"]


def test_faults_and_profiles_can_be_changed_while_it_runs(imap_server_factory: Factory) -> None:
    """A fault is a text or a value; a profile holds for what follows."""
    server = imap_server_factory(letters=(LETTER,), faults=("no,command=NOOP",))
    with signed_in(server) as client:
        assert client.noop()[0] == "NO"
        server.fault("no,command=CHECK,text=later")
        assert server.fault(Fault("drop", command="SELECT")).action == "drop"
        server.profile("minimal")
        assert client.capability()[1][-1] == b"IMAP4rev1"
        with pytest.raises((imaplib.IMAP4.abort, OSError)):
            client.select()
    with pytest.raises(ValueError, match="No profile"):
        server.profile("nonsense")


def test_sessions_tell_who_is_there(imap_server_factory: Factory) -> None:
    """Each connected client shows state, user, mailbox and TLS."""
    server = imap_server_factory(letters=())
    with signed_in(server) as client:
        assert [(one.state, one.user, one.mailbox) for one in server.sessions()] == [("authenticated", "alice", None)]
        client.select(readonly=True)
        (one,) = server.sessions()
        assert (one.state, one.mailbox, one.read_only, one.encrypted) == ("selected", "INBOX", True, True)
        assert "IDLE" in one.capabilities


def test_wait_for_has_a_deadline(imap_server_factory: Factory) -> None:
    """A command that does not come is told with how often it came."""
    server = imap_server_factory(letters=())
    with signed_in(server) as client:
        client.noop()
        server.wait_for("noop")
        with pytest.raises(WaitTimeoutError, match=r"NOOP came 1 of 2 times within 0\.01 s"):
            server.wait_for("NOOP", times=2, timeout=0.01)


def test_reset_is_a_fresh_start(imap_server_factory: Factory) -> None:
    """After `reset` clients are gone, letters are the first ones, the transcript is empty, faults are disarmed."""
    server = imap_server_factory(letters=(LETTER,))
    server.fault("no,command=NOOP,times=always")
    with contextlib.suppress(imaplib.IMAP4.abort, OSError), signed_in(server) as client:
        server.deliver(LETTER)
        server.reset()
        client.noop()
    assert server.transcript() == ()
    with signed_in(server) as client:
        assert client.select()[1] == [b"1"]
        assert client.noop()[0] == "OK"


def test_the_transcript_has_no_password(imap_server: Server) -> None:
    """What was said can be printed anywhere."""
    with signed_in(imap_server):
        pass
    lines = "\n".join(map(str, imap_server.transcript()))
    assert "LOGIN ***" in lines
    assert "secret" not in lines


def test_a_large_letter_does_not_starve_others(imap_server_factory: Factory) -> None:
    """While 25 MB are under way to one client, another one is answered."""
    server = imap_server_factory(letters=(b"\r\n" + b"x" * 25_000_000,))
    with signed_in(server) as large, signed_in(server) as small:
        large.select()
        large.send(b"z FETCH 1 BODY.PEEK[]\r\n")
        server.wait_for("FETCH")
        assert small.noop()[0] == "OK"
        assert large.readline() == b"* 1 FETCH (BODY[] {25000002}\r\n"
        assert len(large.read(25_000_002)) == 25_000_002
        assert large.readline() == b")\r\n"
        assert large.readline() == b"z OK FETCH completed\r\n"


def test_an_error_of_a_verb_is_the_callers() -> None:
    """What goes wrong in the reactor's thread is raised where it was asked for."""
    with pytest.raises(ZeroDivisionError):
        in_reactor(lambda: 1 / 0)
    assert in_reactor(in_reactor, len, "abc") == 3


def test_the_plugin_imports_nothing_heavy() -> None:
    """A user of mailproto alone pays nothing for the fixtures."""
    code = (
        "import sys, testserver.pytest_plugin, testserver;"
        "assert not {'twisted', 'cryptography', 'OpenSSL'} & set(sys.modules), 'heavy';"
        "testserver.Server; assert 'twisted' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2], timeout=60)
    with pytest.raises(ImportError):
        from testserver import Nonsense  # noqa: F401, PLC0415 - it is not there


def test_a_letter_is_made_once() -> None:
    """A lazy letter's octets are made when first asked for."""
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return LETTER

    letter = Letter(make)
    assert not made
    assert letter.data == letter.data == LETTER
    assert made == [1]


def test_errors_of_the_server_itself_come_out(imap_server_factory: Factory) -> None:
    """A bug of the server never hides: the next reset or stop raises it."""
    server = imap_server_factory(letters=(LETTER,))
    server._errors.append(ZeroDivisionError())
    with pytest.raises(ExceptionGroup, match="errors of the test server itself"):
        server.reset()
    server.reset()
