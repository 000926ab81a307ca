# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs a profile in to the bundled test server: `python -m mailapp.demo PROFILE READY_FILE`.

The server's ready file says where it listens, for whom, and which authority signed its certificate. The password goes
into the profile's secrets (see `mailapp.secrets` for what that is worth), nowhere else. Knows no window and no Qt.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mailapp.errors import AppError
from mailapp.files import read_json_object
from mailapp.secrets import account_name, open_secrets
from mailapp.settings import Profile
from mailapp.store.reader import Reader
from mailapp.store.records import Account, AccountId, Security
from mailapp.store.writer import Writer
from mailapp.texts import explain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_USAGE: Final = "usage: python -m mailapp.demo PROFILE READY_FILE\n"


def prepare(profile_folder: Path, ready: Mapping[str, object]) -> None:
    """Make the profile's one account that of the server; what was received stays where the server is the same.

    `ready` has host, port, user, password and ca_file, as `konvert-testserver --ready-file` writes them.
    Raises AppError "app-file-damaged" where something lacks, and StoreError.
    """
    profile = Profile.open(profile_folder)
    account = _account(ready)
    with Writer(profile.store_file) as writer, Reader(profile.store_file) as reader:
        present = reader.accounts()
        kept = [known for known in present if replace(known, id=account.id) == account]
        for known in present:
            if known not in kept:
                writer.remove_account(known.id)
        if not kept:
            writer.add_account(account)
    name = account_name(account.user, account.host, account.port)
    open_secrets(profile).put(name, str(ready["password"]))


def _account(ready: Mapping[str, object]) -> Account:
    try:
        user, host, port = str(ready["user"]), str(ready["host"]), int(str(ready["port"]))
        authority = str(Path(str(ready["ca_file"])).absolute())
        address = user if "@" in user else f"{user}@example.org"
        ready["password"]
    except (KeyError, ValueError) as error:
        raise AppError(code="app-file-damaged", file="READY_FILE", reason=error) from error
    return Account(AccountId(0), address, user, host, port, Security.TLS, authority)


def main(arguments: Sequence[str]) -> int:
    """Do it for the command line; gives the exit status."""
    if len(arguments) != 2:  # noqa: PLR2004 - the profile and the ready file
        sys.stderr.write(_USAGE)
        return 2
    profile, ready_file = map(Path, arguments)
    try:
        prepare(profile, read_json_object(ready_file))
    except AppError as error:
        told = explain(error)
        sys.stderr.write(f"{told.title}. {told.what_happened} {told.what_to_do}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
