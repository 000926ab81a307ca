# SPDX-License-Identifier: MIT
"""Each fault, seen on the wire."""

from base64 import b64decode, b64encode

import pytest

from tests.testserver.wire import LETTER, Client, Office, octets, pauses
from testserver.answers import Atom, Continuation, Fetched
from testserver.connection import Step
from testserver.effects import NEVER, Hangup, Pause, Send, Vanish
from testserver.fault_actions import MAKERS, Occasion
from testserver.faults import ACTIONS, parse_fault

PLAIN = b"* 1 FETCH (UID 1)\r\n* 2 FETCH (UID 2)\r\nc OK FETCH completed\r\n"
FETCH = b"c FETCH 1:2 UID\r\n"


def armed(*faults: str) -> Client:
    """Return a client of a mailbox with two letters and these faults."""
    office = Office(LETTER, LETTER)
    client = office.select()
    for fault in faults:
        office.fault(fault)
    return client


def test_without_a_fault_nothing_changes() -> None:
    """A fault that waits for something else leaves an answer alone."""
    assert armed("drop,command=STORE", "cut,uid=9", "no,mailbox=Sent").heard(FETCH) == PLAIN


@pytest.mark.parametrize("byte", [0, 1, 5, 19, 30])
def test_delay_waits_before_its_octet(byte: int) -> None:
    """What comes before the octet leaves at once, the rest after the wait."""
    steps = armed(f"delay,seconds=2.5,byte={byte}").steps(FETCH)
    place = next(place for place, step in enumerate(steps) if isinstance(step, Pause))
    assert pauses(steps) == [2.5]
    assert octets(steps[:place]) == PLAIN[:byte]
    assert octets(steps) == PLAIN


def test_drip_sends_little_by_little() -> None:
    """From its octet on, no more than so many octets leave between waits."""
    steps = armed("drip,octets=4,interval=0.5,byte=2").steps(FETCH)
    assert octets(steps) == PLAIN
    assert {type(step) for step in steps} == {Send, Pause}
    assert max(len(step.data) for step in steps[1:] if isinstance(step, Send)) == 4
    assert set(pauses(steps)) == {0.5}
    assert isinstance(steps[1], Send)


def test_slice_sends_pieces_without_waiting() -> None:
    """Pieces leave one by one, each after the one before is on its way."""
    steps = armed("slice").steps(FETCH)
    assert octets(steps) == PLAIN
    assert pauses(steps) == [0.0] * (len(PLAIN) - 1)


@pytest.mark.parametrize("byte", [0, 1, 18, 19, 20, len(PLAIN) - 1])
def test_cut_closes_after_its_octet(byte: int) -> None:
    """So many octets of the answer arrive, then the connection ends."""
    steps = armed(f"cut,byte={byte}").steps(FETCH)
    assert octets(steps) == PLAIN[:byte]
    assert isinstance(steps[-1], Hangup)


def test_drop_resets_without_executing() -> None:
    """Nothing is sent and nothing is done."""
    client = armed("drop,command=STORE")
    assert client.steps(b"c STORE 1 FLAGS (\\Seen)\r\n") == [Vanish()]
    view = client.session.view
    assert view is not None
    assert view.at(1).flags == frozenset()


def test_no_answer_executes_in_silence() -> None:
    """The command is done, nobody says so, and the next one is answered."""
    client = armed("no_answer")
    assert client.heard(b"c STORE 1 FLAGS (\\Seen)\r\n") == b""
    assert client.say("d FETCH 1 FLAGS")[0] == r"* 1 FETCH (FLAGS (\Seen))"


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ("no", b"c NO Refused on purpose\r\n"),
        ("no,text=Later,code=UNAVAILABLE", b"c NO [UNAVAILABLE] Later\r\n"),
        ("bad", b"c BAD Not understood on purpose\r\n"),
        ("bye,text=Gone", b"* BYE Gone\r\n"),
    ],
)
def test_a_status_instead_of_the_command(fault: str, answer: bytes) -> None:
    """NO, BAD and BYE are said instead of executing."""
    client = armed(fault)
    assert client.heard(b"c STORE 1 FLAGS (\\Seen)\r\n") == answer
    assert client.connection.closed is fault.startswith("bye")


def test_a_status_from_a_message_on() -> None:
    """With `uid` the answer is right up to that message and ends with the status."""
    assert armed("no,uid=2").heard(FETCH) == PLAIN[:19] + b"c NO Refused on purpose\r\n"


def test_garbage_is_a_line_of_noise() -> None:
    """The noise stands before its octet and has no line end but its own."""
    answer = armed("garbage,octets=10,byte=19").heard(FETCH)
    assert answer[:19] == PLAIN[:19]
    assert answer[29:31] == b"\r\n"
    assert answer[31:] == PLAIN[19:]


@pytest.mark.parametrize(("by", "announced"), [(-1, 11), (5, 17), (-100, 0)])
def test_wrong_literal_lies_about_its_length(by: int, announced: int) -> None:
    """The announced length is wrong, the octets are not; responses without a literal stay."""
    answer = armed(f"wrong_literal,by={by}").heard(b"c FETCH 1 BODY.PEEK[TEXT]\r\n")
    assert answer.startswith(b"* 1 FETCH (BODY[TEXT] {%d}\r\nfirst line\r\n)\r\n" % announced)
    assert armed("wrong_literal").heard(FETCH) == PLAIN


def test_duplicate_says_it_twice() -> None:
    """Every untagged response comes twice, the tagged one once."""
    lines = armed("duplicate").heard(FETCH).splitlines()
    assert lines == [b"* 1 FETCH (UID 1)"] * 2 + [b"* 2 FETCH (UID 2)"] * 2 + [b"c OK FETCH completed"]


def test_reorder_turns_the_order_round() -> None:
    """The untagged responses come last first."""
    lines = armed("reorder").heard(FETCH).splitlines()
    assert lines == [b"* 2 FETCH (UID 2)", b"* 1 FETCH (UID 1)", b"c OK FETCH completed"]


def test_expunge_comes_before_the_answer() -> None:
    """Another's EXPUNGE shifts the numbers between a command and its answer."""
    assert armed("expunge").heard(b"c FETCH 1 UID\r\n") == (
        b"* 1 EXPUNGE\r\n* 1 FETCH (UID 2)\r\nc OK FETCH completed\r\n"
    )
    assert armed("expunge,number=3").heard(FETCH) == PLAIN
    office = Office(LETTER)
    office.fault("expunge")
    assert office.connect().say("a NOOP") == ["a OK Completed"]


def test_an_expunge_that_was_not_told_yet_is_told() -> None:
    """When somebody has removed the message already, the fault only tells it."""
    office = Office(LETTER)
    client = office.select()
    office.fault("expunge")
    office.inbox.expunge(1)
    assert client.say("c FETCH 1 UID") == ["* 1 EXPUNGE", "c BAD There is no message of this number"]


def test_uidvalidity_changes_under_a_session() -> None:
    """The selected mailbox gets another UIDVALIDITY, and no old UID is found."""
    client = armed("uidvalidity,command=FETCH")
    lines = client.say("c UID FETCH 1:2 FLAGS")
    assert lines[0].startswith("* OK [UIDVALIDITY ")
    assert lines[1:] == ["c OK FETCH completed"]


def test_uidvalidity_changes_at_select() -> None:
    """The mailbox that a command names is the one that changes."""
    office = Office(LETTER)
    client = office.select()
    before = office.inbox.uidvalidity
    client.say("c UNSELECT")
    office.fault("uidvalidity,command=SELECT,mailbox=INBOX")
    assert f"* OK [UIDVALIDITY {before + 1}] UIDs are valid" in client.say("d SELECT INBOX")
    office.fault("uidvalidity")
    assert client.say("e STATUS nowhere (MESSAGES)") == ["e NO [NONEXISTENT] No mailbox nowhere"]


def test_the_greeting_can_fail() -> None:
    """GREETING stands for the server's first words; faults without a command leave them alone."""
    office = Office()
    office.fault("bad")
    assert office.connect().greeting.startswith(b"* OK ")
    office.fault("cut,command=GREETING,byte=4")
    assert office.connect().greeting == b"* OK"
    office.fault("bye,command=GREETING")
    assert office.connect().greeting == b"* BYE Going down on purpose\r\n"


def test_nth_and_times_count_meetings() -> None:
    """A fault begins at the nth meeting and lasts so many times; FETCH also means UID FETCH."""
    client = armed("no,command=FETCH,nth=2,times=2")
    answers = [client.say("c NOOP")[-1], *(client.say(f"c {name} 1 UID")[-1] for name in ("FETCH", "UID FETCH") * 2)]
    assert [answer.split()[1] for answer in answers] == ["OK", "OK", "NO", "NO", "OK"]
    client = armed("no,command=UID FETCH,times=always")
    assert client.say("c FETCH 1 UID")[-1].startswith("c OK")
    assert all(client.say("c UID FETCH 1 FLAGS") == ["c NO Refused on purpose"] for _ in range(3))


def test_faults_act_one_after_the_other() -> None:
    """Several faults may hold for one answer."""
    steps = armed("duplicate", "delay,byte=19", "cut,byte=38").steps(FETCH)
    assert octets(steps) == b"* 1 FETCH (UID 1)\r\n" * 2
    assert pauses(steps) == [1.0]


def test_idle_can_be_cut() -> None:
    """What is pushed during IDLE belongs to its answer."""
    client = armed("cut,command=IDLE,byte=10")
    assert client.say("c IDLE") == ["+ idling"]
    view = client.session.view
    assert view is not None
    view.mailbox.expunge(1)
    assert not client.heard()
    assert client.connection.closed


def test_cleared_faults_are_gone() -> None:
    """After `clear` nothing is armed."""
    office = Office()
    office.fault("drop,times=always")
    office.shared.faults.clear()
    assert office.connect().say("a NOOP") == ["a OK Completed"]


def greeted(*faults: str) -> Client:
    """Return a client that connects after the faults were armed."""
    office = Office(LETTER, LETTER)
    for fault in faults:
        office.fault(fault)
    return office.connect()


@pytest.mark.parametrize("byte", [0, 4, 25])
def test_stall_is_silent_for_ever(byte: int) -> None:
    """So many octets of the answer arrive and then nothing, while the connection stays."""
    client = armed(f"stall,byte={byte}")
    steps = client.steps(FETCH)
    assert octets(steps) == PLAIN[:byte]
    assert pauses(steps)[0] == NEVER
    assert not client.connection.closed


@pytest.mark.parametrize(
    ("command", "line"),
    [("IDLE", b"c IDLE\r\n"), ("LOGOUT", b"c LOGOUT\r\n"), ("CONTINUATION", b"c STATUS {5}\r\n")],
)
def test_stall_at_any_moment(command: str, line: bytes) -> None:
    """Silence in IDLE, at LOGOUT, instead of the leave to send a literal, and at the greeting."""
    assert armed(f"stall,command={command}").steps(line)[0] == Pause(NEVER)
    assert greeted("stall,command=GREETING").greeting == b""


def test_drop_after_some_octets_has_executed() -> None:
    """With `byte` the command is done, and the reset comes in the middle of its answer."""
    client = armed("drop,command=STORE,byte=3")
    assert client.steps(b"c STORE 1 FLAGS (\\Seen)\r\n")[:2] == [Send(b"* 1"), Vanish()]
    view = client.session.view
    assert view is not None
    assert view.at(1).flags == {"\\Seen"}


def test_say_says_a_line_before_the_answer() -> None:
    """A line comes so often, waits between; `{tag}` is the command's tag."""
    client = armed("say,text={tag} NO Stale")
    assert client.heard(FETCH) == b"c NO Stale\r\n" + PLAIN
    client = armed("say,count=3,interval=2")
    steps = client.steps(FETCH)
    assert octets(steps) == b"* BYE Autologout\r\n" * 3 + PLAIN
    assert pauses(steps) == [2.0, 2.0]


def test_say_without_end() -> None:
    """With `count=0` the line comes for ever, one step at a time."""
    client = armed("say,count=0,command=IDLE")
    client.connection.receive_data(b"c IDLE\r\n")
    assert {client.connection.next_step() for _ in range(1000)} == {Send(b"* BYE Autologout\r\n")}


def test_a_wrong_tag_ends_the_answer() -> None:
    """The last line belongs to no command of the client."""
    assert armed("wrong_tag,tag=A999").heard(FETCH) == PLAIN.replace(b"c OK", b"A999 OK")


@pytest.mark.parametrize(
    ("fault", "command", "line"),
    [
        ("lie,about=exists", "SELECT INBOX", "* 4294967295 EXISTS"),
        ("lie,about=RFC822.SIZE,value=-1", "FETCH 1 RFC822.SIZE", "* 1 FETCH (RFC822.SIZE -1)"),
        ("lie,about=UID,value=0", "FETCH 1 UID", "* 1 FETCH (UID 0)"),
        ("lie,about=UIDNEXT,value=0", "STATUS INBOX (MESSAGES UIDNEXT)", '* STATUS "INBOX" (MESSAGES 2 UIDNEXT 0)'),
        ("lie,about=UIDVALIDITY,value=0", "SELECT INBOX", "* OK [UIDVALIDITY 0] UIDs are valid"),
        ("lie,about=EXISTS,value=0", "NOOP", "c OK Completed"),
    ],
)
def test_lie_tells_another_number(fault: str, command: str, line: str) -> None:
    """The number stands where the true one should; everything else stays."""
    assert line in [said.replace(" INBOX ", ' "INBOX" ') for said in armed(fault).say(f"c {command}")]


def test_a_lie_can_fall() -> None:
    """Each number is smaller than the one before."""
    assert armed("lie,about=UID,value=falling").heard(FETCH).splitlines()[:2] == [
        b"* 1 FETCH (UID 999999)",
        b"* 2 FETCH (UID 999998)",
    ]


def test_a_lie_about_a_modification_sequence_keeps_its_list() -> None:
    """MODSEQ stands in parentheses (RFC 7162 section 7)."""
    action = MAKERS["lie"](parse_fault("lie,about=MODSEQ,value=falling"), Occasion("FETCH"), armed().session)
    fetched = Fetched(1, 1, ((b"MODSEQ", (5,)), (b"UID", 1)))
    assert list(action.responses(fetched)) == [Fetched(1, 1, ((b"MODSEQ", Atom(b"(999999)")), (b"UID", 1)))]


def test_a_challenge_can_ask_for_too_much() -> None:
    """The iterations of a SCRAM challenge are replaced; every other continuation stays (RFC 5802 section 5.1)."""
    action = MAKERS["iterations"](parse_fault("iterations"), Occasion("AUTHENTICATE"), armed().session)
    challenge = Continuation(b64encode(b"r=abc,s=def,i=4096").decode())
    (heavier,) = action.responses(challenge)
    assert isinstance(heavier, Continuation)
    assert b64decode(heavier.text) == b"r=abc,s=def,i=2147483647"
    assert list(action.responses(Continuation("go on"))) == [Continuation("go on")]


@pytest.mark.parametrize("byte", [0, 1, 20, 100])
def test_the_connection_dies_at_an_octet_it_sends(byte: int) -> None:
    """Octets are counted from the first of the greeting on, over every answer."""
    whole = greeted()
    everything = whole.greeting + whole.heard(b"a NOOP\r\nb CAPABILITY\r\n")
    client = greeted(f"cut,on=sent,byte={byte}")
    assert client.greeting + client.heard(b"a NOOP\r\nb CAPABILITY\r\n") == everything[:byte]
    assert client.connection.closed


@pytest.mark.parametrize(("action", "end"), [("cut", Hangup()), ("drop", Vanish()), ("stall", Pause(NEVER))])
def test_the_connection_dies_at_an_octet_it_hears(action: str, end: Step) -> None:
    """What came whole before the octet is answered; the rest is never heard."""
    client = greeted(f"{action},on=received,byte=12")
    assert client.steps(b"a NOOP\r\nb NO") == [Send(b"a OK Completed\r\n"), end]
    again = greeted(f"{action},on=received,byte=12,nth=2")
    assert again.heard(b"a NOOP\r\nb NOOP\r\n").count(b"OK") == 2


def test_it_dies_in_idle_too() -> None:
    """DONE that is never heard ends the connection."""
    client = greeted("cut,on=received,byte=28")
    assert client.steps(b"a LOGIN alice secret\r\nb IDLE\r\nDONE\r\n")[-1] == Hangup()


def test_chance_is_drawn_from_a_seed() -> None:
    """The same seed gives the same faults, another seed others."""

    def run(seed: int) -> list[str]:
        client = armed(f"no,chance=0.5,seed={seed},times=always")
        return [client.say("c NOOP")[0][:4] for _ in range(50)]

    assert run(1) == run(1) != run(2)
    assert 10 < run(1).count("c NO") < 40


def test_noise_is_drawn_from_a_seed() -> None:
    """The same seed gives the same octets."""
    assert armed("garbage,seed=3").heard(FETCH) == armed("garbage,seed=3").heard(FETCH)
    assert armed("garbage,seed=3").heard(FETCH) != armed("garbage,seed=4").heard(FETCH)


NARROW = {"lie": "lie,about=UID", "iterations": None}  # what an answer to FETCH can show of them


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_acts(action: str) -> None:
    """No action of the table leaves an answer with a literal as it was; every one has its class."""
    fault = NARROW.get(action, action)
    assert set(MAKERS) == set(ACTIONS)
    if fault is not None:
        command = b"c FETCH 1:2 (UID BODY.PEEK[TEXT])\r\n"
        assert armed(f"{fault},command=FETCH").steps(command) != armed().steps(command)
