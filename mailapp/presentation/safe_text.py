# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a line of text from a stranger harmless to show: in a list, a title, a log or a console.

Knows nothing of where the line came from; words are not judged, only characters that act instead of being seen.
"""

from typing import Final

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

_SPACES = (*range(0x09, 0x0E), 0x1C, 0x1D, 0x1E, 0x1F, 0x85, 0x2028, 0x2029)
_CONTROLS = (*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0))
# Embeddings, overrides and isolates (Unicode Standard Annex 9): they reorder what stands after them.
_DIRECTION_CONTROLS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
# Marks reorder nothing but neighbouring punctuation; yet they are not seen, so removed.
# Joiners (U+200C, U+200D) stay: Persian and emoji need them.
_INVISIBLE = (0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x2060, 0x2065), *range(0x206A, 0x2070), 0xFEFF)
_SURROGATES = range(0xD800, 0xE000)

_LINE_TABLE: Final[dict[int, str]] = (
    dict.fromkeys(_SPACES, " ")
    | dict.fromkeys((*_CONTROLS, *_DIRECTION_CONTROLS, *_SURROGATES), REPLACEMENT)
    | dict.fromkeys(_INVISIBLE, "")
)
_TEXT_TABLE: Final[dict[int, str]] = dict.fromkeys(
    (*_CONTROLS, 0x0B, 0x1C, 0x1D, 0x1E, 0x1F, *_DIRECTION_CONTROLS, *_SURROGATES), REPLACEMENT
) | {0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}


def one_line(text: str, most: int = 1000) -> str:
    """Give `text` as one line of at most `most` characters that shows all it holds.

    Line breaks become spaces and runs of spaces one; control characters and those that turn the direction of writing
    become U+FFFD, so that the person sees that something was there; invisible ones are removed.
    """
    line = " ".join(text[: 2 * most].translate(_LINE_TABLE).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def several_lines(text: str) -> str:
    r"""Give `text` with \n between its lines and without control characters other than tabs."""
    # A line end that was made into CRLF twice is one line end.
    return text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n").translate(_TEXT_TABLE)
