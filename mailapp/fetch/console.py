# SPDX-License-Identifier: GPL-3.0-or-later
"""What `konvert fetch` says: progress and messages on standard error, the summary as JSON on standard output.

Knows neither connections nor files. Whatever a server or a letter says is made harmless before it reaches a terminal.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final, TextIO

from mailapp.presentation.message_summary import format_size
from mailapp.presentation.safe_text import one_line
from mailapp.texts import language, tr, tr_n

if TYPE_CHECKING:
    from mailapp.fetch.receiving import Summary

_STEPS_ON_A_TERMINAL: Final = 1000
_STEPS_IN_A_LOG: Final = 10


class Console:
    """Tells a person, or a log, how far the receiving is; says so each time another step of the way is done."""

    def __init__(self, errors: TextIO, *, quiet: bool) -> None:
        self._errors = errors
        self._quiet = quiet
        self._on_terminal = errors.isatty()
        self._steps = _STEPS_ON_A_TERMINAL if self._on_terminal else _STEPS_IN_A_LOG
        self._wanted = self._octets = self._received = self._done = self._step = 0

    def begin(self, mailbox: str, wanted: int, octets: int, skipped: int) -> None:
        """Say what is to be received."""
        self._wanted, self._octets = wanted, octets
        self._say(
            tr(
                "{folder}: {wanted} to receive ({size}), {skipped} here already",
                folder=one_line(mailbox),
                wanted=tr_n("{count} letter", "{count} letters", wanted),
                size=format_size(octets, language()),
                skipped=skipped,
            )
        )

    def advance(self, octets: int) -> None:
        """Count octets, and say so at each step."""
        self._done += octets
        step = self._steps * min(self._done, self._octets) // self._octets if self._octets else 0
        if step > self._step:
            self._step = step
            self._show_progress()

    def letter(self, uid: int) -> None:  # noqa: ARG002 - the count is enough for a person
        """Count a letter."""
        self._received += 1

    def failed(self, uid: int, reason: str) -> None:
        """Name a letter that could not be received."""
        self.problem(tr("Letter {uid} could not be received: {reason}", uid=uid, reason=one_line(reason)))

    def finish(self, summary: Summary) -> None:
        """Say what was done."""
        if self._on_terminal and self._step and not self._quiet:
            self._errors.write("\n")
        self._say(
            tr(
                "{received} received ({size}) with {attachments}, in {folder}",
                received=tr_n("{count} letter", "{count} letters", summary.received),
                size=format_size(summary.bytes, language()),
                attachments=tr_n("{count} attachment", "{count} attachments", summary.attachments),
                folder=summary.folder,
            )
        )

    def problem(self, text: str) -> None:
        """Say what went wrong; also where the person wants quiet."""
        start = "\n" if self._on_terminal and self._step and not self._quiet else ""
        self._errors.write(f"{start}{text}\n")
        self._errors.flush()

    def _show_progress(self) -> None:
        text = tr(
            "{done} of {total}, {received} of {wanted} letters",
            done=format_size(min(self._done, self._octets), language()),
            total=format_size(self._octets, language()),
            received=self._received,
            wanted=self._wanted,
        )
        if self._on_terminal and not self._quiet:
            self._errors.write(f"\r\x1b[K{text}")
            self._errors.flush()
        else:
            self._say(text)

    def _say(self, text: str) -> None:
        if not self._quiet:
            self._errors.write(f"{text}\n")
            self._errors.flush()


def summary_as_json(summary: Summary, error: BaseException | None) -> str:
    """Give the summary as one JSON object on one line; `error` with its stable code where it ended early."""
    values = asdict(summary)
    if error is not None:
        values["error"] = {"code": getattr(error, "code", "interrupted"), "message": str(error)}
    return json.dumps(values, ensure_ascii=False)
