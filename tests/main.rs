//! Every test of the program from the outside: one binary, one module a matter.

#![expect(clippy::disallowed_methods, reason = "tests look at the files that the program leaves behind")]

mod accounts;
mod bad_input;
mod cache;
mod changes;
mod checks;
mod commands;
mod commitments;
mod decisions;
mod dependencies;
mod dialect;
mod edits;
#[cfg(target_os = "linux")]
mod faults;
mod feeds;
mod folder;
mod forms;
mod fuzz;
mod golden;
mod history;
mod hostile;
mod live;
mod log;
mod news;
mod page;
mod parts;
mod properties;
mod publishing;
mod random;
mod record;
mod seals;
mod search;
mod signature;
mod site;
mod themes;
mod tidy;
