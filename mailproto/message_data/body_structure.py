# SPDX-License-Identifier: MIT
"""The parts of a letter as BODYSTRUCTURE describes them (RFC 9051, 7.5.2). Knows nothing of how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mailproto.message_data.construction import quick_maker
from mailproto.message_data.encoded_words import decode_parameter, decode_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mailproto.message_data.envelope import Envelope

PartNumber = tuple[int, ...]
"""How commands name a part: `(1, 2)` is `1.2`; empty for the whole letter (RFC 9051, 6.4.5.1)."""


@dataclass(frozen=True, slots=True)
class Disposition:
    """A Content-Disposition (RFC 2183); `kind` and the parameters' names in lower case."""

    kind: str
    parameters: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Multipart:
    """Parts that belong together; `subtype` in lower case. Some servers lose the parts of one: then there are none."""

    parts: tuple[BodyPart | Multipart, ...]
    subtype: str
    parameters: Mapping[str, bytes]
    disposition: Disposition | None
    language: tuple[str, ...]
    location: bytes | None

    def walk(self) -> Iterator[tuple[PartNumber, BodyPart | Multipart]]:
        """Give this and every part below it in the letter's order, each with its number; see `BodyPart.walk`."""
        return _walk(self)


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A part that is not divided; types, encoding and parameters' names in lower case.

    `size` is in octets as encoded, None where the server does not tell a sensible one; `lines` only of text and
    letters. `envelope` and `body` are of a letter inside (message/rfc822, message/global), where the server gives them.
    """

    media_type: str
    subtype: str
    parameters: Mapping[str, bytes]
    content_id: bytes | None
    description: bytes | None
    encoding: str
    size: int | None
    lines: int | None
    envelope: Envelope | None
    body: BodyPart | Multipart | None
    md5: bytes | None
    disposition: Disposition | None
    language: tuple[str, ...]
    location: bytes | None

    @property
    def file_name(self) -> str | None:
        """The name that the sender gave the part, decoded; to be made safe before it becomes a path."""
        if self.disposition is not None:
            name = decode_parameter(self.disposition.parameters, "filename")
            if name is not None:
                return name
        return decode_parameter(self.parameters, "name")

    @property
    def description_text(self) -> str:
        """The description as people read it; empty where there is none."""
        return decode_text(self.description) if self.description else ""

    def walk(self) -> Iterator[tuple[PartNumber, BodyPart | Multipart]]:
        """Give this and every part below it in the letter's order, each with its number.

        A letter that is not divided has the one part 1. A letter inside is numbered by its place, its parts below
        that; the multipart that such a letter may be has no number of its own and is not given, only its parts.
        """
        return _walk(self)


BodyStructure = BodyPart | Multipart

make_part: Final = quick_maker(BodyPart)
make_multipart: Final = quick_maker(Multipart)
make_disposition: Final = quick_maker(Disposition)


def _walk(root: BodyStructure) -> Iterator[tuple[PartNumber, BodyStructure]]:
    waiting: list[tuple[PartNumber, BodyStructure]] = [((), root) if isinstance(root, Multipart) else ((1,), root)]
    while waiting:
        number, part = waiting.pop()
        yield number, part
        if isinstance(part, Multipart):
            below = part.parts
        elif part.body is None:
            continue
        else:
            below = part.body.parts if isinstance(part.body, Multipart) else (part.body,)
        waiting += [((*number, index), below[index - 1]) for index in range(len(below), 0, -1)]
