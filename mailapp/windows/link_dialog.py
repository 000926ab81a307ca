# SPDX-License-Identifier: GPL-3.0-or-later
"""The question before a link is opened that may not lead where it seems to, or that begins a letter.

Knows what `presentation.links` tells of a link; opens nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtGui import QPalette, QTextOption
from PyQt5.QtWidgets import QPlainTextEdit

from mailapp.presentation.links import LinkWarning, mail_fields
from mailapp.texts import tr, translatable
from mailapp.windows.dialog import Dialog, Form

if TYPE_CHECKING:
    from PyQt5.QtWidgets import QWidget

    from mailapp.presentation.links import Link

WARNING_SENTENCES: Final[Mapping[LinkWarning, str]] = {
    LinkWarning.OTHER_HOST: translatable("The letter names another site than the one this link leads to."),
    LinkWarning.PUNYCODE: translatable("The site's name has letters that can look like those of another name."),
    LinkWarning.USER_NAME: translatable("A name stands before the site's, so that it looks like another site."),
    LinkWarning.INVISIBLE: translatable("The text of the link holds characters that are not seen."),
}
"""Sentences for `tr`."""

_ICON: Final = QSize(36, 36)
_MOST_LINES: Final = 4
_LINE_ROOM: Final = 14  # pixels around the lines


def must_be_asked(link: Link) -> bool:
    """Whether the person is to see first where a link leads."""
    return bool(link.warnings) or link.target.startswith("mailto:")


class _Shown(QPlainTextEdit):
    """A text of the letter: broken anywhere and never wider than the dialog, however long its words are."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        characters = max(1, 340 // self.fontMetrics().averageCharWidth())
        lines = min(_MOST_LINES, 1 + len(text) // characters)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + _LINE_ROOM)


class LinkDialog(Dialog):
    """Shows where a link leads; not to open it is the default."""

    agreed = pyqtSignal()

    def __init__(self, parent: QWidget, link: Link) -> None:
        super().__init__(parent, "warning", _ICON, QPalette.ColorRole.BrightText)
        self._link = link
        self._is_mail = link.target.startswith("mailto:")
        self._form = Form()
        self.fields = [_Shown(text) for text in self._texts()]
        for field in self.fields:
            self._form.add_field(field)
        self.content.addLayout(self._form)
        self.agree_button = self.add_button(self._agree)
        self.cancel_button = self.add_button(self.reject, primary=True)
        self.cancel_button.setFocus()
        self.setMinimumWidth(520)
        self.retranslate()

    def _texts(self) -> tuple[str, ...]:
        """Give what the fields show, in the order of their names in `retranslate`."""
        if self._is_mail:
            return mail_fields(self._link.target)
        return (self._link.text, self._link.host, self._link.target)

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        heading = tr("Write a letter to this address?") if self._is_mail else tr("Open this link?")
        names = (
            (tr("Address"), tr("Subject"))
            if self._is_mail
            else (tr("Text in the letter"), tr("Leads to"), tr("Full address"))
        )
        warnings = [tr(WARNING_SENTENCES[warning]) for warning in sorted(self._link.warnings)]
        if self._is_mail:
            warnings.append(tr("Your mail program will open. Nothing is sent by itself."))
        self.setWindowTitle(heading)
        self.heading.setText(heading)
        self.explanation.setText("\n".join(warnings))
        for field, name in zip(self.fields, names, strict=True):
            self._form.name_field(field, name)
        self.agree_button.setText(tr("Write") if self._is_mail else tr("Open"))
        self.cancel_button.setText(tr("Cancel"))

    def _agree(self) -> None:
        self.accept()
        self.agreed.emit()
