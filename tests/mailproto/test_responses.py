# SPDX-License-Identifier: MIT
"""Values of responses that know more than their fields: the codes that name UIDs."""

from __future__ import annotations

from mailproto.responses import CopyUid
from mailproto.sequences import UidSet
from mailproto.vocabulary import Uid, UidValidity


def _copied(source: list[tuple[int, int]], destination: list[tuple[int, int]]) -> CopyUid:
    pairs = [tuple((Uid(a), Uid(b)) for a, b in ranges) for ranges in (source, destination)]
    return CopyUid(UidValidity(7), *pairs)


def test_copies_are_paired_in_the_order_of_copying() -> None:
    """COPYUID's sets correspond in the order in which they are written, ranges ascending (RFC 9051, 7.1)."""
    copied = _copied([(304, 304), (320, 319)], [(3956, 3958)])
    assert list(copied.pairs()) == [(304, 3956), (319, 3957), (320, 3958)]
    assert copied.source == UidSet.parse(b"304,319:320")
    assert copied.destination == UidSet.parse(b"3956:3958")


def test_copies_are_not_expanded() -> None:
    """Four thousand million copies are paired one by one, not all at once; sets of unequal length end together."""
    copied = _copied([(1, 4_294_967_295)], [(5, 4_294_967_295)])
    assert next(copied.pairs()) == (1, 5)
    assert list(_copied([(1, 9)], [(5, 6)]).pairs()) == [(1, 5), (2, 6)]
