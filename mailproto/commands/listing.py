# SPDX-License-Identifier: MIT
"""LIST and its extensions, LSUB and XLIST: which mailboxes there are, and what else is known of each.

RFC 9051, 6.3.9; RFC 5258; RFC 5819, 6154, 8440 and 9590 for what LIST may tell besides; LSUB by RFC 3501, 6.3.9.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mailproto.commands.base import Collector, Command, Gathering, Interest
from mailproto.commands.mailboxes import needs_of_items, write_items
from mailproto.commands.topics import Topic
from mailproto.errors import LocalProtocolError
from mailproto.printer import Writer
from mailproto.responses import ListData, MailboxStatus, MetadataData, MyRightsData, Response, StatusResponse
from mailproto.vocabulary import MailboxName


class ListSelection(enum.StrEnum):
    """Which mailboxes LIST is to tell, rather than all that match (RFC 5258, 3.1; RFC 6154, 2).

    REMOTE adds those on other servers. RECURSIVEMATCH, beside another one, adds those with such mailboxes below them,
    which `ListData.child_info` then names.
    """

    SUBSCRIBED = "SUBSCRIBED"
    REMOTE = "REMOTE"
    RECURSIVEMATCH = "RECURSIVEMATCH"
    SPECIAL_USE = "SPECIAL-USE"


class ListReturn(enum.StrEnum):
    """What LIST is to tell of each mailbox by attributes (RFC 5258, 3.2; RFC 6154, 2)."""

    SUBSCRIBED = "SUBSCRIBED"
    CHILDREN = "CHILDREN"
    SPECIAL_USE = "SPECIAL-USE"


@dataclass(frozen=True, slots=True)
class List(Command[tuple[ListData, ...]]):
    """Ask which mailboxes there are (RFC 9051, 6.3.9): below `reference`, `*` for any name, `%` for one level.

    A mailbox that matches several patterns is told once. `select` and `returning` need LIST-EXTENDED, as several
    patterns do. Errors: LocalProtocolError, "bad-argument", for what RFC 5258, 6, forbids.
    """

    reference: MailboxName | str = ""
    pattern: str | tuple[str, ...] = "*"
    select: tuple[ListSelection | str, ...] = ()
    returning: tuple[ListReturn | str, ...] = ()

    name = "LIST"
    streams = True

    def __post_init__(self) -> None:
        """Refuse what the server would."""
        _check_patterns(self.pattern)
        _check_selection(self.select)

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """Everything but reference and one pattern does."""
        return _needs(self.pattern, self.select, self.returning)

    def write(self, writer: Writer) -> None:
        """Write selection, reference, patterns, and what is to be returned."""
        _write_list(writer, self.reference, self.pattern, self.select)
        if self.returning:
            writer.word(b"RETURN")
            _write_options(writer, self.returning)

    def collector(self) -> Collector[tuple[ListData, ...]]:
        """Take all of them."""
        return Gathering(ListData)


@dataclass(frozen=True, slots=True)
class _Listing(Command[tuple[ListData, ...]]):
    """A command that is answered as LIST is."""

    reference: MailboxName | str = ""
    pattern: str = "*"

    streams = True

    def write(self, writer: Writer) -> None:
        """Write the reference and the pattern."""
        writer.word(self.name.encode("ascii"))
        writer.mailbox(self.reference)
        writer.pattern(self.pattern)

    def collector(self) -> Collector[tuple[ListData, ...]]:
        """Take all of them."""
        return Gathering(ListData)


@dataclass(frozen=True, slots=True)
class Lsub(_Listing):
    """Ask which mailboxes are subscribed (RFC 3501, 6.3.9). Some servers answer with LIST: that counts.

    IMAP4rev2 has `List(select=(ListSelection.SUBSCRIBED,))` instead; `mailproto.procedures.list_subscribed` knows.
    """

    name = "LSUB"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """A server that speaks only IMAP4rev2 has it no more (RFC 9051, appendix E)."""
        return {"LSUB": ("IMAP4REV1", "IMAP4")}


@dataclass(frozen=True, slots=True)
class Xlist(_Listing):
    r"""Ask for mailboxes with what they are for, as before RFC 6154: `\Inbox`, `\AllMail`, `\Starred`, `\Spam`."""

    name = "XLIST"


@dataclass(frozen=True, slots=True)
class MailboxDetails:
    """What one LIST told of a mailbox; None for what was not asked for, or not told.

    `metadata` has values by entry, in lower case.
    """

    listed: ListData
    status: MailboxStatus | None = None
    rights: frozenset[str] | None = None
    metadata: Mapping[str, bytes | None] | None = None


@dataclass(frozen=True, slots=True)
class ListDetails(Command[tuple[MailboxDetails, ...]]):
    """Ask which mailboxes there are, and for what else is known of each, in one go.

    `status` are the items of STATUS (RFC 5819), `rights` asks for one's own rights (RFC 8440), `metadata` are entries
    (RFC 9590); the rest is as in `List`. A mailbox that cannot be selected has no status.
    """

    reference: MailboxName | str = ""
    pattern: str | tuple[str, ...] = "*"
    select: tuple[ListSelection | str, ...] = ()
    returning: tuple[ListReturn | str, ...] = ()
    status: tuple[str, ...] = ()
    rights: bool = False
    metadata: tuple[str, ...] = ()

    name = "LIST"

    def __post_init__(self) -> None:
        """Refuse what the server would."""
        _check_patterns(self.pattern)
        _check_selection(self.select)
        if not (self.status or self.rights or self.metadata):
            raise LocalProtocolError("bad-argument", what="LIST with details", reason="none is asked for")

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """Each kind of details has a capability of its own."""
        needs = _needs(self.pattern, self.select, self.returning)
        if self.status:
            needs["LIST with STATUS"] = ("LIST-STATUS", "IMAP4REV2")
            needs |= needs_of_items("LIST with STATUS", self.status)
        if self.rights:
            needs["LIST with MYRIGHTS"] = ("LIST-MYRIGHTS",)
        if self.metadata:
            needs["LIST with METADATA"] = ("LIST-METADATA",)
        return needs

    def write(self, writer: Writer) -> None:
        """Write selection, reference, patterns, and what is to be returned."""
        _write_list(writer, self.reference, self.pattern, self.select)
        writer.word(b"RETURN")
        writer.open()
        for option in self.returning:
            writer.atom(option, "the option")
        if self.rights:
            writer.word(b"MYRIGHTS")
        if self.metadata:
            writer.word(b"METADATA")
            writer.open()
            for entry in self.metadata:
                writer.astring(entry, "the entry")
            writer.close()
        if self.status:
            writer.word(b"STATUS")
            write_items(writer, self.status)
        writer.close()

    def collector(self) -> Collector[tuple[MailboxDetails, ...]]:
        """Put together what is told of each mailbox."""
        return _Details(status=bool(self.status), rights=self.rights, metadata=bool(self.metadata))


class _Details(Collector[tuple[MailboxDetails, ...]]):
    """A detail comes after its mailbox (RFC 5819, 2; RFC 8440, 3); one that comes before may be another's answer."""

    def __init__(self, *, status: bool, rights: bool, metadata: bool) -> None:
        asked: dict[type[object], bool] = {MailboxStatus: status, MyRightsData: rights, MetadataData: metadata}
        self._kinds = tuple(kind for kind, is_asked in asked.items() if is_asked)
        self._found: dict[MailboxName, MailboxDetails] = {}

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (ListData, *self._kinds)

    def interest(self, response: Response) -> Interest:
        if isinstance(response, ListData):
            return Interest.CERTAIN
        if not isinstance(response, MailboxStatus | MyRightsData | MetadataData) or type(response) not in self._kinds:
            return Interest.NONE
        known = self._found.get(response.mailbox)
        return Interest.NONE if known is None or _with(known, response) is known else Interest.CERTAIN

    def receive(self, response: Response) -> None:
        if isinstance(response, ListData):
            known = self._found.get(response.mailbox, MailboxDetails(response))
            self._found[response.mailbox] = replace(known, listed=response)
        elif isinstance(response, MailboxStatus | MyRightsData | MetadataData) and response.mailbox in self._found:
            self._found[response.mailbox] = _with(self._found[response.mailbox], response)

    def finish(self, status: StatusResponse) -> tuple[MailboxDetails, ...]:  # noqa: ARG002 - the data came before
        return tuple(self._found.values())


def _with(known: MailboxDetails, response: MailboxStatus | MyRightsData | MetadataData) -> MailboxDetails:
    """Add a detail; gives `known` itself where it is known already, so that the response is somebody else's."""
    if isinstance(response, MailboxStatus):
        return known if known.status else replace(known, status=response)
    if isinstance(response, MyRightsData):
        return known if known.rights is not None else replace(known, rights=response.rights)
    news = {name: value for name, value in response.values.items() if name not in (known.metadata or {})}
    return replace(known, metadata={**(known.metadata or {}), **news}) if news else known


def _check_patterns(patterns: str | tuple[str, ...]) -> None:
    if not patterns and isinstance(patterns, tuple):
        raise LocalProtocolError("bad-argument", what="the patterns of LIST", reason="there are none")


def _check_selection(options: tuple[str, ...]) -> None:
    """RECURSIVEMATCH says how the others select (RFC 5258, 6: list-select-mod-opt)."""
    modifying = ListSelection.RECURSIVEMATCH in options
    if modifying and not set(options) - {ListSelection.RECURSIVEMATCH, ListSelection.REMOTE}:
        raise LocalProtocolError("bad-argument", what="RECURSIVEMATCH", reason="there is nothing to match by")


def _needs(
    patterns: str | tuple[str, ...], select: tuple[str, ...], returning: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    needs: dict[str, tuple[str, ...]] = {}
    options = {*select, *returning}
    if ListSelection.SPECIAL_USE in options:
        needs["LIST with SPECIAL-USE"] = ("SPECIAL-USE",)
    if options - {ListSelection.SPECIAL_USE} or isinstance(patterns, tuple):
        needs["LIST with options or several patterns"] = ("LIST-EXTENDED", "IMAP4REV2")
    return needs


def _write_list(
    writer: Writer, reference: MailboxName | str, patterns: str | tuple[str, ...], select: tuple[str, ...]
) -> None:
    writer.word(b"LIST")
    if select:
        _write_options(writer, select)
    writer.mailbox(reference)
    if isinstance(patterns, str):
        writer.pattern(patterns)
        return
    writer.open()
    for pattern in patterns:
        writer.pattern(pattern)
    writer.close()


def _write_options(writer: Writer, options: Iterable[str]) -> None:
    writer.open()
    for option in options:
        writer.atom(option, "the option")
    writer.close()
