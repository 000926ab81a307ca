# SPDX-License-Identifier: MIT
"""What a client knows of its connection, and how the server's words change it (RFC 9051, 3 and 7).

Knows no bytes, no tags and no other commands than the one whose answer it is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mailproto.commands import Command, Enable, Notify, SelectedMailbox, StartTls
from mailproto.commands.connection import capabilities_in
from mailproto.events import MailboxContradicted, StateChanged
from mailproto.printer import WireStyle
from mailproto.responses import CapabilityData, ExpungeData, Response, ResponseCode, StatusResponse, VanishedData
from mailproto.states import ConnectionState, transition
from mailproto.vocabulary import Capability, Status


class Knowledge:
    """State, capabilities, encryption and the selected mailbox; others read the attributes."""

    def __init__(self, *, encrypted: bool) -> None:
        self.encrypted = encrypted
        self.state = ConnectionState.GREETING
        self.capabilities: frozenset[Capability] | None = None
        self.selected: SelectedMailbox | None = None
        self.enabled: frozenset[Capability] = frozenset()
        self.utf8 = False  # whether the names of mailboxes are UTF-8; asked at every response
        self.numbers_shift = False  # whether sequence numbers may shift at any moment (RFC 5465, 5.3)
        self._renewed = False

    @property
    def style(self) -> WireStyle:
        """How this server may be written to."""
        return WireStyle.of(self.capabilities, self.enabled)

    def move_to(self, state: ConnectionState) -> list[StateChanged]:
        """Go on in Fig. 8.1; gives the event, or nothing where the connection is there already."""
        old = self.state
        if old is state and state is not ConnectionState.SELECTED:
            return []
        self.state = state
        if state is not ConnectionState.SELECTED:
            self.selected = None
        return [StateChanged(old, state, transition(old, state).number)]

    def sent(self, command: Command[object]) -> None:
        """From here on the server may tell the capabilities that will hold after the command."""
        if command.rule.renews:
            self._renewed = False

    def heard(self, response: Response, *, about_next_mailbox: bool) -> list[StateChanged | MailboxContradicted]:
        """Learn from an untagged response; `about_next_mailbox` while SELECT takes it for the mailbox it opens."""
        if isinstance(response, CapabilityData):
            self._tell_capabilities(frozenset(response.capabilities))
        elif isinstance(response, StatusResponse):
            self._learn_from(response)
            name = response.code.name if isinstance(response.code, ResponseCode) else ""
            if name == "NOTIFICATIONOVERFLOW":  # as if NOTIFY NONE had come (RFC 5465, 5.8)
                self.numbers_shift = False
            if name == "CLOSED" and self.state is ConnectionState.SELECTED:
                return [*self.move_to(ConnectionState.AUTHENTICATED)]
        return [] if about_next_mailbox else self._learn_of_selected(response)

    def _learn_of_selected(self, response: Response) -> list[StateChanged | MailboxContradicted]:
        before = self.selected
        if before is None:
            return []
        if isinstance(response, ExpungeData):
            self.selected = replace(before, exists=max(0, before.exists - 1))
        elif isinstance(response, VanishedData):
            gone = 0 if response.earlier or response.uids.is_open else len(response.uids)
            self.selected = replace(before, exists=max(0, before.exists - gone))
        else:
            self.selected = before.after(response)
        return contradictions(before, self.selected)

    def answered(
        self, command: Command[object], status: StatusResponse, result: object
    ) -> list[StateChanged | MailboxContradicted]:
        """Learn from a tagged answer; `result` is the command's, None where it has none."""
        self._learn_from(status)
        rule = command.rule
        if status.status is not Status.OK:
            # RFC 9051, 6.3.2: the mailbox that was selected is left also where the new one cannot be opened.
            failed_to_select = rule.leads_to is ConnectionState.SELECTED and self.state is ConnectionState.SELECTED
            return [*self.move_to(ConnectionState.AUTHENTICATED)] if failed_to_select else []
        if rule.renews and (not self._renewed or isinstance(command, StartTls)):
            self.capabilities = None
        if isinstance(command, Enable) and isinstance(result, frozenset):
            self.enabled |= result
            self.utf8 = self.style.utf8
        if isinstance(command, Notify):
            self.numbers_shift = command.lets_numbers_shift
        if rule.leads_to is None:
            return self._learn_of_selected(status)  # as of the new HIGHESTMODSEQ of EXPUNGE (RFC 7162, 3.2.7)
        changes = self.move_to(rule.leads_to)
        if isinstance(result, SelectedMailbox):
            self.selected = replace(result, changes=None)
        return [*changes]

    def _learn_from(self, status: StatusResponse) -> None:
        told = capabilities_in(status)
        if told is not None:
            self._tell_capabilities(told)

    def _tell_capabilities(self, told: frozenset[Capability]) -> None:
        self.capabilities = told
        self.utf8 = self.style.utf8
        self._renewed = True


# What must not become another while a mailbox is selected, and what must not become less.
_CONSTANT: Final = {"UIDVALIDITY": "uid_validity"}
_GROWING: Final = {"UIDNEXT": "uid_next", "HIGHESTMODSEQ": "highest_mod_seq"}


def contradictions(before: SelectedMailbox, now: SelectedMailbox) -> list[StateChanged | MailboxContradicted]:
    """Give what the server cannot truly say of one mailbox before and now; what it told once only is no such thing."""
    if before is now:
        return []
    found: list[StateChanged | MailboxContradicted] = []
    for what, attribute in (*_CONSTANT.items(), *_GROWING.items()):
        old, new = getattr(before, attribute), getattr(now, attribute)
        is_possible = old is None or new is None or old == new or (what in _GROWING and old < new)
        if not is_possible:
            found.append(MailboxContradicted(what, old, new))
    return found
