# SPDX-License-Identifier: MIT
"""Faults as values: when one begins (the trigger) and what it does (the action), and their text form.

    ACTION[,KEY=VALUE]...        cut,command=FETCH,nth=2,byte=1000

A comma inside a value is written %2C and a percent sign %25.

Knows what may be said, not how it is done; that is the fault stage. The documentation's table is drawn from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote

# These stand for a command.
CONNECT = "CONNECT"  # the moment before the first octet, TLS included
GREETING = "GREETING"  # the server's first words
CONTINUATION = "CONTINUATION"  # the leave to send a literal
# What `byte` counts.
ANSWER, SENT, RECEIVED = "answer", "sent", "received"
FALLING = "falling"  # a lie that is smaller each time
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
    "drop": ActionRule(
        "Sends `byte` octets of the answer, then the connection vanishes: no TLS farewell, a TCP reset. With 0 the "
        "command is not executed.",
        begins_at_byte=True,
    ),
    "stall": ActionRule(
        "Sends `byte` octets of the answer and never anything again; the connection stays.", begins_at_byte=True
    ),
    "say": ActionRule(
        "Says the line `text` before the answer, `count` times (0: for ever) with `interval` seconds between; `{tag}` "
        "in it is the command's tag.",
        {"text": "* BYE Autologout", "count": 1, "interval": 0.0},
    ),
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
    "wrong_tag": ActionRule("The answer's last line has another tag.", {"tag": "X000"}),
    "lie": ActionRule(
        f"Tells `value` where the number of `about` should stand: EXISTS, RECENT, EXPUNGE, a FETCH item (UID, "
        f"RFC822.SIZE, MODSEQ), a STATUS item or a response code. `{FALLING}`: a smaller one each time.",
        {"about": "EXISTS", "value": "4294967295"},
    ),
    "iterations": ActionRule("A SCRAM challenge asks for `count` iterations.", {"count": 2147483647}),
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

BEFORE_TLS = ("drop", "cut", "stall", "delay", "garbage")  # with command=CONNECT
ON_RECEIVED = ("cut", "drop", "stall")

TRIGGERS: dict[str, str] = {
    "command": f"The command, `FETCH` also meaning `UID FETCH`; `{GREETING}` is the greeting, `{CONTINUATION}` "
    f"the leave to send a literal, `{CONNECT}` the moment before TLS ({', '.join(BEFORE_TLS)}). Without it: any "
    "command.",
    "mailbox": "Only when this mailbox is named by the command or, failing that, selected.",
    "uid": "Begins at the FETCH response of this UID instead of the answer's first octet.",
    "nth": "Begins at the nth time the rest is met, counted over all connections (1).",
    "times": f"How many times from then on; `{ALWAYS}` for ever (1).",
    "chance": "The share of the meetings that count, between 0 and 1 (1); drawn from `seed`.",
    "seed": "What chances and random octets are drawn from; the same seed gives the same (0).",
    "on": f"What `byte` counts: `{ANSWER}`, or all octets that a new connection has `{SENT}` or `{RECEIVED}` "
    f"({', '.join(ON_RECEIVED)}), TLS aside; `nth` then counts connections.",
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
    on: str = ANSWER
    chance: float = 1.0
    seed: int = 0

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
    fault = Fault(
        action,
        parameters,
        given["command"].upper() if "command" in given else None,
        given.get("mailbox"),
        _whole("uid", given["uid"], least=1) if "uid" in given else None,
        _whole("nth", given.get("nth", "1"), least=1),
        None if given.get("times") == ALWAYS else _whole("times", given.get("times", "1"), least=1),
        _whole("byte", given.get("byte", "0"), least=0),
        given.get("on", ANSWER),
        _share(given.get("chance", "1")),
        _whole("seed", given.get("seed", "0"), least=0),
    )
    _check_place(fault)
    return fault


def _check_place(fault: Fault) -> None:
    """Require that the fault can do what it does where it is to do it."""
    if fault.command == CONNECT and fault.action not in BEFORE_TLS:
        reason = f"{fault.action} can't be done before TLS; {', '.join(BEFORE_TLS)} can"
        raise FaultSyntaxError(reason)
    if fault.on == ANSWER:
        return
    if fault.on not in {SENT, RECEIVED}:
        reason = f"on={fault.on} is none of {ANSWER}, {SENT}, {RECEIVED}"
        raise FaultSyntaxError(reason)
    if fault.command or fault.mailbox or fault.uid:
        reason = f"With on={fault.on} there is no command, mailbox or uid to wait for"
        raise FaultSyntaxError(reason)
    if fault.on == RECEIVED and fault.action not in ON_RECEIVED:
        reason = f"{fault.action} can't be done to what is received; {', '.join(ON_RECEIVED)} can"
        raise FaultSyntaxError(reason)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        reason = f"chance={text} is no number between 0 and 1"
        raise FaultSyntaxError(reason)
    return share


def _pair(pair: str, rule: ActionRule, action: str) -> tuple[str, str]:
    key, equals, value = pair.partition("=")
    triggers = (trigger for trigger in TRIGGERS if trigger not in {"byte", "on"} or rule.begins_at_byte)
    known = [*rule.parameters, *triggers]
    if not equals or key not in known:
        reason = f"{action} has no {key!r}; it takes {', '.join(f'{name}=...' for name in known)}"
        raise FaultSyntaxError(reason)
    return key, unquote(value)


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
