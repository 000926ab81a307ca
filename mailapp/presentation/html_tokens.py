# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts HTML into tags and text, in linear time and without recursion, whatever it is.

Follows the tokenizer of the HTML standard (section 13.2.5) closely enough to read letters. It need not follow it
exactly: who makes letters safe writes anew what was read here, so nothing can hide between two readings. Knows no
element by meaning, except those whose content is not text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_OPENING: Final = re.compile(r"<(?=[A-Za-z!?/])")
_NAME: Final = re.compile(r"<(/?)([A-Za-z][^\s/>]*+)")
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*+(?:(?P<end>>)|(?P<name>[^\s/>][^\s/>=]*+)
    (?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s>"'][^\s>]*+)?))?)""",
    re.VERBOSE,
)
_LONGEST_NAME: Final = 40  # characters
_MOST_ATTRIBUTES: Final = 40
_LONGEST_VALUE: Final = 8_192  # characters; what is longer is no link, and a picture inside is not shown

_HIDDEN: Final = frozenset(
    {"applet", "audio", "canvas", "iframe", "math", "noembed", "noframes", "object", "script", "style", "svg"}
    | {"template", "title", "video", "xmp"}
)
"""Elements that are left out with all they hold."""
_HIDDEN_END: Final = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _HIDDEN}


@dataclass(frozen=True, slots=True)
class Text:
    """Text as it stands in the source, with its character references."""

    source: str


@dataclass(frozen=True, slots=True)
class StartTag:
    """A start tag; names are in lower case, values as they stand in the source."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EndTag:
    """An end tag."""

    name: str


def tokens(source: str) -> Iterator[Text | StartTag | EndTag]:
    """Give the tags and the text of HTML; comments, scripts and the like are left out with all they hold."""
    position = 0
    while position < len(source):
        tag = _OPENING.search(source, position)
        opening = tag.start() if tag else len(source)
        if opening > position:
            yield Text(source[position:opening])
        if tag is None:
            return
        found = _NAME.match(source, opening)
        if found is None:
            position = _after_comment(source, opening)
            continue
        name = found[2][:_LONGEST_NAME].lower()
        attributes, position = _attributes(source, found.end())
        if found[1]:
            yield EndTag(name)
        elif name in _HIDDEN:
            end = _HIDDEN_END[name].search(source, position)
            position = end.start() if end else len(source)
        else:
            yield StartTag(name, attributes)


def _after_comment(source: str, opening: int) -> int:
    """Give the end of a comment, or of what browsers take for one; without an end it is all the rest."""
    closing = "-->" if source.startswith("<!--", opening) else ">"
    end = source.find(closing, opening + 2)
    return end + len(closing) if end >= 0 else len(source)


def _attributes(source: str, position: int) -> tuple[dict[str, str], int]:
    attributes: dict[str, str] = {}
    while found := _ATTRIBUTE.match(source, position):
        position = found.end()
        if found["end"]:
            return attributes, position
        value = found["double"] or found["single"] or found["bare"] or ""
        name = found["name"]
        if len(name) <= _LONGEST_NAME and len(value) <= _LONGEST_VALUE and len(attributes) < _MOST_ATTRIBUTES:
            attributes.setdefault(name.lower(), value)
    return attributes, len(source)
