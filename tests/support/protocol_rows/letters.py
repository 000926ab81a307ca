# SPDX-License-Identifier: MIT
"""What mailproto speaks, one area: commands and data about letters."""

from __future__ import annotations

from typing import Final

from tests.support.protocol_rows.row import Row

_EXAMPLE: Final = "rfc_examples/test_letters.py::test_an_example_plays"
_JUDGED: Final = "test_dovecot_letters.py::"


def _command(section: str, rule: str, what: str, example: str, *judges: str) -> Row:
    return Row(
        section=section,
        what=what,
        rule=rule,
        example=f"{_EXAMPLE}[{example}]",
        refused=f"session/test_refusals.py::test_no_is_told_with_the_servers_words[{rule}]",
        bad=f"session/test_refusals.py::test_bad_is_told_with_the_servers_words[{rule}]",
        malformed=f"session/test_refusals.py::test_an_answer_that_is_none_ends_the_command[another word-{rule}]",
        judges=tuple(_JUDGED + judge for judge in judges),
    )


ROWS: Final[tuple[Row, ...]] = (
    _command("RFC 6851, 3.3", "UID MOVE", "UID MOVE", "6851, 3.3 UID MOVE", "test_letters_move_and_go"),
    _command("RFC 4315, 2.1", "UID EXPUNGE", "UID EXPUNGE", "4315, 2.1 UID EXPUNGE", "test_letters_move_and_go"),
    _command(
        "RFC 7162, 3.2.7",
        "EXPUNGE",
        "EXPUNGE with QRESYNC",
        "7162, 3.2.7 EXPUNGE",
    ),
    _command("RFC 7162, 3.1.3", "UID STORE", "UID STORE with UNCHANGEDSINCE", "7162, 3.1.3 UID STORE"),
)
