# SPDX-License-Identifier: MIT
"""The commands about the server itself: who it is, and where mailboxes lie on it (RFC 2971; RFC 9051, 6.3.10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from mailproto.commands.base import Collector, Command
from mailproto.commands.single import the_one
from mailproto.errors import LocalProtocolError
from mailproto.printer import Writer
from mailproto.responses import IdData, NamespaceData

MOST_FIELDS: Final = 30
"""How many fields ID may have (RFC 2971, 3.3)."""

LONGEST_FIELD: Final = 30
"""Octets of a field's name."""

LONGEST_VALUE: Final = 1024
"""Octets of a field's value."""


@dataclass(frozen=True, slots=True)
class Id(Command[IdData]):
    """Say who one is, and ask who the server is (RFC 2971, 3.1); without fields one says nothing.

    `name`, `version`, `vendor`, `os` and `support-url` are among the fields that are defined; None is for what one
    will not say. Some servers want it before a mailbox is selected (`mailproto.procedures.server_information`). A
    server that answers OK alone has said nothing of itself. Errors: LocalProtocolError, "bad-argument", for more than
    the RFC allows.
    """

    fields: Mapping[str, str | None] = field(default_factory=dict)

    name = "ID"

    def __post_init__(self) -> None:
        """Refuse what the server would."""
        names = [name.casefold() for name in self.fields]
        sizes = ((name.encode("utf-8", "replace"), (value or "").encode("utf-8", "replace"))
                 for name, value in self.fields.items())  # fmt: skip
        wrong = {
            f"it has more than {MOST_FIELDS} fields": len(names) > MOST_FIELDS,
            "it has a field twice": len(set(names)) < len(names),
            f"a field's name is longer than {LONGEST_FIELD} octets, or its value than {LONGEST_VALUE}": any(
                len(name) > LONGEST_FIELD or len(value) > LONGEST_VALUE for name, value in sizes
            ),
        }
        for reason, is_wrong in wrong.items():
            if is_wrong:
                raise LocalProtocolError("bad-argument", what="ID", reason=reason)

    def write(self, writer: Writer) -> None:
        """Write the fields, or NIL where there are none; all are quoted, because some servers read nothing else."""
        writer.word(b"ID")
        if not self.fields:
            writer.word(b"NIL")
            return
        writer.open()
        for name, value in self.fields.items():
            writer.string(name, "the field of ID")
            if value is None:
                writer.word(b"NIL")
            else:
                writer.string(value, "the value of ID")
        writer.close()

    def collector(self) -> Collector[IdData]:
        """Take what the server says of itself."""
        return the_one(IdData, "ID", default=IdData({}))


@dataclass(frozen=True, slots=True)
class Namespace(Command[NamespaceData]):
    """Ask what the names of one's own mailboxes begin with, of other users' and of shared ones (RFC 9051, 6.3.10).

    A server that answers OK alone, or what cannot be read, has told none.
    """

    name = "NAMESPACE"

    def collector(self) -> Collector[NamespaceData]:
        """Take the answer."""
        return the_one(NamespaceData, "NAMESPACE", default=NamespaceData())
