# SPDX-License-Identifier: MIT
"""Each deviation, each hostile line, each limit and each deadline has a test, and each test that is named is there."""

from __future__ import annotations

from dataclasses import fields

from mailproto.authentication import ScramLimits
from mailproto.deadlines import Deadlines
from mailproto.framing import Limits
from mailproto.transports.compressed import InflationLimits
from tests.support.audit_rows import BROKEN, DEVIATIONS, FELT, HOSTILE, LIMITS
from tests.support.collected_tests import collected


def test_each_limit_and_deadline_is_reached_by_a_test() -> None:
    """A new one without a test fails here."""
    kinds = (Limits, Deadlines, InflationLimits, ScramLimits)
    assert {f"{kind.__name__}.{field.name}" for kind in kinds for field in fields(kind)} == set(LIMITS)


def test_each_deviation_and_each_line_has_a_test() -> None:
    """Forty-five deviations, five limits that are felt, eleven ways in which others broke, nine of hostility."""
    assert list(DEVIATIONS) == list(range(1, 46))
    assert [len(table) for table in (FELT, BROKEN, HOSTILE)] == [5, 11, 9]
    tables: tuple[dict[str, tuple[str, ...]], ...] = (FELT, BROKEN, HOSTILE)
    assert all(tests for tests in [*DEVIATIONS.values(), *(tests for table in tables for tests in table.values())])


def test_every_test_that_is_named_is_there() -> None:
    """No line counts by a test that nobody wrote."""
    groups = [*DEVIATIONS.values(), *FELT.values(), *BROKEN.values(), *HOSTILE.values(), LIMITS.values()]
    named = {f"mailproto/{test}" for group in groups for test in group}
    there = collected(named)
    assert named - there - {test.partition("::")[0] for test in there} == set()
