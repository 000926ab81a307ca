# SPDX-License-Identifier: MIT
"""An account's connection over the test server: tried again by itself, or waiting for the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailapp.connecting import tls_transport
from mailapp.engine.environment import Timing
from mailapp.engine.intents import (
    AddAccount,
    CancelTransfer,
    GivePassword,
    MarkSeen,
    OpenFolder,
    OpenLetter,
    Reconnect,
    RemoveAccount,
    TransferId,
    TrustCertificate,
    TryAccount,
)
from mailapp.engine.updates import (
    AccountsChanged,
    AccountTried,
    CertificateNeeded,
    IntentFailed,
    LetterFailed,
    LinkChanged,
    LinkState,
    PasswordNeeded,
)
from mailapp.socket_events import SocketEvent, SocketSignal
from mailapp.store.records import AccountId, FolderId, LetterId
from mailapp.trust import Pins
from tests.mailapp.engine.conftest import PATIENCE, Person, account_at

if TYPE_CHECKING:
    from mailapp.connecting import Server
    from mailapp.settings import Profile
    from mailapp.socket_events import Listener
    from mailproto.transports import Transport
    from testserver.server import Server as TestServer

FIRST_ACCOUNT = AccountId(1)


class TestWaitingForThePerson:
    """Where only the person can help, the account waits for them and for nobody else."""

    def test_wrong_password_is_asked_for_again(self, person: Person, imap_server: TestServer) -> None:
        """A refused password is asked for, with the reason, until it is right."""
        person.submit(AddAccount(account_at(imap_server), "wrong"))
        needed = person.wait_for(PasswordNeeded, account_id=FIRST_ACCOUNT)
        assert needed.problem
        assert needed.problem.code == "authentication-failed"
        person.wait_for(LinkChanged, state=LinkState.WAITING)
        person.submit(GivePassword(FIRST_ACCOUNT, "wrong again"))
        person.wait_for(PasswordNeeded)
        person.submit(GivePassword(FIRST_ACCOUNT, imap_server.password))
        person.wait_synchronized()

    def test_password_not_to_be_remembered_is_asked_for_next_time(
        self, person: Person, imap_server: TestServer
    ) -> None:
        """A password that was not to be kept lasts as long as the program."""
        person.submit(AddAccount(account_at(imap_server), imap_server.password, remember_password=False))
        person.wait_synchronized()
        assert not person.profile.secrets_file.exists()
        assert person.engine.stop(PATIENCE)
        again = Person(person.profile)
        again.engine.start()
        assert again.wait_for(PasswordNeeded).problem is None
        letter = again.rows()[0].id
        again.submit(OpenLetter(letter))
        assert again.wait_for(LetterFailed).problem.code == "app-no-password"
        assert again.engine.stop(PATIENCE)

    def test_certificate_is_asked_about(self, person: Person, imap_server: TestServer) -> None:
        """A certificate that is not trusted stops the account until exactly it is trusted."""
        person.submit(AddAccount(account_at(imap_server, ca_file=""), imap_server.password))
        certificate = person.wait_for(CertificateNeeded).certificate
        person.submit(TrustCertificate(FIRST_ACCOUNT, certificate.fingerprint))
        person.wait_synchronized()
        assert Pins(person.profile.pins_file).get(imap_server.host, imap_server.port) == certificate.fingerprint

    def test_changed_certificate_is_asked_about(self, person: Person, imap_server: TestServer) -> None:
        """Another certificate than the trusted one is never taken silently, whoever signed it."""
        Pins(person.profile.pins_file).put(imap_server.host, imap_server.port, "ab" * 32)
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        assert person.wait_for(CertificateNeeded).certificate.changed

    def test_server_that_is_away_is_tried_again(self, profile: Profile, imap_server: TestServer) -> None:
        """Where nothing answers, the reason and the next attempt are told; the person may hasten it."""
        person = Person(profile, Timing(first_retry=600.0, longest_retry=900.0))
        person.engine.start()
        person.submit(AddAccount(account_at(imap_server, port=1), imap_server.password))
        failed = person.wait_for(LinkChanged, state=LinkState.FAILED)
        assert failed.problem
        assert (failed.problem.code, failed.retry_in) == ("connection-refused", 600.0)
        person.submit(Reconnect(FIRST_ACCOUNT))
        person.wait_for(LinkChanged, state=LinkState.CONNECTING)
        assert person.wait_for(LinkChanged, state=LinkState.FAILED).retry_in == 900.0
        assert person.engine.stop(PATIENCE)

    def test_sign_in_that_is_unavailable_is_tried_again(self, person: Person, imap_server: TestServer) -> None:
        """A server that cannot sign anybody in just now is not taken for a wrong password."""
        imap_server.fault("no,command=AUTHENTICATE,code=UNAVAILABLE")
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        person.wait_synchronized()
        assert not any(isinstance(update, PasswordNeeded) for update in person.updates)

    def test_damaged_pins_stop_the_account(self, person: Person, imap_server: TestServer) -> None:
        """A file of pins that cannot be read is told; it is not taken for an empty one."""
        person.profile.pins_file.write_text("nonsense")
        person.submit(AddAccount(account_at(imap_server), imap_server.password, trust="ab" * 32))
        assert person.wait_for(IntentFailed).problem.code == "app-file-damaged"
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        failed = person.wait_for(LinkChanged, state=LinkState.FAILED)
        assert failed.problem
        assert failed.problem.code == "app-file-damaged"

    def test_answers_for_nobody_are_left_alone(self, reading: Person) -> None:
        """Intents about accounts, folders, letters and transfers that are gone do no harm."""
        for intent in (
            GivePassword(AccountId(99), "secret"),
            TrustCertificate(AccountId(99), "ab" * 32),
            Reconnect(AccountId(99)),
            OpenFolder(FolderId(99)),
            MarkSeen((LetterId(99),), seen=True),
            CancelTransfer(TransferId(99)),
        ):
            reading.submit(intent)
        reading.submit(OpenLetter(LetterId(99)))
        assert reading.wait_for(LetterFailed).problem.code == "app-letter-gone"


EVENT = SocketEvent(SocketSignal.CONNECTED, 1.0)


def telling_transport(server: Server, listen: Listener) -> Transport:
    """Make a transport whose socket tells an event."""
    listen(EVENT)
    return tls_transport(server, listen)


class TestWhatTheSocketTells:
    """What a socket tells goes to the window with the state of the connection, well or not."""

    def test_events_come_with_the_state(self, profile: Profile, imap_server: TestServer) -> None:
        """Those of the connection as it is now, not of the one before."""
        person = Person(profile, transport_factory=telling_transport)
        person.engine.start()
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        assert person.wait_for(LinkChanged, state=LinkState.CONNECTING).events == ()
        assert person.wait_for(LinkChanged, state=LinkState.ONLINE).events == (EVENT,)
        person.submit(RemoveAccount(FIRST_ACCOUNT))
        person.wait_for(AccountsChanged)
        person.submit(AddAccount(account_at(imap_server, ca_file=""), imap_server.password))
        assert person.wait_for(LinkChanged, state=LinkState.WAITING).events == (EVENT,)
        assert person.engine.stop(PATIENCE)

    def test_a_trial_has_its_own(self, profile: Profile, imap_server: TestServer) -> None:
        """Whether it succeeds or fails."""
        person = Person(profile, transport_factory=telling_transport)
        person.engine.start()
        for attempt, (password, changes) in enumerate(
            [(imap_server.password, {}), ("wrong", {}), (imap_server.password, {"ca_file": ""})]
        ):
            person.submit(TryAccount(attempt, account_at(imap_server, **changes), password))
            assert person.wait_for(AccountTried, attempt=attempt).events == (EVENT,)
        assert person.engine.stop(PATIENCE)
