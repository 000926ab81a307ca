# SPDX-License-Identifier: MIT
"""Draws docs/states.md from the tables of `mailproto.states`: `python -m tests.support.states_page`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mailproto.states import BESIDE, COMMANDS, TRANSITIONS, ConnectionState, Pipelining

PAGE: Final = Path(__file__).parents[2] / "docs" / "states.md"

_INTRODUCTION: Final = """\
# States and commands

Fig. 8.1 of the exercise and RFC 9051, section 3, as `mailproto.states` has them. This page is drawn from those tables
by `python -m tests.support.states_page`, and a test compares the two.
"""

_PIPELINING: Final = """\
## What may be sent without waiting

By RFC 9051, section 5.5: a command in a row may be sent while commands of the columns marked "yes" are in progress. A
UID SEARCH that names sequence numbers counts as COPY does. Two commands that are answered by the same untagged data
wait for each other, and nothing is sent while a literal waits for the server's `+`.
"""


def _identifier(state: ConnectionState) -> str:
    return state.name.title().replace("_", "")


def _diagram() -> list[str]:
    names = [f"    state {state.value!r} as {_identifier(state)}".replace("'", '"') for state in ConnectionState]
    arrows = [
        f"    {_identifier(arrow.old)} --> {_identifier(arrow.new)}: ({arrow.number}) {arrow.cause}"
        for arrow in TRANSITIONS
    ]
    first = f"    [*] --> {_identifier(TRANSITIONS[0].old)}"
    return ["```mermaid", "stateDiagram-v2", *names, first, *arrows, "```"]


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _commands() -> list[str]:
    states = [state for state in ConnectionState if any(state in rule.states for rule in COMMANDS.values())]
    rows = [
        [
            rule.name,
            *("yes" if state in rule.states else "" for state in states),
            " or ".join(rule.needs) + (f"not {rule.forbidden_by}" if rule.forbidden_by else ""),
            rule.leads_to.value if rule.leads_to else "",
            rule.pipelining.value,
            rule.section if "RFC" in rule.section else f"RFC 9051, {rule.section}",
        ]
        for rule in COMMANDS.values()
    ]
    head = ["command", *(state.value for state in states), "needs", "OK leads to", "beside others", "source"]
    return _table(head, rows)


def _pipelining() -> list[str]:
    head = ["", *(kind.value for kind in Pipelining)]
    rows = [[new.value, *("yes" if kind in BESIDE[new] else "" for kind in Pipelining)] for new in Pipelining]
    return _table(head, rows)


def page() -> str:
    """Give the page's text."""
    parts = [
        _INTRODUCTION.rstrip().splitlines(),
        _diagram(),
        ["## Commands"],
        _commands(),
        _PIPELINING.rstrip().splitlines(),
        _pipelining(),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
