# SPDX-License-Identifier: MIT
"""What mailproto speaks, one area: SEARCH, SORT, THREAD and what they answer."""

from __future__ import annotations

from typing import Final

from tests.support.protocol_rows.row import Row

_EXAMPLE: Final = "rfc_examples/test_searching.py::test_an_example_plays"
_UNREADABLE: Final = "parser/test_search_data.py::test_what_cannot_be_read"


def _command(section: str, rule: str, example: str, what: str = "") -> Row:
    return Row(
        section=section,
        what=what or rule,
        rule=rule,
        example=f"{_EXAMPLE}[{example}]",
        refused=f"session/test_refusals.py::test_no_is_told_with_the_servers_words[{rule}]",
        bad=f"session/test_refusals.py::test_bad_is_told_with_the_servers_words[{rule}]",
        malformed=f"session/test_refusals.py::test_an_answer_that_is_none_ends_the_command[another word-{rule}]",
    )


def _answer(section: str, what: str, capability: str, example: str) -> Row:
    return Row(section, what, capability=capability, example=f"{_EXAMPLE}[{example}]", malformed=_UNREADABLE)


def _key(section: str, what: str, capability: str, example: str) -> Row:
    return Row(section, what, capability=capability, example=f"{_EXAMPLE}[{example}]")


ROWS: Final[tuple[Row, ...]] = (
    _command("RFC 4731, 3.1", "SEARCH", "4731, 3.1 RETURN", "SEARCH RETURN"),
    _command("RFC 9394, 3.1", "UID SEARCH", "9394, 3.1 PARTIAL", "UID SEARCH RETURN (PARTIAL)"),
    _command("RFC 5256, 3", "SORT", "5256, 3 SORT"),
    _command("RFC 5256, 3", "UID SORT", "5256, 3 UID SORT"),
    _command("RFC 5267, 3", "UID SORT", "5267, 3.3 UID SORT", "UID SORT RETURN"),
    _command("RFC 5256, 3", "THREAD", "5256, 3 THREAD"),
    _command("RFC 5256, 3", "UID THREAD", "5256, 3 UID THREAD"),
    _answer("RFC 4731, 3.1", "response ESEARCH", "ESEARCH", "4731, 3.1 RETURN"),
    _answer("RFC 5256, 4", "response SORT", "SORT", "5256, 3 SORT"),
    _answer("RFC 5256, 4", "response THREAD", "THREAD=REFERENCES", "5256, 3 THREAD"),
    _key("RFC 5182, 2.1", "SAVE and $", "SEARCHRES", "5182, 2.3 $"),
    _key("RFC 7162, 3.1.5", "key MODSEQ", "CONDSTORE", "7162, 3.1.5 MODSEQ"),
    _key("RFC 5032, 3", "keys OLDER and YOUNGER", "WITHIN", "5032, 3 YOUNGER"),
    _key("RFC 6203, 3", "key FUZZY", "SEARCH=FUZZY", "6203, 3 FUZZY"),
    _key("RFC 8474, 6", "keys EMAILID and THREADID", "OBJECTID", "8474, 6 EMAILID"),
    _key("RFC 8514, 4.3", "keys SAVEDBEFORE, SAVEDON and SAVEDSINCE", "SAVEDATE", "8514, 4.3 SAVEDON"),
)
