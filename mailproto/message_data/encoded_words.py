# SPDX-License-Identifier: MIT
"""Text as people read it from the bytes of a header field: RFC 2047's encoded words, RFC 2231's parameters, raw bytes.

Never fails: what cannot be decoded is shown as it was spelt. Knows nothing of addresses or dates.
"""

from __future__ import annotations

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, a2b_qp
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

# RFC 2047, 2; RFC 2231, 5 adds the language. Question marks inside the text are forbidden and real in the Q encoding;
# one after an equals sign begins the next word.
_WORD: Final = re.compile(
    rb"=\?([!-)+->@-~]{1,40})(?:\*[!->@-~]{0,40})?\?([BbQq])\?"
    rb"([^?= ]*+(?>(?:(?:=(?!\?[^=])|\?(?!=))[^?= ]*+){0,10000}))\?="
)
_CHARSET: Final = re.compile(rb"[A-Za-z0-9_-]{1,40}")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]+")
_FOLDED: Final = re.compile(rb"\r?\n(?=[ \t])")
_EXTENDED: Final = re.compile(rb"([^']*)'[^']*'(.*)", re.DOTALL)
_CONTINUATION: Final = re.compile(r"(.+)\*(\d{1,4})(\*?)")

# Labels that stand for more than they say: what people send under them is the larger set.
_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949"}
# Python knows these as text encodings; as charsets of letters they are only a way to make trouble.
_REFUSED: Final = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})


_LONGEST_REMEMBERED: Final = 200  # octets


def decode_text(raw: bytes) -> str:
    """Decode an unstructured header field's bytes, folded or not, to one line of text.

    Neighbouring encoded words of one charset are joined before they are decoded, since senders split characters.
    Control characters become spaces, so that no encoded word can hold a line break.
    """
    unfolded = _FOLDED.sub(b"", raw) if b"\n" in raw else raw
    if b"=?" in unfolded:
        runs = _base64_alone(unfolded) or _runs(unfolded)
        text = "".join([decode_bytes(b"".join(octets), charset.decode("ascii")) for charset, octets in runs])
    else:
        text = decode_bytes(unfolded)
    return text if text.isprintable() else _CONTROLS.sub(" ", text)


def decode_name(raw: bytes) -> str:
    """Do as `decode_text` does, for texts that come again and again, such as people's names."""
    return _decode_known(raw) if len(raw) <= _LONGEST_REMEMBERED else decode_text(raw)


_decode_known: Final = lru_cache(maxsize=1024)(decode_text)


def decode_bytes(octets: bytes, charset: str = "") -> str:
    """Decode bytes of a named charset; without one, or one nobody knows, they are UTF-8 or else Latin-1."""
    codec = _codec_of(charset) if charset else ""
    if codec:
        try:
            return octets.decode(codec, "replace")
        except (LookupError, ValueError):
            pass  # an unknown charset, or one whose codec has no way to replace
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


@lru_cache(maxsize=256)
def _codec_of(charset: str) -> str:
    """Give the name of the codec to try; empty where there is none."""
    name = _WIDER.get(charset.lower(), charset)
    return "" if name.lower().replace("-", "_") in _REFUSED else name


def decode_parameter(parameters: Mapping[str, bytes], name: str) -> str | None:
    """Give a parameter's text, None where there is none (RFC 2231, 3 and 4; RFC 2047 words, which many senders use).

    `parameters` have lower-case names. Servers should join the pieces of a long one (RFC 9051, 7.5.2); some do not.
    """
    similar = [key for key in parameters if key.startswith(name)]
    if not similar:
        return None
    extended = parameters.get(f"{name}*")
    if extended is not None:
        return _CONTROLS.sub(" ", _decode_extended(extended))
    if name in parameters:
        return decode_text(parameters[name])
    pieces = {}
    for key in similar:
        found = _CONTINUATION.fullmatch(key)
        if found and found[1] == name:
            pieces[int(found[2])] = parameters[key], bool(found[3])
    if not pieces:
        return None
    ordered = [pieces[number] for number in sorted(pieces)]
    if not any(encoded for _, encoded in ordered):
        return decode_text(b"".join(value for value, _ in ordered))
    # Only the first piece names the charset; pieces that are not encoded are joined with the others as they are.
    whole = b"".join(value if encoded else value.replace(b"%", b"%25") for value, encoded in ordered)
    return _CONTROLS.sub(" ", _decode_extended(whole))


def _decode_extended(value: bytes) -> str:
    found = _EXTENDED.fullmatch(value)
    charset, octets = (found[1].decode("ascii", "replace"), found[2]) if found else ("", value)
    return decode_bytes(unquote_to_bytes(octets), charset[:40])


def _base64_alone(raw: bytes) -> list[tuple[bytes, list[bytes]]]:
    """Do as `_runs` does where there are words of one charset in base64 and nothing else; empty for other texts."""
    if not (raw.startswith(b"=?") and raw.endswith(b"?=")):
        return []
    octets = []
    charset = b""
    try:
        for word in raw[2:-2].split(b"?= =?"):
            its_charset, encoding, text = word.split(b"?")
            charset = charset or its_charset
            if its_charset != charset or encoding not in {b"B", b"b"} or b" " in text:
                return []
            octets.append(a2b_base64(text))
    except ValueError:  # not three pieces, or no base64
        return []
    return [(charset, octets)] if _CHARSET.fullmatch(charset) else []


def _runs(raw: bytes) -> list[tuple[bytes, list[bytes]]]:
    """Give the pieces of a text by their charset, empty for what stands between encoded words."""
    runs: list[tuple[bytes, list[bytes]]] = []
    position = 0
    for word in _WORD.finditer(raw):
        charset, encoding, text = word.groups()
        octets = _decode_word(encoding, text)
        start, end = word.span()
        between = raw[position:start]
        if octets is None:
            charset, octets = b"", raw[position:end]
        # White space between two encoded words belongs to neither (RFC 2047, 6.2).
        elif between and not (position and between.isspace()):
            _add(runs, b"", between)
        _add(runs, charset, octets)
        position = end
    if position < len(raw):
        _add(runs, b"", raw[position:])
    return runs


def _add(runs: list[tuple[bytes, list[bytes]]], charset: bytes, octets: bytes) -> None:
    if runs and runs[-1][0] == charset:
        runs[-1][1].append(octets)
    else:
        runs.append((charset, [octets]))


def _decode_word(encoding: bytes, text: bytes) -> bytes | None:
    if encoding in b"Qq":
        return a2b_qp(text, header=True)
    try:
        return a2b_base64(text)
    except Base64Error:
        pass  # perhaps only its padding is missing
    try:
        return a2b_base64(text + b"=" * (-len(text.rstrip(b"=")) % 4))
    except Base64Error:
        return None
