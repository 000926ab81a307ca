# SPDX-License-Identifier: MIT
"""The engine as the window sees it, against the test server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.mailapp.engine.conftest import Person
    from testserver.server import Server


def test_added_account_is_received(reading: Person, imap_server: Server) -> None:
    """An account that was added appears with its folders and the letters of INBOX."""
    assert len(reading.rows()) == 24
