# SPDX-License-Identifier: MIT
"""Rights: what is none, and whose an answer is."""

from __future__ import annotations

import pytest

from mailproto.commands import GetAcl, ListRights, MyRights, SetAcl, rights_known
from mailproto.errors import LocalProtocolError
from mailproto.states import ConnectionState
from mailproto.vocabulary import Right
from tests.support.sessions import session_in, words


@pytest.mark.parametrize("rights", ["L", "l r", "+l", "é", ("l", "-"), "\0"])
def test_what_is_no_right_is_not_sent(rights: str | tuple[str, ...]) -> None:
    """RFC 4314, 7: lower case letters and digits; the sign is said by the action."""
    session = session_in(ConnectionState.AUTHENTICATED)
    with pytest.raises(LocalProtocolError, match="not lower case letters or digits"):
        session.submit(SetAcl("a", "bob", rights))
    assert session.data_to_send() == b""


def test_answers_find_their_questions_by_what_they_are_about() -> None:
    """Sent together, answered in any order."""
    session = session_in(ConnectionState.AUTHENTICATED)
    acls = [session.submit(GetAcl(name)) for name in "ab"]
    possible = [session.submit(ListRights("a", who)) for who in ("bob", "eve")]
    own = [session.submit(MyRights(name)) for name in "ab"]
    session.receive_data(
        b'* MYRIGHTS b r\r\n* MYRIGHTS a l\r\n* LISTRIGHTS a eve "" r\r\n* LISTRIGHTS a bob ""\r\n'
        b"* ACL b bob l\r\n* ACL a eve r\r\n" + b"".join(b"A00%d OK done\r\n" % number for number in range(1, 7))
    )
    assert [each.result.rights for each in acls] == [{"eve": frozenset("r")}, {"bob": frozenset("l")}]
    assert [each.result.identifier for each in possible] == ["bob", "eve"]
    assert [each.result.rights for each in own] == [{Right.LOOKUP}, {Right.READ}]


@pytest.mark.parametrize(
    ("capabilities", "rights"),
    [
        ("ACL", "lrswipacd"),
        ("ACL RIGHTS=texk", "lrswipatexk"),
        ("ACL RIGHTS=texkn0", "lrswipatexkn0"),
        ("ACL RIGHTS=", "lrswipacd"),
    ],
)
def test_a_server_says_which_rights_it_knows(capabilities: str, rights: str) -> None:
    """RFC 4314, 2.1 and 7: RIGHTS= is what tells its servers from those of RFC 2086."""
    assert rights_known(words(capabilities)) == frozenset(rights)
