# SPDX-License-Identifier: MIT
"""FETCH and UID FETCH (RFC 9051 section 6.4.5, RFC 3501 section 6.4.5), with BINARY and CONDSTORE."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from testserver.accounts import MailboxError
from testserver.answers import Atom, Fetched, Literal, Value, untagged
from testserver.commands.selecting import vanished_in
from testserver.commands.wording import NO_SUCH_NUMBER
from testserver.decoded_part import decoded
from testserver.effects import Handling, bad, ok
from testserver.grammar import Scanner, format_date_time
from testserver.mailboxes import SEEN, Message
from testserver.object_ids import email_id
from testserver.preview import preview
from testserver.sections import WHOLE, Section, cut_section, find_part, read_section
from testserver.sequence_sets import SequenceSet, format_uids, window
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
    "SAVEDATE": lambda _, message: Atom(format_date_time(message.save_date)),
    "RFC822.SIZE": lambda _, message: len(message.letter.data),
    "ENVELOPE": lambda _, message: message.letter.envelope,
    "BODY": lambda _, message: message.letter.body,
    "BODYSTRUCTURE": lambda _, message: message.letter.body_structure,
    "MODSEQ": lambda _, message: (message.modseq,),
    "EMAILID": lambda _, message: (Atom(email_id(message.letter).encode("ascii")),),
    "THREADID": lambda *_: None,  # this server keeps no conversations (RFC 8474 section 5.2)
    "PREVIEW": lambda _, message: preview(message.letter.data, message.letter.parts).encode(),
}
_NEEDED = {
    "MODSEQ": "CONDSTORE",
    "EMAILID": "OBJECTID",
    "THREADID": "OBJECTID",
    "PREVIEW": "PREVIEW",
    "SAVEDATE": "SAVEDATE",
}  # the capability without which an attribute is unknown


class Form(Enum):
    """What is told of a section."""

    OCTETS = "BODY"
    DECODED = "BINARY"
    DECODED_SIZE = "BINARY.SIZE"


_BODY_WORDS = {
    b"BODY.PEEK[": (Form.OCTETS, False),
    b"BODY[": (Form.OCTETS, True),
    b"BINARY.PEEK[": (Form.DECODED, False),
    b"BINARY.SIZE[": (Form.DECODED_SIZE, False),
    b"BINARY[": (Form.DECODED, True),
}


_WHOLE = Section()


@dataclass(frozen=True, slots=True)
class Item:
    """One data item: an attribute (no section), or a section of the letter, perhaps a window of it."""

    label: bytes
    section: Section | None = None
    window: tuple[int, int] | None = None
    marks_seen: bool = False
    form: Form = Form.OCTETS

    def value(self, view: SelectedView, message: Message) -> Value:
        """Return what the letter has for it."""
        if self.section is None:
            return _ATTRIBUTES[self.label.decode("ascii")](view, message)
        octets = self._octets(message)
        if self.form is Form.DECODED_SIZE:
            return len(octets)
        if self.window is not None:
            octets = memoryview(octets)[self.window[0] : sum(self.window)]
        return Literal(octets, binary=self.form is Form.DECODED and 0 in octets)

    def _octets(self, message: Message) -> bytes | memoryview:
        if self.form is Form.OCTETS and self.section == _WHOLE:
            return message.letter.data  # where the parts lie need not be known
        data, whole, section = message.letter.data, message.letter.parts, self.section or _WHOLE
        part = find_part(whole, section.path) if self.form is not Form.OCTETS and section.path else None
        if part is None:
            return cut_section(data, whole, section)
        octets = decoded(data, part)
        if octets is None:
            code, reason = "UNKNOWN-CTE", "The content transfer encoding is not known here"
            raise MailboxError(code, reason)
        return octets


# RFC 3501's names for three sections.
_OLD_NAMES = {
    "RFC822": Item(b"RFC822", Section(), marks_seen=True),
    "RFC822.HEADER": Item(b"RFC822.HEADER", Section(text="HEADER")),
    "RFC822.TEXT": Item(b"RFC822.TEXT", Section(text="TEXT"), marks_seen=True),
}


def read_items(session: Session, arguments: Scanner) -> tuple[Item, ...]:
    """Read what to fetch: a macro, an item, or a list of items."""
    if arguments.skip(b"("):
        items = [_read_item(session, arguments)]
        while not arguments.skip(b")"):
            arguments.space()
            items.append(_read_item(session, arguments))
    else:
        start = arguments.position
        macro = _MACROS.get(arguments.word("what to fetch"))
        if macro is not None:
            items = [Item(name.encode("ascii")) for name in macro]
        else:
            arguments.position = start
            items = [_read_item(session, arguments)]
    return _each_once(items)


def _each_once(items: Iterable[Item]) -> tuple[Item, ...]:
    r"""Return each item once; BODY[] beside BODY.PEEK[] still sets \Seen."""
    once: dict[bytes, Item] = {}
    for item in items:
        held = once.get(item.label, item)
        once[item.label] = held if held.marks_seen else item
    return tuple(once.values())


def _read_item(session: Session, arguments: Scanner) -> Item:
    for prefix, (form, marks_seen) in _BODY_WORDS.items():
        if arguments.peek(prefix) and (form is Form.OCTETS or session.has("BINARY")):
            arguments.position += len(prefix) - 1
            return _read_body(arguments, form, marks_seen=marks_seen)
    name = arguments.word("a data item")
    if name in _OLD_NAMES:
        return _OLD_NAMES[name]
    if name not in _ATTRIBUTES or not session.has(_NEEDED.get(name, "IMAP4rev1")):
        raise arguments.expected(f"a known data item, not {name}, before here")
    if name == "PREVIEW":
        arguments.skip(b" (LAZY)")  # it is made at once anyway (RFC 8970 section 4.1)
    return Item(name.encode("ascii"))


def _read_body(arguments: Scanner, form: Form, *, marks_seen: bool) -> Item:
    section = read_section(arguments)
    if form is not Form.OCTETS and section.text != WHOLE:
        raise arguments.expected("no more than a part number before here")
    label = form.value.encode("ascii") + b"[" + section.label() + b"]"
    window = None
    if form is not Form.DECODED_SIZE and arguments.skip(b"<"):
        origin = arguments.number()
        arguments.need(b".")
        length = arguments.number()
        arguments.need(b">")
        if length == 0:
            raise arguments.expected("a length above zero before here")
        window = (origin, length)
        label += b"<%d>" % origin
    return Item(label, section, window, marks_seen, form)


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
    items = read_items(session, arguments)
    modifiers = _read_modifiers(session, arguments, by_uid=by_uid)
    chosen = view.numbers_of_uids(numbers) if by_uid else view.numbers(numbers)
    if chosen is None:
        return bad(NO_SUCH_NUMBER)
    if modifiers.partial is not None:
        chosen = window(chosen, modifiers.partial)
    if modifiers.changed_since is not None:
        items = _each_once((*items, Item(b"MODSEQ")))
        chosen = [number for number in chosen if view.at(number).modseq > modifiers.changed_since]
    if any(item.label == b"MODSEQ" for item in items):
        yield from session.enable_condstore()
    if modifiers.vanished:
        gone_uids = vanished_in(view, _ranges(view, numbers), modifiers.changed_since or 0)
        if gone_uids:
            yield untagged(Atom(b"VANISHED"), (Atom(b"EARLIER"),), Atom(format_uids(gone_uids)))
    if by_uid:
        items = (Item(b"UID"), *(item for item in items if item.label != b"UID"))
    gone = False
    for number in chosen:
        message = view.at(number)
        gone = gone or view.is_expunged(message.uid)
        answer = _answer(view, message, items)
        yield from view.new_keywords()
        yield answer
    return ok("FETCH completed", b"EXPUNGEISSUED" if gone else None)


def _ranges(view: SelectedView, uids: SequenceSet) -> tuple[tuple[int, int], ...]:
    if uids.saved:
        return tuple((uid, uid) for uid in view.saved)
    return uids.resolved(max(view.largest_uid, view.mailbox.uidnext - 1))


@dataclass(frozen=True, slots=True)
class _Modifiers:
    """What narrows a FETCH (RFC 4466 section 2.4)."""

    changed_since: int | None = None
    vanished: bool = False
    partial: tuple[int, int] | None = None  # a window of the messages (RFC 9394 section 3.3)


def _read_modifiers(session: Session, arguments: Scanner, *, by_uid: bool) -> _Modifiers:
    """Read CHANGEDSINCE and VANISHED (RFC 7162 sections 3.1.4.1, 3.2.6), and PARTIAL (RFC 9394 section 3.3)."""
    if arguments.at_end():
        return _Modifiers()
    if not (session.has("CONDSTORE") or session.has("PARTIAL")):
        raise arguments.expected("the end")
    arguments.need(b" (")
    changed_since: int | None = None
    vanished = False
    partial: tuple[int, int] | None = None
    while True:
        name = arguments.word("a fetch modifier")
        if name == "CHANGEDSINCE" and session.has("CONDSTORE"):
            arguments.space()
            changed_since = arguments.positive()
        elif name == "VANISHED" and by_uid and "QRESYNC" in session.enabled:
            vanished = True
        elif name == "PARTIAL" and by_uid and session.has(name):
            arguments.space()
            partial = arguments.partial_range()
        else:
            raise arguments.expected(f"a modifier that is known and enabled, not {name}, before here")
        if arguments.skip(b")"):
            break
        arguments.space()
    arguments.end()
    if vanished and changed_since is None:
        raise arguments.expected("CHANGEDSINCE beside VANISHED before here")
    return _Modifiers(changed_since, vanished, partial)


def _answer(view: SelectedView, message: Message, items: tuple[Item, ...]) -> Fetched:
    changes = any(item.marks_seen for item in items) and view.change_flags(message, {*message.flags, SEEN})
    if changes:  # it is told here, unless FLAGS were asked for anyway
        items = _each_once((*items, Item(b"FLAGS")))
    values = tuple((item.label, item.value(view, message)) for item in items)
    return view.changed(message, values) if changes else view.fetched(message, values)
