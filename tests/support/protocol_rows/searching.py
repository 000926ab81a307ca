# SPDX-License-Identifier: MIT
"""What mailproto speaks, one area: SEARCH, SORT, THREAD and what they answer."""

from __future__ import annotations

from typing import Final

from tests.support.protocol_rows.row import Row

ROWS: Final[tuple[Row, ...]] = ()
