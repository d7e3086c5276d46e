//! What storage promises, written once: every adapter, the one in memory included, runs
//! these cases on a storage that is empty.
//!
//! ```text
//! macro_rules! on_memory { ($($case:ident)*) => { $(
//!     #[tokio::test]
//!     async fn $case() { testkit::contract::$case(&Storage::of(MemoryStore::new())).await; }
//! )* } }
//! testkit::store_contract!(on_memory);
//! ```

mod agenda;
mod bulk;
mod changes;
mod desks;
mod dossiers;
mod files;
mod finding;
mod identity;
mod importing;
mod imports;
mod jobs;
mod listing;
mod lists;
mod merging;
mod messages;
mod messages_log;
mod moving;
mod pages;
mod printing;
mod purge;
mod rounds;
mod sending;
mod staff;
mod worklist;

pub use agenda::*;
pub use bulk::*;
pub use changes::*;
pub use desks::*;
pub use dossiers::*;
pub use files::*;
pub use finding::*;
pub use identity::*;
pub use importing::*;
pub use imports::*;
pub use jobs::*;
pub use listing::*;
pub use lists::*;
pub use merging::*;
pub use messages::*;
pub use messages_log::*;
pub use moving::*;
pub use pages::*;
pub use printing::*;
pub use purge::*;
pub use rounds::*;
pub use sending::*;
pub use staff::*;
pub use worklist::*;

/// Hands the names of all cases to a macro that makes a test of each.
#[macro_export]
macro_rules! store_contract {
    ($run:ident) => {
        $run! {
            a_committed_change_is_told_within_its_structure
            what_is_given_up_is_not_told
            the_version_of_a_dossier_is_known_within_its_structure
            what_is_stored_comes_back_fact_by_fact
            numbers_have_no_gap_and_no_double_in_a_race
            an_identifier_and_a_number_are_taken_once
            a_stale_version_is_a_conflict_and_stores_nothing
            what_is_not_committed_never_was
            acts_on_one_dossier_wait_for_each_other
            thirty_two_desks_on_one_person_lose_and_double_nothing
            a_key_is_claimed_once_and_given_back_by_whoever_gives_up
            elections_are_in_force_up_to_their_last_day
            the_projection_is_the_fold_whatever_happens
            the_scope_holds_whatever_is_asked
            candidates_for_forgetting_are_never_too_few
            an_erased_dossier_leaves_nothing_to_read
            merged_dossiers_keep_every_fact_under_one_identifier
            a_merging_of_what_changed_meanwhile_stores_nothing
            a_former_identifier_leads_on_until_the_dossier_is_erased
            of_two_mergings_at_once_one_happens
            a_file_comes_back_with_what_it_is_locked_with
            a_structure_moves_whole_with_every_fact
            a_structure_that_does_not_arrive_whole_leaves_nothing
            facts_of_some_kinds_come_in_their_order
            a_blob_is_named_once_and_not_while_it_is_deleted
            an_erased_dossier_leaves_no_key_and_its_blobs_to_be_deleted
            merged_dossiers_keep_the_files_of_both
            files_of_another_structure_are_absent
            what_names_a_dossier_follows_it_into_another
            an_act_on_a_dossier_merged_meanwhile_finds_it_gone
            lines_of_a_round_come_back_last_first_with_whom_they_are_about
            what_was_annulled_elsewhere_counts_no_more_in_a_round
            a_closed_round_forgets_what_was_typed_and_takes_nothing_more
            old_rounds_are_not_shown_and_then_deleted
            an_erased_dossier_leaves_a_count_in_a_round_and_no_more
            whoever_bears_a_number_a_reference_a_box_or_a_card_is_found_exactly
            a_round_of_another_structure_is_absent
            an_order_to_print_is_made_once_and_its_people_keep_their_places
            what_became_of_each_person_of_an_order_is_counted_once
            an_order_that_is_discarded_is_shown_no_more_and_forgotten_next
            what_was_printed_goes_with_whoever_is_erased
            those_whose_term_ends_within_a_period_come_by_name
            an_import_is_brought_once_and_comes_back_with_its_headers
            rows_of_an_import_come_by_filter_in_both_directions
            what_was_chosen_of_a_double_falls_with_it
            stages_of_an_import_come_back
            rows_that_were_taken_over_or_are_too_old_are_forgotten
            how_far_an_import_is_is_told_while_it_waits_for_whoever_does_it
            a_task_is_queued_with_its_cause_or_not_at_all
            of_the_tasks_that_share_a_key_one_waits
            a_task_is_taken_when_it_is_due_and_counted_until_then
            sessions_that_let_nobody_in_any_more_are_swept
            an_import_of_another_structure_is_absent
            rows_about_somebody_who_is_erased_go_with_them
            an_import_is_taken_over_once_its_errors_are_put_right
            good_rows_are_taken_over_and_the_others_kept
            the_same_file_twice_changes_nothing
            whoever_is_there_is_left_updated_or_opened_again_as_chosen
            whoever_comes_after_the_check_is_not_opened_twice
            an_import_is_undone_but_for_what_was_done_since
            a_server_that_dies_in_the_middle_of_an_import_leaves_nothing
            a_row_that_became_wrong_stops_an_import_of_all
            columns_are_understood_as_the_last_time
            only_those_who_decide_import
            dossiers_by_the_thousand_are_those_one_by_one
            dossiers_with_a_number_that_is_taken_are_not_stored
            dossiers_erased_together_leave_nothing_but_those_that_moved
            an_order_of_another_structure_is_absent
            tabs_and_counts_follow_the_statuses_of_the_day
            a_list_finds_every_word_wherever_it_is
            a_person_is_found_from_whatever_is_known_of_them
            close_spellings_and_sounds_come_after_what_was_typed
            the_best_answer_comes_first
            a_search_follows_what_changes_and_stays_in_its_structure
            whatever_is_typed_is_answered
            filters_keep_what_they_say
            silence_is_counted_from_the_end_of_a_justified_absence
            pages_visit_each_row_once_in_both_directions
            a_page_is_named_by_a_row_wherever_it_stands_now
            batches_read_the_whole_list_even_when_rows_go
            tabs_share_all_dossiers_and_their_counts_are_exact
            a_count_that_would_read_everything_stops
            whoever_left_long_ago_is_found_by_how_long
            rows_come_by_their_identifiers_with_all_that_they_show
            views_belong_to_one_person_or_to_all
            doubles_agree_by_folded_names_in_either_order_and_by_birth
            what_is_due_is_what_the_law_says_of_every_dossier
            every_duty_is_found_on_the_days_of_the_lives_that_lead_to_it
            what_is_due_is_told_of_whose_dossiers_it_is
            pages_of_a_duty_visit_each_line_once_in_both_directions
            what_comes_next_is_the_first_that_does_not_show_yet
            a_structure_is_replaced_only_at_the_version_that_was_read
            what_messages_rest_on_is_the_fold_whatever_happens
            a_run_plans_what_each_dossier_has_to_tell
            two_runs_at_once_plan_once
            a_day_without_the_service_is_caught_up
            messages_turned_on_tell_nothing_of_the_day_before
            a_message_is_taken_by_one
            what_became_of_an_attempt_is_noted_and_counted_once
            what_nobody_heard_of_is_looked_at_by_one
            caps_of_the_month_are_never_passed
            receipts_find_their_message_whatever_they_call_it
            receipts_that_come_too_late_find_nothing
            messages_leave_as_the_dossier_stands_then
            people_are_not_disturbed_at_night
            messages_go_with_whoever_is_erased
            messages_follow_whoever_is_merged
            a_message_that_failed_is_sent_again_by_hand
            those_that_failed_alike_are_decided_together
            a_provider_that_stays_away_is_given_up_after_a_day
            faults_neither_lose_nor_double_a_message
            messages_of_another_structure_are_absent
            what_is_settled_about_messages_comes_back
            the_log_shows_each_message_once_in_both_directions
            a_message_that_waits_is_called_off_by_hand
            visits_for_nothing_are_counted_of_those_who_are_written_to_and_of_others
            members_of_the_staff_are_told_of_what_others_did
            the_morning_tells_those_who_asked_once
            staff_come_by_name_and_change_only_at_the_version_that_was_read
            whoever_changes_the_staff_holds_it_until_done
            an_address_has_one_account_in_all_structures
            a_session_lives_while_it_is_used_and_half_a_day_at_most
            looking_at_a_session_is_no_use_of_it
            sessions_end_with_the_account_they_belong_to
            a_link_is_replaced_expires_and_is_used_once
            of_two_who_hold_a_link_one_uses_it
            nobody_receives_two_people_at_once
            of_two_who_book_one_moment_one_has_it
            a_double_booking_is_not_stored
            the_agenda_shows_what_became_of_each_appointment
            an_appointment_stands_again_only_while_nobody_took_its_time
            the_agenda_of_one_structure_says_nothing_of_another
            an_erased_dossier_leaves_the_agenda
            a_feed_is_renewed_revoked_and_ends_with_its_account
            failures_lock_an_account_and_success_forgets_them
            a_closed_account_or_structure_is_nobody
        }
    };
}
