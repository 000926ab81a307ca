# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the HTML of a letter safe to give to a QTextBrowser, or refuses it.

Three times over: what is allowed is written anew from our own reading, within limits (nh3's time grows with the square
of depth); nh3 reads the result as browsers do and applies the same allow-list; and what comes out is weighed before Qt
lays it out, whose time doubles with each table inside a table. Refused letters are shown as text. Fetches nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape, unescape
from typing import Final

import nh3

from mailapp.presentation.css_safety import safe_style
from mailapp.presentation.html_layout import fit_layout
from mailapp.presentation.html_tokens import EndTag, StartTag, Text, tokens
from mailapp.presentation.limits import DEFAULT_HTML_LIMITS, HtmlLimits
from mailapp.presentation.links import Link, safe_target
from mailapp.presentation.safe_text import several_lines


class RefusalReason(StrEnum):
    """Why HTML is not shown."""

    TOO_LARGE = "too-large"
    TOO_MANY_ELEMENTS = "too-many-elements"
    TOO_DEEP = "too-deep"
    TOO_COMPLEX = "too-complex"


@dataclass(frozen=True, slots=True)
class Refused:
    """HTML that would take too long to show; the letter's text is shown instead."""

    reason: RefusalReason


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """HTML that fetches nothing, runs nothing and is laid out soon.

    `remote_pictures` are the URLs of pictures that were left out, each once; when they are asked for, picture number n
    of them stands in `html` as `remote:n`. `content_ids` are the letter's own parts that it shows. `work` is its weight
    for the layout, in microseconds.
    """

    html: str
    remote_pictures: tuple[str, ...]
    content_ids: tuple[str, ...]
    links: tuple[Link, ...]
    work: float


# Elements that HTML parsers open again in every paragraph until they are closed (section 13.2.4.3): a letter of 50 kB
# can multiply into one of 100 MB. They become spans, which are not reopened.
_STYLES_OF_FORMATTING: Final[Mapping[str, str]] = {
    "b": "font-weight: bold",
    "strong": "font-weight: bold",
    "i": "font-style: italic",
    "em": "font-style: italic",
    "u": "text-decoration: underline",
    "s": "text-decoration: line-through",
    "strike": "text-decoration: line-through",
    "tt": "font-family: monospace",
    "code": "font-family: monospace",
    "small": "font-size: small",
    "big": "font-size: large",
    "font": "",
}
_FONT_SIZES: Final = ("x-small", "small", "medium", "large", "x-large", "xx-large", "xx-large")  # <font size="1">...

_VOID: Final = frozenset({"br", "hr", "img"})
_END_IS_OPTIONAL: Final = frozenset({"p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot"})
_BLOCKS: Final = frozenset(
    {"blockquote", "center", "div", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "ul"}
)
_TABLE_PARTS: Final = frozenset({"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"})
_ALLOWED: Final = frozenset({"a", "dd", "dt", "li", "q", "span", "sub", "sup"}) | _VOID | _BLOCKS | _TABLE_PARTS

_AMPERSAND: Final = "\ufdd0"
"""Stands for & while nh3 works, whose time grows with the square of their number; no character of any text."""

_MOST_PIXELS: Final = 2_000


def _number(most: int) -> Callable[[str], str | None]:
    def check(value: str) -> str | None:
        digits = value.strip().removesuffix("px")
        return str(min(int(digits), most)) if digits.isascii() and digits.isdigit() and len(digits) < 7 else None  # noqa: PLR2004 - more digits are no measure

    return check


def _length(value: str) -> str | None:
    percent = value.strip().removesuffix("%")
    return (
        f"{_number(100)(percent)}%"
        if percent != value.strip() and _number(100)(percent)
        else _number(_MOST_PIXELS)(value)
    )


def _one_of(*words: str) -> Callable[[str], str | None]:
    return lambda value: value.strip().lower() if value.strip().lower() in words else None


def _color(value: str) -> str | None:
    return value.strip() if safe_style(f"color: {value}") else None


_ALIGN: Final = _one_of("left", "right", "center", "justify")
_VALIGN: Final = _one_of("top", "middle", "bottom")
_SPAN: Final = _number(50)
_CELL: Final = {
    "align": _ALIGN, "valign": _VALIGN, "bgcolor": _color, "width": _length, "colspan": _SPAN, "rowspan": _SPAN
}  # fmt: skip
_ATTRIBUTES: Final[Mapping[str, Mapping[str, Callable[[str], str | None]]]] = {
    "a": {"href": safe_target},
    "img": {"alt": lambda value: value[:1000], "width": _number(_MOST_PIXELS), "height": _number(_MOST_PIXELS)},
    "table": {
        "align": _ALIGN, "bgcolor": _color, "width": _length,
        "border": _number(10), "cellpadding": _number(40), "cellspacing": _number(40),
    },
    "tr": {"align": _ALIGN, "valign": _VALIGN, "bgcolor": _color},
    "td": _CELL,
    "th": _CELL,
    "ol": {"start": _number(9_999)},
    **{name: {"align": _ALIGN} for name in ("div", "p", "h1", "h2", "h3", "h4", "h5", "h6")},
}  # fmt: skip


def safe_html(html: str, limits: HtmlLimits = DEFAULT_HTML_LIMITS, *, show_remote: bool = False) -> SafeHtml | Refused:
    """Make HTML safe, or refuse it. `show_remote`: the person asked for this letter's remote pictures."""
    if len(html) > limits.characters:
        return Refused(RefusalReason.TOO_LARGE)
    writer = _Writer(limits, show_remote=show_remote)
    for token in tokens(html):
        writer.write(token)
        if writer.refused:
            return Refused(writer.refused)
    cleaned = nh3.clean(
        "".join(writer.written),
        tags=set(_ALLOWED),
        attributes={
            name: {"style", *_ATTRIBUTES.get(name, ()), *({"src"} if name == "img" else ())} for name in _ALLOWED
        },
        url_schemes={"http", "https", "mailto", "cid", "remote"},
        link_rel="noopener noreferrer nofollow",
    )
    fitted = fit_layout(several_lines(cleaned.replace(_AMPERSAND, "&amp;")), limits)
    if fitted is None:
        return Refused(RefusalReason.TOO_COMPLEX)
    return SafeHtml(fitted.html, tuple(writer.remote), tuple(writer.content_ids), fitted.links, fitted.work)


@dataclass(slots=True)
class _Writer:
    """Writes what is allowed, and stops at the limits."""

    limits: HtmlLimits
    show_remote: bool
    written: list[str] = field(default_factory=list)
    remote: dict[str, int] = field(default_factory=dict)
    content_ids: dict[str, None] = field(default_factory=dict)
    refused: RefusalReason | None = None
    _elements: int = 0
    _depth: int = 0
    _open: dict[str, int] = field(default_factory=dict)

    def write(self, token: Text | StartTag | EndTag) -> None:
        """Write one token if it is allowed."""
        if isinstance(token, Text):
            text = unescape(token.source).replace(_AMPERSAND, "\ufffd").replace("&", _AMPERSAND)
            self.written.append(escape(text, quote=False))
        elif isinstance(token, StartTag):
            self._start(token)
        else:
            self._end("span" if token.name in _STYLES_OF_FORMATTING else token.name)

    def _start(self, tag: StartTag) -> None:
        name = "span" if tag.name in _STYLES_OF_FORMATTING else tag.name
        if name not in _ALLOWED:
            return
        self._elements += 1
        if self._elements > self.limits.elements:
            self.refused = RefusalReason.TOO_MANY_ELEMENTS
        if name not in _VOID | _END_IS_OPTIONAL:
            self._open[name] = self._open.get(name, 0) + 1
            self._depth += 1
            if self._depth > self.limits.depth:
                self.refused = RefusalReason.TOO_DEEP
        attributes = {
            key: value
            for key, check in _ATTRIBUTES.get(name, {}).items()
            if key in tag.attributes and (value := check(unescape(tag.attributes[key]))) is not None
        }
        if name == "img" and (source := self._picture(unescape(tag.attributes.get("src", "")).strip())):
            attributes["src"] = source
        # Values are escaped here; a style is so already.
        pairs = [f'{key}="{escape(value)}"' for key, value in attributes.items()]
        if style := _style(tag):
            pairs.append(f'style="{style}"')
        self.written.append(f"<{' '.join([name, *pairs])}>")

    def _end(self, name: str) -> None:
        if name not in _ALLOWED or name in _VOID:
            return
        if self._open.get(name):
            self._open[name] -= 1
            self._depth -= 1
        self.written.append(f"</{name}>")

    def _picture(self, source: str) -> str | None:
        if source[:4].lower() == "cid:":
            self.content_ids[source[4:]] = None
            return f"cid:{source[4:]}"
        target = safe_target(source)
        if target is None or target.startswith("mailto:"):
            return None
        number = self.remote.setdefault(target, len(self.remote))
        return f"remote:{number}" if self.show_remote else None


def _style(tag: StartTag) -> str:
    declarations = [_STYLES_OF_FORMATTING.get(tag.name, "")]
    if tag.name == "font":
        declarations.append(f"color: {tag.attributes.get('color', '')}")
        declarations.append(f"font-family: {tag.attributes.get('face', '')}")
        size = tag.attributes.get("size", "")
        if size.isascii() and size.isdigit() and len(size) == 1:
            declarations.append(f"font-size: {_FONT_SIZES[max(0, min(int(size), len(_FONT_SIZES)) - 1)]}")
    return safe_style("; ".join([*declarations, tag.attributes.get("style", "")]))
