# SPDX-License-Identifier: MIT
"""Quotas: how much of what may be kept, and how much is (RFC 9208; RFC 2087 has the same forms)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mailproto.commands.base import Collector, Command, Interest
from mailproto.commands.mailboxes import as_mailbox_name
from mailproto.commands.single import the_one
from mailproto.commands.topics import Topic
from mailproto.errors import LocalProtocolError
from mailproto.printer import Writer
from mailproto.responses import QuotaData, QuotaRootData, Response, StatusResponse
from mailproto.vocabulary import MailboxName


@dataclass(frozen=True, slots=True)
class GetQuota(Command[QuotaData]):
    """Ask for usage and limits of a quota root (RFC 9208, 4.1.1)."""

    root: str

    name = "GETQUOTA"

    def write(self, writer: Writer) -> None:
        """Write the root."""
        writer.word(b"GETQUOTA")
        writer.astring(self.root, "the quota root")

    def collector(self) -> Collector[QuotaData]:
        """Take the answer about this root."""
        return the_one(QuotaData, "GETQUOTA", lambda response: response.root == self.root)


@dataclass(frozen=True, slots=True)
class GetQuotaRoot(Command[tuple[QuotaData, ...]]):
    """Ask for usage and limits of all quota roots that a mailbox counts for, which may be none (RFC 9208, 4.1.2).

    The mailbox need not exist. A root of which the server tells nothing is not in the result.
    """

    mailbox: MailboxName | str

    name = "GETQUOTAROOT"

    def write(self, writer: Writer) -> None:
        """Write the mailbox's name."""
        writer.word(b"GETQUOTAROOT")
        writer.mailbox(self.mailbox)

    def collector(self) -> Collector[tuple[QuotaData, ...]]:
        """Take the roots, and what is told of each."""
        return _QuotasOf(as_mailbox_name(self.mailbox))


class _QuotasOf(Collector[tuple[QuotaData, ...]]):
    def __init__(self, mailbox: MailboxName) -> None:
        self._mailbox = mailbox
        self._roots: tuple[str, ...] | None = None
        self._quotas: dict[str, QuotaData] = {}

    @property
    def topics(self) -> tuple[Topic, ...]:
        return QuotaRootData, QuotaData

    def interest(self, response: Response) -> Interest:
        if isinstance(response, QuotaRootData):
            return Interest.CERTAIN if response.mailbox == self._mailbox else Interest.POSSIBLE
        return Interest.CERTAIN if isinstance(response, QuotaData) else Interest.NONE

    def receive(self, response: Response) -> None:
        if isinstance(response, QuotaRootData):
            self._roots = response.roots
        elif isinstance(response, QuotaData):
            self._quotas[response.root] = response

    def finish(self, status: StatusResponse) -> tuple[QuotaData, ...]:  # noqa: ARG002 - the data came before
        roots = tuple(self._quotas) if self._roots is None else self._roots
        return tuple(self._quotas[root] for root in roots if root in self._quotas)


@dataclass(frozen=True, slots=True)
class SetQuota(Command[QuotaData | None]):
    """Set the limits of a quota root; those that are not named are taken away (RFC 9208, 4.1.3).

    `limits` are by resource, STORAGE in units of 1024 octets. Gives what the server made of it, None where it does not
    say. Errors: LocalProtocolError, "bad-argument", for a limit below zero or over 2**63 - 1.
    """

    root: str
    limits: Mapping[str, int]

    name = "SETQUOTA"

    def __post_init__(self) -> None:
        """Refuse what the server would."""
        if not all(0 <= limit < 2**63 for limit in self.limits.values()):
            raise LocalProtocolError("bad-argument", what="a limit", reason="it is not between 0 and 2**63 - 1")

    def write(self, writer: Writer) -> None:
        """Write the root and its limits."""
        writer.word(b"SETQUOTA")
        writer.astring(self.root, "the quota root")
        writer.open()
        for resource, limit in self.limits.items():
            writer.atom(resource, "the resource")
            writer.word(b"%d" % limit)
        writer.close()

    def collector(self) -> Collector[QuotaData | None]:
        """Take what is told of this root."""
        return _QuotaSet(self.root)


class _QuotaSet(Collector[QuotaData | None]):
    def __init__(self, root: str) -> None:
        self._root = root
        self._found: QuotaData | None = None

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (QuotaData,)

    def interest(self, response: Response) -> Interest:
        """Others may be told because the roots of mailboxes have changed."""
        ours = isinstance(response, QuotaData) and response.root == self._root
        return Interest.CERTAIN if ours else Interest.NONE

    def receive(self, response: Response) -> None:
        if isinstance(response, QuotaData):
            self._found = response

    def finish(self, status: StatusResponse) -> QuotaData | None:  # noqa: ARG002 - the data came before
        return self._found
