//! Every test of the program from the outside: one binary, one module a matter.

mod bad_input;
mod changes;
mod checks;
mod commands;
mod dependencies;
mod dialect;
mod edits;
mod feeds;
mod forms;
mod fuzz;
mod golden;
mod history;
mod hostile;
mod page;
mod properties;
mod random;
mod seals;
mod search;
mod site;
mod themes;
mod tidy;
