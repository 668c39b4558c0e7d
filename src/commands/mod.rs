//! Commands: options in, a library call, words out.
//!
//! In: the words of the command line. Out: text on the two outputs, and an exit
//! status: 0 done; 1 findings of severity error, or what was asked for does not
//! hold; 2 wrong usage; 3 the system failed. Never: a rule, HTML, or YAML's spelling.

mod approve;
mod build;
mod check;
mod consent;
mod correct;
mod diff;
mod fault;
mod given;
mod inbox;
mod init;
mod log;
mod reason;
mod review;
mod revise;
mod schema;
mod serve;
mod sign;
mod site;
mod status;
mod theme;
mod translated;
mod verify;
mod withdraw;
mod words;

use clap::{Parser, Subcommand};

use fault::Fault;
use site::{Format, SiteArgs};

/// Associations' policies as a bilingual static site
#[derive(Debug, Parser)]
#[command(name = "mithaq", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a small bilingual site that builds without a finding
    Init(init::InitArgs),
    /// Build the site; on any error the old output stands untouched
    Build(build::BuildArgs),
    /// Find everything that `build` would, and write nothing
    Check(check::CheckArgs),
    /// Build in memory, watch, and reload the browser
    Serve(serve::ServeArgs),
    /// Copy the inbox of `serve` into one file, and back
    Inbox(inbox::InboxArgs),
    /// Show the register: version in force, approval, next review, translation
    Status(status::StatusArgs),
    /// Copy the version in force into a new draft
    Revise(revise::ReviseArgs),
    /// Check a draft, record its approval, and seal its texts
    Approve(approve::ApproveArgs),
    /// Record that a policy was reviewed and left unchanged
    Review(review::ReviewArgs),
    /// Show what changed between two versions, clause by clause
    ///
    /// Without OLD and NEW an open draft is compared with the version in force; without a draft the
    /// version in force with the one before. With OLD alone it is compared with what would be NEW.
    ///
    /// The exit status is 0 also where the versions differ; 1 where one of them does not exist.
    Diff(diff::DiffArgs),
    /// Take a version out of force; its page says so and why
    Withdraw(withdraw::WithdrawArgs),
    /// Mend a fact of a recorded decision, on the record
    Correct(correct::CorrectArgs),
    /// Tend the log of decisions: begin it, join two sides, name what left
    Log(log::LogArgs),
    /// Record that the other language follows the governing text as it stands
    Translated(translated::TranslatedArgs),
    /// Recompute every seal, of the content or of a built site
    Verify(verify::VerifyArgs),
    /// Start a theme of one's own
    Theme(theme::ThemeArgs),
    /// Print the JSON Schema of each YAML file, for editors
    Schema(schema::SchemaArgs),
}

/// Runs the program with the process's own arguments; the exit status comes back.
pub fn main() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not errors: clap knows which output each belongs to.
            let status = if error.use_stderr() { 2 } else { 0 };
            return error.print().map_or(3, |()| status);
        }
    };
    let done = match cli.command {
        Command::Init(args) => init::run(&args),
        Command::Build(args) => build::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Inbox(args) => inbox::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Revise(args) => revise::run(&args),
        Command::Approve(args) => approve::run(&args),
        Command::Review(args) => review::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Withdraw(args) => withdraw::run(&args),
        Command::Correct(args) => correct::run(&args),
        Command::Log(args) => log::run(&args),
        Command::Translated(args) => translated::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Theme(args) => theme::run(&args),
        Command::Schema(args) => schema::run(&args),
    };
    match done {
        Ok(status) => status,
        Err(fault) => {
            fault.print();
            fault.status()
        }
    }
}
