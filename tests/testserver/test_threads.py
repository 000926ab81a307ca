# SPDX-License-Identifier: MIT
"""ORDEREDSUBJECT and REFERENCES."""

from datetime import timedelta

import pytest

from tests.testserver.wire import NOW
from testserver.threads import Post, message_ids, ordered_subject, references, written


def posts(*lines: str) -> list[Post]:
    """Return letters of a line each: `id<references subject`; Re marks a reply."""
    made = []
    for place, line in enumerate(lines):
        ids, _, subject = line.partition(" ")
        own, _, referred = ids.partition("<")
        answers = subject.startswith("Re ")
        made.append(
            Post(
                place + 1,
                NOW + timedelta(hours=place),
                subject.removeprefix("Re "),
                answers,
                own.encode() or None,
                tuple(name.encode() for name in referred.split(",") if name),
            )
        )
    return made


@pytest.mark.parametrize(
    ("letters", "threads"),
    [
        ([], b""),
        (["a one"], b"(1)"),
        (["a one", "b two", "c one"], b"(1 3)(2)"),
        (["a one", "b one", "c one"], b"(1 (2)(3))"),
    ],
)
def test_ordered_subject(letters: list[str], threads: bytes) -> None:
    """Letters of a subject hang below the first; threads go by its date (RFC 5256 section 3)."""
    assert b"".join(written(ordered_subject(posts(*letters)))) == threads


@pytest.mark.parametrize(
    ("letters", "threads"),
    [
        ([], b""),
        (["a one", "b<a x", "c<a,b y"], b"(1 2 3)"),
        (["a one", "b<a x", "c<a y"], b"(1 (2)(3))"),
        (["a one", "b<a x", "c<a y", "d<a,b z"], b"(1 (2 4)(3))"),
        (["c<a,b x", "b<a y", "a z"], b"(3 2 1)"),
        (["b<gone x", "c<gone y"], b"((1)(2))"),
        (["b<gone x"], b"(1)"),
        (["b<gone,lost x", "c<gone y"], b"((1)(2))"),
        (["a<b x", "b<a y"], b"(2 1)"),
        (["a<a x"], b"(1)"),
        (["a x", "a y", "b<a z"], b"(1 3)(2)"),
        (["a x", "< y"], b"(1)(2)"),
        (["a one", "b Re one"], b"(1 2)"),
        (["a Re one", "b one"], b"(2 1)"),
        (["a one", "b one"], b"((1)(2))"),
        (["a one", "b one", "c one"], b"((1)(2)(3))"),
        (["a Re one", "b Re one"], b"((1)(2))"),
        (["b<gone one", "c<gone x", "d<lost one", "e<lost y"], b"((1)(2)(3)(4))"),
        (["b<gone one", "c<gone x", "d one"], b"((1)(2)(3))"),
        (["d one", "b<gone one", "c<gone x"], b"((1)(2)(3))"),
        (["a ", "b "], b"(1)(2)"),
        (["a one", "b<a x", "c<b y", "d<b z", "e<d w"], b"(1 2 (3)(4 5))"),
    ],
)
def test_references(letters: list[str], threads: bytes) -> None:
    """Each rule of the six steps (RFC 5256 section 3)."""
    assert b"".join(written(references(posts(*letters)))) == threads


def test_a_thread_may_be_deep() -> None:
    """Thousands of answers to answers need no stack."""
    lines = ["a0 x", *(f"a{place}<a{place - 1} x" for place in range(1, 3000))]
    assert b"".join(written(references(posts(*lines)))) == b"(" + b" ".join(b"%d" % n for n in range(1, 3001)) + b")"


def test_message_ids_are_compared_without_quoting() -> None:
    """Quoting makes no difference; what has no @ is none."""
    assert message_ids(b'text <"01KF8JCEOCBS0045PS"@xxx.yyy.com> <nothing> <a\r\n b@c>') == (
        b"01KF8JCEOCBS0045PS@xxx.yyy.com",
        b"ab@c",
    )
