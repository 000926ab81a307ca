# SPDX-License-Identifier: MIT
"""Draws docs/mailproto-reference.md from the public names' docstrings: `python -m tests.support.reference_page`."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[2] / "docs" / "mailproto-reference.md"
MODULES: Final = (
    "mailproto",
    "mailproto.commands",
    "mailproto.procedures",
    "mailproto.sinks",
    "mailproto.authentication",
)

# What has no docstring of its own, because it is a value or another name for types.
VALUES: Final = {
    "ANSWERED": r"The flag `\Answered`.",
    "DELETED": r"The flag `\Deleted`.",
    "DRAFT": r"The flag `\Draft`.",
    "FLAGGED": r"The flag `\Flagged`.",
    "FORWARDED": "The keyword `$Forwarded`.",
    "RECENT": r"The flag `\Recent` of IMAP4rev1.",
    "SEEN": r"The flag `\Seen`.",
    "SPECIAL_USES": "The attributes that say what a mailbox is for (RFC 6154; RFC 8457).",
    "BodyStructure": "A `BodyPart` or a `Multipart`.",
    "Credentials": "A `Password`, a `Token` or a `ClientCertificate`.",
    "FlagSets": "The flags of letters: each set of flags with the UIDs of the letters that have it.",
    "Items": "Items of FETCH: a `FetchItem`, a `Body`, the name of an extension's item, or several of them in a tuple.",
    "ModSeq": "A mod-sequence (RFC 7162); an int.",
    "PartNumber": "Where a part is in its letter: `(1, 2)` for 1.2; a tuple of int.",
    "Procedure": "A generator of commands that gives a result; a client's `run` runs it.",
    "Response": "Whatever a server says, as one of the classes here.",
    "SequenceNumber": "Where a letter is in its mailbox at the moment; an int.",
    "PROBLEMS": "What can be wrong with an encoding: the keys of `DecodedSink.problems`, with words for each.",
    "STRENGTHS": "The names of the mechanisms for a password, the strongest first.",
    "Tag": "What an answer begins with; a str.",
    "Uid": "The unique identifier of a letter in its mailbox; an int.",
    "UidValidity": "What changes when a mailbox's UIDs no longer hold; an int.",
}

_INTRODUCTION: Final = """\
# mailproto: every public name

Drawn from the docstrings by `python -m tests.support.reference_page`; `help()` tells the rest. How they are used is in
[the first five minutes](mailproto.md), what of which RFC is spoken in [the table](mailproto-coverage.md).
"""


def names_of(module: str) -> list[str]:
    """Give a module's public names."""
    return sorted(importlib.import_module(module).__all__)


def summary(module: str, name: str) -> str:
    """Give the first paragraph of what a name's docstring says, on one line; empty where it has none."""
    value = getattr(importlib.import_module(module), name)
    told = VALUES.get(name)
    if told is None and (inspect.isclass(value) or inspect.isfunction(value)):
        told = (inspect.getdoc(value) or "").partition("\n\n")[0]
    return " ".join((told or "").split()).replace("|", "\\|")


def page() -> str:
    """Give the page's text."""
    parts = [_INTRODUCTION]
    for module in MODULES:
        rows = "".join(f"| `{name}` | {summary(module, name)} |\n" for name in names_of(module))
        parts.append(f"## {module}\n\n| name | what it is |\n|---|---|\n{rows}")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
