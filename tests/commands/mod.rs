//! The commands as a user meets them: arguments, what is printed where, exit
//! status, files left behind.

mod build;
mod check;
mod inbox;
mod init;
mod schema;
mod serve;
mod status;
mod usage;
