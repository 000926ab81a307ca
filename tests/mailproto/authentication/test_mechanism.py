# SPDX-License-Identifier: MIT
"""What all exchanges share."""

from __future__ import annotations

import pytest

from mailproto.authentication import Exchange


def test_an_exchange_has_to_say_something() -> None:
    """Beginning, refusal and end have defaults; the answer to a challenge has none."""
    exchange = Exchange()
    exchange.finish()
    assert (exchange.explanation, exchange.proof_sent) == (b"", False)
    with pytest.raises(NotImplementedError):
        exchange.respond(b"")
