# SPDX-License-Identifier: MIT
"""Which parts of a letter are shown, and that preparing them never holds up or breaks the window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from mailapp.presentation.problems import CUT
from mailapp.store.records import Letter, LetterId, Part
from mailapp.windows.letter_preparation import TOO_COMPLEX, LetterLoader, PreparedLetter, body_parts, prepare
from tests.mailapp.models.test_letters import make_row
from tests.mailapp.windows.drawing import png

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from mailapp.store.reader import Reader
    from tests.mailapp.windows.fake_mail import Mail

HTML = Part(
    "1", "text/html", "utf-8", "", "", 0, exact=True, disposition="", content_id="", is_attachment=False,
    role="html", content=b"<p>rich</p>",
)  # fmt: skip
TEXT = replace(HTML, media_type="text/plain", role="text", content=b"plain")


def letter(*parts: Part, problems: tuple[str, ...] = ()) -> Letter:
    """Make a letter."""
    return Letter(make_row(1), (), parts, received=True, problems=problems)


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ((TEXT,), ["1"]),
        ((TEXT, replace(HTML, section="2")), ["2"]),
        ((replace(HTML, media_type="text/plain"), replace(HTML, section="2")), ["1", "2"]),
        ((TEXT, replace(TEXT, section="2")), ["1", "2"]),
        ((TEXT, replace(HTML, section="2", content=None)), ["1"]),
        ((replace(TEXT, content=None),), []),
    ],
)
def test_html_is_shown_instead_of_the_same_in_plain(parts: tuple[Part, ...], shown: list[str]) -> None:
    """Never both of one alternative; every text of its own is shown, and the plain one where no other came."""
    assert [part.section for part in body_parts(letter(*parts))] == shown


def test_remote_pictures_are_counted_and_left_out() -> None:
    """The bar says how many; nothing in the HTML names them."""
    prepared = prepare(letter(replace(HTML, content=b'<p>x<img src="http://spy.example/a.png"></p>')))
    assert prepared.remote_pictures == 1
    assert "spy.example" not in prepared.blocks[0].html


def test_html_that_is_a_bomb_is_shown_as_text_with_a_note() -> None:
    """The words are there, the layout is not."""
    bomb = b"<table><tr><td>" * 60 + b"the words"
    prepared = prepare(letter(replace(HTML, content=bomb)))
    assert "the words" in prepared.blocks[0].html
    assert "<table" not in prepared.blocks[0].html
    assert prepared.notes == (TOO_COMPLEX,)


PICTURE = replace(HTML, section="2", media_type="image/png", role="related", content_id="a b@x", content=png(3, 3))
PDF = replace(HTML, section="3", media_type="application/pdf", role="attachment", is_attachment=True, content=None)


@pytest.mark.parametrize(
    ("html", "picture", "listed"),
    [
        (b"<img src='cid:a%20b@x'>", PICTURE, ["3"]),
        (b"<p>no picture", PICTURE, ["2", "3"]),
        (b"<img src='cid:a%20b@x'>", replace(PICTURE, content=None), ["2", "3"]),
        (b"<img src='cid:a%20b@x'>", replace(PICTURE, content=b"<svg/>"), ["2", "3"]),
        (b"<table><tr><td>" * 250 + b"<img src='cid:a%20b@x'>", PICTURE, ["2", "3"]),
    ],
    ids=["shown", "not named", "not here", "cannot be decoded", "shown as text"],
)
def test_a_picture_shown_inside_the_letter_is_not_listed_too(html: bytes, picture: Part, listed: list[str]) -> None:
    """Any other is, so that everything can be saved."""
    prepared = prepare(letter(replace(HTML, content=html), picture, PDF))
    assert [part.section for part in prepared.files] == listed


def test_what_is_too_long_is_cut_with_a_note_and_can_be_saved() -> None:
    """2 MB of text would hold the window up; the part is listed with the attachments."""
    prepared = prepare(letter(replace(TEXT, role="html", content=b"line of text\n" * 160_000)))
    assert prepared.notes == (CUT,)
    assert len(prepared.blocks[0].html) < 100_000
    assert [part.section for part in prepared.files] == ["1"]


def test_many_texts_share_what_may_be_laid_out() -> None:
    """A letter of a hundred long parts takes no longer than one."""
    parts = [replace(HTML, section=str(n), media_type="text/plain", content=b"word " * 10_000) for n in range(1, 101)]
    prepared = prepare(letter(*parts))
    assert prepared.notes == (CUT,)
    assert sum(len(block.html) for block in prepared.blocks) < 300_000


def test_links_of_all_texts_are_told() -> None:
    """The window asks about those that deceive."""
    html = replace(HTML, content=b"<a href='http://evil.example/'>bank.example</a>")
    prepared = prepare(letter(html, replace(html, section="2")))
    assert [link.host for link in prepared.links] == ["evil.example"] * 2


def test_what_was_broken_is_told() -> None:
    """Notes of the store are handed on, each once."""
    assert prepare(letter(TEXT, problems=("It broke off.", "It broke off."))).notes == ("It broke off.",)


def test_pictures_inside_are_found_by_their_content_id() -> None:
    """Pictures only, and only those that are here."""
    picture = replace(HTML, section="2", media_type="image/png", role="related", content_id="a@b", content=b"png")
    script = replace(picture, section="3", media_type="text/javascript", content_id="c@d")
    missing = replace(picture, section="4", content_id="e@f", content=None)
    assert prepare(letter(HTML, picture, script, missing)).pictures == {"a@b": b"png"}


@pytest.mark.parametrize(
    ("html", "has_colors"),
    [(b"<p>x</p>", False), (b'<p style="color: #123456">x</p>', True), (b"<p>colour</p>", False)],
)
def test_a_letter_with_colors_of_its_own_is_known(html: bytes, has_colors: bool) -> None:  # noqa: FBT001 a column of the table
    """It will lie on white paper."""
    assert prepare(letter(replace(HTML, content=html))).blocks[0].has_colors is has_colors


def test_only_the_letter_asked_for_last_arrives(qtbot: QtBot, mail: Mail) -> None:
    """Whoever rushes through the list sees no letter flash by."""
    mail.add_account()
    mail.add_many(mail.folder(), 5)
    ids = [mail.letter_id(mail.folder(), uid) for uid in range(1, 6)]
    loader = LetterLoader(lambda: reader_of(mail))
    arrived: list[PreparedLetter] = []
    loader.ready.connect(arrived.append)
    for letter_id in ids:
        loader.load(letter_id)
    qtbot.waitUntil(lambda: bool(arrived))
    loader.stop()
    assert [prepared.letter.row.id for prepared in arrived] == [ids[-1]]


def reader_of(mail: Mail) -> Reader:
    """Open the store."""
    from mailapp.store.reader import Reader  # noqa: PLC0415 the name is used for the type above

    return Reader(mail.profile.store_file)


def test_a_letter_that_is_gone_is_told(qtbot: QtBot, mail: Mail) -> None:
    """Somebody has removed it meanwhile."""
    loader = LetterLoader(lambda: reader_of(mail))
    with qtbot.waitSignal(loader.gone) as told:
        loader.load(LetterId(99))
    assert told.args == [LetterId(99)]


def test_a_mistake_while_preparing_is_told_and_ends_nothing(qtbot: QtBot) -> None:
    """The letter view shows it; the next letter is prepared as usual."""

    def fail() -> Reader:
        message = "on purpose"
        raise RuntimeError(message)

    loader = LetterLoader(fail)
    for _ in range(2):
        with qtbot.waitSignal(loader.failed) as told:
            loader.load(LetterId(1))
        assert told.args == [LetterId(1), "RuntimeError: on purpose"]
