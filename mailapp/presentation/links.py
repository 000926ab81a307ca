# SPDX-License-Identifier: GPL-3.0-or-later
"""Says where a link of a letter leads, and whether it pretends to lead elsewhere. Opens nothing."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from mailapp.presentation.safe_text import one_line

_LONGEST: Final = 8_000  # characters
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]{0,20}):", re.IGNORECASE)
_SHOWN_HOST: Final = re.compile(r"(?:https?://|\bwww\.)([^\s/?#<>\"']{1,253})|^([\w-]{1,63}(?:\.[\w-]{1,63}){1,9})$")
_IGNORED: Final = re.compile(r"[\t\r\n]")  # URL standard section 4.4: removed wherever they stand
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class LinkWarning(StrEnum):
    """Why a link should be looked at before it is followed."""

    OTHER_HOST = "other-host"
    """Its text names one host, it leads to another."""
    PUNYCODE = "punycode"
    """The host's letters are not ASCII: they may look like those of another name."""
    USER_NAME = "user-name"
    """A name stands before the host, which may be taken for the host."""
    INVISIBLE = "invisible"
    """The text holds characters that are not seen or that turn the direction of writing."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a letter. `target` is a whole URL (http, https, mailto); `host` is in ASCII, empty for mailto."""

    target: str
    host: str
    text: str
    warnings: frozenset[LinkWarning]


def safe_target(written: str) -> str | None:
    """Give the URL that a link may lead to, or None when it may lead nowhere.

    Allowed are http, https, and mailto with nothing but the address and a subject.
    """
    url = _IGNORED.sub("", written).strip()
    if len(url) > _LONGEST or any(character < " " for character in url):
        return None
    if url.startswith("//"):
        url = f"https:{url}"
    scheme = _SCHEME.match(url)
    kind = scheme[1].lower() if scheme else ""
    if kind == "mailto":
        return _safe_mailto(url[len("mailto:") :])
    if kind not in {"http", "https"} or not _host(url):
        return None
    return url


def read_link(target: str, text: str) -> Link:
    """Tell about a link whose target `safe_target` gave."""
    warnings = set()
    host = ""
    if not target.startswith("mailto:"):
        host = _host(target)
        named = _host_named_in(text)
        if named and _plain(named) != _plain(host):
            warnings.add(LinkWarning.OTHER_HOST)
        if "xn--" in host or not host.isascii():
            warnings.add(LinkWarning.PUNYCODE)
        if "@" in target.partition("://")[2].partition("/")[0]:
            warnings.add(LinkWarning.USER_NAME)
    if _INVISIBLE.search(text):
        warnings.add(LinkWarning.INVISIBLE)
    return Link(target, host, one_line(text), frozenset(warnings))


def mail_fields(target: str) -> tuple[str, str]:
    """Give address and subject of a mailto URL that `safe_target` gave."""
    address, _, query = target.removeprefix("mailto:").partition("?")
    return one_line(unquote(address)), one_line(dict(parse_qsl(query)).get("subject", ""))


def _safe_mailto(rest: str) -> str | None:
    address, _, query = rest.partition("?")
    address = quote(one_line(unquote(address)), safe="@.+_-,")
    if "@" not in address:
        return None
    subject = next((value for name, value in parse_qsl(query) if name.lower() == "subject"), "")
    return f"mailto:{address}" + (f"?subject={quote(one_line(subject))}" if subject else "")


def _host(url: str) -> str:
    # Browsers read a backslash as a slash (URL standard section 4.4).
    try:
        host = urlsplit(url.replace("\\", "/")).hostname or ""
    except ValueError:
        return ""
    try:
        return host.encode("idna").decode("ascii") if len(host) <= _LONGEST_HOST else ""
    except UnicodeError:
        return host


_LONGEST_HOST: Final = 253  # characters; also keeps Python's IDNA codec from working long


def _host_named_in(text: str) -> str:
    found = _SHOWN_HOST.search(_INVISIBLE.sub("", text[:_LONGEST]).strip())
    return _host(f"http://{found[1] or found[2]}") if found else ""


def _plain(host: str) -> str:
    return host.removeprefix("www.").rstrip(".")
