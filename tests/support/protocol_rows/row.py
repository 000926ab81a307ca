# SPDX-License-Identifier: MIT
"""One line of the table of what mailproto speaks. Knows nothing of the other lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What of which RFC is spoken, and the tests that show it.

    `section` as in "RFC 6851, 3.1". `what` is a command, or such as "response VANISHED", "item PREVIEW", "code
    COPYUID", "SASL PLAIN". `rule` is a key of `mailproto.states.COMMANDS`, which tells the capability and the states;
    `capability` stands where there is no rule.

    Tests are named as "commands/test_moving.py::test_it" below tests/mailproto, for all cases of a parametrized one.
    `example` plays the RFC's own: what we send is its lines of the client, and its lines of the server give the typed
    value. `refused` plays a NO, `bad` a BAD, `malformed` an answer that cannot be read; empty only for what cannot be
    answered so. `judges` are tests below tests/end_to_end in which a foreign peer had its say.
    """

    section: str
    what: str
    rule: str = ""
    capability: str = ""
    example: str = ""
    refused: str = ""
    bad: str = ""
    malformed: str = ""
    judges: tuple[str, ...] = ()
