# SPDX-License-Identifier: MIT
"""What a server means is what is read: every response goes from value to wire to value, and back once more."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.message_data import BodyStructure, MessageData
from mailproto.parser import parse_responses
from mailproto.responses import EsearchData, Response, SortData
from mailproto.vocabulary import SequenceNumber
from tests.fuzz.values.answers import ANSWERS
from tests.fuzz.values.letters import body_structures
from tests.fuzz.values.wire import WRITERS, Wire

KINDS: list[type] = list(get_args(Response))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), literals=st.booleans())
def test_every_response_is_read_as_it_was_meant(kind: type, data: st.DataObject, literals: bool) -> None:  # noqa: FBT001 - drawn
    """Value, wire, the same value; whichever way strings are written."""
    value = data.draw(ANSWERS[kind])
    wire = Wire(literals=literals)
    octets = wire.response(value)
    assert parse_responses(octets) == [value]
    assert wire.response(parse_responses(octets)[0]) == octets  # type: ignore[arg-type]  # it equals the value


@given(data=st.data())
def test_many_responses_are_read_as_they_were_meant(data: st.DataObject) -> None:
    """None of them reaches into the next one."""
    values: list[Any] = data.draw(st.lists(st.one_of(*ANSWERS.values()), max_size=6))
    assert parse_responses(b"".join(map(Wire().response, values))) == values


@given(body_structures, st.booleans())
def test_every_body_structure_is_read_as_it_was_meant(structure: BodyStructure, literals: bool) -> None:  # noqa: FBT001 - drawn
    """Parts within parts, letters within letters."""
    octets = b"* 1 FETCH (BODYSTRUCTURE %b UID 5)\r\n" % Wire(literals=literals).structure(structure)
    (message,) = parse_responses(octets)
    assert isinstance(message, MessageData)
    assert message.sequence_number == SequenceNumber(1)
    assert message.uid == 5
    assert message.body_structure == structure


@given(st.lists(st.lists(st.integers(1, 99), min_size=2, max_size=2), min_size=1, max_size=5), st.booleans())
def test_the_order_of_what_was_found_is_read_as_it_was_meant(ends: list[list[int]], by_uid: bool) -> None:  # noqa: FBT001 - drawn
    """A list keeps the order of its ranges, each of which ascends (RFC 5267, 3.2); that of SORT the order it has."""
    spelt = b",".join(b"%d:%d" % (first, last) for first, last in ends)
    meant = [number for first, last in map(sorted, ends) for number in range(first, last + 1)]
    uid = b" UID" if by_uid else b""
    found, in_order = parse_responses(
        b"* ESEARCH%b ALL %b PARTIAL (-1:-100 %b)\r\n* SORT %b\r\n"
        % (uid, spelt, spelt, b" ".join(b"%d" % each for each in meant))
    )
    assert isinstance(found, EsearchData)
    assert isinstance(in_order, SortData)
    assert [*found.all_in_order] == [*found.partial_in_order] == [*in_order.numbers] == meant


def test_every_response_has_a_strategy_and_a_form_on_the_wire() -> None:
    """Who adds a class of responses adds it to tests/fuzz/values, too: to answers.ANSWERS and to wire.WRITERS."""
    assert set(ANSWERS) == set(WRITERS) == set(KINDS)
