//! The commands as a user meets them: arguments, what is printed where, exit
//! status, files left behind.

mod approve;
mod build;
mod check;
mod connections;
mod diff;
mod inbox;
mod init;
mod review;
mod revise;
mod schema;
mod serve;
mod server;
mod status;
mod story;
mod translated;
mod usage;
mod verify;
mod withdraw;
