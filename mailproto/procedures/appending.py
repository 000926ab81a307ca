# SPDX-License-Identifier: MIT
"""Putting letters into a mailbox: within the server's limit, in as few commands as it takes (RFC 7889, RFC 3502)."""

from __future__ import annotations

from collections.abc import Sequence

from mailproto.commands import Append, Capability, MultiAppend, NewMessage, Status
from mailproto.commands.appending import check_append
from mailproto.procedures.steps import Procedure, ask
from mailproto.responses import AppendUid
from mailproto.vocabulary import MailboxName

_LIMIT = "APPENDLIMIT"


def append_limit(mailbox: MailboxName | str) -> Procedure[int | None]:
    """Find out how large a letter may be that is put into a mailbox, in octets; None where the server sets no limit.

    A limit that is the same for all mailboxes the session knows by itself, and refuses what is over it.
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    if _LIMIT not in capabilities:
        return None
    status = yield from ask(Status(mailbox, (_LIMIT,)))
    return status.items.get(_LIMIT)


def append(mailbox: MailboxName | str, messages: Sequence[NewMessage]) -> Procedure[tuple[AppendUid, ...]]:
    """Put letters into a mailbox, in this order; give what the server tells of their UIDs, for each command.

    With MULTIAPPEND all of them go in one command, and all are put there or none. Else they go one by one, and those
    before one that is refused stay. Large letters are better sent by the client's own `append`. Raises
    LocalProtocolError "append-limit" before any is sent.
    """
    limit = yield from append_limit(mailbox)
    for message in messages:
        check_append(message.size, limit)
    capabilities = yield from ask(Capability(if_unknown=True))
    if "MULTIAPPEND" in capabilities and len(messages) > 1:
        told = yield from ask(MultiAppend(mailbox, tuple(messages)))
        return () if told is None else (told,)
    uids = []
    for message in messages:
        told = yield from ask(Append(mailbox, message.content, message.flags, message.received))
        if told is not None:
            uids.append(told)
    return tuple(uids)
