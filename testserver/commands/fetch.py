# SPDX-License-Identifier: MIT
"""FETCH and UID FETCH (RFC 9051 section 6.4.5, RFC 3501 section 6.4.5)."""

from collections.abc import Callable
from dataclasses import dataclass

from testserver.answers import Atom, Fetched, Literal, Value
from testserver.effects import Handling, bad, ok
from testserver.grammar import Scanner, format_date_time
from testserver.mailboxes import SEEN, Message
from testserver.sections import Section, cut_section, read_section
from testserver.session import Session
from testserver.view import SelectedView

_MACROS = {
    "ALL": ("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"),
    "FAST": ("FLAGS", "INTERNALDATE", "RFC822.SIZE"),
    "FULL": ("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"),
}
_ATTRIBUTES: dict[str, Callable[[SelectedView, Message], Value]] = {
    "UID": lambda _, message: message.uid,
    "FLAGS": lambda view, message: view.flags(message),
    "INTERNALDATE": lambda _, message: Atom(format_date_time(message.internal_date)),
    "RFC822.SIZE": lambda _, message: len(message.letter.data),
    "ENVELOPE": lambda _, message: message.letter.envelope,
    "BODY": lambda _, message: message.letter.body,
    "BODYSTRUCTURE": lambda _, message: message.letter.body_structure,
}


_WHOLE = Section()


@dataclass(frozen=True, slots=True)
class Item:
    """One data item: an attribute (no section), or a section of the letter, perhaps a window of it."""

    label: bytes
    section: Section | None = None
    window: tuple[int, int] | None = None
    marks_seen: bool = False

    def value(self, view: SelectedView, message: Message) -> Value:
        """Return what the letter has for it."""
        if self.section is None:
            return _ATTRIBUTES[self.label.decode("ascii")](view, message)
        if self.section == _WHOLE:  # where the parts lie need not be known
            octets: bytes | memoryview | None = message.letter.data
        else:
            octets = cut_section(message.letter.data, message.letter.parts, self.section)
        if octets is None:
            return None
        if self.window is not None:
            octets = memoryview(octets)[self.window[0] : sum(self.window)]
        return Literal(octets)


# RFC 3501's names for three sections.
_OLD_NAMES = {
    "RFC822": Item(b"RFC822", Section(), marks_seen=True),
    "RFC822.HEADER": Item(b"RFC822.HEADER", Section(text="HEADER")),
    "RFC822.TEXT": Item(b"RFC822.TEXT", Section(text="TEXT"), marks_seen=True),
}


def read_items(arguments: Scanner) -> tuple[Item, ...]:
    """Read what to fetch: a macro, an item, or a list of items."""
    if arguments.skip(b"("):
        items = [_read_item(arguments)]
        while not arguments.skip(b")"):
            arguments.space()
            items.append(_read_item(arguments))
    else:
        start = arguments.position
        macro = _MACROS.get(arguments.word("what to fetch"))
        if macro is not None:
            items = [Item(name.encode("ascii")) for name in macro]
        else:
            arguments.position = start
            items = [_read_item(arguments)]
    return tuple({item.label: item for item in items}.values())


def _read_item(arguments: Scanner) -> Item:
    for prefix in (b"BODY.PEEK[", b"BODY["):
        if arguments.skip(prefix):
            arguments.position -= 1
            return _read_body(arguments, marks_seen=prefix == b"BODY[")
    name = arguments.word("a data item")
    if name in _OLD_NAMES:
        return _OLD_NAMES[name]
    if name not in _ATTRIBUTES:
        raise arguments.expected(f"a known data item, not {name}, before here")
    return Item(name.encode("ascii"))


def _read_body(arguments: Scanner, *, marks_seen: bool) -> Item:
    section = read_section(arguments)
    label = b"BODY[" + section.label() + b"]"
    window = None
    if arguments.skip(b"<"):
        origin = arguments.number()
        arguments.need(b".")
        length = arguments.number()
        arguments.need(b">")
        if length == 0:
            raise arguments.expected("a length above zero before here")
        window = (origin, length)
        label += b"<%d>" % origin
    return Item(label, section, window, marks_seen)


def fetch(session: Session, arguments: Scanner) -> Handling:
    """FETCH."""
    return (yield from _fetch(session, arguments, by_uid=False))


def uid_fetch(session: Session, arguments: Scanner) -> Handling:
    """UID FETCH: every answer tells the UID (RFC 9051 section 6.4.9)."""
    return (yield from _fetch(session, arguments, by_uid=True))


def _fetch(session: Session, arguments: Scanner, *, by_uid: bool) -> Handling:
    view = session.selected()
    arguments.space()
    numbers = arguments.sequence_set()
    arguments.space()
    items = read_items(arguments)
    arguments.end()
    chosen = view.numbers_of_uids(numbers) if by_uid else view.numbers(numbers)
    if chosen is None:
        return bad("There is no message of this number")
    if by_uid:
        items = (Item(b"UID"), *(item for item in items if item.label != b"UID"))
    gone = False
    for number in chosen:
        message = view.at(number)
        gone = gone or view.is_expunged(message.uid)
        yield _answer(view, number, message, items)
    return ok("FETCH completed", b"EXPUNGEISSUED" if gone else None)


def _answer(view: SelectedView, number: int, message: Message, items: tuple[Item, ...]) -> Fetched:
    if any(item.marks_seen for item in items) and view.change_flags(message, {*message.flags, SEEN}):
        # The change is told here, unless FLAGS were asked for anyway.
        items = tuple({item.label: item for item in (*items, Item(b"FLAGS"))}.values())
    values = tuple((item.label, item.value(view, message)) for item in items)
    return Fetched(number, message.uid, values)
