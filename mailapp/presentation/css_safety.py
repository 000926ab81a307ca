# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps of a style attribute what is harmless and what the reader's text engine honours.

A declaration stays only when its whole value has a known form: nothing that fetches (`url()`, `image-set()`), runs,
positions or escapes has one. Knows no elements and no style sheets; those of letters are left out as a whole.
"""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Final

_COLOR: Final = r"#[0-9a-f]{3,8}|[a-z]{3,24}|rgba?\([\d .,%]{5,40}\)"
_SMALL: Final = r"0|\d{1,2}(?:\.\d{1,3})?(?:px|pt)|\d(?:\.\d{1,3})?r?em"
_FONT_SIZE: Final = (
    r"(?:xx?-)?(?:small|large)|medium|smaller|larger|[1-9]\d?(?:\.\d{1,3})?(?:px|pt)"
    r"|[0-3](?:\.\d{1,3})?r?em|[1-3]?\d{1,2}%"
)
_FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(pattern)
    for names, pattern in (
        ("color background-color", _COLOR),
        ("font-family", r"[\w ,'\"-]{1,200}"),
        ("font-size", _FONT_SIZE),
        ("font-style", "italic|oblique|normal"),
        ("font-weight", "bold|bolder|lighter|normal|[1-9]00"),
        ("text-align", "left|right|center|justify"),
        ("text-decoration", "underline|line-through|none"),
        ("vertical-align", "top|middle|bottom|baseline|sub|super"),
        ("white-space", "normal|pre-wrap"),
        ("width", r"\d{1,3}px|100%|\d{1,2}%"),
        ("margin-left margin-right margin-top margin-bottom", _SMALL),
        ("padding-left padding-right padding-top padding-bottom padding", _SMALL),
    )
    for name in names.split()
}
_OTHER_NAMES: Final = {"background": "background-color"}
_MOST_DECLARATIONS: Final = 60


def safe_style(style: str) -> str:
    """Give the harmless declarations of a style attribute's value, which still has its character references."""
    kept: dict[str, str] = {}
    for declaration in unescape(style).lower().split(";", _MOST_DECLARATIONS)[:_MOST_DECLARATIONS]:
        name, _, value = declaration.partition(":")
        name = _OTHER_NAMES.get(name.strip(), name.strip())
        value = " ".join(value.replace("!important", "").split())
        if name in _FORMS and _FORMS[name].fullmatch(value):
            kept[name] = value
    return escape("; ".join(f"{name}: {value}" for name, value in kept.items()))
