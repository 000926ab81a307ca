# SPDX-License-Identifier: MIT
"""Faults as values: when one begins (the trigger) and what it does (the action), and their text form.

    ACTION[,KEY=VALUE]...        cut,command=FETCH,nth=2,byte=1000

Knows what may be said, not how it is done; that is the fault stage. The documentation's table is drawn from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

GREETING = "GREETING"  # stands for a command: the server's first words
ALWAYS = "always"

Parameter: TypeAlias = int | float | str


class FaultSyntaxError(ValueError):
    """A text that describes no fault; `str()` says why."""


@dataclass(frozen=True, slots=True)
class ActionRule:
    """What an action is called, its own keys with their defaults, and what it does."""

    description: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    begins_at_byte: bool = False  # whether `byte` says where in the answer it begins


ACTIONS: dict[str, ActionRule] = {
    "delay": ActionRule("Waits before the octet `byte` of the answer.", {"seconds": 1.0}, begins_at_byte=True),
    "drip": ActionRule(
        "From `byte` on, sends `octets` at a time with a wait of `interval` seconds between.",
        {"octets": 1, "interval": 0.05},
        begins_at_byte=True,
    ),
    "slice": ActionRule(
        "From `byte` on, sends `octets` at a time without waiting: the client reads pieces.",
        {"octets": 1, "interval": 0.0},
        begins_at_byte=True,
    ),
    "cut": ActionRule("Sends `byte` octets of the answer, then closes the connection.", begins_at_byte=True),
    "drop": ActionRule("The connection vanishes instead of an answer: no TLS farewell, a TCP reset."),
    "no_answer": ActionRule("Executes the command and never says so; the connection stays."),
    "no": ActionRule(
        "Answers NO instead of executing. `code` is a response code.", {"text": "Refused on purpose", "code": ""}
    ),
    "bad": ActionRule("Answers BAD instead of executing.", {"text": "Not understood on purpose"}),
    "bye": ActionRule("Says BYE and closes instead of executing.", {"text": "Going down on purpose"}),
    "garbage": ActionRule(
        "Puts a line of `octets` random octets before the octet `byte`.", {"octets": 32}, begins_at_byte=True
    ),
    "wrong_literal": ActionRule(
        "Announces every literal `by` octets longer than it is (shorter when negative).", {"by": -1}
    ),
    "duplicate": ActionRule("Sends every untagged response twice."),
    "reorder": ActionRule("Sends the untagged responses last first; the tagged one stays last."),
    "expunge": ActionRule(
        "Somebody else expunges the message of sequence number `number`; it is told at once, also where RFC 9051 "
        "section 7.5.1 forbids it.",
        {"number": 1},
    ),
    "uidvalidity": ActionRule(
        "The mailbox (the one named, else the selected one) gets another UIDVALIDITY and new UIDs."
    ),
}

TRIGGERS: dict[str, str] = {
    "command": f"The command, `FETCH` also meaning `UID FETCH`; `{GREETING}` is the greeting. Without it: any command.",
    "mailbox": "Only when this mailbox is named by the command or, failing that, selected.",
    "uid": "Begins at the FETCH response of this UID instead of the answer's first octet.",
    "nth": "Begins at the nth time the rest is met, counted over all connections (1).",
    "times": f"How many times from then on; `{ALWAYS}` for ever (1).",
    "byte": "The octet of the answer, or of what follows the response of `uid`, where it begins (0).",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `times` None: for ever. `parameters` are complete: defaults are filled in."""

    action: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    command: str | None = None
    mailbox: str | None = None
    uid: int | None = None
    nth: int = 1
    times: int | None = 1
    byte: int = 0

    def number(self, key: str) -> int:
        """Return a parameter that counts something."""
        return int(self.parameters[key])

    def seconds(self, key: str) -> float:
        """Return a parameter that is a time."""
        return float(self.parameters[key])

    def text(self, key: str) -> str:
        """Return a parameter that is text."""
        return str(self.parameters[key])


def parse_fault(specification: str) -> Fault:
    """Read the text form of a fault, or raise FaultSyntaxError."""
    action, *pairs = specification.split(",")
    rule = ACTIONS.get(action)
    if rule is None:
        reason = f"No action {action!r}; there are {', '.join(ACTIONS)}"
        raise FaultSyntaxError(reason)
    given = dict(_pair(pair, rule, action) for pair in pairs)
    parameters = {key: _convert(key, given.get(key), default) for key, default in rule.parameters.items()}
    uid = given.get("uid")
    command = given.get("command")
    return Fault(
        action,
        parameters,
        command.upper() if command is not None else None,
        given.get("mailbox"),
        None if uid is None else _whole("uid", uid, least=1),
        _whole("nth", given.get("nth", "1"), least=1),
        None if given.get("times") == ALWAYS else _whole("times", given.get("times", "1"), least=1),
        _whole("byte", given.get("byte", "0"), least=0),
    )


def _pair(pair: str, rule: ActionRule, action: str) -> tuple[str, str]:
    key, equals, value = pair.partition("=")
    known = [*rule.parameters, *(trigger for trigger in TRIGGERS if trigger != "byte" or rule.begins_at_byte)]
    if not equals or key not in known:
        reason = f"{action} has no {key!r}; it takes {', '.join(f'{name}=...' for name in known)}"
        raise FaultSyntaxError(reason)
    return key, value


def _convert(key: str, text: str | None, default: Parameter) -> Parameter:
    if text is None or isinstance(default, str):
        return default if text is None else text
    try:
        value = type(default)(text)
    except ValueError:
        value = None
    if value is None or (value < 0 and key != "by") or (key == "octets" and value == 0):
        reason = f"{key}={text} is no {'number' if isinstance(default, int) else 'time in seconds'} it can take"
        raise FaultSyntaxError(reason)
    return value


def _whole(key: str, text: str, *, least: int) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < least:
        reason = f"{key}={text} is no whole number from {least} on"
        raise FaultSyntaxError(reason)
    return int(text)


def fault_tables() -> str:
    """Return the tables of actions and triggers as Markdown, for the documentation."""
    lines = ["| action | its keys | what it does |", "|---|---|---|"]
    for name, rule in ACTIONS.items():
        keys = [f"`{key}={default}`" for key, default in rule.parameters.items()]
        keys += ["`byte=0`"] if rule.begins_at_byte else []
        lines.append(f"| `{name}` | {' '.join(keys)} | {rule.description} |")
    lines += ["", "| trigger | when it begins |", "|---|---|"]
    lines += [f"| `{key}` | {meaning} |" for key, meaning in TRIGGERS.items()]
    return "\n".join(lines) + "\n"
