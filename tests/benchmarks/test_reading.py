# SPDX-License-Identifier: MIT
"""What the benchmarks call reading everything."""

from __future__ import annotations

from typing import cast

import pytest

from benchmarks.letters import envelope_lines
from benchmarks.reading import read_everything
from mailproto import MessageData, parse_responses
from mailproto.vocabulary import SequenceNumber


def test_every_part_is_read() -> None:
    """And they are counted, so that the work cannot be left out unseen."""
    messages = [cast("MessageData", each) for each in parse_responses(envelope_lines(50))]
    raw = b"".join(each.raw_body_structure or b"" for each in messages)
    assert sum(map(read_everything, messages)) > raw.count(b'("') / 3


def test_a_letter_without_envelope_is_none() -> None:
    """A measurement of nothing fails."""
    with pytest.raises(TypeError):
        read_everything(MessageData(SequenceNumber(1)))
