//! Record: a decision → checked, proved, and written, all or nothing.
//!
//! In: a site's folder, the options of a run, and a decision in types. Out: the
//! files as they would be, with what follows from them, to be looked at and then
//! written; or every reason why it is not recorded. Never: asks a person, prints,
//! knows how it was asked.
//!
//! [`EditSession::open`] holds the site, `prepare` of a decision reads it as it
//! would be, and [`EditSession::write`] writes what was prepared. One file a decision.

pub mod approve;
mod change;
mod clauses;
pub mod correct;
mod failure;
mod journal;
mod log;
pub mod review;
pub mod revise;
mod session;
mod target;
pub mod tend;
pub mod translated;
pub mod withdraw;

pub use change::{Change, FileChange};
pub use failure::{Failure, ReasonRecord, Refused, Spot};
pub use session::{Access, EditSession};
pub use target::{Target, find_version};
