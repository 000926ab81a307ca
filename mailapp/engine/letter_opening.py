# SPDX-License-Identifier: GPL-3.0-or-later
"""Receives what is needed to show a letter: small ones whole, of large ones the text and the pictures inside it.

Both ways give the store the same rows. Knows one connection with the letter's mailbox selected.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mailapp.engine.letter_parts import described_parts, has_files, parts_of_letter, parts_of_structure
from mailapp.errors import AppError
from mailapp.presentation.charsets import decode
from mailapp.presentation.letter import read_letter
from mailapp.presentation.plain_text import html_to_text
from mailapp.presentation.problems import CUT, PROBLEM_SENTENCES
from mailapp.presentation.safe_text import one_line
from mailapp.presentation.transfer_encodings import decode_content
from mailproto.commands import Body, FetchItem, UidFetch
from mailproto.message_data import BodySection, MessageData
from mailproto.procedures import Procedure, ask, together
from mailproto.sequences import UidSet
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import Uid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailapp.store.records import LetterPlace, Part
    from mailproto.async_client import AsyncClient

WHOLE: Final = 256 * 1024
"""Octets up to which a letter is received whole: one round trip, and its attachments are here at once."""

LARGEST_SHOWN: Final = 4 * 1024 * 1024
"""Octets of text and pictures inside one letter that are received to show it; what is beyond can be saved."""

_PREVIEWED_OCTETS: Final = 16_384  # of the text, for the line in the list: HTML begins with much that is not shown
_PREVIEW: Final = 200  # characters
_HEADER: Final = BodySection(text="HEADER")
_LETTER: Final = BodySection()


@dataclass(frozen=True, slots=True)
class OpenedLetter:
    """What `Writer.store_letter` takes."""

    headers: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    problems: tuple[str, ...]
    preview: str

    @property
    def has_files(self) -> bool:
        """Whether a paper clip belongs on it."""
        return has_files(self.parts)


async def receive_letter(client: AsyncClient, place: LetterPlace) -> OpenedLetter:
    """Receive a letter to be shown; raises AppError "app-letter-gone" and ImapError."""
    return await client.run(_whole(place) if place.size <= WHOLE else _in_parts(place))


def _whole(place: LetterPlace) -> Procedure[OpenedLetter]:
    message = yield from _fetch(place, (FetchItem.UID, Body(_LETTER)))
    letter = read_letter(_octets(message, _LETTER))
    parts = parts_of_letter(letter)
    problems = tuple(sorted(PROBLEM_SENTENCES[problem] for problem in letter.problems))
    return OpenedLetter(letter.headers, parts, problems, _preview(parts))


def _in_parts(place: LetterPlace) -> Procedure[OpenedLetter]:
    message = yield from _fetch(place, (FetchItem.UID, FetchItem.BODYSTRUCTURE, Body(_HEADER)))
    structure = message.body_structure
    if structure is None or isinstance(structure, Unparsed):
        return (yield from _whole(place))  # the server does not know its way in the letter; we do
    described = described_parts(structure)
    parts = parts_of_structure(structure)
    encoded_sizes = {part.section: part.size for part in described}
    wanted, is_cut = _to_show(parts, encoded_sizes)
    outcomes = yield from together(*(_command(place, (FetchItem.UID, body)) for body in wanted.values()))
    contents = {}
    for (section, body), outcome in zip(wanted.items(), outcomes, strict=True):
        if isinstance(outcome, tuple):  # else the server refused this part: the others are shown
            contents[section] = _octets(_one(outcome), body.answer)
    received = tuple(_with_content(part, contents.get(part.section)) for part in parts)
    headers = read_letter(_octets(message, _HEADER)).headers
    return OpenedLetter(headers, received, (CUT,) if is_cut else (), _preview(received))


def _to_show(parts: Sequence[Part], encoded_sizes: Mapping[str, int]) -> tuple[dict[str, Body], bool]:
    """Choose what is received to show the letter, texts before pictures; and tell whether something is cut or left."""
    left = LARGEST_SHOWN
    wanted: dict[str, Body] = {}
    is_cut = False
    order = ("html", "text", "related")
    for part in sorted((part for part in parts if part.role in order), key=lambda part: order.index(part.role)):
        size = encoded_sizes[part.section]
        if size <= left:
            wanted[part.section] = Body(part_section(part.section))
        elif part.role != "related" and left > 0:
            wanted[part.section] = Body(part_section(part.section), partial=(0, left))
            is_cut = True
        else:
            is_cut = True
            continue
        left -= min(size, left)
    return wanted, is_cut


def _with_content(part: Part, encoded: bytes | None) -> Part:
    if encoded is None:
        return part
    content = decode_content(memoryview(encoded), part.encoding).data
    return replace(part, content=content, size=len(content), exact=True)


def _fetch(place: LetterPlace, items: tuple[str | Body, ...]) -> Procedure[MessageData]:
    outcome = yield from ask(_command(place, items))
    return _one(outcome)


def _command(place: LetterPlace, items: tuple[str | Body, ...]) -> UidFetch:
    return UidFetch(UidSet.of([Uid(place.uid)]), items)


def _one(messages: Sequence[MessageData]) -> MessageData:
    """Give the letter, the only one that was asked for."""
    if not messages:
        raise AppError(code="app-letter-gone")
    return messages[0]


def _octets(message: MessageData, section: BodySection) -> bytes:
    """Give what was asked for; NIL, and what the server left out, is empty."""
    octets = message.sections.get(section)
    return octets if isinstance(octets, bytes) else b""


def part_section(section: str) -> BodySection:
    """Read a part number such as 1.2 (RFC 9051, 6.4.5.1)."""
    return BodySection(tuple(int(number) for number in section.split(".")))


def _preview(parts: Sequence[Part]) -> str:
    """Give the beginning of the text for the line in the list; plain text where the letter has both."""
    for role in ("text", "html"):
        for part in parts:
            if part.role == role and part.content:
                text = decode(part.content[:_PREVIEWED_OCTETS], part.charset or None).text
                line = one_line(html_to_text(text) if part.media_type == "text/html" else text, _PREVIEW)
                if line:
                    return line
    return ""
