# SPDX-License-Identifier: MIT
"""What is asked of a server to show a letter, as dialogues, and what is shown where it does not give everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailapp.engine.letter_opening import LARGEST_SHOWN, WHOLE, OpenedLetter, receive_letter
from mailapp.errors import AppError
from mailapp.presentation.problems import CUT
from mailapp.store.records import AccountId, FolderId, LetterId, LetterPlace
from mailproto.commands import Examine
from tests.support.visits import SIGNED_IN, play

if TYPE_CHECKING:
    from mailproto.async_client import AsyncClient

UID = 5
HEADER = ("Subject: hello", "")
OPENED = f"{SIGNED_IN}C: A001 EXAMINE INBOX\nS: * 1 EXISTS\nS: A001 OK [READ-ONLY] done\n"
ASKED = f"{OPENED}C: A002 UID FETCH {UID} (UID BODYSTRUCTURE BODY.PEEK[HEADER])\n"


def literal(*lines: str) -> str:
    """Write down lines as a literal, and the end of the response after it."""
    size = sum(len(line) + 2 for line in lines)
    return f"{{{size}}}\n" + "".join(f"S: {line}\n" for line in lines) + "S: )\n"


def part(kind: str, size: int) -> str:
    """Write down the BODYSTRUCTURE of a part."""
    lines = " 1" if kind.startswith("TEXT") else ""
    media_type, subtype = kind.split("/")
    return f'("{media_type}" "{subtype}" NIL "<a@b>" NIL "7BIT" {size}{lines} NIL ("INLINE" NIL) NIL NIL)'


def described(*parts: str, kind: str = "ALTERNATIVE") -> str:
    """Write down the answer that describes a letter of several parts and gives its header."""
    structure = f'({"".join(parts)} "{kind}" NIL NIL NIL NIL)'
    return f"{ASKED}S: * 1 FETCH (UID {UID} BODYSTRUCTURE {structure} BODY[HEADER] {literal(*HEADER)}S: A002 OK done\n"


def received(dialogue: str, size: int = WHOLE + 1) -> OpenedLetter:
    """Receive a letter of so many octets, by default one that is too large to be received whole."""
    place = LetterPlace(LetterId(1), FolderId(1), AccountId(1), b"INBOX", 7, UID, size, received=False)

    async def act(client: AsyncClient) -> OpenedLetter:
        await client.execute(Examine("INBOX"))
        return await receive_letter(client, place)

    return play(dialogue, act)


def whole(*lines: str) -> OpenedLetter:
    """Receive a small letter."""
    answer = f"S: * 1 FETCH (UID {UID} BODY[] {literal(*lines)}S: A002 OK done\n"
    return received(f"{OPENED}C: A002 UID FETCH {UID} (UID BODY.PEEK[])\n{answer}", size=100)


def test_letter_that_is_not_described_comes_whole() -> None:
    """Where the server does not know its way in a large letter, it is received whole."""
    letter = received(
        f"{ASKED}S: * 1 FETCH (UID {UID} BODY[HEADER] {literal(*HEADER)}S: A002 OK done\n"
        f"C: A003 UID FETCH {UID} (UID BODY.PEEK[])\n"
        f"S: * 1 FETCH (UID {UID} BODY[] {literal(*HEADER, 'the text')}S: A003 OK done\n"
    )
    assert dict(letter.headers) == {"Subject": "hello"}
    assert letter.preview == "the text"


def test_refused_part_leaves_the_others() -> None:
    """A part that the server refuses is missing; what it gives is shown."""
    letter = received(
        described(part("TEXT/PLAIN", 10), part("TEXT/HTML", 20))
        + f"C: A003 UID FETCH {UID} (UID BODY.PEEK[2])\nC: A004 UID FETCH {UID} (UID BODY.PEEK[1])\n"
        + f"S: * 1 FETCH (UID {UID} BODY[2] {literal('<b>bold</b>')}S: A003 OK done\nS: A004 NO damaged\n"
    )
    assert [item.content for item in letter.parts] == [None, b"<b>bold</b>\r\n"]
    assert letter.preview == "bold"
    assert letter.problems == ()


def test_text_that_is_too_large_is_cut() -> None:
    """Of more than can be shown the beginning is received, the rest is left on the server, and the person is told."""
    letter = received(
        described(part("TEXT/PLAIN", 1000), part("TEXT/HTML", LARGEST_SHOWN + 1))
        + f"C: A003 UID FETCH {UID} (UID BODY.PEEK[2]<0.{LARGEST_SHOWN}>)\n"
        + f"S: * 1 FETCH (UID {UID} BODY[2]<0> {literal('<b>begun</b>')}S: A003 OK done\n"
    )
    assert letter.problems == (CUT,)
    assert [item.content for item in letter.parts] == [None, b"<b>begun</b>\r\n"]


@pytest.mark.parametrize("answer", ["", "S: * 1 FETCH (UID 9 FLAGS ())\n"])
def test_letter_that_is_gone_is_told(answer: str) -> None:
    """A letter of which the server gives nothing, or only another one, is gone."""
    with pytest.raises(AppError) as caught:
        received(f"{OPENED}C: A002 UID FETCH {UID} (UID BODY.PEEK[])\n{answer}S: A002 OK done\n", size=100)
    assert caught.value.code == "app-letter-gone"


@pytest.mark.parametrize(
    ("lines", "preview"),
    [
        (("Content-Type: text/html", "", "<p>Hi <b>you</b>"), "Hi you"),
        (("Content-Type: text/plain", "", "  Hi   you  "), "Hi you"),
        (("Content-Type: text/plain", "", "    "), ""),
        (("Content-Type: image/png", "", "x"), ""),
    ],
)
def test_preview_is_the_first_text(lines: tuple[str, ...], preview: str) -> None:
    """The line in the list begins the letter's text, or is empty where there is none."""
    assert whole(*lines).preview == preview
