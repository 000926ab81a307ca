# SPDX-License-Identifier: MIT
"""What takes several commands, written once for every driver: generators of commands (`mailproto.procedures.steps`).

A client runs them with `run`. None of them knows a connection.
"""

from mailproto.procedures.appending import append, append_limit
from mailproto.procedures.mailboxes import list_folders, list_subscribed, open_mailbox, quotas_of, special_folders
from mailproto.procedures.moving import Transfer, copy, expunge, move
from mailproto.procedures.server import ServerInformation, enable_utf8, server_information
from mailproto.procedures.signing_in import compress, sign_in, sign_in_with, start_tls
from mailproto.procedures.steps import Procedure, ask, together
from mailproto.procedures.synchronizing import ResyncReason, Synchronized, SyncPoint, enable_qresync, synchronize

__all__ = [
    "Procedure",
    "ResyncReason",
    "ServerInformation",
    "SyncPoint",
    "Synchronized",
    "Transfer",
    "append",
    "append_limit",
    "ask",
    "compress",
    "copy",
    "enable_qresync",
    "enable_utf8",
    "expunge",
    "list_folders",
    "list_subscribed",
    "move",
    "open_mailbox",
    "quotas_of",
    "server_information",
    "sign_in",
    "sign_in_with",
    "special_folders",
    "start_tls",
    "synchronize",
    "together",
]
