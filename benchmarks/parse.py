# SPDX-License-Identifier: MIT
"""How fast FETCH responses become values: `python -m benchmarks.parse [LETTERS]`, beside IMAPClient in the same run.

All letters are held while they are read, as a mail reader holds them. For mailproto the clock runs from the bytes on;
IMAPClient gets what imaplib would have divided for it, for which the clock does not run. What counts is the processor
time of the best of several rounds, taken in turns: the computer has other things to do.
"""

from __future__ import annotations

import gc
import sys
import time
from importlib.metadata import version
from typing import TYPE_CHECKING

from imapclient.response_parser import parse_fetch_response

from benchmarks.letters import as_imaplib_hands_over, envelope_lines, flag_lines
from benchmarks.reading import read_everything
from mailproto import MessageData, Unparsed, parse_responses
from mailproto.framing import Framer

if TYPE_CHECKING:
    from collections.abc import Callable

LETTERS = 10_000
ROUNDS = 5


def divided(data: bytes) -> list[object]:
    """Only divide the stream into responses."""
    framer = Framer()
    framer.receive(data)
    return list(framer.frames())


def with_structures(data: bytes) -> list[object]:
    """Read the letters, and the body structure of each."""
    return [(each, each.body_structure) for each in parse_responses(data) if isinstance(each, MessageData)]


def typed(data: bytes) -> list[object]:
    """Read the letters; body structures are read when somebody looks."""
    return list(parse_responses(data))


def with_everything(data: bytes) -> list[object]:
    """Read the letters, and every value of each."""
    return [(each, read_everything(each)) for each in parse_responses(data) if isinstance(each, MessageData)]


def with_texts(data: bytes) -> list[object]:
    """Read the letters, and decode subject and sender as a list of letters shows them."""
    return [
        (each, each.envelope.subject_text, each.envelope.from_[0].name_text, each.internal_date)
        for each in parse_responses(data)
        if isinstance(each, MessageData) and each.envelope and not isinstance(each.envelope, Unparsed)
    ]


def imapclient(lines: list[bytes | tuple[bytes, bytes]]) -> object:
    """Let IMAPClient read the letters: nested tuples of bytes, the envelope typed."""
    return parse_fetch_response(lines, uid_is_key=True)


def seconds(job: Callable[[], object]) -> float:
    """Measure one round, its results held until the clock has stopped."""
    gc.collect()
    start = time.process_time()
    held = job()
    taken = time.process_time() - start
    del held
    return taken


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS
    letters, flags = envelope_lines(count), flag_lines(count)
    lines, flags_lines = list(as_imaplib_hands_over(letters)), list(as_imaplib_hands_over(flags))
    literals = sum(isinstance(line, tuple) for line in lines)
    python, peer_version = sys.version.split()[0], version("IMAPClient")
    print(f"Python {python}, IMAPClient {peer_version}, {count} letters, best of {ROUNDS} rounds")
    print(f"{len(letters) / count:.0f} octets and {literals / count:.2f} literals a letter\n")
    jobs: dict[str, Callable[[], object]] = {
        "envelopes: divided into responses only": lambda: divided(letters),
        "envelopes: typed": lambda: typed(letters),
        "envelopes: typed, subject, sender, date decoded": lambda: with_texts(letters),
        "envelopes: typed, every body structure read": lambda: with_structures(letters),
        "envelopes: typed, every value read": lambda: with_everything(letters),
        "envelopes: IMAPClient": lambda: imapclient(lines),
        "flags: typed": lambda: typed(flags),
        "flags: IMAPClient": lambda: imapclient(flags_lines),
    }
    best = dict.fromkeys(jobs, float("inf"))
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            best[name] = min(best[name], seconds(job))
    for name, taken in best.items():
        peer = best[f"{name.split(':')[0]}: IMAPClient"]
        print(f"{name:50} {taken / count * 1e6:8.2f} us a letter {peer / taken:7.1f} x IMAPClient")


if __name__ == "__main__":
    main()
