# SPDX-License-Identifier: MIT
"""Dialogues saved and played again."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.testserver.wire import LETTER, Office, octets
from testserver.effects import Hangup, StartTls
from testserver.limits import Limits
from testserver.replay import Line, ReplayConnection, ReplayError, read_dialogue, write_dialogue
from testserver.server import Server
from testserver.session import Session
from testserver.settings import Settings

DIALOGUES = sorted((Path(__file__).parents[1] / "dialogues").glob("*.txt"))


def replayed(dialogue: tuple[Line, ...]) -> ReplayConnection:
    """Return a connection that plays a dialogue."""
    shared = Office().shared
    return ReplayConnection(shared, Session(shared.post_office), dialogue)


def answer(connection: ReplayConnection, data: bytes = b"") -> bytes:
    """Send octets and return those that follow."""
    connection.receive_data(data)
    said = b""
    while (step := connection.next_step()) is not None and not isinstance(step, Hangup):
        said += octets([step])
    return said


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: str(path.stem))
def test_each_dialogue_plays_as_a_server(path: Path) -> None:
    """Every line of the server comes when the client has said its own, with the client's own tags."""
    dialogue = read_dialogue(path)
    connection = replayed(dialogue)
    heard = b""
    for line in dialogue:
        if line.speaker == "C":
            connection.receive_data(line.octets + b"\r\n")
        while not connection.closed and (step := connection.next_step()) is not None:
            heard += octets([step])
            if isinstance(step, Hangup):
                connection.lost()
            if isinstance(step, StartTls):
                break
    assert heard == b"".join(line.octets + b"\r\n" for line in dialogue if line.speaker == "S")


def test_tags_are_the_clients() -> None:
    """The recorded tag is a name for the one that the client gives; other words end the dialogue."""
    dialogue = (Line("S", b"* OK"), Line("C", b"A001 NOOP"), Line("S", b"A001 OK done"), Line("C", b"A002 LOGOUT"))
    connection = replayed(dialogue)
    assert answer(connection) == b"* OK\r\n"
    assert answer(connection, b"x1 noop\r\n") == b"x1 OK done\r\n"
    assert answer(connection, b"x2 NOOP\r\n") == b"* BYE The dialogue goes on with: A002 LOGOUT\r\n"


def test_what_was_said_is_saved_and_read_again(tmp_path: Path) -> None:
    """Octets that are no text survive; secrets are not in it."""
    office = Office(LETTER + b"\xff\\x41\n\0")
    client = office.select()
    client.say("c FETCH 1 BODY.PEEK[]")
    text = write_dialogue(office.shared.transcript.entries(), 1)
    assert "LOGIN ***" in text
    path = tmp_path / "saved.txt"
    path.write_text(text, encoding="utf-8")
    connection = replayed(read_dialogue(path))
    assert answer(connection) == client.greeting
    answer(connection, b"a LOGIN bob other\r\nb SELECT INBOX\r\n")
    assert LETTER + b"\xff\\x41\n\0" in answer(connection, b"c FETCH 1 BODY.PEEK[]\r\n")


def test_what_can_not_be_played_is_told(tmp_path: Path) -> None:
    """A line of another kind, or a transcript that is cut short."""
    (tmp_path / "bad").write_text("X: y\n", encoding="utf-8")
    with pytest.raises(ReplayError, match="line 1: neither"):
        read_dialogue(tmp_path / "bad")
    office = Office(limits=replace(Limits(), transcript_octets=5))
    office.connect().say("a CAPABILITY")
    with pytest.raises(ReplayError, match="octets were not kept"):
        write_dialogue(office.shared.transcript.entries(), 1)


def test_a_server_plays_a_file(tmp_path: Path) -> None:
    """Settings(replay=...) plays a dialogue to each client; save_transcript writes one."""
    path = tmp_path / "dialogue.txt"
    path.write_text("S: * OK hello\nC: a NOOP\nS: a OK done\n", encoding="utf-8")
    with Server(Settings(replay=path)) as server:
        assert server.replayed == read_dialogue(path)
        server.save_transcript(tmp_path / "saved.txt")
    assert (tmp_path / "saved.txt").read_text(encoding="utf-8") == "\n"
