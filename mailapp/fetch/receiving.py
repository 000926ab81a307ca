# SPDX-License-Identifier: GPL-3.0-or-later
"""Receives the letters of one mailbox that are not on the disk yet. Knows the client and the letter folder, no console.

Letters are asked for many at a time, so that a long way to the server costs once for all of them and not for each.
What does not come is asked for once more, one by one, so that one bad letter costs no other.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from mailapp.errors import AppError
from mailapp.fetch.incoming import IncomingLetters
from mailapp.fetch.letter_folder import LetterFolder
from mailproto.commands import Body, Examine, FetchItem, List, UidFetch
from mailproto.errors import CommandInvalid, CommandRejected
from mailproto.message_data import MessageData
from mailproto.sequences import UidSet
from mailproto.vocabulary import Uid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from mailproto.async_client import AsyncClient

AT_ONCE: Final = 1000
"""Letters asked for by one command: few round trips, and little to ask for again where the server refuses."""


class Progress(Protocol):
    """Is told how far the receiving is; all sizes in octets, as the server tells them."""

    def begin(self, mailbox: str, wanted: int, octets: int, skipped: int) -> None:
        """So many letters of this size are to be received, so many are there already."""

    def advance(self, octets: int) -> None:
        """Take note of octets that came."""

    def letter(self, uid: int) -> None:
        """Take note of a letter that is on the disk."""

    def failed(self, uid: int, reason: str) -> None:
        """Take note of a letter that could not be received."""


@dataclass(slots=True)
class Summary:
    """What was done; `bytes` counts the letters received, `failed` says which not and why."""

    mailbox: str
    folder: str = ""
    uidvalidity: int = 0
    received: int = 0
    skipped: int = 0
    failed: list[dict[str, int | str]] = field(default_factory=list)
    attachments: int = 0
    bytes: int = 0


async def receive_mailbox(client: AsyncClient, mailbox: str, root: Path, progress: Progress, summary: Summary) -> None:
    """Bring the letters of `mailbox` under `root`; what was done stands in `summary`, also where this raises.

    Raises AppError "app-no-such-folder", "app-disk", "app-file-damaged", and ImapError where the connection fails.
    """
    levels = await _levels(client, mailbox)
    try:
        selected = await client.execute(Examine(mailbox))
    except (CommandRejected, CommandInvalid) as error:
        reason = error.values.get("text", "")
        raise AppError(code="app-no-such-folder", folder=mailbox, reason=reason) from error
    summary.uidvalidity = selected.uid_validity or 0
    folder = LetterFolder(root, mailbox, levels, summary.uidvalidity)
    summary.folder = str(folder.path)
    sizes = await _sizes(client) if selected.exists else {}
    wanted = [uid for uid in sizes if not folder.holds(uid)]
    summary.skipped = len(sizes) - len(wanted)
    progress.begin(mailbox, len(wanted), sum(sizes[uid] for uid in wanted), summary.skipped)
    await _Receiver(client, folder, progress, summary).receive(wanted)


async def _levels(client: AsyncClient, mailbox: str) -> Sequence[str]:
    """Divide the mailbox's name by the server's hierarchy delimiter (RFC 9051, 5.1.1)."""
    for listed in await client.execute(List("", mailbox)):
        if listed.mailbox.text == mailbox and listed.delimiter:
            return mailbox.split(listed.delimiter)
    return [mailbox]


async def _sizes(client: AsyncClient) -> dict[int, int]:
    """Ask for the UIDs and sizes of all letters, in ascending order."""
    sizes: dict[int, int] = {}
    command = UidFetch(UidSet.parse(b"1:*"), (FetchItem.UID, FetchItem.RFC822_SIZE))
    async for message in client.stream(command):
        if isinstance(message, MessageData) and message.uid:
            sizes[message.uid] = max(0, message.size or 0)
    return dict(sorted(sizes.items()))


class _Receiver:
    def __init__(self, client: AsyncClient, folder: LetterFolder, progress: Progress, summary: Summary) -> None:
        self._client = client
        self._folder = folder
        self._progress = progress
        self._summary = summary

    async def receive(self, wanted: Sequence[int]) -> None:
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            missing, _ = await self._ask_for(some)
            for uid in missing:
                still_missing, reason = await self._ask_for([uid])
                if still_missing and reason:  # without a reason the letter is gone from the server
                    self._summary.failed.append({"uid": uid, "reason": reason})
                    self._progress.failed(uid, reason)

    async def _ask_for(self, uids: Iterable[int]) -> tuple[list[int], str]:
        """Receive letters; gives those that did not come, and what the server said instead."""
        missing = dict.fromkeys(uids)
        incoming = IncomingLetters(self._folder.new_incoming, self._progress.advance)
        reason = ""
        command = UidFetch(UidSet.of(map(Uid, missing)), (FetchItem.UID, Body()))
        try:
            async with aclosing(self._client.stream(command, incoming)) as messages:
                async for message in messages:
                    reason = self._take(message, incoming, missing) or reason
        except (CommandRejected, CommandInvalid) as error:
            reason = str(error)
        finally:
            incoming.discard()
        return list(missing), reason

    def _take(self, message: object, incoming: IncomingLetters, missing: dict[int, None]) -> str:
        """Keep the letter that `message` brings, if it was asked for; gives what is wrong with it."""
        if not isinstance(message, MessageData) or message.uid is None:
            return ""
        path = incoming.take(message)
        if path is None:
            return "the server sent the letter without its content"
        if message.uid in missing:
            self._keep(message.uid, path)
            del missing[message.uid]
        else:
            path.unlink()
        return ""

    def _keep(self, uid: int, path: Path) -> None:
        entry = self._folder.keep(uid, path)
        self._summary.received += 1
        self._summary.attachments += len(entry.attachments)
        self._summary.bytes += entry.size
        self._progress.letter(uid)
