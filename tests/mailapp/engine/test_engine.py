# SPDX-License-Identifier: MIT
"""The engine's thread: how it begins, how it ends, and what then becomes of what is asked."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from mailapp.engine.engine import Engine
from mailapp.engine.intents import (
    AddAccount,
    OpenLetter,
    Reconnect,
)
from mailapp.errors import AppError, StoreError
from mailapp.store.records import AccountId, LetterId
from tests.mailapp.engine.conftest import PATIENCE, Person, account_at

if TYPE_CHECKING:
    from mailapp.settings import Profile
    from testserver.server import Server

FIRST_ACCOUNT = AccountId(1)


class TestBeginningAndEnd:
    """The engine's thread begins with a usable store and ends in time."""

    def test_unusable_store_is_raised_to_who_starts(self, profile: Profile) -> None:
        """A store that cannot be opened is told at once."""
        profile.store_file.write_bytes(b"this is no store " * 1000)
        engine = Engine(profile, lambda _: None)
        with pytest.raises(StoreError):
            engine.start()
        engine.submit(Reconnect(FIRST_ACCOUNT))
        assert engine.stop()

    def test_damaged_settings_are_raised_to_who_starts(self, profile: Profile) -> None:
        """Settings that cannot be read are told at once."""
        profile.settings_file.write_text("nonsense")
        engine = Engine(profile, lambda _: None)
        with pytest.raises(AppError):
            engine.start()
        assert engine.stop()

    def test_stopping_twice_is_harmless(self, profile: Profile) -> None:
        """An engine that never started, or has ended, ends at once; what is asked of it afterwards is dropped."""
        engine = Engine(profile, lambda _: None)
        assert engine.stop()
        engine.start()
        assert engine.stop(PATIENCE)
        assert engine.stop()
        engine.submit(Reconnect(FIRST_ACCOUNT))

    def test_thread_ends_though_the_server_is_silent(self, person: Person, imap_server: Server) -> None:
        """A server that never answers does not keep the program from ending."""
        imap_server.fault("no_answer,command=LIST,times=always")
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        imap_server.wait_for("LIST")

    def test_engine_that_does_not_end_in_time_is_cut(self, profile: Profile) -> None:
        """Where the end takes longer than it may, that is told, and everything is cut as soon as possible."""
        is_held, is_free = threading.Event(), threading.Event()

        def deliver(_updates: object) -> None:
            is_held.set()
            assert is_free.wait(PATIENCE)

        engine = Engine(profile, deliver)
        engine.start()
        engine.submit(OpenLetter(LetterId(99)))
        assert is_held.wait(PATIENCE)
        assert not engine.stop(0.0)
        is_free.set()
        assert engine.stop(PATIENCE)
