# SPDX-License-Identifier: MIT
"""What has to be asked of the server, decided on values alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mailapp.engine.synchronization import (
    FIRST_SCREEN,
    WINDOW,
    Compare,
    ReceiveAll,
    ReceiveFrom,
    RemoveAll,
    ServerState,
    StartAfresh,
    Step,
    decide,
    is_complete,
    is_up_to_date,
    windows,
)
from mailapp.store.records import FolderId, FolderState

NOTHING = FolderState(FolderId(1), "INBOX", b"INBOX", 0, 0, 0, 0, 0, synchronized=False)
TEN = replace(NOTHING, uid_validity=7, uid_next=31, stored=10, lowest_uid=5, highest_uid=30, synchronized=True)


@pytest.mark.parametrize(
    ("stored", "server", "steps"),
    [
        pytest.param(
            NOTHING, ServerState(3, 7, 4), (StartAfresh(7, ""), ReceiveAll(((1, 3),))), id="first time: newest first"
        ),
        pytest.param(NOTHING, ServerState(0, 7, 1), (StartAfresh(7, ""),), id="first time, empty"),
        pytest.param(NOTHING, ServerState(3, None, None), (ReceiveAll(((1, 3),)),), id="server without UIDVALIDITY"),
        pytest.param(
            TEN,
            ServerState(3, 8, 4),
            (StartAfresh(8, "UIDVALIDITY changed from 7 to 8"), ReceiveAll(((1, 3),))),
            id="other UIDVALIDITY: afresh, with the reason",
        ),
        pytest.param(
            TEN,
            ServerState(3, 7, 30),
            (StartAfresh(7, "UIDNEXT fell to 30, yet there was a letter with UID 30"), ReceiveAll(((1, 3),))),
            id="UIDNEXT contradicts what is stored",
        ),
        pytest.param(TEN, ServerState(10, 7, 31), (Compare(30),), id="nothing new: flags and removals"),
        pytest.param(TEN, ServerState(12, 7, 33), (ReceiveFrom(31), Compare(30)), id="new letters before old flags"),
        pytest.param(TEN, ServerState(12, 7, None), (ReceiveFrom(31), Compare(30)), id="UIDNEXT unknown"),
        pytest.param(TEN, ServerState(0, 7, 31), (RemoveAll(),), id="emptied"),
        pytest.param(
            replace(TEN, stored=0, lowest_uid=0, highest_uid=0),
            ServerState(2, 7, 33),
            (ReceiveAll(((1, 2),)),),
            id="was empty",
        ),
    ],
)
def test_steps(stored: FolderState, server: ServerState, steps: tuple[Step, ...]) -> None:
    """For each state of the store and the server these steps, in this order, make both equal."""
    assert decide(stored, server) == steps


@given(some.integers(min_value=0, max_value=20_000))
def test_windows_cover_every_letter_once(exists: int) -> None:
    """The windows go from the newest letter to the oldest without gap or overlap, a screenful first."""
    found = windows(exists)
    numbers = [number for first, last in found for number in range(last, first - 1, -1)]
    assert numbers == list(range(exists, 0, -1))
    assert all(last - first < (WINDOW if index else FIRST_SCREEN) for index, (first, last) in enumerate(found))


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ({"MESSAGES": 10, "UIDNEXT": 31, "UIDVALIDITY": 7, "UNSEEN": 1}, True),
        ({"MESSAGES": 9, "UIDNEXT": 31, "UIDVALIDITY": 7}, False),
        ({"MESSAGES": 10, "UIDNEXT": 32, "UIDVALIDITY": 7}, False),
        ({"MESSAGES": 10, "UIDNEXT": 31, "UIDVALIDITY": 8}, False),
        ({}, False),
    ],
)
def test_numbers_of_status_tell_what_needs_a_look(numbers: dict[str, int], *, expected: bool) -> None:
    """A folder whose numbers are those stored is not opened; one that was never received always is."""
    assert is_up_to_date(TEN, numbers) is expected
    assert not is_up_to_date(replace(TEN, synchronized=False), numbers)


def test_completeness_is_a_matter_of_counting() -> None:
    """A list is whole when it has as many letters as the server."""
    assert is_complete(TEN, 10)
    assert not is_complete(TEN, 11)
