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

mod dossiers;
mod identity;
mod lists;
mod pages;
mod purge;
mod staff;

pub use dossiers::*;
pub use identity::*;
pub use lists::*;
pub use pages::*;
pub use purge::*;
pub use staff::*;

/// Hands the names of all cases to a macro that makes a test of each.
#[macro_export]
macro_rules! store_contract {
    ($run:ident) => {
        $run! {
            what_is_stored_comes_back_fact_by_fact
            numbers_have_no_gap_and_no_double_in_a_race
            an_identifier_and_a_number_are_taken_once
            a_stale_version_is_a_conflict_and_stores_nothing
            what_is_not_committed_never_was
            acts_on_one_dossier_wait_for_each_other
            a_key_is_claimed_once_and_given_back_by_whoever_gives_up
            elections_are_in_force_up_to_their_last_day
            the_projection_is_the_fold_whatever_happens
            the_scope_holds_whatever_is_asked
            candidates_for_forgetting_are_never_too_few
            an_erased_dossier_leaves_nothing_to_read
            tabs_and_counts_follow_the_statuses_of_the_day
            a_search_finds_every_word_at_the_beginning_of_a_word
            filters_keep_what_they_say
            pages_visit_each_row_once_in_both_directions
            a_cursor_of_another_sort_gives_the_first_page
            doubles_agree_by_folded_names_in_either_order_and_by_birth
            a_structure_is_replaced_only_at_the_version_that_was_read
            staff_come_by_name_and_change_only_at_the_version_that_was_read
            whoever_changes_the_staff_holds_it_until_done
            an_address_has_one_account_in_all_structures
            a_session_lives_while_it_is_used_and_half_a_day_at_most
            sessions_end_with_the_account_they_belong_to
            a_link_is_replaced_expires_and_is_used_once
            of_two_who_hold_a_link_one_uses_it
            failures_lock_an_account_and_success_forgets_them
            a_closed_account_or_structure_is_nobody
        }
    };
}
