# SPDX-License-Identifier: MIT
"""Draws docs/mailproto-coverage.md from the table of what is spoken: `python -m tests.support.protocol_page`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from mailproto.states import COMMANDS, ConnectionState
from tests.support.protocol_rows import ROWS

if TYPE_CHECKING:
    from tests.support.protocol_rows import Row

PAGE: Final = Path(__file__).parents[2] / "docs" / "mailproto-coverage.md"
NOBODY: Final = "no foreign judge"

_INTRODUCTION: Final = """\
# What mailproto speaks

Drawn by `python -m tests.support.protocol_page` from tests/support/protocol_rows, and compared with it by a test, which
also sees to it that each test named here is there. The columns of tests: the example of the RFC played both ways (what
is sent is its client's lines, its server's lines give the typed value), an answer NO, an answer BAD, and one that
cannot be read; a dash where there can be no such thing. *Judged by* names the foreign peer that has had its say over a
real connection.

{rows} rows; {judged} have been judged by somebody else's program, {unjudged} have not.
"""

_HEAD: Final = ("RFC", "what", "needs", "states", "example", "NO", "BAD", "unreadable", "judged by")
_PEERS: Final = {"dovecot": "Dovecot", "scramp": "scramp"}
_STATES: Final = {
    ConnectionState.NOT_AUTHENTICATED: "N",
    ConnectionState.AUTHENTICATED: "A",
    ConnectionState.SELECTED: "S",
}
_LEGEND: Final = "States: N not authenticated, A authenticated, S selected.\n"


def _link(test: str, folder: str, words: str) -> str:
    """Name a test by words that lead to its file; the function's name is the link's title."""
    if not test:
        return "-"
    file, _, function = test.partition("::")
    return f'[{words}](../tests/{folder}/{file} "{function}")'


def _judges(row: Row) -> str:
    by_peer: dict[str, str] = {}
    for test in row.judges:
        name = next((peer for word, peer in _PEERS.items() if word in test), test.partition(".")[0])
        by_peer.setdefault(name, _link(test, "end_to_end", name))
    return ", ".join(by_peer.values()) or NOBODY


def _line(row: Row) -> tuple[str, ...]:
    rule = COMMANDS.get(row.rule)
    needs = rule.needs if rule else (row.capability,)
    states = "".join(letter for state, letter in _STATES.items() if rule and state in rule.states)
    tests = (
        _link(test, "mailproto", words)
        for test, words in (
            (row.example, "played"),
            (row.refused, "NO"),
            (row.bad, "BAD"),
            (row.malformed, "survived"),
        )
    )
    return row.section, row.what, " or ".join(needs), states, *tests, _judges(row)


def without_a_row() -> list[str]:
    """Give the commands that can be sent and are in no row."""
    return sorted(set(COMMANDS) - {row.rule for row in ROWS})


def _not_counted() -> str:
    missing = without_a_row()
    return f"\nCan be sent, and does not count, for it has no row yet: {', '.join(missing)}.\n" if missing else ""


def page() -> str:
    """Give the page's text."""
    judged = sum(bool(row.judges) for row in ROWS)
    introduction = _INTRODUCTION.format(rows=len(ROWS), judged=judged, unjudged=len(ROWS) - judged)
    lines = [_HEAD, ("---",) * len(_HEAD), *map(_line, ROWS)]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return f"{introduction}\n{_LEGEND}\n{table}{_not_counted()}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
