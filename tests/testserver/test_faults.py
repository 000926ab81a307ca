# SPDX-License-Identifier: MIT
"""Faults as values."""

import re
from pathlib import Path

import pytest

from testserver.faults import ACTIONS, Fault, FaultSyntaxError, fault_tables, parse_fault
from testserver.profiles import profile_table

DOCUMENT = Path(__file__).parents[2] / "docs" / "testserver.md"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("drop", Fault("drop")),
        ("cut,command=uid fetch,nth=2,byte=1000", Fault("cut", {}, "UID FETCH", nth=2, byte=1000)),
        ("delay,seconds=0.5,times=always", Fault("delay", {"seconds": 0.5}, times=None)),
        ("drip,octets=3", Fault("drip", {"octets": 3, "interval": 0.05})),
        ("no,text=Not now,code=UNAVAILABLE", Fault("no", {"text": "Not now", "code": "UNAVAILABLE"})),
        ("say,text=* 1%2C 100%25", Fault("say", {"text": "* 1, 100%", "count": 1, "interval": 0.0})),
        ("cut,on=received,byte=9", Fault("cut", byte=9, on="received")),
        ("drop,chance=0.5,seed=4", Fault("drop", chance=0.5, seed=4)),
        ("wrong_literal,by=-2,uid=7", Fault("wrong_literal", {"by": -2}, uid=7)),
        ("bye,mailbox=Учёба,times=3", Fault("bye", {"text": "Going down on purpose"}, mailbox="Учёба", times=3)),
    ],
)
def test_a_text_becomes_a_fault(text: str, fault: Fault) -> None:
    """Action first, then keys; what is not said has its default."""
    assert parse_fault(text) == fault


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "No action ''"),
        ("explode", "No action 'explode'"),
        ("drop,seconds=1", "drop has no 'seconds'"),
        ("duplicate,byte=1", "duplicate has no 'byte'"),
        ("no,on=sent", "no has no 'on'"),
        ("drip,on=received", "drip can't be done to what is received"),
        ("cut,on=both", "on=both is none of answer, sent, received"),
        ("cut,on=sent,command=FETCH", "With on=sent there is no command"),
        ("no,command=CONNECT", "no can't be done before TLS"),
        ("no,chance=2", "chance=2 is no number between 0 and 1"),
        ("no,chance=often", "chance=often is no number between 0 and 1"),
        ("delay,seconds", "delay has no 'seconds'"),
        ("delay,seconds=soon", "seconds=soon is no time"),
        ("delay,seconds=-1", "seconds=-1 is no time"),
        ("drip,octets=0", "octets=0 is no number"),
        ("drip,octets=x", "octets=x is no number"),
        ("cut,nth=0", "nth=0 is no whole number from 1 on"),
        ("cut,byte=-1", "byte=-1 is no whole number from 0 on"),
        ("cut,uid=x", "uid=x is no whole number from 1 on"),
        ("cut,times=never", "times=never is no whole number"),
    ],
)
def test_other_texts_say_what_is_wrong(text: str, reason: str) -> None:
    """An error names the word that can't be read and what could stand there."""
    with pytest.raises(FaultSyntaxError, match=reason):
        parse_fault(text)


def test_the_documentation_shows_the_tables_as_they_are() -> None:
    """docs/testserver.md holds exactly the tables that the code draws."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert fault_tables() in text
    assert profile_table() in text


def test_every_action_is_in_the_tables() -> None:
    """No action is undocumented."""
    assert all(f"| `{name}` |" in fault_tables() for name in ACTIONS)


def test_the_faults_to_try_can_be_said() -> None:
    """Every fault that the documentation proposes is one."""
    text = DOCUMENT.read_text(encoding="utf-8")
    table = text[text.index("| to try") : text.index("| action |")]
    proposed = [
        word for word in re.findall(r"`([^`]+)`", table) if not word.startswith("--") and word != "all-mechanisms"
    ]
    assert len(proposed) > 15
    for specification in proposed:
        parse_fault(specification)
