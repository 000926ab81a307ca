# SPDX-License-Identifier: MIT
r"""A recorded dialogue, saved and played again as a server.

A line `C: ` or `S: ` is a line on the wire without its CRLF; `#` begins a comment, `T:` is the TLS handshake and `E:`
the end. Octets that are no text are written `\xNN`. `***` in the client's line stands for anything. A tag stands for
whichever tag the client gives.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from testserver.answers import Condition, Raw, Status
from testserver.connection import ServerConnection, Shared, Step
from testserver.effects import Hangup, StartTls
from testserver.session import Session
from testserver.transcript import MASK, Entry, Side

_ESCAPED = re.compile(r"\\x([0-9a-f]{2})")
_TO_ESCAPE = re.compile(rb"[^\x20-\x7e]|\\(?=x[0-9a-f]{2})")
_TAGGED = re.compile(rb"([A-Za-z0-9]+) ")
_SPEAKERS = frozenset({"C:", "S:", "T:", "E:"})


class ReplayError(ValueError):
    """A file that holds no dialogue, or a transcript that can't be saved whole."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one side says: `speaker` is C, S, T or E."""

    speaker: str
    octets: bytes = b""


def read_dialogue(path: Path) -> tuple[Line, ...]:
    """Read a file of lines, or raise ReplayError."""
    lines = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not text or text.startswith("#"):
            continue
        if text[:3].rstrip() not in _SPEAKERS:
            raise ReplayError(f"{path}, line {number}: neither C: nor S:, T: or E:")
        octets = b"".join(
            bytes([int(part, 16)]) if place % 2 else part.encode()
            for place, part in enumerate(_ESCAPED.split(text[3:]))
        )
        lines.append(Line(text[0], octets))
    return tuple(lines)


def write_dialogue(entries: Iterable[Entry], connection: int) -> str:
    """Return what was said on one connection in the file's form, or raise ReplayError when not all of it was kept."""
    said: list[tuple[Side, bytes]] = []
    for entry in entries:
        if entry.connection != connection:
            continue
        if entry.omitted:
            raise ReplayError(f"{entry.omitted} octets were not kept: raise transcript_octets in Settings(limits=...)")
        data = entry.data if entry.side is Side.SERVER else entry.data + b"\r\n"
        if said and said[-1][0] is entry.side:
            data = said.pop()[1] + data
        said.append((entry.side, data))
    lines = []
    for side, data in said:
        for line in data.removesuffix(b"\r\n").split(b"\r\n"):
            escaped = _TO_ESCAPE.sub(lambda sign: b"\\x%02x" % sign[0][0], line)
            lines.append(f"{side}: {escaped.decode('ascii')}")
    return "\n".join(lines) + "\n"


class ReplayConnection(ServerConnection):
    """Says what the dialogue's server said, as long as the client says what its client said."""

    def __init__(self, shared: Shared, session: Session, dialogue: tuple[Line, ...], number: int = 1) -> None:
        self._dialogue = dialogue
        self._tags: dict[bytes, bytes] = {}
        super().__init__(shared, session, number)

    def _greet(self) -> Iterator[Step | None]:
        for line in self._dialogue:
            match line.speaker:
                case "S":
                    yield from self._say(Raw(self._renamed(line.octets) + b"\r\n"))
                case "T":
                    yield StartTls()
                case "E":
                    yield Hangup()
                case _:
                    heard = yield from self._hear()
                    if not self._fits(line.octets, heard):
                        wanted = line.octets.decode("latin-1")
                        yield from self._say(Status(Condition.BYE, f"The dialogue goes on with: {wanted}"))
                        yield Hangup()
        yield Hangup()

    def _hear(self) -> Generator[None, None, bytes]:
        while (line := self.reader.line()) is None:
            yield None
        self.shared.transcript.record(self.number, Side.CLIENT, line)
        return line

    def _fits(self, wanted: bytes, heard: bytes) -> bool:
        tag, said = _TAGGED.match(wanted), _TAGGED.match(heard)
        if tag is not None and said is not None and tag[1] not in self._tags:
            self._tags[tag[1]] = said[1]
        pattern = re.escape(self._renamed(wanted)).replace(re.escape(MASK), b".*")
        return re.fullmatch(pattern, heard, re.IGNORECASE | re.DOTALL) is not None

    def _renamed(self, line: bytes) -> bytes:
        tag = _TAGGED.match(line)
        return self._tags[tag[1]] + line[tag.end(1) :] if tag is not None and tag[1] in self._tags else line
