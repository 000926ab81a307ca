# SPDX-License-Identifier: MIT
"""The commands of IMAP as values, with RFC 9051's names. `Command[R]` is one whose result is an R."""

from mailproto.commands.appending import Append
from mailproto.commands.base import Collector, Command, Interest
from mailproto.commands.connection import (
    Authenticate,
    Capability,
    Compress,
    Enable,
    Idle,
    Login,
    Logout,
    Noop,
    StartTls,
)
from mailproto.commands.dividing import split_by_line
from mailproto.commands.expunging import Expunge
from mailproto.commands.fetch_items import Body, FetchItem, Items
from mailproto.commands.in_flight import InFlight
from mailproto.commands.mailboxes import Create, Delete, List, Lsub, Rename, Status, Subscribe, Unsubscribe
from mailproto.commands.messages import Fetch, UidFetch
from mailproto.commands.moving import Copy, UidCopy
from mailproto.commands.notify import Notify, NotifyEvent, Selector, Watch
from mailproto.commands.search import Search, SearchKey, SearchWord, UidSearch
from mailproto.commands.selecting import Check, Close, Examine, Select, SelectedMailbox, Unselect
from mailproto.commands.storing import Store, StoreAction, UidStore

__all__ = [
    "Append",
    "Authenticate",
    "Body",
    "Capability",
    "Check",
    "Close",
    "Collector",
    "Command",
    "Compress",
    "Copy",
    "Create",
    "Delete",
    "Enable",
    "Examine",
    "Expunge",
    "Fetch",
    "FetchItem",
    "Idle",
    "InFlight",
    "Interest",
    "Items",
    "List",
    "Login",
    "Logout",
    "Lsub",
    "Noop",
    "Notify",
    "NotifyEvent",
    "Rename",
    "Search",
    "SearchKey",
    "SearchWord",
    "Select",
    "SelectedMailbox",
    "Selector",
    "StartTls",
    "Status",
    "Store",
    "StoreAction",
    "Subscribe",
    "UidCopy",
    "UidFetch",
    "UidSearch",
    "UidStore",
    "Unselect",
    "Unsubscribe",
    "Watch",
    "split_by_line",
]
