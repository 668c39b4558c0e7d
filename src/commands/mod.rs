//! Commands: options in, a library call, words out.
//!
//! In: the words of the command line. Out: text on the two outputs, and an exit
//! status: 0 done; 1 findings of severity error, or what was asked for does not
//! hold; 2 wrong usage; 3 the system failed. Never: a rule, HTML, or YAML's spelling.

mod approve;
mod build;
mod check;
mod desk;
mod diff;
mod init;
mod review;
mod revise;
mod schema;
mod serve;
mod status;
mod theme;
mod translated;
mod verify;
mod withdraw;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::load::Overrides;
use crate::model::Date;
use crate::model::spelling::{is_id, is_web_address};
use crate::report::isolate;
use crate::{Moment, Options};

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
    /// Record that the other language follows the governing text as it stands
    Translated(translated::TranslatedArgs),
    /// Recompute every seal, of the content or of a built site
    Verify(verify::VerifyArgs),
    /// Start a theme of one's own
    Theme(theme::ThemeArgs),
    /// Print the JSON Schema of each YAML file, for editors
    Schema(schema::SchemaArgs),
}

/// Options that say which site is read, and how.
#[derive(Clone, Debug, Args)]
struct SiteArgs {
    /// The folder that holds the site
    #[arg(long, default_value = ".", value_name = "DIR")]
    site: PathBuf,
    /// The day that decides what is in force; else SOURCE_DATE_EPOCH, else the clock
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// The moment as seconds since 1970, when `--today` does not say
    #[arg(long = "source-date-epoch", env = "SOURCE_DATE_EPOCH", hide = true)]
    epoch: Option<i64>,
    /// Where an endpoint posts to; `MITHAQ_ENDPOINT_<NAME>` in the environment does the same
    #[arg(long = "endpoint", value_name = "NAME=URL", value_parser = endpoint)]
    endpoints: Vec<(String, String)>,
    /// The theme to use, instead of site.yaml's
    #[arg(long, value_name = "NAME", value_parser = theme_name)]
    theme: Option<String>,
}

/// How findings and results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Human,
    /// One JSON value on standard output
    Json,
}

impl SiteArgs {
    fn options(&self, drafts: bool, base_url: Option<String>, associations: Vec<String>) -> Options {
        let moment = match (self.today, self.epoch) {
            (Some(day), _) => Moment::Day(day),
            (None, Some(epoch)) => {
                Moment::Instant(jiff::Timestamp::from_second(epoch).unwrap_or(jiff::Timestamp::UNIX_EPOCH))
            }
            (None, None) => Moment::Instant(jiff::Timestamp::now()),
        };
        // A variable that is not UTF-8 is none of ours.
        let mut endpoints: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(key, value)| {
                let name = key.to_str()?.strip_prefix("MITHAQ_ENDPOINT_")?.to_ascii_lowercase().replace('_', "-");
                Some((name, value.into_string().ok()?))
            })
            .collect();
        endpoints.extend(self.endpoints.iter().cloned());
        Options {
            moment,
            drafts,
            overrides: Overrides { base_url, associations, endpoints, theme: self.theme.clone(), seals_alone: false },
        }
    }
}

fn endpoint(text: &str) -> Result<(String, String), String> {
    let (name, url) = text.split_once('=').ok_or("write it as NAME=URL")?;
    if !is_id(name) {
        return Err(format!("`{name}` is not the name of an endpoint"));
    }
    Ok((name.to_owned(), url.to_owned()))
}

/// The name of a theme: the name of its folder.
fn theme_name(text: &str) -> Result<String, String> {
    if is_id(text) {
        Ok(text.to_owned())
    } else {
        Err("write it in small Latin letters and digits, with `-` between words".to_owned())
    }
}

fn web_address(text: &str) -> Result<String, String> {
    if is_web_address(text) {
        Ok(text.to_owned())
    } else {
        Err("write a full address that starts with https://".to_owned())
    }
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
        Command::Status(args) => status::run(&args),
        Command::Revise(args) => revise::run(&args),
        Command::Approve(args) => approve::run(&args),
        Command::Review(args) => review::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Withdraw(args) => withdraw::run(&args),
        Command::Translated(args) => translated::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Theme(args) => theme::run(&args),
        Command::Schema(args) => schema::run(&args),
    };
    match done {
        Ok(status) => status,
        Err(fault) => {
            if !fault.message.is_empty() {
                words::say(&format!("error: {}", isolate(&fault.message)));
            }
            if let Some(hint) = &fault.hint {
                words::say(&format!("  hint: {}", isolate(hint)));
            }
            fault.status
        }
    }
}

/// What stops a command: a sentence, a way out, and the exit status.
#[derive(Debug)]
struct Fault {
    status: u8,
    message: String,
    hint: Option<String>,
}

impl Fault {
    /// The system failed: exit status 3.
    fn system(what: &str, error: &std::io::Error) -> Self {
        Fault { status: 3, message: format!("{what}: {}", crate::disk::describe(error)), hint: None }
    }

    /// What was asked for does not hold: exit status 1.
    fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Fault { status: 1, message: message.into(), hint: Some(hint.into()) }
    }

    /// The same where all of it has been told already.
    fn told() -> Self {
        Fault { status: 1, message: String::new(), hint: None }
    }

    /// What was asked for makes no sense: exit status 2.
    fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Fault { status: 2, message: message.into(), hint: Some(hint.into()) }
    }
}

/// Opens a site's folder.
fn open(args: &SiteArgs) -> Result<crate::disk::RealDisk, Fault> {
    crate::disk::RealDisk::open(&args.site).map_err(|error| {
        let message =
            format!("the site's folder `{}` cannot be opened: {}", args.site.display(), crate::disk::describe(&error));
        Fault::usage(message, "name the folder that holds `content/` with `--site`")
    })
}
