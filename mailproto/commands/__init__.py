# SPDX-License-Identifier: MIT
"""The commands of IMAP as values, with RFC 9051's names. `Command[R]` is one whose result is an R."""

from mailproto.commands.access_control import AclAction, DeleteAcl, GetAcl, ListRights, MyRights, SetAcl, rights_known
from mailproto.commands.appending import Append, MultiAppend, NewMessage, Replace, UidReplace
from mailproto.commands.base import Collector, Command, Interest
from mailproto.commands.changes import Changes, FlagSets, UidFetchChanges
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
from mailproto.commands.expunging import Expunge, Expunged, UidExpunge
from mailproto.commands.fetch_items import Body, FetchItem, Items
from mailproto.commands.in_flight import InFlight
from mailproto.commands.listing import List, ListDetails, ListReturn, ListSelection, Lsub, MailboxDetails, Xlist
from mailproto.commands.mailboxes import (
    Create,
    Delete,
    Rename,
    Status,
    StatusItem,
    StatusOfMany,
    Subscribe,
    Unsubscribe,
)
from mailproto.commands.messages import Fetch, UidFetch
from mailproto.commands.metadata import Depth, GetMetadata, Metadata, SetMetadata
from mailproto.commands.moving import Copy, Move, UidCopy, UidMove
from mailproto.commands.notify import Notify, NotifyEvent, Selector, Watch
from mailproto.commands.quota import GetQuota, GetQuotaRoot, SetQuota
from mailproto.commands.return_options import Partial, ReturnOption
from mailproto.commands.search import ExtendedSearch, Search, UidExtendedSearch, UidSearch
from mailproto.commands.search_keys import SearchKey
from mailproto.commands.search_results import SearchResult
from mailproto.commands.selecting import Check, Close, Examine, KnownMailbox, Select, SelectedMailbox, Unselect
from mailproto.commands.server import Id, Namespace
from mailproto.commands.sorting import (
    ExtendedSort,
    Sort,
    SortCriterion,
    SortKey,
    Thread,
    ThreadAlgorithm,
    UidExtendedSort,
    UidSort,
    UidThread,
)
from mailproto.commands.storing import Store, StoreAction, Stored, UidStore
from mailproto.printer import StreamedMessage

__all__ = [
    "AclAction",
    "Append",
    "Authenticate",
    "Body",
    "Capability",
    "Changes",
    "Check",
    "Close",
    "Collector",
    "Command",
    "Compress",
    "Copy",
    "Create",
    "Delete",
    "DeleteAcl",
    "Depth",
    "Enable",
    "Examine",
    "Expunge",
    "Expunged",
    "ExtendedSearch",
    "ExtendedSort",
    "Fetch",
    "FetchItem",
    "FlagSets",
    "GetAcl",
    "GetMetadata",
    "GetQuota",
    "GetQuotaRoot",
    "Id",
    "Idle",
    "InFlight",
    "Interest",
    "Items",
    "KnownMailbox",
    "List",
    "ListDetails",
    "ListReturn",
    "ListRights",
    "ListSelection",
    "Login",
    "Logout",
    "Lsub",
    "MailboxDetails",
    "Metadata",
    "Move",
    "MultiAppend",
    "MyRights",
    "Namespace",
    "NewMessage",
    "Noop",
    "Notify",
    "NotifyEvent",
    "Partial",
    "Rename",
    "Replace",
    "ReturnOption",
    "Search",
    "SearchKey",
    "SearchResult",
    "Select",
    "SelectedMailbox",
    "Selector",
    "SetAcl",
    "SetMetadata",
    "SetQuota",
    "Sort",
    "SortCriterion",
    "SortKey",
    "StartTls",
    "Status",
    "StatusItem",
    "StatusOfMany",
    "Store",
    "StoreAction",
    "Stored",
    "StreamedMessage",
    "Subscribe",
    "Thread",
    "ThreadAlgorithm",
    "UidCopy",
    "UidExpunge",
    "UidExtendedSearch",
    "UidExtendedSort",
    "UidFetch",
    "UidFetchChanges",
    "UidMove",
    "UidReplace",
    "UidSearch",
    "UidSort",
    "UidStore",
    "UidThread",
    "Unselect",
    "Unsubscribe",
    "Watch",
    "Xlist",
    "rights_known",
    "split_by_line",
]
