# SPDX-License-Identifier: MIT
"""Mailboxes: opening one, and listing them with what is known of each. Knows nothing of the letters in them.

What a server offers decides how it is asked; where it then refuses what it has offered, it is asked in the oldest way.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from mailproto.commands import (
    Capability,
    Examine,
    GetQuotaRoot,
    List,
    ListDetails,
    ListReturn,
    ListSelection,
    Lsub,
    Select,
    SelectedMailbox,
    Status,
    StatusOfMany,
    Xlist,
)
from mailproto.commands.mailboxes import COUNTS
from mailproto.errors import CommandFailed, CommandInvalid
from mailproto.procedures.steps import Procedure, ask, together
from mailproto.responses import ListData, MailboxStatus, QuotaData
from mailproto.vocabulary import SPECIAL_USES, MailboxAttribute, MailboxName

_SPECIAL_USE_OF: Final[Mapping[MailboxAttribute, MailboxAttribute]] = MappingProxyType(
    {
        MailboxAttribute(r"\AllMail"): MailboxAttribute(r"\All"),
        MailboxAttribute(r"\Spam"): MailboxAttribute(r"\Junk"),
        MailboxAttribute(r"\Starred"): MailboxAttribute(r"\Flagged"),
    }
)
"""What attributes of XLIST became in RFC 6154."""


def open_mailbox(mailbox: MailboxName | str, *, read_only: bool = False) -> Procedure[SelectedMailbox]:
    """Select a mailbox, or examine it where `read_only`."""
    return (yield from ask(Examine(mailbox) if read_only else Select(mailbox)))


def list_folders(
    reference: MailboxName | str = "", pattern: str = "*", *, items: tuple[str, ...] = COUNTS
) -> Procedure[tuple[tuple[ListData, MailboxStatus | None], ...]]:
    r"""List mailboxes with their numbers; None for those of which the server tells none.

    The attributes tell what a mailbox is for, and on servers with LIST-EXTENDED whether it is subscribed
    (`\Subscribed`) and has others below it. All that is one round trip where the server has LIST-STATUS, two elsewhere.
    `items` are those of `mailproto.commands.Status`.
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    numbers: dict[MailboxName, MailboxStatus] = {}
    listed: tuple[ListData, ...] | None = None
    if _has(capabilities, "LIST-STATUS"):
        asked = ListDetails(reference, pattern, returning=_attributes(capabilities), status=items)
        with contextlib.suppress(CommandFailed):
            details = yield from ask(asked)
            listed = tuple(each.listed for each in details)
            numbers = {each.listed.mailbox: each.status for each in details if each.status is not None}
    if listed is None:
        listed = yield from _listed(capabilities, reference, pattern)
    # A server may leave out the numbers that were hard to get (RFC 5819, 2).
    left = [each.mailbox for each in listed if each.selectable and each.mailbox not in numbers]
    outcomes = yield from together(*(StatusOfMany(Status(mailbox, items)) for mailbox in left))
    numbers |= {mailbox: each for mailbox, each in zip(left, outcomes, strict=True) if isinstance(each, MailboxStatus)}
    return tuple((each, numbers.get(each.mailbox)) for each in listed)


def list_subscribed(reference: MailboxName | str = "", pattern: str = "*") -> Procedure[tuple[ListData, ...]]:
    """List the mailboxes that are subscribed, also those that are no more; by LSUB where there is nothing better.

    IMAP4rev2 has no LSUB, and Exchange answers it with BAD: a server that knows of no subscriptions has every mailbox
    listed instead.
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    if _has(capabilities, "LIST-EXTENDED"):
        return (yield from ask(List(reference, pattern, (ListSelection.SUBSCRIBED,))))
    try:
        return (yield from ask(Lsub(reference, pattern)))
    except CommandInvalid:
        return (yield from ask(List(reference, pattern)))


def special_folders() -> Procedure[Mapping[MailboxAttribute, tuple[ListData, ...]]]:
    """Find the mailboxes that the server says are for something: for drafts, for letters sent, and so on.

    Where it says nothing, the result is empty; what names may mean is not guessed here.
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    listed: tuple[ListData, ...] | None = None
    if "SPECIAL-USE" in capabilities:
        with contextlib.suppress(CommandFailed):  # the bridge of ProtonMail reads no selection
            listed = yield from ask(List("", "*", (ListSelection.SPECIAL_USE,)))
    if listed is None:
        listed = yield from _listed(capabilities, "", "*")
    uses = {use for each in listed for use in each.attributes & SPECIAL_USES}
    return MappingProxyType({use: tuple(each for each in listed if use in each.attributes) for use in sorted(uses)})


def quotas_of(mailbox: MailboxName | str) -> Procedure[tuple[QuotaData, ...]]:
    """Ask how much may be kept in a mailbox and those that are counted with it; nothing where there are no quotas."""
    capabilities = yield from ask(Capability(if_unknown=True))
    if not any(each in capabilities for each in GetQuotaRoot(mailbox).rule.needs):
        return ()
    return (yield from ask(GetQuotaRoot(mailbox)))


def _listed(
    capabilities: Collection[str], reference: MailboxName | str, pattern: str
) -> Procedure[tuple[ListData, ...]]:
    """List mailboxes with all attributes that the server can tell without being asked for each."""
    returning = _attributes(capabilities)
    if returning:
        try:
            return (yield from ask(List(reference, pattern, returning=returning)))
        except CommandFailed:
            return (yield from ask(List(reference, pattern)))
    if "XLIST" in capabilities:
        found = yield from ask(Xlist(reference, pattern))
        if found:  # strato.de offers it and says nothing
            return tuple(map(_of_today, found))
    return (yield from ask(List(reference, pattern)))


def _has(capabilities: Collection[str], capability: str) -> bool:
    """Whether the server has what IMAP4rev2 has too."""
    return capability in capabilities or "IMAP4REV2" in capabilities


def _attributes(capabilities: Collection[str]) -> tuple[ListReturn, ...]:
    plain = (ListReturn.SUBSCRIBED, ListReturn.CHILDREN) if _has(capabilities, "LIST-EXTENDED") else ()
    return (*plain, ListReturn.SPECIAL_USE) if "SPECIAL-USE" in capabilities else plain


def _of_today(listed: ListData) -> ListData:
    r"""Give what LIST would have told; XLIST has INBOX under a name in the person's language."""
    attributes = frozenset(_SPECIAL_USE_OF.get(each, each) for each in listed.attributes)
    mailbox = MailboxName("INBOX") if MailboxAttribute(r"\Inbox") in attributes else listed.mailbox
    return replace(listed, attributes=attributes, mailbox=mailbox)
