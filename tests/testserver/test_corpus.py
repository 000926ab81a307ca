# SPDX-License-Identifier: MIT
"""Letters of the world: the server reads every one of the corpus, and agrees with another parser."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.requirements import corpus_folder, requires
from tests.testserver.wire import Office
from testserver.mime import Part, read_message

CORPUS = corpus_folder()
LETTERS = sorted(CORPUS.rglob("*.eml"))

# Where the other parser reads otherwise than RFC 2046 section 5.1.1 says.
DISAGREED = {
    "legacy/049.eml": "it does not count the lone CR that ends the letter",
    "thirdparty/005.eml": "it takes a boundary in the middle of a line",
    "thirdparty/011.eml": "a blank line right before a delimiter is the delimiter's",
    "thirdparty/015.eml": "it lets a nested letter swallow the delimiters around it",
}


def test_the_corpus_is_there() -> None:
    """Where the corpus is promised it must not be missing."""
    requires("corpus")
    assert LETTERS


def leaves(part: Part) -> Iterator[Part]:
    """Yield the parts that have no parts; a nested letter counts as one."""
    if part.children:
        for child in part.children:
            yield from leaves(child)
    else:
        yield part


def paths(part: Part, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Part]]:
    """Yield every part of a letter with its section number."""
    holder = part
    for number, child in enumerate(holder.children or (holder,), start=1):
        yield (*path, number), child
        if child.children and child is not holder:
            yield from paths(child, (*path, number))
        if child.message is not None:
            yield from paths(child.message, (*path, number))


@pytest.mark.parametrize("file", LETTERS, ids=lambda file: str(file.relative_to(CORPUS)))
def test_every_part_is_served_as_it_lies_in_the_letter(file: Path) -> None:
    """BODY[n] of each part is an exact slice, whatever the letter; structure and envelope never fail."""
    data = file.read_bytes()
    client = Office(data).select()
    whole = client.heard(b"c FETCH 1 (RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE BODY.PEEK[])\r\n")
    assert b"RFC822.SIZE %d " % len(data) in whole
    assert whole.endswith(b"BODY[] {%d}\r\n%s)\r\nc OK FETCH completed\r\n" % (len(data), data))
    for path, part in paths(read_message(data)):
        number = ".".join(map(str, path)).encode()
        answer = client.heard(b"c FETCH 1 BODY.PEEK[%s]\r\n" % number)
        octets = data[part.body : part.end]
        assert answer == b"* 1 FETCH (BODY[%s] {%d}\r\n%s)\r\nc OK FETCH completed\r\n" % (number, len(octets), octets)
    text = client.heard(b"c FETCH 1 (BODY.PEEK[HEADER] BODY.PEEK[TEXT])\r\n")
    header_end = read_message(data).body
    assert b"BODY[HEADER] {%d}\r\n%s BODY[TEXT] {%d}" % (header_end, data[:header_end], len(data) - header_end) in text
    assert client.say("d SEARCH TEXT nothing-of-the-kind")[-1] == "d OK SEARCH completed"


@pytest.mark.parametrize(
    "file",
    [file for file in LETTERS if file.parent.name != "malformed"],
    ids=lambda file: str(file.relative_to(CORPUS)),
)
def test_parts_lie_where_another_parser_finds_them(file: Path) -> None:
    """Well-formed letters have the same parts at the same offsets for both (the other counts LF line ends)."""
    expected = [
        (part["offset_body"], part["offset_end"])
        for part in json.loads(file.with_suffix(".json").read_bytes())["parts"]
        if "Multipart" not in part["body"]
    ]
    found = [(part.body, part.end) for part in leaves(read_message(file.read_bytes().replace(b"\r\n", b"\n")))]
    assert (found == expected) is (str(file.relative_to(CORPUS)) not in DISAGREED)
