# SPDX-License-Identifier: MIT
"""What of which RFC the server does, and which test shows it: the rows of docs/testserver-coverage.md.

A row is a section, what of it is done, and the tests, each as `file::function` of tests/testserver (or, with a folder,
of tests). Knows nothing of the server.
"""

from typing import Final, NamedTuple


class Row(NamedTuple):
    """One line of the table."""

    section: str
    what: str
    tests: tuple[str, ...]


ROWS: Final = (
    Row(
        "9051 2.3.1, 7.5.1",
        "sequence numbers are each session's own; EXPUNGE waits during FETCH, STORE, SEARCH",
        (
            "test_commands_messages::test_expunge_is_not_told_during_fetch_store_and_search",
            "test_commands_search::test_expunge_waits_for_a_search_that_names_numbers",
            "test_sessions_agree::test_all_sessions_agree_with_the_store",
            "test_commands_messages::test_what_names_an_expunged_message_copies_nothing",
            "end_to_end/test_testserver_random::test_the_same_commands_have_the_same_answers",
        ),
    ),
    Row("9051 2.3.1.1", "UIDs and UIDVALIDITY", ("test_view::test_another_uidvalidity_comes_with_other_uids",)),
    Row(
        "9051 2.3.2",
        "flags; no flag-extension",
        (
            "test_commands_messages::test_store_changes_flags",
            "test_commands_messages::test_a_flag_that_no_rfc_knows_is_bad",
            "test_commands_messages::test_keywords_have_no_case",
        ),
    ),
    Row(
        "3501 2.3.2",
        r"\Recent goes to one session",
        (
            "test_view::test_one_session_has_the_recent_flag",
            "test_view::test_a_message_is_recent_where_it_is_told_first",
        ),
    ),
    Row(
        "9051 4.3, 7888",
        "literals, LITERAL+",
        (
            "test_command_reader::test_commands_are_cut_from_the_stream",
            "test_command_reader::test_commands_are_the_same_octet_by_octet",
            "test_command_reader::test_a_line_without_end_is_refused_when_it_is_too_long",
            "test_command_reader::test_a_complete_line_that_is_too_long_is_refused",
            "test_command_reader::test_the_letter_of_append_may_be_long_after_sign_in",
            "test_command_reader::test_a_line_is_taken_as_it_is",
            "test_command_reader::test_what_came_before_tls_is_forgotten",
        ),
    ),
    Row(
        "9051 5.1, A.1",
        "mailbox names in modified UTF-7, in UTF-8 once enabled",
        (
            "test_mailbox_names::test_names_are_modified_utf7",
            "test_mailbox_names::test_malformed_names_are_refused",
            "test_mailbox_names::test_inbox_has_one_spelling",
            "test_mailbox_names::test_wildcards",
            "test_commands_selecting::test_names_travel_in_utf8_once_enabled",
        ),
    ),
    Row("9051 6.1", "CAPABILITY, NOOP, LOGOUT", ("test_commands_connection::test_logout_says_bye_and_hangs_up",)),
    Row("2971", "ID with its limits", ("test_commands_connection::test_id_and_enable",)),
    Row(
        "9051 6.2.1",
        "STARTTLS forgets what came before",
        ("test_commands_connection::test_a_profile_remembers_what_came_before_tls",),
    ),
    Row(
        "9051 6.2.2, 4959",
        "AUTHENTICATE and SASL-IR: PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1, SCRAM-SHA-256, XOAUTH2, OAUTHBEARER",
        (
            "test_authentication::test_every_mechanism_is_tried",
            "test_authentication::test_who_knows_the_password_is_let_in",
            "test_authentication::test_who_does_not_is_refused",
            "test_authentication::test_what_no_mechanism_says_is_bad",
            "test_authentication::test_scram_serves_nobody_else",
            "test_authentication::test_what_shows_a_secret_waits_for_tls",
            "test_authentication::test_a_mechanism_that_the_profile_lacks_is_refused",
            "test_authentication::test_no_secret_stands_in_the_transcript",
        ),
    ),
    Row(
        "9051 6.3.1, 5161",
        "ENABLE",
        (
            "test_commands_connection::test_id_and_enable",
            "test_commands_selecting::test_each_enabling_command_tells_where_the_mailbox_stands",
        ),
    ),
    Row(
        "9051 6.3.2, 6.3.3",
        "SELECT and EXAMINE, CLOSED, LIST in place of RECENT",
        (
            "test_commands_mailboxes::test_select_tells_everything_it_must",
            "test_commands_mailboxes::test_examine_changes_nothing",
            "test_commands_selecting::test_imap4rev2_tells_the_name_and_nothing_recent",
            "test_commands_selecting::test_another_select_tells_that_the_first_is_closed",
        ),
    ),
    Row(
        "9051 6.3.4-6.3.8",
        "CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE",
        (
            "test_commands_mailboxes::test_mailboxes_are_made_renamed_and_removed",
            "test_commands_mailboxes::test_a_name_goes_with_the_last_mailbox_below_it",
        ),
    ),
    Row("6154", "SPECIAL-USE, CREATE-SPECIAL-USE", ("test_commands_mailboxes::test_special_use_can_be_asked_for",)),
    Row(
        "9051 6.3.9, 5258, 5819",
        "LIST: selection and return options, CHILDINFO, STATUS",
        (
            "test_commands_listing::test_patterns_choose_names",
            "test_commands_listing::test_attributes_are_told",
            "test_commands_listing::test_what_list_does_not_know_is_bad",
        ),
    ),
    Row(
        "2342",
        "NAMESPACE",
        (
            "test_commands_mailboxes::test_select_tells_everything_it_must",
            "test_commands_mailboxes::test_examine_changes_nothing",
            "test_commands_mailboxes::test_a_failed_select_leaves_the_old_mailbox",
            "test_commands_mailboxes::test_close_expunges_in_silence_and_unselect_does_not",
            "test_commands_mailboxes::test_mailboxes_are_made_renamed_and_removed",
            "test_commands_mailboxes::test_refusals_tell_their_code",
            "test_commands_mailboxes::test_a_name_that_comes_back_has_another_uidvalidity",
            "test_commands_mailboxes::test_renaming_inbox_moves_its_letters",
            "test_commands_mailboxes::test_deleting_the_selected_mailbox",
            "test_commands_mailboxes::test_special_use_can_be_asked_for",
            "test_commands_mailboxes::test_status_counts",
            "test_commands_mailboxes::test_append_keeps_octets_flags_and_date",
            "test_commands_mailboxes::test_subscriptions",
            "test_commands_mailboxes::test_namespace",
            "test_commands_mailboxes::test_a_name_goes_with_the_last_mailbox_below_it",
        ),
    ),
    Row("9051 6.3.11, 8438", "STATUS with SIZE and DELETED", ("test_commands_mailboxes::test_status_counts",)),
    Row(
        "9051 6.3.12, 4315, 3502, 7889",
        "APPEND, APPENDUID, MULTIAPPEND, APPENDLIMIT",
        (
            "test_commands_appending::test_several_letters_arrive_together",
            "test_commands_appending::test_all_letters_arrive_or_none",
            "test_commands_appending::test_utf8_marks_a_letter_once_enabled",
            "test_commands_appending::test_the_largest_letter_is_told",
            "test_commands_appending::test_replace_brings_one_and_takes_one",
            "test_commands_appending::test_a_replace_that_fails_changes_nothing",
        ),
    ),
    Row("2177", "IDLE", ("test_commands_connection::test_idle_tells_changes_until_done",)),
    Row(
        "9051 6.4.1, 6.4.2",
        "CLOSE, UNSELECT",
        ("test_commands_mailboxes::test_close_expunges_in_silence_and_unselect_does_not",),
    ),
    Row(
        "9051 6.4.3, 6.4.9",
        "EXPUNGE, UID EXPUNGE",
        (
            "test_commands_messages::test_expunge_tells_the_last_first",
            "test_commands_messages::test_uid_expunge_removes_no_more_than_asked",
        ),
    ),
    Row(
        "9051 6.4.4, 4731",
        "SEARCH: every key; RETURN; ESEARCH always with IMAP4rev2",
        (
            "test_commands_search::test_keys_choose_messages",
            "test_commands_search::test_words_are_compared_decoded",
            "test_commands_search::test_forms_of_the_answer",
            "test_commands_search::test_what_is_malformed_is_bad",
            "test_commands_search::test_an_unknown_charset_is_told",
            "test_commands_search::test_save_keeps_what_the_options_say",
            "test_commands_search::test_the_saved_result_serves_every_command",
            "test_commands_search::test_a_failed_search_empties_the_saved_result",
            "test_commands_search::test_modseq_is_a_key_and_tells_the_highest",
            "test_commands_search::test_imap4rev2_answers_esearch",
            "test_commands_search::test_expunge_waits_for_a_search_that_names_numbers",
            "test_commands_search::test_words_come_in_other_charsets",
            "test_commands_search::test_partial_tells_a_window",
            "test_commands_search::test_a_window_that_is_none_is_bad",
            "test_commands_search::test_age_counts_in_seconds",
        ),
    ),
    Row(
        "9051 6.4.4.1, 5182",
        "SAVE and $",
        (
            "test_commands_search::test_save_keeps_what_the_options_say",
            "test_commands_search::test_the_saved_result_serves_every_command",
            "test_commands_search::test_a_failed_search_empties_the_saved_result",
        ),
    ),
    Row(
        "9051 6.4.5",
        "FETCH: every item, section and window",
        (
            "test_commands_fetch::test_sections_are_exact_slices",
            "test_commands_fetch::test_windows_of_a_section",
            "test_commands_fetch::test_items_are_answered",
            "test_commands_fetch::test_macros",
            "test_commands_fetch::test_the_structure_of_a_letter_in_a_letter",
            "test_commands_fetch::test_the_extension_data_of_a_structure",
            "test_commands_fetch::test_reading_in_examine_marks_nothing",
            "test_commands_fetch::test_uid_fetch_always_tells_the_uid",
            "test_commands_fetch::test_what_is_malformed_is_bad",
            "test_commands_fetch::test_binary_tells_content_without_its_encoding",
            "test_commands_fetch::test_binary_takes_part_numbers_only",
            "test_commands_fetch::test_an_unknown_encoding_is_refused",
            "test_commands_fetch::test_changedsince_chooses_what_changed",
            "test_commands_fetch::test_vanished_needs_changedsince",
            "test_commands_fetch::test_an_item_that_is_asked_for_twice_is_told_once",
            "test_commands_fetch::test_the_save_date_is_the_present_mailbox_s",
            "test_commands_fetch::test_the_save_date_needs_its_capability",
            "test_corpus::test_every_part_is_served_as_it_lies_in_the_letter",
            "end_to_end/test_testserver_against_dovecot::test_sections_are_equal",
        ),
    ),
    Row(
        "9051 6.4.5, 3516",
        "BINARY, BINARY.PEEK, BINARY.SIZE, literal8 in APPEND",
        (
            "test_commands_fetch::test_binary_tells_content_without_its_encoding",
            "test_decoded_part::test_each_encoding_is_undone",
            "test_commands_appending::test_several_letters_arrive_together",
        ),
    ),
    Row(
        "9051 6.4.6",
        "STORE",
        (
            "test_commands_messages::test_store_changes_flags",
            "test_commands_messages::test_silent_store_is_silent_here_and_told_elsewhere",
        ),
    ),
    Row(
        "9051 6.4.7, 6.4.8, 4315, 6851",
        "COPY, MOVE, COPYUID",
        (
            "test_commands_messages::test_copy_keeps_flags_and_tells_uids",
            "test_commands_messages::test_move_copies_then_expunges",
        ),
    ),
    Row(
        "9051 7.3.5",
        "FLAGS when a keyword is new",
        ("test_commands_messages::test_a_new_keyword_is_told_before_a_message_has_it",),
    ),
    Row(
        "7162 3.1",
        "CONDSTORE: enabling, MODSEQ, CHANGEDSINCE, UNCHANGEDSINCE, MODIFIED",
        (
            "test_commands_selecting::test_condstore_may_be_enabled_by_select",
            "test_commands_selecting::test_each_enabling_command_tells_where_the_mailbox_stands",
            "test_commands_fetch::test_changedsince_chooses_what_changed",
            "test_commands_messages::test_unchangedsince_spares_what_others_changed",
            "test_commands_search::test_modseq_is_a_key_and_tells_the_highest",
        ),
    ),
    Row(
        "7162 3.2",
        "QRESYNC: select parameter, VANISHED, HIGHESTMODSEQ of EXPUNGE",
        (
            "test_commands_selecting::test_qresync_tells_what_changed",
            "test_commands_selecting::test_qresync_must_be_enabled_first",
            "test_commands_selecting::test_vanished_stands_for_expunge_once_enabled",
            "test_commands_fetch::test_vanished_needs_changedsince",
        ),
    ),
    Row(
        "4978",
        "COMPRESS=DEFLATE",
        (
            "test_compression::test_everything_after_the_answer_is_compressed",
            "test_compression::test_what_comes_behind_the_command_is_compressed",
            "test_compression::test_what_is_no_stream_ends_the_connection",
            "test_compression::test_a_small_message_does_not_become_a_large_one_at_once",
            "test_compression::test_another_compression_is_bad",
        ),
    ),
    Row(
        "5256, 5957, 5267 3",
        "SORT, THREAD, SORT=DISPLAY, ESORT",
        (
            "test_commands_sorting::test_keys_order_letters",
            "test_commands_sorting::test_uid_sort_tells_uids_and_esort_the_ends",
            "test_commands_sorting::test_threads_go_by_subject_or_by_references",
            "test_commands_sorting::test_what_is_malformed_is_refused",
            "test_subjects::test_artifacts_are_removed",
            "test_subjects::test_sent_dates_are_utc",
            "test_subjects::test_case_and_composition_make_no_difference",
            "test_subjects::test_the_first_address_counts",
            "test_threads::test_ordered_subject",
            "test_threads::test_references",
            "test_threads::test_a_thread_may_be_deep",
            "test_threads::test_message_ids_are_compared_without_quoting",
            "end_to_end/test_testserver_against_dovecot::test_sorts_are_equal",
            "end_to_end/test_testserver_against_dovecot::test_threads_are_equal",
        ),
    ),
    Row("2231 6", "parameters in pieces are joined", ("test_mime::test_parameters_in_pieces_are_joined",)),
    Row("5032", "WITHIN", ("test_commands_search::test_age_counts_in_seconds",)),
    Row("6855", "UTF8=ACCEPT", ("test_commands_appending::test_utf8_marks_a_letter_once_enabled",)),
    Row(
        "8474",
        "OBJECTID; THREADID is NIL",
        (
            "test_object_ids::test_a_copy_has_the_same_email_id",
            "test_object_ids::test_a_mailbox_keeps_its_id_when_it_is_renamed",
        ),
    ),
    Row(
        "8514",
        "SAVEDATE",
        (
            "test_commands_fetch::test_the_save_date_is_the_present_mailbox_s",
            "test_commands_fetch::test_the_save_date_needs_its_capability",
        ),
    ),
    Row(
        "8970",
        "PREVIEW",
        (
            "test_preview::test_a_preview_is_what_a_person_reads_first",
            "test_preview::test_fetch_tells_it",
        ),
    ),
    Row(
        "5464",
        "METADATA",
        (
            "test_commands_metadata::test_entries_are_told",
            "test_commands_metadata::test_long_values_are_left_out_on_demand",
            "test_commands_metadata::test_nil_removes_an_entry_and_a_failure_changes_nothing",
            "test_commands_metadata::test_annotations_follow_a_rename_and_go_with_the_mailbox",
            "test_commands_metadata::test_what_is_no_entry_is_bad",
        ),
    ),
    Row(
        "8508",
        "REPLACE",
        (
            "test_commands_appending::test_replace_brings_one_and_takes_one",
            "test_commands_appending::test_a_replace_that_fails_changes_nothing",
        ),
    ),
    Row(
        "9208",
        "QUOTA, QUOTASET: STORAGE and MESSAGE, OVERQUOTA, DELETED-STORAGE",
        (
            "test_commands_quota::test_limits_are_told_with_what_is_used",
            "test_commands_quota::test_limits_that_are_none_are_bad",
            "test_commands_quota::test_what_goes_over_a_limit_is_refused",
        ),
    ),
    Row(
        "9394",
        "PARTIAL",
        (
            "test_commands_search::test_partial_tells_a_window",
            "test_commands_search::test_a_window_that_is_none_is_bad",
        ),
    ),
)
HEAD: Final = """# What the test server does, section by section

Each row names an RFC and its sections, what of it is done, and the tests that show it. What has no row is not done, and
not advertised. The table is checked by tests/testserver/test_coverage_rows.py.

| RFC, section | what | tests |
|---|---|---|
"""


def document() -> str:
    """Return docs/testserver-coverage.md as it must be."""
    lines = (f"| {row.section} | {row.what} | {', '.join(f'`{name}`' for name in row.tests)} |" for row in ROWS)
    return HEAD + "\n".join(lines) + "\n"
