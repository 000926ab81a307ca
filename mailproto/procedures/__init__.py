# SPDX-License-Identifier: MIT
"""What takes several commands, written once for every driver: generators of commands (`mailproto.procedures.steps`).

A client runs them with `run`. None of them knows a connection.
"""

from mailproto.procedures.mailboxes import list_folders, open_mailbox
from mailproto.procedures.signing_in import compress, sign_in, sign_in_with, start_tls
from mailproto.procedures.steps import Procedure, ask, together

__all__ = [
    "Procedure",
    "ask",
    "compress",
    "list_folders",
    "open_mailbox",
    "sign_in",
    "sign_in_with",
    "start_tls",
    "together",
]
