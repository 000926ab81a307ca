# SPDX-License-Identifier: MIT
"""The text of a letter on screen: pictures of its own only, no file, no network, links only by a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QByteArray, QUrl
from PyQt5.QtGui import QColor, QTextDocument

from mailapp.windows.letter_body import LetterBody
from mailapp.windows.letter_preparation import Block
from tests.mailapp.windows.drawing import png

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def body(qtbot: QtBot, look: None) -> LetterBody:
    """Give an empty text."""
    assert look is None
    made = LetterBody()
    qtbot.addWidget(made)
    made.resize(600, 400)
    return made


def shown_pictures(body: LetterBody, html: str, pictures: dict[str, bytes]) -> list[tuple[int, int]]:
    """Show HTML and give the sizes of the pictures in it."""
    body.show_blocks([Block(html)], pictures)
    document = body.document()
    names = [form.toImageFormat().name() for form in document.allFormats() if form.isImageFormat() and form.isValid()]
    sizes = []
    for name in names:
        image = document.resource(QTextDocument.ResourceType.ImageResource, QUrl(name))
        sizes.append((image.width(), image.height()))
    return sizes


def test_a_picture_of_the_letter_is_shown(body: LetterBody) -> None:
    """`cid:` serves the part of this name (RFC 2392), percent-encoded or not."""
    pictures = {"a@b": png(30, 20), "c d@e": png(10, 10)}
    html = '<img src="cid:a@b"><img src="cid:c%20d@e">'
    assert shown_pictures(body, html, pictures) == [(30, 20), (10, 10)]


@pytest.mark.parametrize(
    "source",
    ["file:///{path}", "{path}", "//{path}", "http://127.0.0.1:9/x.png", "qrc:/x.png", "data:image/png;base64,"],
)
def test_nothing_else_is_ever_loaded(body: LetterBody, tmp_path: Path, source: str) -> None:
    """Files, the network and `data:` give a picture of one clear pixel, never Qt's own search for a file."""
    path = tmp_path / "picture.png"
    path.write_bytes(png(40, 40))
    assert shown_pictures(body, f'<img src="{source.format(path=path)}">', {}) == [(1, 1)]


def test_a_missing_picture_is_looked_for_once(body: LetterBody) -> None:
    """However often the letter names it."""
    asked: list[str] = []

    class Pictures(dict[str, bytes]):
        def get(self, name: str, default: bytes = b"") -> bytes:  # type: ignore[override]  # only this call is made
            asked.append(name)
            return default

    assert shown_pictures(body, '<img src="cid:x"><p><img src="cid:x"><p><img src="cid:x">', Pictures()) == [(1, 1)] * 3
    assert asked == ["x"]


def test_a_style_sheet_is_never_loaded(body: LetterBody, tmp_path: Path) -> None:
    """What is not a picture gets nothing at all."""
    sheet = tmp_path / "x.css"
    sheet.write_text("p { color: red }")
    given = body.loadResource(QTextDocument.ResourceType.StyleSheetResource, QUrl.fromLocalFile(str(sheet)))
    assert given == QByteArray(b" ")


def test_blocks_cannot_reach_into_each_other(body: LetterBody) -> None:
    """An element left open in one part does not swallow the next (EFAIL)."""
    body.show_blocks([Block('<div style="color: #ff0000"><a href="http://x.example/'), Block("<p>secret</p>")], {})
    assert "secret" in body.toPlainText()
    found = body.document().find("secret")
    assert not found.charFormat().isAnchor()
    assert found.charFormat().foreground().color() != QColor("#ff0000")


@pytest.mark.parametrize(
    ("target", "clicked"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("mailto:a@example.org", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("smb://host/share", False),
    ],
)
def test_only_some_schemes_can_be_clicked(body: LetterBody, target: str, clicked: bool) -> None:  # noqa: FBT001 a column of the table
    """Web and mail; nothing opens by itself."""
    opened: list[str] = []
    hovered: list[str] = []
    body.link_clicked.connect(lambda link: opened.append(link.toString()))
    body.link_hovered.connect(hovered.append)
    body.anchorClicked.emit(QUrl(target))
    body.highlighted[QUrl].emit(QUrl(target))
    assert opened == ([target] if clicked else [])
    assert hovered == ([target] if clicked else [""])


def test_the_true_target_of_a_link_is_shown(body: LetterBody) -> None:
    """Letters that look like others are shown encoded (RFC 3492)."""
    hovered: list[str] = []
    body.link_hovered.connect(hovered.append)
    body.highlighted[QUrl].emit(QUrl("https://bаnk.example/"))
    assert hovered == ["https://xn--bnk-6cd.example/"]


def test_a_letter_with_colors_lies_on_white_paper(body: LetterBody) -> None:
    """Its colours were chosen for white; any other follows the window."""
    body.show_blocks([Block("<p style='color: #111111'>x</p>", has_colors=True)], {})
    assert body.palette().base().color() == QColor("#ffffff")


def test_zoom_has_limits(body: LetterBody) -> None:
    """A key held down does not make letters vanish or burst."""
    for _ in range(40):
        body.zoom(1)
    assert body.zoom_steps == 12
    for _ in range(40):
        body.zoom(-1)
    assert body.zoom_steps == -5
    body.zoom(0)
    assert body.zoom_steps == 0
