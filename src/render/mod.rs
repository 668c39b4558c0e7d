//! Render: the site → pages and files, planned before the first byte.
//!
//! In: the site, its theme, the day. Out: a list of jobs that says every path,
//! and the bytes of each job when it is run. Never: opens a file; an attachment
//! is named, and whoever writes the output copies it.

mod json;
mod pages;
mod plan;
mod text;
mod theme;
pub mod views;
mod words;

pub use pages::changes::comparison_page;
pub use plan::first::{First, Write};
pub use plan::make::{Made, unreadable};
pub use plan::outline::plan;
pub use plan::site::Plan;
pub use plan::static_files::{is_download, policy_of};
