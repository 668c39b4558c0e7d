//! Edition: what of a site is shown, and as of which day.

use super::date::Date;

/// Which edition of a site is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The day that its pages are of.
    pub today: Date,
    /// Whether drafts are published, marked as such.
    pub drafts: bool,
}
