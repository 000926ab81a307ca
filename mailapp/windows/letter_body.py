# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows the text of a letter that was made safe before. Reads no file and no network: pictures come from the letter.

Knows HTML that is safe already, and the letter's pictures by Content-ID (RFC 2392).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QByteArray, QPoint, QPointF, Qt, QUrl, pyqtSignal
from PyQt5.QtGui import QColor, QGuiApplication, QImage, QPalette, QTextCursor, QTextDocument, QTextFrameFormat
from PyQt5.QtWidgets import QMenu, QTextBrowser

from mailapp.presentation.plain_text import DEEPEST_QUOTE
from mailapp.texts import tr
from mailapp.windows.pictures import decode_picture, no_picture
from mailapp.windows.theme import PAPER, colors
from mailapp.windows.widgets import Retranslator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailapp.windows.letter_preparation import Block

LINK_SCHEMES: Final = frozenset({"http", "https", "mailto"})
"""What a click may open."""

_MARGIN: Final = 24
_ZOOM_STEPS: Final = range(-5, 13)


def _content_id(name: QUrl) -> str:
    return QUrl.fromPercentEncoding(name.toEncoded()[4:]) if name.scheme() == "cid" else ""


class LetterBody(QTextBrowser):
    """The text of one letter, block by block, each parsed for itself so that none can reach into another (EFAIL)."""

    link_clicked = pyqtSignal(QUrl)
    link_hovered = pyqtSignal(str)
    picture_wanted = pyqtSignal(str)
    """The Content-ID of a picture that is to be saved."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.anchorClicked.connect(self._clicked)
        self.highlighted[QUrl].connect(self._hovered)
        self._pictures: Mapping[str, bytes] = {}
        self._decoded: dict[str, QImage] = {}
        self._plain_size = self.font().pointSizeF()
        self._zoom = 0
        Retranslator(self, self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        self.setAccessibleName(tr("Text of the letter"))

    def show_blocks(self, blocks: Sequence[Block], pictures: Mapping[str, bytes]) -> None:
        """Show the blocks one below the other. `pictures`: Content-ID without brackets -> the file's octets."""
        self.clear()
        self._pictures = pictures
        self._decoded = {}
        self._put_on(paper=any(block.has_colors for block in blocks))
        document = self.document()
        document.setDocumentMargin(_MARGIN)
        cursor = QTextCursor(document)
        for number, block in enumerate(blocks):
            if number:
                cursor.movePosition(QTextCursor.MoveOperation.End)
                cursor.insertFrame(self._separator())
                cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertHtml(block.html)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    @staticmethod
    def _separator() -> QTextFrameFormat:
        line = QTextFrameFormat()
        line.setHeight(1)
        line.setBackground(QColor(colors().line))
        line.setTopMargin(12)
        line.setBottomMargin(12)
        return line

    def _put_on(self, *, paper: bool) -> None:
        """Lay a letter that brings colours on white paper, any other on the window's ground."""
        chosen = PAPER if paper else colors()
        palette = self.palette()
        for role, color in (
            (QPalette.ColorRole.Base, chosen.base),
            (QPalette.ColorRole.Text, chosen.text),
            (QPalette.ColorRole.Link, chosen.accent),
        ):
            palette.setColor(role, QColor(color))
        self.setPalette(palette)
        self.setStyleSheet(f"QTextBrowser {{ background: {chosen.base}; color: {chosen.text}; }}")
        quotes = "".join(f".quote{level} {{ color: {chosen.muted}; }}" for level in range(1, DEEPEST_QUOTE + 1))
        self.document().setDefaultStyleSheet(f"a {{ color: {chosen.accent}; }} {quotes}")

    def loadResource(self, kind: int, name: QUrl) -> object:
        """Serve pictures of this letter, each asked for once; for all else give something that is not nothing."""
        if kind != QTextDocument.ResourceType.ImageResource:
            return QByteArray(b" ")
        content_id = _content_id(name)
        if content_id not in self._decoded:
            data = self._pictures.get(content_id, b"")
            widest = max(320, self.viewport().width() - 2 * _MARGIN)
            self._decoded[content_id] = decode_picture(data, widest) if data else no_picture()
        return self._decoded[content_id]

    def zoom(self, steps: int) -> None:
        """Make the letters larger or smaller by steps; 0 gives the usual size."""
        wanted = self._zoom + steps if steps else 0
        if wanted in _ZOOM_STEPS:
            self._zoom = wanted
            font = self.font()
            font.setPointSizeF(self._plain_size * 1.1**wanted)
            self.setFont(font)

    @property
    def zoom_steps(self) -> int:
        """How many steps the letters are larger than usual."""
        return self._zoom

    def _clicked(self, target: QUrl) -> None:
        if target.scheme().lower() in LINK_SCHEMES:
            self.link_clicked.emit(target)

    def _hovered(self, target: QUrl) -> None:
        shown = bytes(target.toEncoded()).decode("ascii") if target.scheme().lower() in LINK_SCHEMES else ""
        self.viewport().setToolTip(shown)
        self.link_hovered.emit(shown)

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        link = self.anchorAt(place)
        copy = menu.addAction(tr("Copy"), self.copy)
        copy.setEnabled(self.textCursor().hasSelection())
        if link:
            menu.addAction(tr("Copy link"), lambda: self._copy_text(link))
        picture = self._picture_at(place)
        if picture:
            menu.addAction(tr("Save picture…"), lambda: self.picture_wanted.emit(picture))
        menu.addAction(tr("Select all"), self.selectAll)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(place))

    def _picture_at(self, place: QPoint) -> str:
        scrolled = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        name = self.document().documentLayout().imageAt(QPointF(place + scrolled))
        content_id = _content_id(QUrl(name))
        return content_id if content_id in self._pictures else ""

    @staticmethod
    def _copy_text(text: str) -> None:
        QGuiApplication.clipboard().setText(text)
