# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads translations from the text of a gettext .po file.

The .po files are shipped as translators edit them: there is no compiled copy that could differ. Only what our files
use is read: msgid, msgid_plural, msgstr, msgstr[n], continued strings and comments. Knows no language and no folder.
"""

import ast
import re
from typing import TypeAlias

Catalogue: TypeAlias = dict[str, tuple[str, ...]]
"""English sentence -> its translations: one, or one for each plural form."""

_LINE = re.compile(r'(?:(?P<keyword>msgid|msgid_plural|msgstr|msgstr\[\d\])\s+)?(?P<string>"(?:[^"\\]|\\.)*")\s*')


class CatalogueError(ValueError):
    """A line of a .po file could not be read; the message holds its number and its text."""


def read_catalogue(text: str) -> Catalogue:
    """Read a .po file's text; an entry with any translation missing or marked fuzzy is left out.

    Raises CatalogueError, naming the line, for anything else than what the module reads.
    """
    catalogue: Catalogue = {}
    entry: dict[str, str] = {}
    fuzzy = False
    keyword = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#,"):
            _keep(entry, catalogue, fuzzy=fuzzy)
            entry, fuzzy = {}, "fuzzy" in line
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if not found or not (found["keyword"] or keyword):
            message = f"line {number}: {line!r} is neither a string nor a comment"
            raise CatalogueError(message)
        if found["keyword"] == "msgid" and entry:
            _keep(entry, catalogue, fuzzy=fuzzy)
            entry, fuzzy = {}, False
        keyword = found["keyword"] or keyword
        entry[keyword] = entry.get(keyword, "") + ast.literal_eval(found["string"])
    _keep(entry, catalogue, fuzzy=fuzzy)
    return catalogue


def _keep(entry: dict[str, str], catalogue: Catalogue, *, fuzzy: bool) -> None:
    translations = tuple(string for keyword, string in entry.items() if keyword.startswith("msgstr"))
    if entry.get("msgid") and translations and all(translations) and not fuzzy:
        catalogue[entry["msgid"]] = translations
