# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a letter as rows of the store: the same whether the letter came whole or the server described it.

What is text, what HTML and what an attachment `mailapp.presentation.mime_bodies` decides (RFC 8621, 4.1.4).
Knows no connection and no store's file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mailapp.presentation.mime_bodies import Bodies, find_bodies
from mailapp.presentation.safe_text import one_line
from mailapp.store.records import Part
from mailproto.message_data import BodyPart, BodyStructure, Multipart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailapp.presentation import letter as presentation

_LONGEST_NAME: Final = 1000  # characters

_DECODED_SHARE: Final = {"base64": 0.73, "quoted-printable": 0.95}
"""How many octets one encoded octet becomes, line ends included: an estimate to be shown before the part is here."""


@dataclass(slots=True)
class DescribedPart:
    """A part as the server describes it; in the form that `find_bodies` asks for. `size` is in octets as encoded."""

    section: str
    media_type: str
    charset: str = ""
    encoding: str = ""
    name: str = ""
    size: int = 0
    disposition: str = ""
    content_id: str = ""
    children: list[int] = field(default_factory=list)
    is_multipart: bool = False
    is_ended: bool = True  # a server describes whole letters
    is_readable: bool = True


def described_parts(structure: BodyStructure) -> list[DescribedPart]:
    """List the parts, each after the one that holds it; letters inside letters stay closed. No recursion."""
    parts: list[DescribedPart] = []
    waiting: list[tuple[str, int | None, BodyStructure]] = [
        ("" if isinstance(structure, Multipart) else "1", None, structure)
    ]
    while waiting:
        section, parent, node = waiting.pop()
        if parent is not None:
            parts[parent].children.append(len(parts))
        if isinstance(node, Multipart):
            multipart = DescribedPart(section, f"multipart/{node.subtype}", is_multipart=True)
            below = [
                (f"{section}.{number}" if section else str(number), len(parts), each)
                for number, each in enumerate(node.parts, 1)
            ]
            parts.append(multipart)
            waiting += reversed(below)
        else:
            parts.append(_described(section, node))
    return parts


def _described(section: str, part: BodyPart) -> DescribedPart:
    return DescribedPart(
        section,
        one_line(f"{part.media_type or 'text'}/{part.subtype or 'plain'}"),
        charset=one_line(part.parameters.get("charset", b"").decode("latin-1")),
        encoding=one_line(part.encoding),
        name=one_line(part.file_name or "", _LONGEST_NAME),
        size=part.size or 0,
        disposition=one_line(part.disposition.kind) if part.disposition else "",
        content_id=_content_id(part.content_id),
    )


def _content_id(raw: bytes | None) -> str:
    return one_line((raw or b"").decode("utf-8", "replace").strip().removeprefix("<").removesuffix(">"))


def parts_of_structure(structure: BodyStructure) -> tuple[Part, ...]:
    """Give the rows for the parts of a letter of which nothing but BODYSTRUCTURE was received."""
    described = described_parts(structure)
    bodies = find_bodies(described)
    return tuple(
        Part(
            section=part.section,
            media_type=part.media_type,
            charset=part.charset,
            encoding=part.encoding,
            name=part.name,
            size=int(part.size * _DECODED_SHARE.get(part.encoding, 1)),
            exact=part.encoding not in _DECODED_SHARE,
            disposition=part.disposition,
            content_id=part.content_id,
            is_attachment=index in bodies.attachments,
            role=_role(index, part.media_type, part.content_id, bodies),
            content=None,
        )
        for index, part in enumerate(described)
        if not part.is_multipart
    )


def parts_of_letter(letter: presentation.Letter) -> tuple[Part, ...]:
    """Give the rows for the parts of a letter that was received whole, with their contents.

    A part that the server may count differently, because the letter is broken, has a section that begins with `#`:
    it cannot be asked for, and need not be.
    """
    bodies = Bodies(
        text=_indexes(letter.text_body, letter.parts),
        html=_indexes(letter.html_body, letter.parts),
        attachments=_indexes(letter.attachments, letter.parts),
    )
    return tuple(
        Part(
            section=part.section or f"#{index}",
            media_type=part.media_type,
            charset=part.charset,
            encoding=part.encoding,
            name=part.name,
            size=len(content := part.content()),
            exact=True,
            disposition=part.disposition,
            content_id=part.content_id,
            is_attachment=index in bodies.attachments,
            role=_role(index, part.media_type, part.content_id, bodies),
            content=content,
        )
        for index, part in enumerate(letter.parts)
        if not part.is_multipart
    )


def _indexes(some: Sequence[presentation.Part], parts: Sequence[presentation.Part]) -> list[int]:
    places = {id(part): index for index, part in enumerate(parts)}
    return [places[id(part)] for part in some]


def _role(index: int, media_type: str, content_id: str, bodies: Bodies) -> str:
    """Say what the part is for: text of the letter as HTML shows it, its plain form, a picture inside, or a file.

    Plain text that stands beside HTML and not in its stead is one of the texts that HTML shows.
    """
    if index in bodies.html and media_type.startswith("text/"):
        return "html"
    if index in bodies.text and media_type.startswith("text/"):
        return "text"
    if content_id and media_type.startswith("image/"):
        return "related"
    return "attachment"


def has_files(parts: Sequence[Part]) -> bool:
    """Tell whether a paper clip belongs on the letter: pictures inside its text are none."""
    return any(part.role == "attachment" for part in parts)
