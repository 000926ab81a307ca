# SPDX-License-Identifier: MIT
"""What mailproto speaks, one area: the core of RFC 9051 and RFC 3501, and SASL."""

from __future__ import annotations

from typing import Final

from tests.support.protocol_rows.row import Row

_CORE: Final = "test_dovecot_core.py::"
_SESSION: Final = _CORE + "test_from_the_greeting_to_the_farewell"
_MAILBOXES: Final = _CORE + "test_mailboxes_are_made_and_go"
_LETTERS: Final = _CORE + "test_letters_come_and_go"
_LEAVING: Final = _CORE + "test_a_mailbox_is_left_in_each_way"
_NEWS: Final = _CORE + "test_news_come_with_any_answer"
_REFUSED: Final = _CORE + "test_a_refusal_has_its_code[{}-]"
_SENSELESS: Final = _CORE + "test_what_it_does_not_understand_is_told[{}]"


def _command(rule: str, section: str, example: str, *judges: str) -> Row:
    """Make the row of a command that the tables for all commands try, too."""
    if "RFC" not in section:
        section = f"RFC 9051, {section}"
    return Row(
        section,
        rule,
        rule,
        example=f"rfc_examples/{example}",
        refused=f"session/test_refusals.py::test_no_is_told_with_the_servers_words[{rule}]",
        bad=f"session/test_refusals.py::test_bad_is_told_with_the_servers_words[{rule}]",
        malformed=f"session/test_refusals.py::test_an_answer_that_is_none_ends_the_command[another word-{rule}]",
        judges=tuple(judge.format(rule) for judge in judges),
    )


def _example(file: str, name: str) -> str:
    return f"test_{file}.py::test_an_example_plays[{name}]"


_COMMANDS: Final = (
    _command("CAPABILITY", "6.1.1", _example("connection", "6.1.1 CAPABILITY"), _SESSION),
    _command("NOOP", "6.1.2", _example("connection", "6.1.2 NOOP"), _SESSION, _NEWS),
    _command("LOGOUT", "6.1.3", _example("connection", "6.1.3 LOGOUT"), _SESSION),
    _command("STARTTLS", "6.2.1", _example("connection", "6.2.1 STARTTLS"), _SESSION),
    _command(
        "AUTHENTICATE",
        "6.2.2",
        _example("connection", "6.2.2 AUTHENTICATE, asked for"),
        "test_dovecot_sign_in.py::test_the_right_password_signs_in",
        "test_dovecot_sign_in.py::test_a_wrong_password_is_refused",
    ),
    _command("LOGIN", "6.2.3", _example("connection", "6.2.3 LOGIN"), _SESSION),
    _command("ENABLE", "6.3.1", _example("connection", "6.3.1 ENABLE"), _SESSION),
    _command("SELECT", "6.3.2", _example("mailboxes", "6.3.2 SELECT"), _LETTERS, _REFUSED),
    _command("EXAMINE", "6.3.3", _example("mailboxes", "6.3.3 EXAMINE"), _LEAVING, _REFUSED),
    _command("CREATE", "6.3.4", _example("mailboxes", "6.3.4 CREATE"), _MAILBOXES, _REFUSED),
    _command("DELETE", "6.3.5", _example("mailboxes", "6.3.5 DELETE"), _MAILBOXES, _REFUSED),
    _command("RENAME", "6.3.6", _example("mailboxes", "6.3.6 RENAME"), _MAILBOXES, _REFUSED),
    _command("SUBSCRIBE", "6.3.7", _example("mailboxes", "6.3.7 SUBSCRIBE"), _MAILBOXES),
    _command("UNSUBSCRIBE", "6.3.8", _example("mailboxes", "6.3.8 UNSUBSCRIBE"), _MAILBOXES),
    _command("LIST", "6.3.9", _example("mailboxes", "6.3.9.8 LIST"), _MAILBOXES),
    _command("LSUB", "RFC 3501, 6.3.9", _example("rfc3501", "6.3.9 LSUB"), _MAILBOXES),
    _command("STATUS", "6.3.11", _example("mailboxes", "6.3.11 STATUS"), _MAILBOXES, _REFUSED, _SENSELESS),
    _command("APPEND", "6.3.12", _example("messages", "6.3.12 APPEND"), _LETTERS, _REFUSED),
    _command(
        "IDLE",
        "6.3.13",
        _example("status", "6.3.13 IDLE"),
        "test_dovecot_idle.py::test_a_letter_is_told_when_it_arrives",
    ),
    _command("CHECK", "RFC 3501, 6.4.1", _example("rfc3501", "6.4.1 CHECK"), _LETTERS),
    _command("CLOSE", "6.4.1", _example("messages", "6.4.1 CLOSE"), _LEAVING),
    _command("UNSELECT", "6.4.2", _example("messages", "6.4.2 UNSELECT"), _LEAVING),
    _command("EXPUNGE", "6.4.3", _example("messages", "6.4.3 EXPUNGE"), _LETTERS),
    _command("SEARCH", "RFC 3501, 6.4.4", _example("rfc3501", "6.4.4 SEARCH"), _LETTERS),
    _command("FETCH", "6.4.5", "test_sample_connection.py::test_what_follows_gives_these_values", _LETTERS, _SENSELESS),
    _command("STORE", "6.4.6", _example("messages", "6.4.6 STORE"), _LETTERS, _SENSELESS),
    _command("COPY", "6.4.7", _example("messages", "6.4.7 COPY"), _LETTERS, _REFUSED),
    _command("UID SEARCH", "RFC 3501, 6.4.8", _example("messages", "6.4.9 UID SEARCH"), _LETTERS),
    _command("UID STORE", "6.4.9", _example("messages", "6.4.9 UID STORE"), _LETTERS),
    _command("UID FETCH", "6.4.9", _example("messages", "6.4.9 UID FETCH"), _LETTERS, _SENSELESS),
    _command("UID COPY", "6.4.9", _example("messages", "6.3.12 APPEND and COPY that tell UIDs"), _LETTERS, _REFUSED),
    _command(
        "COMPRESS",
        "RFC 4978, 3",
        _example("connection", "RFC 4978, 3 COMPRESS"),
        "test_dovecot_compress.py::test_the_corpus_comes_through_unchanged",
        "test_dovecot_compress.py::test_it_is_refused_a_second_time",
    ),
)

_WITHOUT_A_BROKEN_FORM: Final = ("OK", "NO", "BAD", "PREAUTH", "BYE", "ENABLED", "CAPABILITY", "continuation request")
_UNTAGGED: Final = {
    "7.1.1 OK": _LETTERS,
    "7.1.2 NO": "",
    "7.1.3 BAD": "",
    "7.1.4 PREAUTH": "",
    "7.1.5 BYE": _SESSION,
    "7.2.1 ENABLED": _SESSION,
    "7.2.2 CAPABILITY": _SESSION,
    "7.3.1 LIST": _MAILBOXES,
    "RFC 3501, 7.2.3 LSUB": _MAILBOXES,
    "7.3.3 STATUS": _MAILBOXES,
    "RFC 3501, 7.2.5 SEARCH": _LETTERS,
    "7.3.5 FLAGS": _LETTERS,
    "7.4.1 EXISTS": _LETTERS,
    "RFC 3501, 7.3.2 RECENT": _LETTERS,
    "7.5.1 EXPUNGE": _LETTERS,
    "7.5.2 FETCH": _LETTERS,
    "7.6 continuation request": _LETTERS,
}


def _response(name: str, judge: str) -> Row:
    section, _, what = name.removeprefix("RFC 3501, ").partition(" ")
    broken = "" if what in _WITHOUT_A_BROKEN_FORM else "test_one_that_cannot_be_read_costs_itself_alone"
    return Row(
        f"RFC {'3501' if name.startswith('RFC 3501') else '9051'}, {section}",
        what if what == "continuation request" else f"response {what}",
        example=f"rfc_examples/test_responses.py::test_the_example_gives_the_value[{name}]",
        malformed=f"rfc_examples/test_responses.py::{broken}[{name}]" if broken else "",
        judges=(judge,) if judge else (),
    )


_WITH_ARGUMENT: Final = frozenset(
    {"APPENDUID", "BADCHARSET", "COPYUID", "PERMANENTFLAGS", "UIDNEXT", "UIDVALIDITY", "UNSEEN"}
)
_CODES: Final = {
    "ALERT": "",
    "ALREADYEXISTS": _REFUSED.format("CREATE"),
    "APPENDUID": _LETTERS,
    "AUTHENTICATIONFAILED": _SESSION,
    "AUTHORIZATIONFAILED": "",
    "BADCHARSET": "",
    "CANNOT": "",
    "CAPABILITY": _SESSION,
    "CLIENTBUG": "",
    "CLOSED": _LEAVING,
    "CONTACTADMIN": "",
    "COPYUID": _LETTERS,
    "CORRUPTION": "",
    "EXPIRED": "",
    "EXPUNGEISSUED": "",
    "HASCHILDREN": "",
    "INUSE": "",
    "LIMIT": "",
    "NONEXISTENT": _REFUSED.format("DELETE"),
    "NOPERM": "",
    "OVERQUOTA": "",
    "PARSE": "",
    "PERMANENTFLAGS": _LETTERS,
    "PRIVACYREQUIRED": "",
    "READ-ONLY": _LEAVING,
    "READ-WRITE": _LETTERS,
    "SERVERBUG": "",
    "TRYCREATE": _REFUSED.format("APPEND"),
    "UIDNEXT": _LETTERS,
    "UIDNOTSTICKY": "",
    "UIDVALIDITY": _LETTERS,
    "UNAVAILABLE": "",
    "UNKNOWN-CTE": "",
    "UNSEEN": "",
}


def _code(name: str, judge: str) -> Row:
    file = "rfc_examples/test_codes.py::"
    broken = f"{file}test_an_argument_that_cannot_be_read_costs_the_code_alone[{name}]"
    return Row(
        "RFC 3501, 7.1" if name in {"UNSEEN", "BADCHARSET"} else "RFC 9051, 7.1",
        f"code {name}",
        example=f"{file}test_the_code_has_its_value[{name}]",
        refused=f"{file}test_a_refusal_keeps_its_code[{name}]",
        malformed=broken if name in _WITH_ARGUMENT else "",
        judges=(judge,) if judge else (),
    )


_MECHANISMS: Final = {
    "PLAIN": "RFC 4616",
    "LOGIN": "no RFC",
    "CRAM-MD5": "RFC 2195",
    "SCRAM-SHA-1": "RFC 5802, 5",
    "SCRAM-SHA-256": "RFC 7677, 3",
    "XOAUTH2": "no RFC",
    "OAUTHBEARER": "RFC 7628, 4.1",
    "EXTERNAL": "RFC 4422, A",
}
_JUDGED_MECHANISMS: Final = frozenset({"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"})


def _judges_of(name: str) -> tuple[str, ...]:
    tests = ("test_the_right_password_signs_in", "test_a_wrong_password_is_refused")
    files = {"test_dovecot_sign_in.py": name in _JUDGED_MECHANISMS, "test_scramp_sign_in.py": name.startswith("SCRAM")}
    return tuple(f"{file}::{test}[{name}]" for file, knows in files.items() if knows for test in tests)


def _mechanism(name: str, section: str) -> Row:
    file = "session/test_sign_in.py::"
    return Row(
        section,
        f"SASL {name}",
        capability=f"AUTH={name}",
        example=f"{file}TestExamples::test_the_server_asks_for_everything[{name}]",
        refused=f"{file}test_a_refused_password[NO-{name}]",
        bad=f"{file}test_a_refused_password[BAD-{name}]",
        malformed=f"{file}TestRefusals::test_a_malformed_challenge_is_given_up[octets-{name}]",
        judges=_judges_of(name),
    )


def _bound_mechanism(name: str, section: str) -> Row:
    """Make the row of one of which no RFC prints an exchange: the example is a server's of our own."""
    file = "session/test_sign_in.py::TestRefusals::"
    return Row(
        section,
        f"SASL {name}",
        capability=f"AUTH={name}",
        example="authentication/test_scram.py::test_a_sign_in_with_a_server_of_another_hand",
        refused=f"{file}test_a_refusal_at_once_is_one_of_the_mechanism[NO-{name}]",
        bad=f"{file}test_a_refusal_at_once_is_one_of_the_mechanism[BAD-{name}]",
        malformed=f"{file}test_a_malformed_challenge_is_given_up[octets-{name}]",
        judges=_judges_of(name),
    )


ROWS: Final[tuple[Row, ...]] = (
    *_COMMANDS,
    *(_response(name, judge) for name, judge in _UNTAGGED.items()),
    *(_code(name, judge) for name, judge in _CODES.items()),
    *(_mechanism(name, section) for name, section in _MECHANISMS.items()),
    _bound_mechanism("SCRAM-SHA-1-PLUS", "RFC 5802, 6"),
    _bound_mechanism("SCRAM-SHA-256-PLUS", "RFC 7677"),
)
