# SPDX-License-Identifier: MIT
"""The test server beside Dovecot at random: the same commands of one or three clients, the same answers.

Before a command whose answers are compared each client hears of everything. Then another client acts on what it has
not been told of yet, and what all know afterwards is compared. Where Dovecot does what an RFC asks otherwise, the
command is not given: changes in a mailbox opened with EXAMINE, and the removal of one that is selected.
"""

from __future__ import annotations

import os
import random
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.random_commands import Chooser
from tests.support.side_by_side import Follower
from tests.support.wire_client import WireClient
from testserver.server import Server
from testserver.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

FULL = os.environ.get("KONVERT_TESTS") == "full"
STEPS = 2000 if FULL else 150
CHANGES = ("STORE", "MOVE", "EXPUNGE")


class Pair:
    """The same client of Dovecot and of ours."""

    def __init__(self, theirs: Follower, ours: Follower) -> None:
        self.both = (theirs, ours)
        self.theirs, self.ours = self.both

    def settle(self) -> None:
        """Hear of everything; both then know the same."""
        for one in self.both:
            one.unsure = self.theirs.unsure or self.ours.unsure
        for one in self.both:
            one.settle()
        assert self.ours.messages == self.theirs.messages
        assert self.ours.mailbox == self.theirs.mailbox


def connected(stack: ExitStack, server: Server, dovecot: Dovecot, user: str) -> Pair:
    """Return a client of both servers."""
    return Pair(
        Follower(stack.enter_context(WireClient(dovecot.host, dovecot.port, dovecot.ca_file)), user, PASSWORD),
        Follower(
            stack.enter_context(WireClient(server.host, server.port, server.ca_file)), server.user, server.password
        ),
    )


def allowed(command: str, pair: Pair, others: Sequence[Pair]) -> bool:
    """Tell whether both servers should answer equally."""
    verb, *rest = command.split(" ")
    if pair.theirs.read_only and any(word in command for word in CHANGES):
        return False
    above = (rest[0].lower() if rest else "", *([rest[0].lower() + "/"] if rest else []))
    selected = [other.theirs.mailbox for other in others if other.theirs.mailbox]
    return verb not in {"DELETE", "RENAME"} or not any(one == above[0] or one.startswith(above[1]) for one in selected)


@pytest.mark.parametrize("clients", [1, 3])
@pytest.mark.parametrize("seed", range(4 if FULL else 2))
def test_the_same_commands_have_the_same_answers(dovecot: Dovecot, seed: int, clients: int) -> None:
    """Whatever clients do, both servers say the same of it, and all clients know the same afterwards."""
    chance = random.Random(f"{seed} {clients}")  # noqa: S311 - reproducible, not secret
    chooser = Chooser(chance)
    user = dovecot.account().user
    with ExitStack() as stack:
        server = stack.enter_context(Server(Settings(letters=())))
        pairs = [connected(stack, server, dovecot, user) for _ in range(clients)]
        for _ in range(STEPS):
            for pair in pairs:
                pair.settle()
            first, *others = chance.sample(pairs, clients)
            command = chooser.command(first.theirs.uids())
            if allowed(command, first, pairs):
                if "SORT" in command:  # Dovecot's first answer may place new letters elsewhere than every later one
                    first.theirs.say(command)
                theirs, ours = (one.say(command) for one in first.both)
                assert ours == theirs, command
            for other in others[:1]:
                act_unaware(other, chooser, pairs)


def act_unaware(pair: Pair, chooser: Chooser, pairs: Sequence[Pair]) -> None:
    """Let a client act that may not have been told of the latest changes: only success or failure is compared."""
    command = chooser.command(pair.theirs.uids())
    if allowed(command, pair, pairs):
        theirs, ours = (one.say(command)[-1] for one in pair.both)
        assert ours[1] == theirs[1], command
    for each in pairs:
        each.theirs.unsure = True
