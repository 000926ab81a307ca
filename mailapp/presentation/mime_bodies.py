# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides which parts of a letter are its text, which its HTML, and which its attachments (RFC 8621 section 4.1.4).

Beside that section's algorithm: a part that is no text is always among the attachments, whether or not it is also
shown inside the text; so is text that breaks off, and text whose encoding can't be undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

_TEXT: Final = "text/plain"
_HTML: Final = "text/html"
_INLINE_MEDIA: Final = ("image/", "audio/", "video/")


class PartForm(Protocol):
    """What is asked of a part."""

    @property
    def media_type(self) -> str:
        """Such as `text/plain`, in lower case."""

    @property
    def disposition(self) -> str:
        """`attachment`, `inline` or nothing, in lower case."""

    @property
    def name(self) -> str:
        """The file name, or nothing."""

    @property
    def children(self) -> Sequence[int]:
        """Indexes of the parts inside."""

    @property
    def is_multipart(self) -> bool:
        """Whether it consists of parts."""

    @property
    def is_ended(self) -> bool:
        """Whether its end was found."""

    @property
    def is_readable(self) -> bool:
        """Whether its transfer encoding could be undone."""


@dataclass(slots=True)
class Bodies:
    """Indexes into the letter's parts."""

    text: list[int] = field(default_factory=list)
    html: list[int] = field(default_factory=list)
    attachments: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    """One multipart on the way through the tree."""

    multipart_type: str
    children: Sequence[int]
    in_alternative: bool = False
    wants_text: bool = True
    wants_html: bool = True
    texts_before: int = 0
    htmls_before: int = 0
    position: int = 0


def find_bodies(parts: Sequence[PartForm]) -> Bodies:
    """Sort the parts; the first is the letter itself. No recursion: the depth of the tree costs no stack."""
    bodies = Bodies()
    # The letter itself is sorted like the only part of a multipart/mixed.
    stack = [_Frame("mixed", [0])]
    while stack:
        frame = stack[-1]
        if frame.position == len(frame.children):
            _complete_alternative(frame, bodies)
            stack.pop()
            continue
        index = frame.children[frame.position]
        frame.position += 1
        part = parts[index]
        if part.is_multipart:
            stack.append(_inner_frame(frame, part, bodies))
        else:
            _sort_part(index, part, frame, bodies)
    return bodies


def _inner_frame(outer: _Frame, part: PartForm, bodies: Bodies) -> _Frame:
    kind = part.media_type.removeprefix("multipart/")
    return _Frame(
        kind,
        part.children,
        in_alternative=outer.in_alternative or kind == "alternative",
        wants_text=outer.wants_text,
        wants_html=outer.wants_html,
        texts_before=len(bodies.text),
        htmls_before=len(bodies.html),
    )


def _sort_part(index: int, part: PartForm, frame: _Frame, bodies: Bodies) -> None:
    is_text = part.media_type in {_TEXT, _HTML} and part.is_readable
    to_text = to_html = False
    if _is_inline(part, frame):
        if frame.multipart_type == "alternative":
            to_text, to_html = part.media_type == _TEXT, part.media_type == _HTML
        else:
            if frame.in_alternative and is_text:
                frame.wants_html = frame.wants_html and part.media_type == _HTML
                frame.wants_text = frame.wants_text and part.media_type == _TEXT
            to_text, to_html = frame.wants_text, frame.wants_html
    if to_text:
        bodies.text.append(index)
    if to_html:
        bodies.html.append(index)
    if not is_text or not part.is_ended or not (to_text or to_html):
        bodies.attachments.append(index)


def _is_inline(part: PartForm, frame: _Frame) -> bool:
    is_media = part.media_type.startswith(_INLINE_MEDIA)
    is_text = part.media_type in {_TEXT, _HTML}
    if part.disposition == "attachment" or not part.is_readable or not (is_media or is_text):
        return False
    # Of multipart/related only the first part is the text; a text with a name, not the first, was attached.
    is_first = frame.position == 1
    return is_first or (frame.multipart_type != "related" and (is_media or not part.name))


def _complete_alternative(frame: _Frame, bodies: Bodies) -> None:
    """Where a multipart/alternative has one form only, that form serves for both."""
    if frame.multipart_type != "alternative" or not (frame.wants_text and frame.wants_html):
        return
    texts, htmls = bodies.text[frame.texts_before :], bodies.html[frame.htmls_before :]
    if htmls and not texts:
        bodies.text.extend(htmls)
    if texts and not htmls:
        bodies.html.extend(texts)
