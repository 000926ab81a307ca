# SPDX-License-Identifier: MIT
"""What mailproto speaks, one area: the core of RFC 9051 and RFC 3501, and SASL."""

from __future__ import annotations

from typing import Final

from tests.support.protocol_rows.row import Row

ROWS: Final[tuple[Row, ...]] = ()
