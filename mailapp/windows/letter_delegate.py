# SPDX-License-Identifier: GPL-3.0-or-later
"""Paints one line of the list of letters: circle with initials, sender and date, subject and marks.

A fixed height for all rows, so that a million of them cost no measuring. Knows `LetterRow`, no store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QEvent, QModelIndex, QRect, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter
from PyQt5.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mailapp.models.letters import LETTER_ROLE
from mailapp.texts import tr
from mailapp.windows.icons import paint_icon
from mailapp.windows.theme import Colors, circle_color, colors
from mailapp.windows.wording import initials, short_date

if TYPE_CHECKING:
    from PyQt5.QtCore import QAbstractItemModel, QObject

    from mailapp.store.records import LetterRow

_MARGIN: Final = 8
_DOT: Final = 8
_CIRCLE: Final = 36
_GAP: Final = 10
_MARK: Final = 16
_CONTENT_START: Final = _MARGIN + 6 + _DOT + 6
_RADIUS: Final = 8
_SMALL: Final = 0.9


def paint_circle(painter: QPainter, rectangle: QRect, key: str, text: str, font: QFont) -> None:
    """Paint a sender's circle: a colour of their own, and their initials."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(circle_color(key))
    painter.drawEllipse(rectangle)
    painter.setPen(QColor("#ffffff"))
    lettering = QFont(font)
    lettering.setPixelSize(round(rectangle.height() * 0.38))
    lettering.setWeight(QFont.Weight.DemiBold)
    painter.setFont(lettering)
    painter.drawText(rectangle, int(Qt.AlignmentFlag.AlignCenter), text)


class LetterDelegate(QStyledItemDelegate):
    """Two lines a letter. A click on the star asks to set or remove it."""

    star_clicked = pyqtSignal(QModelIndex)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shows_recipients = False

    @staticmethod
    def row_height(font: QFont) -> int:
        """Give the height of every row, in pixels."""
        lines = 2 * QFontMetrics(font).height() + 6
        return max(lines, _CIRCLE) + 2 * 11

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        """Give the size of a row."""
        return QSize(240, self.row_height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one row; nothing but the ground where the letter is gone."""
        chosen = colors()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, chosen)
        letter = index.data(LETTER_ROLE)
        if letter is not None:
            self._paint_circle(painter, option, letter, chosen)
            self._paint_lines(painter, option, letter, chosen)
        painter.restore()

    @staticmethod
    def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, chosen: Colors) -> None:
        ground = ""
        if option.state & QStyle.StateFlag.State_Selected:
            ground = chosen.selection
        elif option.state & QStyle.StateFlag.State_MouseOver:
            ground = chosen.hover
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(option.rect.adjusted(_MARGIN - 2, 1, 2 - _MARGIN, -1), _RADIUS, _RADIUS)
        else:
            painter.setPen(QColor(chosen.line))
            start = option.rect.left() + _CONTENT_START + _CIRCLE + _GAP
            painter.drawLine(start, option.rect.bottom(), option.rect.right() - _MARGIN, option.rect.bottom())

    def _person(self, letter: LetterRow) -> tuple[str, str]:
        """Give whom the line is about: name to show, and the key of the circle's colour."""
        if self.shows_recipients:
            return (letter.recipients or tr("(no recipients)"), letter.recipients)
        shown = letter.sender_name or letter.sender_address or tr("(unknown sender)")
        return shown, letter.sender_address or shown

    def _paint_circle(self, painter: QPainter, option: QStyleOptionViewItem, letter: LetterRow, chosen: Colors) -> None:
        middle = option.rect.center().y()
        if not letter.seen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(chosen.accent))
            painter.drawEllipse(option.rect.left() + _MARGIN + 5, middle - _DOT // 2, _DOT, _DOT)
        shown, key = self._person(letter)
        circle = QRect(option.rect.left() + _CONTENT_START, middle - _CIRCLE // 2, _CIRCLE, _CIRCLE)
        paint_circle(painter, circle, key, initials(shown), option.font)

    def _paint_lines(self, painter: QPainter, option: QStyleOptionViewItem, letter: LetterRow, chosen: Colors) -> None:
        plain, bold, small = QFont(option.font), QFont(option.font), QFont(option.font)
        bold.setBold(not letter.seen)
        small.setPointSizeF(small.pointSizeF() * _SMALL)
        height = QFontMetrics(plain).height()
        left = option.rect.left() + _CONTENT_START + _CIRCLE + _GAP
        right = option.rect.right() - _MARGIN - 6
        top = option.rect.top() + (option.rect.height() - 2 * height - 6) // 2
        date = short_date(letter.date)
        date_width = QFontMetrics(small).horizontalAdvance(date)
        painter.setFont(small)
        painter.setPen(QColor(chosen.muted if letter.seen else chosen.accent))
        baseline = QRect(right - date_width, top, date_width + 1, height)
        painter.drawText(baseline, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), date)
        first = QRect(left, top, right - date_width - _GAP - left, height)
        _draw_elided(painter, first, self._person(letter)[0], bold, chosen.text)
        end = self._paint_marks(painter, option, letter, chosen, right)
        second = QRect(left, top + height + 6, end - left, height)
        subject = letter.subject or tr("(no subject)")
        used = _draw_elided(painter, second, subject, bold, chosen.muted if letter.seen else chosen.text)
        if letter.preview and used + _GAP < second.width():
            rest = second.adjusted(used, 0, 0, 0)
            _draw_elided(painter, rest, f" \N{EN DASH} {letter.preview}", plain, chosen.muted)

    @staticmethod
    def star_rectangle(rectangle: QRect) -> QRect:
        """Give where in a row's rectangle the star is."""
        return QRect(rectangle.right() - _MARGIN - 6 - _MARK, rectangle.center().y() + 5, _MARK, _MARK)

    def _paint_marks(
        self, painter: QPainter, option: QStyleOptionViewItem, letter: LetterRow, chosen: Colors, end: int
    ) -> int:
        """Paint the second line's marks from the right; give where the text must end."""
        star = self.star_rectangle(option.rect)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if letter.flagged or hovered:
            paint_icon(
                painter,
                "flag-set" if letter.flagged else "flag",
                star,
                QColor(chosen.star if letter.flagged else chosen.muted),
            )
            end = star.left() - 4
        for holds, name in (
            (letter.has_attachments, "attachment"),
            (letter.answered, "answered"),
            (letter.forwarded, "forwarded"),
        ):
            if holds:
                paint_icon(painter, name, QRect(end - _MARK, star.top(), _MARK, _MARK), QColor(chosen.muted))
                end -= _MARK + 4
        return end - 4

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: QModelIndex
    ) -> bool:
        """Take a click on the star; all others belong to the view."""
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            on_star = self.star_rectangle(option.rect).adjusted(-4, -4, 4, 4).contains(event.pos())
            if on_star and event.type() == QEvent.Type.MouseButtonRelease:
                self.star_clicked.emit(index)
            return on_star
        return super().editorEvent(event, model, option, index)


def _draw_elided(painter: QPainter, rectangle: QRect, text: str, font: QFont, color: str) -> int:
    """Draw one line, shortened to `rectangle`; give the width used."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rectangle.width())
    painter.setFont(font)
    painter.setPen(QColor(color))
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
    painter.drawText(rectangle, flags, shown)
    return metrics.horizontalAdvance(shown)
