# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a letter ready to be shown, beside the window's thread: reads it, chooses its texts, makes them safe.

What takes long (charsets, HTML) happens here; the window is handed finished blocks. Knows no widget.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from PyQt5.QtCore import QObject, QRunnable, QThreadPool, pyqtSignal

from mailapp.presentation.charsets import decode
from mailapp.presentation.html_safety import Refused, safe_html
from mailapp.presentation.layout_work import fit_text
from mailapp.presentation.limits import DEFAULT_HTML_LIMITS, LAYOUT_WORK
from mailapp.presentation.plain_text import html_to_text, text_to_html
from mailapp.presentation.problems import CUT
from mailapp.presentation.safe_text import several_lines
from mailapp.texts import translatable
from mailapp.windows.pictures import can_be_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mailapp.presentation.links import Link
    from mailapp.store.reader import Reader
    from mailapp.store.records import Letter, LetterId, Part


@dataclass(frozen=True, slots=True)
class Block:
    """One text of a letter as HTML that is safe to show. `has_colors`: it was made for white paper."""

    html: str
    has_colors: bool = False


@dataclass(frozen=True, slots=True)
class PreparedLetter:
    """Everything the letter view shows. `pictures`: Content-ID -> octets; `notes` are sentences for `tr`.

    `files` are the parts to be listed as attachments: a picture shown inside the text is none, a text that is not shown
    whole is one.
    """

    letter: Letter
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    files: tuple[Part, ...]
    pictures: Mapping[str, bytes]
    remote_pictures: int
    notes: tuple[str, ...]


TOO_COMPLEX: Final = translatable("The formatting of this letter is too complex to be shown; this is its text.")


def body_parts(letter: Letter) -> list[Part]:
    """Choose the parts that are the letter's text: those of the HTML form where there is one, else of the plain."""
    here = [part for part in letter.parts if part.content is not None]
    return [part for part in here if part.role == "html"] or [part for part in here if part.role == "text"]


def prepare(letter: Letter) -> PreparedLetter:
    """Make a letter ready to be shown."""
    texts = _Texts(list(letter.problems))
    for part in body_parts(letter):
        texts.add(part)
    pictures = {
        part.content_id: part.content
        for part in letter.parts
        if part.content_id and part.content is not None and part.media_type.startswith("image/")
    }
    shown = {name for name in texts.content_ids if name in pictures and can_be_shown(pictures[name])}
    is_cut = CUT in texts.notes
    files = tuple(
        part
        for part in letter.parts
        if part.role == "attachment"
        or (part.role == "related" and part.content_id not in shown)
        or (is_cut and part.role == "html")
    )
    return PreparedLetter(
        letter,
        tuple(texts.blocks),
        tuple(texts.links),
        files,
        pictures,
        texts.remote_pictures,
        tuple(dict.fromkeys(texts.notes)),
    )


@dataclass(slots=True)
class _Texts:
    """The texts of one letter, which share what Qt may take to lay them out."""

    notes: list[str]
    work_left: float = LAYOUT_WORK
    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    content_ids: set[str] = field(default_factory=set)
    remote_pictures: int = 0

    def add(self, part: Part) -> None:
        """Make one text ready."""
        text = several_lines(decode(part.content or b"", part.charset).text)
        if part.media_type != "text/html":
            self._add_plain(text)
            return
        safe = safe_html(text, replace(DEFAULT_HTML_LIMITS, layout_work=self.work_left))
        if isinstance(safe, Refused):
            self.notes.append(TOO_COMPLEX)
            self._add_plain(html_to_text(text))
            return
        self.work_left -= safe.work
        self.remote_pictures += len(safe.remote_pictures)
        self.content_ids.update(map(unquote, safe.content_ids))
        self.links += safe.links
        self.blocks.append(Block(safe.html, has_colors=_brings_colors(safe.html)))

    def _add_plain(self, text: str) -> None:
        fitted = fit_text(text, self.work_left)
        self.work_left -= fitted.work
        if len(fitted.text) < len(text):
            self.notes.append(CUT)
        self.blocks.append(Block(text_to_html(fitted.text)))


def _brings_colors(html: str) -> bool:
    return any(sign in html for sign in ("color", "bgcolor", "background"))


class _Preparation(QRunnable):
    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        """Run in a thread of the pool."""
        self._work()


class LetterLoader(QObject):
    """Reads and prepares letters beside the window's thread, one at a time; what is no longer wanted is dropped."""

    ready = pyqtSignal(object)
    """A `PreparedLetter`, always of the letter asked for last; its `letter.received` may be False."""

    gone = pyqtSignal(object)
    """The `LetterId` asked for last is no longer in the store."""

    failed = pyqtSignal(object, str)
    """The `LetterId` asked for last could not be read, and why."""

    _done = pyqtSignal(int, object, object, str)

    def __init__(self, open_reader: Callable[[], Reader], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_reader = open_reader
        self._wanted = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._done.connect(self._finish)

    def load(self, letter_id: LetterId) -> None:
        """Prepare this letter; any asked for before is dropped."""
        self._wanted += 1
        number = self._wanted
        self._pool.clear()
        self._pool.start(_Preparation(lambda: self._work(number, letter_id)))

    def forget(self) -> None:
        """Drop what was asked for."""
        self._wanted += 1
        self._pool.clear()

    def stop(self) -> None:
        """Wait for the letter being prepared: its thread uses the store."""
        self.forget()
        self._pool.waitForDone()

    def _work(self, number: int, letter_id: LetterId) -> None:
        prepared: PreparedLetter | None = None
        trouble = ""
        try:
            with self._open_reader() as reader:
                letter = reader.letter(letter_id)
            prepared = prepare(letter) if letter is not None else None
        except Exception as error:  # noqa: BLE001 a letter that breaks its reader must not end the program
            trouble = f"{type(error).__name__}: {error}"
        self._done.emit(number, letter_id, prepared, trouble)

    def _finish(self, number: int, letter_id: LetterId, prepared: PreparedLetter | None, trouble: str) -> None:
        if number != self._wanted:
            return
        if trouble:
            self.failed.emit(letter_id, trouble)
        elif prepared is None:
            self.gone.emit(letter_id)
        else:
            self.ready.emit(prepared)
