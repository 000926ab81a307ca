# SPDX-License-Identifier: MIT
"""What mailproto speaks, one area: commands and data about mailboxes, the server, quotas, rights and annotations."""

from __future__ import annotations

from typing import Final

from tests.support.protocol_rows.row import Row

_DOVECOT: Final = "test_dovecot_mailboxes.py::"
_LISTING: Final = _DOVECOT + "TestListing::"
_ASKED: Final = _LISTING + "test_what_is_asked_for_is_told"
_SELECTED: Final = _LISTING + "test_a_selection_is_obeyed"
_NUMBERS: Final = _LISTING + "test_numbers_come_along"
_ITEMS: Final = _LISTING + "test_every_item_that_it_offers_is_told"
_ID: Final = _DOVECOT + "TestServer::test_it_introduces_itself"
_NAMESPACES: Final = _DOVECOT + "TestServer::test_mailboxes_are_made_in_each_namespace"
_USAGE: Final = _DOVECOT + "TestQuotas::test_usage_and_limits_are_told"
_OVER: Final = _DOVECOT + "TestQuotas::test_more_than_the_limit_is_refused"
_RIGHTS: Final = _DOVECOT + "TestRights::test_rights_are_given_and_taken"
_HAD: Final = _DOVECOT + "TestRights::test_rights_that_were_given_are_had"
_NO_RIGHTS: Final = _DOVECOT + "TestRights::test_what_it_does_not_take_is_told"
_VALUES: Final = _DOVECOT + "TestAnnotations::test_values_come_back_as_they_went"
_DEPTH: Final = _DOVECOT + "TestAnnotations::test_depth_and_size_are_obeyed"
_OF_SERVER: Final = _DOVECOT + "TestAnnotations::test_the_server_has_annotations_too"
_NAMES: Final = _DOVECOT + "TestNews::test_names_and_subscriptions_are_told"
_WATCHED: Final = _DOVECOT + "TestNews::test_every_way_to_name_mailboxes_is_understood"
_NOTIFIED: Final = "test_dovecot_notify.py::test_another_mailbox_is_told_of"
_BAD_EVENT: Final = "test_dovecot_notify.py::test_what_it_does_not_know_it_names"


def _example(file: str, name: str) -> str:
    return f"rfc_examples/test_{file}.py::test_an_example_plays[{name}]"


def _data(name: str) -> str:
    return f"rfc_examples/test_extension_data.py::test_the_example_gives_the_value[{name}]"


def _command(rule: str, section: str, example: str, *judges: str) -> Row:
    """Make the row of a command that the tables for all commands try, too."""
    return Row(
        section,
        rule,
        rule,
        example=example,
        refused=f"session/test_refusals.py::test_no_is_told_with_the_servers_words[{rule}]",
        bad=f"session/test_refusals.py::test_bad_is_told_with_the_servers_words[{rule}]",
        malformed=f"session/test_refusals.py::test_an_answer_that_is_none_ends_the_command[another word-{rule}]",
        judges=judges,
    )


_COMMANDS: Final = (
    _command("XLIST", "Gmail, before RFC 6154", _data("XLIST")),
    _command("NAMESPACE", "RFC 9051, 6.3.10", _example("server", "6.3.10 NAMESPACE"), _NAMESPACES),
    _command("ID", "RFC 2971, 3.1", _example("server", "RFC 2971, 3.1 ID"), _ID),
    _command("GETQUOTA", "RFC 9208, 4.1.1", _example("quotas_and_rights", "RFC 9208, 4.1.1 GETQUOTA"), _USAGE, _OVER),
    _command("GETQUOTAROOT", "RFC 9208, 4.1.2", _example("quotas_and_rights", "RFC 9208, 4.1.2 GETQUOTAROOT"), _USAGE),
    _command("SETQUOTA", "RFC 9208, 4.1.3", _example("quotas_and_rights", "RFC 9208, 4.1.3 SETQUOTA"), _OVER),
    _command("SETACL", "RFC 4314, 3.1", _example("quotas_and_rights", "RFC 4314, 3.1 SETACL"), _RIGHTS, _NO_RIGHTS),
    _command("DELETEACL", "RFC 4314, 3.2", _example("quotas_and_rights", "RFC 4314, 3.2 DELETEACL"), _RIGHTS),
    _command("GETACL", "RFC 4314, 3.3", _example("quotas_and_rights", "RFC 4314, 3.1 SETACL"), _RIGHTS, _NO_RIGHTS),
    _command("LISTRIGHTS", "RFC 4314, 3.4", _example("quotas_and_rights", "RFC 4314, 3.4 LISTRIGHTS"), _RIGHTS),
    _command("MYRIGHTS", "RFC 4314, 3.5", _example("quotas_and_rights", "RFC 4314, 3.5 MYRIGHTS"), _RIGHTS, _HAD),
    _command("GETMETADATA", "RFC 5464, 4.2", _example("server", "RFC 5464, 4.2 GETMETADATA"), _VALUES, _DEPTH),
    _command("SETMETADATA", "RFC 5464, 4.3", _example("server", "RFC 5464, 4.3 SETMETADATA"), _VALUES, _OF_SERVER),
    _command("NOTIFY", "RFC 5465, 3.1", _example("server", "RFC 5465, 3.1 NOTIFY"), _NOTIFIED, _WATCHED),
)


def _form(section: str, what: str, capability: str, example: str, *judges: str) -> Row:
    """Make the row of what a command can say besides; NO, BAD and what cannot be read are its command's."""
    return Row(section, what, capability=capability, example=example, judges=judges)


_LIST: Final = "listing"
_FORMS: Final = (
    _form("RFC 5258, 3.1", "LIST (SUBSCRIBED)", "LIST-EXTENDED", _example(_LIST, "5 LIST (SUBSCRIBED)"), _SELECTED),
    _form("RFC 5258, 3.1", "LIST (REMOTE)", "LIST-EXTENDED", _example(_LIST, "5 LIST (REMOTE)")),
    _form(
        "RFC 5258, 3.1",
        "LIST (RECURSIVEMATCH)",
        "LIST-EXTENDED",
        _example(_LIST, "5 LIST (SUBSCRIBED RECURSIVEMATCH)"),
        _SELECTED,
    ),
    _form("RFC 5258, 3.2", "LIST RETURN (SUBSCRIBED)", "LIST-EXTENDED", _example(_LIST, "5 LIST (REMOTE)"), _ASKED),
    _form("RFC 5258, 3.2", "LIST RETURN (CHILDREN)", "LIST-EXTENDED", _example(_LIST, "5 LIST (REMOTE)"), _ASKED),
    _form(
        "RFC 5258, 4",
        "LIST with several patterns",
        "LIST-EXTENDED",
        _example(_LIST, "5 LIST with several patterns"),
        _ASKED,
    ),
    _form(
        "RFC 6154, 2",
        "LIST (SPECIAL-USE)",
        "SPECIAL-USE",
        _example(_LIST, "RFC 6154, 5.2 LIST with SPECIAL-USE"),
        _SELECTED,
    ),
    _form(
        "RFC 6154, 2",
        "LIST RETURN (SPECIAL-USE)",
        "SPECIAL-USE",
        _example(_LIST, "RFC 6154, 5.2 LIST with SPECIAL-USE"),
        _ASKED,
    ),
    _form("RFC 6154, 3", "CREATE with USE", "CREATE-SPECIAL-USE", _example(_LIST, "RFC 6154, 5.3 CREATE with USE")),
    _form(
        "RFC 6154, 4",
        "entry /private/specialuse",
        "METADATA",
        _example(_LIST, "RFC 6154, 5.4 special uses as annotations"),
    ),
    _form(
        "RFC 5819, 2", "LIST RETURN (STATUS)", "LIST-STATUS", _example(_LIST, "RFC 5819, 3 LIST with STATUS"), _NUMBERS
    ),
    _form("RFC 8440, 3", "LIST RETURN (MYRIGHTS)", "LIST-MYRIGHTS", _example(_LIST, "RFC 8440, 4 LIST with MYRIGHTS")),
    _form(
        "RFC 9590, 3",
        "LIST RETURN (METADATA)",
        "LIST-METADATA",
        _example(_LIST, "RFC 9590, 3 LIST with METADATA, in words of ours"),
    ),
    _form("RFC 8438, 3", "item SIZE of STATUS", "STATUS=SIZE", _data("SIZE"), _ITEMS),
    _form("RFC 7889, 3.2", "item APPENDLIMIT of STATUS", "APPENDLIMIT", _data("APPENDLIMIT")),
    _form("RFC 8474, 4.3", "item MAILBOXID of STATUS", "OBJECTID", _example("server", "RFC 8474, 4 MAILBOXID")),
    _form(
        "RFC 9208, 4.1.4",
        "items DELETED and DELETED-STORAGE of STATUS",
        "QUOTA=RES-STORAGE",
        _example("quotas_and_rights", "RFC 9208, 4.1.4 STATUS with DELETED-STORAGE"),
    ),
    _form(
        "RFC 5464, 4.2.1", "MAXSIZE of GETMETADATA", "METADATA", _example("server", "RFC 5464, 4.2 GETMETADATA"), _DEPTH
    ),
    _form(
        "RFC 5464, 4.2.2", "DEPTH of GETMETADATA", "METADATA", _example("server", "RFC 5464, 4.2 GETMETADATA"), _DEPTH
    ),
    _form(
        "RFC 5465, 5.1",
        "events FlagChange and MessageNew",
        "NOTIFY",
        _example("server", "RFC 5465, 3.1 NOTIFY"),
        _WATCHED,
    ),
    _form(
        "RFC 5465, 5.4",
        "events MailboxName and SubscriptionChange",
        "NOTIFY",
        _example("server", "RFC 5465, 5.4 MailboxName"),
        _NAMES,
    ),
    _form(
        "RFC 5465, 5.6",
        "events MailboxMetadataChange and ServerMetadataChange",
        "NOTIFY",
        _example("server", "RFC 5465, 5.4 MailboxName"),
    ),
    Row(
        "RFC 6855, 3",
        "names in UTF-8",
        capability="UTF8=ACCEPT",
        example="session/test_utf8_names.py::test_names_are_utf8_both_ways_once_enabled",
    ),
    Row(
        "RFC 6855, 6",
        "a server of UTF-8 alone",
        capability="UTF8=ONLY",
        example="session/test_utf8_names.py::test_a_server_that_reads_nothing_else_says_so",
    ),
)

_RESPONSES: Final = {
    "ID": ("RFC 2971, 3.2", _ID),
    "NAMESPACE": ("RFC 9051, 7.3.2", _NAMESPACES),
    "QUOTA": ("RFC 9208, 4.2.1", _USAGE),
    "QUOTAROOT": ("RFC 9208, 4.2.2", _USAGE),
    "ACL": ("RFC 4314, 3.6", _RIGHTS),
    "LISTRIGHTS": ("RFC 4314, 3.7", _RIGHTS),
    "MYRIGHTS": ("RFC 4314, 3.8", _RIGHTS),
    "METADATA": ("RFC 5464, 4.4", _VALUES),
    "XLIST": ("Gmail, before RFC 6154", ""),
}
_LIST_DATA: Final = {
    "CHILDINFO": ("RFC 5258, 3.5", _SELECTED),
    "OLDNAME": ("RFC 5465, 5.4", _NAMES),
    "NoAccess": ("RFC 5465, 5.9", ""),
}
_CODES: Final = {
    "USEATTR": ("RFC 6154, 3", "CREATE-SPECIAL-USE", ""),
    "OVERQUOTA": ("RFC 9208, 4.3.1", "QUOTA", _OVER),
    "MAILBOXID": ("RFC 8474, 4.1", "OBJECTID", ""),
    "METADATA LONGENTRIES": ("RFC 5464, 4.2.1", "METADATA", _DEPTH),
    "METADATA MAXSIZE": ("RFC 5464, 4.3", "METADATA", ""),
    "METADATA TOOMANY": ("RFC 5464, 4.3", "METADATA", ""),
    "METADATA NOPRIVATE": ("RFC 5464, 4.3", "METADATA", ""),
    "NOTIFICATIONOVERFLOW": ("RFC 5465, 5.8", "NOTIFY", ""),
    "BADEVENT": ("RFC 5465, 3.1", "NOTIFY", _BAD_EVENT),
}
_BROKEN_CODES: Final = frozenset({"MAILBOXID", "METADATA LONGENTRIES", "METADATA MAXSIZE"})
_DATA: Final = "rfc_examples/test_extension_data.py::"
_BROKEN: Final = _DATA + "test_one_that_cannot_be_read_costs_itself_alone[{}]"
_BROKEN_CODE: Final = _DATA + "test_an_argument_that_cannot_be_read_costs_the_code_alone[{}]"


def _judged_by(judge: str) -> tuple[str, ...]:
    return (judge,) if judge else ()


ROWS: Final = (
    *_COMMANDS,
    *_FORMS,
    *(
        Row(section, f"response {name}", example=_data(name), malformed=_BROKEN.format(name), judges=_judged_by(judge))
        for name, (section, judge) in _RESPONSES.items()
    ),
    *(
        Row(section, f"{name} of LIST", example=_data(name), malformed=_BROKEN.format(name), judges=_judged_by(judge))
        for name, (section, judge) in _LIST_DATA.items()
    ),
    *(
        Row(
            section,
            f"code {name}",
            capability=capability,
            example=f"rfc_examples/test_extension_data.py::test_the_code_has_its_value[{name}]",
            malformed=_BROKEN_CODE.format(name) if name in _BROKEN_CODES else "",
            judges=_judged_by(judge),
        )
        for name, (section, capability, judge) in _CODES.items()
    ),
)
