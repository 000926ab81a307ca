# SPDX-License-Identifier: MIT
"""The table of what mailproto speaks: one module an area, and here all of them. Draws nothing and checks nothing."""

from __future__ import annotations

from typing import Final

from tests.support.protocol_rows import base, letters, mailboxes, searching
from tests.support.protocol_rows.row import Row

__all__ = ["ROWS", "Row"]

ROWS: Final = (*base.ROWS, *letters.ROWS, *searching.ROWS, *mailboxes.ROWS)
