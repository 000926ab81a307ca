# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the bytes of a letter into text when the declared charset is right, wrong, unknown or missing.

Knows nothing of MIME; the caller has undone the transfer encoding and says what was declared.
"""

import re
from typing import Final, NamedTuple

from charset_normalizer import from_bytes

from mailapp.presentation.safe_text import one_line
from mailapp.texts import tr


class Decoded(NamedTuple):
    """Text, and a sentence for the person where it was read otherwise than was declared; usually that is empty."""

    text: str
    note: str = ""


# What senders write and Python does not know, or reads more narrowly than senders mean it (WHATWG Encoding Standard).
_ALIASES: Final = {
    "us-ascii": "ascii",
    "ansi_x3.4-1968": "ascii",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-cp1251": "cp1251",
    "win-1251": "cp1251",
    "koi8": "koi8-r",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}")
# Codecs of Python's that are no charsets: slow on purpose, or with a language of their own.
_NOT_CHARSETS: Final = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)

_CYRILLIC: Final = ("cp1251", "koi8-r", "iso-8859-5", "cp866", "mac_cyrillic")
_MIXED_UP: Final = frozenset({*_CYRILLIC, "cp1252"})  # cp1252: what many programs declare whatever they send
_ONE_BYTE = re.compile(r"cp(?:12|8)\d\d|iso-?8859-\d+|koi8-?[ru]|mac_?\w+|ascii")
_SAMPLE = 4096
_HIGH_WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
_FEWEST_GUESS = 4
"""Bytes beyond ASCII; on fewer than this, statistics say nothing."""

# Occurrences of each letter in a thousand letters of Russian prose.
# fmt: off
_RUSSIAN: Final = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (110, 85, 80, 74, 67, 63, 55, 47, 45, 44, 35, 32, 30, 28, 26, 20, 19, 17, 17, 16, 16, 14, 12, 10, 9, 7, 6, 5, 4,
         3, 3, 1, 1),
        strict=True,
    )
)
# fmt: on
_CASE_BREAK = re.compile(r"[а-яё][А-ЯЁ]")
_CASE_BREAK_COST = 150
_FOREIGN = re.compile(r"[^\x00-\x7FА-яЁё«»—–№…“”]")  # noqa: RUF001 - Cyrillic is meant
_FOREIGN_COST = 40
_CLEARLY_BETTER = 1.3


def decode(data: bytes, declared: str | None) -> Decoded:
    """Read `data` as text: in the declared charset unless the bytes themselves show that it is another one.

    Never raises; what fits nowhere becomes U+FFFD. Time is linear in the length of `data`.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return Decoded(data[3:].decode("utf-8", "replace"))
    charset = known_charset(declared)
    if data.isascii() and (charset is None or charset in {"ascii", "utf-8"} or _ONE_BYTE.fullmatch(charset)):
        return Decoded(data.decode("ascii"))
    if charset is None or _ONE_BYTE.fullmatch(charset):
        # Text in a one-byte charset practically never happens to be valid UTF-8.
        as_utf8 = _try(data, "utf-8")
        if as_utf8 is not None:
            return Decoded(as_utf8, _note("UTF-8", declared))
    text = None if charset is None else _try(data, charset)
    if charset is None or text is None:
        guess = _guess(data)
        return Decoded(_force(data, guess), _note(guess, declared))
    better = _better_cyrillic(data, charset, text)
    return Decoded(_force(data, better), _note(better, declared)) if better else Decoded(text)


def _note(read_as: str, declared: str | None) -> str:
    if not declared:
        return ""
    return tr(
        "The text was read as {charset}; the letter says {declared}.", charset=read_as, declared=one_line(declared)
    )


def known_charset(declared: str | None) -> str | None:
    """Give the name Python knows the declared charset by, or None."""
    name = (declared or "").strip().lower()
    name = _ALIASES.get(name, name).replace("windows-", "cp")
    if not _NAME.fullmatch(name) or name.replace("-", "_") in _NOT_CHARSETS:
        return None
    try:
        b"a".decode(name, "replace")
    except (LookupError, ValueError):
        return None
    return name


def _try(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except ValueError:
        # Five bytes are unassigned in windows-1252; senders who say ISO-8859-1 may still have used them.
        return data.decode("latin-1") if charset == "cp1252" else None


def _force(data: bytes, charset: str) -> str:
    return data.decode(charset, "replace")


def _guess(data: bytes) -> str:
    sample = data[:_SAMPLE]
    if _nearly_utf8(sample):
        return "utf-8"
    if _mostly_high(sample):
        scores = {charset: _russian_score(_force(sample, charset)) for charset in _CYRILLIC}
        best = max(scores, key=lambda charset: scores[charset])
        if scores[best] > 0:
            return best
    if _count_high(sample) >= _FEWEST_GUESS:
        found = from_bytes(sample).best()
        if found is not None and found.encoding != "ascii":
            return "cp1252" if found.encoding == "latin_1" else found.encoding
    return "cp1252"


def _mostly_high(sample: bytes) -> bool:
    """Tell text in a script of its own, whose words lie beyond ASCII, from Latin letters with accents."""
    words = b"".join(_HIGH_WORD.findall(sample))
    return 2 * _count_high(words) > len(words)


def _count_high(sample: bytes) -> int:
    return len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))


def _nearly_utf8(sample: bytes) -> bool:
    """Tell UTF-8 with an accident in it: fewer replacements than characters read well."""
    text = sample.decode("utf-8", "replace")
    replaced = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) > 3 * replaced


def _better_cyrillic(data: bytes, charset: str, text: str) -> str | None:
    """Find the Cyrillic charset that was mixed up with the declared one, if another reads clearly better."""
    sample = data[:_SAMPLE]
    if charset not in _MIXED_UP or _count_high(sample) < _FEWEST_GUESS or not _mostly_high(sample):
        return None
    scores = {other: _russian_score(_force(sample, other)) for other in _CYRILLIC}
    best = max(scores, key=lambda other: scores[other])
    declared_score = _russian_score(text[:_SAMPLE])
    return best if scores[best] > _CLEARLY_BETTER * max(declared_score, 1) else None


def _russian_score(text: str) -> int:
    """Give how Russian a text looks: common letters count more, a capital amid a word counts against it."""
    letters = sum(_RUSSIAN.get(character, 0) for character in text.lower())
    return letters - _CASE_BREAK_COST * len(_CASE_BREAK.findall(text)) - _FOREIGN_COST * len(_FOREIGN.findall(text))
