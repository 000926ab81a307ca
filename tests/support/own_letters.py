# SPDX-License-Identifier: MIT
"""A few letters of our own beside the corpus's, and the attachments by which a receiver of letters is judged.

Each says what must lie on the disk in the end. Knows nothing of how it is received.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final


@dataclass(frozen=True)
class OwnLetter:
    """A letter as it travels, and its attachments: file name on the disk -> content."""

    raw: bytes
    attachments: dict[str, bytes] = field(default_factory=dict)


def letter_with(files: dict[str, bytes], *, names: tuple[str, ...] = ()) -> OwnLetter:
    """Attach files to a letter; the sender calls them by `names` where these are given."""
    message = EmailMessage(SMTP)
    message["Subject"] = "Вложения"
    message["From"] = "Мария <maria@example.org>"
    message.set_content("Смотри вложения.\n")
    for name, content in zip(names or files, files.values(), strict=True):
        message.add_attachment(content, "application", "octet-stream", filename=name)
    message.set_boundary("boundary-of-our-own")  # the same in every run
    return OwnLetter(message.as_bytes(), files)


def nested() -> OwnLetter:
    """Attach a letter with an attachment of its own: it is one attachment, and stays closed."""
    inner = letter_with({"внутри.bin": noise(500)}).raw
    raw = (
        b"Subject: nested\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n"
        b'Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename="inner.eml"\r\n\r\n'
    )
    return OwnLetter(raw + inner + b"\r\n--outer--\r\n", {"inner.eml": inner})


def noise(octets: int) -> bytes:
    """Give octets that nothing can guess or compress; the same each time."""
    return random.Random(octets).randbytes(octets)  # noqa: S311 no secret


OWN_LETTERS: Final = (
    OwnLetter(b"Subject: short\r\n\r\n"),
    OwnLetter(b"no header at all"),
    OwnLetter("Subject: кириллица как есть\r\n\r\nтело\r\n".encode()),
    OwnLetter(b"Subject: alone\r\n\r\na carriage return\rinside a line\r\n.\r\nA001 OK done\r\n{25}\r\n"),
    OwnLetter(b"Subject: one long line\r\n\r\n" + b"0123456789" * 100_000),
    letter_with({"empty.bin": b"", "one.bin": b"\0"}),
    letter_with({"Отчёт за май.bin": noise(3_000_000)}),
    letter_with({"same.bin": noise(10), "same (2).bin": noise(11)}, names=("same.bin", "same.bin")),
    letter_with({"evil.bin": noise(12)}, names=("../../evil.bin",)),
    nested(),
)
