# SPDX-License-Identifier: MIT
"""From a command's text to its effects: name, state, handler, changes to tell, tagged status.

The one place where a command meets the session. Knows no octet of the transport and no fault.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace

from testserver.accounts import MailboxError
from testserver.answers import Condition, Status
from testserver.commands import COMMANDS, CommandRule
from testserver.commands.connection import is_signed_in
from testserver.effects import Effect, Handling, Hangup, bad, no
from testserver.grammar import CommandSyntaxError, Scanner
from testserver.limits import Limits
from testserver.mailbox_names import InvalidNameError
from testserver.session import Session, State


@dataclass(frozen=True, slots=True)
class Command:
    """A command with its tag and name read; `arguments` stands before the space that begins the rest."""

    tag: bytes
    name: str
    arguments: Scanner

    def mailbox(self) -> str | None:
        """Return the mailbox that it names first, for faults that wait for one; None when there is none."""
        rule = COMMANDS.get(self.name)
        if rule is None or not rule.names_mailbox:
            return None
        scanner = Scanner(self.arguments.data, self.arguments.limits)
        scanner.position = self.arguments.position
        try:
            scanner.space()
            return scanner.mailbox()
        except (CommandSyntaxError, InvalidNameError):
            return None


def read_command(data: bytes, limits: Limits) -> Command:
    """Read tag and name; CommandSyntaxError when there are none."""
    scanner = Scanner(data, limits)
    tag = scanner.tag()
    scanner.space()
    name = scanner.word("a command")
    if name == "UID":
        scanner.space()
        name += " " + scanner.word("a command")
    return Command(tag, name, scanner)


def perform(session: Session, command: Command) -> Generator[Effect, bytes, None]:
    """Execute one command: yield its effects, the tagged status last but for TLS or the end."""
    session.tag = command.tag
    session.afterwards = None
    session.numbers_named = False
    command.arguments.utf8_names = session.utf8_names
    rule = COMMANDS.get(command.name)
    status = yield from _status(session, command, rule)
    view = session.view
    if view is not None and view.gone:
        yield Status(Condition.BYE, "The selected mailbox was deleted")
        yield Hangup()
        return
    yield from session.updates(expunges=rule is not None and rule.tells_expunge and not session.numbers_named)
    yield replace(status, tag=command.tag)
    if session.state is State.LOGOUT:
        yield Hangup()
    elif session.afterwards is not None:
        yield session.afterwards


def _status(session: Session, command: Command, rule: CommandRule | None) -> Handling:
    if rule is None or (rule.capability is not None and rule.capability not in session.profile.extensions):
        return bad(f"There is no command {command.name}")
    if session.state not in rule.states:
        return bad(f"{command.name} is not allowed when {session.state}")
    try:
        handling = rule.handler(session, command.arguments)
        return handling if isinstance(handling, Status) else (yield from handling)
    except CommandSyntaxError as error:
        return bad(str(error))
    except InvalidNameError as error:
        return no(str(error), b"CANNOT")
    except MailboxError as error:
        return no(str(error), error.code.encode("ascii"))


def signed_in(session: Session) -> bool:
    """Tell whether the reader may trust this client with long literals."""
    return is_signed_in(session)
