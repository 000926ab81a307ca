# SPDX-License-Identifier: MIT
"""A client for tests of the core: octets in, octets out, no transport, no clock."""

from collections.abc import Iterable
from datetime import UTC, datetime

from testserver.accounts import Account
from testserver.connection import ServerConnection, Shared, Step
from testserver.effects import Hangup, Pause, Send, StartTls
from testserver.fault_stage import FaultBox
from testserver.faults import parse_fault
from testserver.letter import Letter
from testserver.limits import DEFAULT_LIMITS, Limits
from testserver.mailboxes import GivenSeeds, Mailbox, Seed
from testserver.profiles import find_profile
from testserver.session import PostOffice, Session
from testserver.transcript import Transcript

NOW = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
LETTER = b"From: Anna <anna@example.org>\r\nSubject: one\r\n\r\nfirst line\r\n"


def seeds(*letters: bytes) -> GivenSeeds:
    """Return letters as a mailbox begins with them."""
    return GivenSeeds(Seed(Letter(letter), NOW) for letter in letters)


class Office:
    """A post office with the user alice, whose INBOX holds these letters."""

    def __init__(self, *letters: bytes, profile: str = "default", limits: Limits = DEFAULT_LIMITS) -> None:
        self.account = Account("alice", "secret")
        self.account.add("INBOX", seeds(*letters))
        office = PostOffice({"alice": self.account}, find_profile(profile), limits, lambda: NOW)
        self.shared = Shared(office, FaultBox(), Transcript(["secret", "\0alice\0secret"], limits))

    @property
    def inbox(self) -> Mailbox:
        """The mailbox that is always there."""
        return self.account.mailbox("INBOX")

    def fault(self, specification: str) -> None:
        """Arm a fault."""
        self.shared.faults.arm(parse_fault(specification))

    def connect(self, *, encrypted: bool = True) -> "Client":
        """Return a client that has read the greeting."""
        return Client(self.shared, encrypted=encrypted)

    def select(self, mailbox: str = "INBOX") -> "Client":
        """Return a client that has signed in and selected a mailbox."""
        client = self.connect()
        client.say("a LOGIN alice secret")
        client.say(f"b SELECT {mailbox}")
        return client


class Client:
    """One client. `woken` counts how often the server wanted to tell something unasked."""

    def __init__(self, shared: Shared, *, encrypted: bool = True) -> None:
        self.woken = 0
        self.session = Session(shared.post_office, encrypted, self._wake)
        self.connection = ServerConnection(shared, self.session)
        self.greeting = self.heard()

    def _wake(self) -> None:
        self.woken += 1

    def steps(self, data: bytes = b"") -> list[Step]:
        """Send octets and return every step that follows at once."""
        self.connection.receive_data(data)
        steps: list[Step] = []
        while (step := self.connection.next_step()) is not None:
            steps.append(step)
            if isinstance(step, StartTls):
                self.connection.encrypted()
            if isinstance(step, Hangup):
                self.connection.lost()
        return steps

    def heard(self, data: bytes = b"") -> bytes:
        """Send octets and return the octets that follow."""
        return octets(self.steps(data))

    def say(self, line: str) -> list[str]:
        """Send a line and return the lines that follow."""
        return self.heard(line.encode() + b"\r\n").decode("latin-1").split("\r\n")[:-1]


def octets(steps: Iterable[Step]) -> bytes:
    """Return what steps send."""
    return b"".join(step.data for step in steps if isinstance(step, Send))


def pauses(steps: Iterable[Step]) -> list[float]:
    """Return how long steps wait."""
    return [step.seconds for step in steps if isinstance(step, Pause)]
