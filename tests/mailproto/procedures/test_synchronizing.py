# SPDX-License-Identifier: MIT
"""Finding out what has changed, by each of three ways, and why more had to be asked for."""

from __future__ import annotations

import pytest

from mailproto.procedures import ResyncReason, SyncPoint, enable_qresync, synchronize
from mailproto.sequences import UidSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import SEEN, ModSeq, UidValidity
from tests.support.procedure_runner import run
from tests.support.sessions import session_in

AUTHENTICATED = ConnectionState.AUTHENTICATED
KEPT = SyncPoint(UidValidity(5), ModSeq(10), UidSet.range(1, 3))
OPENED = b"* %d EXISTS\r\n* OK [UIDVALIDITY 5] v\r\n* OK [HIGHESTMODSEQ 20] h\r\n"
ENABLED = b"* ENABLED QRESYNC\r\n%t OK done\r\n"
LETTERS = b"* 1 FETCH (UID 1 FLAGS ())\r\n* 2 FETCH (UID 3 FLAGS (\\Seen))\r\n* 3 FETCH (UID 4 FLAGS ())\r\n"
CHANGED = b"* 2 FETCH (UID 3 FLAGS (\\Seen) MODSEQ (12))\r\n* 3 FETCH (UID 4 FLAGS () MODSEQ (20))\r\n"
ALL = {"UID FETCH 1:* (FLAGS)": LETTERS + b"%t OK done\r\n"}

# capabilities, what the server says, the lines, the reason
WAYS: list[tuple[str, dict[str, bytes], list[str], ResyncReason | None]] = [
    (
        "QRESYNC",
        {
            "ENABLE QRESYNC": ENABLED,
            "SELECT a (QRESYNC (5 10))": OPENED % 3 + b"* VANISHED (EARLIER) 2,99\r\n" + CHANGED + b"%t OK done\r\n",
        },
        ["ENABLE QRESYNC", "SELECT a (QRESYNC (5 10))"],
        None,
    ),
    (
        "CONDSTORE",
        {
            "SELECT a (CONDSTORE)": OPENED % 3 + b"%t OK done\r\n",
            "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 10)": CHANGED + b"%t OK done\r\n",
            **ALL,
        },
        ["SELECT a (CONDSTORE)", "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 10)", "UID FETCH 1:* (FLAGS)"],
        ResyncReason.COUNT_DIFFERS,
    ),
    (
        "",
        {"SELECT a": b"* 3 EXISTS\r\n* OK [UIDVALIDITY 5] v\r\n%t OK done\r\n", **ALL},
        ["SELECT a", "UID FETCH 1:* (FLAGS)"],
        ResyncReason.NO_MOD_SEQUENCES,
    ),
]


@pytest.mark.parametrize(("capabilities", "said", "lines", "reason"), WAYS, ids=["QRESYNC", "CONDSTORE", "neither"])
def test_three_ways_end_equal(
    capabilities: str, said: dict[str, bytes], lines: list[str], reason: ResyncReason | None
) -> None:
    """Letter 2 went, 3 was read, 4 came."""
    result, sent = run(synchronize("a", KEPT), session_in(AUTHENTICATED, f"IMAP4rev1 ENABLE {capabilities}"), said)
    assert sent == lines
    assert (result.vanished, result.new, result.reason) == (UidSet.of([2]), UidSet.of([4]), reason)
    assert result.flags[frozenset({SEEN})] == UidSet.of([3])
    assert result.point.uids == UidSet.of([1, 3, 4])
    assert not result.afresh


def test_where_nothing_changed_one_round_trip_says_so() -> None:
    """With CONDSTORE: the same mod-sequence, and as many letters."""
    kept = SyncPoint(UidValidity(5), ModSeq(20), UidSet.range(1, 3))
    said = {"EXAMINE a (CONDSTORE)": OPENED % 3 + b"%t OK done\r\n"}
    session = session_in(AUTHENTICATED, "IMAP4rev1 CONDSTORE")
    result, lines = run(synchronize("a", kept, read_only=True), session, said)
    assert (lines, result.flags, result.point) == (["EXAMINE a (CONDSTORE)"], {}, kept)


@pytest.mark.parametrize(
    ("kept", "opened", "reason", "afresh"),
    [
        (SyncPoint(), OPENED % 3, ResyncReason.NOTHING_KEPT, True),
        (SyncPoint(UidValidity(4), ModSeq(9)), OPENED % 3, ResyncReason.UID_VALIDITY_CHANGED, True),
        (KEPT, OPENED % 3 + b"* NO [UIDNOTSTICKY] x\r\n", ResyncReason.UIDS_DO_NOT_HOLD, True),
        (SyncPoint(UidValidity(5), ModSeq(30)), OPENED % 3, ResyncReason.MOD_SEQUENCE_FELL, False),
        (KEPT, OPENED % 3 + b"* OK [NOMODSEQ] x\r\n", ResyncReason.NO_MOD_SEQUENCES, False),
        (SyncPoint(), OPENED % 0, ResyncReason.NOTHING_KEPT, True),
    ],
)
def test_a_reason_for_asking_everything(
    kept: SyncPoint,
    opened: bytes,
    reason: ResyncReason,
    afresh: bool,  # noqa: FBT001 - the case table's column
) -> None:
    """It is a value that a person can be told."""
    said = {"SELECT a (CONDSTORE)": opened + b"%t OK done\r\n", **ALL}
    result, lines = run(synchronize("a", kept), session_in(AUTHENTICATED, "IMAP4rev1 CONDSTORE"), said)
    assert (result.reason, result.afresh) == (reason, afresh)
    assert len(lines) == (1 if opened.startswith(b"* 0") else 2)


@pytest.mark.parametrize(("state", "answer"), [(ConnectionState.SELECTED, b""), (AUTHENTICATED, b"%t OK done\r\n")])
def test_qresync_that_cannot_be_had_is_not_used(state: ConnectionState, answer: bytes) -> None:
    """With a mailbox open, and where the server agrees but enables nothing (row 19 of the deviations)."""
    session = session_in(state, "IMAP4rev1 ENABLE QRESYNC")
    assert run(enable_qresync(), session, {"ENABLE QRESYNC": answer})[0] is False
