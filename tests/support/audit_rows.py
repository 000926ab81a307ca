# SPDX-License-Identifier: MIT
"""What real servers and hostile ones do, line by line, each with the tests that show that it is withstood.

Tests are named below tests/mailproto. The numbers are those of the list of deviations that the project keeps.
"""

from __future__ import annotations

from typing import Final

_DEVIATIONS: Final = "test_server_deviations.py::"
_LINE: Final = _DEVIATIONS + "test_a_line_whose_meaning_is_clear_is_typed"
_STREAM: Final = _DEVIATIONS + "test_a_stream_goes_on"
_UNCLEAR: Final = _DEVIATIONS + "test_a_line_whose_meaning_is_not_clear_is_unparsed"
_ITEM: Final = _DEVIATIONS + "test_an_item_whose_meaning_is_not_clear_is_a_problem"
_ENVELOPE: Final = _DEVIATIONS + "test_an_envelope_whose_meaning_is_clear_is_typed"
_PART: Final = _DEVIATIONS + "test_a_part_whose_meaning_is_clear_is_typed"
_MULTIPART: Final = _DEVIATIONS + "test_a_multipart_whose_meaning_is_clear_is_typed"
_HOSTILE: Final = "session/test_hostile_servers.py::"
_ANY_BYTES: Final = _HOSTILE + "test_any_bytes_are_survived_and_mean_the_same_however_divided"
_BAD: Final = "session/test_refusals.py::test_bad_is_told_with_the_servers_words"
_LOST: Final = "session/test_refusals.py::test_the_connections_end_is_told_to_who_waits"
_SILENCE: Final = "async_client/test_link.py::TestEnding::"
_CONNECTION: Final = "session/test_connection.py::"
_COMPRESSED: Final = "transports/test_compressed.py::"
_SCRAM: Final = "authentication/test_scram.py::"
_FRAMING: Final = "test_framing.py::test_limits_are_checked_before_memory_is_taken"

DEVIATIONS: Final = {
    1: (f"{_MULTIPART}[1 Gmail, with a boundary]", f"{_MULTIPART}[1 Gmail, BODY]"),
    2: (f"{_LINE}[2 Gmail]",),
    3: (f"{_LINE}[3 Gmail, in a list]", f"{_LINE}[3 Gmail, in a code]", f"{_LINE}[3 Gmail, of a letter]"),
    4: (
        f"{_PART}[4 Gmail, letter without its insides]",
        f"{_ENVELOPE}[4 Gmail, name and mailbox swapped]",
        f"{_LINE}[4 Gmail, labels]",
        f"{_LINE}[4 Gmail, quota]",
    ),
    5: (f"{_PART}[5 Gmail]",),
    6: (f"{_PART}[6 Office 365]",),
    7: (f"{_LINE}[7 Office 365]",),
    8: (f"{_ENVELOPE}[8 Outlook.com]",),
    9: (f"{_LINE}[9 Exchange, empty sets]", f"{_LINE}[9 Exchange, bare code]"),
    10: (f"{_PART}[10 Exchange, disposition]", f"{_MULTIPART}[10 Exchange]"),
    11: (f"{_PART}[11 Exchange, octets]", f"{_PART}[11 Exchange, no encoding]"),
    12: (f"{_LINE}[12 Exchange]",),
    13: (
        f"{_UNCLEAR}[13 Exchange, text without a star]",
        f"{_DEVIATIONS}test_a_code_that_is_none",
        f"{_LINE}[13 Exchange, greeting]",
    ),
    14: (f"{_LINE}[14 Exchange Online]", "test_reconnection.py::test_a_server_may_say_for_how_long"),
    15: (f"{_LOST}[NAMESPACE]",),
    16: (f"{_BAD}[LSUB]",),
    17: (f"{_HOSTILE}test_bye_without_end_ends_once", f"{_LINE}[17 Yandex, missing value]"),
    18: (f"{_PART}[18 Mail.ru, boundary]", f"{_PART}[18 Mail.ru, size]", f"{_PART}[18 Mail.ru, more segments]"),
    19: (
        f"{_ENVELOPE}[19 iCloud]",
        f"{_HOSTILE}test_a_letter_without_what_was_asked_for_ends_no_wait",
        "session/test_malformed_answers.py::test_an_ok_alone_is_an_answer[ENABLE]",
    ),
    20: (f"{_ENVELOPE}[20 Yahoo, empty list]", f"{_LINE}[20 Yahoo, NAMESPACE]", f"{_LINE}[20 AOL, unknown items]"),
    21: (
        f"{_ENVELOPE}[21 QQ]",
        f"{_LINE}[21 QQ, SEARCH]",
        "test_sequences.py::test_every_set_is_read_as_it_was_written",
    ),
    22: (
        f"{_LINE}[22 Coremail]",
        f"{_ENVELOPE}[22 Coremail]",
        "session/test_tags.py::test_tags_are_a_letter_and_three_digits_in_order",
    ),
    23: (f"{_LINE}[23 Domino, parentheses]", f"{_PART}[23 Domino, empty body]"),
    24: (
        f"{_LINE}[24 Courier, number 0]",
        f"{_ITEM}[24 Courier, aborted]",
        "commands/test_results.py::test_select_lives_with_what_the_server_does_not_tell",
    ),
    25: (f"{_LINE}[25 Cyrus]", "session/test_knowledge.py::TestSelected::test_selecting_another_one_directly"),
    26: (f"{_LINE}[26 ProtonMail Bridge, APPENDLIMIT]", f"{_BAD}[LIST]"),
    27: (f"{_LINE}[27 Zoho, no MODSEQ]", f"{_ITEM}[27 Zoho, MODSEQ]", f"{_UNCLEAR}[27 Zoho, negative number]"),
    28: (
        f"{_ENVELOPE}[28 SmarterMail, NIL among addresses]",
        f"{_DEVIATIONS}test_a_literal_that_is_too_short_costs_no_more_than_the_connection",
        f"{_DEVIATIONS}test_marks_that_cannot_be_told_cost_what_follows_them",
    ),
    29: (f"{_LINE}[29 DavMail, two spaces]", f"{_STREAM}[29 DavMail, two spaces before a literal]"),
    30: (
        f"{_ENVELOPE}[30 Dovecot, placeholders]",
        f"{_PART}[30 Dovecot, message/global]",
        f"{_HOSTILE}test_signs_of_life_disturb_no_listener",
    ),
    31: (f"{_LINE}[31 Surgemail]", f"{_LINE}[31 Outlook.com]"),
    32: (f"{_LINE}[32 many]",),
    33: (f"{_LINE}[33 UIDVALIDITY]", f"{_LINE}[33 UIDNEXT]", f"{_LINE}[33 UNSEEN]"),
    34: (f"{_LINE}[34 GroupWise]", f"{_ENVELOPE}[34 GroupWise]"),
    35: (f"{_LINE}[35 lower case, LIST]", f"{_LINE}[35 lower case, FETCH]"),
    36: (f"{_LINE}[36 Rambler]", f"{_ITEM}[36 Free, literal]"),
    37: (
        f"{_LINE}[37 greeting of nothing]",
        f"{_STREAM}[37 duplicate CAPABILITY]",
        f"{_UNCLEAR}[37 Citadel, flags]",
    ),
    38: (f"{_STREAM}[38 NULs]",),
    39: (f"{_LINE}[39 LITERAL]", f"{_LINE}[39 ID]", f"{_PART}[39 bluemind]"),
    40: ("test_sequences.py::test_a_set_is_written_in_order_and_without_overlaps",),
    41: (f"{_LINE}[41 Microsoft 365]", "session/test_dialogues.py::test_capabilities_told_with_the_sign_in_hold"),
    42: ("session/test_malformed_answers.py::test_an_ok_alone_is_an_answer[XLIST]",),
    43: (f"{_STREAM}[43 Xeams, no parenthesis]", f"{_STREAM}[43 literal two octets short]"),
    44: (
        f"{_LINE}[44 partial ignored]",
        "async_client/test_downloading.py::test_a_server_that_ignores_partials_is_asked_once",
    ),
    45: (f"{_LINE}[45 unquoted space]", f"{_PART}[45 UW]"),
}

FELT: Final = {
    "a command line has a length": ("commands/test_wire_form.py::test_a_long_set_is_divided_among_commands",),
    "items of FETCH come in any order": (f"{_STREAM}[UID after the literal, as Mail.ru and Exchange]",),
    "tags begin with a letter; a server that throttles says for how long": (
        "session/test_tags.py::test_tags_are_a_letter_and_three_digits_in_order",
        "test_reconnection.py::test_a_server_may_say_for_how_long",
    ),
    "IDLE is renewed every five minutes whatever comes, and a dead link is noticed": (
        "async_client/test_idling.py::test_it_is_renewed_after_five_minutes",
        "async_client/test_idling.py::test_a_link_that_died_is_found_out",
        f"{_HOSTILE}test_signs_of_life_disturb_no_listener",
    ),
    "literals of no octets, and those that are short": (
        f"{_STREAM}[empty literal]",
        f"{_STREAM}[43 literal one octet short]",
    ),
}

BROKEN: Final = {
    "lines and literals split over reads": (
        "session/test_division.py::test_every_response_and_code_of_the_rfcs",
        f"{_STREAM}[several responses in one read after DONE]",
    ),
    "one bad structure of a thousand; unknown responses and items": (
        "test_parse_responses.py::test_one_bad_letter_of_a_thousand",
        f"{_LINE}[20 AOL, unknown items]",
        f"{_LINE}[13 Exchange, untagged text]",
    ),
    "recursion, quadratic work, a line of 150 000 hits": (
        "test_framing.py::test_work_grows_with_the_octets_alone",
        "test_parse_responses.py::test_a_search_with_many_hits",
        "message_data/test_body_structure.py::test_a_bomb_of_parts_within_parts_is_refused",
    ),
    "sets of UIDs expanded, or too long": (
        "test_sequences.py::test_two_million_numbers_are_one_range",
        "test_sequences.py::test_a_set_is_split_by_its_length_on_the_wire",
    ),
    "a literal announced and never sent; SCRAM without end; a second command smuggled in": (
        f"{_FRAMING}[at once-number]",
        _SCRAM + "test_a_server_cannot_have_us_compute_for_ever",
        "session/test_smuggling.py::test_a_command_stays_one_line",
    ),
    "BYE in answer to IDLE, and without end": (
        "session/test_idle.py::test_bye_ends_it",
        f"{_HOSTILE}test_bye_without_end_ends_once",
    ),
    "an old answer, or another command's": (
        f"{_HOSTILE}test_an_old_refusal_is_not_the_answer_to_a_sign_in",
        "session/test_dialogues.py::test_answers_find_their_commands",
    ),
    "EXPUNGE between a command and its answer": (
        "test_parse_responses.py::test_expunges_keep_their_place_in_the_stream",
        "session/test_dialogues.py::test_answers_find_their_commands",
    ),
    "what was said in the clear, read as if encrypted; PREAUTH before STARTTLS": (
        "session/test_start_tls.py",
        _CONNECTION + "TestGreeting::test_preauth_does_not_get_around_encryption",
    ),
    "octets beyond ASCII in an envelope; plain UTF-7; brackets in Gmail's flags": (
        f"{_ENVELOPE}[8-bit]",
        "test_mailbox_names.py::test_names_are_read_and_written",
        f"{_LINE}[3 Gmail, in a code]",
    ),
    "parentheses in a subject": (f"{_ENVELOPE}[parentheses in a subject]",),
}

HOSTILE: Final = {
    "1 what was said before TLS": (
        "session/test_start_tls.py",
        "procedures/test_signing_in.py::test_a_server_without_encryption",
    ),
    "2 certificates": (
        "transports/test_certificates.py::test_a_pin_lets_its_certificate_pass_and_no_other",
        "transports/test_certificates.py::test_older_versions_cannot_be_asked_for",
    ),
    "3 passwords and tokens": (
        "test_printer.py::test_a_secret_is_shown_neither_by_repr_nor_by_transcript",
        "async_client/test_client.py::TestDialogues::test_the_wire_is_told_without_secrets",
        "commands/test_wire_form.py::test_a_command_shows_its_password_to_nobody",
    ),
    "4 limits": (
        _FRAMING,
        _COMPRESSED + "test_one_read_may_not_become_too_much",
        "async_client/test_unsolicited.py::test_what_is_dropped_is_told_in_its_place",
    ),
    "5 sizes that lie": (
        f"{_HOSTILE}test_a_mailbox_of_four_thousand_million_letters_costs_nothing",
        f"{_HOSTILE}test_a_number_that_cannot_be_costs_its_item",
        f"{_HOSTILE}test_uids_that_fall_are_each_their_own",
        f"{_HOSTILE}test_another_uidvalidity_in_the_middle_is_known_at_once",
    ),
    "6 the server's words are told as such": ("rfc_examples/test_status.py::test_an_example_plays[7.1.1 OK]",),
    "7 CR, LF and NUL": ("session/test_smuggling.py::test_a_command_stays_one_line",),
    "8 silence": (
        _SILENCE + "test_silence_ends_the_connection[at the greeting]",
        _SILENCE + "test_silence_in_the_middle_of_a_response",
        _SILENCE + "test_a_farewell_is_not_waited_for",
        "async_client/test_silence.py::test_a_trickle_is_silence",
        "async_client/test_idling.py::test_a_link_that_died_is_found_out",
    ),
    "9 the link dies at any octet": (
        "async_client/test_client.py::TestDialogues::test_a_connection_lost_at_any_octet_is_a_typed_error",
    ),
}

_CONNECTING: Final = "async_client/test_client.py::TestConnecting::"
LIMITS: Final = {
    "Limits.line": f"{_FRAMING}[at once-line]",
    "Limits.literal": f"{_FRAMING}[at once-literal]",
    "Limits.response": f"{_FRAMING}[at once-response]",
    "Limits.answer": _CONNECTION + "TestEnd::test_an_answer_without_end_ends_it",
    "Limits.answer_responses": _CONNECTION + "TestEnd::test_an_answer_without_end_ends_it",
    "Limits.streamed_literal": f"{_FRAMING}[at once-streamed literal]",
    "Limits.literals": f"{_FRAMING}[at once-literals]",
    "Limits.nesting": "parser/test_fetch.py::test_a_structure_too_deep_is_a_problem",
    "Deadlines.connect": _CONNECTING + "test_a_transport_that_hangs_has_a_deadline",
    "Deadlines.tls": _CONNECTING + "test_a_handshake_that_hangs_has_a_deadline",
    "Deadlines.greeting": _SILENCE + "test_silence_ends_the_connection[at the greeting]",
    "Deadlines.command": _SILENCE + "test_silence_ends_the_connection[before the answer]",
    "Deadlines.logout": _SILENCE + "test_a_farewell_is_not_waited_for",
    "Deadlines.least": _SILENCE + "test_silence_in_the_middle_of_a_response",
    "Deadlines.idle": "async_client/test_idling.py::test_it_is_renewed_after_five_minutes",
    "Deadlines.poll": "async_client/test_idling.py::test_without_the_capability_the_server_is_asked_each_minute",
    "Deadlines.keep_alive": "async_client/test_keeping_alive.py::test_a_client_that_asks_nothing_stays_connected",
    "InflationLimits.read": _COMPRESSED + "test_one_read_may_not_become_too_much",
    "InflationLimits.ratio": _COMPRESSED + "test_the_connection_may_not_be_blown_up_on_the_average",
    "InflationLimits.unlimited": _COMPRESSED + "test_the_connection_may_not_be_blown_up_on_the_average",
    "ScramLimits.fewest_iterations": _SCRAM + "test_a_first_message_that_cannot_be_right_gets_no_proof",
    "ScramLimits.most_iterations": _SCRAM + "test_a_server_cannot_have_us_compute_for_ever",
}
"""Each limit and deadline, and the test that reaches it."""
