//! `inbox`: the whole inbox in one file, and back.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::consent::agreed;
use super::{Fault, SiteArgs, words};
use crate::disk;
use crate::inbox::{Copied, NotKept, back_up, restore};

#[derive(Debug, Args)]
pub(super) struct InboxArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Copy every post and attachment into one new file; `serve` may go on
    Backup(BackupArgs),
    /// Put a backup in the place of the inbox
    Restore(RestoreArgs),
}

#[derive(Debug, Args)]
struct BackupArgs {
    /// The file to write; it holds people's data, so keep it where nobody else looks
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The folder that holds the site
    #[arg(long, value_name = "DIR", default_value = ".")]
    site: PathBuf,
}

#[derive(Debug, Args)]
struct RestoreArgs {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace an inbox that has posts; those that the backup lacks are gone then
    #[arg(long)]
    replace: bool,
    /// Do not ask; for scripts
    #[arg(long)]
    yes: bool,
    /// The folder that holds the site
    #[arg(long, value_name = "DIR", default_value = ".")]
    site: PathBuf,
}

pub(super) fn run(args: &InboxArgs) -> Result<u8, Fault> {
    match &args.action {
        Action::Backup(args) => {
            let disk = SiteArgs::at(args.site.clone()).open()?;
            if disk::is_there(&args.file) {
                let message = format!("`{}` is there already", args.file.display());
                return Err(Fault::refused(message, "name a new file; an older backup is never overwritten"));
            }
            let copied = back_up(disk.root(), &args.file).map_err(|error| failed("the inbox is not copied", error))?;
            words::answer(&format!("copied to {}: {}", args.file.display(), counted(copied)));
        }
        Action::Restore(args) => {
            let disk = SiteArgs::at(args.site.clone()).open()?;
            if !disk::is_there(&args.file) {
                let message = format!("there is no `{}`", args.file.display());
                return Err(Fault::usage(message, "name a file that `mithaq inbox backup` wrote"));
            }
            if args.replace && !args.yes {
                agreed("replace the inbox with this backup? [y/N]")?;
            }
            let restored = restore(disk.root(), &args.file, args.replace)
                .map_err(|error| failed("the inbox stays as it is", error))?;
            words::answer(&format!("restored from {}: {}", args.file.display(), counted(restored)));
        }
    }
    Ok(0)
}

fn counted(copied: Copied) -> String {
    format!("{}, {}", words::counted(copied.posts, "post"), words::counted(copied.files, "file"))
}

fn failed(what: &str, error: NotKept) -> Fault {
    let why = match error {
        NotKept::Taken => "a number is taken".to_owned(),
        NotKept::Failed(why) => why,
    };
    Fault::refused(format!("{what}: {why}"), "mend that, and run the command again; nothing was changed")
}
