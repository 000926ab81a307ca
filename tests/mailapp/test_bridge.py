# SPDX-License-Identifier: MIT
"""The bridge carries updates from the engine's thread into the window's, and intents the other way."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from mailapp.bridge import Bridge
from mailapp.engine.intents import OpenFolder
from mailapp.engine.updates import AccountsChanged, FoldersChanged, Update
from mailapp.settings import Profile
from mailapp.store.records import AccountId, FolderId
from tests.mailapp.windows.fake_mail import FakeEngine

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


class Engines:
    """Makes one engine and keeps it."""

    made: FakeEngine

    def __call__(self, *arguments: object) -> FakeEngine:
        """Make it."""
        self.made = FakeEngine(*arguments)  # type: ignore[arg-type]  # handed on as they come
        return self.made


def test_updates_arrive_in_the_windows_thread_batch_by_batch(qtbot: QtBot, tmp_path: Path) -> None:
    """In their order, whichever thread delivered them."""
    engines = Engines()
    bridge = Bridge(Profile.open(tmp_path), engines)
    arrived: list[tuple[object, threading.Thread]] = []
    bridge.updates.connect(lambda batch: arrived.append((batch, threading.current_thread())))
    batches: list[list[Update]] = [[AccountsChanged(), FoldersChanged(AccountId(1))], [FoldersChanged(AccountId(2))]]

    def deliver() -> None:
        for batch in batches:
            engines.made.deliver(batch)

    thread = threading.Thread(target=deliver)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(arrived) == 2)
    assert arrived == [(batch, threading.main_thread()) for batch in batches]


def test_intents_reach_the_engine(tmp_path: Path) -> None:
    """Unchanged and at once."""
    engines = Engines()
    bridge = Bridge(Profile.open(tmp_path), engines)
    bridge.submit(OpenFolder(FolderId(7)))
    assert engines.made.intents == [OpenFolder(FolderId(7))]


def test_the_store_can_be_read_from_start_to_stop(tmp_path: Path) -> None:
    """Before and after, asking for it is a mistake; stopping twice is none."""
    engines = Engines()
    bridge = Bridge(Profile.open(tmp_path), engines)
    with pytest.raises(RuntimeError, match="before the engine was started"):
        _ = bridge.reader
    bridge.start()
    assert bridge.reader.accounts() == []
    with bridge.open_reader() as other:
        assert other.accounts() == []
    assert bridge.stop()
    assert bridge.stop()
    assert engines.made.stopped
    with pytest.raises(RuntimeError):
        _ = bridge.reader
