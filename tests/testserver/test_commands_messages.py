# SPDX-License-Identifier: MIT
"""STORE, EXPUNGE, COPY and MOVE."""

import pytest

from tests.testserver.wire import LETTER, Office


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("FLAGS (\\Seen)", r"(\Seen)"),
        ("FLAGS ()", "()"),
        ("+FLAGS \\SEEN $x", r"($x \Flagged \Seen)"),
        ("-flags (\\Flagged \\Draft)", "()"),
    ],
)
def test_store_changes_flags(arguments: str, told: str) -> None:
    r"""FLAGS replaces, + adds, - takes away; system flags have one spelling."""
    office = Office(LETTER)
    office.inbox.set_flags(1, ["\\Flagged"])
    client = office.select()
    assert client.say(f"c STORE 1 {arguments}")[-2:] == [f"* 1 FETCH (FLAGS {told})", "c OK STORE completed"]


def test_silent_store_is_silent_here_and_told_elsewhere() -> None:
    """.SILENT spares the answer; other sessions hear of the change at their next command."""
    office = Office(LETTER)
    client, other = office.select(), office.select()
    assert client.say("c UID STORE 1 +FLAGS.SILENT (\\Seen)") == ["c OK STORE completed"]
    assert client.say("d UID STORE 1 -FLAGS (\\Seen)")[0] == "* 1 FETCH (UID 1 FLAGS ())"
    assert other.say("c NOOP")[0] == "* 1 FETCH (FLAGS ())"


def test_keywords_have_no_case() -> None:
    """A keyword is spelled as it came first; another case is the same keyword (RFC 9051 section 9)."""
    office = Office(LETTER, LETTER)
    client = office.select()
    client.say("c STORE 1 +FLAGS ($One)")
    assert client.say("d STORE 1:2 +FLAGS ($ONE)")[:2] == ["* 1 FETCH (FLAGS ($One))", "* 2 FETCH (FLAGS ($One))"]
    assert client.say("e STORE 1 -FLAGS ($one)")[0] == "* 1 FETCH (FLAGS ())"
    assert client.say("f SEARCH KEYWORD $one")[0] == "* SEARCH 2"


@pytest.mark.parametrize("command", ["STORE 2 FLAGS ()", "COPY 2 INBOX", "MOVE 2 INBOX", "FETCH 2 FLAGS"])
def test_a_number_beyond_the_last_is_bad(command: str) -> None:
    """There is no message 2 among one (RFC 9051 section 2.3.1.2)."""
    assert Office(LETTER).select().say(f"c {command}") == ["c BAD There is no message of this number"]


@pytest.mark.parametrize(
    "command", ["UID STORE 9 FLAGS ()", "UID COPY 9 INBOX", "UID MOVE 9 INBOX", "UID FETCH 9 FLAGS"]
)
def test_a_uid_that_is_not_there_is_ignored(command: str) -> None:
    """UIDs of no message are no error (RFC 9051 section 6.4.9)."""
    (status,) = Office(LETTER).select().say(f"c {command}")
    assert status.startswith("c OK ")


def test_expunge_tells_the_last_first() -> None:
    r"""EXPUNGE removes what has \Deleted; each number told holds at its moment."""
    office = Office(LETTER, LETTER, LETTER)
    client = office.select()
    client.say("c STORE 1,3 +FLAGS (\\Deleted)")
    assert client.say("d EXPUNGE") == ["* 3 EXPUNGE", "* 1 EXPUNGE", "d OK EXPUNGE completed"]
    assert client.say("e FETCH * UID")[0] == "* 1 FETCH (UID 2)"


def test_uid_expunge_removes_no_more_than_asked() -> None:
    r"""UID EXPUNGE spares other messages with \Deleted (RFC 4315 section 2.1)."""
    client = Office(LETTER, LETTER).select()
    client.say("c STORE 1:2 +FLAGS (\\Deleted)")
    assert client.say("d UID EXPUNGE 2") == ["* 2 EXPUNGE", "d OK EXPUNGE completed"]


def test_copy_keeps_flags_and_tells_uids() -> None:
    """COPYUID pairs old and new UIDs (RFC 4315 section 3)."""
    office = Office(LETTER, LETTER, LETTER)
    target = office.account.create("a")
    client = office.select()
    client.say("c STORE 2 FLAGS (\\Flagged)")
    assert client.say("d COPY 2:3 a") == [f"d OK [COPYUID {target.uidvalidity} 2:3 1:2] COPY completed"]
    assert target.message(1).flags == {"\\Flagged"}
    assert client.say("e UID COPY 1 nowhere") == ["e NO [TRYCREATE] No mailbox nowhere"]


def test_move_copies_then_expunges() -> None:
    """MOVE tells COPYUID before EXPUNGE (RFC 6851 section 3.3)."""
    office = Office(LETTER, LETTER)
    target = office.account.create("a")
    client = office.select()
    assert client.say("c MOVE 1 a") == [
        f"* OK [COPYUID {target.uidvalidity} 1 1] Moved",
        "* 1 EXPUNGE",
        "c OK MOVE completed",
    ]
    assert client.say("d UID MOVE 2 a")[1:] == ["* 1 EXPUNGE", "d OK MOVE completed"]


def test_expunge_is_not_told_during_fetch_store_and_search() -> None:
    """Sequence numbers hold for FETCH, STORE and SEARCH (RFC 9051 section 7.5.1); the letter can still be read."""
    office = Office(LETTER, LETTER)
    client, other = office.select(), office.select()
    other.say("c STORE 1 +FLAGS (\\Deleted)")
    other.say("d EXPUNGE")
    assert client.say("c FETCH 1:2 (UID BODY.PEEK[TEXT])") == [
        "* 1 FETCH (UID 1 BODY[TEXT] {12}",
        "first line",
        ")",
        "* 2 FETCH (UID 2 BODY[TEXT] {12}",
        "first line",
        ")",
        "c OK [EXPUNGEISSUED] FETCH completed",
    ]
    assert client.say("d STORE 1 +FLAGS (\\Seen)") == [
        r"* 1 FETCH (FLAGS (\Deleted \Seen))",
        "d OK [EXPUNGEISSUED] STORE completed",
    ]
    assert client.say("e SEARCH ALL")[0] == "* SEARCH 1 2"
    assert client.say("f NOOP") == ["* 1 EXPUNGE", "f OK Completed"]
    assert client.say("g UID SEARCH ALL")[0] == "* SEARCH 2"
    assert other.say("e UID SEARCH ALL")[0] == "* SEARCH 2"


@pytest.mark.parametrize("command", ["COPY 1:2 x", "MOVE 1:2 x"])
def test_what_names_an_expunged_message_copies_nothing(command: str) -> None:
    """All messages are copied or none (RFC 9051 section 6.4.7, RFC 5530 EXPUNGEISSUED)."""
    office = Office(LETTER, LETTER)
    client = office.select()
    client.say("c CREATE x")
    office.inbox.expunge(1)
    answer = client.say(f"d {command}")
    assert answer == ["* 1 EXPUNGE", "d NO [EXPUNGEISSUED] Some of these messages are expunged"]
    assert len(office.account.mailbox("x")) == 0
    assert client.say("e UID COPY 1:2 x")[-1].startswith("e OK [COPYUID ")


def test_unchangedsince_spares_what_others_changed() -> None:
    """MODIFIED names what has changed, and its flags are told; the rest is stored (RFC 7162 section 3.1.3)."""
    office = Office(LETTER, LETTER)
    client = office.select()
    office.inbox.set_flags(1, ["\\Flagged"])
    assert client.say("c UID STORE 2,1 (UNCHANGEDSINCE 1) +FLAGS.SILENT (\\Seen)")[1:] == [
        "* 2 FETCH (UID 2 MODSEQ (3))",
        r"* 1 FETCH (UID 1 FLAGS (\Flagged) MODSEQ (2))",
        "c OK [MODIFIED 1] Some have changed",
    ]
    assert client.say("d STORE 1 (UNCHANGEDSINCE 2) FLAGS ()") == [
        "* 1 FETCH (UID 1 FLAGS () MODSEQ (4))",
        "d OK STORE completed",
    ]
    assert client.say("e STORE 1 (UNCHANGEDSINCE 0) FLAGS ()")[-1] == "e OK [MODIFIED 1] Some have changed"
    assert client.say("f STORE 1 +FLAGS.SILENT (\\Seen)")[0] == "* 1 FETCH (UID 1 MODSEQ (5))"
    assert client.say("g STORE 1 +FLAGS.SILENT (\\Seen)") == ["g OK STORE completed"]
    assert client.say("h STORE 1 (UNCHANGEDSINCE) FLAGS ()")[0].startswith("h BAD ")


def test_a_new_keyword_is_told_before_a_message_has_it() -> None:
    """FLAGS and PERMANENTFLAGS come first, once, in every session (RFC 9051 section 7.3.5)."""
    office = Office(LETTER)
    client, other = office.select(), office.select()
    flags = [
        r"* FLAGS (\Answered \Flagged \Deleted \Seen \Draft $new)",
        r"* OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft $new \*)] Flags kept",
    ]
    assert client.say("c STORE 1 FLAGS ($new)")[:3] == [*flags, "* 1 FETCH (FLAGS ($new))"]
    assert other.say("c FETCH 1 FLAGS")[:3] == [*flags, "* 1 FETCH (FLAGS ($new))"]
    assert client.say("d STORE 1 FLAGS ($new)")[0] == "* 1 FETCH (FLAGS ($new))"


@pytest.mark.parametrize("flag", ["\\Foo", "\\", "(\\Seen \\Foo)"])
def test_a_flag_that_no_rfc_knows_is_bad(flag: str) -> None:
    """A server never has flags with a backslash that no standard names (RFC 9051 section 9, flag-extension)."""
    assert Office(LETTER).select().say(f"c STORE 1 +FLAGS {flag}")[0].startswith("c BAD ")


def test_without_uidplus_no_uids_are_told() -> None:
    """COPYUID and APPENDUID come only from a server that says UIDPLUS (RFC 4315 section 3)."""
    client = Office(LETTER, profile="minimal").select()
    assert client.say("c COPY 1 INBOX")[-1] == "c OK COPY completed"
    client.say("d APPEND INBOX {1}")
    assert client.say("x")[-1] == "d OK APPEND completed"


@pytest.mark.parametrize(
    ("command", "answer"), [("COPY 3 none", "BAD"), ("UID COPY 3 none", "OK"), ("COPY 1 none", "NO [TRY")]
)
def test_the_target_is_looked_at_when_there_is_something_to_copy(command: str, answer: str) -> None:
    """A number that is not there is BAD, a UID that is not there copies nothing, and then the target counts."""
    assert Office(LETTER).select().say(f"c {command}")[0].startswith(f"c {answer}")
