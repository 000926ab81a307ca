# SPDX-License-Identifier: MIT
"""What fuzzing begins with: all that is said on the wire anywhere in the tests and in the transcripts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mailproto.states import COMMANDS
from tests.fuzz.fuzz_session import ACTIONS, BECAUSE_OF
from tests.support.dialogue import FOLDER, Dialogue

_TESTS: Final = Path(__file__).parents[1]
_LONGEST: Final = 1000  # octets; what is longer was made to reach a limit, and only slows the beginning down
_ANSWERS: Final = (
    rb"* |OK |NO |BAD |BYE |PREAUTH |+ |FETCH (|UID |FLAGS (|ENVELOPE (|BODYSTRUCTURE (|BODY[|BINARY[|]|<0>|MODSEQ (|"
    rb"INTERNALDATE |RFC822.SIZE |PREVIEW |EMAILID (|LIST (|LSUB |STATUS |ESEARCH |SEARCH |SORT |THREAD (|VANISHED |"
    rb"(EARLIER) |NAMESPACE |ID (|CAPABILITY |ENABLED |QUOTA |METADATA |ACL |[UIDNEXT |[COPYUID |[APPENDUID |[CLOSED] |"
    rb"[ALERT] |[PERMANENTFLAGS (|[MODIFIED |NIL|NIL NIL |\Seen|$x|(TAG |A001 |A002 |COUNT |ALL |MIN |PARTIAL (|"
    rb'"|\|"a" |(("a" NIL "b" "c"))|("text" "plain" NIL NIL NIL "7bit" 1 1)|=?utf-8?B?|=?utf-8?Q?|?=|4294967295|1:*'
).split(b"|")
_ASKED: Final = (
    rb"a |INBOX|1:*|$|(|)|BODY[|]|<0.5>|HEADER.FIELDS (|FLAGS|\Seen|RETURN (|OR |NOT |1-Feb-2026|&BB4-|CHARSET UTF-8|"
    rb"(CONDSTORE)|(QRESYNC (1 1))|(CHANGEDSINCE 1)|DONE|REFERENCES |PARTIAL |URL |CATENATE (|UTF8 (|=|NIL"
).split(b"|")
_BOTH: Final = (b"\r\n", b"{1}\r\n", b"{0+}\r\n", b"~{2+}\r\n", b"{99999}\r\n", b"\0", b"\xd1\x8f", b"\xff")


def beginnings(target: str) -> Iterator[bytes]:
    """Give inputs that make sense to a target; those of the printer mean nothing to a person."""
    transcripts = [Dialogue.load(path.stem) for path in sorted(FOLDER.glob("*.txt"))]
    match target:
        case "parser":
            yield from (each + b"\r\n" for each in _spoken("mailproto", (b"*", b"+", b"A")))
        case "session":
            yield from (_script(each) for each in transcripts)
        case "testserver":
            yield from (b"\0" + each + b"\r\n" for each in _spoken("testserver", (b"a ", b"b ", b"c ", b"d ")))
            yield from (b"\0" + _lines(each, "C") for each in transcripts)


def words(target: str) -> tuple[bytes, ...]:
    """Give words that are worth putting anywhere in an input of a target."""
    names = tuple(name.encode("ascii") for name in COMMANDS)
    match target:
        case "parser":
            return (*_ANSWERS, *_BOTH)
        case "session":
            return (*_ANSWERS, *_BOTH, *(BECAUSE_OF + name + b"\n" for name in (*ACTIONS, *names)))
        case "testserver":
            return (*_ASKED, *_BOTH, *names)
        case _:
            return _BOTH


def _spoken(package: str, marks: tuple[bytes, ...]) -> list[bytes]:
    """Give what the tests of a package write that begins as one side's lines do."""
    found = set()
    for path in (_TESTS / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            said = node.value if isinstance(node, ast.Constant) else None
            said = said.encode(errors="replace") if isinstance(said, str) else said
            if isinstance(said, bytes) and said.startswith(marks) and b" " in said and len(said) <= _LONGEST:
                found.add(said)
    return sorted(found)


def _lines(dialogue: Dialogue, speaker: str) -> bytes:
    turns = (turn for turn in dialogue.turns if turn.speaker == speaker)
    return b"".join(line + b"\r\n" for turn in turns for line in turn.lines)


def _script(dialogue: Dialogue) -> bytes:
    """Spell a transcript as the target for sessions reads it."""
    script = b""
    for turn in dialogue.turns:
        if turn.speaker == "S":
            script += b"".join(line + b"\r\n" for line in turn.lines)
        elif turn.speaker == "C":
            spoken = [line.split(b" ") for line in turn.lines]
            names = (b" ".join(line[1:3]) if b"UID" in line[1:2] else b" ".join(line[1:2]) for line in spoken)
            script += b"".join(BECAUSE_OF + name + b"\n" for name in names)
    return script
