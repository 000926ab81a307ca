# SPDX-License-Identifier: MIT
"""The states of a connection and the transitions between them (RFC 9051, 3; Fig. 8.1 of the exercise), as one table."""

from __future__ import annotations

import enum


class ConnectionState(enum.Enum):
    """RFC 9051, 3; `GREETING` is the time before the server's first word."""

    GREETING = "greeting"
    NOT_AUTHENTICATED = "not authenticated"
    AUTHENTICATED = "authenticated"
    SELECTED = "selected"
    LOGOUT = "logout"
