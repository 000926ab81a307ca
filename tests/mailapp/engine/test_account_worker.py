# SPDX-License-Identifier: MIT
"""What the person does with letters, against the test server: opened, marked, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailapp.engine.intents import (
    AddAccount,
    MarkFlagged,
    OpenLetter,
)
from mailapp.engine.updates import (
    ChangeRefused,
    IntentFailed,
    LetterFailed,
    LetterStored,
)
from mailapp.store.reader import Reader
from tests.mailapp.engine.conftest import PATIENCE, Person, account_at

if TYPE_CHECKING:
    from mailapp.settings import Profile
    from mailproto.transports import Transport
    from testserver.server import Server


class TestLetters:
    """What the person does with letters."""

    def test_small_letter_is_received_whole(self, reading: Person, imap_server: Server) -> None:
        """A letter opened is stored with headers and all parts, marked as read here and on the server."""
        row = next(row for row in reading.rows() if not row.seen and row.has_attachments and row.size < 200_000)
        reading.submit(OpenLetter(row.id))
        reading.wait_for(LetterStored, letter_id=row.id)
        with Reader(reading.profile.store_file) as reader:
            letter = reader.letter(row.id)
        assert letter
        assert letter.received
        assert all(part.content is not None for part in letter.parts)
        assert letter.row.preview
        assert letter.row.seen
        assert "Subject" in dict(letter.headers)
        imap_server.wait_for("UID STORE")
        reading.submit(OpenLetter(row.id))
        reading.wait_for(LetterStored, letter_id=row.id)

    def test_large_letter_is_received_in_parts(self, reading: Person) -> None:
        """Of a large letter only what is shown is received; its attachment stays on the server."""
        row = max(reading.rows(), key=lambda row: row.size)
        reading.submit(OpenLetter(row.id, mark_seen=False))
        reading.wait_for(LetterStored, letter_id=row.id)
        with Reader(reading.profile.store_file) as reader:
            letter = reader.letter(row.id)
        assert letter
        texts = [part for part in letter.parts if part.role in {"text", "html"}]
        files = [part for part in letter.parts if part.role == "attachment"]
        assert texts
        assert files
        assert all(part.content for part in texts)
        assert all(part.content is None for part in files)
        assert letter.row.preview

    def test_refused_letter_is_told(self, reading: Person, imap_server: Server) -> None:
        """A letter that the server would not give is told, and can be asked for again."""
        row = reading.rows()[0]
        imap_server.fault(f"no,command=FETCH,uid={row.uid}")
        reading.submit(OpenLetter(row.id))
        reading.wait_until(lambda: any(isinstance(update, LetterFailed | LetterStored) for update in reading.updates))
        reading.submit(OpenLetter(row.id))
        reading.wait_for(LetterStored)

    def test_marks_show_at_once_and_reach_the_server(self, reading: Person, imap_server: Server) -> None:
        """A mark shows before the server has answered; the server has it afterwards."""
        row = next(row for row in reading.rows() if not row.flagged)
        reading.submit(MarkFlagged((row.id,), flagged=True))
        reading.wait_until(lambda: reading.row(row.uid).flagged)
        imap_server.wait_for("UID STORE")
        reading.submit(MarkFlagged((row.id,), flagged=False))
        imap_server.wait_for("UID STORE", times=2)
        reading.wait_until(lambda: not reading.row(row.uid).flagged)

    def test_refused_mark_is_put_back(self, reading: Person, imap_server: Server) -> None:
        """Where the server refuses, the letter looks as before and the reason is told."""
        imap_server.fault("no,command=STORE")
        row = next(row for row in reading.rows() if not row.flagged)
        reading.submit(MarkFlagged((row.id,), flagged=True))
        refused = reading.wait_for(ChangeRefused)
        assert refused.problem.code == "rejected"
        assert not reading.row(row.uid).flagged

    def test_mark_made_while_the_link_breaks_is_told_later(self, reading: Person, imap_server: Server) -> None:
        """A mark that could not be told because the connection broke reaches the server afterwards, once."""
        imap_server.fault("drop,command=STORE")
        row = next(row for row in reading.rows() if not row.flagged)
        reading.submit(MarkFlagged((row.id,), flagged=True))
        imap_server.wait_for("UID STORE")
        assert _pending(reading) == 1
        imap_server.fault("drop,command=NOOP")
        reading.wait_until(lambda: _pending(reading) == 0)
        assert reading.row(row.uid).flagged


def _pending(person: Person) -> int:
    with Reader(person.profile.store_file) as reader:
        count: int = reader._connection.execute("SELECT count(*) FROM pending_flag").fetchone()[0]
    return count


def test_own_mistake_is_told_and_logged(
    profile: Profile, imap_server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """What nobody foresaw is not hidden: the person is told, and the log has the whole story."""

    def mistaken(_server: object, _listen: object) -> Transport:
        raise KeyError("nothing")

    person = Person(profile, transport_factory=mistaken)
    person.engine.start()
    person.submit(AddAccount(account_at(imap_server), imap_server.password))
    problem = person.wait_for(IntentFailed).problem
    assert (problem.code, problem.values) == ("app-internal", (("reason", "KeyError: 'nothing'"),))
    assert person.engine.stop(PATIENCE)
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [KeyError]
