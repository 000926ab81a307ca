# SPDX-License-Identifier: MIT
"""Fills accounts with letters, as the settings say.

The same settings give the same letters, UIDs and UIDVALIDITY, so that a second start is no change.
"""

import hashlib
from datetime import datetime
from pathlib import Path

from testserver.accounts import Account
from testserver.letters.files import read_letters, seed_of
from testserver.letters.generated import GeneratedLetters
from testserver.letters.samples import SPECIAL_USES, sample_mailboxes
from testserver.mailbox_names import INBOX
from testserver.mailboxes import GivenSeeds, Seed
from testserver.settings import Settings


def populate(settings: Settings) -> dict[str, Account]:
    """Return every user's account, filled."""
    return {user: _account(settings, user, password) for user, password in settings.passwords().items()}


def _account(settings: Settings, user: str, password: str) -> Account:
    if settings.letters is None and not settings.generate:
        midnight = settings.midnight or today()
        account = Account(user, password, f"samples of {midnight.isoformat()}")
        for name, samples in sample_mailboxes(midnight).items():
            account.add(name, samples, SPECIAL_USES.get(name))
        return account
    letters = _given_letters(settings.letters or ())
    identity = hashlib.sha256(b"".join(hashlib.sha256(seed.letter.data).digest() for seed in letters)).hexdigest()
    account = Account(user, password, identity)
    generated = GeneratedLetters(settings.generate)
    made = (generated[place] for place in range(settings.generate))
    account.add(INBOX, GivenSeeds((*letters, *made)) if letters else generated)
    for name, special_use in SPECIAL_USES.items():
        account.add(name, GivenSeeds(), special_use)
    return account


def _given_letters(sources: tuple[Path | bytes, ...]) -> list[Seed]:
    seeds: list[Seed] = []
    for source in sources:
        seeds += [seed_of(source)] if isinstance(source, bytes) else read_letters(source)
    return seeds


def today() -> datetime:
    """Return the last midnight in the zone of this machine."""
    return datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
