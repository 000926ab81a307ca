# SPDX-License-Identifier: MIT
"""Several sessions on one mailbox: each keeps the view that untagged data imply, and at the end all agree.

The clients do at random what clients do, and believe nothing but what they are told (RFC 9051 sections 5.2, 7.4, 7.5).
"""

from __future__ import annotations

import random
import re

import pytest

from tests.testserver.wire import LETTER, Client, Office
from testserver.sequence_sets import LARGEST, parse_sequence_set

TEXT = "{12}\r\nfirst line\r\n"  # of every letter here, as FETCH tells it
STEPS = 120
CLIENTS = 4
FLAGS = ("\\Seen", "\\Deleted", "\\Flagged", "\\Answered", "$one", "$two")
WITHOUT_EXPUNGE = frozenset({"FETCH", "STORE", "SEARCH"})
_FETCH = re.compile(r"\* (\d+) FETCH \((.*)\)$")


class Follower:
    """A client that knows what it was told: a UID (or None) and flags (or None) for each sequence number."""

    def __init__(self, client: Client, enabled: str) -> None:
        self.client = client
        self.uids: list[int | None] = []
        self.flags: list[frozenset[str] | None] = []
        self.highest_modseq = 0
        if enabled:
            self.say(f"ENABLE {enabled}")
        self.say("SELECT INBOX")
        self.say("FETCH 1:* (UID FLAGS)")

    def say(self, command: str) -> str:
        """Send a command, hear its answer, return the tagged status."""
        answer = self.client.heard(f"t {command}\r\n".encode()).decode().replace(TEXT, "NIL")
        *untagged, status = answer.removesuffix("\r\n").split("\r\n")
        assert status.startswith("t "), status
        for line in untagged:
            self.hear(line, command.split(" ", 1)[0])
        return status

    def hear(self, line: str, command: str) -> None:
        """Take in one untagged response."""
        words = line.split(" ")
        if len(words) > 2 and words[2] == "EXISTS":
            count = int(words[1])
            assert count >= len(self.uids), "EXISTS never takes messages away"
            missing = count - len(self.uids)
            self.uids += [None] * missing
            self.flags += [None] * missing
        elif len(words) > 2 and words[2] == "EXPUNGE":
            assert command not in WITHOUT_EXPUNGE, f"EXPUNGE during {command}"
            del self.uids[int(words[1]) - 1], self.flags[int(words[1]) - 1]
        elif words[1] == "VANISHED" and words[2] != "(EARLIER)":
            assert command not in WITHOUT_EXPUNGE, f"VANISHED during {command}"
            self.vanish(words[2])
        elif found := _FETCH.match(line):
            self.learn(int(found[1]), found[2])

    def vanish(self, uids: str) -> None:
        """Take away messages by UID; all their UIDs were told before."""
        numbers = parse_sequence_set(uids.encode())
        assert numbers is not None
        gone = {uid for low, high in numbers.resolved(LARGEST) for uid in range(low, high + 1)}
        assert gone <= set(self.uids), "VANISHED names what this client knows"
        kept = [place for place, uid in enumerate(self.uids) if uid not in gone]
        self.uids = [self.uids[place] for place in kept]
        self.flags = [self.flags[place] for place in kept]

    def learn(self, number: int, items: str) -> None:
        """Take in what FETCH tells of one message."""
        assert 1 <= number <= len(self.uids), "FETCH of a number that this client does not know"
        uid = re.search(r"UID (\d+)", items)
        if uid is not None:
            assert self.uids[number - 1] in {None, int(uid[1])}, "a number stands for one UID until EXPUNGE"
            self.uids[number - 1] = int(uid[1])
        flags = re.search(r"FLAGS \(([^)]*)\)", items)
        if flags is not None:
            self.flags[number - 1] = frozenset(flags[1].split()) - {"\\Recent"}

    def know_every_uid(self) -> None:
        """Ask for what is not known."""
        while None in self.uids:
            self.say("FETCH 1:* (UID FLAGS)")


def act(chance: random.Random, follower: Follower) -> None:
    """Let a client do something at random."""
    count = len(follower.uids)
    verb = chance.choice(["NOOP", "APPEND", "STORE", "STORE", "EXPUNGE", "FETCH", "COPY", "MOVE", "SEARCH", "SELECT"])
    if verb == "APPEND":
        follower.say(f"APPEND INBOX ({chance.choice(FLAGS)}) {{{len(LETTER)}+}}\r\n{LETTER.decode()}")
        return
    if verb in {"NOOP", "EXPUNGE"} or not count:
        follower.say(verb if verb == "EXPUNGE" else "NOOP")
        return
    if verb == "SEARCH":
        follower.say(f"{chance.choice(['', 'UID '])}SEARCH {chance.choice(['ALL', 'DELETED', '1'])}")
        return
    if verb == "SELECT":
        follower.uids, follower.flags = [], []
        follower.say("SELECT INBOX")
        follower.know_every_uid()
        return
    numbers = f"{chance.randint(1, count)}:{chance.randint(1, count)}"
    prefix = ""
    if chance.random() < 0.5:
        follower.know_every_uid()
        known = [uid for uid in follower.uids if uid is not None]
        prefix, numbers = "UID ", f"{chance.choice(known)}:{chance.choice(known)}"
    silent = chance.choice(["", ".SILENT"])
    flags = " ".join(chance.sample(FLAGS, 2))
    rest = {
        "STORE": f"{chance.choice('+- ').strip()}FLAGS{silent} ({flags})",
        "FETCH": chance.choice(["FLAGS", "(UID FLAGS)", "BODY[TEXT]"]) if prefix else "(UID FLAGS)",
        "COPY": "INBOX",
        "MOVE": "INBOX",
    }[verb]
    if verb in {"COPY", "MOVE"} and count > 30:
        return
    follower.say(f"{prefix}{verb} {numbers} {rest}")
    if verb == "STORE" and silent:
        follower.say("FETCH 1:* (FLAGS)" if follower.uids else "NOOP")


@pytest.mark.parametrize("enabled", ["", "IMAP4rev2", "CONDSTORE", "QRESYNC"])
@pytest.mark.parametrize("seed", range(8))
def test_all_sessions_agree_with_the_store(seed: int, enabled: str) -> None:
    """Whatever the clients did, after a NOOP each knows every UID and every flag, without asking for flags again."""
    chance = random.Random(f"{seed} {enabled}")  # noqa: S311 - reproducible, not secret
    office = Office(LETTER, LETTER, LETTER)
    followers = [Follower(signed_in(office), enabled if place % 2 else "") for place in range(CLIENTS)]
    for _ in range(STEPS):
        follower = chance.choice(followers)
        act(chance, follower)
        if chance.random() < 0.5 or enabled == "QRESYNC":  # VANISHED names UIDs, so they must be known
            follower.know_every_uid()
    for follower in followers:
        follower.say("NOOP")
        follower.know_every_uid()
        assert follower.uids == office.inbox.uids
        assert follower.flags == [office.inbox.message(uid).flags for uid in office.inbox.uids]


def signed_in(office: Office) -> Client:
    """Return a client that has signed in."""
    client = office.connect()
    client.say("t LOGIN alice secret")
    return client
