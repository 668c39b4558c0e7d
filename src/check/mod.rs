//! Check: the rules that a published site should meet.
//!
//! In: a complete site and the day. Out: findings. Never: opens a file, changes
//! the site, prints.
//!
//! To add a rule: a function in the file it belongs to, and a row in the table of `rules`. A rule that
//! looks outside its association must ask the `RuleContext` that it is handed: what it asks there is part
//! of the key of the cache, and without it `serve` shows a stale answer.

mod approvals;
mod attachments;
mod cache;
mod channels;
mod colours;
mod commitments;
mod context;
mod drafts;
mod forms;
mod log;
mod promises;
mod references;
mod rules;
mod seals;
mod translations;

pub use cache::{Cache, recheck};
