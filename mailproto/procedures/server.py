# SPDX-License-Identifier: MIT
"""The server: who it is, where mailboxes lie on it, and names in UTF-8. For the time right after signing in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from mailproto.commands import Capability, Command, Enable, Id, List, Namespace
from mailproto.procedures.steps import Procedure, ask, together
from mailproto.responses import IdData, NamespaceData
from mailproto.responses import Namespace as OneNamespace
from mailproto.vocabulary import MailboxName

_NOTHING: Final[Mapping[str, str | None]] = MappingProxyType({})
_UTF8: Final = frozenset({"UTF8=ACCEPT", "UTF8=ONLY"})


@dataclass(frozen=True, slots=True)
class ServerInformation:
    """What a server says of itself: `identity` as in `IdData`, empty where it says nothing, and its namespaces."""

    identity: Mapping[str, str | None]
    namespaces: NamespaceData


def server_information(client: Mapping[str, str | None] = _NOTHING) -> Procedure[ServerInformation]:
    """Introduce the client, and learn who the server is and where mailboxes lie, in one round trip.

    `client` are the fields of `mailproto.commands.Id`. Best run right after signing in: 163.com and others of its
    vendor let nobody select a mailbox before ID. Where there is no NAMESPACE, all mailboxes are the person's own. What
    the server refuses to say is left empty.
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    has_namespaces = any(each in capabilities for each in Namespace().rule.needs)
    commands: list[Command[object]] = [Id(client)] if "ID" in capabilities else []
    commands.append(Namespace() if has_namespaces else List("", ""))
    identity: Mapping[str, str | None] = _NOTHING
    namespaces = NamespaceData()
    for outcome in (yield from together(*commands)):
        if isinstance(outcome, IdData):
            identity = outcome.fields
        elif isinstance(outcome, NamespaceData):
            namespaces = outcome
        elif isinstance(outcome, tuple) and outcome:
            namespaces = NamespaceData((OneNamespace(MailboxName(""), outcome[0].delimiter),))
    return ServerInformation(identity, namespaces)


def enable_utf8() -> Procedure[bool]:
    """Have mailboxes named in UTF-8 where the server can; gives whether they are (RFC 6855, 3).

    To be run before a mailbox is selected. A server that offers UTF8=ONLY refuses nearly everything before it.
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    if _UTF8.isdisjoint(capabilities):
        return "IMAP4REV2" in capabilities and "IMAP4REV1" not in capabilities
    enabled = yield from ask(Enable(("UTF8=ACCEPT",), if_needed=True))
    return "UTF8=ACCEPT" in enabled
