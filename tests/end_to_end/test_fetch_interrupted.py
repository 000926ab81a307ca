# SPDX-License-Identifier: MIT
"""`konvert fetch` ended at any moment: nothing half-written has a final name, and the next run brings what is missing.

Seeded samples of the moments run always, all of them with KONVERT_TESTS=full.
"""

from __future__ import annotations

import random
import signal
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from tests.support.fetch_process import FetchProcess, Source
from tests.support.own_letters import letter_with, noise
from tests.support.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from _pytest.mark import ParameterSet

    from tests.support.dovecot import Dovecot
    from testserver.server import Server

LATENCY = 0.2  # seconds that a round trip takes
# by turns longer and shorter than what the client keeps in memory
LETTERS = tuple(
    letter_with({"a.bin": noise((2_000, 60_000)[size % 2] * size), "b.bin": noise(size)}).raw for size in range(1, 13)
)
COUNT = len(LETTERS)
EVERY_LETTER = range(1, COUNT + 1)
LONG_LETTERS = range(1, COUNT + 1, 2)
PER_MILLE = range(0, 1000, 25)
INTERRUPTIBLE = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # below nohup, too


def moments(every: Iterable[int], seed: int) -> list[ParameterSet]:
    """Give all moments, of which three drawn from the seed belong to the sample."""
    moments = list(every)
    sample = random.Random(seed).sample(moments, 3)  # noqa: S311 the same in every run
    return [pytest.param(each, marks=() if each in sample else pytest.mark.full) for each in moments]


@dataclass
class Interruption:
    """A run to be disturbed, and the files of one that nothing disturbed."""

    source: Source
    fetching: FetchProcess
    expected: dict[str, bytes]

    def has_letter(self, uid: int) -> bool:
        """Tell whether a letter has its final name."""
        return (self.fetching.to / "INBOX" / "letters" / f"{uid}.eml").exists()

    def received(self) -> list[int]:
        """Give the UIDs of the letters listed, after all that is on the disk was found to be whole."""
        assert self.fetching.files().items() <= self.expected.items()
        uids = [entry["uid"] for entry in self.fetching.manifest()]
        assert sorted(uids) == sorted(set(uids))
        self.fetching.letters()
        return uids

    def go_on(self) -> None:
        """Require that a second run brings exactly what is missing, and clears up."""
        here = len(self.received())
        assert self.fetching.fetch(self.source).counts == (0, COUNT - here, here)
        assert sorted(self.received()) == list(EVERY_LETTER)
        assert self.fetching.files() == self.expected
        assert self.fetching.unfinished() == []


def prepare(source: Source, folder: Path) -> Interruption:
    """Fetch undisturbed, and prepare to fetch again."""
    folders = [folder / "undisturbed", folder / "disturbed"]
    for each in folders:
        each.mkdir()
    undisturbed, disturbed = map(FetchProcess, folders)
    assert undisturbed.fetch(source).counts == (0, COUNT, 0)
    assert undisturbed.letters() == list(LETTERS)
    assert len(undisturbed.files()) == 3 * COUNT
    return Interruption(source, disturbed, undisturbed.files())


@pytest.fixture
def server(imap_server_factory: Callable[..., Server]) -> Server:
    """Start the test server with our letters."""
    return imap_server_factory(letters=LETTERS)


@pytest.fixture
def interruption(server: Server, tmp_path: Path) -> Interruption:
    """Give a run against the test server."""
    return prepare(Source.on(server), tmp_path)


@pytest.fixture
def on_dovecot(dovecot: Dovecot, tmp_path: Path) -> Interruption:
    """Give a run against Dovecot."""
    account = dovecot.account()
    account.deliver(LETTERS)
    return prepare(Source.on_dovecot(dovecot, account), tmp_path)


class TestKilled:
    """SIGKILL, for which no program can prepare."""

    @pytest.mark.parametrize("uid", moments(LONG_LETTERS, 1))
    def test_in_the_middle_of_a_letter(self, interruption: Interruption, server: Server, uid: int) -> None:
        """The letter on its way has no final name; all before it are whole, and are not asked for again."""
        fetching = interruption.fetching
        server.fault(f"stall,command=UID FETCH,nth=2,uid={uid},byte={20_000 * uid}")
        with fetching.start(interruption.source) as run:
            run.wait_until(
                lambda: (
                    len(fetching.manifest()) == uid - 1
                    and any(path.is_file() and path.stat().st_size for path in fetching.unfinished())
                )
            )
            run.send(signal.SIGKILL)
            assert run.outcome().status == -signal.SIGKILL
        assert interruption.received() == list(range(1, uid))
        assert fetching.unfinished()
        server.reset()
        interruption.go_on()

    @pytest.mark.parametrize("uid", moments(range(1, COUNT), 2))
    def test_while_letters_are_kept(self, interruption: Interruption, server: Server, uid: int) -> None:
        """Killed the moment a letter appears, anywhere in what follows: attachments, names, the manifest's line."""
        server.fault(f"stall,command=UID FETCH,nth=2,uid={COUNT},byte=100")  # so that it cannot have ended
        with interruption.fetching.start(interruption.source) as run:
            run.wait_until(lambda: interruption.has_letter(uid))
            run.send(signal.SIGKILL)
            assert run.outcome().status == -signal.SIGKILL
        assert uid - 1 <= len(interruption.received()) < COUNT
        server.reset()
        interruption.go_on()

    @pytest.mark.parametrize("uid", moments(EVERY_LETTER, 3))
    def test_on_dovecot(self, on_dovecot: Interruption, uid: int) -> None:
        """Killed the moment a letter appears, with a server that goes on sending."""
        with on_dovecot.fetching.start(on_dovecot.source) as run:
            run.wait_until(lambda: on_dovecot.has_letter(uid))
            run.kill()
            assert run.outcome().status in {-signal.SIGKILL, 0}  # 0: it was faster than the signal
        assert uid - 1 <= len(on_dovecot.received())
        on_dovecot.go_on()


@pytest.mark.parametrize("uid", moments(range(2, COUNT + 1), 4))
def test_interrupted_by_the_person(interruption: Interruption, server: Server, uid: int) -> None:
    """Ctrl+C in the middle of a letter is 130, says how to go on, sums up what came, and leaves nothing lying about."""
    fetching = interruption.fetching
    server.fault(f"stall,command=UID FETCH,nth=2,uid={uid},byte=2000")
    with fetching.start(interruption.source, prelude=INTERRUPTIBLE) as run:
        run.wait_until(lambda: len(fetching.manifest()) == uid - 1)
        run.send(signal.SIGINT)
        outcome = run.outcome()
    assert outcome.counts == (130, uid - 1, 0)
    assert "Run the same command again" in outcome.said
    assert "Traceback" not in outcome.said
    assert outcome.summary["error"]["code"] == "interrupted"
    assert interruption.received() == list(range(1, uid))
    assert fetching.unfinished() == []
    server.reset()
    interruption.go_on()


@pytest.mark.parametrize("uid", moments(EVERY_LETTER, 5))
@pytest.mark.parametrize("way", ["cut", "drop"])
def test_server_gone_in_the_middle_of_a_letter(
    tmp_path: Path, imap_server_factory: Callable[..., Server], way: str, uid: int
) -> None:
    """With a farewell or by a reset, 200 ms away: status 5, what came whole is kept, nothing else has a name."""
    server = imap_server_factory(letters=LETTERS, latency=LATENCY)
    interruption = prepare(Source.on(server), tmp_path)
    server.fault(f"{way},command=UID FETCH,nth=2,uid={uid},byte=2000")
    outcome = interruption.fetching.fetch(interruption.source)
    assert outcome.status == 5
    received = interruption.received()
    assert len(received) == outcome.summary["received"]
    # a reset takes away what the system had not handed on yet
    assert received == list(range(1, uid)) if way == "cut" else len(received) < uid
    assert "Traceback" not in outcome.said
    assert interruption.fetching.unfinished() == []
    interruption.go_on()


@pytest.mark.parametrize("share", moments(PER_MILLE, 6))
def test_the_way_to_dovecot_breaks_off(on_dovecot: Interruption, dovecot: Dovecot, tmp_path: Path, share: int) -> None:
    """Status 5, or 4 in the handshake: what came whole is kept, and the rest comes later."""
    there = (dovecot.host, dovecot.port)
    (tmp_path / "counted").mkdir()
    with Relay(there) as whole:
        FetchProcess(tmp_path / "counted").fetch(replace(on_dovecot.source, port=whole.port))
    with Relay(there, whole.carried * share // 1000) as relay:
        outcome = on_dovecot.fetching.fetch(replace(on_dovecot.source, port=relay.port))
    assert outcome.status == (4 if "during the handshake" in outcome.said else 5), outcome
    assert len(on_dovecot.received()) == outcome.summary["received"] < COUNT
    assert on_dovecot.fetching.unfinished() == []
    on_dovecot.go_on()
