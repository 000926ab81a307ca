# SPDX-License-Identifier: MIT
"""Conversations: the algorithms ORDEREDSUBJECT and REFERENCES of THREAD (RFC 5256 section 3).

Makes trees of letters; who asks says how a letter is named. A letter without a message of the mailbox is a dummy.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

_MESSAGE_ID = re.compile(rb"<([^<>]*)>")
_QUOTED_LEFT = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Post:
    """What the algorithms want to know of a letter. Posts are given in the order of their sequence numbers."""

    name: int  # sequence number or UID
    sent: datetime
    subject: str
    answers: bool  # its subject is that of a reply or a forward
    message_id: bytes | None
    references: tuple[bytes, ...]


@dataclass(eq=False, slots=True)
class Node:
    """A place in a tree; without a post it is a dummy."""

    post: Post | None = None
    parent: "Node | None" = field(default=None, repr=False)
    children: list["Node"] = field(default_factory=list)

    @property
    def head(self) -> Post:
        """The post that this place is sorted and named by: its own or, of a dummy, its first child's."""
        node = self
        while node.post is None:
            node = node.children[0]
        return node.post

    def adopt(self, child: "Node") -> None:
        """Become the parent, in place of another, unless that would make a ring."""
        above: Node | None = self
        while above is not None:
            if above is child:
                return
            above = above.parent
        child.leave()
        child.parent = self
        self.children.append(child)

    def leave(self) -> None:
        """Have no parent."""
        if self.parent is not None:
            self.parent.children.remove(self)
            self.parent = None


def message_ids(value: bytes) -> tuple[bytes, ...]:
    """Return the message ids of a field, quoting undone so that equal ones are equal."""
    bare = (
        _QUOTED_LEFT.sub(lambda quoted: _ESCAPED.sub(rb"\1", quoted[1]), found[1])
        for found in _MESSAGE_ID.finditer(value)
    )
    return tuple(one for one in (b"".join(name.split()) for name in bare) if b"@" in one)


def ordered_subject(posts: Iterable[Post]) -> list[Node]:
    """ORDEREDSUBJECT: one thread a subject, all later letters children of the first."""
    ordered = sorted(posts, key=lambda post: (post.subject, post.sent))
    roots: list[Node] = []
    for _, group in groupby(ordered, key=lambda post: post.subject):
        first, *others = (Node(post) for post in group)
        for other in others:
            first.adopt(other)
        roots.append(first)
    return sorted(roots, key=lambda node: (node.head.sent, node.head.name))


def references(posts: Iterable[Post]) -> list[Node]:
    """REFERENCES: by the message ids in References and In-Reply-To, then by subject. The steps are the RFC's."""
    nodes = _linked(posts)
    roots = _pruned([node for node in nodes if node.parent is None])
    _sort(roots)
    roots = _merged(roots)
    for root in roots:
        _sort_below(root)
    _sort(roots)
    return roots


def _linked(posts: Iterable[Post]) -> list[Node]:
    """Step 1: link parents and children; a letter that nobody has is a dummy."""
    posts = list(posts)
    nodes: list[Node] = []
    by_id: dict[bytes, Node] = {}
    own: list[Node] = []
    for post in posts:
        node = Node(post)
        own.append(node)
        nodes.append(node)
        if post.message_id is not None and post.message_id not in by_id:
            by_id[post.message_id] = node
    for post, node in zip(posts, own, strict=True):
        parent: Node | None = None
        for message_id in post.references:
            referred = by_id.get(message_id)
            if referred is None:
                referred = by_id[message_id] = Node()
                nodes.append(referred)
            if parent is not None and referred.parent is None:
                parent.adopt(referred)
            parent = referred
        node.leave()
        if parent is not None:
            parent.adopt(node)
    return nodes


def _pruned(roots: list[Node]) -> list[Node]:
    """Steps 2 and 3: dummies go; their children take their place, but at the top only an only child does."""
    order = _postorder(roots)
    for node in order:
        node.children = [kept for child in node.children for kept in ([child] if child.post else child.children)]
        for child in node.children:
            child.parent = node
    kept: list[Node] = []
    for root in roots:
        if root.post is not None or len(root.children) > 1:
            kept.append(root)
        else:
            kept += root.children
    for root in kept:
        root.parent = None
    return kept


def _postorder(roots: list[Node]) -> list[Node]:
    """Return every node, children before their parents; trees may be deeper than Python's stack."""
    waiting, order = list(roots), []
    while waiting:
        node = waiting.pop()
        order.append(node)
        waiting += node.children
    return order[::-1]


def _sort(nodes: list[Node]) -> None:
    """Sort siblings by sent date, a dummy's children first; equal dates keep the order of sequence numbers."""
    for node in nodes:
        if node.post is None:
            _sort(node.children)
    nodes.sort(key=lambda node: (node.head.sent, node.head.name))


def _sort_below(root: Node) -> None:
    for node in _postorder([root]):
        _sort(node.children)


def _merged(roots: list[Node]) -> list[Node]:
    """Step 5: threads of one subject become one."""
    table: dict[str, Node] = {}
    for node in roots:
        held = table.get(node.head.subject)
        if node.head.subject and (held is None or _leads(node, held)):
            table[node.head.subject] = node
    merged: list[Node] = []
    for node in roots:
        subject = node.head.subject
        held = table.get(subject, node)
        if held is node:
            merged.append(node)
        elif held.post is None:
            for child in [node] if node.post else list(node.children):
                held.adopt(child)
        elif node.post is not None and node.post.answers and not held.post.answers:
            held.adopt(node)
        else:
            dummy = Node()
            place = merged.index(held) if held in merged else None
            dummy.adopt(held)
            dummy.adopt(node)
            table[subject] = dummy
            if place is None:
                merged.append(dummy)
            else:
                merged[place] = dummy
    return [node for node in merged if node.parent is None]


def _leads(node: Node, held: Node) -> bool:
    """Tell whether a root takes the place of another of its subject in the table (step 5.B.iv)."""
    return held.post is not None and (node.post is None or (held.post.answers and not node.post.answers))


def written(roots: list[Node]) -> Iterator[bytes]:
    """Write threads as `thread-list`: a line of only children in a row, then each of several in parentheses."""
    for root in roots:
        yield from _thread(root)


def _thread(root: Node) -> Iterator[bytes]:
    """Write one thread without recursion: a stack of what is still to be written."""
    waiting: list[Node | bytes] = [b")", root, b"("]
    before = b"("
    while waiting:
        one = waiting.pop()
        if isinstance(one, Node):
            if one.post is not None:
                yield (b" " if before != b"(" else b"") + b"%d" % one.post.name
                before = b"0"
            if len(one.children) == 1:
                waiting.append(one.children[0])
            else:
                for child in reversed(one.children):
                    waiting += (b")", child, b"(")
                if one.children and one.post is not None:
                    yield b" "
        else:
            yield one
            before = one


Algorithm = Callable[[Iterable[Post]], list[Node]]
ALGORITHMS: dict[str, Algorithm] = {"ORDEREDSUBJECT": ordered_subject, "REFERENCES": references}
