//! The dialect of Markdown in which policies are written: what becomes a clause,
//! with which id and label, and how the two languages pair.

mod bytes;
mod clauses;
mod links;
mod lists;
mod pairs;
mod words;

use crate::site::TestSite;

/// The clauses of the Arabic page of one text: `id label words`.
#[track_caller]
fn reads(text: &str, expected: &[&str]) {
    let site = TestSite::text(text);
    site.finds_nothing();
    assert_eq!(site.policy_page("ar").clauses(), expected);
}
