# SPDX-License-Identifier: MIT
"""Attachments saved over the test server, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailapp.engine.intents import (
    CancelTransfer,
    OpenLetter,
    SaveAttachment,
    TransferId,
)
from mailapp.engine.transfers import CountingFile, save_part
from mailapp.engine.updates import (
    LetterStored,
    TransferProgress,
    TransferState,
)
from mailapp.errors import AppError
from mailapp.store.reader import Reader
from mailapp.store.records import LetterId
from mailproto.commands import Examine
from tests.mailapp.engine.conftest import Person
from tests.support.visits import SIGNED_IN, play

if TYPE_CHECKING:
    from pathlib import Path

    from mailproto.async_client import AsyncClient
    from testserver.server import Server


class TestAttachments:
    """Attachments are saved whole, or not at all."""

    def attachment(self, person: Person, *, large: bool) -> tuple[LetterId, str]:
        """Open a letter with an attachment; give the letter and the part."""
        rows = [row for row in person.rows() if row.has_attachments]
        row = max(rows, key=lambda row: row.size) if large else next(row for row in rows if row.size < 200_000)
        person.submit(OpenLetter(row.id))
        person.wait_for(LetterStored)
        with Reader(person.profile.store_file) as reader:
            letter = reader.letter(row.id)
        assert letter
        return row.id, next(part.section for part in letter.parts if part.is_attachment)

    def test_large_attachment_streams_to_the_disk(self, reading: Person, tmp_path: Path) -> None:
        """25 MB arrive decoded, with progress on the way that never goes back."""
        letter, section = self.attachment(reading, large=True)
        target = tmp_path / "saved.zip"
        reading.submit(SaveAttachment(TransferId(1), letter, section, target))
        done = reading.wait_for(TransferProgress, state=TransferState.DONE)
        assert done.done == done.total == target.stat().st_size > 20_000_000
        told = [update.done for update in reading.updates if isinstance(update, TransferProgress)]
        assert told == sorted(told)
        assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["saved.zip"]

    def test_small_attachment_comes_from_the_store(self, reading: Person, imap_server: Server, tmp_path: Path) -> None:
        """What is here already is saved without asking the server."""
        letter, section = self.attachment(reading, large=False)
        before = len([entry for entry in imap_server.transcript() if "BODY.PEEK" in str(entry)])
        reading.submit(SaveAttachment(TransferId(1), letter, section, tmp_path / "saved"))
        reading.wait_for(TransferProgress, state=TransferState.DONE)
        assert (tmp_path / "saved").stat().st_size > 0
        assert len([entry for entry in imap_server.transcript() if "BODY.PEEK" in str(entry)]) == before

    def test_cancelled_transfer_leaves_nothing(self, reading: Person, imap_server: Server, tmp_path: Path) -> None:
        """A transfer that is cancelled on its way leaves no file, and the connection serves on."""
        letter, section = self.attachment(reading, large=True)
        folder = tmp_path / "target"
        folder.mkdir()
        imap_server.fault("no_answer,command=FETCH,nth=1")
        reading.submit(SaveAttachment(TransferId(7), letter, section, folder / "saved"))
        reading.wait_for(TransferProgress, state=TransferState.RUNNING)
        reading.submit(CancelTransfer(TransferId(7)))
        reading.wait_for(TransferProgress, transfer_id=TransferId(7), state=TransferState.CANCELLED)
        assert list(folder.iterdir()) == []

    def test_existing_file_is_replaced_only_where_asked(self, reading: Person, tmp_path: Path) -> None:
        """A file that exists stays as it is unless the person was asked."""
        letter, section = self.attachment(reading, large=False)
        target = tmp_path / "saved"
        target.write_bytes(b"mine")
        reading.submit(SaveAttachment(TransferId(1), letter, section, target))
        failed = reading.wait_for(TransferProgress, state=TransferState.FAILED)
        assert failed.problem
        assert failed.problem.code == "app-file-exists"
        assert target.read_bytes() == b"mine"
        reading.submit(SaveAttachment(TransferId(2), letter, section, target, overwrite=True))
        reading.wait_for(TransferProgress, state=TransferState.DONE)
        assert target.read_bytes() != b"mine"

    def test_unwritable_folder_is_told(self, reading: Person, tmp_path: Path) -> None:
        """A folder that is not there is named, whether the part is here or on the server."""
        for large in (False, True):
            letter, section = self.attachment(reading, large=large)
            reading.submit(SaveAttachment(TransferId(1), letter, section, tmp_path / "none" / "saved"))
            failed = reading.wait_for(TransferProgress, state=TransferState.FAILED)
            assert failed.problem
            assert failed.problem.code == "app-disk"

    def test_lost_connection_leaves_nothing(self, reading: Person, imap_server: Server, tmp_path: Path) -> None:
        """When the server goes in the middle of an attachment there is a reason and no file."""
        letter, section = self.attachment(reading, large=True)
        folder = tmp_path / "target"
        folder.mkdir()
        imap_server.fault("cut,command=FETCH,byte=100000,times=always")
        reading.submit(SaveAttachment(TransferId(1), letter, section, folder / "saved"))
        failed = reading.wait_for(TransferProgress, state=TransferState.FAILED)
        assert failed.problem
        assert list(folder.iterdir()) == []

    def test_what_is_gone_is_told(self, reading: Person, tmp_path: Path) -> None:
        """A part that the letter has not, and a letter that is gone, are told as such."""
        letter, _ = self.attachment(reading, large=True)
        for letter_id, section, code in ((letter, "9.9", "app-part-gone"), (LetterId(999), "1", "app-letter-gone")):
            reading.submit(SaveAttachment(TransferId(1), letter_id, section, tmp_path / "saved"))
            failed = reading.wait_for(TransferProgress, state=TransferState.FAILED)
            assert failed.problem
            assert failed.problem.code == code

    def test_letter_that_goes_meanwhile_is_told(self, tmp_path: Path) -> None:
        """A letter that the server no longer has when its part is asked for is gone, and there is no file."""
        file = CountingFile(tmp_path / "saved", overwrite=False, progress=lambda _: None)

        async def act(client: AsyncClient) -> None:
            await client.execute(Examine("INBOX"))
            with pytest.raises(AppError) as caught:
                await save_part(client, 5, "1", file)
            assert caught.value.code == "app-letter-gone"

        play(
            f"{SIGNED_IN}C: A001 EXAMINE INBOX\nS: * 0 EXISTS\nS: A001 OK [READ-ONLY] done\n"
            "C: A002 UID FETCH 5 (UID BODYSTRUCTURE)\nS: A002 OK done\n",
            act,
        )
        assert list(tmp_path.iterdir()) == []
