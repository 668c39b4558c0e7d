//! Pages: what one page, feed or picture says.
//!
//! In: what a page is about, and the language that it is in. Out: the views of its template, or its bytes.
//! Never: knows which other files are published; that is `plan`.

pub(super) mod card;
pub(super) mod changes;
pub(super) mod chrome;
pub(super) mod contents;
pub(super) mod context;
pub(super) mod feed;
pub(super) mod finder;
pub(super) mod forms;
pub(super) mod history;
pub(super) mod home;
pub(super) mod lists;
pub(super) mod logo;
pub(super) mod news;
pub(super) mod not_found;
pub(super) mod notices;
pub(super) mod policy;
