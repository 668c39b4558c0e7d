//! Derive: pure views computed from the site.
//!
//! In: a complete site and the day. Out: addresses, paired clauses, the register,
//! data. Never: opens a file, renders HTML, finds fault.

pub mod built;
pub mod changes;
pub mod csv;
pub mod data;
pub mod events;
pub mod pairs;
pub mod periods;
pub mod register;
mod schema;
pub mod search;
pub mod terms;
pub mod urls;
