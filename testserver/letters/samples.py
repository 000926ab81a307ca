# SPDX-License-Identifier: MIT
"""The sample letters."""

from datetime import datetime

from testserver.letters.generated import GeneratedLetters
from testserver.mailboxes import Seed


SPECIAL_USES: dict[str, str] = {}


def sample_mailboxes(midnight: datetime) -> dict[str, list[Seed]]:
    """Placeholder until the letters are written."""
    del midnight
    return {"INBOX": list(GeneratedLetters(24))}
