# SPDX-License-Identifier: MIT
"""The tables of states and commands agree with one another, with the diagram's page and with RFC 9051."""

from __future__ import annotations

import pytest

from mailproto.states import (
    BESIDE,
    COMMANDS,
    TRANSITIONS,
    CommandRule,
    ConnectionState,
    Pipelining,
    Transition,
    transition,
)
from tests.support.states_page import PAGE, page


def test_the_page_shows_the_tables() -> None:
    """docs/states.md is what the tables draw; `python -m tests.support.states_page` makes it so."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_arrows_are_those_of_the_figure() -> None:
    """Fig. 8.1 has seven numbers, and no two arrows join the same states."""
    assert sorted({arrow.number for arrow in TRANSITIONS}) == [1, 2, 3, 4, 5, 6, 7]
    assert len({(arrow.old, arrow.new) for arrow in TRANSITIONS}) == len(TRANSITIONS)


@pytest.mark.parametrize("arrow", TRANSITIONS, ids=lambda arrow: f"{arrow.old.name}-{arrow.new.name}")
def test_an_arrow_is_found_by_its_ends(arrow: Transition) -> None:
    """`transition` gives the arrow between two states."""
    assert transition(arrow.old, arrow.new) is arrow


def test_there_is_no_way_back_from_logout() -> None:
    """No arrow leaves LOGOUT."""
    assert all(arrow.old is not ConnectionState.LOGOUT for arrow in TRANSITIONS)
    with pytest.raises(KeyError):
        transition(ConnectionState.LOGOUT, ConnectionState.GREETING)


@pytest.mark.parametrize("rule", COMMANDS.values(), ids=lambda rule: rule.name)
def test_a_command_leads_along_an_arrow(rule: CommandRule) -> None:
    """What a command leads to can be reached by an arrow from every state where it is legal."""
    leads_to, states = rule.leads_to, rule.states
    assert all(transition(state, leads_to) in TRANSITIONS for state in states if leads_to is not None)
    assert states


# RFC 9051, 5.5, word for word: (the sequence, whether it may be sent without waiting)
SEQUENCES = [
    ("FETCH NOOP STORE", False),
    ("STORE COPY FETCH", False),
    ("COPY COPY", False),
    ("FETCH STORE SEARCH NOOP", True),
    ("STORE COPY EXPUNGE", True),
    ("UID_FETCH FETCH", False),
    ("UID_FETCH UID_STORE UID_FETCH", True),
    ("FETCH LOGOUT", True),
    ("LOGOUT NOOP", False),
    ("SELECT UID_FETCH", False),
    ("SELECT UID_STORE", False),
    ("UID_FETCH SELECT", False),
    ("STATUS SELECT STATUS EXAMINE STATUS", True),
    ("SELECT SELECT", True),
    ("SELECT CLOSE", False),
    ("SELECT LIST", False),
    ("STATUS FETCH", False),
    ("FETCH STARTTLS", False),
]


@pytest.mark.parametrize(("sequence", "allowed"), SEQUENCES)
def test_the_examples_of_the_rfc_hold(sequence: str, allowed: bool) -> None:  # noqa: FBT001 - the case table's column
    """What RFC 9051, 5.5, calls valid may be pipelined, what it calls invalid may not."""
    kinds = [COMMANDS[name.replace("_", " ")].pipelining for name in sequence.split()]
    pairs = [(kinds[later], kinds[earlier]) for later in range(len(kinds)) for earlier in range(later)]
    assert all(earlier in BESIDE[later] for later, earlier in pairs) is allowed


def test_nothing_follows_logout_or_shares_with_what_goes_alone() -> None:
    """LAST and ALONE stand in no row of the table."""
    assert not any({Pipelining.LAST, Pipelining.ALONE} & kinds for kinds in BESIDE.values())
